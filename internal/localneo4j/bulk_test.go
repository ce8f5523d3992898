package localneo4j

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// things is a file of n nodes for the tool, and one that it refuses for a relationship that leads to none.
func things(t *testing.T, n int) (nodes, wrong string) {
	t.Helper()
	dir := t.TempDir()
	var b strings.Builder
	b.WriteString("i:ID(Thing)\n")
	for i := range n {
		b.WriteString(strconv.Itoa(i) + "\n")
	}
	for name, text := range map[string]string{"nodes.csv": b.String(), "wrong.csv": ":START_ID(Thing),:END_ID(Thing)\n0,none\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return "--nodes=Thing=" + filepath.Join(dir, "nodes.csv"), "--relationships=IS=" + filepath.Join(dir, "wrong.csv")
}

// TestBulkKeepsTheGraph has the tool refuse its files, and kills it: the graph is as before, until a whole one is there.
func TestBulkKeepsTheGraph(t *testing.T) {
	dir := filled(t, "7")
	nodes, wrong := things(t, 5)
	err := Bulk(t.Context(), small(dir), []string{"--bad-tolerance=0", nodes, wrong})
	if err == nil || !strings.Contains(err.Error(), "the graph is as it was") {
		t.Errorf("a relationship that leads to no node gave %v", err)
	}
	if n := holds(t, dir); n != int64(7) {
		t.Errorf("after a fault of the tool the graph holds %v things, not 7", n)
	}

	many, _ := things(t, 1_000_000)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), filler+"="+dir, parent+"="+many)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the tool began", func() bool {
		made, err := filepath.Glob(filepath.Join(dir, stores[0], "*"))
		_, marked := os.Stat(filepath.Join(dir, bulkMark))
		return err == nil && marked == nil && len(made) > 0
	})
	cmd.Process.Kill()
	cmd.Wait()
	if _, err := os.Stat(filepath.Join(dir, bulkMark)); err != nil {
		t.Fatalf("it ended before it was killed: %v", err)
	}
	if n := holds(t, dir); n != int64(7) {
		t.Errorf("after a kill the graph holds %v things, not 7", n)
	}

	if err := Bulk(t.Context(), small(dir), []string{nodes}); err != nil {
		t.Fatal(err)
	}
	if n := holds(t, dir); n != int64(5) {
		t.Errorf("after a bulk import the graph holds %v things, not 5", n)
	}
	for _, name := range []string{bulkMark, bulkAside} {
		if _, err := os.Stat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s was left: %v", name, err)
		}
	}
}

// TestFill fills a folder without a graph: what cannot be written leaves none, and one that has a graph is left alone.
func TestFill(t *testing.T) {
	dir, nothing := t.TempDir(), errors.New("nothing")
	filled, err := Fill(t.Context(), small(dir), func(files string) ([]string, error) {
		if _, err := Take(small(dir)); err == nil {
			t.Error("somebody else took the folder meanwhile")
		}
		return nil, errors.Join(nothing, os.WriteFile(filepath.Join(files, "x"), nil, 0o600))
	})
	if _, left := os.Stat(filepath.Join(dir, bulkFiles)); filled || !errors.Is(err, nothing) || !errors.Is(left, fs.ErrNotExist) {
		t.Errorf("filled %v with %v; what is left of the files: %v", filled, err, left)
	}
	nodes, _ := things(t, 5)
	held := small(dir)
	if held.Hold, err = Take(held); err != nil {
		t.Fatal(err)
	}
	for _, want := range []bool{true, false} {
		if _, err := Fill(t.Context(), small(dir), nil); want && err == nil {
			t.Error("a folder that somebody holds was filled")
		}
		filled, err := Fill(t.Context(), held, func(string) ([]string, error) { return []string{nodes}, nil })
		if filled != want || err != nil {
			t.Errorf("filled %v with %v, want %v", filled, err, want)
		}
	}
	if _, err := Take(small(dir)); err == nil {
		t.Error("a folder that somebody holds was taken")
	}
	if err := held.Hold.Release(); err != nil {
		t.Fatal(err)
	}
	if n := holds(t, dir); n != int64(5) {
		t.Errorf("the graph holds %v things, not 5", n)
	}
}

