package dataset_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"bole/internal/localneo4j/neo4jtest"
	"bole/internal/rooms/roomstest"
)

// inspections are rows of the type that docs/adding-a-type.md adds, as an export writes them.
const inspections = `{"key":"i1","title":"甲局巡察","kind":"REGULAR","organization":"o1","lead":"c1","startedOn":"2024-03-01","endedOn":"2024-04-30","score":72,"source":"s1","locator":"第一节"}
{"key":"i2","title":"乙局巡察","kind":"SPECIAL","organization":"o2","startedOn":"2024-05"}
{"key":"i3","title":"甲局回头看","kind":"RETURN","organization":"o1","lead":"c1","startedOn":"2024-09-01","endedOn":"2024-09-01","score":58}
`

// TestTypeAddedInTheSchemaAlone follows docs/adding-a-type.md in a copy of the module: a file in schema/, `make
// generate`, and the new type can be imported, refused, asked, recorded, exported and checked.
func TestTypeAddedInTheSchemaAlone(t *testing.T) {
	empty(t)
	p := extended(t)
	good := folder(t, "sources.jsonl", `{"key":"s1","title":"巡察报告","kind":"DOCUMENT"}`, "organizations.jsonl", orgs,
		"cadres.jsonl", `{"key":"c1","name":"张某"}`, "inspections.jsonl", inspections)
	if status, out, errs := p.run("import", good); status != 0 || !regexp.MustCompile(`(?m)^ *inspections +3 +3 +0 +0 *$`).MatchString(out) {
		t.Fatalf("import: %d\n%s%s", status, out, errs)
	}
	p.refuses(t)
	p.answers(t)

	exported := filepath.Join(t.TempDir(), "out")
	if status, _, errs := p.run("export", exported); status != 0 {
		t.Fatalf("export: %d %s", status, errs)
	}
	if got, err := os.ReadFile(filepath.Join(exported, "inspections.jsonl")); err != nil || string(got) != inspections {
		t.Errorf("the export: %v\n%s", err, got)
	}
	if status, out, errs := p.run("import", exported); status != 0 || !regexp.MustCompile(`(?m)^ *inspections +3 +0 +0 +3 *$`).MatchString(out) {
		t.Errorf("importing the export: %d\n%s%s", status, out, errs)
	}

	if status, out, errs := p.run("check", "--rules", "required-missing"); status != 0 {
		t.Errorf("check before something is missing: %d\n%s%s", status, out, errs)
	}
	roomstest.Set(t, open(t), "Inspection", "i9", map[string]any{"title": "x"})
	status, out, _ := p.run("check", "--rules", "required-missing")
	if status != 1 || !strings.Contains(out, "required-missing: Inspection i9: ") || !strings.Contains(out, "kind, startedOn") {
		t.Errorf("check: %d\n%s", status, out)
	}
	empty(t)
}

// refuses holds that bad rows of the new type are found, each with line and column.
func (p product) refuses(t *testing.T) {
	t.Helper()
	bad := folder(t, "巡察.csv", "键,标题,类别,单位,组长,开始时间,结束时间,得分\n"+
		"i4,好,常规,o1,,2024-01-01,,100\n"+
		"i5,分,专项,o1,,2024-01-01,,101\n"+
		"i6,日,专项,o1,,2024-01-02,2024-01-01,\n"+
		"i7,类,无此,o1,,2024-01-01,,\n"+
		"i8,单位,专项,nowhere,,2024-01-01,,\n"+
		"i9,,专项,o1,,2024-01-01,,\n"+
		"i4,再,专项,o1,,2024-01-01,,\n")
	status, _, errs := p.run("import", bad)
	if status != 1 {
		t.Errorf("bad rows: %d", status)
	}
	for _, want := range []string{
		"巡察.csv:3: 得分: 101 is outside 0 to 100; give a number in that range",
		"巡察.csv:4: 结束时间: 2024-01-01 is before 开始时间 2024-01-02; give the same date or a later one",
		`巡察.csv:5: 类别: "无此" is not a value of 巡察类别; use one of: 常规, 专项, 回头看`,
		`巡察.csv:6: 单位: "nowhere" is not a key of 单位, neither here nor in the graph`,
		"巡察.csv:7: 标题: is empty; it is required in every row of 巡察",
		"巡察.csv:8: 键: i4 stands in line 2 already; keep one of the two rows",
	} {
		if !strings.Contains(errs, want) {
			t.Errorf("no finding %q in\n%s", want, errs)
		}
	}
	if n := strings.Count(errs, "巡察.csv:"); n != 6 {
		t.Errorf("%d findings:\n%s", n, errs)
	}
}

