package localneo4j

import (
	"bufio"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"bole/graph/message"
)

//go:embed pom.xml
var pom []byte

// library is Neo4j's jars and the Java to run them.
type library struct {
	dir     string
	java    java
	archive string // class-data archive; "" when there is none

	training string // archive to write when the server ends
}

// manifest names the file that lists size, SHA-256 and name of each jar; it is written last.
const manifest = "manifest"

// provide finds Java and the jars, fetching them when they are missing or damaged, and prepares quick starts.
func provide(ctx context.Context, o Options) (library, error) {
	j, err := findJava(ctx, releaseOf(o.Version))
	if err != nil {
		return library{}, err
	}
	dir, l, err := jars(ctx, o)
	if err != nil {
		return library{}, err
	}
	lib := library{dir: dir, java: j}
	lib.archive = archive(ctx, o, lib)
	return lib, l.release()
}

// jars finds the folder of Neo4j's jars, and fetches them when they are missing or damaged. The lock it returns is
// held: two that come at once wait for each other.
func jars(ctx context.Context, o Options) (string, *lock, error) {
	dir := o.Cache
	if dir == "" {
		base, err := os.UserCacheDir()
		if err != nil {
			return "", nil, message.Errorf("find the cache folder: %v; set HOME or XDG_CACHE_HOME", err)
		}
		dir = filepath.Join(base, "bole", "neo4j-"+o.Version)
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", nil, message.Errorf("find the cache folder: %v", err)
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return "", nil, message.Errorf("make the cache folder: %v", err)
	}
	l, err := waitLock(ctx, dir+".lock")
	if err != nil {
		return "", nil, err
	}
	if !intact(dir) {
		if err := fetch(ctx, o, dir); err != nil {
			return "", nil, errors.Join(err, l.release())
		}
	}
	return dir, l, nil
}

// fetch copies the jars into a folder beside dir and moves it there when all is in place. An interrupted
// fetch leaves nothing under the final name; what was downloaded stays in Maven's own repository.
func fetch(ctx context.Context, o Options, dir string) error {
	maven, err := exec.LookPath("mvn")
	if err != nil {
		return message.Errorf("no Maven is on PATH, and Neo4j has not been fetched yet; install Maven 3.6 or later, or set NEO4J_URI to a Neo4j elsewhere")
	}
	if err := enoughSpace(filepath.Dir(dir), 500<<20); err != nil {
		return err
	}
	o.Progress(message.New("fetching Neo4j %s (once, about 125 MB)…", o.Version))
	partial := dir + ".partial"
	if err := os.RemoveAll(partial); err != nil {
		return message.Errorf("clear an interrupted fetch: %v", err)
	}
	if err := os.MkdirAll(partial, 0o755); err != nil {
		return message.Errorf("make a folder for the jars: %v", err)
	}
	file := filepath.Join(partial, "pom.xml")
	if err := os.WriteFile(file, pom, 0o600); err != nil {
		return message.Errorf("write the list of jars: %v", err)
	}
	// --strict-checksums refuses a download whose digest is not the published one.
	cmd := exec.CommandContext(ctx, maven, "-q", "-B", "--strict-checksums", "-f", file,
		"org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies", "-DincludeScope=runtime",
		"-Dneo4j.version="+o.Version, "-DoutputDirectory="+partial)
	if out, err := cmd.CombinedOutput(); err != nil {
		return message.Errorf("fetch Neo4j with Maven: %v: %s", err, strings.TrimSpace(string(out)))
	}
	if err := describe(partial); err != nil {
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return message.Errorf("replace the damaged jars: %v", err)
	}
	if err := os.Rename(partial, dir); err != nil {
		return message.Errorf("put the jars in place: %v", err)
	}
	return nil
}

// describe writes the manifest of a folder of jars.
func describe(dir string) error {
	all, err := filepath.Glob(filepath.Join(escaped(dir), "*.jar"))
	if err != nil || len(all) < 100 {
		return message.Errorf("only %d jars came from Maven, far fewer than Neo4j has; remove %s and start again", len(all), dir)
	}
	var b strings.Builder
	for _, jar := range all {
		sum, size, err := digest(jar)
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%d %s %s\n", size, sum, filepath.Base(jar))
	}
	if err := os.WriteFile(filepath.Join(dir, manifest), []byte(b.String()), 0o644); err != nil {
		return message.Errorf("write the manifest of the jars: %v", err)
	}
	return nil
}

// escaped keeps a path's own characters from being read as a pattern.
func escaped(dir string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(dir)
}

func digest(path string) (sum string, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, message.Errorf("read a jar: %v", err)
	}
	defer f.Close() //nolint:errcheck // only read
	h := sha256.New()
	if size, err = io.Copy(h, f); err != nil {
		return "", 0, message.Errorf("read a jar: %v", err)
	}
	return hex.EncodeToString(h.Sum(nil)), size, nil
}

// intact reports whether all jars of the manifest are there: by size, and by digest where a jar was touched
// after the manifest was written.
func intact(dir string) bool {
	f, err := os.Open(filepath.Join(dir, manifest))
	if err != nil {
		return false
	}
	defer f.Close() //nolint:errcheck // only read
	written, err := f.Stat()
	if err != nil {
		return false
	}
	lines := bufio.NewScanner(f)
	n := 0
	for lines.Scan() {
		var size int64
		var sum, name string
		if _, err := fmt.Sscanf(lines.Text(), "%d %s %s", &size, &sum, &name); err != nil {
			return false
		}
		path := filepath.Join(dir, name)
		info, err := os.Stat(path)
		if err != nil || info.Size() != size {
			return false
		}
		if info.ModTime().After(written.ModTime()) {
			if got, _, err := digest(path); err != nil || got != sum {
				return false
			}
		}
		n++
	}
	return lines.Err() == nil && n > 0
}
