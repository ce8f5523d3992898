// Command web checks the console as its users have it: the types fit the schema, the components' tests hold, what is
// embedded is what the sources give, and flows go through in Chromium against a real server with the demo. It needs Go,
// Java, Maven, Node 20.19 or later and Chromium.
//
//	go run ./test/web         a smoke flow, on a small demo
//	go run ./test/web -all    every flow, on the whole demo, with pictures of the pages for the docs
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"bole/test/process"
)

func main() {
	all := flag.Bool("all", false, "every flow, on the whole demo, and pictures of the pages")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *all); err != nil {
		fmt.Fprintln(os.Stderr, "web:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, all bool) (err error) {
	chromium, err := browser()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "bole-web-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	built := filepath.Join(dir, "dist")
	for _, step := range [][]string{
		{"npm", "ci", "--silent", "--no-audit", "--no-fund"},
		{"npm", "run", "--silent", "generate"},
		{"npm", "run", "--silent", "check"},
		{"npm", "run", "--silent", "test"},
		{"npm", "run", "--silent", "build", "--", "--outDir", built, "--emptyOutDir", "--logLevel", "warn"},
	} {
		if _, err := process.Output(ctx, "web", nil, step...); err != nil {
			return err
		}
		fmt.Println("web:", strings.Join(step[:min(len(step), 4)], " "))
	}
	if err := same(built, filepath.Join("web", "dist")); err != nil {
		return fmt.Errorf("what is embedded is not what the sources give; run `make web` and commit web/dist: %w", err)
	}
	return flows(ctx, dir, chromium, all)
}

// browser is Debian's Chromium, or what CHROMIUM names.
func browser() (string, error) {
	if named := os.Getenv("CHROMIUM"); named != "" {
		return named, nil
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		return "", errors.New("chromium is not installed; CHROMIUM=… names another browser of its kind")
	}
	return path, nil
}

// same says what differs between two folders.
func same(got, want string) error {
	read := func(dir string) (map[string][]byte, error) {
		files := map[string][]byte{}
		root := os.DirFS(dir)
		err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				files[name], err = fs.ReadFile(root, name)
			}
			return err
		})
		return files, err
	}
	a, err := read(got)
	if err != nil {
		return err
	}
	b, err := read(want)
	if err != nil {
		return err
	}
	for name, content := range a {
		if was, ok := b[name]; !ok || !bytes.Equal(was, content) {
			err = errors.Join(err, fmt.Errorf("%s differs or is missing", name))
		}
		delete(b, name)
	}
	for name := range b {
		err = errors.Join(err, fmt.Errorf("%s is left over", name))
	}
	return err
}

// flows starts the product with the demo, and has Playwright walk through it with a token of each role.
func flows(ctx context.Context, dir, chromium string, all bool) error {
	program, err := process.Product(ctx, dir)
	if err != nil {
		return err
	}
	env := []string{"BOLE_DATA=" + filepath.Join(dir, "data"), "NEO4J_URI=", "BOLE_LANG=en"}
	serve, test := []string{program, "demo", "--addr", "127.0.0.1:0"}, []string{"npx", "playwright", "test"}
	if all {
		pictures, err := filepath.Abs(filepath.Join("docs", "pictures"))
		if err != nil {
			return err
		}
		env = append(env, "BOLE_PICTURES="+pictures)
	} else {
		serve, test = append(serve, "--cadres", "500"), append(test, "--grep", "@smoke")
	}
	return process.Served(ctx, env, func(address string) error {
		env := append(env, "BOLE_URL="+address, "CHROMIUM="+chromium, "NO_COLOR=1")
		for _, role := range []string{"ANALYST", "ORGANIZER", "EVALUATOR", "SUBJECT", "AUDITOR", "SERVICE", "ADMIN"} {
			of := []string{"--whole"}
			if role == "SUBJECT" {
				of = []string{"--self", "c0001"}
			}
			token, err := process.Output(ctx, dir, env, append([]string{program, "token", "--role", role, "--name", "flow-" + strings.ToLower(role)}, of...)...)
			if err != nil {
				return err
			}
			env = append(env, "BOLE_TOKEN_"+role+"="+strings.TrimSpace(token))
		}
		said, err := process.Output(ctx, "web", env, test...)
		fmt.Print(said)
		return err
	}, serve...)
}
