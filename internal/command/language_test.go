package command_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"bole/internal/localneo4j"
	"bole/internal/localneo4j/neo4jtest"
)

// write writes a file of a test and gives its path.
func write(t *testing.T, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestLanguageOfMessages asks for Chinese by flag, by environment and by locale, and for what there is not.
func TestLanguageOfMessages(t *testing.T) {
	dir := t.TempDir()
	const english, chinese = "bole: nothing is in scope; give organizations", "bole: 范围是空的；请用 --units KEY,… 给出单位"
	token := []string{"token", "--role", "ANALYST"}
	zh := map[string]string{"BOLE_LANG": "zh"}
	config := write(t, dir, "bole.json", `{"lang": "zh"}`)
	for _, c := range []struct {
		name   string
		env    map[string]string
		args   []string
		status int
		want   string
	}{
		{"nobody says", nil, token, 1, english},
		{"a flag", nil, append(token, "--lang", "zh"), 1, chinese},
		{"a flag before the command", nil, append([]string{"--lang=zh"}, token...), 1, chinese},
		{"the environment", map[string]string{"BOLE_LANG": "zh"}, token, 1, chinese},
		{"the flag before the environment", map[string]string{"BOLE_LANG": "zh"}, append(token, "--lang", "en"), 1, english},
		{"the file", map[string]string{"BOLE_CONFIG": config}, token, 1, chinese},
		{"the environment before the file", map[string]string{"BOLE_CONFIG": config, "BOLE_LANG": "en"}, token, 1, english},
		{"the locale", map[string]string{"LANG": "zh_CN.UTF-8"}, token, 1, chinese},
		{"the locale of messages", map[string]string{"LC_MESSAGES": "zh_CN.UTF-8", "LANG": "en_GB.UTF-8"}, token, 1, chinese},
		{"the locale of all", map[string]string{"LC_ALL": "C", "LC_MESSAGES": "zh_CN.UTF-8"}, token, 1, english},
		{"another locale", map[string]string{"LANG": "fr_FR.UTF-8"}, token, 1, english},
		{"the environment before the locale", map[string]string{"BOLE_LANG": "en", "LANG": "zh_CN.UTF-8"}, token, 1, english},
		{"no language", nil, append(token, "--lang", "xx"), 2, "bole: --lang: \"xx\" is not a language of bole; give en or zh\nTry: bole --help\n"},
		{"no language in the environment", map[string]string{"BOLE_LANG": "xx"}, token, 2, `"xx" is not a language of bole; give en or zh`},
		{"no language, in Chinese", map[string]string{"LANG": "zh_CN"}, append(token, "--lang", "xx"), 2, "bole: --lang: bole 没有 \"xx\" 这种语言；请用 en 或 zh\n用法见：bole --help\n"},
		{"wrong usage", map[string]string{"BOLE_LANG": "zh"}, append(token, "--units=a,,b"), 2, `bole: --units: "a,,b" 中有空的键`},
		{"an unknown flag", zh, append(token, "--unit", "a"), 2, "bole: 没有 --unit 这个选项；是不是 \"--audit\", \"--units\"？\n"},
		{"an unknown command", zh, []string{"nonsense"}, 2, "bole: 多了参数 nonsense\n"},
		{"no command", zh, nil, 2, "bole: 缺少命令，应为其中之一：\"demo\", "},
		{"no path", zh, []string{"import"}, 2, "bole: 缺少参数 \"<path>\"\n"},
		{"a required flag", zh, []string{"token"}, 2, "bole: 缺少选项：--role=STRING\n"},
		{"two flags", zh, append(token, "--whole", "--units=a"), 2, "bole: --units 和 --whole 不能同时使用\n"},
		{"a value of none", zh, []string{"check", "--format", "xml"}, 2, "bole: --format 应为 \"text\",\"json\" 之一，而不是 \"xml\"\n"},
		{"a flag without its value", zh, []string{"check", "--as-of"}, 2, "bole: --as-of 后面没有值\n"},
		{"not a number", zh, []string{"serve", "--requests", "x"}, 2, "bole: --requests 应为整数，而不是 \"x\"\n"},
		{"not a time", zh, append(token, "--ttl", "long"), 2, "bole: --ttl 应为时间，如 30s 或 5m，而不是 \"long\"\n"},
		{"a folder that is not there", zh, []string{"neo4j", "load", "/nonexistent"}, 2, ": 没有这个文件或文件夹\n"},
		{"a file that is not there", map[string]string{"BOLE_CONFIG": filepath.Join(dir, "none")}, append(token, "--lang", "zh"), 2, "bole: 无法读取设置：" + filepath.Join(dir, "none") + "：没有这个文件或文件夹"},
		{"an unknown setting", map[string]string{"BOLE_CONFIG": write(t, dir, "adr.json", `{"adr": "x"}`)}, append(token, "--lang", "zh"), 2, "中有不存在的设置：adr"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, name := range []string{"BOLE_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "BOLE_CONFIG"} {
				t.Setenv(name, "")
			}
			t.Setenv("BOLE_DATA", dir+"/data")
			if status, out, err := run(t, c.env, c.args...); status != c.status || out != "" || !strings.Contains(err, c.want) {
				t.Errorf("%d %s %s, want %d %s", status, out, err, c.status, c.want)
			}
		})
	}
}

