package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const baselineName = "baseline"

// baselineProgram is the benchmark's program of another build: the one that -baseline names, or one built from
// the revision that -against names. It is "" when neither is given. The program may be removed once it runs.
func baselineProgram(ctx context.Context) (program string, remove func(), err error) {
	remove = func() {}
	switch {
	case *baseline != "" && *against != "":
		return "", remove, errors.New("-baseline and -against both name the build to compare with; give one of them")
	case *baseline != "":
		program, err = filepath.Abs(*baseline)
		return program, remove, err
	case *against == "":
		return "", remove, nil
	}
	folder, err := os.MkdirTemp("", "bole-bench-")
	if err != nil {
		return "", remove, err
	}
	remove = func() { os.RemoveAll(folder) }
	program, err = buildRevision(ctx, *against, folder, "./bench")
	return program, remove, err
}

// buildRevision builds a program of a revision of this repository in a folder. A clone that shares the
// history's objects leaves the repository as it is.
func buildRevision(ctx context.Context, revision, folder, main string) (string, error) {
	root, err := command(ctx, "", "git", "rev-parse", "--show-toplevel")
	if err != nil {
		return "", err
	}
	commit, err := command(ctx, root, "git", "rev-parse", "--verify", "--end-of-options", revision+"^{commit}")
	if err != nil {
		return "", fmt.Errorf("-against %s is not a revision of this repository: %w", revision, err)
	}
	log.Printf("building %.7s…", commit)
	clone, program := filepath.Join(folder, "source"), filepath.Join(folder, "baseline")
	if _, err := command(ctx, root, "git", "clone", "--quiet", "--shared", "--no-checkout", root, clone); err != nil {
		return "", err
	}
	if _, err := command(ctx, clone, "git", "checkout", "--quiet", "--detach", commit); err != nil {
		return "", err
	}
	_, err = command(ctx, clone, "go", "build", "-o", program, main)
	return program, err
}

// command runs a command in a folder and returns what it printed, without the blanks around it.
func command(ctx context.Context, folder, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = folder
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("%s %s: %w: %s", name, args[0], err, strings.TrimSpace(errs.String()))
	}
	return strings.TrimSpace(string(out)), err
}
