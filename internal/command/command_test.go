package command_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"bole/internal/command"
)

// run runs a command in this process.
func run(t *testing.T, env map[string]string, args ...string) (status int, out, err string) {
	t.Helper()
	for k, v := range env {
		t.Setenv(k, v)
	}
	var o, e bytes.Buffer
	status = command.Run(args, &o, &e)
	return status, o.String(), e.String()
}

func TestSettings(t *testing.T) {
	dir := t.TempDir()
	config := filepath.Join(dir, "settings.json")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	base := map[string]string{"BOLE_DATA": dir, "BOLE_CONFIG": config}
	write(`{"addr": "0.0.0.0:1"}`)
	if status, _, err := run(t, base, "serve"); status != 1 || !strings.Contains(err, "0.0.0.0:1 is beyond loopback") {
		t.Errorf("the file's address: %d %s", status, err)
	}
	if status, _, err := run(t, map[string]string{"BOLE_ADDR": "0.0.0.0:2"}, "serve"); status != 1 || !strings.Contains(err, "0.0.0.0:2 is beyond") {
		t.Errorf("the environment goes before the file: %d %s", status, err)
	}
	if status, _, err := run(t, nil, "serve", "--addr", "nowhere"); status != 1 || !strings.Contains(err, `"nowhere" is not a valid address`) {
		t.Errorf("the flag goes before both: %d %s", status, err)
	}
	write(`{"adr": "x"}`)
	if status, _, err := run(t, nil, "serve"); status != 2 || !strings.Contains(err, "names no setting: adr") {
		t.Errorf("an unknown setting: %d %s", status, err)
	}
	write(`{`)
	if status, _, err := run(t, nil, "serve"); status != 2 || !strings.Contains(err, "one JSON object") {
		t.Errorf("a broken file: %d %s", status, err)
	}
	write(`{}`)
	for _, c := range []struct{ flag, text, message string }{
		{"--calendar", `{"version": "1"}`, "has no notices"},
		{"--rules", `{"version": "1"}`, "has no rules"},
	} {
		path := filepath.Join(dir, "given.json")
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if status, _, err := run(t, nil, "serve", "--addr", "127.0.0.1:0", c.flag, path); status != 1 || !strings.Contains(err, path+": ") || !strings.Contains(err, c.message) {
			t.Errorf("serve %s: %d %s", c.flag, status, err)
		}
		if status, _, err := run(t, nil, "serve", "--addr", "127.0.0.1:0", c.flag, path+"x"); status != 1 || !strings.Contains(err, "open the ") {
			t.Errorf("serve %s of nothing: %d %s", c.flag, status, err)
		}
	}
	if status, _, err := run(t, nil, "token", "--role", "KING", "--whole"); status != 1 || !strings.Contains(err, "is not a role") {
		t.Errorf("an unknown role: %d %s", status, err)
	}
	if status, out, _ := run(t, nil, "token", "--role", "ANALYST", "--units", "a,b"); status != 0 || strings.Count(out, ".") != 2 {
		t.Errorf("a token: %d %s", status, out)
	}
	for _, c := range []struct {
		args    string
		status  int
		message string
	}{
		{"--whole", 0, ""},
		{"--units=", 2, "holds an empty key"},
		{"--units=a,,b", 2, "holds an empty key"},
		{"", 1, "--whole for the whole graph"},
		{"--whole --units=a", 2, "can't be used together"},
		{"--self=", 1, "nothing is in scope"},
	} {
		args := append([]string{"token", "--role", "ANALYST"}, strings.Fields(c.args)...)
		if status, out, err := run(t, nil, args...); status != c.status || !strings.Contains(err, c.message) || status != 0 && out != "" {
			t.Errorf("token %s: %d %q %s", c.args, status, out, err)
		}
	}
	if status, _, err := run(t, nil, "export", "x", "--units", ""); status != 2 || !strings.Contains(err, "holds an empty key") {
		t.Errorf("an export of no units: %d %s", status, err)
	}
	if status, out, _ := run(t, nil, "neo4j", "status"); status != 0 || !strings.Contains(out, "no server runs") {
		t.Errorf("neo4j status: %d %s", status, out)
	}
	if status, _, err := run(t, nil, "export", "x", "--format", "xml"); status != 2 || !strings.Contains(err, "bole --help") {
		t.Errorf("an unknown format: %d %s", status, err)
	}
	if status, _, err := run(t, nil, "nonsense"); status != 2 || !strings.Contains(err, "bole --help") {
		t.Errorf("an unknown command: %d %s", status, err)
	}
}

var built struct {
	once sync.Once
	path string
	out  []byte
	err  error
}

func TestMain(m *testing.M) {
	// The commands start Neo4j as the product does, six times in this package. What compiles its code is that of other
	// servers of tests: see localneo4j.
	os.Setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m -XX:-UseCodeCacheFlushing")
	status := m.Run()
	if built.path != "" {
		os.RemoveAll(filepath.Dir(built.path))
	}
	os.Exit(status)
}

// binary is the product, built once for all tests of the package.
func binary(t *testing.T) string {
	t.Helper()
	built.once.Do(func() {
		dir, err := os.MkdirTemp("", "bole-binary-") //nolint:usetesting // it outlives the test that asks first
		if err != nil {
			t.Fatal(err)
		}
		built.path = filepath.Join(dir, "bole")
		built.out, built.err = exec.Command("go", "build", "-o", built.path, "bole").CombinedOutput()
	})
	if built.err != nil {
		t.Fatalf("build: %v\n%s", built.err, built.out)
	}
	return built.path
}

