package command_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestImportAtOnce has an import into an empty graph go all at once by itself, kills it while the tool runs, and runs it
// again; then a small one beside it, and the same once more.
func TestImportAtOnce(t *testing.T) {
	dir := t.TempDir()
	data, set, report := filepath.Join(dir, "data, 数据"), generatedSet(t, dir), filepath.Join(dir, "report.json")
	small := filepath.Join(dir, "small")
	if err := os.Mkdir(small, 0o700); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"BOLE_DATA": data, "NEO4J_URI": ""}

	// What is refused leaves the graph empty.
	right, err := os.ReadFile(filepath.Join(set, "sources.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, set, "sources.jsonl", string(right)+`{"key":"wrong","title":"x"}`+"\n")
	status, out, errs := run(t, env, "import", set, "--report", report)
	if b, err := os.ReadFile(report); status != 1 || !strings.Contains(errs, "kind: is missing") || err != nil || !strings.Contains(string(b), `"column": "kind"`) || strings.Contains(out, "created") {
		t.Errorf("with a finding: %d %s %s", status, out, errs)
	}
	write(t, set, "sources.jsonl", string(right))

	killed(t, env, "checked, and written for the tool", func() {
		for begun := time.Now(); time.Since(begun) < time.Minute; time.Sleep(5 * time.Millisecond) {
			if _, err := os.Stat(filepath.Join(data, "neo4j", "bulk-import-under-way")); err == nil {
				break
			}
		}
	}, "import", set)
	files := filepath.Join(data, "neo4j", "bulk-import-files")
	if left, err := os.ReadDir(files); err != nil || len(left) == 0 {
		t.Errorf("the tool's files are not in the data folder: %v", err)
	}

	status, table, errs := run(t, env, "import", set, "--report", report)
	if status != 0 || !strings.Contains(errs, "all at once: ") || !strings.Contains(errs, "imported by the tool") {
		t.Fatalf("all at once: %d %s", status, errs)
	}
	if left, err := os.ReadDir(files); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the tool's files were left: %v %v", left, err)
	}
	rows := tallied(t, table)
	if rows[0] < 5000 || rows[1] != rows[0] {
		t.Errorf("of the rows, created, updated and unchanged are %v", rows)
	}
	if b, err := os.ReadFile(report); err != nil || !strings.Contains(string(b), `"loaded": true`) {
		t.Errorf("the report: %s %v", b, err)
	}
	// The audit's events of the imports that were refused and killed are there still, and the chain of all holds.
	if status, out, errs := run(t, env, "audit", "export", "--from", "2000-01-01", "-"); status != 0 || strings.Count(out, `"import set"`) != 3 {
		t.Errorf("events of the audit: %d %s %s", status, out, errs)
	}
	if status, out, errs := run(t, env, "audit", "verify"); status != 0 {
		t.Errorf("the audit: %d %s %s", status, out, errs)
	}
	if status, table, errs = run(t, env, "import", set); status != 0 || !strings.Contains(errs, "row by row: the graph is not empty") {
		t.Errorf("once more: %d %s", status, errs)
	}
	if again := tallied(t, table); again[0] != rows[0] || again[3] != rows[0] {
		t.Errorf("once more, created, updated and unchanged are %v", again)
	}

	// A small one goes row by row into an empty graph, with its notices told once.
	write(t, small, "cadres.csv", "键,姓名,出生年月\nc1,张某,1975.03\n")
	status, table, errs = run(t, map[string]string{"BOLE_DATA": filepath.Join(dir, "other"), "NEO4J_URI": ""}, "import", small)
	if status != 0 || !strings.Contains(errs, "row by row: the dataset has fewer than 5000 rows\n") || strings.Count(errs, "notice: ") != 1 || tallied(t, table) != [4]int{1, 1, 0, 0} {
		t.Errorf("a small one: %d %s %s", status, table, errs)
	}
	other := map[string]string{"BOLE_DATA": filepath.Join(dir, "other"), "NEO4J_URI": ""}
	if status, out, errs := run(t, other, "audit", "export", "--from", "2000-01-01", "-"); status != 0 || strings.Count(out, `"import small"`) != 1 {
		t.Errorf("events of the small one: %d %s %s", status, out, errs)
	}
	if status, _, errs := run(t, env, "import", set, "--bulk", "--row-by-row"); status != 2 {
		t.Errorf("both ways: %d %s", status, errs)
	}
}

// tallied adds up the table that an import prints: rows, created, updated, unchanged.
func tallied(t *testing.T, table string) (out [4]int) {
	t.Helper()
	for _, line := range strings.Split(strings.TrimSpace(table), "\n")[1:] {
		f := strings.Fields(line)
		for i := range out {
			n, err := strconv.Atoi(f[i+1])
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			out[i] += n
		}
	}
	return out
}