// TestToolOptions has the tool compiled as its files are worth it.
func TestToolOptions(t *testing.T) {
	large := filepath.Join(t.TempDir(), "large.csv")
	if err := errors.Join(os.WriteFile(large, nil, 0o600), os.Truncate(large, toolEarns)); err != nil {
		t.Fatal(err)
	}
	nodes, wrong := things(t, 5)
	if o := toolOptions([]string{"--bad-tolerance=0", nodes, wrong}); !strings.Contains(o, "Tiered") {
		t.Errorf("for few: %s", o)
	}
	if o := toolOptions([]string{"--bad-tolerance=0", nodes, "--nodes=Thing=" + large}); strings.Contains(o, "Tiered") {
		t.Errorf("for many: %s", o)
	}
}

// TestGraphComesBack breaks the putting aside, and the putting back, off after each of their steps; the next start ends it.
func TestGraphComesBack(t *testing.T) {
	for steps := range 2*len(stores) + 1 {
		for _, back := range []bool{false, true} {
			dir := t.TempDir()
			write := func(base, text string) {
				if err := errors.Join(os.MkdirAll(base, 0o700), os.WriteFile(filepath.Join(base, text), nil, 0o600)); err != nil {
					t.Fatal(err)
				}
			}
			for _, store := range stores {
				write(filepath.Join(dir, store), "old")
			}
			if err := errors.Join(os.MkdirAll(filepath.Join(dir, bulkAside), 0o700), mark(filepath.Join(dir, bulkMark))); err != nil {
				t.Fatal(err)
			}
			for i, store := range stores {
				now, aside := filepath.Join(dir, store), filepath.Join(dir, bulkAside, store)
				if back || steps > 2*i {
					if err := moved(now, aside); err != nil {
						t.Fatal(err)
					}
				}
				if back || steps > 2*i+1 {
					write(now, "new")
				}
				if back && steps > 2*i {
					os.RemoveAll(now)
				}
				if back && steps > 2*i+1 {
					if err := moved(aside, now); err != nil {
						t.Fatal(err)
					}
				}
			}
			for range 2 { // again it changes nothing
				if err := clearHalf(dir); err != nil {
					t.Fatal(err)
				}
			}
			for _, store := range stores {
				if found, err := filepath.Glob(filepath.Join(dir, store, "*")); len(found) != 1 || filepath.Base(found[0]) != "old" {
					t.Errorf("broken off after %d steps (back: %v): %s holds %v, %v", steps, back, store, found, err)
				}
			}
			if left, err := os.ReadDir(dir); len(left) != 1 {
				t.Errorf("broken off after %d steps (back: %v): left are %v, %v", steps, back, left, err)
			}
		}
	}
}

// TestBulkBegunOnNothing clears what the tool left where there was no graph before, and where an earlier version was killed.
func TestBulkBegunOnNothing(t *testing.T) {
	for name, begin := range map[string]func(string) error{
		"no graph":        putAside,
		"earlier version": func(dir string) error { return mark(filepath.Join(dir, bulkMark)) },
	} {
		dir := t.TempDir()
		if err := begin(dir); err != nil {
			t.Fatal(err)
		}
		for _, store := range stores {
			if err := errors.Join(os.MkdirAll(filepath.Join(dir, store), 0o700), os.WriteFile(filepath.Join(dir, store, "half"), nil, 0o600)); err != nil {
				t.Fatal(err)
			}
		}
		if err := clearHalf(dir); err != nil {
			t.Fatal(err)
		}
		for _, store := range stores {
			if _, err := os.Stat(filepath.Join(dir, store)); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s: %s is there: %v", name, store, err)
			}
		}
	}
}
