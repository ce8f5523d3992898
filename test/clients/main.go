// Command clients runs the example clients in clients/ as their users would: types are generated from the schema that a
// server gives, and both ask a demo of their own and have to print the same. It needs Go, Java, Maven and Node 22.15 or later.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"bole/test/process"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "clients:", err)
		os.Exit(1)
	}
}

// client is an example and how it is run in its folder.
type client struct {
	name    string
	prepare [][]string
	start   []string
}

var clients = []client{
	{"go", [][]string{{"go", "generate", "."}, {"go", "vet", "."}, {"go", "build", "-o", "led", "."}}, []string{"./led"}},
	{"typescript", [][]string{{"npm", "ci", "--silent"}, {"npm", "run", "--silent", "generate"}, {"npm", "run", "--silent", "build"}}, []string{"npm", "run", "--silent", "start"}},
}

func run(ctx context.Context) (err error) {
	dir, err := os.MkdirTemp("", "bole-clients-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	program, err := process.Product(ctx, dir)
	if err != nil {
		return err
	}
	if err := os.CopyFS(filepath.Join(dir, "clients"), os.DirFS("clients")); err != nil {
		return err
	}
	env := []string{"BOLE_DATA=" + filepath.Join(dir, "data"), "NEO4J_URI=", "BOLE_LANG=en"}
	return process.Served(ctx, env, func(address string) error {
		token, err := process.Output(ctx, dir, env, program, "token", "--role", "ANALYST", "--name", "clients", "--whole")
		if err != nil {
			return err
		}
		return ask(ctx, filepath.Join(dir, "clients"), address, strings.TrimSpace(token))
	}, program, "demo", "--addr", "127.0.0.1:0", "--cadres", "500")
}

// ask has each client generate its types from the server's schema, print its answer, and say what a refusal is.
func ask(ctx context.Context, dir, address, token string) error {
	schema, err := fetch(ctx, http.MethodGet, address+"/schema.graphql", token, nil)
	if err != nil {
		return err
	}
	operations, err := os.ReadFile(filepath.Join(dir, "operations.graphql"))
	if err != nil {
		return err
	}
	want, err := counted(ctx, address, token)
	if err != nil {
		return err
	}
	first := ""
	for _, c := range clients {
		at := filepath.Join(dir, c.name)
		if err := errors.Join(os.WriteFile(filepath.Join(at, "schema.graphql"), schema, 0o600), os.WriteFile(filepath.Join(at, "operations.graphql"), operations, 0o600)); err != nil {
			return err
		}
		for _, step := range c.prepare {
			if _, err := process.Output(ctx, at, nil, step...); err != nil {
				return err
			}
		}
		got, err := process.Output(ctx, at, []string{"BOLE_URL=" + address + "/graphql", "BOLE_TOKEN=" + token}, c.start...)
		if err != nil {
			return err
		}
		lines := strings.Split(strings.TrimSpace(got), "\n")
		if last := lines[len(lines)-1]; !strings.HasPrefix(last, fmt.Sprintf("%d of %d officials, ", want, want)) {
			return fmt.Errorf("%s printed %q, and there are %d officials", c.name, last, want)
		}
		if first != "" && got != first {
			return fmt.Errorf("%s and %s print different answers", clients[0].name, c.name)
		}
		first = got
		switch _, err := process.Output(ctx, at, []string{"BOLE_URL=" + address + "/graphql", "BOLE_TOKEN=none"}, c.start...); {
		case err == nil:
			return fmt.Errorf("%s ends well with a token that is none", c.name)
		case !strings.Contains(err.Error(), "UNAUTHENTICATED at the request: "):
			return fmt.Errorf("%s with a token that is none: %w", c.name, err)
		}
		fmt.Printf("%s: %s\n", c.name, lines[len(lines)-1])
	}
	return nil
}

// counted is how many officials there are to print, as the API counts them.
func counted(ctx context.Context, address, token string) (int, error) {
	body, err := json.Marshal(map[string]string{"query": "{ cadres(filter: {tasks: {some: {role: {eq: LEAD}, node: {difficulty: {gte: 4}}}}}) { totalCount } }"})
	if err != nil {
		return 0, err
	}
	answer, err := fetch(ctx, http.MethodPost, address+"/graphql", token, body)
	if err != nil {
		return 0, err
	}
	var got struct {
		Data struct{ Cadres struct{ TotalCount int } }
	}
	if err := json.Unmarshal(answer, &got); err != nil {
		return 0, err
	}
	if got.Data.Cadres.TotalCount <= 50 {
		return 0, fmt.Errorf("one page holds all there is: %s", answer)
	}
	return got.Data.Cadres.TotalCount, nil
}

func fetch(ctx context.Context, method, url, token string, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close() //nolint:errcheck // it is read to its end
	b, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s: %s\n%s", method, url, resp.Status, b)
	}
	return b, err
}
