// Command http has graphql-http's audits judge the product as a server of GraphQL over HTTP, and the inspector of MCP look
// at what agents are offered. They ask nothing of the graph, so that no Neo4j runs. It
// needs Node 20 or later; audits and inspector are pinned by package-lock.json.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"bole/test/process"
)

// audits is how many there are in the pinned version.
const audits = "61"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "http:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) (err error) {
	dir, err := os.MkdirTemp("", "bole-http-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	program, err := process.Product(ctx, dir)
	if err != nil {
		return err
	}
	for _, name := range []string{"package.json", "package-lock.json", "audit.mjs", "agents.mjs"} {
		b, err := os.ReadFile(filepath.Join("test/http", name))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), b, 0o600)
		}
		if err != nil {
			return err
		}
	}
	if _, err := process.Output(ctx, dir, nil, "npm", "ci", "--silent"); err != nil {
		return err
	}
	env := []string{"BOLE_DATA=" + filepath.Join(dir, "data"), "NEO4J_URI=bolt://127.0.0.1:1", "NEO4J_PASSWORD=none", "BOLE_LANG=en"}
	token, err := process.Output(ctx, dir, env, program, "token", "--role", "ANALYST", "--name", "audit", "--whole")
	if err != nil {
		return err
	}
	return process.Served(ctx, env, func(address string) error {
		asked := []string{"BOLE_TOKEN=" + strings.TrimSpace(token)}
		for _, script := range [][]string{{"node", "audit.mjs", address + "/graphql", audits}, {"node", "agents.mjs", address, program}} {
			report, err := process.Output(ctx, dir, asked, script...)
			fmt.Print(report)
			if err != nil {
				return err
			}
		}
		return nil
	}, program, "serve", "--addr", "127.0.0.1:0")
}