// answers asks for the new type: a list by a filter through a relation, in an order, and back from the official.
func (p product) answers(t *testing.T) {
	t.Helper()
	status, token, errs := p.run("token", "--role", "ADMIN", "--name", "test", "--whole")
	if status != 0 {
		t.Fatalf("token: %s", errs)
	}
	address := p.serve(t)
	for query, want := range map[string]string{
		`{inspections(filter: {lead: {name: {startsWith: "张"}}, score: {lte: 72}}, orderBy: {score: ASC}) {totalCount nodes {title kind organization {name}}}}`: `{"inspections":{"totalCount":2,"nodes":[{"title":"甲局回头看","kind":"RETURN","organization":{"name":"甲"}},{"title":"甲局巡察","kind":"REGULAR","organization":{"name":"甲"}}]}}`,
		`{inspections(filter: {not: {lead: {}}}) {nodes {key endedOn label}}}`:                                                                                  `{"inspections":{"nodes":[{"key":"i2","endedOn":null,"label":"乙 2024-05 专项巡察"}]}}`,
		`{inspections(orderBy: {startedOn: DESC}, first: 1) {nodes {key} pageInfo {hasNextPage}}}`:                                                              `{"inspections":{"nodes":[{"key":"i3"}],"pageInfo":{"hasNextPage":true}}}`,
		`{inspection(key: "i1") {label score sources {edges {locator node {title}}}}}`:                                                                          `{"inspection":{"label":"甲 2024-03-01 常规巡察（72分）","score":72,"sources":{"edges":[{"locator":"第一节","node":{"title":"巡察报告"}}]}}}`,
		`{cadres(filter: {inspections: {some: {kind: {eq: RETURN}}}}) {nodes {key inspections(orderBy: [{endedOn: DESC}]) {nodes {key}}}}}`:                     `{"cadres":{"nodes":[{"key":"c1","inspections":{"nodes":[{"key":"i3"},{"key":"i1"}]}}]}}`,
		`{neighborhood(of: "Q2FkcmU6YzE", kinds: [LED_BY], limit: 1) {nodes {key} leftOut {relationship direction type shown there more}}}`:                     `{"neighborhood":{"nodes":[{"key":"c1"},{"key":"i3"}],"leftOut":[{"relationship":"LED_BY","direction":"IN","type":"Inspection","shown":1,"there":2,"more":false}]}}`,
		`{path(from: "SW5zcGVjdGlvbjppMQ", to: "SW5zcGVjdGlvbjppMw") {complete paths {nodes {key}}}}`:                                                           `{"path":{"complete":true,"paths":[{"nodes":[{"key":"i1"},{"key":"c1"},{"key":"i3"}]}]}}`,
	} {
		if got := ask(t, address, strings.TrimSpace(token), query); got != want {
			t.Errorf("%s\ngave %s\nwant %s", query, got, want)
		}
	}
	for _, step := range [][2]string{
		{`mutation {createInspection(input: {idempotencyKey: "1", key: "i7", title: "丙局巡察", kind: REGULAR, organization: "o2", startedOn: "2024-06-01", score: 101}) {inspection {key}}}`, `createInspection.input.score 101 is outside 0 to 100; give a number in that range`},
		{`mutation {createInspection(input: {idempotencyKey: "2", key: "i7", title: "丙局巡察", kind: REGULAR, organization: "o2", startedOn: "2024-06-01", lead: "c1"}) {inspection {label}}}`, `{"createInspection":{"inspection":{"label":"乙 2024-06-01 常规巡察"}}}`},
		{`{todo(asOf: "2024-06-30") {nodes {code title node {... on Inspection {key}} steps {state title} deadline {on}}}}`, `{"todo":{"nodes":[{"code":"Inspection.state.RUNNING","title":"巡察：巡察中","node":{"key":"i7"},"steps":[{"state":"TOLD","title":"已反馈"}],"deadline":null}]}}`},
		{`mutation {correctInspection(input: {idempotencyKey: "5", key: "i7", expectedVersion: 1, why: "反馈", state: TOLD}) {inspection {key}}}`, `correctInspection.input.endedOn is missing, and TOLD needs it`},
		{`mutation {correctInspection(input: {idempotencyKey: "3", key: "i7", expectedVersion: 1, why: "补记得分", score: 88}) {inspection {score version}}}`, `{"correctInspection":{"inspection":{"score":88,"version":2}}}`},
		{`mutation {withdrawInspection(input: {idempotencyKey: "4", key: "i7", expectedVersion: 2, why: "重复"}) {inspection {key}}}`, `{"withdrawInspection":{"inspection":null}}`},
	} {
		if got := ask(t, address, strings.TrimSpace(token), step[0]); !strings.Contains(got, step[1]) {
			t.Errorf("%s\ngave %s\nwant %s", step[0], got, step[1])
		}
	}
}

