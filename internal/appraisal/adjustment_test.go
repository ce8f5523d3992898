package appraisal_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bole/internal/access"
	"bole/internal/dataset/demo"
)

// town is two bodies of one county and one of another, each with a chief's post of one place and a deputy's of two. Who
// holds what: m1 and m3 in a, m2 and m4 in b, m5 is nobody's deputy yet, m6 is of the other county.
func town() demo.Data {
	d := demo.Data{}
	add := func(table string, more ...row) { d[table] = append(d[table], more...) }
	add("organizations", row{"key": "zj", "name": "市", "kind": "GOVERNMENT", "level": "CITY"}, row{"key": "k1", "name": "甲县", "kind": "GOVERNMENT", "level": "COUNTY", "parent": "zj"},
		row{"key": "k2", "name": "乙县", "kind": "GOVERNMENT", "level": "COUNTY", "parent": "zj"})
	for o, parent := range map[string]string{"a": "k1", "b": "k1", "c": "k2"} {
		add("organizations", row{"key": o, "name": o + "镇", "kind": "TOWNSHIP", "level": "TOWNSHIP", "parent": parent})
		add("positions", row{"key": o + "-chief", "title": o + "镇长", "organization": o, "grade": "SECTION_CHIEF", "chief": true, "headcount": 1},
			row{"key": o + "-deputy", "title": o + "副镇长", "organization": o, "grade": "SECTION_DEPUTY", "headcount": 2}, row{"key": o + "-staff", "title": o + "科员", "organization": o, "grade": "STAFF"})
	}
	for c, post := range map[string]string{"m1": "a-chief", "m2": "b-chief", "m3": "a-deputy", "m4": "b-deputy", "m5": "a-staff", "m6": "c-chief"} {
		add("cadres", row{"key": c, "name": "某" + c, "status": "ACTIVE", "statusFrom": "2000-01-01", "workStartedOn": "2000-07-01", "managedBy": "COUNTY"})
		add("appointments", row{"key": "ap-" + c, "cadre": c, "position": post, "from": "2015-01-01", "main": true, "kind": "REGULAR"})
	}
	return d
}

const (
	shape = `path cadre { key } leaves { key } to { key } eligibility`
	plan  = `asOf moves { ` + shape + ` gates { rule { code } outcome found } } chains { moves { path } exchange vacant { key } }
		posts { position { key } approved filled undecided leaving { path } coming { path } filledAfter vacantAfter overAfter }
		bodies { organization { key } before { cadre { key } position { key } chief moves undecided } after { cadre { key } position { key } moves } }
		problems { kind paths position { key } organization { key } rules { code } }`
	adjust = `query($moves: [ProposedMoveInput!]!, $asOf: Date = "2024-08-31") { r: adjustment(moves: $moves, asOf: $asOf) { ` + plan + ` } }`
)

// moves are pairs of an official and a post, "" for who only leaves.
func moves(pairs ...string) map[string]any {
	var out []any
	for i := 0; i < len(pairs); i += 2 {
		m := map[string]any{"cadre": pairs[i]}
		if pairs[i+1] != "" {
			m["to"] = pairs[i+1]
		}
		out = append(out, m)
	}
	return map[string]any{"moves": out}
}

// said is part of an answer as text, keys alone.
func said(v any) string {
	switch v := v.(type) {
	case []any:
		var all []string
		for _, x := range v {
			all = append(all, said(x))
		}
		return "[" + strings.Join(all, " ") + "]"
	case map[string]any:
		for _, only := range []string{"key", "path", "code"} {
			if x, ok := v[only]; ok && len(v) == 1 {
				return fmt.Sprint(x)
			}
		}
	}
	return fmt.Sprint(v)
}

func problemsOf(plan any) (out []string) {
	for _, p := range list(plan, "problems") {
		out = append(out, fmt.Sprint(at(p, "kind"), " ", said(at(p, "paths")), " ", said(at(p, "rules"))))
	}
	return out
}

