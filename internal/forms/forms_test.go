package forms_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/message"
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
	dry  bool
}

func newDesk(t *testing.T, g *rooms.Rooms) *desk {
	return &desk{t: t, g: g, path: filepath.Join(t.TempDir(), "deep", "answers.json")}
}

// imports imports forms, and writes the doubts beside the answers.
func (d *desk) imports(dir string) (forms.Outcome, error) {
	d.t.Helper()
	answers, err := forms.ReadAnswers(d.path)
	must(d.t, err)
	out, err := forms.Import(d.t.Context(), d.g.Dataset(), dir, forms.Options{Options: dataset.Options{Now: time.Now(), Caller: law.System, DryRun: d.dry}, Answers: answers})
	if len(out.Doubts) > 0 {
		must(d.t, forms.WriteAnswers(d.path, answers, out.Doubts, message.English))
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
		"a.lrmx: NianDuKaoHeJieGuo: 2023 EXCELLENT here, COMPETENT before: replaced, as it was answered")
	for table, n := range counted(d.asks(dir)) {
		if n[0]+n[1] > 0 {
			t.Errorf("again: %s %v", table, n)
		}
	}
	// The next form of the person, under another name and with an end more, asks nothing again.
	next := strings.NewReplacer("2012.06--  ", "2012.06--2024.10  ", "20240831", "20250831", "</JianLi>", "\n2024.10--至今 某市财政局局长</JianLi>", "<XianRenZhiWu>某市财政局党组成员、副局长", "<XianRenZhiWu>某市财政局局长").Replace(career)
	d.asks(folder(t, map[string]string{"2025.lrmx": person("张某甲", "198003", next)}), "POST 2024-10--  某市财政局局长 u2|副局长,u2|党组成员,u2|科员", "ANNUAL 近三年均为称职")
	d.answers(map[string]string{"2024-10": "NEW|u2|局长"}) // the last three years are others than in the form before
	d.answers(map[string]string{"ANNUAL": "2024年称职"})
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
		if !slices.ContainsFunc(out.Notices, func(n dataset.Notice) bool { return strings.HasPrefix(n.String(), w) }) {
			t.Errorf("no notice %q in %v", w, out.Notices)
		}
	}
}

// TestPeople holds that a name that is written in several ways is asked for, and never a second person.
func TestPeople(t *testing.T) {
	g := open(t)
	lasting := "<JianLi>2012.06--  某市财政局副局长</JianLi>"
	for name, tt := range map[string]struct {
		file, form string
		want       []string
	}{
		"a wide blank":                  {"x.lrmx", person("李　伟", "198205", lasting), []string{"PERSON 李　伟 1982-05 c4"}},
		"a blank":                       {"x.lrmx", person("李 伟", "198205", lasting), []string{"PERSON 李 伟 1982-05 c4"}},
		"another dot":                   {"x.lrmx", person("阿卜杜•某某", "198507", lasting), []string{"PERSON 阿卜杜•某某 1985-07 c5"}},
		"no dot":                        {"x.lrmx", person("阿卜杜某某", "", lasting), []string{"PERSON 阿卜杜某某 c5"}},
		"another month":                 {"x.lrmx", person("李伟", "198206", lasting), []string{"PERSON 李伟 1982-06 c4"}},
		"no month":                      {"x.lrmx", person("李伟", "", lasting), []string{"PERSON 李伟 c4"}},
		"the year":                      {"x.lrmx", person("李伟", "1982", lasting), nil},
		"the same":                      {"x.lrmx", person("李伟", "198205", lasting), nil},
		"the key":                       {"c4.lrmx", person("李　伟", "198205", lasting), nil},
		"the key of another":            {"c1.lrmx", person("李伟", "198205", lasting), []string{"PERSON 李伟 1982-05 c1,c4"}},
		"the key with another month":    {"c4.lrmx", person("李伟", "199901", lasting), []string{"PERSON 李伟 1999-01 c4"}},
		"one of two with the same name": {"c2.lrmx", person("李某乙", "197501", lasting), nil},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, g)
			d.dry = true
			dir := folder(t, map[string]string{tt.file: strings.Replace(tt.form, "</Person>", "<TianBiaoRen>"+name+"</TianBiaoRen></Person>", 1)}) // no form is one of another case
			d.asks(dir, tt.want...)
			if tt.want == nil {
				return
			}
			d.answers(map[string]string{"PERSON": "SKIP"})
			d.asks(dir, tt.want...)
		})
	}
}

