// Package neo4jtest gives a test package an empty Neo4j: one of those that `make test` keeps for all packages, which
// take turns, or, for `go test` by itself, one of the package's own.
package neo4jtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"bole/internal/localneo4j"
)

// Folders is the environment variable that lists the folders of the servers shared by several packages.
const Folders = "BOLE_TEST_NEO4J"

// Version is the environment variable that names the release of Neo4j that tests run on; empty is the product's own.
const Version = "BOLE_TEST_NEO4J_VERSION"

// Options suit servers of tests: quick to start, and with room for the plans of many statements that are asked once.
func Options(dir string) localneo4j.Options {
	return localneo4j.Options{Dir: dir, Version: os.Getenv(Version), Fast: true, HeapMB: 1024, PageCacheMB: 64}
}

// Neo4j is a server that tests use.
type Neo4j struct{ uri, password string }

// URI is the server's Bolt address.
func (n *Neo4j) URI() string { return n.uri }

// User is the account to use.
func (n *Neo4j) User() string { return localneo4j.User }

// Password is the account's.
func (n *Neo4j) Password() string { return n.password }

var server *Neo4j

// Main runs a package's tests on an empty server that no other package uses meanwhile.
func Main(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	release, err := acquire(context.Background())
	if err != nil {
		fmt.Fprintln(os.Stderr, "a Neo4j for the tests:", err)
		return 1
	}
	defer release()
	defer time.AfterFunc(turn, func() { stuck(release) }).Stop()
	return m.Run()
}

// turn is how long a package may keep a server; others wait for it. Go's own limit counts the time before it, too, and
// ends a test without a word when it has been passed while the package waited.
const turn = 25 * time.Minute

// stuck gives the server back to the packages that wait, and says where the test stands.
func stuck(release func()) {
	fmt.Fprintf(os.Stderr, "the package has kept its server for %v:\n", turn)
	pprof.Lookup("goroutine").WriteTo(os.Stderr, 2) //nolint:errcheck // there is nobody else to tell
	release()
	os.Exit(2)
}

// acquire sets server; what it returns gives the server back.
func acquire(ctx context.Context) (release func(), err error) {
	if dirs := filepath.SplitList(os.Getenv(Folders)); len(dirs) > 0 {
		return borrow(ctx, dirs)
	}
	dir, err := os.MkdirTemp("", "bole-test-")
	if err != nil {
		return nil, err
	}
	s, err := localneo4j.Start(ctx, Options(dir))
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	server = &Neo4j{uri: s.URI(), password: s.Password()}
	return func() {
		s.Close()         //nolint:errcheck // the folder goes anyway
		os.RemoveAll(dir) //nolint:errcheck // a leftover in the system's temporary folder
	}, nil
}

// free waits for a shared server that no package uses, and locks it. The lock is the process's: it is free again however
// this process ends.
func free(dirs []string) (dir string, lock *os.File, err error) {
	for {
		for _, dir := range dirs {
			lock, err := os.OpenFile(filepath.Join(dir, "turn.lock"), os.O_CREATE|os.O_RDWR, 0o600)
			if err != nil {
				return "", nil, fmt.Errorf("open a shared server's lock: %w", err)
			}
			err = syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
			if err == nil {
				return dir, lock, nil
			}
			if err = errors.Join(err, lock.Close()); !errors.Is(err, syscall.EWOULDBLOCK) {
				return "", nil, fmt.Errorf("wait for a shared server: %w", err)
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// borrow takes a shared server and empties it: what a package left behind is removed by the next one.
func borrow(ctx context.Context, dirs []string) (release func(), err error) {
	dir, lock, err := free(dirs)
	if err != nil {
		return nil, err
	}
	state, err := localneo4j.Status(dir)
	if err == nil && !state.Running {
		err = fmt.Errorf("no server runs on %s, which %s names; unset it for a server of the package's own", dir, Folders)
	}
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	password, err := os.ReadFile(filepath.Join(dir, "password"))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read the shared server's password: %w", err), lock.Close())
	}
	server = &Neo4j{uri: state.URI, password: strings.TrimSpace(string(password))}
	before := server.cpu(ctx)
	if err := server.empty(ctx); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return func() {
		note(dir, server.cpu(ctx)-before)
		lock.Close() //nolint:errcheck // the lock goes with the process
	}, nil
}

// Costs is the file in a shared server's folder to which each package adds a line: its folder, the seconds of CPU of
// its own process, and those of Neo4j during its turn.
const Costs = "costs"

func note(dir string, neo4j time.Duration) {
	here, err := os.Getwd()
	if err != nil {
		return
	}
	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		return
	}
	f, err := os.OpenFile(filepath.Join(dir, Costs), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return
	}
	defer f.Close() //nolint:errcheck // a note nobody depends on
	fmt.Fprintf(f, "%s %.0f %.0f\n", here, time.Duration(own.Utime.Nano()+own.Stime.Nano()).Seconds(), neo4j.Seconds())
}

// Server is the package's server; its TestMain must be Main.
func Server(t testing.TB) *Neo4j {
	t.Helper()
	if server == nil {
		t.Fatal("the package's TestMain is not neo4jtest.Main")
	}
	return server
}

// empty removes every node and relationship; constraints and indexes stay.
func (n *Neo4j) empty(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if _, err := n.ask(ctx, "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS"); err != nil {
		return fmt.Errorf("empty the server: %w", err)
	}
	return nil
}

// cpu is what the server has used since it was started, 0 while it does not answer.
func (n *Neo4j) cpu(ctx context.Context) time.Duration {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	text, err := n.ask(ctx, "CALL dbms.queryJmx('java.lang:type=OperatingSystem') YIELD attributes RETURN attributes.ProcessCpuTime.value")
	if err != nil {
		return 0
	}
	used, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0
	}
	return time.Duration(used)
}

// ask runs a statement in transactions of its own and gives its first value as text, "" without rows.
func (n *Neo4j) ask(ctx context.Context, text string) (string, error) {
	d, err := neo4j.NewDriverWithContext(n.uri, neo4j.BasicAuth(n.User(), n.password, ""))
	if err != nil {
		return "", err
	}
	defer d.Close(ctx) //nolint:errcheck // the statement's own outcome is what counts
	session := d.NewSession(ctx, neo4j.SessionConfig{})
	defer session.Close(ctx) //nolint:errcheck // as above
	result, err := session.Run(ctx, text, nil)
	if err != nil {
		return "", err
	}
	records, err := result.Collect(ctx)
	if err != nil || len(records) == 0 || len(records[0].Values) == 0 {
		return "", err
	}
	return fmt.Sprint(records[0].Values[0]), nil
}
