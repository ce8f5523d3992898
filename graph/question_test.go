package graph

import (
	"errors"
	"testing"
)

// TestQuestionsOfOld: a question saved before issuer and subject were kept belongs to nobody by its name, and is handed
// over once.
func TestQuestionsOfOld(t *testing.T) {
	g := open(t)
	ctx := t.Context()
	if err := g.write(ctx, `CREATE (:SavedQuestion {key: 'old-q', owner: '旧名', name: '人数', roles: [], version: 1, recordedAt: $p.at})
CREATE (:SavedQuestionVersion {key: 'old-q@1', question: 'old-q', version: 1, document: '{ __typename }', variables: '{}', digest: 'd'})`, map[string]any{"at": "2024-01-01T00:00:00Z"}); err != nil {
		t.Fatal(err)
	}
	runs := func(c Caller) bool {
		t.Helper()
		_, err := g.Document(ctx, c, "old-q", false)
		var e *Error
		if err != nil && (!errors.As(err, &e) || e.Code != CodeNotStored) {
			t.Fatal(err)
		}
		return err == nil
	}
	old, later := Caller{Role: "ANALYST", Issuer: "bole", Subject: "旧名", Name: "旧名"}, Caller{Role: "ANALYST", Issuer: "elsewhere", Subject: "u7", Name: "新名"}
	nobody := Caller{Role: "ANALYST", Name: "旧名"}
	if runs(old) || runs(later) || runs(nobody) || !runs(Caller{Role: "ADMIN"}) {
		t.Error("a question that belongs to nobody is run by others than ADMIN")
	}
	var e *Error
	if _, err := g.HandOverQuestions(ctx, "旧名", nobody); !errors.As(err, &e) || e.Code != CodeBadInput {
		t.Errorf("handed over to nobody: %v", err)
	}
	for _, want := range []int{1, 0} {
		if n, err := g.HandOverQuestions(ctx, "旧名", later); err != nil || n != want {
			t.Errorf("handed over %d, %v; want %d", n, err, want)
		}
	}
	if !runs(later) || runs(old) || runs(Caller{Role: "ANALYST", Issuer: "bole", Subject: "u7", Name: "新名"}) {
		t.Error("a question is run by another than whom it belongs to, or not by them")
	}
}