// TestNewPeople holds who is new: one whom a person says to be, once; and two forms that may be of one.
func TestNewPeople(t *testing.T) {
	g := open(t)
	d := newDesk(t, g)
	lasting := "<JianLi>2012.06--  某市财政局副局长</JianLi>"
	dir := folder(t, map[string]string{"x.lrmx": person("李　伟", "198205", lasting), "y.lrmx": person("周某", "198101", lasting), "z.lrmx": person("周 某", "198101", lasting)})
	d.asks(dir, "PERSON 李　伟 1982-05 c4", "PERSON 周 某 1981-01 lrmx-"+keyOf(t, "周某\n1981-01"))
	d.answers(map[string]string{"PERSON": "NEW"})
	if got := counted(d.asks(dir))["cadres"]; got != [3]int{3, 0, 0} {
		t.Errorf("people: %v", got)
	}
	if got := counted(d.asks(dir))["cadres"]; got != [3]int{0, 0, 3} {
		t.Errorf("people, again: %v", got)
	}
	// The next form of that person is asked for among those who have come, unless the answers are kept.
	dir = folder(t, map[string]string{"x.lrmx": person("李　伟", "198205", lasting+"<MinZu>汉族</MinZu>")})
	out, err := newDesk(t, g).imports(dir)
	must(t, err)
	if len(out.Doubts) != 1 || len(out.Doubts[0].Candidates) != 2 {
		t.Errorf("doubts without answers: %v", out.Doubts)
	}
	if got := counted(d.asks(dir))["cadres"]; got != [3]int{0, 1, 0} {
		t.Errorf("the next form: %v", got)
	}
	// One more of that name: the answer was given among others.
	load(t, g, map[string]string{"cadres.csv": "key,name,birthMonth\nc6,李伟,1982-05\n"})
	dir = folder(t, map[string]string{"x.lrmx": person("李　伟", "198205", lasting)})
	out, err = d.imports(dir)
	must(t, err)
	if len(out.Doubts) != 1 || !slices.Equal(out.Doubts[0].Candidates[:2], []string{"c4", "c6"}) {
		t.Errorf("doubts when one more is there: %v", out.Doubts)
	}
}

