package forms_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/internal/dataset"
	"bole/internal/forms"
	"bole/internal/localneo4j/neo4jtest"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

func TestMain(m *testing.M) { neo4jtest.Main(m) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// open gives a graph with an office, and three people of whom two have one name.
func open(t *testing.T) *rooms.Rooms {
	t.Helper()
	g := roomstest.Open(t, rooms.Options{})
	load(t, g, map[string]string{
		"organizations.csv": "key,name,kind\nu1,某市,GOVERNMENT\nu2,某市财政局,DEPARTMENT\nu3,某镇,TOWNSHIP\n",
		"positions.csv":     "key,title,organization\np1,副局长,u2\np2,某镇副镇长,u3\n",
		"cadres.csv":        "key,name,birthMonth\nc1,张某甲,1980-03\nc2,李某乙,1975-01\nc3,李某乙,1975-01\n",
		"appointments.csv":  "key,cadre,position,from,main\na1,c1,p2,2005-03-15,true\n",
		"evaluations.csv":   "key,kind,cadre,grade,year,evaluatedOn\ne1,ANNUAL,c1,COMPETENT,2022,2023-01-15\ne2,ANNUAL,c1,COMPETENT,2023,2024-01-15\n",
	})
	return g
}

func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		must(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	return dir
}

func load(t *testing.T, g *rooms.Rooms, files map[string]string) {
	t.Helper()
	roomstest.Import(t, g, folder(t, files), time.Now())
}

func person(name, birth, more string) string {
	return "<Person><XingMing>" + name + "</XingMing><XingBie>男</XingBie><ChuShengNianYue>" + birth + "</ChuShengNianYue>" + more + "</Person>"
}

const career = `<JianLi>2001.08--2005.03  外地某厂技术员
2005.03--2012.06  某镇副镇长
2012.06--  某市财政局副局长
</JianLi><NianDuKaoHeJieGuo>2022年称职，2023年优秀</NianDuKaoHeJieGuo><QuanRiZhiJiaoYu_XueLi>大学</QuanRiZhiJiaoYu_XueLi><TianBiaoShiJian>20240831</TianBiaoShiJian>`

func TestForms(t *testing.T) {
	g := open(t)
	dir := folder(t, map[string]string{"a.lrmx": person("张某甲", "198003", career), "b.lrmx": person("李某乙", "197501", ""), "c.lrmx": person("王某丙", "199001", "")})
	if !forms.Is(dir) || forms.Is(t.TempDir()) {
		t.Fatal("a folder of forms is told by its files")
	}
	o := forms.Options{Options: dataset.Options{Now: time.Now(), Caller: law.System}}
	_, doubts, err := forms.Import(t.Context(), g.Dataset(), dir, o)
	must(t, err)
	for i := range doubts {
		doubts[i].Question = ""
	}
	want := []forms.Doubt{
		{File: "b.lrmx", Kind: forms.DoubtPerson, Candidates: []string{"c2", "c3"}},
		{File: "a.lrmx", Kind: forms.DoubtPost, Line: "2001-08 2005-03 外地某厂技术员"},
	}
	if d := cmp.Diff(want, doubts); d != "" {
		t.Fatal(d)
	}
	studied := func() bool { return roomstest.Known(t, g, "Education", "c1-full_time")["c1-full_time"] }
	if studied() {
		t.Fatal("something was loaded while doubts remained")
	}
	doubts[0].Answer, doubts[1].Answer = "c3", forms.AnswerSkip
	o.Answers = doubts
	tallies, doubts, err := forms.Import(t.Context(), g.Dataset(), dir, o)
	must(t, err)
	if len(doubts) != 0 {
		t.Fatalf("doubts remain: %v", doubts)
	}
	if !studied() {
		t.Error("the education was not loaded")
	}
	got := map[string][3]int{}
	for _, tally := range tallies {
		got[tally.Table] = [3]int{tally.Created, tally.Updated, tally.Unchanged}
	}
	// Three forms; c1 and c3 are known and one person is new; the post of deputy director is there, that of the
	// town ended; of two assessments one says something else than the graph did.
	expected := map[string][3]int{"sources": {3, 0, 0}, "cadres": {1, 2, 0}, "educations": {1, 0, 0}, "appointments": {1, 1, 0}, "evaluations": {0, 1, 0}}
	if d := cmp.Diff(expected, got); d != "" {
		t.Error(d)
	}
	held := heldBy(t, g, "c1")
	if len(held) != 2 {
		t.Fatalf("held: %v", held)
	}
	for _, h := range held {
		if h.Key == "a1" && (h.From != "2005-03-15" || h.To != "2012-06") || h.Key != "a1" && (h.Position != "p1" || h.From != "2012-06" || h.To != "") {
			t.Errorf("held: %+v", h)
		}
	}
	again, _, err := forms.Import(t.Context(), g.Dataset(), dir, o)
	must(t, err)
	for _, tally := range again {
		if tally.Created+tally.Updated != 0 {
			t.Errorf("again: %+v", tally)
		}
	}
}

// appointment is one as the graph holds it.
type appointment struct{ Key, Position, From, To string }

func heldBy(t *testing.T, g *rooms.Rooms, cadre string) []appointment {
	t.Helper()
	rows, err := g.Store.Read(t.Context(), law.System, cypher.Statement{Name: "held",
		Text:   "MATCH (:Cadre {key: $p.cadre})<-[:OF]-(a:Appointment)-[:TO]->(q:Position) RETURN a.key, q.key, coalesce(a.from, ''), coalesce(a.to, '') ORDER BY a.key",
		Params: map[string]any{"p": map[string]any{"cadre": cadre}}})
	must(t, err)
	out := make([]appointment, len(rows))
	for i, row := range rows {
		for j, to := range []*string{&out[i].Key, &out[i].Position, &out[i].From, &out[i].To} {
			*to, _ = row[j].(string)
		}
	}
	return out
}

func TestFormsAreRefusedWhole(t *testing.T) {
	g := open(t)
	dir := folder(t, map[string]string{"a.lrmx": person("张某甲", "198013", ""), "b.lrmx": "no form", "c.lrmx": person("赵某丁", "198101", ""), "d.lrmx": person("赵某丁", "198101", "")})
	_, _, err := forms.Import(t.Context(), g.Dataset(), dir, forms.Options{Options: dataset.Options{Now: time.Now(), Caller: law.System}})
	var refused *dataset.Refused
	if !errors.As(err, &refused) || len(refused.Findings) != 3 {
		t.Fatal(err)
	}
	for i, w := range []string{"a.lrmx: ChuShengNianYue: is no date; give", "b.lrmx: Person: is not there", "d.lrmx: XingMing: is of the person of c.lrmx"} {
		if got := refused.Findings[i].String(); !strings.HasPrefix(got, w) {
			t.Errorf("%s, want %s", got, w)
		}
	}
}
