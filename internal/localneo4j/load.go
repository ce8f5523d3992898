package localneo4j

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"bole/graph/message"
)

const (
	dumpFile = "neo4j.dump"
	// loading is the folder within the server's, and so on the same disk, in which a dump becomes a graph.
	loading = "loading"
	// loaded stands in the server's folder once that graph is whole: from then on it replaces the one that is there,
	// by this process or the next one.
	loaded = "loaded-and-whole"
)

// stores are the folders that a graph is made of, below the server's.
var stores = []string{filepath.Join("data", "databases", "neo4j"), filepath.Join("data", "transactions", "neo4j")}

// Load replaces a stopped server's data by neo4j.dump in the folder from. The dump is loaded beside the graph, checked
// and opened there; only when it is whole it takes the graph's place. Until then the graph stays as it is, also when
// this process is killed.
func Load(ctx context.Context, o Options, from string) error {
	from, err := filepath.Abs(from)
	if err != nil {
		return message.Errorf("find the folder of the dump: %v", err)
	}
	if _, err := os.Stat(filepath.Join(from, dumpFile)); err != nil {
		return message.Errorf("there is no neo4j.dump in %s; name the folder that holds it", from)
	}
	return stopped(ctx, o, func(s *Server) error {
		err := s.loadBeside(ctx, from)
		if err != nil {
			return errors.Join(message.Errorf("the dump was not loaded, and the graph is as it was: %v", err), clearLoaded(s.options.Dir))
		}
		if err := mark(filepath.Join(s.options.Dir, loaded)); err != nil {
			return message.Errorf("note that the dump is whole: %v", err)
		}
		return clearLoaded(s.options.Dir)
	})
}

// loadBeside makes a graph of a dump in a folder of its own, and sees whether it is whole and opens.
func (s *Server) loadBeside(ctx context.Context, from string) error {
	b, err := s.beside(ctx)
	if err != nil {
		return err
	}
	if err := b.admin(ctx, "database", "load", "neo4j", "--from-path="+from, "--overwrite-destination=true"); err != nil {
		return message.Errorf("the dump is damaged, cut off or not one of Neo4j: %v", err)
	}
	b.options.Progress(message.New("checking the dump…"))
	if err := b.adminWith(ctx, "-Xmx1g", "database", "check", "neo4j", "--report-path="+s.logs); err != nil {
		return message.Errorf("the graph in the dump is not whole: %v", err)
	}
	b.options.Progress(message.New("opening the dump…"))
	p, err := b.launch(ctx)
	if err != nil {
		return message.Errorf("the graph in the dump does not open: %v", err)
	}
	p.stop()
	return nil
}

// beside is a server on a folder of its own below this one's, with the same accounts and names of databases.
func (s *Server) beside(ctx context.Context) (*Server, error) {
	b := &Server{options: s.options, library: s.library, password: s.password, logs: s.logs, children: s.children, log: s.log}
	b.options.Dir, b.options.Port = filepath.Join(s.options.Dir, loading), 0
	if err := b.folders(); err != nil {
		return nil, err
	}
	for _, name := range []string{filepath.Join("data", "databases", "system"), filepath.Join("data", "transactions", "system"), filepath.Join("data", "dbms"), filepath.Join("data", "server_id")} {
		if err := copied(filepath.Join(s.options.Dir, name), filepath.Join(b.options.Dir, name)); err != nil {
			return nil, message.Errorf("make a folder for the dump's graph: %v", err)
		}
	}
	if err := errors.Join(b.choosePort(), b.configure()); err != nil {
		return nil, err
	}
	return b, ctx.Err()
}

// copied copies a file or folder; one that is not there is left out.
func copied(from, to string) error {
	info, err := os.Stat(from)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.IsDir():
		return os.CopyFS(to, os.DirFS(from))
	}
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, b, 0o600)
}

// clearLoaded ends what a load began: a graph that is whole takes its place, one that is not goes. It may be killed and
// done again at any point, since each step is seen in the folders.
func clearLoaded(dir string) error {
	from := filepath.Join(dir, loading)
	if _, err := os.Stat(filepath.Join(dir, loaded)); errors.Is(err, fs.ErrNotExist) {
		return os.RemoveAll(from)
	} else if err != nil {
		return message.Errorf("see whether a dump was loaded: %v", err)
	}
	for _, store := range stores {
		source, target := filepath.Join(from, store), filepath.Join(dir, store)
		if _, err := os.Stat(source); errors.Is(err, fs.ErrNotExist) {
			continue // it is in its place already
		}
		if err := errors.Join(os.RemoveAll(target), os.MkdirAll(filepath.Dir(target), 0o700), os.Rename(source, target), synced(filepath.Dir(target)), synced(filepath.Dir(source))); err != nil {
			return message.Errorf("put the dump's graph in its place: %v; it is done at the next start", err)
		}
	}
	if err := errors.Join(os.Remove(filepath.Join(dir, loaded)), synced(dir)); err != nil {
		return message.Errorf("note that the dump is in its place: %v", err)
	}
	return os.RemoveAll(from)
}

// mark makes an empty file and sees to it that the disk has it, and all that was renamed in its folder before.
func mark(file string) error {
	return errors.Join(os.WriteFile(file, nil, 0o600), synced(file), synced(filepath.Dir(file)))
}

// synced has the disk keep a file, or the names in a folder.
func synced(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
