package httpapi_test

import (
	"strings"
	"testing"
	"time"

	"bole/internal/access"
	"bole/internal/audit"
	"bole/internal/rooms/roomstest"
)

// TestAuditRetention lets events go: they are not found any more, and the chain can still be verified.
func TestAuditRetention(t *testing.T) {
	now := time.Now()
	a, r := witnessed(t, audit.Options{Now: func() time.Time { return now }})
	ask := func(name string) {
		t.Helper()
		if got := a.asking(access.Grant{Role: "ANALYST", Subject: name, Name: name}, `{ cadre(key: "c0001") { name } }`); got.code() != "" {
			t.Fatal(got.body)
		}
	}
	then := now
	now = then.AddDate(0, 0, -3)
	ask("旧")
	if err := r.Audit.Pack(t.Context()); err != nil {
		t.Fatal(err)
	}
	now = then
	ask("新")
	if n, err := r.Audit.Retain(t.Context(), then.AddDate(0, 0, -1)); err != nil || n != 1 {
		t.Errorf("%d events let go, %v", n, err)
	}
	if old, young := len(a.events("旧")), len(a.events("新")); old != 0 || young != 1 {
		t.Errorf("%d old events and %d new ones", old, young)
	}
	chains, err := r.Audit.Verify(t.Context())
	if err != nil || len(chains) != 1 || chains[0].Broken != 0 || chains[0].Erased != 1 || chains[0].Number < 2 {
		t.Errorf("chains %+v, %v", chains, err)
	}
}

// TestAuditIndexed follows a block from its packing to its rows in the index: it is found whole until they stand, by
// them afterwards, and by nobody where they are lost, which verify tells and reindex mends.
func TestAuditIndexed(t *testing.T) {
	a, r := witnessed(t, audit.Options{})
	if got := a.asking(access.Grant{Role: "ANALYST", Subject: "z", Name: "新"}, `{ cadre(key: "c0001") { name } }`); got.code() != "" {
		t.Fatal(got.body)
	}
	if err := r.Audit.Pack(t.Context()); err != nil {
		t.Fatal(err)
	}
	is := func(stage string, found, whole bool) {
		t.Helper()
		got := a.asking(access.Grant{Role: "AUDITOR", Subject: "a", Name: "审计员"}, `{ cadre(key: "c0001") { readBy { nodes { by } } } }`)
		if strings.Contains(got.body, "新") != found {
			t.Errorf("%s: %s, want it found: %v", stage, got.body, found)
		}
		chains, err := r.Audit.Verify(t.Context())
		if err != nil || len(chains) != 1 || (chains[0].Broken == 0) != whole {
			t.Errorf("%s: chains %+v, %v; want it whole: %v", stage, chains, err, whole)
		}
	}
	is("indexed", true, true)
	roomstest.Exec(t, "MATCH (d:AuditDay) DELETE d", nil)
	is("without its rows", false, false)
	roomstest.Exec(t, "MATCH (b:AuditBlock) SET b:AuditRecent", nil)
	is("packed and not indexed", true, true)
	roomstest.Exec(t, "MATCH (b:AuditBlock) REMOVE b:AuditRecent", nil)
	if err := r.Audit.Reindex(t.Context()); err != nil {
		t.Fatal(err)
	}
	is("indexed anew", true, true)
}

// TestReporterIsNotTold records a case about an official and lets it be verified: the official is never told who did,
// neither while it is open nor afterwards, and an auditor is.
func TestReporterIsNotTold(t *testing.T) {
	a, _ := witnessed(t, audit.Options{})
	reporter, checker := access.Grant{Role: "EVALUATOR", Subject: "r", Name: "反映人"}, access.Grant{Role: "ORGANIZER", Subject: "o", Name: "核查人"}
	read := func() string {
		return a.asking(access.Grant{Role: "SUBJECT", Subject: "s", Name: "本人", Self: "c0001"}, `{ cadre(key: "c0001") { cases { nodes { key } } readBy { nodes { by kind operation fields } } } }`).body
	}
	do := func(g access.Grant, text string) {
		t.Helper()
		if got := a.asking(g, "mutation "+text); got.code() != "" {
			t.Fatal(got.body)
		}
	}
	do(reporter, `{ createCase(input: {idempotencyKey: "told-1", key: "told", title: "反映", occurredOn: "2024-08-01", kind: INACTION, polarity: NEGATIVE, subjects: [{cadre: "c0001"}]}) { case { key subjects { nodes { name } } } } }`)
	if got := read(); strings.Contains(got, "反映人") || strings.Contains(got, "told") || strings.Contains(got, "createCase") {
		t.Errorf("while it is open: %s", got)
	}
	do(checker, `{ correctCase(input: {idempotencyKey: "told-2", key: "told", expectedVersion: 1, why: "核查", verification: CHECKING}) { case { key } } }`)
	do(checker, `{ correctCase(input: {idempotencyKey: "told-3", key: "told", expectedVersion: 2, why: "查实", verification: VERIFIED, verifiedOn: "2024-08-10"}) { case { key } } }`)
	if got := read(); strings.Contains(got, "反映人") || strings.Contains(got, "核查人") || !strings.Contains(got, `"told"`) {
		t.Errorf("verified: %s", got)
	}
	for name, n := range map[string]int{"反映人": 2, "核查人": 4} {
		if got := a.events(name); len(got) != n || got[0].keys() != "c0001" || got[0].Kind != "WRITE" {
			t.Errorf("an auditor reads of %s: %+v, want %d about the official", name, got, n)
		}
	}
}
