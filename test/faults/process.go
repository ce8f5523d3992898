package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"bole/internal/access"
	"bole/test/output"
)

// process is `bole serve` under way.
type process struct {
	cmd     *exec.Cmd
	data    string // its folder
	url     string
	metrics string
	token   string
	client  *http.Client
	said    *output.Text
	gone    chan struct{}
}

var listens = regexp.MustCompile(`^bole listens on (\S+)`)

// serve starts the product on a Neo4j, "" for a managed one, with more settings, and waits until it listens.
func (s *stage) serve(ctx context.Context, uri string, settings ...string) (*process, error) {
	data, err := os.MkdirTemp(s.dir, "data-")
	if err != nil {
		return nil, err
	}
	return s.serveIn(ctx, data, uri, settings...)
}

func (s *stage) serveIn(ctx context.Context, data, uri string, settings ...string) (*process, error) {
	p, err := s.begin(data, uri, settings...)
	if err != nil {
		return nil, err
	}
	select {
	case <-p.gone:
		return nil, fmt.Errorf("the server ended: %s", p.said)
	case <-ctx.Done():
		p.kill()
		return nil, fmt.Errorf("the server does not listen: %s", p.said)
	case <-p.listening():
	}
	signer, err := access.NewSigner(data)
	if err == nil {
		p.token, err = signer.Sign(access.Grant{Role: "ADMIN", Name: "faults", Whole: true}, time.Hour)
	}
	if err != nil {
		p.kill()
	}
	return p, err
}

// begin starts the product and does not wait.
func (s *stage) begin(data, uri string, settings ...string) (*process, error) {
	p := &process{data: data, cmd: exec.Command(s.program, "serve", "--addr", "127.0.0.1:0", "--metrics-addr", "127.0.0.1:0"), said: &output.Text{}, gone: make(chan struct{}),
		client: &http.Client{Timeout: 90 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 256}}}
	p.cmd.Env = append(s.environment(data, uri), settings...)
	p.cmd.Stdout, p.cmd.Stderr = p.said, p.said
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	s.last = p
	go func() {
		p.cmd.Wait() // its state says how it ended
		close(p.gone)
	}()
	return p, nil
}

// listening is closed once the process has said where it listens.
func (p *process) listening() <-chan struct{} {
	done := make(chan struct{})
	go func() {
		for p.url == "" {
			for _, line := range strings.Split(p.said.String(), "\n") {
				if m := listens.FindStringSubmatch(line); m != nil {
					p.url = m[1]
				}
				if _, address, ok := strings.Cut(line, "metrics are served on "); ok {
					p.metrics = strings.TrimSpace(address)
				}
			}
			select {
			case <-p.gone:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
		close(done)
	}()
	return done
}

func (p *process) kill() {
	p.cmd.Process.Kill() // it may be gone
	<-p.gone
}

// stop ends the process politely and sees that it ends well.
func (p *process) stop() error {
	p.cmd.Process.Signal(syscall.SIGTERM) // it may be gone
	select {
	case <-p.gone:
	case <-time.After(90 * time.Second):
		p.kill()
		return errors.New("the server did not end")
	}
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		return fmt.Errorf("the server ended with status %d: %s", code, p.said)
	}
	return nil
}

// answer is what came of a request.
type answer struct {
	status int
	code   string // of its first error
	body   string
	took   time.Duration
	again  string // Retry-After
	lost   error  // no answer
}

func (a answer) good() bool { return a.lost == nil && a.status == 200 && a.code == "" }

// ask sends a document.
func (p *process) ask(ctx context.Context, document string, variables map[string]any) answer {
	return askAt(ctx, p.client, p.url, p.token, document, variables)
}

func askAt(ctx context.Context, client *http.Client, url, token, document string, variables map[string]any) (a answer) {
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		return answer{lost: err}
	}
	begun := time.Now()
	defer func() { a.took = time.Since(begun) }()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/graphql", bytes.NewReader(body))
	if err != nil {
		return answer{lost: err}
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := client.Do(req)
	if err != nil {
		return answer{lost: err}
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return answer{lost: err}
	}
	var in struct {
		Errors []struct {
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal(b, &in); err != nil {
		return answer{lost: fmt.Errorf("an answer of %d is not JSON: %w", resp.StatusCode, err)}
	}
	a = answer{status: resp.StatusCode, body: string(b), again: resp.Header.Get("Retry-After")}
	if len(in.Errors) > 0 {
		a.code = in.Errors[0].Extensions.Code
	}
	return a
}

// ready asks /readyz.
func (p *process) ready(ctx context.Context) (status int, body string) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url+"/readyz", http.NoBody)
	if err != nil {
		return 0, err.Error()
	}
	resp, err := p.client.Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, strings.TrimSpace(string(b))
}

// waitReady waits until the server says that it is ready.
func (p *process) waitReady(ctx context.Context) error {
	return eventually(ctx, 2*time.Minute, "the server is ready", func() bool {
		status, _ := p.ready(ctx)
		return status == http.StatusOK
	})
}

// gauge reads one of the process's metrics.
func (p *process) gauge(ctx context.Context, name string) (float64, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.metrics, http.NoBody)
	if err != nil {
		return 0, err
	}
	resp, err := p.client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		if value, ok := strings.CutPrefix(lines.Text(), name+" "); ok {
			return strconv.ParseFloat(value, 64)
		}
	}
	return 0, fmt.Errorf("there is no metric %s", name)
}

// settled sees that nothing is left behind: no statement but one that the server may plan ahead, no request, and no more goroutines and files than a
// process has that keeps a full pool of connections.
func (p *process) settled(ctx context.Context) error {
	p.client.CloseIdleConnections()
	for name, most := range map[string]float64{"bole_statements_running": 1, "bole_http_requests_in_flight": 0, "go_goroutines": 150, "process_open_fds": 150} {
		var last float64
		err := eventually(ctx, 2*time.Minute, fmt.Sprintf("%s is at most %v", name, most), func() bool {
			n, err := p.gauge(ctx, name)
			last = n
			return err == nil && n <= most
		})
		if err != nil {
			return fmt.Errorf("%w: it is %v", err, last)
		}
	}
	return nil
}

// logged counts the lines of the process's log with a message.
func (p *process) logged(message string) int {
	return strings.Count(p.said.String(), `"msg":"`+message+`"`)
}

var warning = regexp.MustCompile(`"level":"(?:WARN|ERROR)","msg":"([^"]*)"`)

// warnedOften is a message that the process has logged more than so many times as a warning or an error; "" is none.
func (p *process) warnedOften(most int) string {
	times := map[string]int{}
	for _, found := range warning.FindAllStringSubmatch(p.said.String(), -1) {
		if times[found[1]]++; times[found[1]] > most {
			return found[1]
		}
	}
	return ""
}

// free is a folder's path for a data folder of its own.
func (s *stage) free(name string) string {
	return filepath.Join(s.dir, name+"-"+strconv.FormatInt(time.Now().UnixNano(), 36))
}
