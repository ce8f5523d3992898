package dataset_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"bole/internal/dataset"
)

// sheets writes a workbook: name of each sheet and its rows in turn.
func sheets(t *testing.T, change func(*excelize.File), list ...any) string {
	t.Helper()
	f := excelize.NewFile()
	for i := 0; i < len(list); i += 2 {
		name, _ := list[i].(string)
		if i == 0 {
			must(t, f.SetSheetName("Sheet1", name))
		} else if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		rows, _ := list[i+1].([][]any)
		for n, row := range rows {
			must(t, f.SetSheetRow(name, fmt.Sprintf("A%d", n+1), &row))
		}
	}
	if change != nil {
		change(f)
	}
	path := filepath.Join(t.TempDir(), "book.xlsx")
	must(t, f.SaveAs(path))
	return path
}

// office is a workbook as an office has it, with thirteen mistakes unless mended.
func office(t *testing.T, mended bool) string {
	either := func(wrong, right any) any {
		if mended {
			return right
		}
		return wrong
	}
	return sheets(t, func(f *excelize.File) {
		month, err := f.NewStyle(&excelize.Style{CustomNumFmt: new(`yyyy"年"m"月"`)})
		must(t, err)
		must(t, f.SetCellValue("干部", "F2", time.Date(1980, time.March, 1, 0, 0, 0, 0, time.UTC)))
		must(t, f.SetCellStyle("干部", "F2", "F2", month))
		day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		must(t, err)
		must(t, f.SetCellValue("任职", "D2", 45000)) // 2023-03-15
		must(t, f.SetCellStyle("任职", "D2", "D2", day))
		if !mended {
			must(t, f.SetCellFormula("事项", "D3", "1+3"))
		}
	},
		"说明", [][]any{{"本簿由组织部门填写"}},
		"单位", [][]any{{"键", "名称", "性质", "上级", "板块"}, {"x-u1", "某市", "政府", nil, "是"}, {}, {"x-u2", "某局", either("局", "部门"), "x-u1", either("对", "否")}},
		"职位", [][]any{{"键", "职位名称", "单位", "职务层次", "核定职数"}, {"x-p1", "局长", "x-u2", "1A41", 1}, {"x-p2", "副局长", either("x-u9", "x-u2"), "乡科级副职", either(2.5, 2)}},
		"干部", [][]any{{"键", "姓名", "性别", "民族", "政治面貌", "出生年月"}, {"x-c1", "张某甲", "1", "01", "01", nil}, {"x-c2", either(nil, "李某乙"), either("未知", "女"), "回族", "群众", "1985-07"},
			{either("x-c1", "x-c3"), "王某丙", "男", "汉族", "中共党员", either("1985-13", "1985-12")}},
		"任职", [][]any{{"键", "干部", "职位", "起", "止", "主职"}, {"x-a1", "x-c1", "x-p1", nil, nil, true}, {"x-a2", "x-c2", "x-p2", "2020-01-01", either("2019-01-01", "2021-01-01"), false}},
		"事项", [][]any{{"键", "标题", "类别", "难度", either("难不难", "成效分")}, {"x-t1", "化债", "债务化解", 4, 87.5}, {"x-t2", "抢险", "抗洪抢险", 4, nil}},
		"participations", [][]any{{"事项", "干部", "角色"}, {"x-t1", "x-c1", either("队长", "牵头")}, {"x-t1", "x-c2", "MEMBER", either("多出一格", nil)}},
	)
}

// strict writes a workbook again as "Strict Open XML": with the standard's own namespaces, and days as ISO 8601 has them.
func strict(t *testing.T, path string) string {
	t.Helper()
	in, err := zip.OpenReader(path)
	must(t, err)
	defer in.Close()
	out, err := os.Create(filepath.Join(t.TempDir(), "strict.xlsx"))
	must(t, err)
	w := zip.NewWriter(out)
	days := 0
	for _, f := range in.File {
		r, err := f.Open()
		must(t, err)
		b, err := io.ReadAll(r)
		must(t, err)
		text := strings.NewReplacer("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main",
			"http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships").Replace(string(b))
		for serial, day := range map[string]string{"29281": "1980-03-01", "45000": "2023-03-15"} {
			cell := regexp.MustCompile(`<c r="(\w+)" s="(\d+)"( t="n")?><v>` + serial + `</v>`)
			days += len(cell.FindAllString(text, -1))
			text = cell.ReplaceAllString(text, `<c r="$1" s="$2" t="d"><v>`+day+`T00:00:00</v>`)
		}
		part, err := w.Create(f.Name)
		must(t, err)
		_, err = io.WriteString(part, text)
		must(t, err)
	}
	must(t, w.Close())
	must(t, out.Close())
	if days != 2 {
		t.Fatalf("%d days are written anew, want 2", days)
	}
	return out.Name()
}

