package render_test

import (
	"encoding/json"
	"flag"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"

	"bole/graph/law"
	"bole/graph/message"
	"bole/graph/plan"
	"bole/graph/refusal"
	"bole/graph/render"
	"bole/graph/value"
	"bole/internal/worldtest"
)

var update = flag.Bool("update", false, "rewrite the outputs of golden files, never their inputs")

// TestGoldenAnswers holds each file's request and rows to the answer that is written of them. rows.json is what the
// statements gave, in the order they were asked: a page as [rows, count, figures], nodes as a list of rows. The
// statement stands beside for those who read the rows.
func TestGoldenAnswers(t *testing.T) {
	l := worldtest.Law(t)
	worldtest.Golden(t, "testdata/*.txtar", *update, []string{"statement.cypher", "answer.json", "shown"}, func(t *testing.T, in map[string]string) map[string]string {
		return answer(t, l, in)
	})
}

// answer plans the request, and writes the answer of the rows.
func answer(t *testing.T, l *law.Law, in map[string]string) map[string]string {
	t.Helper()
	sdl := l.Schema().SDL
	doc, errs := gqlparser.LoadQuery(sdl, in["request.graphql"])
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	r := plan.Requests(sdl, sdl.Query, doc.Operations[0], nil, law.Caller{Role: "ADMIN", Whole: true}, nil)[0]
	root, err := r.Plan(l, sdl.Query, plan.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	most := 0
	if text := strings.TrimSpace(in["limit"]); text != "" {
		if most, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	w := &writing{State: render.NewState(plan.Binding{}, message.English, most), results: decoded(t, in["rows.json"]).([]any)}
	write := func() ([]byte, []*refusal.Error) {
		place := root.Nodes.Places[0]
		return w.Node(root.Nodes.Types[place.Type], place.Key(plan.Binding{}), root.Path)
	}
	if root.Page != nil {
		page := w.next(t, root.Page.Plan.Statement(plan.Binding{}).Text).([]any)
		var figures []any
		if len(page) > 2 {
			figures = page[2].([]any)
		}
		write = func() ([]byte, []*refusal.Error) {
			return w.Connection(root.Page.Shape, page[0], page[1], figures, root.Path)
		}
	}
	for {
		w.Begin()
		data, refused := write()
		if wanted := w.WantedNodes(); len(wanted) > 0 && !w.Over() {
			w.give(t, wanted)
			continue
		}
		if len(w.results) > 0 {
			t.Errorf("%d results were not asked for", len(w.results))
		}
		return map[string]string{"statement.cypher": strings.Join(w.texts, "\n\n") + "\n", "answer.json": w.text(t, data, refused), "shown": about(w.Shown())}
	}
}

// about is whom an answer is about, a line each.
func about(s render.Shown) string {
	var out strings.Builder
	for _, key := range slices.Sorted(maps.Keys(s.Officials)) {
		out.WriteString(key + "\n")
	}
	for _, ref := range slices.SortedFunc(maps.Keys(s.Followed), value.Ref.Compare) {
		out.WriteString(ref.Type + " " + ref.Key + "\n")
	}
	return out.String()
}

// writing is an answer under way.
type writing struct {
	*render.State
	results []any // of statements to come
	texts   []string
}

func (w *writing) next(t *testing.T, text string) any {
	t.Helper()
	if len(w.results) == 0 {
		t.Fatalf("rows.json has no result of\n%s", text)
	}
	result := w.results[0]
	w.results, w.texts = w.results[1:], append(w.texts, text)
	return result
}

func (w *writing) give(t *testing.T, wanted map[*plan.Later][]string) {
	t.Helper()
	if len(wanted) > 1 {
		t.Fatal("several statements are asked at once; write a request that asks one after the other")
	}
	for l, keys := range wanted {
		by := map[string][]any{}
		for _, row := range w.next(t, l.Statement(keys, plan.Binding{}).Text).([]any) {
			by[row.([]any)[0].(string)] = row.([]any)
		}
		w.GiveNodes(l, keys, by)
	}
}

// text is the answer with its errors, for people to read.
func (w *writing) text(t *testing.T, data []byte, refused []*refusal.Error) string {
	t.Helper()
	if w.Over() {
		return "larger than the limit\n"
	}
	type fault struct{ Path, Code, Message string }
	out := struct {
		Data   json.RawMessage `json:"data"`
		Errors []fault         `json:"errors,omitempty"`
	}{Data: data}
	for _, e := range refused {
		out.Errors = append(out.Errors, fault{e.Path.String(), string(e.Code), e.Error()})
	}
	b, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		t.Fatalf("the answer is not JSON: %v\n%s", err, data)
	}
	return string(b) + "\n"
}

// decoded reads rows as the driver gives them: whole numbers are int64.
func decoded(t *testing.T, text string) any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in %q", err, text)
	}
	return driven(v)
}

func driven(v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		f, _ := v.Float64()
		return f
	case []any:
		for i := range v {
			v[i] = driven(v[i])
		}
	}
	return v
}
