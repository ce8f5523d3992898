package dataset

import (
	"archive/zip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"bole/graph/message"
	"bole/internal/table"
)

// folder is an opened dataset: one file for each table that is there.
type folder struct {
	fsys  fs.FS
	files []file  // in the order in which tables are loaded
	book  *source // nil unless it is a workbook
	bytes int64
	other bool // some file or sheet may hold a table under a name that is not one's
	close func() error
}

type file struct {
	table *Table
	name  string
	size  int64
}

// openLocation opens a folder, a zip file with the tables at its root or in one folder, or a workbook whose sheets are
// tables. Findings are files and sheets whose names are no table's, and tables that stand in two of them.
func openLocation(location string, tables []*Table) (*folder, []Finding, error) {
	f := &folder{close: func() error { return nil }}
	info, err := os.Stat(location)
	if err != nil {
		return nil, nil, message.Errorf("open the dataset: %v", err)
	}
	switch ext := path.Ext(location); {
	case info.IsDir():
		f.fsys = os.DirFS(location)
	case strings.EqualFold(ext, ".xlsx"):
		if f.book, err = openWorkbook(location); err != nil {
			return nil, nil, message.Errorf("open the dataset %s: %v", location, err)
		}
		f.close = f.book.close
		return f, f.sheets(tables), nil
	case strings.EqualFold(ext, ".zip"):
		z, err := zip.OpenReader(location)
		if err != nil {
			return nil, nil, message.Errorf("open the dataset %s: %v", location, err)
		}
		f.close = z.Close
		if err := bomb(&z.Reader, info.Size()); err != nil {
			return nil, nil, errors.Join(message.Errorf("open the dataset %s: %v", location, err), z.Close())
		}
		if f.fsys, err = zipRoot(z); err != nil {
			return nil, nil, errors.Join(err, z.Close())
		}
	default:
		return nil, nil, message.Errorf("open the dataset %s: it is neither a folder nor a .zip nor an .xlsx; give one of them", location)
	}
	findings, err := f.scan(tables)
	if err != nil {
		return nil, nil, errors.Join(err, f.close())
	}
	return f, findings, nil
}

// Close gives the files back.
func (f *folder) Close() error { return f.close() }

// zipRoot is the archive's root, or the one folder in it.
func zipRoot(z *zip.ReadCloser) (fs.FS, error) {
	entries, err := fs.ReadDir(z, ".")
	if err != nil {
		return nil, message.Errorf("list the zip: %v", err)
	}
	if len(entries) == 1 && entries[0].IsDir() {
		return fs.Sub(z, entries[0].Name())
	}
	return z, nil
}

func (f *folder) scan(tables []*Table) ([]Finding, error) {
	entries, err := fs.ReadDir(f.fsys, ".")
	if err != nil {
		return nil, message.Errorf("list the dataset: %v", err)
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
		t := tableNamed(tables, stem)
		if !known || t == nil || e.IsDir() {
			f.other = true
			out = append(out, Finding{File: name, Problem: message.New("is the file of no table"), Remedy: message.New("name it TABLE.jsonl or TABLE.csv after a table of the format, README…, LICENSE… or with a leading dot")})
			continue
		}
		if other, twice := at[t.Name]; twice {
			out = append(out, Finding{File: name, Problem: message.New("holds the table that %s holds", other.name), Remedy: message.New("keep one of the two files")})
			continue
		}
		info, err := e.Info()
		if err != nil {
			return nil, message.Errorf("look at %s: %v", name, err)
		}
		at[t.Name] = file{table: t, name: name, size: info.Size()}
		f.bytes += info.Size()
	}
	f.inOrder(tables, at)
	if len(f.files) == 0 && len(out) == 0 {
		out = append(out, Finding{File: ".", Problem: message.New("holds no table"), Remedy: message.New("give a folder with files such as cadres.jsonl or tasks.csv")})
	}
	return out, nil
}

// inOrder sorts what is there by the order in which tables are loaded.
func (f *folder) inOrder(tables []*Table, at map[string]file) {
	for _, t := range tables {
		if file, ok := at[t.Name]; ok {
			f.files = append(f.files, file)
		}
	}
}

// sheets are a workbook's tables.
func (f *folder) sheets(tables []*Table) []Finding {
	at := map[string]file{}
	var out []Finding
	for _, name := range f.book.book.GetSheetList() {
		if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "README") || strings.HasPrefix(name, "LICENSE") || strings.HasPrefix(name, "说明") {
			continue
		}
		t := tableNamed(tables, name)
		if t == nil {
			f.other = true
			out = append(out, Finding{File: name, Problem: message.New("is the sheet of no table"), Remedy: message.New("name it after a table of the format, such as cadres or 干部, or begin its name with README or 说明")})
			continue
		}
		if other, twice := at[t.Name]; twice {
			out = append(out, Finding{File: name, Problem: message.New("holds the table that %s holds", other.name), Remedy: message.New("keep one of the two sheets")})
			continue
		}
		at[t.Name] = file{table: t, name: name}
	}
	f.inOrder(tables, at)
	if len(f.files) == 0 && len(out) == 0 {
		out = append(out, Finding{File: ".", Problem: message.New("holds no table"), Remedy: message.New("give a workbook with sheets such as cadres or 干部")})
	}
	return out
}

// tableNamed is the table with a name or Chinese term, nil where there is none.
func tableNamed(tables []*Table, name string) *Table {
	for _, t := range tables {
		if t.Name == name || t.Term == name {
			return t
		}
	}
	return nil
}

// cell is what stands in one place of a file: text of a CSV, or a JSON value.
type cell struct {
	text   string
	json   any
	isText bool
	misfit *table.Misfit // why it cannot be read; nil where it can
}

// record is one row as it stands in its file.
type record struct {
	line    int
	cells   map[string]cell // by column name; absent columns are absent, and nil is no row
	headed  bool            // columns stand in a header, and what it lacks has been said
	partial bool            // only what tells the row from others can be told
	lost    bool            // rows, or the keys of rows, could not be read
	notices []Notice
	as      table.Header // what the file calls the columns
}

// records is a table's file, record by record. next returns io.EOF at the end; findings are what is wrong with a
// record, or with the file, before its cells are read.
type records interface {
	next() (record, []Finding, error)
}

// each calls do for every record of the file.
func (f *folder) each(file file, do func(record, []Finding) error) (err error) {
	in, end, err := f.records(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, end.Close()) }()
	for {
		rec, findings, err := in.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return message.Errorf("read %s: %v", file.name, err)
		}
		if err := do(rec, findings); err != nil {
			return err
		}
	}
}

// records opens one table.
func (f *folder) records(file file) (records, io.Closer, error) {
	if f.book != nil {
		s, err := f.book.sheet(file)
		return s, s, err
	}
	r, err := f.fsys.Open(file.name)
	if err != nil {
		return nil, nil, message.Errorf("open %s: %v", file.name, err)
	}
	if strings.HasSuffix(file.name, ".csv") {
		return newCSV(r, file), r, nil
	}
	return newJSONL(r, file), r, nil
}
