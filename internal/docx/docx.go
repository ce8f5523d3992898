// Package docx writes tables on A4 paper as a Word document (WordprocessingML, ECMA-376). It knows what a printed form
// needs: cells that span columns and rows, rows that keep together, and one picture. Lengths are twips, a twentieth of a
// point; sizes of letters are half points.
package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// Lengths of an A4 page, and of what its margins leave.
const (
	pageWidth, pageHeight = 11906, 16838
	margin                = 1134
	Width                 = pageWidth - 2*margin
	Height                = pageHeight - 2*margin
)

// Part is a paragraph or a table.
type Part interface{ part() any }

// Paragraph is a line of text, wrapped where it is longer. A tab in the text goes to where the wrapped lines begin.
type Paragraph struct {
	Text    string
	Align   string // center or right; "" is left
	Size    int    // half points; 0: the document's
	Bold    bool
	Hanging int  // how far wrapped lines are set in
	Line    int  // the height of a line, exactly; 0: what its letters need
	OnNew   bool // begins a page
}

// Table is a table with a line around each cell. Columns are the widths of its grid.
type Table struct {
	Columns []int
	Rows    []Row
}

// Row is at least as high as Height. It is kept on one page unless it Breaks.
type Row struct {
	Height int
	Breaks bool
	Cells  []Cell
}

// Cell holds paragraphs, or a picture. It spans columns of the grid; where it Goes on it belongs to the cell above that
// begins Down.
type Cell struct {
	Span       int // 0 is 1
	Down, Goes bool
	Align      string // center or bottom; "" is top
	Lines      []Paragraph
	Picture    *Picture
}

// Picture is a JPEG in the size in which it is shown.
type Picture struct {
	JPEG          []byte
	Width, Height int
	Title         string // what it shows
}

// Write writes a document. Its texts are in the named font, in letters of size half points.
func Write(w io.Writer, font string, size int, parts ...Part) error {
	var body []any
	var picture *Picture
	for _, p := range parts {
		t, ok := p.(Table)
		for _, row := range t.Rows {
			for _, c := range row.Cells {
				if ok && c.Picture != nil {
					picture = c.Picture
				}
			}
		}
		body = append(body, p.part())
	}
	files := []file{
		{"[Content_Types].xml", []byte(xml.Header + contentTypes)},
		{"_rels/.rels", []byte(xml.Header + relationships)},
	}
	for _, f := range []struct {
		name string
		of   any
	}{{"word/document.xml", document{W: word, R: office, Body: body, Section: raw{fmt.Sprintf(section, pageWidth, pageHeight, margin)}}},
		{"word/styles.xml", styles{W: word, Defaults: raw{fmt.Sprintf(defaults, escaped(font), size)}}}} {
		b, err := xml.Marshal(f.of)
		if err != nil {
			return fmt.Errorf("write %s: %w", f.name, err)
		}
		files = append(files, file{f.name, append([]byte(xml.Header), b...)})
	}
	shown := ""
	if picture != nil {
		shown = pictureRelationship
		files = append(files, file{"word/media/picture.jpg", picture.JPEG})
	}
	files = append(files, file{"word/_rels/document.xml.rels", []byte(xml.Header + fmt.Sprintf(documentRelationships, shown))})
	return zipped(w, files)
}

type file struct {
	name string
	data []byte
}

func zipped(w io.Writer, files []file) error {
	z := zip.NewWriter(w)
	for _, f := range files {
		out, err := z.Create(f.name)
		if err == nil {
			_, err = out.Write(f.data)
		}
		if err != nil {
			return fmt.Errorf("write %s: %w", f.name, err)
		}
	}
	return z.Close()
}

func escaped(text string) string {
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(text)) //nolint:errcheck // a buffer takes everything
	return b.String()
}

func (p Paragraph) part() any {
	out := paragraph{}
	if p.OnNew {
		out.Properties.PageBreakBefore = &struct{}{}
	}
	out.Properties.KeepLines = &struct{}{}
	if p.Line > 0 {
		out.Properties.Spacing = &spacing{p.Line, "exact"}
	}
	if p.Hanging > 0 {
		out.Properties.Tabs = &raw{fmt.Sprintf(`<w:tab w:val="left" w:pos="%d"/>`, p.Hanging)}
		out.Properties.Indent = &indent{p.Hanging, p.Hanging}
	}
	if p.Align != "" {
		out.Properties.Align = &value{p.Align}
	}
	for i, text := range strings.Split(p.Text, "\t") {
		r := run{}
		if i > 0 {
			r.Tab = &struct{}{}
		}
		if p.Bold {
			r.Properties.Bold = &struct{}{}
		}
		if p.Size > 0 {
			r.Properties.Size, r.Properties.SizeComplex = &number{p.Size}, &number{p.Size}
		}
		r.Text = &content{"preserve", text}
		if text == "" {
			r.Text = nil
		}
		out.Runs = append(out.Runs, r)
	}
	return out
}

func (t Table) part() any {
	out := table{Properties: raw{fmt.Sprintf(tableProperties, Width)}}
	for _, c := range t.Columns {
		out.Grid = append(out.Grid, column{c})
	}
	for _, r := range t.Rows {
		one := row{}
		if !r.Breaks {
			one.Properties.CantSplit = &struct{}{}
		}
		if r.Height > 0 {
			one.Properties.Height = &height{r.Height, "atLeast"}
		}
		at := 0
		for _, c := range r.Cells {
			span := max(c.Span, 1)
			width := 0
			for _, w := range t.Columns[at : at+span] {
				width += w
			}
			at += span
			one.Cells = append(one.Cells, c.cell(width, span))
		}
		out.Rows = append(out.Rows, one)
	}
	return out
}

func (c Cell) cell(width, span int) cell {
	out := cell{}
	out.Properties.Width = cellWidth{width, "dxa"}
	if span > 1 {
		out.Properties.Span = &number{span}
	}
	switch {
	case c.Down:
		out.Properties.Merge = &value{"restart"}
	case c.Goes:
		out.Properties.Merge = &value{"continue"}
	}
	if c.Align != "" {
		out.Properties.Align = &value{c.Align}
	}
	for _, p := range c.Lines {
		out.Paragraphs = append(out.Paragraphs, p.part())
	}
	if c.Picture != nil {
		p := paragraph{}
		p.Properties.Align = &value{"center"}
		p.Runs = []run{{Drawing: &raw{fmt.Sprintf(drawing, c.Picture.Width*twip, c.Picture.Height*twip, escaped(c.Picture.Title))}}}
		out.Paragraphs = append(out.Paragraphs, p)
	}
	if len(out.Paragraphs) == 0 { // a cell has one
		out.Paragraphs = append(out.Paragraphs, Paragraph{}.part())
	}
	return out
}
