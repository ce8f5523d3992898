package document

import (
	"bytes"
	"cmp"
	"image/jpeg"
	"io"
	"regexp"
	"strconv"
	"strings"

	"bole/graph/message"
	"bole/graph/textfold"
	"bole/internal/docx"
	"bole/internal/lrmx"
)

// The form as it is printed: the font of official tables, and letters of 12 points.
const (
	printFont = "宋体"
	printSize = 24
)

// Print writes a form as the table of two pages that offices sign and file, as a Word document. What the form does not
// say stays blank, and so does what is written by hand: seals, days and the opinions of those who decide. The age is of
// the month of AgeAsOf. A long résumé goes on on the next page.
func Print(f *lrmx.Form, w io.Writer) error {
	var picture *docx.Picture
	if len(f.Photo) > 0 {
		var err error
		if picture, err = portrait(f.Photo); err != nil {
			return err
		}
	}
	career := resume(f.ResumeText)
	parts := []docx.Part{docx.Paragraph{Text: "干部任免审批表", Align: "center", Size: 44, Bold: true},
		docx.Table{Columns: firstColumns, Rows: append(firstPage(f, picture), career[0])}}
	page := docx.Paragraph{Size: 2, OnNew: true}
	for _, row := range career[1:] {
		parts = append(parts, page, docx.Table{Columns: firstColumns, Rows: []docx.Row{row}})
	}
	parts = append(parts, page, docx.Table{Columns: secondColumns, Rows: secondPage(f)}, docx.Paragraph{Text: "填表人：" + f.FilledBy})
	return docx.Write(w, printFont, printSize, parts...)
}

// Widths of the columns of the two pages. The photo is in the last of the first; the second has two opinions side by
// side.
var (
	firstColumns  = []int{640, 560, 1240, 1140, 1240, 1240, 1640, docx.Width - 7700}
	secondColumns = []int{640, 900, 1100, 1240, 1240, 640, docx.Width - 5760}
)

const (
	photoWidth, photoHeight = docx.Width - 7700 - 160, 2560
	line                    = 680 // the height of a row of one or two lines
	members                 = 7   // rows for the family
)

// The résumé: letters of 10.5 points, the text beside its dates. Its lines are counted, so that an entry stands on one
// page: as many as the first page holds, and a page after it.
const (
	resumeSize, resumeLine = 21, 320
	resumeDates            = 2200
	firstLines, pageLines  = 20, 44
	resumeLetters          = 29 // full-width letters of a line
)

func text(align string, lines ...string) docx.Cell {
	c := docx.Cell{Align: "center"}
	for _, l := range lines {
		c.Lines = append(c.Lines, docx.Paragraph{Text: l, Align: align})
	}
	return c
}

func label(span int, lines ...string) docx.Cell {
	c := text("center", lines...)
	c.Span = span
	return c
}

func value(span int, text string) docx.Cell { return label(span, text) }

// below is a cell that belongs to the one above it.
func below(span int) docx.Cell { return docx.Cell{Span: span, Goes: true} }

func down(c docx.Cell) docx.Cell {
	c.Down = true
	return c
}

// prose is a cell of text from the left, a paragraph for each line.
func prose(span int, lines ...string) docx.Cell {
	c := text("", lines...)
	c.Span = span
	return c
}

