package command_test

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	generated "bole/internal/dataset/demo"
)

// generatedSet is a dataset of 200 officials in a folder.
func generatedSet(t *testing.T, dir string) string {
	t.Helper()
	set := filepath.Join(dir, "set")
	if err := os.Mkdir(set, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := generated.Write(set, generated.Options{Cadres: 200}); err != nil {
		t.Fatal(err)
	}
	return set
}

// killed runs the product and kills it when it has said something that begins so, and ready has returned.
func killed(t *testing.T, env map[string]string, said string, ready func(), args ...string) {
	t.Helper()
	cmd := exec.Command(binary(t), args...)
	cmd.Env = os.Environ()
	for name, value := range env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), said) {
			ready()
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err == nil {
		t.Fatal("it ended before it was killed")
	}
}

// TestImportKilled kills an import in the middle and runs it again, then asks the other commands about what it
// loaded.
func TestImportKilled(t *testing.T) {
	dir := t.TempDir()
	set, report := generatedSet(t, dir), filepath.Join(dir, "report.json")
	env := map[string]string{"BOLE_DATA": filepath.Join(dir, "data"), "NEO4J_URI": ""}
	killed(t, env, "tasks:", func() {}, "import", set, "--row-by-row")

	status, table, errs := run(t, env, "import", set, "--report", report)
	if status != 0 || !strings.Contains(errs, "row by row: the graph is not empty\n") {
		t.Fatalf("again: %d %s", status, errs)
	}
	there, fresh := 0, 0
	for _, line := range strings.Split(strings.TrimSpace(table), "\n")[1:] {
		f := strings.Fields(line)
		var n [4]int
		for i := range n {
			n[i], _ = strconv.Atoi(f[i+1])
		}
		if n[0] != n[1]+n[2]+n[3] {
			t.Errorf("rows are missing: %s", line)
		}
		fresh, there = fresh+n[1], there+n[2]+n[3]
	}
	if there == 0 || fresh == 0 {
		t.Errorf("%d rows were there, %d were not: the kill came too early or too late", there, fresh)
	}
	b, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	var told struct {
		Loaded   bool
		Tables   []struct{ Rows int }
		Findings []any
	}
	if err := json.Unmarshal(b, &told); err != nil || !told.Loaded || len(told.Tables) < 20 || told.Findings == nil {
		t.Errorf("the report: %v %+v", err, told)
	}

	status, out, _ := run(t, env, "check", "--as-of", generated.AsOf, "--rules", "overlapping-main-appointments,task-without-lead", "--format", "json")
	if n := strings.Count(out, `"rule":"task-without-lead"`); status != 1 || n == 0 {
		t.Errorf("check: %d, %d tasks without lead", status, n)
	}
	status, out, _ = run(t, env, "stats", "--format", "json")
	var stats []struct {
		Code      string
		Numerator int
	}
	if err := json.Unmarshal([]byte(out), &stats); err != nil || len(stats) != 24 || status != 1 { // so few officials are not the account's
		t.Errorf("stats: %d %v, %d statistics", status, err, len(stats))
	}
	importForm(t, env, filepath.Join(env["BOLE_DATA"], "answers.json"))
	exportForm(t, env)
	if status, _, err := run(t, map[string]string{"NEO4J_URI": "bolt://127.0.0.1:1"}, "import", set, "--bulk"); status != 1 || !strings.Contains(err, "the managed local graph only") {
		t.Errorf("bulk elsewhere: %d %s", status, err)
	}
}

// exportForm writes a form with a photo, and another from it to be printed.
func exportForm(t *testing.T, env map[string]string) {
	t.Helper()
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	var jpg bytes.Buffer
	if err := errors.Join(jpeg.Encode(&jpg, image.NewGray(image.Rect(0, 0, 30, 40)), nil), os.WriteFile(path("p.jpg"), jpg.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
	if status, _, err := run(t, env, "export", path("a.lrmx"), "--form", "c0001", "--photo", path("p.jpg")); status != 0 {
		t.Fatalf("a form: %d %s", status, err)
	}
	if status, _, err := run(t, env, "export", path("a.docx"), "--form", "c0001", "--photo", path("a.lrmx")); status != 0 {
		t.Fatalf("a form to print: %d %s", status, err)
	}
	for name, holds := range map[string][]byte{"a.lrmx": []byte(base64.StdEncoding.EncodeToString(jpg.Bytes())), "a.docx": []byte("word/media/picture.jpg")} {
		b, err := os.ReadFile(path(name))
		if err != nil || !bytes.Contains(b, holds) {
			t.Errorf("%s does not have the photo: %v", name, err)
		}
		if info, err := os.Stat(path(name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", name, info.Mode(), err)
		}
	}
	z, err := zip.OpenReader(path("a.docx"))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	if f, err := z.Open("word/media/picture.jpg"); err != nil {
		t.Error(err)
	} else if b, err := io.ReadAll(f); err != nil || !bytes.Equal(b, jpg.Bytes()) {
		t.Errorf("the photo to print has %d bytes: %v", len(b), err)
	}
	if status, _, err := run(t, env, "export", path("b.docx"), "--form", "c0002", "--photo", path("a.lrmx")); status != 1 || !strings.Contains(err, "the form of somebody else") {
		t.Errorf("somebody else's photo: %d %s", status, err)
	}
	if _, err := os.Stat(path("b.docx")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what was refused is written: %v", err)
	}
	if status, _, err := run(t, env, "export", path("c.xlsx"), "--roster", "--photo", path("p.jpg")); status != 1 || !strings.Contains(err, "--photo is for forms") {
		t.Errorf("a photo without a form: %d %s", status, err)
	}
}

// importForm imports a form with a doubt, answers it where the command says, and imports it again.
func importForm(t *testing.T, env map[string]string, answers string) {
	t.Helper()
	form, report := filepath.Join(t.TempDir(), "a.lrmx"), filepath.Join(t.TempDir(), "report.json")
	text := "<Person><XingMing>无此人</XingMing><XingBie>男 </XingBie><ChuShengNianYue>198003</ChuShengNianYue><JianLi>2020.01--  无此单位职员</JianLi></Person>"
	if err := os.WriteFile(form, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	status, out, errs := run(t, env, "import", form, "--report", report)
	if status != 1 || !strings.Contains(errs, "notice: a.lrmx: Person: blanks around the values of XingBie were left out\n") || !strings.Contains(out, "doubt: a.lrmx: JianLi: 2020-01--  无此单位职员: no post is called so") ||
		!strings.Contains(errs, "doubts: 1; nothing was loaded: answer each in "+answers) {
		t.Fatalf("a form with a doubt: %d %s %s", status, out, errs)
	}
	var told struct {
		Loaded          bool
		Notices, Doubts []any
	}
	b, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &told); err != nil || told.Loaded || len(told.Notices) != 1 || len(told.Doubts) != 1 {
		t.Errorf("the report: %v %+v", err, told)
	}
	if b, err = os.ReadFile(answers); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(answers, []byte(strings.Replace(string(b), `"answer": ""`, `"answer": "SKIP"`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, out, errs = run(t, env, "import", form); status != 0 || !strings.Contains(errs, "left out, as it was answered") {
		t.Errorf("with its answer: %d %s %s", status, out, errs)
	}
}
