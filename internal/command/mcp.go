package command

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"bole/graph/message"
	"bole/internal/access"
	"bole/internal/httpapi"
	"bole/internal/mcp"
	"bole/schema"
)

// MCP lets an agent on this machine ask a server, over standard input and output. The server decides what is shown, as
// for every other client; no access to Neo4j is needed here.
type MCP struct {
	URL       string `name:"url" help:"Address of the server to ask." env:"BOLE_URL" default:"http://127.0.0.1:8080"`
	TokenFile string `name:"token-file" help:"File with the token of who asks, read anew for each request; else BOLE_TOKEN." env:"BOLE_TOKEN_FILE" type:"path"`
	Role      string `help:"Role to ask in, where the token holds several." env:"BOLE_ROLE"`
	Purpose   string `help:"What records are looked at for, as the audit has it." env:"BOLE_PURPOSE"`
}

// Run answers an agent until it leaves.
func (c *MCP) Run(s *Settings) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	address, err := url.Parse(strings.TrimRight(c.URL, "/"))
	switch {
	case err != nil || address.Host == "" || address.RawQuery != "":
		return message.Errorf("%q is not the address of a server; write scheme and host, such as https://bole.office.example", c.URL)
	case !access.Private(address):
		return message.Errorf("%s is not reached by https, and a token in the clear is anybody's; give an https address, or one of this machine", c.URL)
	}
	token := bearer{c.TokenFile, http.DefaultTransport}
	if _, err := token.read(); err != nil {
		return err
	}
	contract, err := schema.Load()
	if err != nil {
		return err
	}
	version, _, _ := build()
	header := http.Header{"Accept-Language": {s.lang.String()}}
	if c.Role != "" {
		header.Set(access.RoleHeader, c.Role)
	}
	if c.Purpose != "" {
		header.Set(httpapi.PurposeHeader, url.PathEscape(c.Purpose))
	}
	server, err := mcp.New(mcp.Options{API: token, Address: address.String(), Header: header, Schema: contract, Version: version, Timeout: mcpTimeout, Log: s.Log})
	if err != nil {
		return err
	}
	if err := server.Check(ctx); err != nil {
		return err
	}
	return server.Serve(ctx, os.Stdin, unclosed{s.Stdout})
}

// mcpTimeout is how long one request may take. The server's own limits end it before.
const mcpTimeout = 90 * time.Second

// bearer sends requests with the token, which is read anew, so that a renewed one needs no restart.
type bearer struct {
	file string // "" is the environment
	next http.RoundTripper
}

func (b bearer) read() (string, error) {
	token := os.Getenv("BOLE_TOKEN")
	if b.file != "" {
		text, err := os.ReadFile(b.file)
		if err != nil {
			return "", message.Errorf("read the token: %v", err)
		}
		token = string(text)
	}
	if token = strings.TrimSpace(token); token == "" {
		return "", message.Errorf("there is no token, and without one nothing is shown; give a file with one as --token-file, or one in BOLE_TOKEN, of whom you sign in with or from `bole token`")
	}
	return token, nil
}

// RoundTrip implements http.RoundTripper.
func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	token, err := b.read()
	if err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+token)
	return b.next.RoundTrip(r)
}

// unclosed is the output of a command, which is not the client's to close.
type unclosed struct{ io.Writer }

func (unclosed) Close() error { return nil }
