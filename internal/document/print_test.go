package document_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bole/internal/document"
	"bole/internal/lrmx"
)

// printed is a Word document read back.
type printed struct {
	tables  [][][]cell
	columns []int // of each table
	picture []byte
}

type cell struct {
	text  string // paragraphs with | between
	span  int
	merge string
}

// printedForm prints a form and reads the document back by its XML.
func printedForm(t *testing.T, f *lrmx.Form) printed {
	t.Helper()
	var b bytes.Buffer
	if err := document.Print(f, &b); err != nil {
		t.Fatal(err)
	}
	return reread(t, b.Bytes())
}

func reread(t *testing.T, b []byte) printed {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	part := func(name string) []byte {
		r, err := z.Open(name)
		if err != nil {
			return nil
		}
		defer r.Close()
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	var d struct {
		Tables []struct {
			Grid []struct{} `xml:"tblGrid>gridCol"`
			Rows []struct {
				Cells []struct {
					Span struct {
						Val int `xml:"val,attr"`
					} `xml:"tcPr>gridSpan"`
					Merge struct {
						Val string `xml:"val,attr"`
					} `xml:"tcPr>vMerge"`
					Paragraphs []struct {
						Runs []struct {
							Tab  *struct{} `xml:"tab"`
							Text string    `xml:"t"`
						} `xml:"r"`
					} `xml:"p"`
				} `xml:"tc"`
			} `xml:"tr"`
		} `xml:"body>tbl"`
	}
	if err := xml.Unmarshal(part("word/document.xml"), &d); err != nil {
		t.Fatal(err)
	}
	out := printed{picture: part("word/media/picture.jpg")}
	for _, table := range d.Tables {
		var rows [][]cell
		for _, r := range table.Rows {
			var cells []cell
			for _, c := range r.Cells {
				var lines []string
				for _, p := range c.Paragraphs {
					line := ""
					for _, r := range p.Runs {
						if r.Tab != nil {
							line += "\t"
						}
						line += r.Text
					}
					lines = append(lines, line)
				}
				cells = append(cells, cell{strings.Join(lines, "|"), max(1, c.Span.Val), c.Merge.Val})
			}
			rows = append(rows, cells)
		}
		out.tables, out.columns = append(out.tables, rows), append(out.columns, len(table.Grid))
	}
	return out
}

// fits holds each table to its grid: every row fills it, and a cell that goes on stands below one that began.
func (p printed) fits(t *testing.T) {
	t.Helper()
	for i, rows := range p.tables {
		open := map[int]bool{}
		for j, cells := range rows {
			at := 0
			for _, c := range cells {
				if c.merge == "continue" && (!open[at] || c.text != "") {
					t.Errorf("table %d, row %d: a cell goes on that did not begin, or with a text: %+v", i, j, c)
				}
				open[at] = c.merge != ""
				at += c.span
			}
			if at != p.columns[i] {
				t.Errorf("table %d, row %d fills %d of %d columns", i, j, at, p.columns[i])
			}
		}
	}
}

// values are the texts of a row behind its label.
func values(rows [][]cell, label string) string {
	for _, r := range rows {
		var texts []string
		found := false
		for _, c := range r {
			if found {
				texts = append(texts, c.text)
			}
			found = found || strings.ReplaceAll(c.text, "|", "") == label
		}
		if found {
			return strings.Join(texts, " / ")
		}
	}
	return "no such row"
}

func example() *lrmx.Form {
	return &lrmx.Form{Name: "张某甲", Gender: "男", Birth: "1980-03", Ethnicity: "汉族", NativePlace: "某省某县", PartyText: "20020601", WorkStarted: "2001-08-15", AgeAsOf: "2024-08-31", FilledOn: "2024-08-31",
		FullTime: lrmx.Education{Level: "大学", Degree: "经济学学士", LevelSchool: "某大学经济学"}, InService: lrmx.Education{Level: "研究生", Degree: "管理学硕士", LevelSchool: "某党校", DegreeSchool: "某大学<管理>"},
		Post: "某镇镇长", ToPost: "某局局长", FromPost: "某镇镇长", Reason: "工作需要", AnnualText: "2022年称职；2023年优秀", Awards: "2020-03-10 某先进；2019-05-02 党纪警告",
		ResumeText: "2001.08--2005.03.15  某局科员\n2005.03.15--         某镇镇长\n（其间：2009.01--至今 某协会理事（兼任））"}
}

func TestPrint(t *testing.T) {
	p := printedForm(t, example())
	p.fits(t)
	if len(p.tables) != 2 || p.picture != nil {
		t.Fatalf("%d tables, want one for each page; a picture of %d bytes", len(p.tables), len(p.picture))
	}
	for label, want := range map[string]string{
		"姓名":     "张某甲 / 性别 / 男 / 出生年月|（岁） / 1980.03|（44岁） / 照片",
		"民族":     "汉族 / 籍贯 / 某省某县 / 出生地 /  / ",
		"入党时间":   "2002.06 / 参加工|作时间 / 2001.08 / 健康状况 /  / ",
		"专业技术职务": " / 熟悉专业|有何专长 /  / ",
		"全日制教育":  "大学|经济学学士 / 毕业院校|系及专业 / 某大学经济学",
		"在职教育":   "研究生|管理学硕士 / 毕业院校|系及专业 / 某党校|某大学<管理>",
		"现任职务":   "某镇镇长", "拟任职务": "某局局长", "拟免职务": "某镇镇长",
		"简历": "2001.08--2005.03\t某局科员|2005.03--\t某镇镇长|\t（其间：2009.01--至今 某协会理事（兼任））",
	} {
		if got := values(p.tables[0], label); got != want {
			t.Errorf("%s: %q, want %q", label, got, want)
		}
	}
	const seal = "||（盖章）　　　|年　　月　　日　" // for a person to fill in
	for label, want := range map[string]string{
		"奖惩情况": "2020-03-10 某先进|2019-05-02 党纪警告", "年度考核结果": "2022年称职；2023年优秀", "任免理由": "工作需要",
		"家庭主要成员及重要社会关系": "称谓 / 姓名 / 出生年月 / 政治面貌 / 工作单位及职务",
		"呈报单位": seal, "审批机关意见": seal + " / 行政|机关|任免|意见 / " + seal,
	} {
		if got := values(p.tables[1], label); got != want {
			t.Errorf("%s: %q, want %q", label, got, want)
		}
	}
}

// TestPrintBlank prints a form that says a name and nothing else: every other value is blank.
func TestPrintBlank(t *testing.T) {
	full, blank := printedForm(t, example()), printedForm(t, &lrmx.Form{Name: "张某甲"})
	blank.fits(t)
	said := map[string]bool{}
	for i, rows := range blank.tables {
		for j, cells := range rows {
			for k, c := range cells {
				if c.text != "" && c.text != full.tables[i][j][k].text {
					said[c.text] = true
				}
			}
		}
	}
	if d := cmp.Diff(map[string]bool{"\t": true}, said); d != "" { // the place of the résumé
		t.Errorf("a blank form says: %s", d)
	}
}

func TestPrintDates(t *testing.T) {
	for _, tt := range []struct{ birth, asOf, party, politically, wantBirth, wantParty string }{
		{"1980", "2024-08-31", "民盟（200001）", "民盟盟员", "1980", "民盟（200001）"},
		{"1980-03", "2024-03-01", "200206", "中共党员", "1980.03|（44岁）", "2002.06"},
		{"1980-03-31", "2024-02-28", "2002", "", "1980.03|（43岁）", "2002"},
		{"1980-12", "2024-08-31", "", "民盟盟员", "1980.12|（43岁）", "民盟盟员"},
		{"1980", "2024-08-31", "", "", "1980", ""},
		{"1980-03", "2024", "", "", "1980.03", ""},
		{"1980-03", "", "", "", "1980.03", ""},
		{"2030-03", "2024-08-31", "", "", "2030.03", ""},
		{"", "2024-08-31", "", "", "", ""},
	} {
		p := printedForm(t, &lrmx.Form{Name: "甲", Birth: tt.birth, AgeAsOf: tt.asOf, PartyText: tt.party, PoliticalStatus: tt.politically})
		if got := p.tables[0][0][5].text; got != tt.wantBirth {
			t.Errorf("born %s, as of %s: %q, want %q", tt.birth, tt.asOf, got, tt.wantBirth)
		}
		if got := p.tables[0][2][1].text; got != tt.wantParty {
			t.Errorf("%q %q: %q, want %q", tt.party, tt.politically, got, tt.wantParty)
		}
	}
}

// TestPrintLong prints a career of many posts: it goes on on pages of its own, in order, and no entry is lost or cut.
func TestPrintLong(t *testing.T) {
	var lines, want []string
	for i := range 90 {
		text := strings.Repeat("某某开发区管理委员会副主任、", 1+i%4)
		lines = append(lines, fmt.Sprintf("%d.08--%d.08  %s", 1900+i, 1901+i, text))
		want = append(want, fmt.Sprintf("%d.08--%d.08\t%s", 1900+i, 1901+i, text))
	}
	f := example()
	f.ResumeText = strings.Join(lines, "\n")
	p := printedForm(t, f)
	p.fits(t)
	var got []string
	for i, rows := range p.tables[:len(p.tables)-1] {
		label := "简历续"
		if i == 0 {
			label = "简历"
		}
		entries := strings.Split(values(rows, label), "|")
		if n := len(entries); n < 8 || n > 44 {
			t.Errorf("page %d has %d entries", i+1, n)
		}
		got = append(got, entries...)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if len(p.tables) < 5 || values(p.tables[len(p.tables)-1], "奖惩情况") == "no such row" {
		t.Errorf("%d tables, and what stands in the last", len(p.tables))
	}
}

func photo(t *testing.T, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, width, height)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// reading is a file without end.
type reading struct{ n int }

func (r *reading) Read(b []byte) (int, error) {
	r.n += len(b)
	return len(b), nil
}

// TestPhotos takes photos from files and other forms, and carries them into both forms of the form as they are.
func TestPhotos(t *testing.T) {
	for _, size := range [][2]int{{300, 400}, {100, 1000}, {1000, 100}, {1, 1}} {
		given := photo(t, size[0], size[1])
		taken, err := document.Photo(bytes.NewReader(given), false, example())
		if err != nil || !bytes.Equal(taken, given) {
			t.Fatalf("%v: %v", size, err)
		}
		f := example()
		f.Photo = taken
		if p := printedForm(t, f); !bytes.Equal(p.picture, given) || values(p.tables[0], "姓名") != "张某甲 / 性别 / 男 / 出生年月|（岁） / 1980.03|（44岁） / " {
			t.Errorf("%v: the document has a picture of %d bytes", size, len(p.picture))
		}
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"张某甲", "张 某甲"} {
			to := &lrmx.Form{Name: name, Birth: "1980"} // of the form the month is known
			if again, err := document.Photo(bytes.NewReader(b.Bytes()), true, to); err != nil || !bytes.Equal(again, given) {
				t.Errorf("%v from the form: %d bytes, %v", size, len(again), err)
			}
		}
	}
	birth := "198003"
	form := func(text string) []byte {
		return []byte("<Person><XingMing>张某甲</XingMing><ChuShengNianYue>" + birth + "</ChuShengNianYue><ZhaoPian>" + text + "</ZhaoPian></Person>")
	}
	whole := photo(t, 300, 400)
	for _, tt := range []struct {
		name   string
		b      []byte
		isForm bool
		of     string
		want   string
	}{
		{"nothing", nil, false, "张某甲", "is not a JPEG"},
		{"a text", []byte("照片"), false, "张某甲", "is not a JPEG"},
		{"half of one", whole[:len(whole)/2], false, "张某甲", "is damaged"},
		{"a large file", append(whole[:len(whole):len(whole)], make([]byte, 4<<20)...), false, "张某甲", "more than 4 MiB"},
		{"many pixels", photo(t, 4097, 4097), false, "张某甲", "4097 by 4097 pixels; save it with at most 16 million"},
		{"somebody else's form", form(""), true, "李某乙", "the form of somebody else; name the form of 李某乙"},
		{"a form without", form(""), true, "张某甲", "has no photo"},
		{"a form with something else", form("5LqM"), true, "张某甲", "is not a JPEG"},
		{"no form", []byte("<Foto/>"), true, "张某甲", "is not a form"},
	} {
		if got, err := document.Photo(bytes.NewReader(tt.b), tt.isForm, &lrmx.Form{Name: tt.of, Birth: "1980-03"}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %d bytes, %v, want %s", tt.name, len(got), err, tt.want)
		}
	}
	for _, birth = range []string{"198004", "1981", "1979.03"} {
		if got, err := document.Photo(bytes.NewReader(form(base64.StdEncoding.EncodeToString(whole))), true, example()); err == nil || !strings.Contains(err.Error(), "somebody else of this name") {
			t.Errorf("a form of another of this name, born %s: %d bytes, %v", birth, len(got), err)
		}
	}
	endless := &reading{}
	if _, err := document.Photo(endless, false, example()); err == nil || !strings.Contains(err.Error(), "more than 4 MiB") || endless.n > 9<<20 {
		t.Errorf("a file without end: %v after %d bytes", err, endless.n)
	}
	f := example()
	f.Photo = []byte("照片")
	if err := document.Print(f, io.Discard); err == nil || !strings.Contains(err.Error(), "is not a JPEG") {
		t.Errorf("a form with a photo that is none: %v", err)
	}
}