// TestImportInChinese imports a dataset with findings and a form with a doubt, in both languages: the status is the same,
// and an answer given under one is found under the other.
func TestImportInChinese(t *testing.T) {
	s, err := localneo4j.Start(t.Context(), neo4jtest.Options(filepath.Join(t.TempDir(), "neo4j")))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	dir := t.TempDir()
	env := map[string]string{"BOLE_DATA": filepath.Join(dir, "data"), "NEO4J_URI": s.URI(), "NEO4J_USER": s.User(), "NEO4J_PASSWORD": s.Password(), "BOLE_LANG": "", "LC_ALL": "C"}
	set, report := filepath.Join(dir, "set"), filepath.Join(dir, "report.json")
	if err := os.Mkdir(set, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, set, "干部.csv", "键,姓名,出生年月\nc1,,1975.03\n")
	const way = "逐行写入：图不是本地托管的\n"
	const finding, notice = "干部.csv:2: 姓名: 是空的；“干部”表的每一行都必填\n问题：1 个；没有导入任何数据\n", "提示：干部.csv:2: 出生年月: \"1975.03\" 读作 1975-03\n"
	if status, out, errs := run(t, env, "import", set, "--lang", "zh", "--report", report); status != 1 || out != "" || errs != way+notice+finding {
		t.Errorf("by the flag: %d %q %q", status, out, errs)
	}
	told := readReport(t, report)
	if len(told.Findings) != 1 || told.Findings[0].Problem != "是空的" || told.Findings[0].Remedy != "“干部”表的每一行都必填" || told.Findings[0].Column != "姓名" ||
		len(told.Notices) != 1 || told.Notices[0].Text != `"1975.03" 读作 1975-03` {
		t.Errorf("the report: %+v", told)
	}
	env["BOLE_LANG"] = "zh"
	if status, _, errs := run(t, env, "import", set, "--dry-run"); status != 1 || errs != notice+finding {
		t.Errorf("by the environment: %d %q", status, errs)
	}
	env["BOLE_LANG"], env["LC_ALL"], env["LANG"] = "", "", "zh_CN.UTF-8"
	if status, _, errs := run(t, env, "import", set); status != 1 || !strings.HasSuffix(errs, finding) {
		t.Errorf("by the locale: %d %q", status, errs)
	}
	if status, _, errs := run(t, env, "import", set, "--lang", "en"); status != 1 || !strings.HasSuffix(errs, "干部.csv:2: 姓名: is empty; it is required in every row of 干部\nfindings: 1; nothing was loaded\n") {
		t.Errorf("in English: %d %q", status, errs)
	}
	write(t, set, "干部.csv", "键,姓名\nc1,张某\n")
	if status, out, errs := run(t, env, "import", set); status != 0 || !strings.Contains(strings.Join(strings.Fields(out), " "), "表 行数 新增 更新 未变 cadres 1 1 0 0") || !strings.Contains(errs, "cadres：1 行") {
		t.Errorf("loaded: %d %q %q", status, out, errs)
	}
	if status, out, _ := run(t, env, "import", set, "--dry-run"); status != 0 || !strings.Contains(out, "只检查：没有问题，没有导入任何数据\n") {
		t.Errorf("a dry run: %d %q", status, out)
	}
	if status, out, errs := run(t, env, "check", "--rules", "status-missing"); status != 1 || out != "status-missing: Cadre c1: 没有任职状态；请写明是否在职，不在职的从何时起\n" || errs != "bole: 问题：1 个\n" {
		t.Errorf("check: %d %q %q", status, out, errs)
	}
	doubtInChinese(t, env, dir, report)
	if status, out, errs := run(t, env, "repair"); status != 0 || out != "" || errs != "没有重复的关系\n" {
		t.Errorf("repair: %d %q %q", status, out, errs)
	}
}