// refusal gives the findings that a dataset was refused with.
func refusal(t *testing.T, err error) []string {
	t.Helper()
	var refused *dataset.Refused
	if !errors.As(err, &refused) {
		t.Fatal(err)
	}
	var out []string
	for _, f := range refused.Findings {
		out = append(out, f.String())
	}
	return out
}

func TestWorkbookFindings(t *testing.T) {
	_, err := dataset.Import(t.Context(), open(t).Dataset(), office(t, false), options())
	got := refusal(t, err)
	want := []string{
		`单位:4: 性质: "局" is not a value of 单位性质; use one of: 党委, 人大`,
		`单位:4: 板块: "对" is neither true nor false; give true or false, 是 or 否`,
		`职位:3: 单位: "x-u9" is not a key of 单位, neither here nor in the graph; add that row, or correct the key`,
		`职位:3: 核定职数: "2.5" is not a whole number; give digits only`,
		`干部:3: 姓名: is empty; it is required in every row of 干部`,
		`干部:3: 性别: "未知" is not a value of 性别; use one of: 男, 女`,
		`干部:4: 键: x-c1 stands in line 2 already; keep one of the two rows`,
		`干部:4: 出生年月: "1985-13" is not a date: there is no month 13; give YYYY-MM-DD`,
		`任职:3: 止: 2019-01-01 is not after 起 2020-01-01; give a later date, or none while it lasts`,
		`事项:1: 难不难: is not a column of 事项; leave it out, or use one of: 键, 标题`,
		`事项:3: 难度: holds a formula; copy the cell and paste its value in its place`,
		`participations:2: 角色: "队长" is not a value of 参与角色; use one of: 牵头`,
		`participations:3: has a value in column D, which has no header; remove it, or name the column`,
	}
	seen := map[string]bool{}
	for _, w := range want {
		for _, g := range got {
			if strings.HasPrefix(g, w) {
				seen[w] = true
			}
		}
		if !seen[w] {
			t.Errorf("no finding %s", w)
		}
	}
	if t.Failed() || len(got) != len(want) {
		t.Errorf("%d findings, want %d:\n%s", len(got), len(want), strings.Join(got, "\n"))
	}
}

func TestWorkbookIsLoaded(t *testing.T) {
	g := open(t)
	got := load(t, g, office(t, true))
	want := map[string]int{"organizations": 2, "positions": 2, "cadres": 3, "appointments": 2, "tasks": 2, "participations": 2}
	for table, n := range want {
		if got[table].Created != n {
			t.Errorf("%s: %+v, want %d created", table, got[table], n)
		}
	}
	again := load(t, g, office(t, true))
	for table, n := range want {
		if again[table].Unchanged != n {
			t.Errorf("%s again: %+v, want %d unchanged", table, again[table], n)
		}
	}
	for table, tally := range load(t, g, strict(t, office(t, true))) {
		if n := want[table]; tally.Unchanged != n {
			t.Errorf("%s as a strict workbook: %+v, want %d unchanged", table, tally, n)
		}
	}
	// What Excel held as numbers, days and labels reads as the CSV would.
	beside := folder(t,
		"cadres.csv", "key,name,gender,ethnicity,politicalStatus,birthMonth\nx-c1,张某甲,MALE,汉族,中共党员,1980-03\n",
		"appointments.csv", "key,cadre,position,from,main\nx-a1,x-c1,x-p1,2023-03-15,true\n",
		"positions.csv", "key,title,organization,grade,headcount\nx-p1,局长,x-u2,SECTION_CHIEF,1\n",
		"tasks.csv", "key,title,category,difficulty,outcomeScore\nx-t1,化债,DEBT_RESOLUTION,4,87.5\n")
	for table, tally := range load(t, g, beside) {
		if tally.Unchanged != 1 {
			t.Errorf("%s: %+v, want the same row as in the workbook", table, tally)
		}
	}
}

