package appraisal_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/store"
	"bole/internal/access"
	"bole/internal/appraisal"
	"bole/internal/dataset/demo"
	"bole/internal/judge/fact"
)

var steps = flag.Int("steps", 12, "random acts after which facts read by change are compared")

// held are facts as they were last read, and what happens to them.
type held struct {
	*api
	rng      *rand.Rand
	data     demo.Data
	facts    *fact.Facts
	versions store.Versions
	byChange int
	n        int
}

// compare reads what changed and holds it against all facts, read anew.
func (h *held) compare(what string) {
	h.t.Helper()
	before := written(h.t, h.facts)
	f, v, byChange, err := appraisal.LoadFrom(h.t.Context(), h.rooms.Facts, h.facts, h.versions)
	if err != nil {
		h.t.Fatalf("%s: %v", what, err)
	}
	want, _, err := appraisal.Load(h.t.Context(), h.rooms.Facts)
	if err != nil {
		h.t.Fatal(err)
	}
	if !reflect.DeepEqual(want, f) {
		h.t.Fatalf("%s: by change they are others (-whole +by change):\n%.3000s", what, gocmp.Diff(want, f))
	}
	if written(h.t, h.facts) != before { // others may hold them
		h.t.Fatalf("%s: facts were changed where they are held", what)
	}
	h.t.Logf("%.120s: by change %t", what, byChange)
	if byChange {
		h.byChange++
	}
	h.facts, h.versions = f, v
}

