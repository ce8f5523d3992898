// Command shared runs a command with Neo4j beside it, which the command's test packages use in turn:
//
//	go run ./internal/localneo4j/neo4jtest/shared go test ./...
//	go run ./internal/localneo4j/neo4jtest/shared -servers 2 go test ./...
//
// So a server is started, and Java warmed up, once for all packages and not once for each. With two servers two packages
// run at a time, one on each.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"bole/internal/localneo4j"
	"bole/internal/localneo4j/neo4jtest"
)

func main() {
	servers := flag.Int("servers", 1, "how many servers; each keeps a core busy")
	flag.Parse()
	if flag.NArg() < 1 || *servers < 1 {
		fmt.Fprintln(os.Stderr, "usage: shared [-servers N] COMMAND [ARGUMENT…]")
		os.Exit(2)
	}
	status, err := run(*servers, flag.Arg(0), flag.Args()[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "shared:", err)
		status = max(status, 1)
	}
	os.Exit(status)
}

// run gives the command's exit status.
func run(servers int, name string, args []string) (int, error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	dir, err := folder()
	if err != nil {
		return 1, err
	}
	dirs := make([]string, servers)
	running := make([]*localneo4j.Server, servers)
	for i := range dirs {
		dirs[i] = filepath.Join(dir, strconv.Itoa(i+1))
		if running[i], err = localneo4j.Start(ctx, neo4jtest.Options(dirs[i])); err != nil {
			err = fmt.Errorf("start a Neo4j for the tests: %w", err)
			break
		}
	}
	status := 1
	if err == nil {
		status, err = do(ctx, dirs, name, args)
	}
	for _, server := range running {
		if server != nil {
			err = errors.Join(err, server.Close())
		}
	}
	report(dirs)
	return status, errors.Join(err, os.RemoveAll(dir))
}

// do runs the command and gives its exit status.
func do(ctx context.Context, dirs []string, name string, args []string) (int, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	// A group of its own: what the command has started ends with it, also where the signal came to this process only.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), neo4jtest.Folders+"="+strings.Join(dirs, string(filepath.ListSeparator)))
	err := cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && ctx.Err() == nil {
		return exit.ExitCode(), nil // it has said why
	}
	if err != nil {
		return 1, err
	}
	return 0, nil
}

// report prints what the run cost: CONTRIBUTING.md has a budget for it.
func report(dirs []string) {
	fmt.Println("seconds of CPU by package, its own and Neo4j's:")
	for _, dir := range dirs {
		if costs, err := os.ReadFile(filepath.Join(dir, neo4jtest.Costs)); err == nil {
			fmt.Printf("%s", costs)
		}
	}
	var all syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &all); err == nil {
		fmt.Printf("%.1f minutes of CPU in all, the builds and every Java included\n", time.Duration(all.Utime.Nano()+all.Stime.Nano()).Minutes())
	}
}

// folder holds those of the servers, the same for each run in this checkout, so that Go's cache knows a test's environment
// again; and empty, so that no run sees the constraints and indexes of another version.
func folder() (string, error) {
	base, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find the cache folder: %w; set HOME or XDG_CACHE_HOME", err)
	}
	here, err := os.Getwd()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(here))
	dir := filepath.Join(base, "bole", "test-"+hex.EncodeToString(sum[:6]))
	state, err := localneo4j.Status(filepath.Join(dir, "1"))
	if err != nil {
		return "", err
	}
	if state.Running {
		return "", fmt.Errorf("process %d already runs the tests of this checkout; wait for it", state.Owner)
	}
	return dir, os.RemoveAll(dir)
}
