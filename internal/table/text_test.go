package table_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"bole/internal/table"
)

// read reads a text in a column and says what came of it: the value, a notice in brackets, or what is wrong.
func read(c *table.Column, s string) string {
	v, note, m := c.Text(s, table.Names)
	switch {
	case m != nil:
		return fmt.Sprint(m.Problem, "; ", m.Remedy)
	case note != nil:
		return fmt.Sprintf("%v [%s]", v, note.Text)
	default:
		return fmt.Sprint(v)
	}
}

// TestTexts reads cells as offices write them: what is clear is read, with a notice where it stands otherwise than it
// is stored; what is not is a finding.
func TestTexts(t *testing.T) {
	all, err := tables(t)
	if err != nil {
		t.Fatal(err)
	}
	const give = "give YYYY-MM-DD, or YYYY-MM or YYYY where no more is known"
	for _, c := range []struct{ table, column, text, want string }{
		{"cadres", "birthMonth", "1975-03-02", "1975-03-02"},
		{"cadres", "birthMonth", "1975", "1975"},
		{"cadres", "birthMonth", "1975.03", `1975-03 ["1975.03" is read as 1975-03]`},
		{"cadres", "birthMonth", "1975.3", `1975-03 ["1975.3" is read as 1975-03]`},
		{"cadres", "birthMonth", "1975.10", `1975-10 ["1975.10" is read as 1975-10]`},
		{"cadres", "birthMonth", "1975.1", `"1975.1" may be January or October, since a number loses its last zero; give 1975-01 or 1975-10`},
		{"cadres", "birthMonth", "1975/1", `1975-01 ["1975/1" is read as 1975-01]`},
		{"cadres", "birthMonth", "1976年4月", `1976-04 ["1976年4月" is read as 1976-04]`},
		{"cadres", "birthMonth", "1976年", `1976 ["1976年" is read as 1976]`},
		{"cadres", "birthMonth", " 1976 年 04 月 ", `1976-04 ["1976 年 04 月" is read as 1976-04]`},
		{"cadres", "birthMonth", "１９９８／０８", `1998-08 ["１９９８／０８" is read as 1998-08]`},
		{"cadres", "birthMonth", "197803", `1978-03 ["197803" is read as 1978-03]`},
		{"cadres", "birthMonth", "19780315", `1978-03-15 ["19780315" is read as 1978-03-15]`},
		{"cadres", "birthMonth", "2003年7月15日", `2003-07-15 ["2003年7月15日" is read as 2003-07-15]`},
		{"cadres", "birthMonth", "2003.7.15", `2003-07-15 ["2003.7.15" is read as 2003-07-15]`},
		{"cadres", "birthMonth", "2003/7/15 0:00:00", `2003-07-15 ["2003/7/15 0:00:00" is read as 2003-07-15]`},
		{"cadres", "birthMonth", "2003-07-15T00:00:00", `2003-07-15 ["2003-07-15T00:00:00" is read as 2003-07-15]`},
		{"cadres", "birthMonth", "2003/7/15 9:30", `"2003/7/15 9:30" holds a time of day; give the day alone`},
		{"cadres", "birthMonth", "03/04/2005", `"03/04/2005" may be 2005-03-04 or 2005-04-03; ` + give},
		{"cadres", "birthMonth", "15/07/2003", `"15/07/2003" does not say clearly which part is the year; ` + give + `, with four digits for the year`},
		{"cadres", "birthMonth", "75.03", `"75.03" does not say clearly which part is the year; ` + give + `, with four digits for the year`},
		{"cadres", "birthMonth", "03-04-05", `"03-04-05" does not say clearly which part is the year; ` + give + `, with four digits for the year`},
		{"cadres", "birthMonth", "75年3月", `"75年3月" does not say clearly which part is the year; ` + give + `, with four digits for the year`},
		{"cadres", "birthMonth", "750312", `"750312" is not a date; ` + give},
		{"cadres", "birthMonth", "2003.7/15", `"2003.7/15" is not a date; ` + give},
		{"cadres", "birthMonth", "2023-02-30", `"2023-02-30" is a day that does not exist: February 2023 has 28 days; ` + give},
		{"cadres", "birthMonth", "2023.2.29", `"2023.2.29" is a day that does not exist: February 2023 has 28 days; ` + give},
		{"cadres", "birthMonth", "2024.2.29", `2024-02-29 ["2024.2.29" is read as 2024-02-29]`},
		{"cadres", "birthMonth", "2023-13", `"2023-13" is not a date: there is no month 13; ` + give},
		{"cadres", "birthMonth", "197800", `"197800" is not a date: there is no month 00; ` + give},
		{"cadres", "birthMonth", "45000", `"45000" is not a date; as a number of days in Excel it would be 2023-03-15; format the cell as a date, or ` + give},
		{"cadres", "birthMonth", "不详", `"不详" is not a date; ` + give},
		{"appointments", "to", "至今", `"至今" is not a date; leave the cell empty while it lasts`},

		{"cadres", "name", "　张某 ", `张某 ["\u3000张某 " is read without the blanks around it]`},
		{"cadres", "name", "\u00A0张某\u200B", "张某 [\"\\u00a0张某\\u200b\" is read without the blanks around it]"},
		{"cadres", "name", "李 某", "李 某"},
		{"cadres", "name", "买买提·艾力", "买买提·艾力"},
		{"cadres", "name", "李\u00A0某", "\"李\\u00a0某\" holds the invisible or no-break character U+00A0; remove it, or write an ordinary blank"},
		{"cadres", "name", "李\u200B某", "\"李\\u200b某\" holds the invisible or no-break character U+200B; remove it, or write an ordinary blank"},
		{"cadres", "key", "c\u200D1", "\"c\\u200d1\" holds the invisible or no-break character U+200D; remove it, or write an ordinary blank"},
		{"educations", "cadre", "c\uFEFF1", "\"c\\ufeff1\" holds the invisible or no-break character U+FEFF; remove it, or write an ordinary blank"},
		{"cadres", "name", "张\uE863", "holds U+E863, a private-use character that stands for 䶮 (U+4DAE) in older fonts; write 䶮 in its place"},
		{"cadres", "name", "\uE81E某", "holds U+E81E, a private-use character that stands for 龴 (U+9FB4) in older fonts; write 龴 in its place"},
		{"cadres", "name", "\uE864某", "holds U+E864, a private-use character that stands for 龻 (U+9FBB) in older fonts; write 龻 in its place"},
		{"cadres", "name", "张\uE000", "holds U+E000, a private-use character that only the font of one computer shows; write the character itself"},
		{"tasks", "summary", "\uF0B7 第一项\u00A0完成", "\uF0B7 第一项\u00A0完成"},
		{"tasks", "summary", "张\uE863主持", "holds U+E863, a private-use character that stands for 䶮 (U+4DAE) in older fonts; write 䶮 in its place"},
		{"cadres", "name", "12", `"12" is a number; give the name; perhaps the columns are shifted`},
		{"cadres", "name", "１２", `"１２" is a number; give the name; perhaps the columns are shifted`},
		{"cadres", "key", "合　计", `"合\u3000计" is the line of a total; remove the line: a total is not a row of the table`},
		{"cadres", "name", "小计：", `"小计：" is the line of a total; remove the line: a total is not a row of the table`},
		{"tasks", "title", "总计", `"总计" is the line of a total; remove the line: a total is not a row of the table`},
		{"tasks", "title", "2024", "2024"},
		{"cadres", "nativePlace", "  ", "<nil> [a cell of blanks is read as an empty one]"},

		{"cadres", "politicalStatus", "中共党员", "中共党员"},
		{"cadres", "politicalStatus", "党员", `中共党员 ["党员" is read as 中共党员]`},
		{"cadres", "politicalStatus", "01", `中共党员 ["01" is read as 中共党员]`},
		{"cadres", "politicalStatus", "民盟", `民盟盟员 ["民盟" is read as 民盟盟员]`},
		{"cadres", "politicalStatus", "党员干部", `"党员干部" is not in GB/T 4762-1984; give a text or code of that table`},
		{"cadres", "ethnicity", "汉", `汉族 ["汉" is read as 汉族]`},
		{"cadres", "ethnicity", "56", `基诺族 ["56" is read as 基诺族]`},
		{"cadres", "ethnicity", "57", `"57" is not in GB/T 3304-1991; give a text or code of that table`},
		{"cadres", "gender", "男", "MALE"},
		{"cadres", "gender", "2", `FEMALE ["2" is read as FEMALE]`},
		{"cadres", "gender", "女性", `FEMALE ["女性" is read as FEMALE]`},
		{"positions", "grade", "1A41", `SECTION_CHIEF ["1A41" is read as SECTION_CHIEF]`},
		{"positions", "grade", "乡科级正职", "SECTION_CHIEF"},
		{"tasks", "organizations", "o1; o2 ", "[o1 o2]"},
		{"vacancies", "wants", "DEBT_RESOLUTION:2;改革：1.5", "[DEBT_RESOLUTION:2 REFORM:1.5]"},
		{"vacancies", "wants", "DEBT:1", `"DEBT" is not a value of TaskCategory; use one of: `},
		{"vacancies", "wants", "REFORM:many", `"REFORM:many" is not a value of TaskCategory with a weight; give VALUE:weight, such as `},
		{"vacancies", "wants", "REFORM", `"REFORM" is not a value of TaskCategory with a weight; give VALUE:weight, such as `},
		{"vacancies", "wants", "REFORM:1;REFORM:2", `names "REFORM" twice; name it once`},
	} {
		if got := read(named(t, all, c.table).Column(c.column), c.text); got != c.want && !(c.column == "wants" && strings.HasPrefix(got, c.want)) {
			t.Errorf("%s.%s %q:\n got %s\nwant %s", c.table, c.column, c.text, got, c.want)
		}
	}
}