func keyOf(t *testing.T, text string) string {
	t.Helper()
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// TestPosts holds that a line is a post that is there, or a doubt with candidates.
func TestPosts(t *testing.T) {
	g := open(t)
	d := newDesk(t, g)
	d.dry = true
	for line, want := range map[string]string{
		"2012.06--  某市第一人民医院医生":      "POST 2012-06--  某市第一人民医院医生",
		"2012.06--  某市财政局局长":         "POST 2012-06--  某市财政局局长 u2|副局长,u2|党组成员,u2|科员",
		"2012.06--  某市财政局 副局长":       "POST 2012-06--  某市财政局 副局长 u2|副局长",
		"2012.06--  某市财政局副局长（副县级）":   "POST 2012-06--  某市财政局副局长（副县级） u2|副局长",
		"2012.06--  某市财政局副局长，分管债务":   "POST 2012-06--  某市财政局副局长，分管债务 u2|副局长",
		"2012.06--  <b>某市财政局副局长</b>": "POST 2012-06--  <b>某市财政局副局长</b>",
		"2012.06--  某市财政局":           "POST 2012-06--  某市财政局 u2|副局长,u2|党组成员,u2|科员",
		"2012.06--  某镇副镇长":           "POST 2012-06--  某镇副镇长 u3|某镇副镇长,u3|副镇长", // one title says the town, one does not
		"2012.06--  某市财政局副局长":        "",
		"2012.06--  某市财政局副局长（主持工作）":  "",
		"2012.06--  挂职任某市财政局副局长":     "",
	} {
		var wants []string
		if want != "" {
			wants = []string{want}
		}
		d.asks(folder(t, map[string]string{"x.lrmx": person("周某", "198101", "<JianLi>"+strings.NewReplacer("<", "&lt;").Replace(line)+"</JianLi>")}), wants...)
	}
}

// TestAppointmentsThatAreThere holds what becomes of a post that the graph, or the form, says already.
func TestAppointmentsThatAreThere(t *testing.T) {
	there := map[string]string{"appointments.csv": "key,cadre,position,from,to\nb1,c4,p1,2010-02-03,2015-06-01\nb2,c4,p3,2010-02,2015-06\nb3,c4,p3,2012-01,2013-01\n"}
	g := open(t)
	load(t, g, there)
	lasting := newDesk(t, g)
	for _, lines := range []string{"2010.02--  某市财政局副局长", "2016.02--2017.01  某市财政局科员\n2016.02--  某市财政局科员"} {
		dir := folder(t, map[string]string{"c4.lrmx": person("李伟", "198205", "<JianLi>"+lines+"</JianLi>")})
		if _, err := lasting.imports(dir); err != nil {
			t.Fatal(err)
		}
		lasting.answers(map[string]string{"CONFLICT": "REPLACE"})
		lasting.asks(dir)
	}
	if diff := cmp.Diff([]appointment{{"p1", "2010-02-03", "", "true", ""}, {"p3", "2010-02", "2015-06", "", ""}, {"p3", "2012-01", "2013-01", "", ""}, {"p5", "2016-02", "", "true", ""}}, heldBy(t, g, "c4")); diff != "" {
		t.Error(diff)
	}
	g = open(t)
	load(t, g, there)
	for name, tt := range map[string]struct {
		lines  string
		doubt  string
		notice string
	}{
		"as far as both know":     {"2010.02--2015.06  某市财政局副局长\n2015.06--  某市政协委员", "", ""},
		"the better of two":       {"2012.01--2013.01  某市财政局党组成员\n2015.06--  某市政协委员", "", ""},
		"another end":             {"2010.02--2015.07  某市财政局副局长\n2015.07--  某市政协委员", "CONFLICT 2010-02--2015-07  某市财政局副局长 / 2010-02-03--2015-06-01", ""},
		"another beginning":       {"2010.03--2015.06  某市财政局副局长\n2015.06--  某市政协委员", "CONFLICT 2010-03--2015-06  某市财政局副局长 / 2010-02-03--2015-06-01", ""},
		"it goes on":              {"2010.02--  某市财政局副局长", "CONFLICT 2010-02--  某市财政局副局长 / 2010-02-03--2015-06-01", ""},
		"it went on then":         {"2010.02--  某市财政局副局长</JianLi><TianBiaoShiJian>201401</TianBiaoShiJian><JianLi>", "", "has ended since the form was filled in"},
		"again, later":            {"2016.02--  某市财政局副局长", "", ""},
		"twice":                   {"2016.02--  某市财政局科员\n2016.02--  某市财政局科员", "", "stands there twice"},
		"twice, with another end": {"2016.02--2017.01  某市财政局科员\n2016.02--  某市财政局科员", "CONFLICT 2016-02--  某市财政局科员 / 2016-02--2017-01", ""},
	} {
		d := newDesk(t, g)
		d.dry = true
		dir := folder(t, map[string]string{"c4.lrmx": person("李伟", "198205", strings.TrimSuffix("<JianLi>"+tt.lines+"</JianLi>", "<JianLi></JianLi>"))})
		var want []string
		if tt.doubt != "" {
			want = []string{tt.doubt}
		}
		out := d.asks(dir, want...)
		if tt.notice != "" && !slices.ContainsFunc(out.Notices, func(n dataset.Notice) bool { return strings.Contains(n.Text.String(), tt.notice) }) {
			t.Errorf("%s: %v", name, out.Notices)
		}
		if tt.doubt != "" {
			d.answers(map[string]string{"CONFLICT": "REPLACE"})
			if n := len(d.asks(dir).Tallies); n == 0 {
				t.Errorf("%s: nothing was read", name)
			}
		}
	}
}

// TestStatus holds what of a form says whether somebody is in service.
func TestStatus(t *testing.T) {
	g := open(t)
	post := "2012.06--2020.05  某市财政局副局长\n"
	for more, want := range map[string]string{
		"":                              "STATUS",
		"<JianLi>" + post + "</JianLi>": "STATUS",
		"<JianLi>2012.06--至今 某市财政局副局长</JianLi>":                                 "ACTIVE",
		"<JianLi>" + post + "2020.05--  退休</JianLi>":                            "RETIRED 2020-05",
		"<JianLi>" + post + "2020.05--  退休\n2020.06--  某市政协委员</JianLi>":         "LINE 2020.05--  退休",
		"<JianLi>" + post + "2020.05--至今  退休\n2020.06--  某市政协委员</JianLi>":       "STATUS 退休",
		"<JianLi>2012.06--  某市财政局副局长</JianLi><RenMianLiYou>因病去世</RenMianLiYou>": "STATUS 去世",
		"<JianLi>2001.06--至今  某市政协委员\n" + post + "</JianLi>":                    "STATUS",
	} {
		out, err := newDesk(t, g).imports(folder(t, map[string]string{"x.lrmx": person("周某", "198101", more)}))
		must(t, err)
		got := ""
		if len(out.Doubts) > 0 {
			got = strings.TrimSpace(out.Doubts[0].Kind + " " + out.Doubts[0].Line)
		} else {
			row := read(t, g, "MATCH (c:Cadre {name: $p.cadre}) RETURN c.status, c.statusFrom", "周某")[0]
			got = strings.TrimSpace(row[0] + " " + row[1])
			roomstest.Exec(t, "MATCH (c:Cadre {name: '周某'}) OPTIONAL MATCH (c)--(x:Appointment) DETACH DELETE c, x", nil)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", more, got, want)
		}
	}
}

// TestElements holds that what is not of the form is asked for once for all forms.
func TestElements(t *testing.T) {
	g := open(t)
	d := newDesk(t, g)
	more := "<JianLi>2012.06--  某市财政局副局长</JianLi><BeiZhu>有话</BeiZhu><RenMianLiYou>工作需要</RenMianLiYou><RuDangShiJian>200206；民革</RuDangShiJian>" +
		"<QuanRiZhiJiaoYu_XueWei>硕士</QuanRiZhiJiaoYu_XueWei>"
	dir := folder(t, map[string]string{"x.lrmx": person("周某", "198101", more), "y.lrmx": person("吴某", "198101", more)})
	each := []string{"POLITICAL 中共党员；民革党员 中共党员,民革党员", "EDUCATION 硕士"}
	d.asks(dir, slices.Concat([]string{"ELEMENT BeiZhu"}, each, each)...)
	d.answers(map[string]string{"ELEMENT": "SKIP", "POLITICAL": "中共党员", "EDUCATION": "研究生"})
	out := d.asks(dir)
	if counted(out)["educations"] != [3]int{2, 0, 0} {
		t.Errorf("educations: %v", counted(out))
	}
	holdNotices(t, out, "y.lrmx: BeiZhu: BeiZhu: left out, as it was answered", "x.lrmx: Person: not loaded, since it is a proposal or nothing that the graph holds: RenMianLiYou")
}

func TestFormsAreRefusedWhole(t *testing.T) {
	g := open(t)
	d := newDesk(t, g)
	dir := folder(t, map[string]string{"a.lrmx": person("张某甲", "198013", ""), "b.lrmx": "no form", "c.lrmx": person("赵某丁", "198101", ""), "d.lrmx": person("赵某丁", "198101", "")})
	_, err := d.imports(dir)
	var refused *dataset.Refused
	if !errors.As(err, &refused) || len(refused.Findings) != 3 {
		t.Fatal(err)
	}
	for i, w := range []string{"a.lrmx: ChuShengNianYue: is not a date; give", "b.lrmx: Person: has text that stands in no element", "d.lrmx: XingMing: is of the person of c.lrmx"} {
		if got := refused.Findings[i].String(); !strings.HasPrefix(got, w) {
			t.Errorf("%s, want %s", got, w)
		}
	}
	// What the graph refuses is said of the form, not of the rows that were made of it.
	_, err = newDesk(t, g).imports(folder(t, map[string]string{"x.lrmx": person(strings.Repeat("长", 501), "198101", "<JianLi>2012.06--  某市财政局副局长</JianLi>")}))
	if !errors.As(err, &refused) || !strings.HasPrefix(refused.Findings[0].String(), "x.lrmx: cadres.name: has 501 characters") {
		t.Error(err)
	}
}

func TestAnswersFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "answers.json")
	must(t, os.WriteFile(path, []byte(`[{"kind": "POST", "anser": "SKIP"}]`), 0o600))
	if _, err := forms.ReadAnswers(path); err == nil || !strings.Contains(err.Error(), "answers.json is not a list of doubts") {
		t.Error(err)
	}
	kept := forms.Doubt{File: "a.lrmx", Person: "c1", Kind: "POST", Element: "JianLi", Line: "2012-06--  某局", Answer: "SKIP"}
	stale := forms.Doubt{File: "a.lrmx", Person: "c1", Kind: "POST", Element: "JianLi", Line: "2010-06--  某局"}
	open := forms.Doubt{File: "b.lrmx", Person: "c2", Kind: "LINE", Element: "JianLi", Line: "<某>"}
	must(t, forms.WriteAnswers(path, []forms.Doubt{kept, stale}, []forms.Doubt{open}, message.English))
	got, err := forms.ReadAnswers(path)
	must(t, err)
	if diff := cmp.Diff([]forms.Doubt{kept, open}, got, cmp.Comparer(func(a, b message.Text) bool { return a.String() == b.String() })); diff != "" {
		t.Error(diff)
	}
}
