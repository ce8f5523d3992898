package localneo4j

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"

	"bole/graph/message"
)

// java is a Java runtime that Neo4j runs on.
type java struct {
	path    string
	version string // such as 17.0.15
}

var versionText = regexp.MustCompile(`version "((\d+)[^"]*)"`)

// findJava takes JAVA_HOME's, else the one on PATH, if the release of Neo4j runs on it.
func findJava(ctx context.Context, r release) (java, error) {
	path, where := "java", message.New("on PATH")
	if home := os.Getenv("JAVA_HOME"); home != "" {
		path, where = filepath.Join(home, "bin", "java"), message.New("in JAVA_HOME")
	}
	found, err := exec.LookPath(path)
	if err != nil {
		return java{}, message.Errorf("no Java is %s; install Java %s (Neo4j needs it), or set NEO4J_URI to a Neo4j elsewhere", where, r.needs())
	}
	out, err := exec.CommandContext(ctx, found, "-version").CombinedOutput()
	m := versionText.FindSubmatch(out)
	if err != nil || m == nil {
		return java{}, errors.Join(message.Errorf("%s does not say its version; install Java %s", found, r.needs()), err)
	}
	if !slices.Contains(r.javas, string(m[2])) {
		return java{}, message.Errorf("%s is Java %s; Neo4j %s needs %s: install one of them and point JAVA_HOME to it", found, m[1], r.version, r.needs())
	}
	return java{path: found, version: string(m[1])}, nil
}
