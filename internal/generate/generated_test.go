package generate

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestGeneratedFilesAreCurrent generates in a copy of the module and compares: `make generate` leaves no
// difference.
func TestGeneratedFilesAreCurrent(t *testing.T) {
	root, copied := filepath.Join("..", ".."), t.TempDir()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			if strings.HasPrefix(d.Name(), ".") && rel != "." {
				return fs.SkipDir
			}
			return os.MkdirAll(filepath.Join(copied, rel), 0o700)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(copied, rel), b, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	generator := filepath.Join(t.TempDir(), "generate") // built here, where all it is made of is in Go's cache
	if out, err := exec.Command("go", "build", "-o", generator, "bole/internal/generate/cmd").CombinedOutput(); err != nil {
		t.Fatalf("build the generator: %v\n%s", err, out)
	}
	cmd := exec.Command(generator)
	cmd.Dir = copied
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("generate: %v\n%s", err, out)
	}
	for _, dir := range []string{"schema", filepath.Join("schema", "exec"), "resolvers", filepath.Dir(TermsFile), filepath.FromSlash(GuideFolder)} {
		files, err := os.ReadDir(filepath.Join(copied, dir))
		if err != nil {
			t.Fatal(err)
		}
		if there, err := os.ReadDir(filepath.Join(root, dir)); err != nil || len(there) != len(files) {
			t.Errorf("%s has %d files where `make generate` leaves %d (%v)", dir, len(there), len(files), err)
		}
		for _, f := range files {
			if f.IsDir() {
				continue
			}
			name := filepath.Join(dir, f.Name())
			want, err := os.ReadFile(filepath.Join(copied, name))
			if err != nil {
				t.Fatal(err)
			}
			if got, err := os.ReadFile(filepath.Join(root, name)); err != nil || string(got) != string(want) {
				t.Errorf("%s is not what `make generate` writes (%v)", name, err)
			}
		}
	}
}