// TestJSONIsExact holds that JSON lines, which programs write, have dates and enum values in the format's own form.
func TestJSONIsExact(t *testing.T) {
	all, err := tables(t)
	if err != nil {
		t.Fatal(err)
	}
	cadres := named(t, all, "cadres")
	for _, c := range []struct {
		column string
		value  any
		want   string
	}{
		{"birthMonth", "1975.03", `"1975.03" is not a date`},
		{"birthMonth", "2023-02-30", `"2023-02-30" is a day that does not exist`},
		{"gender", "男", `"男" is not a value of Gender`},
		{"name", json.Number("3"), "is not a text"},
	} {
		if _, _, m := cadres.Column(c.column).JSON(c.value); m == nil || !strings.HasPrefix(m.Problem.String(), c.want) {
			t.Errorf("%s %v: %v, want %s", c.column, c.value, m, c.want)
		}
	}
	for column, want := range map[string]string{" 张某": "张某", "汉": "汉族"} {
		name := "name"
		if want == "汉族" {
			name = "ethnicity"
		}
		if v, note, m := cadres.Column(name).JSON(column); v != want || note == nil || m != nil {
			t.Errorf("%s: %v %v %v, want %s and a notice", column, v, note, m, want)
		}
	}
}

// TestIndexedTexts holds that whatever is read of a text that is indexed fits the index: Neo4j refuses entries of about
// 8 kB, and it does so when some rows are written already.
func TestIndexedTexts(t *testing.T) {
	all, err := tables(t)
	if err != nil {
		t.Fatal(err)
	}
	const longestKey = 128 * 3
	n := 0
	for _, of := range all {
		for _, c := range of.Columns {
			if len(c.Beside) == 0 || c.Beside[0].Rare { // what full text finds it by is in no such index
				continue
			}
			n++
			for _, letter := range []string{"a", "张", "𠮷", "\uFFFD", "\U0010FFFD"} {
				v, _, m := c.Text(strings.Repeat(letter, 9000), table.Names)
				if m == nil {
					t.Errorf("%s.%s reads 9,000 letters: %.20v", of.Name, c.Name, v)
				}
				if v, _, m = c.Text(strings.Repeat(letter, 500), table.Names); m == nil {
					if key, _ := c.Beside[0].Value(v).(string); len(key)+longestKey > 7500 {
						t.Errorf("%s.%s: 500 letters %s have a key of %d bytes", of.Name, c.Name, letter, len(key))
					}
				}
			}
		}
	}
	if n < 10 {
		t.Errorf("%d columns are ordered by", n)
	}
}