func gateOf(move any, rule string) any {
	for _, g := range list(move, "gates") {
		if at(g, "rule", "code") == rule {
			return at(g, "outcome")
		}
	}
	return nil
}

// TestAdjustment lays out plans of a small town; what has to come of them was worked out by hand.
func TestAdjustment(t *testing.T) {
	a := bare(t, town())
	t.Run("a chain", func(t *testing.T) {
		r := at(a.get(organizer, adjust, moves("m3", "a-chief", "m1", "b-chief", "m2", "")), "r")
		if got := said(at(r, "chains", 0, "moves")); got != "[moves[2] moves[1] moves[0]]" || len(list(r, "chains")) != 1 || said(at(r, "chains", 0, "vacant")) != "[a-deputy]" {
			t.Errorf("chains: %s", said(at(r, "chains")))
		}
		want := map[string]string{"a-chief": "1 1 0 [moves[1]] [moves[0]] 1 0 0", "a-deputy": "2 1 0 [moves[0]] [] 0 2 0", "b-chief": "1 1 0 [moves[2]] [moves[1]] 1 0 0"}
		for _, p := range list(r, "posts") {
			k, _ := at(p, "position", "key").(string)
			got := fmt.Sprint(at(p, "approved"), at(p, "filled"), at(p, "undecided")) + " " + said(at(p, "leaving")) + " " + said(at(p, "coming")) + " " + fmt.Sprint(at(p, "filledAfter"), at(p, "vacantAfter"), at(p, "overAfter"))
			if got != want[k] {
				t.Errorf("%s is %q, want %q", k, got, want[k])
			}
			delete(want, k)
		}
		if len(want) > 0 {
			t.Errorf("posts missing: %v", want)
		}
		if got := gateOf(at(r, "moves", 0), "HEADCOUNT"); got != "PASS" {
			t.Errorf("the chief leaves by the same plan, and HEADCOUNT is %v", got)
		}
		var after []string
		for _, b := range list(r, "bodies") {
			for _, m := range list(b, "after") {
				after = append(after, fmt.Sprint(at(b, "organization", "key"), " ", at(m, "cadre", "key"), " ", at(m, "position", "key"), " ", at(m, "moves")))
			}
		}
		if want := []string{"a m3 a-chief true", "a m5 a-staff false", "b m1 b-chief true", "b m4 b-deputy false"}; !slices.Equal(after, want) {
			t.Errorf("bodies after: %s", cmp.Diff(want, after))
		}
		if got := problemsOf(r); len(got) > 0 {
			t.Errorf("problems: %v", got)
		}
	})
	t.Run("an occupied post", func(t *testing.T) {
		r := at(a.get(organizer, adjust, moves("m4", "a-deputy", "m3", "a-chief", "m2", "a-chief")), "r")
		want := []string{"OVER_HEADCOUNT [moves[1].to moves[2].to] []", "AVOIDANCE_BETWEEN [moves[0].to moves[1].to moves[2].to] []"}
		if got := problemsOf(r); !slices.Equal(got, want) {
			t.Errorf("problems: %s", cmp.Diff(want, got))
		}
		if got := gateOf(at(r, "moves", 1), "HEADCOUNT"); got != "REVIEW" {
			t.Errorf("nobody leaves the post, and HEADCOUNT is %v", got)
		}
	})
	t.Run("a condition that must be met", func(t *testing.T) {
		r := at(a.get(organizer, adjust, moves("m5", "b-chief")), "r") // from staff, never a deputy
		got := problemsOf(r)
		if len(got) != 2 || !strings.HasPrefix(got[0], "CONDITION_FAILED [moves[0].to] [") || !strings.Contains(got[0], "YEARS_AT_LEVEL_BELOW") || at(r, "moves", 0, "eligibility") != "FAILED" {
			t.Errorf("problems: %v, %v", got, at(r, "moves", 0, "eligibility"))
		}
	})
	t.Run("a post held beside", func(t *testing.T) {
		r := at(a.get(organizer, adjust, map[string]any{"moves": []any{map[string]any{"cadre": "m1", "to": "b-deputy", "leaves": []any{}}}}), "r")
		if at(r, "posts", 0, "filledAfter") != 1.0 || len(list(r, "posts")) != 1 || said(at(r, "moves", 0, "leaves")) != "[]" || len(list(r, "bodies", 0, "after")) != 2 {
			t.Errorf("%s", said(r))
		}
	})
	t.Run("a day before all of it", func(t *testing.T) {
		v := moves("m4", "a-deputy")
		v["asOf"] = "2001-01-01"
		r := at(a.get(organizer, adjust, v), "r")
		if at(r, "posts", 0, "filled") != 0.0 || said(at(r, "moves", 0, "leaves")) != "[]" || len(list(r, "bodies", 0, "before")) != 0 {
			t.Errorf("%s", said(r))
		}
	})
	t.Run("refused", func(t *testing.T) { a.refusedPlans(t) })
	t.Run("two plans", func(t *testing.T) { a.twoPlans(t) })
	t.Run("who sees a part", func(t *testing.T) { a.plansOfAPart(t) })
}

