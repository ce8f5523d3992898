package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"
)

// product is a server of the product under way.
type product struct {
	url string
	cmd *exec.Cmd
}

// begin starts the product and waits until it listens.
func begin(ctx context.Context, program string, env []string, args ...string) (*product, error) {
	cmd := exec.CommandContext(ctx, program, append([]string{"serve"}, args...)...)
	cmd.Env, cmd.Stderr = append(os.Environ(), env...), os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if url := regexp.MustCompile(`http://\S+`).FindString(lines.Text()); url != "" {
			return &product{url, cmd}, nil
		}
	}
	return nil, errors.Join(fmt.Errorf("the product does not listen"), cmd.Wait())
}

// ready waits until the product is to get requests: before, the constraints and indexes of a new graph are made.
func (p *product) ready(ctx context.Context) error {
	why := ""
	for begun := time.Now(); time.Since(begun) < 10*time.Minute && ctx.Err() == nil; time.Sleep(100 * time.Millisecond) {
		resp, err := http.Get(p.url + "/readyz")
		if err != nil {
			return err
		}
		text, _ := io.ReadAll(resp.Body) // a part says enough
		resp.Body.Close()
		if resp.StatusCode == http.StatusOK {
			return nil
		}
		why = string(text)
	}
	return fmt.Errorf("the product is not ready: %s", why)
}

func (p *product) end() error {
	return errors.Join(p.cmd.Process.Signal(syscall.SIGINT), p.cmd.Wait())
}

// served asks the product itself, which has no graph.
func (k *keycloak) served(ctx context.Context, program, dir string) (err error) {
	p, err := begin(ctx, program, []string{"BOLE_DATA=" + filepath.Join(dir, "data"), "NEO4J_URI=bolt://127.0.0.1:1", "NEO4J_PASSWORD=none"},
		"--addr", "127.0.0.1:0", "--sign-in", filepath.Join(dir, "issuers.json"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.end()) }()
	service, err := k.token("office", map[string][]string{"grant_type": {"client_credentials"}, "client_id": {"hr-system"}, "client_secret": {"secret"}})
	if err != nil {
		return err
	}
	for token, want := range map[string]int{service.Access: http.StatusOK, k.admin: http.StatusUnauthorized} {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url+"/graphql", strings.NewReader(`{"query":"{ __typename }"}`))
		if err != nil {
			return err
		}
		req.Header.Set("Authorization", "Bearer "+token)
		req.Header.Set("Content-Type", "application/json")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		text, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode != want {
			return fmt.Errorf("the product answers %d, want %d: %s", resp.StatusCode, want, text)
		}
	}
	return nil
}
