package docx_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"bole/internal/docx"
)

// parts are the files of a document, each of them well-formed where it is XML.
func parts(t *testing.T, b []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(text)
		if strings.HasSuffix(f.Name, ".jpg") {
			continue
		}
		for d := xml.NewDecoder(bytes.NewReader(text)); ; {
			_, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
	}
	return out
}

func TestWrite(t *testing.T) {
	line := func(text string) []docx.Paragraph { return []docx.Paragraph{{Text: text}} }
	table := docx.Table{Columns: []int{1000, 2000, 3000}, Rows: []docx.Row{
		{Height: 500, Cells: []docx.Cell{{Down: true, Lines: line("甲")}, {Span: 2, Align: "bottom", Lines: line(`<&>"` + "\u0001")}}},
		{Breaks: true, Cells: []docx.Cell{{Goes: true}, {Lines: []docx.Paragraph{{Text: "2020\t乙", Hanging: 700, Line: 320, Align: "right"}}}, {}}},
	}}
	var b, again bytes.Buffer
	if err := docx.Write(&b, "宋体", 24, docx.Paragraph{Text: "题", Size: 44, Bold: true, OnNew: true}, table); err != nil {
		t.Fatal(err)
	}
	if err := docx.Write(&again, "宋体", 24, docx.Paragraph{Text: "题", Size: 44, Bold: true, OnNew: true}, table); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Errorf("the same document is written otherwise: %v", err)
	}
	files := parts(t, b.Bytes())
	for _, want := range []string{
		`<w:gridCol w:w="1000"></w:gridCol><w:gridCol w:w="2000"></w:gridCol><w:gridCol w:w="3000"></w:gridCol>`,
		`<w:cantSplit></w:cantSplit><w:trHeight w:val="500" w:hRule="atLeast">`,
		`<w:tcW w:w="5000" w:type="dxa"></w:tcW><w:gridSpan w:val="2"></w:gridSpan><w:vAlign w:val="bottom">`,
		`<w:vMerge w:val="restart">`, `<w:vMerge w:val="continue">`,
		"&lt;&amp;&gt;&#34;\uFFFD", // what XML cannot hold is shown as such
		`<w:spacing w:line="320" w:lineRule="exact"></w:spacing><w:ind w:left="700" w:hanging="700"></w:ind><w:jc w:val="right">`,
		`>2020</w:t></w:r><w:r><w:rPr></w:rPr><w:tab></w:tab><w:t xml:space="preserve">乙</w:t>`,
		`<w:pageBreakBefore></w:pageBreakBefore></w:pPr><w:r><w:rPr><w:b></w:b><w:sz w:val="44">`, `<w:pgSz w:w="11906" w:h="16838"/>`,
	} {
		if !strings.Contains(files["word/document.xml"], want) {
			t.Errorf("the document lacks %s:\n%s", want, files["word/document.xml"])
		}
	}
	if n := strings.Count(files["word/document.xml"], "<w:cantSplit>"); n != 1 {
		t.Errorf("%d rows are kept on a page, and the other breaks", n)
	}
	if !strings.Contains(files["word/styles.xml"], `w:eastAsia="宋体"`) || !strings.Contains(files["word/styles.xml"], `<w:sz w:val="24"/>`) {
		t.Errorf("styles: %s", files["word/styles.xml"])
	}
	if len(files) != 5 || strings.Contains(files["word/_rels/document.xml.rels"], "media") {
		t.Errorf("a document without a picture: %d files, %s", len(files), files["word/_rels/document.xml.rels"])
	}
}

func TestPicture(t *testing.T) {
	var b bytes.Buffer
	cell := docx.Cell{Picture: &docx.Picture{JPEG: []byte("JPEG"), Width: 1000, Height: 1500, Title: `"照片"`}}
	if err := docx.Write(&b, "宋体", 24, docx.Table{Columns: []int{2000}, Rows: []docx.Row{{Cells: []docx.Cell{cell}}}}); err != nil {
		t.Fatal(err)
	}
	files := parts(t, b.Bytes())
	if files["word/media/picture.jpg"] != "JPEG" || !strings.Contains(files["word/_rels/document.xml.rels"], `Id="rId2"`) || !strings.Contains(files["[Content_Types].xml"], "image/jpeg") {
		t.Errorf("the picture: %v", files)
	}
	if d := files["word/document.xml"]; !strings.Contains(d, `<wp:extent cx="635000" cy="952500"/>`) || !strings.Contains(d, `r:embed="rId2"`) || !strings.Contains(d, `name="&#34;照片&#34;"`) {
		t.Errorf("the drawing: %s", d)
	}
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no room") }

func TestWriteFails(t *testing.T) {
	if err := docx.Write(full{}, "宋体", 24, docx.Paragraph{Text: "题"}); err == nil || !strings.Contains(err.Error(), "no room") {
		t.Error(err)
	}
}
