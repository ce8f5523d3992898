// Command faults holds the product against what goes wrong around it: real processes of the product and of Neo4j are
// killed, frozen, slowed down, starved and restarted, with toxiproxy between the two where the network is at fault.
// Each fault ends with the same questions: is every answer whole or a refusal that says when to come again, is every
// acknowledged change there once, is anything left behind.
//
//	go run ./test/faults -run 'killed|frozen' -times 5
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"syscall"
	"time"
)

// fault is something that goes wrong, and what is expected of the product then.
type fault struct {
	name string
	try  func(ctx context.Context, s *stage) error
}

// faults are all there are, those on one shared Neo4j first.
var faults = []fault{
	{"neo4j-killed", neo4jKilled},
	{"neo4j-restarted", neo4jRestarted},
	{"neo4j-frozen", neo4jFrozen},
	{"neo4j-killed-in-writes", neo4jKilledInWrites},
	{"network-slow", networkSlow},
	{"network-silent", networkSilent},
	{"network-cut", networkCut},
	{"statements-ended", statementsEnded},
	{"pool-full", poolFull},
	{"clients-leave", clientsLeave},
	{"connections-2000", connections2000},
	{"bole-killed-in-writes", boleKilledInWrites},
	{"recorded-at-once", recordedAtOnce},
	{"bole-killed-in-recording", boleKilledInRecording},
	{"rolling-restart", rollingRestart},
	{"password-wrong", passwordWrong},
	{"memory-short", memoryShort},
	{"managed-killed-often", managedKilledOften},
	{"managed-killed-in-recording", managedKilledInRecording},
	{"managed-unopenable", managedUnopenable},
	{"disk-full-by-threshold", diskFullByThreshold},
	{"disk-full", diskFull},
}

func main() {
	run := flag.String("run", "", "faults to try, a regular expression; empty: all")
	times := flag.Int("times", 1, "how often")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := all(ctx, *run, *times); err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(1)
	}
}

func all(ctx context.Context, run string, times int) (err error) {
	chosen, err := regexp.Compile(run)
	if err != nil {
		return err
	}
	s, err := newStage(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	failed, tried := 0, 0
	for time := range times {
		for _, f := range faults {
			if !chosen.MatchString(f.name) || ctx.Err() != nil {
				continue
			}
			tried++
			if !s.once(ctx, f, time+1) {
				failed++
			}
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if failed > 0 || tried == 0 {
		return fmt.Errorf("%d of %d failed", failed, tried)
	}
	fmt.Println("faults tried:", tried, "and all answered as they should be")
	return nil
}

// most is how long one fault may take on a busy machine.
const most = 20 * time.Minute

// once tries a fault and says what came of it.
func (s *stage) once(ctx context.Context, f fault, time_ int) bool {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	begun := time.Now()
	s.notes = nil
	err := f.try(ctx, s)
	verdict := "ok"
	if err != nil {
		if s.last != nil {
			os.WriteFile(filepath.Join(os.TempDir(), "faults-"+f.name+".log"), []byte(s.last.said.String()), 0o600) // for who looks for the cause
		}
		verdict = "FAILED: " + err.Error()
	}
	fmt.Printf("%d %-27s %6.1fs %s", time_, f.name, time.Since(begun).Seconds(), verdict)
	for _, n := range s.notes {
		fmt.Printf("; %s", n)
	}
	fmt.Println()
	return err == nil
}

// built is the product as a program.
func built(ctx context.Context, dir string) (string, error) {
	path := filepath.Join(dir, "bole")
	out, err := exec.CommandContext(ctx, "go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build the product: %w: %s", err, out)
	}
	return path, nil
}
