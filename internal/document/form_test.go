package document_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"bole/internal/document"
	"bole/internal/lrmx"
	"bole/schema"
)

// formOf is the form of a person whom the API answers so.
func formOf(t *testing.T, answer string) (*lrmx.Form, error) {
	t.Helper()
	sdl, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	return document.Form(t.Context(), func(context.Context, string, map[string]any) (json.RawMessage, error) {
		return json.RawMessage(`{"cadre": {"name": "张某甲", ` + answer + `}}`), nil
	}, sdl, "c1", "2024-08-31")
}

func TestFormProposals(t *testing.T) {
	f, err := formOf(t, `"decisions": {"totalCount": 4, "nodes": [
		{"reason": "工作需要", "toPosition": {"title": "局长", "organization": {"name": "某局"}}, "fromPosition": {"title": "某镇镇长", "organization": {"name": "某镇"}}},
		{"reason": "工作需要", "toPosition": {"title": "某局党组书记", "organization": {"name": "某局"}}, "fromPosition": {"title": "某镇镇长", "organization": {"name": "某镇"}}},
		{"reason": "任期届满", "fromPosition": {"title": "主任", "organization": {"name": "某会"}}},
		{"reason": "没有职务变动"}]}`)
	if err != nil || f.ToPost != "某局局长，某局党组书记" || f.FromPost != "某镇镇长，某会主任" || f.Reason != "工作需要；任期届满" {
		t.Errorf("%+v %v", f, err)
	}
	if f.AgeAsOf != "2024-08-31" || f.FilledBy+f.ReportedBy+f.TechnicalTitle+f.Birthplace != "" {
		t.Errorf("the form says what nobody recorded: %+v", f)
	}
}

// TestFormDegrees: the latest study of a kind stands in the form, and with it an earlier degree from elsewhere; one that
// would be read as the latest study's is left out.
func TestFormDegrees(t *testing.T) {
	for _, tt := range []struct {
		name, nodes string
		want        lrmx.Education
	}{
		{"one", `{"level": "大学", "degree": "学士", "school": "某大学", "major": "法学"}`, lrmx.Education{Level: "大学", Degree: "学士", LevelSchool: "某大学法学"}},
		{"a later degree", `{"level": "大学", "degree": "学士", "school": "某大学"}, {"level": "研究生", "degree": "硕士", "school": "某学院"}`, lrmx.Education{Level: "研究生", Degree: "硕士", LevelSchool: "某学院"}},
		{"an earlier degree", `{"level": "大学", "degree": "学士", "school": "某大学"}, {"level": "研究生", "school": "某党校"}`, lrmx.Education{Level: "研究生", Degree: "学士", LevelSchool: "某党校", DegreeSchool: "某大学"}},
		{"over two studies", `{"level": "大学", "degree": "学士", "school": "某大学"}, {"level": "研究生", "school": "某党校"}, {"level": "研究生", "school": "某学院"}`, lrmx.Education{Level: "研究生", Degree: "学士", LevelSchool: "某学院", DegreeSchool: "某大学"}},
		{"at the same place", `{"level": "大学", "degree": "学士", "school": "某大学"}, {"level": "研究生", "school": "某大学"}`, lrmx.Education{Level: "研究生", LevelSchool: "某大学"}},
		{"at no place", `{"level": "大学", "degree": "学士"}, {"level": "研究生", "school": "某大学"}`, lrmx.Education{Level: "研究生", LevelSchool: "某大学"}},
		{"a subject alone", `{"level": "大学", "major": "法学"}`, lrmx.Education{Level: "大学", LevelSchool: "法学专业"}},
	} {
		f, err := formOf(t, `"educations": {"totalCount": 1, "nodes": [`+tt.nodes+`, {"level": "大专", "mode": "IN_SERVICE"}]}`)
		if err != nil || f.FullTime != tt.want || f.InService != (lrmx.Education{Level: "大专"}) {
			t.Errorf("%s: %+v %v", tt.name, f.FullTime, err)
		}
	}
}

// TestFormIsNotCut: a form that is silent about some of the entries is not written.
func TestFormIsNotCut(t *testing.T) {
	for list, what := range map[string]string{"appointments": "任职", "educations": "学历", "evaluations": "年度考核", "recognitions": "表彰", "sanctions": "处分", "decisions": "拟任免"} {
		_, err := formOf(t, `"`+list+`": {"totalCount": 2, "nodes": [{}]}`)
		if err == nil || !strings.Contains(err.Error(), "1 entries of "+what+", and there are 2") {
			t.Errorf("%s: %v", list, err)
		}
	}
}
