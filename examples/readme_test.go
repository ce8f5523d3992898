package examples_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bole/internal/access"
)

var blocks = regexp.MustCompile("(?s)```graphql\n(.*?)```\n+```json\n(.*?)```")

// TestReadme asks the question of the first screen and compares the answer shown there.
func TestReadme(t *testing.T) {
	ask := api(t, open(t))
	for _, file := range []string{"../README.md", "../README.zh-CN.md"} {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		m := blocks.FindSubmatch(b)
		if m == nil {
			t.Fatalf("%s shows no question with its answer", file)
		}
		var want struct{ Data any }
		if err := json.Unmarshal(m[2], &want); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		data, errs := ask(access.Grant{Role: "ANALYST"}, string(m[1]), nil)
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		if d := cmp.Diff(want.Data, data); d != "" {
			t.Errorf("%s: %s", file, d)
		}
	}
}

var row = regexp.MustCompile(`(?m)^\| \[(.+)\]\((.+)\) \| (.+) \| (.+) \|$`)

// TestQuestionsAreListed holds the table of questions to the operations and what they say of themselves.
func TestQuestionsAreListed(t *testing.T) {
	files, err := filepath.Glob("*.graphql")
	if err != nil {
		t.Fatal(err)
	}
	var want, got [][]string
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.SplitN(string(b), "\n", 3)
		want = append(want, []string{strings.TrimSuffix(file, ".graphql"), file, strings.TrimPrefix(lines[0], "# "), strings.TrimPrefix(lines[1], "# ")})
	}
	b, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range row.FindAllStringSubmatch(string(b), -1) {
		got = append(got, m[1:])
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("README.md (-operations +table):\n%s", d)
	}
}
