package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/google/licensecheck"
)

// allowed are the licenses of what the binary is linked from: those that ask for a notice, and one that asks for the
// source of its own files, which are used as they are. Another is for people to decide: docs/decisions/0040-what-is-shipped.md.
var allowed = []string{"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MPL-2.0"}

// unlinked are licenses that a module names for parts of it that are not code, by module.
var unlinked = map[string]string{"github.com/modelcontextprotocol/go-sdk": "CC-BY-4.0"} // its documentation

// licenseFile is LICENSE, License.txt, LICENSE.libyaml, COPYING.
var licenseFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying)`)

// leastOfText is how much of a file a license has to be, in per cent, for its name to stand for the whole. The rest
// is who holds the copyright, and headings.
const leastOfText = 75

// TestLicenses reads the license of each module that is linked into the binary.
func TestLicenses(t *testing.T) {
	for module, dir := range linked(t) {
		found := licenses(t, dir)
		if len(found) == 0 {
			t.Errorf("%s has no license that can be told; ask for one, or use something else", module)
		}
		for _, id := range found {
			if !slices.Contains(allowed, id) && unlinked[module] != id {
				t.Errorf("%s is under %s, which is not one of %v", module, id, allowed)
			}
		}
	}
}

// linked are the folders of the modules that packages of the binary come from.
func linked(t *testing.T) map[string]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-deps", "-json=Module", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	dirs := map[string]string{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			Module *struct {
				Path, Dir string
				Main      bool
			}
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if p.Module != nil && !p.Module.Main {
			dirs[p.Module.Path] = p.Module.Dir
		}
	}
	if len(dirs) < 20 {
		t.Fatalf("only %d modules are found: %v", len(dirs), dirs)
	}
	return dirs
}

// licenses are the names of the licenses in a module's folder, "?" for a file that holds too much else.
func licenses(t *testing.T, dir string) []string {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, file := range files {
		if !licenseFile.MatchString(file.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		cover := licensecheck.Scan(text)
		if cover.Percent < leastOfText {
			out = append(out, "?")
		}
		for _, m := range cover.Match {
			out = append(out, m.ID)
		}
	}
	return out
}
