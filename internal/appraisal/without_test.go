package appraisal_test

import (
	"fmt"
	"testing"

	"bole/internal/access"
	"bole/internal/dataset/demo"
)

// TestNothingThere asks an empty graph, and one with a single official.
func TestNothingThere(t *testing.T) {
	a := bare(t, nil)
	for _, q := range everyQuestion {
		a.get(organizer, fmt.Sprintf(q, asOf), nil)
	}
	for _, q := range []string{`{ candidates(vacancy: "nowhere", asOf: "2024-08-31") { digest } }`, `mutation { createShortlist(input: {idempotencyKey: "a", vacancy: "nowhere", asOf: "2024-08-31"}) { key } }`} {
		if got := a.ask(organizer, q, nil); got.code() != "BAD_USER_INPUT" {
			t.Errorf("%s: %q %s", q, got.code(), got.message())
		}
	}
	if got := a.ask(access.Grant{Role: "AUDITOR"}, `{ fairnessReport(shortlist: "none", asOf: "2024-08-31") { pool } }`, nil); got.code() != "BAD_USER_INPUT" {
		t.Errorf("a report of nothing: %q %s", got.code(), got.message())
	}

	one := demo.Data{"organizations": {row{"key": "o", "name": "单位", "kind": "DEPARTMENT"}}, "positions": {row{"key": "p", "title": "职位", "organization": "o"}},
		"cadres": {row{"key": "one", "name": "一人"}}, "appointments": {row{"key": "a", "cadre": "one", "position": "p", "from": "2020", "main": true}},
		"vacancies": {row{"key": "v", "title": "空缺", "position": "p", "openedOn": "2024"}}}
	load(t, a.rooms, one)
	for _, q := range everyQuestion {
		a.get(organizer, fmt.Sprintf(q, asOf), nil)
	}
	got := a.get(organizer, `{ cadre(key: "one") { workRecord(asOf: "2024-08-31") { estimate } trend(asOf: ["2023-08-31", "2024-08-31"]) { estimate } } }`, nil)
	if at(got, "cadre", "workRecord") != nil || len(list(got, "cadre", "trend")) != 0 {
		t.Errorf("someone without work has a record: %v", got)
	}
	load(t, a.rooms, demo.Data{"tasks": {row{"key": "t", "title": "事项", "category": "REFORM", "outcome": "SUCCEEDED", "outcomeScore": 80, "outcomeVerifiedOn": "2023-01-01"}},
		"participations": {row{"cadre": "one", "task": "t", "role": "LEAD", "from": "2021"}}, "evaluators": {row{"key": "e", "name": "评", "kind": "PANEL"}},
		"evaluations": {row{"key": "v", "kind": "TASK_REVIEW", "cadre": "one", "evaluator": "e", "score": 70, "evaluatedOn": "2022-01-01", "tasks": []string{"t"}}}})
	for _, q := range everyQuestion {
		a.get(organizer, fmt.Sprintf(q, asOf), nil)
	}
	got = a.get(organizer, `{ cadre(key: "one") { workRecord(asOf: "2024-08-31") { estimate reviews outcomes caveats } } }`, nil)
	if r := at(got, "cadre", "workRecord"); at(r, "estimate") != 0.0 || at(r, "reviews") != 1.0 || at(r, "outcomes") != 1.0 {
		t.Errorf("the only official is %v; compared with themselves they are average", r)
	}
}
