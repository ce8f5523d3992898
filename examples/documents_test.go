package examples_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"bole/graph"
	"bole/graph/law"
	"bole/graph/nameorder"
	"bole/internal/dataset"
	"bole/internal/document"
	"bole/internal/forms"
	"bole/internal/httpapi"
	"bole/internal/lrmx"
	"bole/internal/rooms"
)

// asker asks the API within the process, as document does in the command.
func asker(t *testing.T, g *rooms.Rooms, c graph.Caller) document.Asker {
	t.Helper()
	api, err := httpapi.New(g, nil, httpapi.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return func(ctx context.Context, query string, variables map[string]any) (json.RawMessage, error) {
		return api.Ask(ctx, c, query, variables)
	}
}

func rowsOf(t *testing.T, b []byte, sheet string) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// textOf is the text of a Word document without its layout.
func textOf(t *testing.T, b []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out strings.Builder
	for d := xml.NewDecoder(f); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		if text, ok := token.(xml.CharData); ok {
			out.Write(text)
		}
	}
}

// formsRead is how many officials' forms are written and read back.
const formsRead = 200

func TestDocuments(t *testing.T) {
	g, r := open(t), generated()
	sdl := g.Schema.SDL
	organizer := asker(t, g, graph.Caller{Role: "ORGANIZER", Whole: true})
	const cadre = "c0364" // used again after a sanction
	of := func(table string) (n int) {
		for _, row := range r.Data[table] {
			if row["cadre"] == cadre {
				n++
			}
		}
		return n
	}

	t.Run("roster", func(t *testing.T) {
		var b bytes.Buffer
		if n, err := document.Roster(t.Context(), organizer, sdl, "", &b); err != nil || n != len(r.Data["cadres"]) {
			t.Fatalf("%d lines: %v", n, err)
		}
		rows := rowsOf(t, b.Bytes(), "花名册")
		if got := strings.Join(rows[1], " "); rows[0][0] != "干部花名册" || got != "序号 姓名 性别 出生年月 民族 籍贯 政治面貌 入党时间 参加工作时间 单位 任职 职级 学历 管理权限 状态 键" {
			t.Errorf("head: %s %s", rows[0], got)
		}
		seen, last := map[string]bool{}, ""
		for i, row := range rows[2 : len(rows)-1] {
			key := row[len(row)-1]
			if seen[key] = true; row[0] != fmt.Sprint(i+1) || key <= last {
				t.Fatalf("line %d is numbered %s, %s behind %s", i+1, row[0], key, last)
			}
			last = key
		}
		if n := len(r.Data["cadres"]); len(seen) != n || rows[len(rows)-1][0] != fmt.Sprintf("共 %d 人", n) {
			t.Errorf("%d different officials, at the end: %v", len(seen), rows[len(rows)-1])
		}
	})
	t.Run("roster by strokes", func(t *testing.T) {
		var b bytes.Buffer
		if n, err := document.Roster(t.Context(), organizer, sdl, nameorder.Strokes, &b); err != nil || n != len(r.Data["cadres"]) {
			t.Fatalf("%d lines: %v", n, err)
		}
		rows := rowsOf(t, b.Bytes(), "花名册")
		last := ""
		for _, row := range rows[2 : len(rows)-1] {
			if k := nameorder.Key(nameorder.Strokes, row[1]); k < last {
				t.Fatalf("%s stands behind one whose key is %s", row[1], last)
			} else {
				last = k
			}
		}
	})
	t.Run("roster of a unit", func(t *testing.T) {
		units, err := g.Graph.Subtrees(t.Context(), []string{"a1"})
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		n, err := document.Roster(t.Context(), asker(t, g, graph.Caller{Role: "ORGANIZER", Units: units}), sdl, nameorder.Pinyin, &b)
		if err != nil || n == 0 || n >= len(r.Data["cadres"])/2 {
			t.Errorf("%d lines: %v", n, err)
		}
	})
	t.Run("comparison", func(t *testing.T) {
		data, err := organizer(t.Context(), `{ shortlists(first: 1, filter: {chosen: {count: [{gte: 1}]}}) { nodes { key vacancy { title } proposes(first: 200, orderBy: [{place: ASC}]) { edges { eligibility node { key name } } } chosen { edges { reason node { name } } } } } }`, nil)
		if err != nil {
			t.Fatal(err)
		}
		var out struct {
			Shortlists struct {
				Nodes []struct {
					Key              string
					Vacancy          struct{ Title string }
					Proposes, Chosen struct {
						Edges []struct {
							Reason string
							Node   struct{ Key, Name string }
						}
					}
				}
			}
		}
		if err := json.Unmarshal(data, &out); err != nil || len(out.Shortlists.Nodes) != 1 {
			t.Fatalf("%s: %v", data, err)
		}
		list := out.Shortlists.Nodes[0]
		var b bytes.Buffer
		if err := document.Comparison(t.Context(), organizer, sdl, list.Key, &b); err != nil {
			t.Fatal(err)
		}
		rows := rowsOf(t, b.Bytes(), "人选比较表")
		if !strings.HasPrefix(rows[0][0], list.Vacancy.Title) || strings.Join(rows[1][:4], " ") != "序号 档次 资格 姓名" {
			t.Errorf("head: %s %s", rows[0], rows[1])
		}
		for i, e := range list.Proposes.Edges {
			if row := rows[i+2]; row[0] != fmt.Sprint(i+1) || row[3] != e.Node.Name || row[len(row)-1] != e.Node.Key {
				t.Errorf("line %d: %s, want %s", i+1, row, e.Node.Key)
			}
		}
		chosen := list.Chosen.Edges[0]
		if last := rows[len(rows)-1][0]; !strings.Contains(last, "选定："+chosen.Node.Name+"，"+chosen.Reason) {
			t.Errorf("at the end: %s", last)
		}
		if err := document.Comparison(t.Context(), organizer, sdl, "none", &b); !errors.Is(err, document.ErrNoShortlist) {
			t.Errorf("of no list: %v", err)
		}
	})
	t.Run("dossier", func(t *testing.T) {
		var b bytes.Buffer
		if err := document.Dossier(t.Context(), organizer, sdl, cadre, &b); err != nil {
			t.Fatal(err)
		}
		for sheet, table := range map[string]string{"任职": "appointments", "职级": "rankGrants", "评价": "evaluations", "人事决定": "decisions", "处分处理": "sanctions", "谈话": "talks", "事项": "participations"} {
			if got, want := len(rowsOf(t, b.Bytes(), sheet))-1, of(table); got != want || want == 0 {
				t.Errorf("%s: %d lines, %d rows of %s", sheet, got, want, table)
			}
		}
		if first := rowsOf(t, b.Bytes(), "基本情况"); first[0][1] != cadre {
			t.Errorf("the first sheet begins %v", first[0])
		}
	})
	t.Run("form", func(t *testing.T) {
		written, err := document.Form(t.Context(), organizer, sdl, cadre, "2024-08-31")
		if err != nil {
			t.Fatal(err)
		}
		var b, print bytes.Buffer
		if err := errors.Join(written.Write(&b), document.Print(written, &print)); err != nil {
			t.Fatal(err)
		}
		f, err := lrmx.Parse(&b)
		if err != nil {
			t.Fatal(err)
		}
		text := textOf(t, print.Bytes())
		for _, said := range []string{f.Name, f.Ethnicity, f.Post, f.AnnualText, strings.ReplaceAll(f.Awards, "；", ""), f.FullTime.Level, f.Resume[0].Text} {
			if said == "" || !strings.Contains(text, said) {
				t.Errorf("the printed form lacks %q: %s", said, text)
			}
		}
		if len(f.Resume) != of("appointments") || len(f.Annual) < 3 || f.Post == "" || f.FilledOn != "2024-08-31" || !strings.Contains(f.Awards, "2020-03-10") || len(f.Doubts) > 0 {
			t.Errorf("form: %+v", f)
		}
	})
	t.Run("forms say the same to the graph they come from", func(t *testing.T) {
		dir := t.TempDir()
		for _, row := range r.Data["cadres"][:formsRead] {
			key, _ := row["key"].(string)
			f, err := document.Form(t.Context(), organizer, sdl, key, "2024-08-31")
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if err := f.Write(&b); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, key+".lrmx"), b.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		out, err := forms.Import(t.Context(), g.Dataset(), dir, forms.Options{Options: dataset.Options{Now: time.Now(), Caller: law.System, DryRun: true}})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range out.Doubts {
			t.Errorf("doubt: %s", d)
		}
		for _, tally := range out.Tallies {
			if tally.Table != "sources" && tally.Table != "cadres" {
				t.Errorf("%d rows of %s are new", tally.Rows, tally.Table)
			}
		}
	})
	for name, write := range map[string]func(document.Asker, string) error{
		"dossier": func(a document.Asker, key string) error {
			return document.Dossier(t.Context(), a, sdl, key, &bytes.Buffer{})
		},
		"form": func(a document.Asker, key string) error {
			_, err := document.Form(t.Context(), a, sdl, key, "2024-08-31")
			return err
		},
	} {
		if err := write(organizer, "nobody"); !errors.Is(err, document.ErrNobody) {
			t.Errorf("%s of nobody: %v", name, err)
		}
		if err := write(asker(t, g, graph.Caller{Role: "ORGANIZER", Units: []string{"a2"}}), cadre); !errors.Is(err, document.ErrNobody) {
			t.Errorf("%s of one out of scope: %v", name, err)
		}
		if err := write(asker(t, g, graph.Caller{Role: "ANALYST", Whole: true}), cadre); err == nil || !strings.Contains(err.Error(), "not for the role ANALYST") {
			t.Errorf("%s for a role that may not read months of birth: %v", name, err)
		}
	}
}
