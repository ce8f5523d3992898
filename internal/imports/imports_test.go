package imports_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/internal/access"
	"bole/internal/httpapi"
	"bole/internal/localneo4j/neo4jtest"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

func TestMain(m *testing.M) { neo4jtest.Main(m) }

// api is a server with an administrator who sends datasets.
type api struct {
	t          *testing.T
	url, token string
	signer     *access.Signer
	rooms      *rooms.Rooms
}

func open(t *testing.T) *api {
	t.Helper()
	a := &api{t: t, rooms: roomstest.Fresh(t, rooms.Options{})}
	var err error
	if a.signer, err = access.NewSigner(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	h, err := httpapi.New(a.rooms, a.signer, httpapi.Options{})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	a.url = srv.URL
	return a.as(access.Grant{Role: "ADMIN", Name: "管理", Whole: true})
}

func (a *api) as(g access.Grant) *api {
	a.t.Helper()
	other := *a
	var err error
	if other.token, err = a.signer.Sign(g, time.Hour); err != nil {
		a.t.Fatal(err)
	}
	return &other
}

// answer is an answer to importDataset or import.
type answer struct {
	Data   map[string]*imported
	Errors []struct {
		Message    string
		Path       []any
		Extensions struct{ Code string }
	}
}

type imported struct {
	ID, File, State, Batch, Error string
	DryRun                        bool
	MoreFindings                  int
	Tables                        []struct {
		Table                             string
		Rows, Created, Updated, Unchanged int
	}
	Findings struct {
		TotalCount int
		Nodes      []struct {
			File, Column, Problem, Remedy string
			Line                          int
		}
	}
}

const fields = `{ id file state batch error dryRun moreFindings tables { table rows created updated unchanged } findings(first: 1) { totalCount nodes { file line column problem remedy } } }`

func (a *api) do(contentType string, body io.Reader, header ...string) (out answer) {
	a.t.Helper()
	req, err := http.NewRequestWithContext(a.t.Context(), http.MethodPost, a.url+"/graphql", body)
	if err != nil {
		a.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+a.token)
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("GraphQL-Preflight", "1")
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		a.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	if err != nil {
		a.t.Fatalf("%v: %s", err, b)
	}
	return out
}

// send sends a file as the specification of multipart requests has it.
func (a *api) send(key, name string, file []byte, dryRun bool) answer {
	a.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	operations, err := json.Marshal(map[string]any{"query": "mutation($i: ImportDatasetInput!) { importDataset(input: $i) " + fields + " }",
		"variables": map[string]any{"i": map[string]any{"idempotencyKey": key, "file": nil, "dryRun": dryRun}}})
	if err != nil {
		a.t.Fatal(err)
	}
	w.WriteField("operations", string(operations))
	w.WriteField("map", `{"0": ["variables.i.file"]}`)
	part, err := w.CreateFormFile("0", name)
	if err != nil {
		a.t.Fatal(err)
	}
	part.Write(file)
	if err := w.Close(); err != nil {
		a.t.Fatal(err)
	}
	return a.do(w.FormDataContentType(), &b)
}

// end asks for an import until it has ended.
func (a *api) end(id string, header ...string) *imported {
	a.t.Helper()
	for begun := time.Now(); ; time.Sleep(100 * time.Millisecond) {
		query, err := json.Marshal(map[string]any{"query": fmt.Sprintf(`{ import(id: %q) %s }`, id, fields)})
		if err != nil {
			a.t.Fatal(err)
		}
		out := a.do("application/json", bytes.NewReader(query), header...)
		if len(out.Errors) > 0 || out.Data["import"] == nil {
			a.t.Fatalf("import %s: %+v", id, out)
		}
		if got := out.Data["import"]; got.State != "RUNNING" || time.Since(begun) > time.Minute {
			return got
		}
	}
}

// zipped is a dataset of files by name.
func zipped(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, text)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (a *api) count(text string) int64 {
	a.t.Helper()
	rows, err := a.rooms.Store.Read(a.t.Context(), law.System, cypher.Statement{Text: text})
	if err != nil {
		a.t.Fatal(err)
	}
	n, _ := rows[0][0].(int64)
	return n
}

const organizations = "{\"key\":\"o1\",\"name\":\"甲\",\"kind\":\"GOVERNMENT\",\"level\":\"CITY\"}\n{\"key\":\"o2\",\"name\":\"乙\",\"kind\":\"GOVERNMENT\",\"level\":\"COUNTY\",\"parent\":\"o1\"}\n"

func TestImport(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	a := open(t)
	whole := zipped(t, map[string]string{"organizations.jsonl": organizations})

	// A dry run says what the import would say, and loads nothing.
	begun := a.send("dry", "county.zip", whole, true)
	if len(begun.Errors) > 0 {
		t.Fatalf("%+v", begun.Errors)
	}
	if got := a.end(begun.Data["importDataset"].ID); got.State != "CHECKED" || !got.DryRun || got.Batch != "" || len(got.Tables) != 1 || got.Tables[0].Rows != 2 || a.count("MATCH (o:Organization) RETURN count(o)") != 0 {
		t.Errorf("dry run: %+v", got)
	}
	// What is wrong is told in the reader's language.
	wrong := zipped(t, map[string]string{"organizations.jsonl": organizations + "{\"key\":\"o3\",\"name\":\"丙\",\"kind\":\"NOTHING\",\"level\":\"CITY\",\"parent\":\"none\"}\n"})
	id := a.send("wrong", "county.zip", wrong, false).Data["importDataset"].ID
	got := a.end(id)
	if got.State != "REFUSED" || got.Findings.TotalCount != 2 || got.Findings.Nodes[0].Line != 3 || got.Findings.Nodes[0].Column != "kind" || !strings.Contains(got.Findings.Nodes[0].Problem, "NOTHING") || a.count("MATCH (o:Organization) RETURN count(o)") != 0 {
		t.Errorf("with findings: %+v", got)
	}
	if chinese := a.end(id, "Accept-Language", "zh"); chinese.Findings.Nodes[0].Remedy == got.Findings.Nodes[0].Remedy || strings.ContainsAny(chinese.Findings.Nodes[0].Remedy, "abc") {
		t.Errorf("in Chinese: %+v", chinese.Findings)
	}
	// Loaded, by who sent it, as an import of the log.
	first := a.send("load", "county.zip", whole, false)
	got = a.end(first.Data["importDataset"].ID)
	if got.State != "LOADED" || got.File != "county.zip" || got.Batch == "" || got.Tables[0].Created != 2 {
		t.Errorf("loaded: %+v", got)
	}
	if n := a.count("MATCH (c:Change) WHERE c.batch = '" + got.Batch + "' AND c.by = '管理' AND c.source = 'county.zip' RETURN count(c)"); n != 4 { // begun, organizations, their parents, finished
		t.Errorf("%d entries of the log are of the import", n)
	}
	// Again it is the same import; the key with another file is refused.
	if again := a.send("load", "county.zip", whole, false); len(again.Errors) > 0 || again.Data["importDataset"].ID != got.ID {
		t.Errorf("again: %+v", again)
	}
	if other := a.send("load", "county.zip", wrong, false); len(other.Errors) == 0 || other.Errors[0].Extensions.Code != "CONFLICT" || !strings.Contains(other.Errors[0].Message, "importDataset.input.idempotencyKey was used for another input") {
		t.Errorf("another file: %+v", other)
	}
	if got := a.end(a.send("twice", "county.zip", whole, false).Data["importDataset"].ID); got.State != "LOADED" || got.Tables[0].Unchanged != 2 {
		t.Errorf("the same once more: %+v", got)
	}
	// No dataset at all, and one while another holds the graph.
	if got := a.end(a.send("none", "county.zip", []byte("no zip"), false).Data["importDataset"].ID); got.State != "FAILED" || !strings.Contains(got.Error, "county.zip") || strings.Contains(got.Error, temp) {
		t.Errorf("no dataset: %+v", got)
	}
	roomstest.Lease(t, a.rooms)
	if got := a.end(a.send("held", "county.zip", whole, false).Data["importDataset"].ID); got.State != "FAILED" || !strings.Contains(got.Error, "the graph is held by") {
		t.Errorf("while the graph is held: %+v", got)
	}
	left, err := os.ReadDir(temp)
	if err != nil || len(left) > 0 {
		t.Errorf("%v left on disk, %v", left, err)
	}
}

func TestImportRefused(t *testing.T) {
	a := open(t)
	file := zipped(t, map[string]string{"organizations.jsonl": organizations})
	for name, c := range map[string]struct {
		as         *api
		file, code string
		says       string
	}{
		"a part of the graph": {a.as(access.Grant{Role: "ADMIN", Name: "县", Units: []string{"o1"}}), "d.zip", "FORBIDDEN", "importDataset.input needs a token for the whole graph"},
		"another type":        {a, "d.lrmx", "BAD_USER_INPUT", `input.file is called "d.lrmx"`},
		"a hidden name":       {a, ".zip", "BAD_USER_INPUT", "has a name that cannot be kept"},
	} {
		if got := c.as.send(name, c.file, file, false); len(got.Errors) == 0 || got.Errors[0].Extensions.Code != c.code || !strings.Contains(got.Errors[0].Message, c.says) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	got := a.do("application/json", strings.NewReader(`{"query": "mutation { importDataset(input: {idempotencyKey: \"k\", file: \"sha256:0\"}) { id } }"}`))
	if len(got.Errors) == 0 || got.Errors[0].Extensions.Code != "BAD_USER_INPUT" || !strings.Contains(got.Errors[0].Message, "is not a file of the request") {
		t.Errorf("no file: %+v", got)
	}
	if got := a.do("application/json", strings.NewReader(`{"query": "{ import(id: \"none\") { id } }"}`)); len(got.Errors) > 0 || got.Data["import"] != nil {
		t.Errorf("none: %+v", got)
	}
	if n := a.count("MATCH (j:ImportJob) RETURN count(j)"); n != 0 {
		t.Errorf("%d imports began", n)
	}
	// A server that is gone says nothing more of its imports.
	roomstest.Exec(t, "CREATE (:ImportJob {key: 'gone', file: 'd.zip', digest: '', by: '管理', dryRun: false, state: 'RUNNING', begunAt: '2024-01-01T00:00:00.000Z', seenAt: timestamp() - 90000})", nil)
	if got := a.end("gone"); got.State != "BROKEN_OFF" {
		t.Errorf("of a server that is gone: %+v", got)
	}
}
