package dataset

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// Folder is an opened dataset: one file for each table that is there.
type Folder struct {
	fsys  fs.FS
	files []file // in the order in which tables are loaded
	bytes int64
	close func() error
}

type file struct {
	table *Table
	name  string
	size  int64
}

// Open opens a folder, or a zip file with the tables at its root or in one folder. Findings are files whose
// names are no table's, and tables that stand in two files.
func Open(location string, tables []*Table) (*Folder, []Finding, error) {
	f := &Folder{close: func() error { return nil }}
	info, err := os.Stat(location)
	if err != nil {
		return nil, nil, fmt.Errorf("open the dataset: %w", err)
	}
	switch {
	case info.IsDir():
		f.fsys = os.DirFS(location)
	case strings.EqualFold(path.Ext(location), ".zip"):
		z, err := zip.OpenReader(location)
		if err != nil {
			return nil, nil, fmt.Errorf("open the dataset %s: %w", location, err)
		}
		f.close = z.Close
		if f.fsys, err = zipRoot(z); err != nil {
			return nil, nil, errors.Join(err, z.Close())
		}
	default:
		return nil, nil, fmt.Errorf("open the dataset %s: it is neither a folder nor a .zip; give one of the two", location)
	}
	findings, err := f.scan(tables)
	if err != nil {
		return nil, nil, errors.Join(err, f.close())
	}
	return f, findings, nil
}

// Close gives the files back.
func (f *Folder) Close() error { return f.close() }

// zipRoot is the archive's root, or the one folder in it.
func zipRoot(z *zip.ReadCloser) (fs.FS, error) {
	entries, err := fs.ReadDir(z, ".")
	if err != nil {
		return nil, fmt.Errorf("list the zip: %w", err)
	}
	if len(entries) == 1 && entries[0].IsDir() {
		return fs.Sub(z, entries[0].Name())
	}
	return z, nil
}

func (f *Folder) scan(tables []*Table) ([]Finding, error) {
	entries, err := fs.ReadDir(f.fsys, ".")
	if err != nil {
		return nil, fmt.Errorf("list the dataset: %w", err)
	}
	at := map[string]file{}
	var out []Finding
	for _, e := range entries {
		name := e.Name()
		if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "README") || strings.HasPrefix(name, "LICENSE") {
			continue
		}
		stem, known := strings.CutSuffix(name, ".jsonl")
		if !known {
			stem, known = strings.CutSuffix(name, ".csv")
		}
		i := slices.IndexFunc(tables, func(t *Table) bool { return t.Name == stem })
		if !known || i < 0 || e.IsDir() {
			out = append(out, Finding{File: name, Problem: "is the file of no table", Remedy: "name it TABLE.jsonl or TABLE.csv after a table of the format, README…, LICENSE… or with a leading dot"})
			continue
		}
		if other, twice := at[stem]; twice {
			out = append(out, Finding{File: name, Problem: "holds the table that " + other.name + " holds", Remedy: "keep one of the two files"})
			continue
		}
		info, err := e.Info()
		if err != nil {
			return nil, fmt.Errorf("look at %s: %w", name, err)
		}
		at[stem] = file{table: tables[i], name: name, size: info.Size()}
		f.bytes += info.Size()
	}
	for _, t := range tables {
		if file, ok := at[t.Name]; ok {
			f.files = append(f.files, file)
		}
	}
	if len(f.files) == 0 && len(out) == 0 {
		out = append(out, Finding{File: ".", Problem: "holds no table", Remedy: "give a folder with files such as cadres.jsonl or tasks.csv"})
	}
	return out, nil
}

// cell is what stands in one place of a file: text of a CSV, or a JSON value.
type cell struct {
	text   string
	json   any
	isText bool
}

// record is one row as it stands in its file.
type record struct {
	line  int
	cells map[string]cell // by column name; absent columns are absent
}

// records is a table's file, record by record. next returns io.EOF at the end; findings are what keeps a
// record from being read at all, and such a record has no cells.
type records interface {
	next() (record, []Finding, error)
}

// each calls do for every record of the file.
func (f *Folder) each(file file, do func(record, []Finding) error) (err error) {
	r, err := f.fsys.Open(file.name)
	if err != nil {
		return fmt.Errorf("open %s: %w", file.name, err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	var in records
	if strings.HasSuffix(file.name, ".csv") {
		in = newCSV(r, file)
	} else {
		in = newJSONL(r, file)
	}
	for {
		rec, findings, err := in.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", file.name, err)
		}
		if err := do(rec, findings); err != nil {
			return err
		}
	}
}
