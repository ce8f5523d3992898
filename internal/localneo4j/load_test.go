package localneo4j

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// ask runs a statement and gives its first value, nil without rows.
func ask(t *testing.T, s *Server, text string) any {
	t.Helper()
	d, err := neo4j.NewDriverWithContext(s.URI(), neo4j.BasicAuth(s.User(), s.Password(), ""))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close(t.Context())
	found, err := neo4j.ExecuteQuery(t.Context(), d, text, nil, neo4j.EagerResultTransformer)
	if err != nil {
		t.Fatal(err)
	}
	if len(found.Records) == 0 {
		return nil
	}
	return found.Records[0].Values[0]
}

// filled is a stopped server's folder with n nodes.
func filled(t *testing.T, n string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "server")
	s, err := Start(t.Context(), small(dir))
	if err != nil {
		t.Fatal(err)
	}
	ask(t, s, "UNWIND range(1, "+n+") AS i CREATE (:Thing {i: i, text: toString(rand()) + toString(rand())})")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// holds starts the server and counts what it holds.
func holds(t *testing.T, dir string) any {
	t.Helper()
	s, err := Start(t.Context(), small(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	return ask(t, s, "MATCH (n:Thing) RETURN count(n)")
}

// TestLoad loads dumps that are damaged in several ways, and is killed in the middle: the graph stays until a whole
// one is there.
func TestLoad(t *testing.T) {
	from, to := filled(t, "20000"), filled(t, "7")
	good := t.TempDir()
	if err := Dump(t.Context(), small(from), good); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(filepath.Join(good, dumpFile))
	if err != nil {
		t.Fatal(err)
	}
	damaged := bytes.Clone(whole)
	for i := len(damaged) / 2; i < len(damaged)/2+64; i++ {
		damaged[i] ^= 0xff
	}
	noise := make([]byte, len(whole))
	rand.Read(noise)
	for name, b := range map[string][]byte{"noise": noise, "cut": whole[:len(whole)/2], "damaged": damaged} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, dumpFile), b, 0o600); err != nil {
			t.Fatal(err)
		}
		err := Load(t.Context(), small(to), dir)
		if err == nil || !strings.Contains(err.Error(), "the graph is as it was") {
			t.Errorf("%s: loading gave %v", name, err)
		}
		t.Log(err)
		if err != nil && strings.Contains(err.Error(), "Exception") {
			t.Errorf("%s: %v holds Neo4j's own words", name, err)
		}
		if _, err := os.Stat(filepath.Join(to, loading)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: what was begun was left: %v", name, err)
		}
	}
	killedWhileLoading(t, to, good)
	if n := holds(t, to); n != int64(7) {
		t.Errorf("after damaged dumps and a load that was killed the graph holds %v things, not 7", n)
	}
	if err := Load(t.Context(), small(to), good); err != nil {
		t.Fatal(err)
	}
	if n := holds(t, to); n != int64(20000) {
		t.Errorf("after a load the graph holds %v things, not 20000", n)
	}
}

// killedWhileLoading kills a process that loads a dump once it has begun, and waits until its Java has ended too.
func killedWhileLoading(t *testing.T, to, from string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), loader+"="+to, parent+"="+from)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the load began", func() bool {
		_, err := os.Stat(filepath.Join(to, loading, "data", "databases", "neo4j"))
		return err == nil
	})
	cmd.Process.Kill()
	cmd.Wait()
	if left, err := filepath.Glob(filepath.Join(to, loading, "data", "databases", "neo4j", "*")); err != nil || len(left) == 0 {
		t.Logf("killed before anything was written: %v", err)
	}
}

// TestLoadedTakesItsPlace breaks the swap of a whole graph off after each of its steps; the next start ends it.
func TestLoadedTakesItsPlace(t *testing.T) {
	for steps := range 4 {
		dir := t.TempDir()
		for _, store := range stores {
			for base, text := range map[string]string{dir: "old", filepath.Join(dir, loading): "new"} {
				if err := errors.Join(os.MkdirAll(filepath.Join(base, store), 0o700), os.WriteFile(filepath.Join(base, store, "file"), []byte(text), 0o600)); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := mark(filepath.Join(dir, loaded)); err != nil {
			t.Fatal(err)
		}
		for i, store := range stores { // as far as the one before came
			if steps > 2*i {
				os.RemoveAll(filepath.Join(dir, store))
			}
			if steps > 2*i+1 {
				os.Rename(filepath.Join(dir, loading, store), filepath.Join(dir, store))
			}
		}
		for range 2 { // again it changes nothing
			if err := clearLoaded(dir); err != nil {
				t.Fatal(err)
			}
		}
		for _, store := range stores {
			if b, err := os.ReadFile(filepath.Join(dir, store, "file")); string(b) != "new" {
				t.Errorf("broken off after %d steps: %s is %q, %v", steps, store, b, err)
			}
		}
	}
}

// TestWatchdogKnowsItsProcess has the watchdog of one that has ended: whatever has its number by now is left alone.
func TestWatchdogKnowsItsProcess(t *testing.T) {
	begin := func() (*exec.Cmd, *watchdog) {
		cmd := exec.CommandContext(context.WithoutCancel(t.Context()), "sleep", "60")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		w, err := watch(cmd.Process.Pid)
		if err != nil {
			t.Fatal(err)
		}
		return cmd, w
	}
	cmd, w := begin()
	w.leash.Close()
	if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "terminated") {
		t.Errorf("its own process ended with %v", err)
	}
	begun := time.Now()
	if err := w.cmd.Wait(); err != nil || time.Since(begun) > 5*time.Second {
		t.Errorf("the watchdog ended with %v after %v", err, time.Since(begun))
	}

	cmd, w = begin()
	defer cmd.Process.Kill()
	other := exec.Command("/bin/sh", "-c", strings.Replace(guard, `first=$(begun "$1")`, `first=1`, 1), "sh", strconv.Itoa(cmd.Process.Pid))
	other.Stdin = strings.NewReader("")
	if err := other.Run(); err != nil {
		t.Fatal(err)
	}
	if !alive(cmd.Process.Pid) {
		t.Error("a process of another start was ended")
	}
	w.end()
}
