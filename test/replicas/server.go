package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"reflect"
	"regexp"
	"strings"
	"syscall"
	"time"

	"bole/test/output"
)

// patience is how long a server may take to start. Three that make two hundred indexes at once on a machine that does much
// else took two minutes.
const patience = 10 * time.Minute

// server is one replica.
type server struct {
	cmd     *exec.Cmd
	address string
	said    output.Text
}

// serve starts a replica; it may not be ready yet.
func (o *office) serve(ctx context.Context) (*server, error) {
	s := &server{cmd: exec.CommandContext(ctx, o.program, "serve", "--addr", "127.0.0.1:0")}
	s.cmd.Env = o.env
	s.cmd.Stdout, s.cmd.Stderr = &s.said, &s.said
	return s, s.cmd.Start()
}

// ready waits until the server says that Neo4j answers.
func (s *server) ready(ctx context.Context) error {
	line := regexp.MustCompile(`bole listens on (\S+)`)
	var why any = "it does not listen"
	for begun := time.Now(); time.Since(begun) < patience && ctx.Err() == nil; time.Sleep(100 * time.Millisecond) {
		found := line.FindStringSubmatch(s.said.String())
		if found == nil {
			continue
		}
		s.address = found[1]
		resp, err := http.Get(s.address + "/readyz")
		if err != nil {
			why = err
			continue
		}
		reasons, _ := io.ReadAll(resp.Body) // a part says enough
		resp.Body.Close()                   //nolint:errcheck // only read
		if resp.StatusCode == http.StatusOK {
			return nil
		}
		why = string(reasons)
	}
	return fmt.Errorf("a server is not ready: %v; it says: %s", why, s.said.String())
}

// stop ends all replicas.
func (o *office) stop() {
	for _, s := range o.all {
		s.cmd.Process.Signal(syscall.SIGTERM) //nolint:errcheck // it may be gone
	}
	for _, s := range o.all {
		s.cmd.Wait() //nolint:errcheck // its answers are what counts
	}
}

// ask asks a replica as someone: the arguments of `bole token`.
func (o *office) ask(ctx context.Context, s *server, who, question string) (map[string]any, error) {
	token, err := o.bole(ctx, append([]string{"token"}, strings.Fields(who)...)...)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(map[string]any{"query": question})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.address+"/graphql", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close() //nolint:errcheck // only read
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	var answer struct {
		Data   map[string]any
		Errors []any
	}
	if err := json.Unmarshal(text, &answer); err != nil || len(answer.Errors) > 0 {
		return nil, errors.Join(err, fmt.Errorf("%s gives %s", question, text))
	}
	return answer.Data, nil
}

// each asks all replicas and holds them to one answer.
func (o *office) each(ctx context.Context, who, question string, want map[string]any) error {
	for _, s := range o.all {
		got, err := o.ask(ctx, s, who, question)
		if err != nil {
			return err
		}
		if !reflect.DeepEqual(got, want) {
			return fmt.Errorf("%s gives %v, want %v", question, got, want)
		}
	}
	return nil
}
