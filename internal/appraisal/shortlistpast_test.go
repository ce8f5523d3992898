package appraisal_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bole/internal/access"
)

// TestShortlistThen holds that a waiver and a choice are told of the list and of the official, to those who may know, and
// are not there where one looks back before them.
func TestShortlistThen(t *testing.T) {
	a := open(t)
	then := func() string {
		time.Sleep(3 * time.Millisecond)
		defer time.Sleep(3 * time.Millisecond)
		return time.Now().UTC().Format(time.RFC3339Nano)
	}
	before := then()
	list := at(shortlisted(a, "then"), "key").(string)
	drawn := then()
	a.get(ofUnit, waive, input("then-waive", "shortlist", list, "expectedVersion", 1, "cadre", "x3", "rule", "EDUCATION", "reason", reason, "consentedBy", "某市委", "consentedOn", "2024-08-20"))
	waived := then()
	a.get(ofUnit, choose, input("then-choose", "shortlist", list, "expectedVersion", 2, "cadre", "x3", "reason", reason, "asOf", asOf))

	stands := func(moment string) string {
		t.Helper()
		text := `query Then($key: String!) %s { s: shortlist(key: $key) { chosen { nodes { key } } waivers { edges { rule node { key } } } } }`
		past := ""
		if moment != "" {
			past = `@recordedAsOf(at: "` + moment + `")`
		}
		d := a.get(ofUnit, fmt.Sprintf(text, past), map[string]any{"key": list})
		return fmt.Sprint(at(d, "s", "chosen", "nodes"), " ", at(d, "s", "waivers", "edges"))
	}
	if d := a.get(ofUnit, `query($key: String!) @recordedAsOf(at: "`+before+`") { shortlist(key: $key) { key } }`, map[string]any{"key": list}); at(d, "shortlist") != nil {
		t.Errorf("before it was drawn up the list was %v", d)
	}
	const nobody, excused, taken = "[] []", "[] [map[node:map[key:x3] rule:EDUCATION]]", "[map[key:x3]] [map[node:map[key:x3] rule:EDUCATION]]"
	for moment, want := range map[string]string{drawn: nobody, waived: excused, "": taken} {
		if got := stands(moment); got != want {
			t.Errorf("as recorded at %q: %s, want %s", moment, got, want)
		}
	}

	told := func(g access.Grant, id any) string {
		t.Helper()
		var out []string
		d := a.get(g, `query($id: ID!) { history(id: $id) { nodes { kind type key act by values { field after } } } }`, map[string]any{"id": id})
		if at(d, "history") == nil {
			return ""
		}
		for _, n := range at(d, "history", "nodes").([]any) {
			line := fmt.Sprint(at(n, "kind"), " ", at(n, "type"), " ", strings.Replace(fmt.Sprint(at(n, "key")), list, "list", 1), " by ", at(n, "act"), " of ", at(n, "by"))
			for _, v := range at(n, "values").([]any) {
				if f := at(v, "field"); f == "vacancy" || f == "asOf" || f == "reason" || f == "rule" || f == "consentedBy" {
					line += fmt.Sprint(" ", f, at(v, "after"))
				}
			}
			out = append(out, line)
		}
		return strings.Join(out, "\n")
	}
	d := a.get(organizer, `query($key: String!) { s: shortlist(key: $key) { id } c: cadre(key: "x3") { id } }`, map[string]any{"key": list})
	listID, officialID := at(d, "s", "id"), at(d, "c", "id")
	acts := "CREATED Waived list;x3 by waiveRequirement of 丁 rule[EDUCATION] reason[" + reason + "] consentedBy[某市委]\n" +
		"CREATED Chosen list;x3 by chooseCandidate of 丁 reason[" + reason + "]"
	if got, want := told(organizer, listID), "CREATED Shortlist list by createShortlist of 丁 asOf[2024-08-31] vacancy[xvac]\n"+acts; got != want {
		t.Errorf("of the list is told\n%s\nwant\n%s", got, want)
	}
	if got := told(organizer, officialID); !strings.HasSuffix(got, acts) {
		t.Errorf("of the official is told\n%s\nand not at the end\n%s", got, acts)
	}
	if got := told(other, listID); strings.Contains(got, "x3") || !strings.Contains(got, "createShortlist") {
		t.Errorf("to one of another county is told\n%s", got)
	}
	if d := a.get(access.Grant{Role: "SUBJECT", Self: "x3"}, `query($id: ID!) { history(id: $id) { nodes { type act } } }`, map[string]any{"id": officialID}); strings.Contains(fmt.Sprint(d), "Chosen") || strings.Contains(fmt.Sprint(d), "Waived") {
		t.Errorf("to the person concerned is told %v", d)
	}
}
