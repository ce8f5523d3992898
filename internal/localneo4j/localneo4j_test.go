package localneo4j

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// parent is the environment variable that makes this binary a parent that only starts a server and waits.
const parent = "BOLE_TEST_PARENT_OF"

// loader makes it one that loads a dump into the folder it names.
const loader = "BOLE_TEST_LOADER_INTO"

// filler makes it one that fills the folder it names by the tool.
const filler = "BOLE_TEST_FILLER_OF"

func TestMain(m *testing.M) {
	if dir := os.Getenv(loader); dir != "" {
		fmt.Println(Load(context.Background(), small(dir), os.Getenv(parent)))
		os.Exit(0)
	}
	if dir := os.Getenv(filler); dir != "" {
		fmt.Println(Bulk(context.Background(), small(dir), []string{os.Getenv(parent)}))
		os.Exit(0)
	}
	if dir := os.Getenv(parent); dir != "" {
		s, err := Start(context.Background(), small(dir))
		if err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
		fmt.Println(s.PID(), s.options.Port)
		select {}
	}
	os.Exit(m.Run())
}

func small(dir string) Options {
	return Options{Dir: dir, Version: os.Getenv("BOLE_TEST_NEO4J_VERSION"), Fast: true, HeapMB: 256, PageCacheMB: 16}
}

func start(t *testing.T, o Options) *Server {
	t.Helper()
	s, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// eventually waits up to half a minute.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for range 300 {
		if ok() {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("it never came that %s", what)
}

// onDisk is how much of the disk a file takes.
func onDisk(t *testing.T, file string) int64 {
	t.Helper()
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		t.Fatalf("%s has no blocks", file)
	}
	return stat.Blocks * 512
}

func alive(pid int) bool { return pid > 0 && syscall.Kill(pid, 0) == nil }

func TestLifecycle(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "数据 folder")
	begun := time.Now()
	s := start(t, small(dir))
	t.Logf("first start %v", time.Since(begun))
	if !handshake(s.options.Port) {
		t.Fatal("the server does not answer")
	}
	password, pid := s.Password(), s.PID()
	if info, err := os.Stat(filepath.Join(dir, "password")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the password's file: %v, %v; only its owner may read it", info, err)
	}
	// A log whose blocks are not there is torn by a full disk, and no start can read it; Neo4j sees to that on Linux alone.
	if size := onDisk(t, filepath.Join(dir, "data", "transactions", "neo4j", "neostore.transaction.db.0")); runtime.GOOS == "linux" && size < 32<<20 {
		t.Errorf("the log of transactions has %d bytes of the disk", size)
	}
	if _, err := Start(t.Context(), small(dir)); err == nil || !strings.Contains(err.Error(), strconv.Itoa(os.Getpid())) {
		t.Errorf("a second start on the folder gave %v, want an error that names process %d", err, os.Getpid())
	}
	o := small(filepath.Join(t.TempDir(), "other"))
	o.Port = s.options.Port
	if _, err := Start(t.Context(), o); err == nil || !strings.Contains(err.Error(), "is taken") {
		t.Errorf("a start on a taken port gave %v", err)
	}
	if st, err := Status(dir); err != nil || !st.Running || st.URI != s.URI() {
		t.Errorf("status is %+v, %v; want running at %s", st, err, s.URI())
	}

	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the server came back", func() bool { return s.PID() != pid && s.PID() != 0 && handshake(s.options.Port) })

	begun = time.Now()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("stop %v", time.Since(begun))
	if handshake(s.options.Port) {
		t.Error("the server answers after Close")
	}
	if st, err := Status(dir); err != nil || st.Running {
		t.Errorf("status after Close is %+v, %v", st, err)
	}

	dump := t.TempDir()                           // open to others
	if err := os.Chmod(dump, 0o755); err != nil { //nolint:gosec // a folder as people have it
		t.Fatal(err)
	}
	if err := Dump(t.Context(), small(dir), dump); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dump)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 || entries[0].Name() != "neo4j.dump" {
		t.Errorf("the dump's folder holds %v", entries)
	}
	if f, err := os.Stat(filepath.Join(dump, "neo4j.dump")); err != nil || f.Mode().Perm() != 0o600 {
		t.Errorf("the dump is %v: %v", f.Mode(), err)
	}
	if err := Load(t.Context(), small(dir), dump); err != nil {
		t.Fatal(err)
	}
	if err := Load(t.Context(), small(dir), t.TempDir()); err == nil || !strings.Contains(err.Error(), "neo4j.dump") {
		t.Errorf("a load from an empty folder gave %v", err)
	}
	begun = time.Now()
	again := start(t, small(dir))
	t.Logf("warm start %v", time.Since(begun))
	if again.Password() != password {
		t.Error("the password changed with a restart")
	}
}

