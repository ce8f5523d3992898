package lrmx

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const whole = "\uFEFF" + `<?xml version="1.0" encoding="utf-8"?>
<Person><XingMing>张某甲</XingMing><XingBie>男</XingBie><ChuShengNianYue>
 198003
</ChuShengNianYue><MinZu>汉族</MinZu><RuDangShiJian>200206；民革党员</RuDangShiJian><CanJiaGongZuoShiJian>2001.8</CanJiaGongZuoShiJian>
<JianKangZhuangKuang>健康</JianKangZhuangKuang><QuanRiZhiJiaoYu_XueLi>大学</QuanRiZhiJiaoYu_XueLi><XianRenZhiWu>某市财政局副局长</XianRenZhiWu>
<JianLi>2001.08--2005.03  某市财政局科员
2005.03—2012.06  某镇副镇长
（其间：2008.09--2011.07  某党校在职研究生班学习；2009.03--2010.03  挂职）
2012.06-至今  某市财政局副局长，
分管债务</JianLi><NianDuKaoHeJieGuo>2020-2022年称职，2023年优秀</NianDuKaoHeJieGuo>
<JiaTingChengYuan><Item><ChengWei>妻子</ChengWei><XingMing>李某</XingMing></Item></JiaTingChengYuan>
<ShenFenZheng>000000000000000000</ShenFenZheng><ZhaoPian>AAAA</ZhaoPian><TianBiaoShiJian>20240831</TianBiaoShiJian></Person>`

func TestParse(t *testing.T) {
	got, err := Parse(strings.NewReader(whole))
	if err != nil {
		t.Fatal(err)
	}
	want := &Form{Name: "张某甲", Gender: "男", Birth: "1980-03", Ethnicity: "汉族", PartyJoined: "2002-06", PartyText: "民革党员", WorkStarted: "2001-08",
		FullTime: Education{Level: "大学"}, Post: "某市财政局副局长", FilledOn: "2024-08-31", AnnualText: "2020-2022年称职，2023年优秀",
		Resume: []Stretch{{"2001-08", "2005-03", "某市财政局科员", nil},
			{"2005-03", "2012-06", "某镇副镇长", []Stretch{{"2008-09", "2011-07", "某党校在职研究生班学习", nil}, {"2009-03", "2010-03", "挂职", nil}}},
			{"2012-06", "", "某市财政局副局长，分管债务", nil}},
		Annual: []Grade{{2020, "COMPETENT"}, {2021, "COMPETENT"}, {2022, "COMPETENT"}, {2023, "EXCELLENT"}}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	var b bytes.Buffer
	if err := got.Write(&b); err != nil {
		t.Fatal(err)
	}
	for _, private := range []string{"李某", "AAAA", "0000", "健康"} {
		if strings.Contains(b.String(), private) {
			t.Errorf("%s was kept", private)
		}
	}
}

func TestGrades(t *testing.T) {
	for text, want := range map[string][]Grade{
		"": nil,
		"2021年年度考核优秀；2022年、2023年年度考核称职": {{2021, "EXCELLENT"}, {2022, "COMPETENT"}, {2023, "COMPETENT"}},
		"2022年基本称职，2023年不称职":            {{2022, "BASIC"}, {2023, "INCOMPETENT"}},
		"2023年不定等次":                     {{2023, "UNGRADED"}},
		"近三年均为称职":                       nil,
		"2023年未参加":                      nil,
	} {
		if d := cmp.Diff(want, grades(text)); d != "" {
			t.Errorf("%s: %s", text, d)
		}
	}
}

func TestDates(t *testing.T) {
	for text, want := range map[string]string{"198003": "1980-03", "1980": "1980", "19800305": "1980-03-05", "1980.3": "1980-03", "1980.03.05": "1980-03-05", " \n1980年3月 ": "1980-03", "": ""} {
		if got, ok := date(text); got != want || !ok {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	for _, text := range []string{"198013", "19800230", "八〇年", "80", "1980033"} {
		if got, ok := date(text); ok {
			t.Errorf("%q is taken for %q", text, got)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	person := func(inner string) string { return "<Person>" + inner + "</Person>" }
	for name, tt := range map[string]struct{ text, element string }{
		"nothing":          {"", "Person"},
		"no form":          {"<html></html>", "html"},
		"not well formed":  {"<Person><XingMing>张", "Person"},
		"no name":          {person("<XingBie>男</XingBie>"), "XingMing"},
		"a month too many": {person("<XingMing>张某甲</XingMing><ChuShengNianYue>198013</ChuShengNianYue>"), "ChuShengNianYue"},
		"no dates":         {person("<XingMing>张某甲</XingMing><JianLi>某局科员</JianLi>"), "JianLi"},
		"backwards":        {person("<XingMing>张某甲</XingMing><JianLi>2010.01--2009.01 某局</JianLi>"), "JianLi"},
		"too large":        {person("<XingMing>张某甲</XingMing><ZhaoPian>" + strings.Repeat("A", maxForm) + "</ZhaoPian>"), "Person"},
		"entities":         {`<!DOCTYPE p [<!ENTITY a "b">]><Person><XingMing>&a;</XingMing></Person>`, "Person"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(strings.NewReader(tt.text))
			var e *Error
			if !errors.As(err, &e) || e.Element != tt.element || e.Remedy == "" {
				t.Fatalf("%v, want a finding at %s", err, tt.element)
			}
			if strings.Contains(err.Error(), "张某") {
				t.Errorf("%v names the person", err)
			}
		})
	}
}

// TestWriteReadsBack holds that a form read from what was written is the same.
func TestWriteReadsBack(t *testing.T) {
	word := rapid.StringMatching(`[甲乙丙丁局长副<&a-z]{1,8}`)
	day := rapid.StringMatching(`(19[5-9]\d|20[0-2]\d)(-(0[1-9]|1[0-2]))?`)
	month := rapid.StringMatching(`(19[5-9]\d|20[0-2]\d)-(0[1-9]|1[0-2])`)
	rapid.Check(t, func(rt *rapid.T) {
		stretches := func(label string, most int) []Stretch {
			var out []Stretch
			for range rapid.IntRange(0, most).Draw(rt, label) {
				s := Stretch{From: month.Draw(rt, "from"), Text: word.Draw(rt, "text")}
				if to := month.Draw(rt, "to"); to > s.From {
					s.To = to
				}
				out = append(out, s)
			}
			return out
		}
		f := &Form{Name: word.Draw(rt, "name"), Birth: day.Draw(rt, "birth"), PartyJoined: day.Draw(rt, "party"), Post: word.Draw(rt, "post"),
			FullTime: Education{Level: word.Draw(rt, "level"), LevelSchool: word.Draw(rt, "school")}, FilledOn: "2024-08-31", Resume: stretches("posts", 4)}
		for i := range f.Resume {
			f.Resume[i].Nested = stretches("nested", 2)
		}
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			rt.Fatal(err)
		}
		got, err := Parse(&b)
		if err != nil {
			rt.Fatal(err)
		}
		if d := cmp.Diff(f, got); d != "" {
			rt.Fatal(d)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte("<Person><XingMing>a</XingMing><JianLi>2001.01--  x（其间：y）</JianLi></Person>"))
	f.Fuzz(func(t *testing.T, b []byte) {
		form, err := Parse(bytes.NewReader(b))
		if err != nil {
			return
		}
		var out bytes.Buffer
		if err := form.Write(&out); err != nil {
			t.Fatal(err)
		}
		if _, err := Parse(&out); err != nil {
			t.Fatalf("what was written is refused: %v\n%s", err, out.Bytes())
		}
	})
}
