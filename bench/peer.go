package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/pprof"
	"os"
	"os/exec"
	"strings"
	"time"

	"bole/bench/loader"
	"bole/bench/raw"
	"bole/internal/access"
	"bole/internal/httpapi"
	"bole/internal/localneo4j"
)

// profilePath is where the peers built from this package give profiles of their CPU.
const profilePath = "/debug/pprof/profile"

// servePeer is one peer in a process of its own, so that its CPU can be told apart. The password comes by
// the environment; the first line says where it listens. Builds of other revisions are started the same way.
func servePeer(context.Context) error {
	h, err := peerHandler()
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(l.Addr())
	return http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == profilePath {
			pprof.Profile(w, r)
			return
		}
		h.ServeHTTP(w, r)
	}))
}

func peerHandler() (http.Handler, error) {
	password := os.Getenv("NEO4J_PASSWORD")
	if *serve == inTrusted {
		return trustedHandler(password)
	}
	if *serve == inProduct || *serve == inKeeping {
		r, err := open(*uri, password)
		if err != nil {
			return nil, err
		}
		return answering(r, httpapi.Options{})
	}
	d, err := openDriver(*uri, password)
	if err != nil {
		return nil, err
	}
	switch *serve {
	case inLoader:
		return loader.Handler(d), nil
	case inRaw:
		return raw.Handler(d), nil
	}
	return nil, fmt.Errorf("-serve is one of product, keeping, trusted, loader and raw, not %q", *serve)
}

// process is a running server.
type process struct {
	address string
	cmd     *exec.Cmd
	token   string
	cursors []string // ends of the first pages of scenario f
	offsets bool     // pages are asked for by offset
}

// peer is a column of the tables: a server, and the dialect it is asked in.
type peer struct {
	name, dialect string
	*process
}

// analyst is a token of the product's for the whole graph.
func analyst() (string, error) {
	signer, err := access.NewSigner(*dir)
	if err != nil {
		return "", err
	}
	return signer.Sign(access.Grant{Role: "ANALYST", Name: "bench", Whole: true}, 6*time.Hour)
}

// startPeer starts this program's own build of a peer, or another program with the same flags.
func startPeer(program, name string, server *localneo4j.Server, token string) (*process, error) {
	cmd := exec.Command(program, "-serve", name, "-uri", server.URI(), "-dir", *dir)
	cmd.Env = append(os.Environ(), "NEO4J_PASSWORD="+server.Password(), "GOGC=400", "GOMEMLIMIT=2GiB")
	return startProcess(cmd, token)
}

// startProcess starts a server that prints its address as the first line.
func startProcess(cmd *exec.Cmd, token string) (*process, error) {
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, token: token}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		p.stop()
		return nil, fmt.Errorf("%s ended before it said where it listens: %w", cmd.Path, err)
	}
	p.address = strings.TrimSpace(line)
	return p, nil
}

func (p *process) stop() {
	p.cmd.Process.Kill()
	p.cmd.Wait()
}

// startPeers starts what the flags ask for; stop ends those that were started, also after an error.
func startPeers(ctx context.Context, server *localneo4j.Server) (peers []*peer, stop func(), err error) {
	stop = func() {
		for _, p := range peers {
			p.stop()
		}
	}
	token, err := analyst()
	if err != nil {
		return nil, stop, err
	}
	add := func(name, dialect string, p *process, err error) error {
		if err != nil {
			return fmt.Errorf("start %s: %w", name, err)
		}
		peers = append(peers, &peer{name, dialect, p})
		return nil
	}
	program, remove, err := baselineProgram(ctx)
	defer remove()
	if err != nil {
		return peers, stop, err
	}
	p, err := startPeer(os.Args[0], inProduct, server, token)
	if err := add(inProduct, inProduct, p, err); err != nil {
		return peers, stop, err
	}
	if program != "" { // next to the product, so that little time lies between their rounds
		p, err := startPeer(program, inProduct, server, token)
		if err := add(baselineName, inProduct, p, err); err != nil {
			return peers, stop, err
		}
	}
	if *withKeep {
		p, err := startPeer(os.Args[0], inKeeping, server, token)
		if err := add(inKeeping, inProduct, p, err); err != nil {
			return peers, stop, err
		}
	}
	if *withTrust {
		p, err := startTrusted(server)
		if err := add(inTrusted, inProduct, p, err); err != nil {
			return peers, stop, err
		}
	}
	own := []string{inLoader, inRaw}
	if !*withLoader {
		own = own[1:]
	}
	for _, name := range own {
		p, err := startPeer(os.Args[0], name, server, token)
		if err := add(name, name, p, err); err != nil {
			return peers, stop, err
		}
	}
	if *withPeer {
		p, err := startNeo4jGraphQL(ctx, server)
		if err := add(inNeo4jGraphQL, inNeo4jGraphQL, p, err); err != nil {
			return peers, stop, err
		}
		peers = append(peers, &peer{inUnordered, inUnordered, p})
	}
	return peers, stop, walkAll(peers)
}

func walkAll(peers []*peer) error {
	for _, p := range peers {
		if err := p.walk(); err != nil {
			return fmt.Errorf("%s: walk the pages: %w", p.name, err)
		}
	}
	return nil
}

// walk takes the cursors at the ends of all pages but the last.
func (p *peer) walk() error {
	f, err := scenarioNamed("f")
	if err != nil {
		return err
	}
	if p.offsets {
		return nil
	}
	after := ""
	for range pages - 1 {
		v := object{"after": after}
		if after == "" && p.dialect == inProduct {
			v = object{}
		}
		answer, err := p.ask(http.DefaultClient, p.request(f, v))
		if err != nil {
			return err
		}
		var page struct {
			Data struct {
				Cadres struct{ PageInfo struct{ EndCursor string } }
			}
		}
		if err := json.Unmarshal(answer, &page); err != nil {
			return err
		}
		if after = page.Data.Cadres.PageInfo.EndCursor; after == "" {
			return errors.New(string(answer))
		}
		p.cursors = append(p.cursors, after)
	}
	return nil
}

// takes reports whether the peer takes part in a scenario.
func (p *peer) takes(s scenario) bool {
	_, ok := s.asked[p.dialect]
	return ok
}

// request builds the body of a scenario for the peer.
func (p *peer) request(s scenario, v object) []byte {
	body := object{"query": s.asked[p.dialect].query, "variables": v}
	if p.dialect == inRaw {
		body = object{"operationName": s.name, "variables": v}
	}
	b, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return b
}

// send sends a request; the caller closes the answer's body.
func (p *process) send(c *http.Client, body []byte) (*http.Response, error) {
	req, err := http.NewRequest(http.MethodPost, "http://"+p.address+"/graphql", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+p.token)
	return c.Do(req)
}

// ask sends a request and reads the answer; one with errors is an error.
func (p *process) ask(c *http.Client, body []byte) ([]byte, error) {
	resp, err := p.send(c, body)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err == nil && (resp.StatusCode != http.StatusOK || bytes.Contains(b, []byte(`"errors"`))) {
		err = fmt.Errorf("status %d: %.300s", resp.StatusCode, b)
	}
	return b, err
}
