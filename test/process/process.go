// Package process runs the product and other programs for checks that look at it from outside.
package process

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// Output is what a command prints; what it says of an error is part of the error.
func Output(ctx context.Context, dir string, env []string, command ...string) (string, error) {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", strings.Join(command[:min(len(command), 4)], " "), err, out)
	}
	return string(out), nil
}

// Product builds the product into a folder, and gives its path.
func Product(ctx context.Context, dir string) (string, error) {
	program := filepath.Join(dir, "bole")
	_, err := Output(ctx, ".", nil, "go", "build", "-o", program, ".")
	return program, err
}

// Served runs the product, by a command that listens, while do runs.
func Served(ctx context.Context, env []string, do func(address string) error, command ...string) (err error) {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Env, cmd.Stderr = append(os.Environ(), env...), os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, cmd.Process.Signal(syscall.SIGTERM), cmd.Wait()) }()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, rest, ok := strings.Cut(lines.Text(), "bole listens on "); ok {
			go io.Copy(io.Discard, out) //nolint:errcheck // it ends with the process
			address, _, _ := strings.Cut(rest, " ")
			return do(address)
		}
	}
	return errors.New("the server ended before it listened")
}
