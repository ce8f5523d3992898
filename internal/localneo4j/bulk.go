package localneo4j

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"bole/graph/message"
)

const (
	// bulkMark stands in the server's folder while a bulk import runs: what lies in the graph's folders is no graph then.
	bulkMark = "bulk-import-under-way"
	// bulkAside is the folder within the server's that holds the graph of before, which comes back if the import does not end.
	bulkAside = "before-bulk-import"
	// bulkFiles is the folder within the server's for the files that the tool reads: they hold all that the graph will.
	bulkFiles = "bulk-import-files"
)

// BulkFiles makes an empty folder for the files of a bulk import, on the disk that has to hold the graph. It goes with the
// end of the bulk import, or at the next start.
func BulkFiles(o Options) (string, error) {
	dir := filepath.Join(o.withDefaults().Dir, bulkFiles)
	if err := errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o700)); err != nil {
		return "", message.Errorf("make a folder for the bulk import: %v", err)
	}
	return dir, nil
}

// Bulk fills the database of a stopped server from the files that the arguments of `neo4j-admin database import full`
// name. The tool makes the graph anew, so the one that is there is put aside, and goes only when the new one is whole:
// after a fault it is there as before, also when the process was killed, since the next start sees to that.
func Bulk(ctx context.Context, o Options, args []string) error {
	return stopped(ctx, o, func(s *Server) error { return s.bulk(ctx, args) })
}

// Fill is Bulk for a graph that is still to be made: write makes the files in a folder, and gives the arguments that name
// them, while nobody else can use the server's. It reports whether there was none before.
func Fill(ctx context.Context, o Options, write func(dir string) (args []string, err error)) (filled bool, err error) {
	dir := o.withDefaults().Dir
	if made(dir) { // without a look at Java and the jars
		return false, nil
	}
	err = stopped(ctx, o, func(s *Server) error {
		if made(dir) {
			return nil
		}
		files, err := BulkFiles(o)
		if err != nil {
			return err
		}
		args, err := write(files)
		if err != nil {
			os.RemoveAll(files) //nolint:errcheck // the next start removes what is left
			return err
		}
		filled = true
		return s.bulk(ctx, args)
	})
	return filled && err == nil, err
}

// made reports whether a server has made a graph in its folder, be it one of which a bulk import has put half there.
func made(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, stores[0]))
	return !errors.Is(err, fs.ErrNotExist)
}

// bulk fills the database of a server that does not run.
func (s *Server) bulk(ctx context.Context, args []string) error {
	dir := s.options.Dir
	defer os.RemoveAll(filepath.Join(dir, bulkFiles)) //nolint:errcheck // the next start removes what is left
	if err := putAside(dir); err != nil {
		return errors.Join(message.Errorf("put the graph aside for the bulk import: %v", err), clearHalf(dir))
	}
	all := append([]string{"database", "import", "full", "neo4j", "--overwrite-destination=true", "--report-file=" + filepath.Join(dir, "logs", "bulk-import.report")}, args...)
	for i, arg := range all { // the tool runs in the folder, and a comma in a path would divide it
		all[i] = strings.ReplaceAll(arg, dir+string(filepath.Separator), "")
	}
	if err := s.adminWith(ctx, toolOptions(args), all...); err != nil {
		if e := clearHalf(dir); e != nil {
			return errors.Join(err, message.Errorf("put the graph of before the bulk import back: %v; the next start tries again", e))
		}
		return message.Errorf("%v; the graph is as it was", err)
	}
	if err := errors.Join(os.Remove(filepath.Join(dir, bulkMark)), synced(dir)); err != nil {
		return message.Errorf("note that the bulk import is whole: %v", err)
	}
	os.RemoveAll(filepath.Join(dir, bulkAside)) //nolint:errcheck // the next start removes what is left
	return nil
}

// toolEarns is how many bytes of files the tool reads before Java's optimising compiler has earned the CPU that it takes: of
// 12 MB the tool takes twice the time with it.
const toolEarns = 64 << 20

// toolOptions are those of the virtual machine for the tool.
func toolOptions(args []string) string {
	size := int64(0)
	for _, arg := range args {
		if info, err := os.Stat(arg[strings.LastIndexByte(arg, '=')+1:]); err == nil {
			size += info.Size()
		}
	}
	if size < toolEarns {
		return "-Xmx1g -XX:TieredStopAtLevel=1"
	}
	return "-Xmx1g"
}

// putAside puts the graph aside under the mark.
func putAside(dir string) error {
	aside := filepath.Join(dir, bulkAside)
	if err := errors.Join(os.MkdirAll(aside, 0o700), synced(dir), mark(filepath.Join(dir, bulkMark))); err != nil {
		return err
	}
	for _, store := range stores { // one that is not there is put aside as an empty one: what the tool makes goes then
		if err := errors.Join(os.MkdirAll(filepath.Join(dir, store), 0o700), moved(filepath.Join(dir, store), filepath.Join(aside, store))); err != nil {
			return err
		}
	}
	return nil
}

// moved renames a folder, and sees to it that the disk has that.
func moved(from, to string) error {
	return errors.Join(os.MkdirAll(filepath.Dir(to), 0o700), os.Rename(from, to), synced(filepath.Dir(to)), synced(filepath.Dir(from)))
}

// clearHalf ends what a bulk import began: with the mark the graph of before comes back, without it that one goes. It may
// be killed and done again at any point, since each step is seen in the folders.
func clearHalf(dir string) error {
	aside, mark := filepath.Join(dir, bulkAside), filepath.Join(dir, bulkMark)
	if _, err := os.Stat(mark); errors.Is(err, fs.ErrNotExist) {
		return os.RemoveAll(aside)
	} else if err != nil {
		return err
	}
	_, err := os.Stat(aside)
	early := errors.Is(err, fs.ErrNotExist) // of a version that filled empty graphs only, and put nothing aside
	if err != nil && !early {
		return err
	}
	for _, store := range stores {
		before, now := filepath.Join(aside, store), filepath.Join(dir, store)
		switch _, err := os.Stat(before); {
		case errors.Is(err, fs.ErrNotExist) && !early: // not put aside yet, or back already
			continue
		case err != nil && !early:
			return err
		}
		if err := os.RemoveAll(now); err != nil {
			return err
		}
		if early {
			continue
		}
		if err := moved(before, now); err != nil {
			return err
		}
		os.Remove(now) //nolint:errcheck // an empty one was put in the place of none; another is not removed
	}
	if err := errors.Join(os.Remove(mark), synced(dir)); err != nil {
		return err
	}
	return os.RemoveAll(aside)
}
