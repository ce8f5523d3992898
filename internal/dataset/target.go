package dataset

import (
	"archive/zip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"bole/graph/message"
)

// tableOpener begins a table; the one before is closed.
type tableOpener interface {
	open(t *Table) (tableWriter, error)
}

// tableWriter takes the rows of one table.
type tableWriter interface {
	write(r row) error
	close() error
}

// target is where an export goes: written under a temporary name, which begins with a dot, and moved when
// complete. What it writes is readable to its owner only.
type target struct {
	tables   tableOpener
	complete func() error // ends the file; nil for folders
	free     func() error // closes it
	final    string
	temp     string
	drawn    *graphFile // nil unless the export is for graph tools
	into     bool       // final is an empty folder that stays: the files move, not the folder
}

func newTarget(location string, o ExportOptions, tables []*Table) (*target, error) {
	if o.Format == "" {
		o.Format = "jsonl"
	}
	ext := strings.ToLower(filepath.Ext(location))
	switch {
	case o.Format != "jsonl" && o.Format != "csv":
		return nil, message.Errorf("%q is not a format; use jsonl or csv", o.Format)
	case o.Labels && (o.Format == "jsonl" && ext != ".xlsx" || ext == ".graphml" || ext == ".json"):
		return nil, message.Errorf("JSON lines have no Chinese headers; use csv or an .xlsx file for them")
	case ext == ".csv" || ext == ".jsonl" || ext == ".xls":
		return nil, message.Errorf("export to %s: an export is a folder, a .zip or an .xlsx file, or .graphml or .json for graph tools; give one of them", location)
	}
	t := &target{final: filepath.Clean(location)}
	switch ext {
	case ".zip", ".xlsx", ".graphml", ".json":
		return t, t.file(ext, o, tables)
	}
	return t, t.folder(o)
}

func (t *target) folder(o ExportOptions) (err error) {
	beside, pattern := filepath.Dir(t.final), "."+filepath.Base(t.final)+"-*"
	entries, err := os.ReadDir(t.final)
	switch {
	case errors.Is(err, os.ErrNotExist):
	case err != nil:
		return message.Errorf("export to %s: %v; give a new name or an empty folder", t.final, err)
	case len(entries) > 0:
		return message.Errorf("export to %s: the folder has files in it; give a new name or an empty folder", t.final)
	default: // it may be a mount or the working directory, which cannot be replaced
		t.into, beside, pattern = true, t.final, ".export-*"
	}
	if t.temp, err = os.MkdirTemp(beside, pattern); err != nil {
		return message.Errorf("export to %s: %v", t.final, err)
	}
	t.tables = &encoder{options: o, create: func(name string) (io.WriteCloser, error) {
		f, err := os.OpenFile(filepath.Join(t.temp, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		return synced{f}, err
	}}
	return nil
}

func (t *target) file(ext string, o ExportOptions, tables []*Table) error {
	if _, err := os.Lstat(t.final); !errors.Is(err, os.ErrNotExist) {
		return errors.Join(message.Errorf("export to %s: it is there already; remove it or give another name", t.final), err)
	}
	f, err := os.CreateTemp(filepath.Dir(t.final), "."+filepath.Base(t.final)+"-*")
	if err != nil {
		return message.Errorf("export to %s: %v", t.final, err)
	}
	t.temp = f.Name()
	out := synced{f}
	if ext == ".graphml" || ext == ".json" {
		var form graphForm = jsonGraph{}
		if ext == ".graphml" {
			form = graphML{}
		}
		g, err := newGraphFile(out, form, tables)
		if err != nil {
			return errors.Join(err, out.Close(), os.Remove(t.temp))
		}
		t.tables, t.complete, t.drawn = g, g.complete, g
		t.free = func() error { return errors.Join(g.free(), out.Close()) }
		return nil
	}
	if ext == ".xlsx" {
		book := newWorkbook(o.Labels)
		t.tables = book
		t.complete = func() error { return book.file.Write(out) }
		t.free = func() error { return errors.Join(book.file.Close(), out.Close()) }
		return nil
	}
	z := zip.NewWriter(out)
	t.tables = &encoder{options: o, create: func(name string) (io.WriteCloser, error) {
		w, err := z.Create(name)
		return entry{w}, err
	}}
	t.complete, t.free = z.Close, out.Close
	return nil
}

// finish gives the export its name; when it cannot, nothing stays.
func (t *target) finish() error {
	if t.complete != nil {
		err := errors.Join(t.complete(), t.free())
		t.free = nil
		if err != nil {
			return errors.Join(message.Errorf("complete the export: %v", err), t.discard())
		}
	}
	move := func() error { return os.Rename(t.temp, t.final) }
	if t.into {
		move = t.moveFiles
	}
	if err := move(); err != nil {
		return errors.Join(message.Errorf("name the export: %v", err), t.discard())
	}
	return nil
}

// moveFiles moves all files into the folder, or none.
func (t *target) moveFiles() error {
	entries, err := os.ReadDir(t.temp)
	if err != nil {
		return err
	}
	for i, e := range entries {
		if err = os.Rename(filepath.Join(t.temp, e.Name()), filepath.Join(t.final, e.Name())); err == nil {
			continue
		}
		for _, moved := range entries[:i] {
			err = errors.Join(err, os.Remove(filepath.Join(t.final, moved.Name())))
		}
		return err
	}
	return os.Remove(t.temp)
}

// discard removes what was written so far.
func (t *target) discard() error {
	if t.free != nil {
		t.free() //nolint:errcheck // the file goes anyway
	}
	return os.RemoveAll(t.temp)
}

// synced is a file that is on the disk when it is closed: the export's name stands for whole files.
type synced struct{ *os.File }

func (s synced) Close() error { return errors.Join(s.Sync(), s.File.Close()) }

// entry is a file of a zip, which ends where the next begins.
type entry struct{ io.Writer }

func (entry) Close() error { return nil }
