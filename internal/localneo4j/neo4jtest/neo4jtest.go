// Package neo4jtest gives a test package its own local Neo4j.
package neo4jtest

import (
	"context"
	"fmt"
	"os"
	"testing"

	"bole/internal/localneo4j"
)

var server *localneo4j.Server

// Main runs a package's tests with a server of their own, which is gone afterwards.
func Main(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "bole-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a leftover in the system's temporary folder
	server, err = localneo4j.Start(context.Background(), localneo4j.Options{Dir: dir, Fast: true, HeapMB: 384, PageCacheMB: 64})
	if err != nil {
		fmt.Fprintln(os.Stderr, "start a Neo4j for the tests:", err)
		return 1
	}
	defer server.Close() //nolint:errcheck // the folder goes anyway
	return m.Run()
}

// Server is the package's server; its TestMain must be Main.
func Server(t testing.TB) *localneo4j.Server {
	t.Helper()
	if server == nil {
		t.Fatal("the package's TestMain is not neo4jtest.Main")
	}
	return server
}