// doubtInChinese asks in Chinese, answers, and imports in English.
func doubtInChinese(t *testing.T, env map[string]string, dir, report string) {
	t.Helper()
	form, answers := filepath.Join(dir, "a.lrmx"), filepath.Join(dir, "data", "answers.json")
	write(t, dir, "a.lrmx", "<Person><XingMing>无此人</XingMing><XingBie>男 </XingBie><ChuShengNianYue>198003</ChuShengNianYue><JianLi>2020.01--  无此单位职员</JianLi></Person>")
	status, out, errs := run(t, env, "import", form, "--report", report)
	if status != 1 || !strings.HasPrefix(out, "疑点：a.lrmx: JianLi: 2020-01--  无此单位职员: 没有叫这个名称的职位；请答复 ORGANIZATION|TITLE") ||
		!strings.Contains(errs, "提示：a.lrmx: Person: XingBie 首尾的空格已去掉\n") || !strings.Contains(errs, "bole: 疑点：1 处；没有导入任何数据：请在 "+answers+" 中逐一答复，再导入一次\n") {
		t.Fatalf("a form with a doubt: %d %q %q", status, out, errs)
	}
	if told := readReport(t, report); len(told.Doubts) != 1 || !strings.HasPrefix(told.Doubts[0].Question, "没有叫这个名称的职位；") || !strings.HasPrefix(told.Error, "疑点：1 处；") {
		t.Errorf("the report: %+v", told)
	}
	b, err := os.ReadFile(answers)
	if err != nil || !strings.Contains(string(b), `"question": "没有叫这个名称的职位；`) {
		t.Fatalf("the answers: %v %s", err, b)
	}
	write(t, filepath.Dir(answers), "answers.json", strings.Replace(string(b), `"answer": ""`, `"answer": "?"`, 1))
	if status, out, _ := run(t, env, "import", form, "--lang", "en"); status != 1 || !strings.Contains(out, `doubt: a.lrmx: JianLi: 2020-01--  无此单位职员: the answer "?" does not fit: no post is called so; answer`) {
		t.Errorf("an answer that does not fit: %d %q", status, out)
	}
	if b, err = os.ReadFile(answers); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Dir(answers), "answers.json", strings.Replace(string(b), `"answer": ""`, `"answer": "SKIP"`, 1))
	if status, _, errs := run(t, env, "import", form); status != 0 || !strings.Contains(errs, "提示：a.lrmx: JianLi: 2020-01--  无此单位职员：按答复略去\n") {
		t.Errorf("with its answer: %d %q", status, errs)
	}
}

// told is a report of an import.
type told struct {
	Findings []struct{ Column, Problem, Remedy string }
	Notices  []struct{ Text string }
	Doubts   []struct{ Question string }
	Error    string
}

func readReport(t *testing.T, path string) told {
	t.Helper()
	var out told
	b, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestHelpPageInChinese prints a page of help as a shell would have it.
func TestHelpPageInChinese(t *testing.T) {
	cmd := exec.Command(binary(t), "export", "--help")
	cmd.Env = append(os.Environ(), "BOLE_LANG=zh", "BOLE_DATA="+t.TempDir())
	page, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v %s", err, page)
	}
	for _, want := range []string{"用法：bole export <path> [选项]\n\n把图导出为数据集。\n\n参数：\n", "\n选项：\n", "CSV 和工作簿用中文表头\n", "提示信息的语言，en 或 zh；不写则随系统语言 ($BOLE_LANG)\n"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
}
