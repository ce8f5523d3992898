// Command shared runs a command with one Neo4j beside it, which the command's test packages use in turn:
//
//	go run ./internal/localneo4j/neo4jtest/shared go test ./...
//
// So a server is started, and Java warmed up, once for all packages and not once for each.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"bole/internal/localneo4j"
	"bole/internal/localneo4j/neo4jtest"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: shared COMMAND [ARGUMENT…]")
		os.Exit(2)
	}
	status, err := run(os.Args[1], os.Args[2:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "shared:", err)
		status = max(status, 1)
	}
	os.Exit(status)
}

// run gives the command's exit status.
func run(name string, args []string) (int, error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	dir, err := folder()
	if err != nil {
		return 1, err
	}
	server, err := localneo4j.Start(ctx, neo4jtest.Options(dir))
	if err != nil {
		return 1, fmt.Errorf("start a Neo4j for the tests: %w", err)
	}
	cmd := exec.CommandContext(ctx, name, args...)
	// A group of its own: what the command has started ends with it, also where the signal came to this process only.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), neo4jtest.Folder+"="+dir)
	status := 0
	if err = cmd.Run(); err != nil {
		var exit *exec.ExitError
		if status = 1; errors.As(err, &exit) && ctx.Err() == nil {
			status, err = exit.ExitCode(), nil // it has said why
		}
	}
	err = errors.Join(err, server.Close())
	report(dir)
	return status, errors.Join(err, os.RemoveAll(dir))
}

// report prints what the run cost: CONTRIBUTING.md has a budget for it.
func report(dir string) {
	if costs, err := os.ReadFile(filepath.Join(dir, neo4jtest.Costs)); err == nil {
		fmt.Printf("seconds of CPU by package, its own and Neo4j's:\n%s", costs)
	}
	var all syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &all); err == nil {
		fmt.Printf("%.1f minutes of CPU in all, the builds and every Java included\n", time.Duration(all.Utime.Nano()+all.Stime.Nano()).Minutes())
	}
}

// folder is the server's, the same for each run in this checkout, so that Go's cache knows a test's environment
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
	state, err := localneo4j.Status(dir)
	if err != nil {
		return "", err
	}
	if state.Running {
		return "", fmt.Errorf("process %d already runs the tests of this checkout; wait for it", state.Owner)
	}
	return dir, os.RemoveAll(dir)
}
