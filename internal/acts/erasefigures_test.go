package acts_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bole/graph/cypher"
	"bole/graph/figures"
	"bole/graph/law"
	"bole/internal/dataset"
	"bole/internal/dataset/demo"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

// settled closes all that keeps some officials from being erased, so that figures before and after are of one graph.
const settled = `UNWIND $p.keys AS k
MATCH (c:Cadre {key: k})
SET c.status = 'RETIRED', c.statusFrom = '2024-01'
WITH c
OPTIONAL MATCH (c)<-[:OF]-(a:Appointment) WHERE a.to IS NULL SET a.to = '2024-01'
WITH DISTINCT c
OPTIONAL MATCH (c)<-[:ABOUT]-(k:Case) WHERE k.verification IN ['REPORTED', 'CHECKING'] SET k.verification = 'VERIFIED'
WITH DISTINCT c
OPTIONAL MATCH (c)<-[:BY]-(s:Statement) SET s.status = 'ANSWERED'
WITH DISTINCT c
OPTIONAL MATCH (c)<-[:CONCERNS]-(d:Decision) WHERE d.state IN ['PROPOSED', 'DECIDED'] SET d.state = 'EFFECTIVE'
WITH DISTINCT c
OPTIONAL MATCH (c)<-[:ON]-(s:Sanction) SET s.effectEndsOn = '2024-02'
WITH DISTINCT c
OPTIONAL MATCH (c)<-[:OF]-(x:Clearance) WHERE x.result = 'PENDING' SET x.result = 'CLEAR'
WITH DISTINCT c
OPTIONAL MATCH (c)<-[:PROPOSES]-(:Shortlist)-[:FOR]->(v:Vacancy) SET v.status = 'CLOSED'`

// TestErasedStillCount erases those of the demo of whom most is recorded: all statistics of several years stay as they
// were, and the graph is still one that a dataset can hold.
func TestErasedStillCount(t *testing.T) {
	c := &recorder{t: t, r: roomstest.Fresh(t, rooms.Options{})}
	roomstest.NewLog(t)
	dir := t.TempDir()
	if err := demo.Write(dir, demo.Options{Seed: 3, Cadres: 200}); err != nil {
		t.Fatal(err)
	}
	roomstest.Import(t, c.r, dir, time.Now())
	rows, err := c.r.Store.Read(t.Context(), law.System, cypher.Statement{Text: `MATCH (c:Cadre) WITH c,
  COUNT { (c)<-[:CONCERNS]-() } + COUNT { (c)<-[:ON]-() } + COUNT { (c)<-[:ABOUT]-() } + COUNT { (c)<-[:BY]-() } + COUNT { (c)<-[:FOR]-() } AS much
RETURN c.key ORDER BY much DESC, c.key LIMIT 6`})
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, row := range rows {
		keys = append(keys, fmt.Sprint(row[0]))
	}
	roomstest.Exec(t, settled, map[string]any{"keys": keys})
	figured := func() map[string]string {
		t.Helper()
		out := map[string]string{}
		for _, d := range figures.Definitions() {
			for _, day := range []string{"2022-12-31", "2023-12-31", demo.AsOf} {
				s, err := c.r.Figures.Count(t.Context(), d, law.Caller{Role: "ADMIN", Whole: true}, day, "")
				if err != nil {
					t.Fatal(err)
				}
				out[s.Code+" "+day] = fmt.Sprint(s.Numerator, " ", s.Denominator, " ", s.Parts)
			}
		}
		return out
	}
	before := figured()
	for _, key := range keys {
		rows, err := c.r.Store.Read(t.Context(), law.System, cypher.Statement{Text: "MATCH (c:Cadre {key: $p.key}) RETURN coalesce(c.version, 0), c.name", Params: map[string]any{"p": map[string]any{"key": key}}})
		if err != nil {
			t.Fatal(err)
		}
		answer, refused := c.erases(eraser, fmt.Sprintf(`KEY, cadre: %q, confirmation: %q, expectedVersion: %d, basis: "3 号", why: "保管期满"`, key, key, rows[0][0]))
		if refused != nil {
			t.Fatalf("%s: %s %s", key, refused.Code, refused)
		}
		t.Log(key, rows[0][1], answer)
	}
	for _, key := range keys {
		for _, line := range holding(c.stored(), `"`+key+`"`) {
			t.Errorf("%s is still there: %.300s", key, line)
		}
	}
	if diff := cmp.Diff(before, figured()); diff != "" {
		t.Errorf("statistics before (-) and after (+) the erasures:\n%s", diff)
	}
	if v, err := c.r.Store.Verify(t.Context()); err != nil || v.Broken != 0 {
		t.Errorf("the log is %+v: %v", v, err)
	}
	out := filepath.Join(t.TempDir(), "out")
	if _, err := dataset.Export(t.Context(), c.r.Dataset(), out, dataset.ExportOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := dataset.Import(t.Context(), c.r.Dataset(), out, dataset.Options{DryRun: true, Now: time.Now(), Caller: law.System}); err != nil {
		t.Errorf("what was exported afterwards: %.600s", err)
	}
}
