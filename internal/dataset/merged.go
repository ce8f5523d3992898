package dataset

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"bole/graph/message"

	"github.com/xuri/excelize/v2"
)

// merge is a rectangle of merged cells; rows are counted from 1, columns from 0.
type merge struct {
	top, bottom int
	left, right int
	value       sheetCell // of its first cell, which is the one that holds anything
}

// maxMerges is how many merged cells of a sheet are kept.
const maxMerges = 1 << 20

// merges are the merged cells of a sheet's part, by their first row. A sheet names them after its rows, so that they
// are looked for ahead of reading: the bytes before them are passed over.
func merges(z *zip.Reader, part string) (out []merge, err error) {
	f, err := z.Open(part)
	if err != nil {
		return nil, message.Errorf("open the sheet's part: %v", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	rest := newPaced(from(bufio.NewReaderSize(f, 1<<16), "mergeCells"), maxRecord)
	in := xml.NewDecoder(rest)
	for {
		rest.reset()
		token, err := in.RawToken()
		if err != nil {
			return nil, nil // what is broken there is found when the rows are read
		}
		switch e := token.(type) {
		case xml.StartElement:
			if m, ok := rectangle(attr(e, "ref")); ok && e.Name.Local == "mergeCell" {
				out = append(out, m)
			}
			if len(out) > maxMerges {
				return nil, message.Errorf("it has more than %d merged cells; unmerge them", maxMerges)
			}
		case xml.EndElement:
			if e.Name.Local == "mergeCells" {
				slices.SortStableFunc(out, func(a, b merge) int { return a.top - b.top })
				return out, nil
			}
		}
	}
}

// from reads up to the start of an element and gives what is left, the element's own tag first. Nothing is left
// where there is no such element, or the file breaks off before it.
func from(in *bufio.Reader, element string) io.Reader {
	for {
		_, err := in.ReadSlice('<')
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil {
			return strings.NewReader("")
		}
		head, _ := in.Peek(len(element) + 20)
		name, _, _ := strings.Cut(string(head), ">")
		name, _, _ = strings.Cut(name, " ")
		if _, local, ok := strings.Cut(name, ":"); ok {
			name = local
		}
		if name == element {
			return io.MultiReader(strings.NewReader("<"), in)
		}
	}
}

func rectangle(ref string) (merge, bool) {
	from, to, _ := strings.Cut(ref, ":")
	left, top, err := excelize.CellNameToCoordinates(from)
	right, bottom, err2 := excelize.CellNameToCoordinates(to)
	return merge{top: top, bottom: bottom, left: left - 1, right: right - 1}, err == nil && err2 == nil && top <= bottom && left <= right
}

// spread gives each row below the first of merged cells the value they show, and marks cells that are merged over
// several columns: which of them the value is for cannot be told. It reports whether the row holds anything of its own.
func (s *sheetFile) spread(row int, cells []sheetCell) ([]sheetCell, bool) {
	for len(s.ahead) > 0 && s.ahead[0].top <= row {
		m := s.ahead[0]
		s.ahead = s.ahead[1:]
		if m.top == row && m.left < len(cells) && cells[m.left].holds() {
			m.value = cells[m.left]
			s.merged[m.left] = m
		}
	}
	maps.DeleteFunc(s.merged, func(_ int, m merge) bool { return m.bottom < row })
	own := slices.ContainsFunc(cells, sheetCell.holds)
	for _, m := range s.merged {
		for len(cells) <= m.left {
			cells = append(cells, sheetCell{})
		}
		c := m.value
		if m.right > m.left {
			from, _ := excelize.ColumnNumberToName(m.left + 1)
			to, _ := excelize.ColumnNumberToName(m.right + 1)
			c = unreadable(message.New("is merged over the columns %s to %s", from, to), message.New("unmerge the cells and give each column its value"))
		}
		c.merged = row > m.top
		if !cells[m.left].holds() || row == m.top {
			cells[m.left] = c
		}
	}
	return cells, own
}
