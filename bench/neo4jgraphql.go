package main

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log"
	"os"
	"os/exec"
	"path/filepath"

	"bole/internal/localneo4j"
)

//go:embed neo4jgraphql
var neo4jGraphQL embed.FS

// startNeo4jGraphQL starts the server of bench/neo4jgraphql, whose packages are installed in the benchmark's
// folder, outside the checkout.
func startNeo4jGraphQL(ctx context.Context, server *localneo4j.Server) (*process, error) {
	node, err := exec.LookPath("node")
	if err != nil {
		return nil, fmt.Errorf("-peer needs Node 20 or newer and npm on the PATH: %w", err)
	}
	folder := filepath.Join(*dir, "neo4jgraphql")
	if err := installNeo4jGraphQL(ctx, folder); err != nil {
		return nil, err
	}
	cmd := exec.Command(node, "server.mjs")
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "NODE_ENV=production", "NEO4J_URI="+server.URI(), "NEO4J_PASSWORD="+server.Password())
	p, err := startProcess(cmd, "")
	if err == nil {
		p.offsets = true
	}
	return p, err
}

// installNeo4jGraphQL writes the server's files into a folder and installs its packages, unless those of the
// same lock file are there.
func installNeo4jGraphQL(ctx context.Context, folder string) error {
	const installed = "installed.json" // a copy of the lock file, written last
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	files, err := fs.ReadDir(neo4jGraphQL, "neo4jgraphql")
	if err != nil {
		return err
	}
	var lock []byte
	for _, f := range files {
		content, err := neo4jGraphQL.ReadFile("neo4jgraphql/" + f.Name())
		if err != nil {
			return err
		}
		if f.Name() == "package-lock.json" {
			lock = content
		}
		if err := os.WriteFile(filepath.Join(folder, f.Name()), content, 0o644); err != nil {
			return err
		}
	}
	last, err := os.ReadFile(filepath.Join(folder, installed))
	switch {
	case err == nil && bytes.Equal(last, lock):
		return nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	}
	log.Print("installing @neo4j/graphql…")
	if _, err := command(ctx, folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, installed), lock, 0o644)
}
