package acts_test

import (
	"errors"
	"testing"

	"bole/graph/law"
	"bole/graph/refusal"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

// TestQuestionsOfOld: a question saved before issuer and subject were kept belongs to nobody by its name, and is handed
// over once.
func TestQuestionsOfOld(t *testing.T) {
	r := roomstest.Open(t, rooms.Options{})
	roomstest.Empty(t)
	ctx := t.Context()
	roomstest.Exec(t, `CREATE (:SavedQuestion {key: 'old-q', owner: '旧名', name: '人数', roles: [], version: 1, recordedAt: $p.at})
CREATE (:SavedQuestionVersion {key: 'old-q@1', question: 'old-q', version: 1, document: '{ __typename }', variables: '{}', digest: 'd'})`, map[string]any{"at": "2024-01-01T00:00:00Z"})
	runs := func(c law.Caller) bool {
		t.Helper()
		_, err := r.Acts.Document(ctx, c, "old-q", false)
		var e *refusal.Error
		if err != nil && (!errors.As(err, &e) || e.Code != refusal.NotStored) {
			t.Fatal(err)
		}
		return err == nil
	}
	old, later := law.Caller{Role: "ANALYST", Issuer: "bole", Subject: "旧名", Name: "旧名"}, law.Caller{Role: "ANALYST", Issuer: "elsewhere", Subject: "u7", Name: "新名"}
	nobody := law.Caller{Role: "ANALYST", Name: "旧名"}
	if runs(old) || runs(later) || runs(nobody) || !runs(law.Caller{Role: "ADMIN"}) {
		t.Error("a question that belongs to nobody is run by others than ADMIN")
	}
	var e *refusal.Error
	if _, err := r.Acts.HandOverQuestions(ctx, "旧名", nobody); !errors.As(err, &e) || e.Code != refusal.BadInput {
		t.Errorf("handed over to nobody: %v", err)
	}
	for _, want := range []int{1, 0} {
		if n, err := r.Acts.HandOverQuestions(ctx, "旧名", later); err != nil || n != want {
			t.Errorf("handed over %d, %v; want %d", n, err, want)
		}
	}
	if !runs(later) || runs(old) || runs(law.Caller{Role: "ANALYST", Issuer: "bole", Subject: "u7", Name: "新名"}) {
		t.Error("a question is run by another than whom it belongs to, or not by them")
	}
}
