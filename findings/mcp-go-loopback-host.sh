#!/usr/bin/env bash
# github.com/modelcontextprotocol/go-sdk 1.8.0, Go 1.26.
#
# Guess: a streamable HTTP handler that listens on all addresses of a machine answers whoever reaches it, also through a
# proxy on the same machine that passes on the name by which clients know it.
#
# Seen: the guard against DNS rebinding looks at the address that a connection came in on, not at the one that is listened
# on. By the loopback only names of the loopback are answered, so that a proxy on the machine gets 403 for the name that
# the same handler answers when it is asked from elsewhere. Behind such a proxy: DisableLocalhostProtection, or a proxy
# that sends Host: localhost.
#
# Prints three lines and fails if they are others than those. Needs Go.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

cat >"$dir/main.go" <<'GO'
package main

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

func main() {
	server := mcp.NewServer(&mcp.Implementation{Name: "finding", Version: "1"}, nil)
	handler := mcp.NewStreamableHTTPHandler(func(*http.Request) *mcp.Server { return server }, &mcp.StreamableHTTPOptions{Stateless: true, JSONResponse: true})
	everywhere, err := net.Listen("tcp4", "0.0.0.0:0")
	if err != nil {
		panic(err)
	}
	s := httptest.NewUnstartedServer(handler)
	s.Listener = everywhere
	s.Start()
	defer s.Close()
	_, port, _ := net.SplitHostPort(everywhere.Addr().String())
	for _, way := range [][2]string{{"127.0.0.1", "localhost"}, {"127.0.0.1", "office.example"}, {outside(), "office.example"}} {
		req, _ := http.NewRequest("POST", "http://"+net.JoinHostPort(way[0], port), strings.NewReader(`{"jsonrpc": "2.0", "id": 1, "method": "ping"}`))
		req.Host = way[1]
		req.Header = http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json, text/event-stream"}}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			panic(err)
		}
		by := "by the loopback"
		if way[0] != "127.0.0.1" {
			by = "by another address"
		}
		fmt.Printf("%s, as %s: %d\n", by, way[1], resp.StatusCode)
	}
}

// outside is an address of this machine that is not the loopback's.
func outside() string {
	addresses, _ := net.InterfaceAddrs()
	for _, a := range addresses {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && !n.IP.IsLoopback() {
			return n.IP.String()
		}
	}
	panic("this machine has no address but the loopback's")
}
GO
cat >"$dir/go.mod" <<'MOD'
module finding
go 1.26
require github.com/modelcontextprotocol/go-sdk v1.8.0
MOD
(cd "$dir" && go mod tidy 2>/dev/null && go run .) | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
by the loopback, as localhost: 200
by the loopback, as office.example: 403
by another address, as office.example: 200
WANT