func TestServerGoesWithItsParent(t *testing.T) {
	dir := t.TempDir()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), parent+"="+filepath.Join(dir, "server"))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	var pid, port int
	if _, err := fmt.Sscan(line, &pid, &port); err != nil {
		t.Fatalf("the parent said %q", line)
	}
	if !alive(pid) || !handshake(port) {
		t.Fatal("the server does not run")
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	eventually(t, "the server went with its parent", func() bool { return !alive(pid) })
	if handshake(port) {
		t.Error("something still answers")
	}
	// The folder is free again, and its store recovers.
	start(t, small(filepath.Join(dir, "server")))
}

func TestRefusals(t *testing.T) {
	refused := func(name, want string, o Options) {
		t.Helper()
		s, err := Start(t.Context(), o)
		if err == nil {
			s.Close()
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error is %v, want one with %q", name, err, want)
		}
	}
	foreign := t.TempDir()
	if err := os.WriteFile(filepath.Join(foreign, "thesis.txt"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	refused("foreign folder", "holds something else", small(foreign))
	if _, err := os.Stat(filepath.Join(foreign, "thesis.txt")); err != nil {
		t.Error("a foreign folder was touched")
	}

	bin := t.TempDir()
	real, err := exec.LookPath("java")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("JAVA_HOME", "")
	t.Setenv("PATH", bin)
	refused("no Java", "no Java is on PATH", small(t.TempDir()))
	fake := filepath.Join(bin, "java")
	if err := os.WriteFile(fake, []byte("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	refused("old Java", "is Java 11.0.2", small(t.TempDir()))
	t.Setenv("JAVA_HOME", bin)
	refused("bad JAVA_HOME", "in JAVA_HOME", small(t.TempDir()))
	t.Setenv("JAVA_HOME", "")
	if err := os.Remove(fake); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(real, fake); err != nil {
		t.Fatal(err)
	}
	o := small(t.TempDir())
	o.Cache = filepath.Join(t.TempDir(), "neo4j")
	refused("no Maven", "no Maven is on PATH", o)
	if err := enoughSpace(t.TempDir(), 1<<62); err == nil || !strings.Contains(err.Error(), "MiB are free") {
		t.Errorf("a full disk gave %v", err)
	}
}

// TestCache fetches into an empty cache twice at once, damages a jar, and finds it whole again.
func TestCache(t *testing.T) {
	o := Options{Cache: filepath.Join(t.TempDir(), "neo4j")}.withDefaults()
	if err := os.MkdirAll(o.Cache+".partial", 0o700); err != nil { // as an interrupted fetch leaves it
		t.Fatal(err)
	}
	provideJars := func() error {
		_, l, err := jars(t.Context(), o)
		if err != nil {
			return err
		}
		return l.release()
	}
	results := make(chan error, 2)
	for range 2 {
		go func() { results <- provideJars() }()
	}
	for range 2 {
		if err := <-results; err != nil {
			t.Fatal(err)
		}
	}
	if !intact(o.Cache) {
		t.Fatal("the cache is not intact after a fetch")
	}
	found, err := filepath.Glob(filepath.Join(o.Cache, "neo4j-server-*.jar"))
	if err != nil || len(found) != 1 {
		t.Fatalf("found %v, %v", found, err)
	}
	b, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 0xff
	if err := os.WriteFile(found[0], b, 0o600); err != nil {
		t.Fatal(err)
	}
	if intact(o.Cache) {
		t.Fatal("a damaged jar goes unnoticed")
	}
	if err := provideJars(); err != nil {
		t.Fatal(err)
	}
	if !intact(o.Cache) {
		t.Error("a damaged jar stays")
	}
}

func TestHandshakeWithSomethingElse(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.Write(make([]byte, 4))
			c.Close()
		}
	}()
	if a, ok := l.Addr().(*net.TCPAddr); !ok || handshake(a.Port) {
		t.Error("a server that agrees on no version counts as Bolt")
	}
}