// TestDemo starts the binary as a newcomer would, asks what it prints, stops it with Ctrl-C, and starts it
// again on the data it kept.
func TestDemo(t *testing.T) {
	dir := t.TempDir()
	bin := binary(t)
	first := demo(t, bin, filepath.Join(dir, "data"))
	second := demo(t, bin, filepath.Join(dir, "data"))
	if !strings.Contains(first, "participations") || strings.Contains(first, "participations: ") {
		t.Errorf("the first start does not load all at once:\n%s", first)
	}
	if strings.Contains(second, "participations") {
		t.Errorf("the second start loads again:\n%s", second)
	}
}

// demo runs one start and gives all it printed.
func demo(t *testing.T, bin, data string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, bin, "demo", "--addr", "127.0.0.1:0", "--cadres", "150", "--cypher", "ORGANIZER")
	cmd.Env = append(os.Environ(), "BOLE_DATA="+data)
	r, w := io.Pipe()
	cmd.Stdout, cmd.Stderr = w, w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	go func() {
		cmd.Wait()
		w.Close()
	}()
	for lines.Scan() {
		all.WriteString(lines.Text() + "\n")
		if strings.HasPrefix(lines.Text(), "Ctrl-C") {
			ask(t, all.String())
			askFor(t, all.String(), "ORGANIZER", `{ cypher(statement: "MATCH (c:Cadre) RETURN count(c)") { rows } }`)
			overPipes(t, bin, all.String())
			askFor(t, all.String(), "ANALYST", `mutation { saveQuestion(input: {idempotencyKey: "demo", name: "人数", document: "{ cadres { totalCount } }"}) { id } }`)
			if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !cmd.ProcessState.Success() {
		t.Errorf("it ended with %v:\n%s", cmd.ProcessState, all.String())
	}
	return all.String()
}

// ask sends the printed requests with the printed token.
func ask(t *testing.T, screen string) {
	t.Helper()
	token := regexp.MustCompile(`TOKEN=(\S+)`).FindStringSubmatch(screen)
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(screen)
	bodies := regexp.MustCompile(`-d '([^']+)'`).FindAllStringSubmatch(screen, -1)
	if token == nil || address == "" || len(bodies) != 3 {
		t.Fatalf("the first screen lacks something:\n%s", screen)
	}
	for _, b := range bodies {
		resp := post(t, address, token[1], b[1])
		var answer struct {
			Data   map[string]struct{ Nodes []any }
			Errors []any
		}
		err := json.NewDecoder(resp.Body).Decode(&answer)
		resp.Body.Close()
		if err != nil || len(answer.Errors) > 0 || len(answer.Data) != 1 {
			t.Errorf("%s\ngave %+v, %v", b[1], answer, err)
		}
		for _, c := range answer.Data {
			if len(c.Nodes) == 0 {
				t.Errorf("%s\ngave no rows", b[1])
			}
		}
	}
}

// askFor sends a request with the printed token of a role, and holds that it is answered.
func askFor(t *testing.T, screen, role, query string) {
	t.Helper()
	token := regexp.MustCompile(`(?m)^  ` + role + ` +(\S+)$`).FindStringSubmatch(screen)
	if token == nil {
		t.Fatalf("no token for %s:\n%s", role, screen)
	}
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		t.Fatal(err)
	}
	resp := post(t, regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(screen), token[1], string(body))
	defer resp.Body.Close()
	var answer struct{ Data, Errors any }
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || answer.Errors != nil || answer.Data == nil {
		t.Errorf("%s for %s gave %+v, %v", query, role, answer, err)
	}
}

func post(t *testing.T, address, token, body string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+"/graphql", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

// TestTemplate writes a workbook without a graph, and nothing over one that is there.
func TestTemplate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "空白.xlsx")
	if status, out, errs := run(t, nil, "template", path, "--tables", "cadres,任职"); status != 0 || !strings.Contains(out, "空白.xlsx") {
		t.Errorf("%d %s %s", status, out, errs)
	}
	for want, args := range map[string][]string{"give a new name": {path}, "a new .xlsx file": {path + ".csv"}, `"people" is not a table`: {path + "2.xlsx", "--tables", "people"}} {
		if status, _, errs := run(t, nil, append([]string{"template"}, args...)...); status != 1 || !strings.Contains(errs, want) {
			t.Errorf("%v: %d %s, want %s", args, status, errs, want)
		}
	}
}

// TestDocumentsAreNamed: what is wrong with a document is said before the graph is started for it.
func TestDocumentsAreNamed(t *testing.T) {
	for _, what := range []string{"--form", "--dossier", "--shortlist"} {
		if status, _, err := run(t, nil, "export", "x.xlsx", what, ""); status != 2 || !strings.Contains(err, "is an empty key, as a shell variable that is not set leaves it") {
			t.Errorf("%s of nobody: %d %s", what, status, err)
		}
	}
	there := filepath.Join(t.TempDir(), "x.docx")
	if err := os.WriteFile(there, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	nowhere := map[string]string{"NEO4J_URI": "bolt://127.0.0.1:1"} // what is said before the graph is asked for
	for path, want := range map[string]string{there: "file already exists", "x.doc": "x.doc is not a .lrmx or .docx file"} {
		if status, _, err := run(t, nowhere, "export", path, "--form", "c0001"); status != 1 || !strings.Contains(err, want) {
			t.Errorf("a form into %s: %d %s", path, status, err)
		}
	}
}
