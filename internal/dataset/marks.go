package dataset

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"bole/graph/message"

	"github.com/xuri/excelize/v2"
)

// mark is what a workbook's file says of a cell beside its text: excelize gives the texts of a sheet row by row,
// but neither formulas nor kinds of cells without holding the whole sheet.
type mark struct {
	column  int // from 0
	kind    string
	style   int
	formula bool
}

// marks reads the marks of one sheet, row by row.
type marks struct {
	paced  *paced
	in     *xml.Decoder
	close  func() error
	hidden [][2]int // columns that are not shown, first and last, from 1
}

// tooLong is what is wrong with a record or cell that is longer than any the format allows, errTooLong the error of
// reading on.
var (
	tooLong    = message.New("is longer than any row the format allows")
	errTooLong = errors.New(tooLong.String())
)

// paced lets through at most limit bytes between two resets, so that no record can fill the memory.
type paced struct {
	in          io.Reader
	limit, left int64
}

func newPaced(in io.Reader, limit int64) *paced { return &paced{in: in, limit: limit, left: limit} }

func (p *paced) reset() { p.left = p.limit }

func (p *paced) Read(b []byte) (int, error) {
	if p.left <= 0 {
		return 0, errTooLong
	}
	n, err := p.in.Read(b[:min(int64(len(b)), p.left)])
	p.left -= int64(n)
	return n, err
}

// maxRecord is how many bytes one record may take: every column at its longest is far less.
const maxRecord = 8 << 20

// openMarks opens the part of the workbook's zip that holds a sheet.
func openMarks(z *zip.Reader, part string) (*marks, error) {
	f, err := z.Open(part)
	if err != nil {
		return nil, message.Errorf("open the sheet's part: %v", err)
	}
	p := newPaced(f, maxRecord)
	return &marks{paced: p, in: xml.NewDecoder(p), close: f.Close}, nil
}

// markedRow is a row that is there: its number, from 1, or 0 where it is the next; and its cells.
type markedRow struct {
	number int
	hidden bool
	cells  []mark
}

// next gives the next row that is there.
func (m *marks) next() (markedRow, error) {
	m.paced.reset()
	r, open := markedRow{}, false
	for {
		token, err := m.in.Token()
		if err != nil {
			return markedRow{}, err
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "row":
				open = true
				r.number, _ = strconv.Atoi(attr(e, "r"))
				r.hidden = isTrue(attr(e, "hidden"))
			case "col":
				if isTrue(attr(e, "hidden")) {
					first, _ := strconv.Atoi(attr(e, "min"))
					last, _ := strconv.Atoi(attr(e, "max"))
					m.hidden = append(m.hidden, [2]int{first, last})
				}
			case "c":
				r.cells = append(r.cells, cellMark(e, len(r.cells)))
			case "f":
				if len(r.cells) > 0 {
					r.cells[len(r.cells)-1].formula = true
				}
			}
		case xml.EndElement:
			switch {
			case e.Name.Local == "row" && open:
				return r, nil
			case e.Name.Local == "sheetData":
				return markedRow{}, io.EOF
			}
		}
	}
}

func cellMark(e xml.StartElement, place int) mark {
	c := mark{column: place, kind: attr(e, "t")}
	if n, _, err := excelize.CellNameToCoordinates(attr(e, "r")); err == nil {
		c.column = n - 1
	}
	c.style, _ = strconv.Atoi(attr(e, "s"))
	return c
}

// isTrue reports whether an attribute of a workbook's file says yes.
func isTrue(value string) bool { return value == "1" || value == "true" }

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// sheetParts gives the part of the zip that holds each sheet, by the sheet's name, and whether days are counted
// from 1904, and which sheets are not shown.
func sheetParts(z *zip.Reader) (parts map[string]string, from1904 bool, hidden map[string]bool, err error) {
	var book struct {
		Properties struct {
			Date1904 bool `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string `xml:"name,attr"`
			State string `xml:"state,attr"`
			ID    string `xml:"id,attr"` // of whatever namespace: a strict workbook has another
		} `xml:"sheets>sheet"`
	}
	var rels struct {
		List []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	for name, v := range map[string]any{"xl/workbook.xml": &book, "xl/_rels/workbook.xml.rels": &rels} {
		if err := readPart(z, name, v); err != nil {
			return nil, false, nil, err
		}
	}
	target := map[string]string{}
	for _, r := range rels.List {
		t := path.Join("xl", r.Target)
		if strings.HasPrefix(r.Target, "/") {
			t = strings.TrimPrefix(r.Target, "/")
		}
		target[r.ID] = t
	}
	parts, hidden = map[string]string{}, map[string]bool{}
	for _, s := range book.Sheets {
		parts[s.Name] = target[s.ID]
		hidden[s.Name] = strings.HasPrefix(strings.ToLower(s.State), "hidden") || strings.EqualFold(s.State, "veryHidden")
	}
	return parts, book.Properties.Date1904, hidden, nil
}

func readPart(z *zip.Reader, name string, v any) error {
	f, err := z.Open(name)
	if err != nil {
		return message.Errorf("the file is not a workbook: %v", err)
	}
	defer f.Close() //nolint:errcheck // only read
	if err := xml.NewDecoder(io.LimitReader(f, maxRecord)).Decode(v); err != nil {
		return message.Errorf("the file is not a workbook: %s: %v", name, err)
	}
	return nil
}

// Limits of compressed datasets.
const (
	maxInflated  = 16 << 30 // bytes of all files together, as the archive declares them
	maxInflation = 200      // how many times its size an archive beyond harmless may inflate to
	harmless     = 256 << 20
)

// bomb refuses an archive that would inflate beyond all measure, by what it declares: no more than that is read.
func bomb(z *zip.Reader, size int64) error {
	var total uint64
	for _, f := range z.File {
		total += f.UncompressedSize64
	}
	switch {
	case total > maxInflated:
		return message.Errorf("it inflates to %d MiB, the limit is %d; split it, or import a folder", total>>20, maxInflated>>20)
	case total > harmless && total/uint64(max(size, 1)) > maxInflation:
		return message.Errorf("it inflates to %d times its size, the limit is %d; such an archive is not a dataset", total/uint64(max(size, 1)), maxInflation)
	}
	return nil
}
