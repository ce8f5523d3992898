package forms_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
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

// open gives a graph with offices and their posts, and people of whom two have one name and two have names that are
// written in several ways.
func open(t *testing.T) *rooms.Rooms {
	t.Helper()
	g := roomstest.Open(t, rooms.Options{})
	roomstest.Empty(t)
	load(t, g, offices)
	load(t, g, map[string]string{
		"cadres.csv":       "key,name,birthMonth\nc1,张某甲,1980-03\nc2,李某乙,1975-01\nc3,李某乙,1975-01\nc4,李伟,1982-05\nc5,阿卜杜·某某,1985-07\n",
		"appointments.csv": "key,cadre,position,from,main\na1,c1,p2,2005-03-15,true\n",
		"evaluations.csv":  "key,kind,cadre,grade,year,evaluatedOn\ne1,ANNUAL,c1,COMPETENT,2022,2023-01-15\ne2,ANNUAL,c1,COMPETENT,2023,2024-01-15\n",
		"recognitions.csv": "key,cadre,kind,name,awardedOn\nr1,c1,AWARD,某先进,2020-03-10\n",
	})
	return g
}

var offices = map[string]string{
	"organizations.csv": "key,name,kind\nu1,某市,GOVERNMENT\nu2,某市财政局,DEPARTMENT\nu3,某镇,TOWNSHIP\nu4,某市政协,CPPCC\n",
	"positions.csv":     "key,title,organization\np1,副局长,u2\np2,某镇副镇长,u3\np3,党组成员,u2\np4,委员,u4\np5,科员,u2\np6,副镇长,u3\n",
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

// desk is where somebody imports forms, with the answers given so far.
type desk struct {
	t    *testing.T
	g    *rooms.Rooms
	path string // of the answers
}

func newDesk(t *testing.T, g *rooms.Rooms) *desk {
	return &desk{t, g, filepath.Join(t.TempDir(), "deep", "answers.json")}
}

// imports imports forms, and writes the doubts beside the answers.
func (d *desk) imports(dir string) (forms.Outcome, error) {
	d.t.Helper()
	answers, err := forms.ReadAnswers(d.path)
	must(d.t, err)
	out, err := forms.Import(d.t.Context(), d.g.Dataset(), dir, forms.Options{Options: dataset.Options{Now: time.Now(), Caller: law.System}, Answers: answers})
	if len(out.Doubts) > 0 {
		must(d.t, forms.WriteAnswers(d.path, answers, out.Doubts))
	}
	return out, err
}

// asks imports, and holds that these doubts remain: kind, line, and candidates where there are.
func (d *desk) asks(dir string, want ...string) forms.Outcome {
	d.t.Helper()
	out, err := d.imports(dir)
	must(d.t, err)
	var got []string
	for _, x := range out.Doubts {
		got = append(got, strings.TrimSpace(x.Kind+" "+strings.ReplaceAll(x.Line, "\n", " ")+" "+strings.Join(x.Candidates, ",")))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		d.t.Fatal(diff)
	}
	return out
}

// answers writes answers into the file, as a person would, to doubts of a kind or with a line that begins so.
func (d *desk) answers(by map[string]string) {
	d.t.Helper()
	b, err := os.ReadFile(d.path)
	must(d.t, err)
	var list []forms.Doubt
	must(d.t, json.Unmarshal(b, &list))
	for i := range list {
		for begins, answer := range by {
			if list[i].Kind == begins || strings.HasPrefix(list[i].Line, begins) {
				list[i].Answer = answer
			}
		}
	}
	b, err = json.Marshal(list)
	must(d.t, err)
	must(d.t, os.WriteFile(d.path, b, 0o600))
}

func counted(out forms.Outcome) map[string][3]int {
	got := map[string][3]int{}
	for _, tally := range out.Tallies {
		got[tally.Table] = [3]int{tally.Created, tally.Updated, tally.Unchanged}
	}
	return got
}

const career = `<JianLi>1997.09--2001.07  某大学经济系学习
2001.08--2005.03  外地某厂技术员
2005.03--2012.06  某镇副镇长
（其间：2008.09--2010.03 挂职某市财政局副局长；2009.01-- 某市政协委员）
2012.06--  某市财政局党组成员、副局长

第十四届某省人大代表</JianLi><XianRenZhiWu>某市财政局党组成员、副局长</XianRenZhiWu><NianDuKaoHeJieGuo>2021年未参加考核，2022年称职，2023年优秀；近三年均为称职</NianDuKaoHeJieGuo>
<QuanRiZhiJiaoYu_XueLi>大学</QuanRiZhiJiaoYu_XueLi><QuanRiZhiJiaoYu_XueLi_BiYeYuanXiaoXi>某大学经济学</QuanRiZhiJiaoYu_XueLi_BiYeYuanXiaoXi>
<JiangChengQingKuang>2020年3月某先进；2019.05 警告</JiangChengQingKuang><TianBiaoShiJian>20240831</TianBiaoShiJian>`

// TestDoubtsAndAnswers imports forms as a person does: doubts, answers, and the next form.
func TestDoubtsAndAnswers(t *testing.T) {
	g := open(t)
	d := newDesk(t, g)
	dir := folder(t, map[string]string{"a.lrmx": person("张某甲", "198003", career), "b.lrmx": person("李某乙", "197501", ""), "c.lrmx": person("王某丙", "199001", "")})
	if !forms.Is(dir) || forms.Is(t.TempDir()) {
		t.Fatal("a folder of forms is told by its files")
	}
	posts := []string{"POST 2001-08--2005-03  外地某厂技术员", "POST 2012-06--  某市财政局党组成员、副局长 u2|党组成员"}
	lines := []string{"LINE （其间：2009.01-- 某市政协委员）", "LINE 第十四届某省人大代表"}
	annual, replaced := "ANNUAL 近三年均为称职", "CONFLICT 2023 EXCELLENT / COMPETENT"
	event := "EVENT 2019.05 警告 ADMONITION,AWARD,GOVERNMENT,ORGANIZATIONAL,OTHER,PARTY"
	first := d.asks(dir, slices.Concat([]string{"PERSON 李某乙 1975-01 c2,c3"}, posts, lines, []string{annual, replaced, event, "STATUS"})...)
	if len(first.Tallies) > 0 || len(heldBy(t, g, "c1")) != 1 {
		t.Fatal("something was loaded while doubts remained")
	}
	d.answers(map[string]string{"PERSON": "c9", "2001-08": "SKIP", "2012-06": "u2|党组书记; u2|副局长", "（其间": "（其间：2009.01--2013.01 某市政协委员）", "第十四届": "SKIP",
		"ANNUAL": "三年称职", "CONFLICT": "REPLACE", "EVENT": "PARTY 2019-05", "STATUS": "yes"})
	// Answers that do not fit are asked for again; those that do are not.
	d.asks(dir, "PERSON 李某乙 1975-01 c2,c3", posts[1], annual, event, "STATUS")
	d.answers(map[string]string{"PERSON": "c3", "2012-06": "u2|党组成员; u2|副局长", "ANNUAL": "2019年、2020年称职", "EVENT": "PARTY", "STATUS": "RETIRED 2024-06"})
	d.asks(dir, "STATUS") // of the one who is known now
	d.answers(map[string]string{"STATUS": "ACTIVE"})
	out := d.asks(dir)
	want := map[string][3]int{"sources": {3, 0, 0}, "cadres": {1, 2, 0}, "educations": {1, 0, 0}, "appointments": {4, 1, 0}, "evaluations": {2, 1, 0}, "sanctions": {1, 0, 0}}
	if diff := cmp.Diff(want, counted(out)); diff != "" {
		t.Error(diff)
	}
	held := []appointment{{"p1", "2008-09", "2010-03", "false", "SECONDED"}, {"p1", "2012-06", "", "false", ""}, {"p2", "2005-03-15", "2012-06", "true", ""},
		{"p3", "2012-06", "", "true", ""}, {"p4", "2009-01", "2013-01", "false", ""}}
	if diff := cmp.Diff(held, heldBy(t, g, "c1")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"2019 COMPETENT", "2020 COMPETENT", "2022 COMPETENT", "2023 EXCELLENT"}, assessed(t, g, "c1")); diff != "" {
		t.Error(diff)
	}
	holdNotices(t, out, "a.lrmx: NianDuKaoHeJieGuo: 2021年未参加考核: there is no grade for 2021", "a.lrmx: JianLi: 1997-09--2001-07  某大学经济系学习: a study",
		"a.lrmx: JianLi: 第十四届某省人大代表: left out, as it was answered", "a.lrmx: JianLi: 2005-03--2012-06  某镇副镇长: was held still in the graph, and has ended",
		"a.lrmx: NianDuKaoHeJieGuo: 2023 EXCELLENT in the form, COMPETENT in the graph: replaced, as it was answered")
	for table, n := range counted(d.asks(dir)) {
		if n[0]+n[1] > 0 {
			t.Errorf("again: %s %v", table, n)
		}
	}
	// The next form of the person, under another name and with an end more, asks nothing again.
	next := strings.NewReplacer("2012.06--  ", "2012.06--2024.10  ", "20240831", "20250831", "</JianLi>", "\n2024.10--至今 某市财政局局长</JianLi>", "<XianRenZhiWu>某市财政局党组成员、副局长", "<XianRenZhiWu>某市财政局局长").Replace(career)
	d.asks(folder(t, map[string]string{"2025.lrmx": person("张某甲", "198003", next)}), "POST 2024-10--  某市财政局局长 u2|副局长,u2|党组成员,u2|科员")
	d.answers(map[string]string{"2024-10": "NEW|u2|局长"})
	if got := counted(d.asks(folder(t, map[string]string{"2025.lrmx": person("张某甲", "198003", next)}))); got["positions"] != [3]int{1, 0, 0} || got["appointments"] != [3]int{1, 2, 0} {
		t.Errorf("the next form: %v", got)
	}
}