// ask gives the data of an answer, or its errors.
func ask(t *testing.T, address, token, query string) string {
	t.Helper()
	body, err := json.Marshal(map[string]string{"query": query})
	must(t, err)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+"/graphql", bytes.NewReader(body))
	must(t, err)
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	must(t, err)
	defer resp.Body.Close()
	var answer struct{ Data, Errors json.RawMessage }
	must(t, json.NewDecoder(resp.Body).Decode(&answer))
	if answer.Errors != nil {
		return string(answer.Errors)
	}
	return string(answer.Data)
}

// product is a built bole with the environment it runs in.
type product struct {
	bin string
	env []string
}

// extended builds bole from a copy of the module in which docs/adding-a-type.md was followed.
func extended(t *testing.T) product {
	t.Helper()
	dir := t.TempDir()
	copyModule(t, filepath.Join("..", ".."), dir)
	page, err := os.ReadFile(filepath.Join(dir, "docs", "adding-a-type.md"))
	must(t, err)
	sdl := regexp.MustCompile("(?s)```graphql\n(.*?)```").FindSubmatch(page)
	if sdl == nil {
		t.Fatal("docs/adding-a-type.md shows no file")
	}
	must(t, os.WriteFile(filepath.Join(dir, "schema", "inspection.graphqls"), sdl[1], 0o600))
	bin := filepath.Join(t.TempDir(), "bole")
	for _, args := range [][]string{{"run", "-trimpath", "./internal/generate/cmd"}, {"build", "-trimpath", "-o", bin, "."}} {
		cmd := exec.Command("go", args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	n := neo4jtest.Server(t)
	return product{bin, append(os.Environ(), "BOLE_DATA="+t.TempDir(), "NEO4J_URI="+n.URI(), "NEO4J_USER="+n.User(), "NEO4J_PASSWORD="+n.Password())}
}

func copyModule(t *testing.T, from, to string) {
	t.Helper()
	must(t, filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			if strings.HasPrefix(d.Name(), ".") && rel != "." {
				return fs.SkipDir
			}
			return os.MkdirAll(filepath.Join(to, rel), 0o700)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), b, 0o600)
	}))
}

func (p product) run(args ...string) (status int, stdout, stderr string) {
	cmd := exec.Command(p.bin, args...)
	var o, e bytes.Buffer
	cmd.Env, cmd.Stdout, cmd.Stderr = p.env, &o, &e
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		return -1, "", err.Error()
	}
	return cmd.ProcessState.ExitCode(), o.String(), e.String()
}

// serve serves until the test ends and gives the address.
func (p product) serve(t *testing.T) string {
	t.Helper()
	cmd := exec.Command(p.bin, "serve", "--addr", "127.0.0.1:0")
	cmd.Env = p.env
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		io.Copy(io.Discard, out)
		cmd.Wait()
	})
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if address := regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(lines.Text()); address != "" {
			return address
		}
	}
	cmd.Wait()
	t.Fatalf("serve ended:\n%s", errs.String())
	return ""
}
