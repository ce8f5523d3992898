// Command replicas runs three servers as three processes on one graph, by a neo4j:// address with routing on: they migrate
// an empty graph at once, see what imports and acts of others wrote, take the same version of the data for what they
// compute, and go on when one of them is killed. See docs/deployment.md.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"time"

	"bole/internal/dataset/demo"
	"bole/internal/localneo4j"
)

// Sizes of what is run.
const (
	replicas = 3
	cadres   = 120
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "replicas:", err)
		os.Exit(1)
	}
	fmt.Println(replicas, "replicas agree")
}

// office is the graph, and how processes reach it.
type office struct {
	program string
	env     []string
	set     string // the dataset
	all     []*server
}

func run(ctx context.Context) (err error) {
	dir, err := os.MkdirTemp("", "bole-replicas-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	neo4j, err := localneo4j.Start(ctx, localneo4j.Options{Dir: filepath.Join(dir, "neo4j"), Fast: true, Routing: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, neo4j.Close()) }()
	o := &office{program: filepath.Join(dir, "bole"), set: filepath.Join(dir, "set")}
	// One data folder: replicas share what development tokens are signed with.
	o.env = append(os.Environ(), "BOLE_DATA="+filepath.Join(dir, "data"), "NEO4J_PASSWORD_FILE="+filepath.Join(dir, "neo4j", "password"),
		"NEO4J_URI="+strings.Replace(neo4j.URI(), "bolt://", "neo4j://", 1), "BOLE_LANG=en")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", o.program, "bole").CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w: %s", err, out)
	}
	if err := errors.Join(os.Mkdir(o.set, 0o700), demo.Write(o.set, demo.Options{Cadres: cadres})); err != nil {
		return err
	}
	defer o.stop()
	for _, step := range []struct {
		what string
		do   func(context.Context) error
	}{
		{"three servers start at once on an empty graph", o.start},
		{"two imports at once, and every server sees all", o.imports},
		{"what one saves, the others show at once", o.acts},
		{"all compute from the same version of the data", o.computes},
		{"one is killed, the others answer, and it comes back", o.killed},
		{"no server has warned of anything", o.quiet},
	} {
		begun := time.Now()
		if err := step.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", step.what, err)
		}
		fmt.Printf("%s: %s\n", step.what, time.Since(begun).Round(time.Second))
	}
	return nil
}

func (o *office) start(ctx context.Context) error {
	for range replicas {
		s, err := o.serve(ctx)
		if err != nil {
			return err
		}
		o.all = append(o.all, s)
	}
	for _, s := range o.all {
		if err := s.ready(ctx); err != nil {
			return err
		}
	}
	return nil
}

// bole runs a command to its end.
func (o *office) bole(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, o.program, args...)
	cmd.Env = o.env
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("bole %s: %w: %s", args[0], err, said.String())
	}
	return strings.TrimSpace(out.String()), nil
}

func (o *office) imports(ctx context.Context) error {
	ended := make(chan error, 2)
	for range 2 {
		go func() {
			_, err := o.bole(ctx, "import", o.set)
			ended <- err
		}()
	}
	first, second := <-ended, <-ended
	if first != nil && second != nil {
		return errors.Join(first, second)
	}
	for _, err := range []error{first, second} {
		if err != nil && !strings.Contains(err.Error(), "the graph is held by") {
			return err
		}
	}
	return o.each(ctx, "--role ORGANIZER --whole", "{cadres{totalCount}}", map[string]any{"cadres": map[string]any{"totalCount": float64(cadres)}})
}

func (o *office) acts(ctx context.Context) error {
	const who = "--role ORGANIZER --name li --whole"
	for i, s := range o.all {
		name := fmt.Sprintf("asked of server %d", i+1)
		saved, err := o.ask(ctx, s, who, fmt.Sprintf(`mutation{saveQuestion(input:{idempotencyKey:"k%d",name:%q,document:"{viewer{name}}"}){id}}`, i, name))
		if err != nil {
			return err
		}
		question, _ := saved["saveQuestion"].(map[string]any)
		want := map[string]any{"savedQuestion": map[string]any{"name": name}}
		if err := o.each(ctx, who, fmt.Sprintf("{savedQuestion(id:%q){name}}", question["id"]), want); err != nil {
			return err
		}
	}
	return nil
}

// computes asks for what is computed from all facts, before and after a change that a process of its own makes.
func (o *office) computes(ctx context.Context) error {
	before, err := o.agreed(ctx, nil)
	if err != nil {
		return err
	}
	tasks, err := os.OpenFile(filepath.Join(o.set, "tasks.jsonl"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = tasks.WriteString(`{"key":"of-replicas","title":"a task that came later","category":"OTHER"}` + "\n")
	if err = errors.Join(err, tasks.Close()); err != nil {
		return err
	}
	if _, err := o.bole(ctx, "import", o.set); err != nil {
		return err
	}
	_, err = o.agreed(ctx, before)
	return err
}

// agreed is what all servers answer of work records, once it is not what it was before. A server asks for the version of
// the data every five seconds.
func (o *office) agreed(ctx context.Context, before map[string]any) (map[string]any, error) {
	for begun := time.Now(); time.Since(begun) < patience; time.Sleep(time.Second) {
		after, err := o.fitted(ctx)
		if err == nil && !reflect.DeepEqual(after, before) {
			return after, nil
		}
		if err != nil && !errors.Is(err, errDiffer) {
			return nil, err
		}
	}
	return nil, errors.New("the servers do not agree on a change that another process made, or have not noticed it")
}

// errDiffer is that servers answer from different versions, as they may for some seconds.
var errDiffer = errors.New("servers differ")

// fitted is what all servers answer of work records.
func (o *office) fitted(ctx context.Context) (map[string]any, error) {
	var first map[string]any
	for _, s := range o.all {
		a, err := o.ask(ctx, s, "--role ORGANIZER --whole", `{performers(tasks:{},asOf:"2024-08-31",first:3){nodes{cadre{key} record{estimate model{dataVersion cadres}}}}}`)
		switch {
		case err != nil:
			return nil, err
		case first == nil:
			first = a
		case !reflect.DeepEqual(a, first):
			return nil, fmt.Errorf("%w: %v and %v", errDiffer, first, a)
		}
	}
	return first, nil
}

func (o *office) killed(ctx context.Context) error {
	if err := o.all[0].cmd.Process.Kill(); err != nil {
		return err
	}
	o.all[0].cmd.Wait() //nolint:errcheck // killed
	o.all = o.all[1:]
	const who, question = "--role ORGANIZER --whole", "{cadres{totalCount}}"
	want := map[string]any{"cadres": map[string]any{"totalCount": float64(cadres)}}
	if err := o.each(ctx, who, question, want); err != nil {
		return err
	}
	s, err := o.serve(ctx)
	if err != nil {
		return err
	}
	o.all = append(o.all, s)
	return errors.Join(s.ready(ctx), o.each(ctx, who, question, want))
}

// quiet holds that no server has logged a warning.
func (o *office) quiet(context.Context) error {
	for _, s := range o.all {
		if log := s.said.String(); strings.Contains(log, `"level":"WARN"`) || strings.Contains(log, `"level":"ERROR"`) {
			return fmt.Errorf("a server's log: %s", log)
		}
	}
	return nil
}
