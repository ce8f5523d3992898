package dataset

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"bole/graph/message"
)

// TestFindingsInTheWordsOfTheFile holds findings and notices to the names that a file has for its columns and the form
// in which it has values, in either language.
func TestFindingsInTheWordsOfTheFile(t *testing.T) {
	for _, c := range []struct {
		name, file, content string
		lang                language.Tag
		findings, notices   []string
	}{
		{"Chinese headers", "干部.csv", "键,姓 名,性别,出生年月\nc1,,男性,1975.03\nc1,李某,未知,1975.1\n", message.English, []string{
			"干部.csv:2: 姓名: is empty; it is required in every row of 干部",
			`干部.csv:3: 性别: "未知" is not a value of 性别; use one of: 男, 女`,
			`干部.csv:3: 出生年月: "1975.1" may be January or October, since a number loses its last zero; give 1975-01 or 1975-10`,
			"干部.csv:3: 键: c1 stands in line 2 already; keep one of the two rows",
		}, []string{`干部.csv:1: 姓名: the header "姓 名" is read as 姓名`, `干部.csv:2: 性别: "男性" is read as 男`, `干部.csv:2: 出生年月: "1975.03" is read as 1975-03`}},
		{"Chinese headers, in Chinese", "干部.csv", "键,姓 名,性别,出生年月\nc1,,男性,1975.03\nc1,李某,未知,2023-02-30\n", message.Chinese, []string{
			"干部.csv:2: 姓名: 是空的；“干部”表的每一行都必填",
			`干部.csv:3: 性别: "未知" 不是“性别”的值；请用其中之一：男、女`,
			`干部.csv:3: 出生年月: "2023-02-30" 这一天不存在：2023 年 2 月只有 28 天；请写 YYYY-MM-DD；只知道年月或年份的，写 YYYY-MM 或 YYYY`,
			"干部.csv:3: 键: c1 与第 2 行重复；请只保留一行",
		}, []string{`干部.csv:1: 姓名: 表头 "姓 名" 读作 姓名`, `干部.csv:2: 性别: "男性" 读作 男`, `干部.csv:2: 出生年月: "1975.03" 读作 1975-03`}},
		{"a cycle under Chinese headers", "单位.csv", "键,名称,性质,上级\na,甲,其他,b\nb,乙,其他,a\n", message.English, []string{"单位.csv:2: 上级: is part of a cycle: a → b → a; correct one of these parents"}, nil},
		{"English headers, in Chinese", "cadres.csv", "key,gender\nc1,男性\n", message.Chinese,
			[]string{"cadres.csv:1: name: 没有这一列；列名请写 name 或 姓名；“cadres”表的每一行都必填"}, []string{`cadres.csv:2: gender: "男性" 读作 MALE`}},
		{"English headers", "cadres.csv", "key,name,gender,sex\nc1,张某,未知,\n", message.English, []string{
			"cadres.csv:1: sex: is not a column of cadres; leave it out, or use one of: key, name, sortName",
			`cadres.csv:2: gender: "未知" is not a value of Gender; use one of: MALE, FEMALE`}, nil},
		{"a header of both", "cadres.csv", "key,姓名,gender\nc1,,未知\n", message.English, []string{
			"cadres.csv:2: 姓名: is empty; it is required in every row of 干部", `cadres.csv:2: gender: "未知" is not a value of Gender; use one of: MALE, FEMALE`}, nil},
		{"a column that is not there", "干部.csv", "键,性别\nc1,男\n", message.English,
			[]string{"干部.csv:1: 姓名: has no column; name it name or 姓名; it is required in every row of 干部"}, nil},
		{"JSON lines", "干部.jsonl", `{"key":"c1","name":"张某","gender":"男"}`, message.Chinese,
			[]string{`干部.jsonl:1: gender: "男" 不是“Gender”的值；请用其中之一：MALE、FEMALE`}, nil},
		{"ballots", "提名.csv", "round,cadre,得票,有效票\n,,5,4\n", message.English, []string{"提名.csv:2: round: is empty; it is required in every row of 提名", "提名.csv:2: cadre: is empty; it is required in every row of 提名",
			"提名.csv:2: 得票: 5 is more than 有效票 4; give at most as many 得票 as 有效票"}, nil},
		{"ballots, in Chinese", "nominations.csv", "round,cadre,votes,electorate\n,,5,4\n", message.Chinese, []string{"nominations.csv:2: round: 是空的；“nominations”表的每一行都必填",
			"nominations.csv:2: cadre: 是空的；“nominations”表的每一行都必填", "nominations.csv:2: votes: 5 大于“electorate”4；“votes”不能多于“electorate”"}, nil},
		{"several columns", "任职.csv", "键,干部,职位,起,止\na1,,,2024-05-01,2024-04\n", message.Chinese, []string{
			"任职.csv:2: 干部: 是空的；“任职”表的每一行都必填", "任职.csv:2: 职位: 是空的；“任职”表的每一行都必填",
			"任职.csv:2: 止: 2024-04 不晚于“起”2024-05-01；请写更晚的日期；仍在继续的，留空"}, nil},
		{"weights", "空缺.csv", "键,标题,职位,开始时间,需要\nv1,,,2024,债务\nv2,,,2024,债务化解:1;债务化解：2\n", message.English, []string{
			"空缺.csv:2: 标题: is empty; it is required in every row of 空缺", "空缺.csv:2: 职位: is empty; it is required in every row of 空缺",
			`空缺.csv:2: 需要: "债务" is not a value of 事项类别 with a weight; give VALUE:weight, such as 债务化解:2`,
			"空缺.csv:3: 标题: is empty; it is required in every row of 空缺", "空缺.csv:3: 职位: is empty; it is required in every row of 空缺",
			`空缺.csv:3: 需要: names "债务化解" twice; name it once`}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			findings, notices := said(t, inFolder(t, c.file, c.content), c.lang)
			for i, want := range c.findings { // lists of columns are long
				if i < len(findings) && strings.HasPrefix(findings[i], want) {
					findings[i] = want
				}
			}
			if d := cmp.Diff(c.findings, findings); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(c.notices, notices); d != "" {
				t.Error(d)
			}
		})
	}
}

// said is what is said of a dataset in a language.
func said(t *testing.T, location string, lang language.Tag) (findings, notices []string) {
	t.Helper()
	tables := theTables(t)
	f, begin, err := openLocation(location, tables)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	_, err = check(t.Context(), Graph{}, f, tables, begin, nil, func(n Notice) { notices = append(notices, n.In(lang)) })
	var refused *Refused
	if !errors.As(err, &refused) {
		t.Fatalf("it is not refused: %v", err)
	}
	lines := strings.Split(refused.In(lang), "\n")
	return lines[:len(lines)-1], notices
}