func (a *api) refusedPlans(t *testing.T) {
	for _, c := range []struct {
		name, path, message string
		variables           map[string]any
	}{
		{"nobody", "[r moves]", "has 0 moves; give 1 to 20", map[string]any{"moves": []any{}}},
		{"too many", "[r moves]", "has 21 moves", moves(strings.Split(strings.Repeat("m1,,", 20)+"m1,", ",")...)},
		{"an unknown official", "[r moves 1 cadre]", "r.moves[1].cadre is the key of no official you see", moves("m1", "b-chief", "mx", "a-chief")},
		{"an unknown post", "[r moves 0 to]", "r.moves[0].to is the key of no post", moves("m1", "x-chief")},
		{"an empty post", "[r moves 0 to]", "r.moves[0].to is the key of no post", map[string]any{"moves": []any{map[string]any{"cadre": "m1", "to": ""}}}},
		{"someone twice", "[r moves 2 cadre]", "r.moves[2].cadre is the official of moves[0] too", moves("m1", "b-chief", "m2", "", "m1", "a-deputy")},
		{"the own post", "[r moves 0 to]", "is a post that the official holds", moves("m1", "a-chief")},
		{"a post that is not held", "[r moves 0 leaves]", "does not hold on the day", map[string]any{"moves": []any{map[string]any{"cadre": "m1", "to": "b-chief", "leaves": []any{"b-deputy"}}}}},
		{"a post left twice", "[r moves 0 leaves]", "twice", map[string]any{"moves": []any{map[string]any{"cadre": "m1", "to": "b-chief", "leaves": []any{"a-chief", "a-chief"}}}}},
		{"nothing", "[r moves 0 to]", "nothing moves", map[string]any{"moves": []any{map[string]any{"cadre": "m1", "leaves": []any{}}}}},
		{"no whole day", "[r]", "asOf must be a full date", map[string]any{"moves": []any{map[string]any{"cadre": "m1"}}, "asOf": "2024-08"}},
	} {
		got := a.ask(organizer, adjust, c.variables)
		if got.code() != "BAD_USER_INPUT" || !strings.Contains(got.message(), c.message) || fmt.Sprint(got.Errors[0].Path) != c.path || at(got.Data, "r") != nil {
			t.Errorf("%s: %s %v %q", c.name, got.code(), got.Errors, got.message())
		}
	}
}

