package localneo4j

import (
	"context"
	"errors"
	"os"
	"path/filepath"
)

// archive makes a class-data archive for this Java once, by starting and stopping an empty server: each
// later start takes about half the time. Without it everything works, only slower.
func archive(ctx context.Context, o Options, lib library) string {
	file := filepath.Join(lib.dir, "classes-"+lib.java.version+".jsa")
	failed := file + ".failed"
	if _, err := os.Stat(file); err == nil {
		return file
	}
	if _, err := os.Stat(failed); err == nil {
		return ""
	}
	o.Progress("preparing for quick starts (once)…")
	if err := train(ctx, lib, file); err != nil {
		o.Logger.Warn("no class-data archive; starts take longer", "cause", err)
		if ctx.Err() == nil {
			os.WriteFile(failed, []byte(err.Error()+"\n"), 0o600) //nolint:errcheck // it is tried again then
		}
		return ""
	}
	return file
}

func train(ctx context.Context, lib library, file string) error {
	dir, err := os.MkdirTemp("", "bole-neo4j-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a leftover in the system's temporary folder
	o := Options{Dir: filepath.Join(dir, "server"), Fast: true, HeapMB: 256, PageCacheMB: 8}.withDefaults()
	l, err := claim(o.Dir)
	if err != nil {
		return err
	}
	s := &Server{options: o, library: lib, lock: l, log: o.Logger}
	s.library.training = file + ".partial"
	err = s.initialise(ctx)
	if err == nil {
		var p *process
		if p, err = s.launch(ctx); err == nil {
			p.stop()
			err = os.Rename(s.library.training, file)
		}
	}
	return errors.Join(err, l.release())
}