func firstPage(f *lrmx.Form, picture *docx.Picture) []docx.Row {
	beside := down(label(1, "照片"))
	if picture != nil {
		beside = docx.Cell{Down: true, Align: "center", Picture: picture}
	}
	birth := label(1, month(f.Birth))
	if age := age(f.Birth, f.AgeAsOf); age != "" {
		birth = label(1, month(f.Birth), "（"+age+"岁）")
	}
	rows := []docx.Row{
		{Height: line, Cells: []docx.Cell{label(2, "姓名"), value(1, f.Name), label(1, "性别"), value(1, f.Gender), label(1, "出生年月", "（岁）"), birth, beside}},
		{Height: line, Cells: []docx.Cell{label(2, "民族"), value(1, f.Ethnicity), label(1, "籍贯"), value(1, f.NativePlace), label(1, "出生地"), value(1, f.Birthplace), below(1)}},
		{Height: line, Cells: []docx.Cell{label(2, "入党", "时间"), value(1, joined(f)), label(1, "参加工", "作时间"), value(1, month(f.WorkStarted)), label(1, "健康状况"), value(1, ""), below(1)}},
		{Height: line, Cells: []docx.Cell{label(2, "专业技", "术职务"), value(2, f.TechnicalTitle), label(1, "熟悉专业", "有何专长"), value(2, f.Specialty), below(1)}},
		{Height: line, Cells: append([]docx.Cell{down(label(2, "学历", "学位")), label(1, "全日制", "教育")}, studied(f.FullTime)...)},
		{Height: line, Cells: append([]docx.Cell{below(2), label(1, "在职", "教育")}, studied(f.InService)...)},
	}
	for _, p := range [][2]string{{"现任职务", f.Post}, {"拟任职务", f.ToPost}, {"拟免职务", f.FromPost}} {
		rows = append(rows, docx.Row{Height: line, Cells: []docx.Cell{label(3, p[0]), prose(5, p[1])}})
	}
	return rows
}

// resume are the rows of the résumé, one for each page.
func resume(text string) []docx.Row {
	rows := []docx.Row{{Height: firstLines * resumeLine, Breaks: true, Cells: []docx.Cell{label(1, "简", "历"), {Span: 7}}}}
	left := firstLines
	for _, l := range strings.Split(text, "\n") {
		l = entry(l)
		n := wrapped(l)
		if n > left && left < pageLines {
			rows = append(rows, docx.Row{Breaks: true, Cells: []docx.Cell{label(1, "简", "历", "续"), {Span: 7}}})
			left = pageLines
		}
		left -= n
		last := &rows[len(rows)-1].Cells[1]
		last.Lines = append(last.Lines, docx.Paragraph{Text: l, Size: resumeSize, Line: resumeLine, Hanging: resumeDates})
	}
	return rows
}

// wrapped is how many lines an entry takes.
func wrapped(entry string) int {
	_, text, _ := strings.Cut(entry, "\t")
	tenths := 0
	for _, r := range text {
		if r < 0x2000 {
			tenths += 6 // a little more than half a letter
		} else {
			tenths += 10
		}
	}
	return max(1, (tenths+10*resumeLetters-1)/(10*resumeLetters))
}

// studied are the cells of one kind of education.
func studied(e lrmx.Education) []docx.Cell {
	return []docx.Cell{text("center", filled(e.Level, e.Degree)...), label(1, "毕业院校", "系及专业"), prose(3, filled(e.LevelSchool, e.DegreeSchool)...)}
}

func secondPage(f *lrmx.Form) []docx.Row {
	rows := []docx.Row{
		{Height: 2300, Breaks: true, Cells: []docx.Cell{label(1, "奖惩", "情况"), prose(6, strings.Split(strings.ReplaceAll(f.Awards, "；", "\n"), "\n")...)}},
		{Height: 1100, Breaks: true, Cells: []docx.Cell{label(1, "年度", "考核", "结果"), prose(6, f.AnnualText)}},
		{Height: 1100, Breaks: true, Cells: []docx.Cell{label(1, "任免", "理由"), prose(6, strings.Split(f.Reason, "\n")...)}},
		{Height: line, Cells: []docx.Cell{down(label(1, "家庭", "主要", "成员", "及重", "要社", "会关", "系")), label(1, "称谓"), label(1, "姓名"), label(1, "出生年月"), label(1, "政治面貌"), label(2, "工作单位及职务")}},
	}
	for range members {
		rows = append(rows, docx.Row{Height: 600, Cells: []docx.Cell{below(1), value(1, ""), value(1, ""), value(1, ""), value(1, ""), value(2, "")}})
	}
	signed := func(span int, above string) docx.Cell {
		c := text("right", above, "", "（盖章）　　　", "年　　月　　日　")
		c.Span, c.Align = span, "bottom"
		return c
	}
	return append(rows,
		docx.Row{Height: 1700, Cells: []docx.Cell{label(1, "呈报", "单位"), signed(6, f.ReportedBy)}},
		docx.Row{Height: 2600, Cells: []docx.Cell{label(1, "审批", "机关", "意见"), signed(4, ""), label(1, "行政", "机关", "任免", "意见"), signed(1, "")}})
}