func (a *api) twoPlans(t *testing.T) {
	v := map[string]any{"before": moves("m3", "a-chief", "m1", "b-chief", "m2", "")["moves"], "after": moves("m4", "b-chief", "m1", "", "m2", "")["moves"]}
	r := at(a.get(organizer, `query($before: [ProposedMoveInput!]!, $after: [ProposedMoveInput!]!) { r: adjustmentChanges(before: $before, after: $after, asOf: "2024-08-31") {
		before { moves { path } } after { moves { path } } officials { cadre { key } before { to { key } } after { to { key } } } posts { position { key } before after }
		bodies { organization { key } onlyBefore { cadre { key } position { key } } onlyAfter { cadre { key } position { key } } } } }`, v), "r")
	var got []string
	for _, o := range list(r, "officials") {
		got = append(got, fmt.Sprint(at(o, "cadre", "key"), " ", at(o, "before", "to", "key"), " ", at(o, "after", "to", "key")))
	}
	for _, p := range list(r, "posts") {
		got = append(got, fmt.Sprint(at(p, "position", "key"), " ", at(p, "before"), " ", at(p, "after")))
	}
	for _, b := range list(r, "bodies") {
		for _, side := range []string{"onlyBefore", "onlyAfter"} {
			for _, m := range list(b, side) {
				got = append(got, fmt.Sprint(at(b, "organization", "key"), " ", side, " ", at(m, "cadre", "key"), " ", at(m, "position", "key")))
			}
		}
	}
	want := []string{"m1 b-chief <nil>", "m3 a-chief <nil>", "m4 <nil> b-chief", "a-chief 1 0", "a-deputy 0 1", "b-deputy 1 0",
		"a onlyBefore m3 a-chief", "a onlyAfter m3 a-deputy", "b onlyBefore m1 b-chief", "b onlyBefore m4 b-deputy", "b onlyAfter m4 b-chief"}
	if !slices.Equal(got, want) || at(r, "before", "moves", 0, "path") != "before[0]" || at(r, "after", "moves", 2, "path") != "after[2]" {
		t.Errorf("%s", cmp.Diff(want, got))
	}
	v["after"] = moves("m4", "b-chief", "m4", "")["moves"]
	refused := a.ask(organizer, `query($before: [ProposedMoveInput!]!, $after: [ProposedMoveInput!]!) { r: adjustmentChanges(before: $before, after: $after, asOf: "2024-08-31") { before { asOf } } }`, v)
	if refused.code() != "BAD_USER_INPUT" || !strings.Contains(refused.message(), "r.after[1].cadre is the official of after[0] too") {
		t.Errorf("someone twice in one plan: %s", refused.message())
	}
}

// plansOfAPart: officials out of scope cannot be moved, as if they were not there, and bodies leave no gap for them; how
// many hold a post is told of all.
func (a *api) plansOfAPart(t *testing.T) {
	part := access.Grant{Role: "ORGANIZER", Name: "己", Units: []string{"k1"}}
	got, unknown := a.ask(part, adjust, moves("m6", "a-chief")), a.ask(part, adjust, moves("mx", "a-chief"))
	if got.code() != "BAD_USER_INPUT" || got.message() != unknown.message() {
		t.Errorf("%q of one out of scope, %q of one that is not there", got.message(), unknown.message())
	}
	r := at(a.get(part, adjust, moves("m1", "c-chief")), "r")
	var bodies []string
	for _, b := range list(r, "bodies") {
		bodies = append(bodies, fmt.Sprint(at(b, "organization", "key"), len(list(b, "before")), len(list(b, "after"))))
	}
	if !slices.Equal(bodies, []string{"a3 2", "c0 1"}) {
		t.Errorf("bodies are %v", bodies)
	}
	if got := problemsOf(r); !slices.Equal(got, []string{"OVER_HEADCOUNT [moves[0].to] []"}) {
		t.Errorf("problems: %v", got)
	}
	each(r, func(s string) {
		if strings.Contains(s, "m6") {
			t.Errorf("%q names someone out of scope", s)
		}
	})
}
