package command

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bole/graph/message"

	"github.com/alecthomas/kong"
)

// file is the settings of a JSON file, by flag name: {"addr": "127.0.0.1:9000", "neo4j-uri": "bolt://…"}. A
// flag and an environment variable go before it.
type file struct {
	path   string
	values map[string]any
}

// readFile reads the file BOLE_CONFIG names, else bole.json in the data folder where there is one.
func readFile() (*file, error) {
	f := &file{path: os.Getenv("BOLE_CONFIG")}
	named := f.path != ""
	if !named {
		dir := os.Getenv("BOLE_DATA")
		if dir == "" {
			dir = dataFolder()
		}
		f.path = filepath.Join(dir, "bole.json")
	}
	b, err := os.ReadFile(f.path)
	if errors.Is(err, os.ErrNotExist) && !named {
		return f, nil
	}
	if err != nil {
		return nil, message.Errorf("read the settings: %v", err)
	}
	if err := json.Unmarshal(b, &f.values); err != nil {
		return nil, message.Errorf("read the settings %s: %v; it holds one JSON object", f.path, err)
	}
	return f, nil
}

// Validate refuses names that are no flag's.
func (f *file) Validate(app *kong.Application) error {
	known := map[string]bool{}
	var walk func(n *kong.Node)
	walk = func(n *kong.Node) {
		for _, flag := range n.Flags {
			known[flag.Name] = true
		}
		for _, c := range n.Children {
			walk(c)
		}
	}
	walk(app.Node)
	var unknown []string
	for name := range f.values {
		if !known[name] {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) > 0 {
		slices.Sort(unknown)
		return message.Errorf("%s names no setting: %s; `bole serve --help` lists them", f.path, strings.Join(unknown, ", "))
	}
	return nil
}

// Resolve gives a flag its value from the file, unless the environment has one.
func (f *file) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, env := range flag.Envs {
		if os.Getenv(env) != "" {
			return nil, nil
		}
	}
	return f.values[flag.Name], nil
}