// filled are the texts that say something.
func filled(texts ...string) (out []string) {
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	return out
}

// dated is a line of the résumé that begins with its dates: years, months or days.
var dated = regexp.MustCompile(`^(\d{4}(?:\.\d\d)?)[\d.]*--(\d{4}(?:\.\d\d)?|至今|)[\d.]*\s+(.*)$`)

// entry sets the text of a line of the résumé apart from its dates, which are months; what has none stands below the
// text.
func entry(line string) string {
	if m := dated.FindStringSubmatch(line); m != nil {
		return m[1] + "--" + m[2] + "\t" + m[3]
	}
	return "\t" + line
}

// month is a date as forms show it, 1970.05 or 1970.
func month(date string) string {
	if len(date) < 7 {
		return date
	}
	return date[:4] + "." + date[5:7]
}

// joined is when the Communist Party was joined, or else what another political status is.
func joined(f *lrmx.Form) string {
	if t := f.PartyText; joining.MatchString(t) {
		return t[:4] + "." + t[4:6]
	}
	return cmp.Or(f.PartyText, f.PoliticalStatus)
}

// joining is the month or the day of joining as forms write it; all else stands as it does in the form.
var joining = regexp.MustCompile(`^\d{6}(\d\d)?$`)

// age is the full years from one month to another, as forms count them; "" where a month is not known.
func age(birth, asOf string) string {
	if len(birth) < 7 || len(asOf) < 7 {
		return ""
	}
	var n [4]int
	for i, t := range []string{birth[:4], birth[5:7], asOf[:4], asOf[5:7]} {
		var err error
		if n[i], err = strconv.Atoi(t); err != nil {
			return ""
		}
	}
	years := n[2] - n[0]
	if n[3] < n[1] {
		years--
	}
	if years < 0 {
		return ""
	}
	return strconv.Itoa(years)
}

// Limits of a photo. A form has at most 8 MiB, and base64 takes a third more than the photo.
const (
	maxFile   = 8 << 20  // bytes
	maxPhoto  = 4 << 20  // bytes
	maxPixels = 16 << 20 // 16 million
)

// Photo takes a photo for somebody's form from a file: a JPEG, or the form (.lrmx) that has it. A form is somebody else's
// whose name differs, or whose year or month of birth where both say it. Of a larger file no more is read than shows it.
func Photo(r io.Reader, isForm bool, f *lrmx.Form) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, err
	}
	if isForm {
		name, birth, photo, err := lrmx.Photo(b)
		known := min(len(birth), len(f.Birth), len("2006-01"))
		switch {
		case err != nil:
			return nil, err
		case textfold.Name(name) != textfold.Name(f.Name):
			return nil, message.Errorf("it is the form of somebody else; name the form of %s, or a JPEG", f.Name)
		case birth[:known] != f.Birth[:known]:
			return nil, message.Errorf("it is the form of somebody else of this name, with another month of birth; name the form of this %s, or a JPEG", f.Name)
		case len(photo) == 0:
			return nil, message.Errorf("it has no photo; name a form that has one, or a JPEG")
		}
		b = photo
	}
	if len(b) > maxPhoto {
		return nil, message.Errorf("the photo has more than %d MiB; save it smaller", maxPhoto>>20)
	}
	_, err = portrait(b)
	return b, err
}

// portrait is a photo in the size in which it is printed.
func portrait(b []byte) (*docx.Picture, error) {
	c, err := jpeg.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, message.Errorf("the photo is not a JPEG: %v; save it as one", err)
	}
	if c.Width < 1 || c.Height < 1 || c.Width > maxPixels/c.Height {
		return nil, message.Errorf("the photo has %d by %d pixels; save it with at most 16 million", c.Width, c.Height)
	}
	if _, err := jpeg.Decode(bytes.NewReader(b)); err != nil {
		return nil, message.Errorf("the photo is damaged: %v; save it again", err)
	}
	p := &docx.Picture{JPEG: b, Width: photoWidth, Height: max(1, photoWidth*c.Height/c.Width), Title: "照片"}
	if p.Height > photoHeight {
		p.Width, p.Height = max(1, photoHeight*c.Width/c.Height), photoHeight
	}
	return p, nil
}