// appointment is one as the graph holds it.
type appointment struct{ Position, From, To, Main, Kind string }

func heldBy(t *testing.T, g *rooms.Rooms, cadre string) []appointment {
	t.Helper()
	var out []appointment
	for _, row := range read(t, g, "MATCH (:Cadre {key: $p.cadre})<-[:OF]-(a:Appointment)-[:TO]->(q:Position) RETURN q.key, a.from, a.to, toString(a.main), a.kind ORDER BY q.key, a.from", cadre) {
		out = append(out, appointment{row[0], row[1], row[2], row[3], row[4]})
	}
	return out
}

func assessed(t *testing.T, g *rooms.Rooms, cadre string) []string {
	t.Helper()
	var out []string
	for _, row := range read(t, g, "MATCH (:Cadre {key: $p.cadre})<-[:OF]-(e:Evaluation {kind: 'ANNUAL'}) RETURN toString(e.year), e.grade ORDER BY e.year", cadre) {
		out = append(out, row[0]+" "+row[1])
	}
	return out
}

// read runs a statement about one person; what is missing is "".
func read(t *testing.T, g *rooms.Rooms, text, cadre string) [][]string {
	t.Helper()
	rows, err := g.Store.Read(t.Context(), law.System, cypher.Statement{Name: "read", Text: text, Params: map[string]any{"p": map[string]any{"cadre": cadre}}})
	must(t, err)
	out := make([][]string, len(rows))
	for i, row := range rows {
		for _, v := range row {
			s, _ := v.(string)
			out[i] = append(out[i], s)
		}
	}
	return out
}

func holdNotices(t *testing.T, out forms.Outcome, want ...string) {
	t.Helper()
	for _, w := range want {
		if !slices.ContainsFunc(out.Notices, func(n forms.Notice) bool { return strings.HasPrefix(n.String(), w) }) {
			t.Errorf("no notice %q in %v", w, out.Notices)
		}
	}
}
