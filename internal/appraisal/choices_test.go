package appraisal_test

import (
	"fmt"
	"slices"
	"testing"

	"bole/internal/dataset/demo"
)

// chosenTown is twelve posts of deputies that were filled, one a month, by people who all had a post at the township
// before; of 24 others, who pass the same conditions, two had one. Two officials were named in a round without a vacancy,
// one of whom was promoted since.
func chosenTown() demo.Data {
	d := town()
	add := func(table string, more ...row) { d[table] = append(d[table], more...) }
	add("organizations", row{"key": "d", "name": "局", "kind": "DEPARTMENT", "level": "COUNTY", "parent": "k1"})
	add("positions", row{"key": "d-staff", "title": "局科员", "organization": "d", "grade": "STAFF"}, row{"key": "d-deputy", "title": "副局长", "organization": "d", "grade": "STAFF", "headcount": 40})
	add("rounds", row{"key": "r1", "kind": "NO_VACANCY", "method": "MEETING", "heldOn": "2023-02-01", "organization": "k1"})
	for i := range 36 {
		c := fmt.Sprintf("n%02d", i)
		add("cadres", row{"key": c, "name": "某" + c, "status": "ACTIVE", "statusFrom": "2000-01-01", "workStartedOn": "2005-07-01", "birthMonth": "1980-05", "managedBy": "COUNTY"})
		if i < 14 {
			add("appointments", row{"key": "at-" + c, "cadre": c, "position": "a-staff", "from": "2006-01-01", "to": "2010-01-01", "main": true, "kind": "REGULAR"})
		}
		last := row{"key": "ad-" + c, "cadre": c, "position": "d-staff", "from": "2010-01-01", "main": true, "kind": "REGULAR"}
		add("appointments", last)
		if i < 12 {
			on := fmt.Sprintf("2023-%02d-15", i+1)
			last["to"] = on
			add("appointments", row{"key": "an-" + c, "cadre": c, "position": "d-deputy", "from": on, "main": true, "kind": "REGULAR"})
			add("decisions", row{"key": "de-" + c, "cadre": c, "kind": "PROMOTION", "state": "EFFECTIVE", "decidedOn": on, "organization": "k1", "fromPosition": "d-staff", "toPosition": "d-deputy"})
		}
	}
	add("nominations", row{"round": "r1", "cadre": "n00", "byLeader": true, "outstanding": true}, row{"round": "r1", "cadre": "n30", "byLeader": true, "outstanding": false},
		row{"round": "r1", "cadre": "n31", "byLeader": false, "outstanding": false})
	add("vacancies", row{"key": "va", "title": "甲", "position": "d-staff", "openedOn": "2024-01-01", "status": "OPEN", "wants": []string{"REFORM:1"}})
	add("requirements", row{"vacancy": "va", "rule": "YEARS_OF_SERVICE", "value": "30", "strength": "MUST"})
	return d
}

// TestChoicesOfATown asks all that looks at past choices of a small town; what has to come of it was worked out by hand.
func TestChoicesOfATown(t *testing.T) {
	a := bare(t, chosenTown())
	r := at(a.get(organizer, `{ r: hiddenSteps(position: "d-deputy", from: "2023-01-01", to: "2024-08-31") { `+stepsOf+` } }`, nil), "r")
	if at(r, "chosen") != 12.0 || at(r, "counted") != 12.0 {
		t.Errorf("%v chosen, %v count", at(r, "chosen"), at(r, "counted"))
	}
	found := false
	for _, s := range list(r, "steps") {
		if at(s, "kind") == "POST_AT" && at(s, "organizationKind") == "TOWNSHIP" {
			found = true
			var over []string
			for _, p := range list(s, "passedOver", "nodes") {
				over = append(over, at(p, "cadre", "key").(string))
			}
			if at(s, "verdict") != "BEYOND_CHANCE" || at(s, "having") != 12.0 || at(s, "chosen") != 12.0 || !slices.Contains(over, "n35") || slices.Contains(over, "n12") || slices.Contains(over, "n00") {
				t.Errorf("the step is %v; passed over are %v", s, over)
			}
		}
	}
	if !found {
		t.Errorf("the step that was planted is not told: %v", at(r, "steps"))
	}
	s := at(a.get(organizer, `{ r: seniorityEffect(position: "d-deputy", from: "2023-01-01", to: "2024-08-31") { chosen selections compared leftOut factors { factor verdict odds } members { totalCount } } }`, nil), "r")
	if at(s, "chosen") != 12.0 || at(s, "compared") != 0.0 || at(s, "leftOut") == 0.0 || at(s, "factors", 0, "verdict") != "TOO_FEW" { // nobody's work was rated
		t.Errorf("%v", s)
	}
	_, all := a.overlooked(organizer, "k1", 3)
	if len(all) != 1 || at(all[0], "cadre", "key") != "n30" || fmt.Sprint(at(all[0], "reasons")) != "[NAMED]" || said(at(all[0], "vacancies", "nodes", 0, "stoppedBy", 0, "rule")) != "YEARS_OF_SERVICE" {
		t.Errorf("overlooked: %v", all)
	}
}