// written is all that facts hold.
func written(t *testing.T, f *fact.Facts) string {
	t.Helper()
	b, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// changeable are columns that may take the value of another row of their table.
var changeable = map[string][]string{
	"organizations": {"name"}, "positions": {"grade", "title"}, "evaluators": {"kind", "organization"}, "vacancies": {"status"}, "tasks": {"accountabilityRisk", "organizations", "frontline"},
	"cadres": {"politicalStatus", "managedBy"}, "educations": {"degree", "cadre"}, "appointments": {"grassroots", "newDuties", "cadre"}, "rankGrants": {"cadre"},
	"cases": {"kind"}, "caseSubjects": {"part", "finding"}, "evaluations": {"score", "tasks", "cadre", "scheme"}, "rounds": {"method"}, "nominations": {"votes", "byLeader"},
	"sanctions": {"name"}, "talks": {"purpose", "cadre"}, "decisions": {"evaluations", "tasks", "rounds"}, "clearances": {"result", "cadre"},
}

// act does something at random and says what.
func (h *held) act() string {
	h.n++
	tables := slices.Sorted(maps.Keys(changeable))
	table := tables[h.rng.IntN(len(tables))]
	pick := func() row { of := h.data[table]; return of[h.rng.IntN(len(of))] }
	switch kind := h.rng.IntN(8); kind {
	case 0: // new rows
		r := maps.Clone(h.data["evaluations"][h.rng.IntN(len(h.data["evaluations"]))])
		r["key"] = fmt.Sprint("new", h.n)
		h.data["evaluations"] = append(h.data["evaluations"], r)
		return h.imports(demo.Data{"evaluations": {r}})
	case 1: // somebody new, with a post
		c := row{"key": fmt.Sprint("n", h.n), "name": "新人", "status": "ACTIVE", "managedBy": "UNIT"}
		p := row{"key": fmt.Sprint("ap-n", h.n), "cadre": c["key"], "position": "xu-p1", "from": "2010-01-01", "main": true, "kind": "REGULAR"}
		h.data["cadres"], h.data["appointments"] = append(h.data["cadres"], c), append(h.data["appointments"], p)
		return h.imports(demo.Data{"cadres": {c}, "appointments": {p}})
	case 2: // taken back
		return h.withdraws()
	case 3: // corrected by a person
		r := h.data["evaluations"][h.rng.IntN(len(h.data["evaluations"]))]
		input := fmt.Sprintf(`{idempotencyKey: "c%d", key: %q, expectedVersion: %d, why: "有误", evaluatedOn: "2023-05-%02d"}`, h.n, key(r), h.version("Evaluation", key(r)), 1+h.rng.IntN(28))
		got := h.ask(organizer, "mutation { correctEvaluation(input: "+input+") { __typename } }", nil)
		return fmt.Sprint("correctEvaluation", input, got.code())
	}
	r, column := pick(), changeable[table][h.rng.IntN(len(changeable[table]))]
	for range 50 {
		if other := pick(); other[column] != nil && fmt.Sprint(other[column]) != fmt.Sprint(r[column]) {
			r[column] = other[column]
			break
		}
	}
	return h.imports(demo.Data{table: {r}})
}

func (h *held) imports(d demo.Data) string {
	load(h.t, h.rooms, d)
	return fmt.Sprint("import of ", d)
}

func (h *held) version(label, key string) int64 {
	rows, err := h.rooms.Store.Read(h.t.Context(), law.System, cypher.Statement{Text: "MATCH (n:" + cypher.Quote(label) + " {key: $p.key}) RETURN coalesce(n.version, 0)", Params: map[string]any{"p": map[string]any{"key": key}}})
	if err != nil || len(rows) != 1 {
		h.t.Fatalf("%s %s: %v %v", label, key, rows, err)
	}
	return rows[0][0].(int64)
}

// withdraws takes the last import back, or one of the new evaluations.
func (h *held) withdraws() string {
	admin := access.Grant{Role: "ADMIN", Name: "管理员"}
	if h.rng.IntN(2) == 0 {
		rows, err := h.rooms.Store.Read(h.t.Context(), law.System, cypher.Statement{Text: "MATCH (b:ImportBatch {state: 'WHOLE'}) RETURN b.key ORDER BY b.begunAt DESC LIMIT 1"})
		if err != nil || len(rows) == 0 {
			h.t.Fatal(err)
		}
		if fmt.Sprint(rows[0][0]) != h.first() {
			got := h.ask(admin, fmt.Sprintf(`mutation { withdrawImport(input: {idempotencyKey: "u%d", import: %q, why: "整批有误"}) { restored removed } }`, h.n, rows[0][0]), nil)
			return fmt.Sprint("withdrawImport ", got.Data, got.code())
		}
	}
	r := h.data["talks"][h.rng.IntN(len(h.data["talks"]))]
	got := h.ask(organizer, fmt.Sprintf(`mutation { withdrawTalk(input: {idempotencyKey: "t%d", key: %q, expectedVersion: %d, why: "有误"}) { __typename } }`, h.n, key(r), h.there("Talk", key(r))), nil)
	return fmt.Sprint("withdrawTalk ", key(r), got.code())
}

// there is version of a node that may be gone.
func (h *held) there(label, key string) int64 {
	rows, err := h.rooms.Store.Read(h.t.Context(), law.System, cypher.Statement{Text: "OPTIONAL MATCH (n:" + cypher.Quote(label) + " {key: $p.key}) RETURN coalesce(n.version, 0)", Params: map[string]any{"p": map[string]any{"key": key}}})
	if err != nil {
		h.t.Fatal(err)
	}
	return rows[0][0].(int64)
}

// first is the import that filled the graph.
func (h *held) first() string {
	rows, err := h.rooms.Store.Read(h.t.Context(), law.System, cypher.Statement{Text: "MATCH (b:ImportBatch) RETURN b.key ORDER BY b.begunAt LIMIT 1"})
	if err != nil || len(rows) == 0 {
		h.t.Fatal(err)
	}
	return fmt.Sprint(rows[0][0])
}

// TestFactsByChange: whatever people do, facts read by change are those that a load of everything gives, and what was
// held before stays as it was.
func TestFactsByChange(t *testing.T) {
	d := rows()
	h := &held{api: bare(t, d), rng: rand.New(rand.NewPCG(11, 2)), data: d}
	var err error
	if h.facts, h.versions, err = appraisal.Load(t.Context(), h.rooms.Facts); err != nil {
		t.Fatal(err)
	}
	for range *steps {
		h.compare(h.act())
	}
	if h.byChange < *steps*3/4 {
		t.Errorf("%d of %d were read by change", h.byChange, *steps)
	}
	// Several at once, and those that the log does not tell one by one.
	for range 3 {
		h.act()
	}
	h.compare("three acts")
	at := h.byChange
	if err := h.rooms.Upkeep(t.Context(), now.AddDate(-50, 0, 0)); err != nil {
		t.Fatal(err)
	}
	h.compare("a day before anyone served")
	c := row{"key": "gone", "name": "欧阳远行", "status": "RETIRED", "managedBy": "CITY"}
	h.compare(h.imports(demo.Data{"cadres": {c}}))
	if h.byChange != at+2 {
		t.Errorf("%d of 2 were read by change", h.byChange-at)
	}
	got := h.ask(access.Grant{Role: "ADMIN", Name: "管理员"}, fmt.Sprintf(`mutation { eraseCadre(input: {idempotencyKey: "e", cadre: "gone", confirmation: "gone", expectedVersion: %d, basis: "3 号", why: "保管期满"}) { rows } }`, h.version("Cadre", "gone")), nil)
	if got.code() != "" {
		t.Fatal(got.message())
	}
	h.compare("an erasure")
	if slices.ContainsFunc(h.facts.Cadres, func(d *fact.Dossier) bool { return d.Key == "gone" }) {
		t.Error("who was erased is there under the old key")
	}
}