// TestWorkbooksThatAreRefused holds that broken and hostile workbooks end in one clear finding or error.
func TestWorkbooksThatAreRefused(t *testing.T) {
	g := open(t)
	wide := make([]any, 10000)
	for i := range wide {
		wide[i] = fmt.Sprintf("c%d", i)
	}
	cadre := [][]any{{"key", "name"}, {"y-c1", "张某丁"}}
	tests := []struct {
		name string
		path string
		want []string
	}{
		{"a formula", sheets(t, func(f *excelize.File) { must(t, f.SetCellFormula("cadres", "B2", `"张"&"某"`)) }, "cadres", cadre),
			[]string{"cadres:2: name: holds a formula; copy the cell and paste its value in its place"}},
		{"an error", sheets(t, func(f *excelize.File) { must(t, f.SetCellValue("cadres", "B2", "#N/A")) }, "cadres", cadre), nil},
		{"10,000 columns", sheets(t, nil, "cadres", [][]any{wide}), []string{"cadres:1: has 10000 columns; a table has at most 15; remove what does not belong to it"}},
		{"a cell far right", sheets(t, func(f *excelize.File) { must(t, f.SetCellValue("cadres", "XFD2", "x")) }, "cadres", cadre),
			[]string{"cadres:2: has 16384 columns; a table has at most 15; remove what does not belong to it"}},
		{"a sheet of no table", sheets(t, nil, "cadres", cadre, "Sheet7", [][]any{{"a"}}), []string{"Sheet7: is the sheet of no table; name it after a table of the format, such as cadres or 干部, or begin its name with README or 说明"}},
		{"a table twice", sheets(t, nil, "cadres", cadre, "干部", cadre), []string{"干部: holds the table that cadres holds; keep one of the two sheets"}},
		{"only words", sheets(t, nil, "说明", [][]any{{"a"}}), []string{".: holds no table; give a workbook with sheets such as cadres or 干部"}},
		{"a time of day", sheets(t, func(f *excelize.File) {
			must(t, f.SetCellValue("talks", "C2", time.Date(2024, time.May, 2, 9, 30, 0, 0, time.UTC)))
		}, "cadres", cadre, "talks", [][]any{{"key", "cadre", "heldOn", "purpose"}, {"y-k", "y-c1", nil, "VISIT"}}), []string{"talks:2: heldOn: holds a time of day; give the day alone"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := dataset.Import(t.Context(), g.Dataset(), tt.path, dataset.Options{DryRun: true, Now: time.Now()})
			var refused *dataset.Refused
			var got []string
			if errors.As(err, &refused) {
				for _, f := range refused.Findings {
					got = append(got, f.String())
				}
			} else if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// zipped writes a zip of files: name and content in turn.
func zipped(t *testing.T, name string, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		must(t, err)
		_, err = w.Write([]byte(files[i+1]))
		must(t, err)
	}
	must(t, z.Close())
	path := filepath.Join(t.TempDir(), name)
	must(t, os.WriteFile(path, b.Bytes(), 0o600))
	return path
}

const bookXML = `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets><sheet name="cadres" sheetId="1"/></sheets></workbook>`

// withPart is a workbook with one of its parts replaced.
func withPart(t *testing.T, book, part, content string) string {
	t.Helper()
	z, err := zip.OpenReader(book)
	must(t, err)
	defer z.Close()
	var files []string
	for _, f := range z.File {
		in, err := f.Open()
		must(t, err)
		b, err := io.ReadAll(in)
		must(t, err)
		if f.Name == part {
			b = []byte(content)
		}
		files = append(files, f.Name, string(b))
	}
	return zipped(t, "book.xlsx", files...)
}

// TestArchivesThatInflate holds that no archive is read beyond measure, and no cell into memory beyond its own.
func TestArchivesThatInflate(t *testing.T) {
	g := open(t)
	sheet := `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>key</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>` +
		strings.Repeat("x", 40<<20) + `</t></is></c></row></sheetData></worksheet>`
	tests := []struct{ name, path, want string }{
		{"a zip of nothing but blanks", zipped(t, "bomb.zip", "cadres.csv", strings.Repeat(" ", 300<<20)), "times its size, the limit is 200"},
		{"a workbook of the same", zipped(t, "bomb.xlsx", "xl/workbook.xml", bookXML, "xl/big", strings.Repeat(" ", 300<<20)), "times its size, the limit is 200"},
		{"no zip at all", filepath.Join(folder(t, "book.xlsx", "text"), "book.xlsx"), "it is not a workbook"},
		{"a zip that is no workbook", zipped(t, "book.xlsx", "cadres.csv", "key\n"), "the file is not a workbook"},
		{"a cell of 40 MiB", withPart(t, sheets(t, nil, "cadres", [][]any{{"key"}}), "xl/worksheets/sheet1.xml", sheet),
			"cadres:2: is longer than any row the format allows; a cell holds at most 32,767 characters"},
		{"quotes that never close", zipped(t, "x.zip", "cadres.csv", "key,name\n\"a,"+strings.Repeat("x", 40<<20)), "cadres.csv:2: is longer than any row the format allows"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := dataset.Import(t.Context(), g.Dataset(), tt.path, dataset.Options{DryRun: true, Now: time.Now()})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%.300v, want %q", err, tt.want)
			}
		})
	}
}

// TestManyMistakesInTwoRounds checks a workbook with 44 mistakes in 9 sheets, one of which has the name of no table:
// the first round tells all but those of that sheet, and of what refers to it; the second tells the rest.
func TestManyMistakesInTwoRounds(t *testing.T) {
	round := func(talks string) []string {
		path := sheets(t, nil,
			"单位", [][]any{{"键", "名称", "性质", "上级", "级次"}, {"m-u1", "某市", "政府", nil, "市级"}, {"m-u2", "某局", "局", "m-u1"}, {"m-u3", "合计", "部门", "m-u9"}},
			"职位", [][]any{{"键", "名", "职位名称", "单位", "核定职数"}, {"m-p1", "x", "局长", "m-u2", 1.5}, {"m-p2", "x", "副局长", "m-u3", -1}, {"m-p3", "x", "科长", "m-u7", 2}},
			"干部", [][]any{{"键", "姓名", "性别", "民族", "政治面貌", "出生年月"}, {"m-c1", "张\uE863", "男", "汉", "党员", "1975.03"}, {"m-c2", nil, "未知", "无族", "不详", "1975.1"},
				{"m-c3", "李\u200B某", "女", "回", "群众", "75.3"}, {123456789012345678, "王某", "男", "汉", "群众", 45000}, {"m-c1", "33", "女", "57", "93", "03/04/1975"}},
			"任职", [][]any{{"键", "干部", "职位", "起", "止", "主职"}, {"m-a1", "m-c1", "m-p1", "2020-02-30", "至今", "对"}, {"m-a2", "m-c2", "m-p2", "2020.5.1", "2019.5.1", "是"}, {"m-a3", "m-c3", "m-p8", nil, "2020-13", "否"}},
			"educations", [][]any{{"键", "干部", "学历层次"}, {"m-e1", "m-c3", nil}, {"m-e2", "m-c2", "大学"}},
			"tasks", [][]any{{"key", "title", "category", "difficulty", "outcomeScore"}, {"m-t1", "化债", "债务", 6, 101}, {"m-t1", "抢险", "抗洪抢险", "难", 90}},
			"participations", [][]any{{"事项", "干部"}, {"m-t1", "m-c1"}, {"m-t7", "m-c2"}},
			talks, [][]any{{"key", "cadre", "heldOn", "purpose"}, {"m-k1", "m-c1", "2024.1", "VISITS"}, {"m-k1", "m-c2", "2024-06-31", "VISIT"}},
			"talkRecommendations", [][]any{{"talk", "cadre"}, {"m-k1", "m-c1"}, {"m-k9", "m-c2"}})
		_, err := dataset.Import(t.Context(), open(t).Dataset(), path, options())
		return refusal(t, err)
	}
	first, second := round("谈话记录表"), round("talks")
	if len(first) != 40 || len(second) != 44 {
		t.Errorf("%d findings, then %d:\n%s", len(first), len(second), strings.Join(second, "\n"))
	}
	for _, f := range first {
		if strings.HasPrefix(f, "talkRecommendations") {
			t.Errorf("the sheet that may be talks is taken for none: %s", f)
		}
	}
}
