package main

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"bole/graph/mapping"
	"bole/schema"

	"github.com/google/go-cmp/cmp"
)

// Where documents for users stand in Chinese, beside those in English.
const (
	english = "docs"
	chinese = "docs/zh-CN"
)

// TestChineseDocuments holds each Chinese document to its English one, and what leads from one to the other.
func TestChineseDocuments(t *testing.T) {
	readme := read(t, "README.zh-CN.md")
	names := translated(t)
	if len(names) == 0 {
		t.Fatalf("no documents in %s", chinese)
	}
	for name := range names {
		en, zh := read(t, path.Join(english, name)), read(t, path.Join(chinese, name))
		for _, d := range differences(name, names, en, zh) {
			t.Errorf("%s: %s", name, d)
		}
		for page, link := range map[string]string{en: "[中文](zh-CN/" + name + ")", zh: "[English](../" + name + ")"} {
			if !strings.Contains(page, "\n\n"+link+"\n\n") {
				t.Errorf("%s lacks the line %s", name, link)
			}
		}
		if link := "(" + path.Join(chinese, name) + ")"; !strings.Contains(readme, link) {
			t.Errorf("README.zh-CN.md has no link to %s", link)
		}
	}
}

// translated are the names of the documents that stand in both languages.
func translated(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(chinese, "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, f := range files {
		names[filepath.Base(f)] = true
	}
	return names
}

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// section is what a section of a document has that does not depend on its language.
type section struct {
	Level  int
	Shape  string   // kinds of its paragraphs in turn, with the number of items or rows
	Blocks []string // of code, without comments and what commands say
	Marks  []string // code in lines, words in capitals such as MUST, and numbers, in the text; sorted, each once
	Rows   []string // the same for each row of a table, with cells that are numbers as they are
	Links  []string // files that it leads to, # for a place on the same page
	text   string
}

var (
	output   = regexp.MustCompile(`(?m)^    (?:[^$].*)?$`)
	comment  = regexp.MustCompile(`(?m)(^|[ \t]+)(#|//) .*$`)
	span     = regexp.MustCompile("`[^`]+`")
	capitals = regexp.MustCompile(`\b[A-Z][A-Z0-9_]{2,}\b`)
	number   = regexp.MustCompile(`\d[\d,.]*\d`)
	figure   = regexp.MustCompile(`^[\d,.;:% /-]+$`)
	link     = regexp.MustCompile(`\]\(([^)\s#]*)(?:#([^)\s]*))?\)`)
	han      = regexp.MustCompile(`\p{Han}+`)
	heading  = regexp.MustCompile(`^(#+) (.*)$`)
	item     = regexp.MustCompile(`(?m)^(- |\| |[0-9]+\. )`)
	language = regexp.MustCompile(`^\[(中文|English)\]\(\S+\)$`)
)

// unmarked are words in capitals that Chinese says in words of its own.
var unmarked = map[string]bool{"API": true, "SDL": true}

// sections splits a page that stands in dir; links to one of the documents in names are the same in both languages.
func sections(page, dir string) []section {
	var all []section
	for _, p := range paragraphs(page) {
		first, _, _ := strings.Cut(p, "\n")
		if m := heading.FindStringSubmatch(first); m != nil {
			all = append(all, section{Level: len(m[1])})
		}
		if len(all) > 0 && !language.MatchString(p) {
			all[len(all)-1].add(p, dir)
		}
	}
	for i := range all {
		slices.Sort(all[i].Marks)
		all[i].Marks = slices.Compact(all[i].Marks)
		slices.Sort(all[i].Links)
		all[i].Links = slices.Compact(all[i].Links)
	}
	return all
}

// paragraphs are the parts between blank lines; a block of code is one, with the blank lines in it.
func paragraphs(page string) []string {
	var out []string
	fenced := false
	for _, p := range strings.Split(strings.TrimSpace(anchor.ReplaceAllString(page, "")), "\n\n") {
		last := len(out) - 1
		if fenced || last >= 0 && indented(p) && indented(out[last]) {
			out[last] += "\n\n" + p
		} else {
			out = append(out, p)
		}
		fenced = fenced != (strings.Count("\n"+p, "\n```")%2 == 1)
	}
	return out
}

func indented(p string) bool { return strings.HasPrefix(p, "    ") }

// add reads one paragraph.
func (s *section) add(p, dir string) {
	if strings.HasPrefix(p, "```") || indented(p) {
		s.Shape += "code "
		if strings.HasPrefix(p, "    $ ") { // what a command says is in the reader's language
			p = output.ReplaceAllString(p, "    …")
		}
		s.Blocks = append(s.Blocks, strings.TrimRight(comment.ReplaceAllString(p, ""), "\n"))
		return
	}
	s.Shape += fmt.Sprintf("text:%d ", len(item.FindAllString(p, -1)))
	s.text += p + "\n"
	for _, m := range link.FindAllStringSubmatch(span.ReplaceAllString(p, ""), -1) {
		switch {
		case m[1] == "":
			s.Links = append(s.Links, "#")
		case !strings.Contains(m[1], ":"):
			s.Links = append(s.Links, strings.Replace(path.Join(dir, m[1]), chinese+"/", english+"/", 1))
		}
	}
	if !strings.HasPrefix(p, "|") {
		s.Marks = append(s.Marks, marks(p)...)
		return
	}
	said := strings.HasPrefix(p, "| finding |") || strings.HasPrefix(p, "| 问题 |") // messages, each in its language
	for row := range strings.SplitSeq(p, "\n") {
		cells := strings.Split(strings.Trim(strings.ReplaceAll(row, `\|`, "¦"), "|"), "|")
		var found []string
		if !said {
			found = marks(row)
		}
		slices.Sort(found)
		found = slices.Compact(found)
		for _, c := range cells {
			if c = strings.TrimSpace(c); figure.MatchString(c) {
				found = append(found, c)
			}
		}
		s.Rows = append(s.Rows, fmt.Sprintf("%d cells: %s", len(cells), strings.Join(found, " ")))
	}
}

// marks are what a text has that every language leaves as it is.
func marks(text string) []string {
	out := span.FindAllString(text, -1)
	text = link.ReplaceAllString(span.ReplaceAllString(text, " "), "]")
	for _, w := range capitals.FindAllString(text, -1) {
		if !unmarked[w] {
			out = append(out, w)
		}
	}
	return append(out, number.FindAllString(text, -1)...)
}

// differences says where the two languages of a document do not say the same.
func differences(name string, names map[string]bool, en, zh string) []string {
	a, b := sections(en, english), sections(zh, chinese)
	var out []string
	if len(a) != len(b) {
		out = append(out, fmt.Sprintf("%d headings in English, %d in Chinese", len(a), len(b)))
	}
	for i := range min(len(a), len(b)) {
		title, _, _ := strings.Cut(b[i].text, "\n")
		x, y := a[i], b[i]
		x.text, y.text = "", ""
		if d := cmp.Diff(x, y, cmp.AllowUnexported(section{})); d != "" {
			out = append(out, fmt.Sprintf("%s (-English +Chinese):\n%s", title, d))
		}
		for _, word := range han.FindAllString(a[i].text, -1) {
			if !strings.Contains(b[i].text, word) {
				out = append(out, fmt.Sprintf("%s: the English has %s", title, word))
			}
		}
	}
	for _, m := range link.FindAllStringSubmatch(zh, -1) {
		if target := path.Join(chinese, m[1]); path.Dir(target) == english && names[path.Base(target)] && !strings.Contains(zh, "[English]("+m[1]+")") {
			out = append(out, fmt.Sprintf("leads to %s, which is there in Chinese", target))
		}
	}
	return out
}

// TestDocumentsAreCompared changes one of two documents that say the same, so that they no longer do.
func TestDocumentsAreCompared(t *testing.T) {
	const en = "# Import\n\nRun `bole import PATH` as in [quality](quality.md); at most 200, never FAIL, 备注.\n\n    bole import PATH --dry-run    # checks\n\n" +
		"## Rules\n\n    $ bole check\n    clean\n\n| code | hits |\n| --- | --- |\n| `career-gap` 履历 | 9,742 |\n\n- one\n- two\n\n```graphql\n{ cadres { nodes { key } } }\n```\n"
	const zh = "# 导入\n\n运行 `bole import PATH`，见[质量](quality.md)；至多 200，从不 FAIL，备注。\n\n    bole import PATH --dry-run    # 检查\n\n" +
		"## 规则\n\n    $ bole check\n    没有问题\n\n| 代码 | 次数 |\n| --- | --- |\n| `career-gap` 履历 | 9,742 |\n\n- 一\n- 二\n\n```graphql\n{ cadres { nodes { key } } }\n```\n"
	names := map[string]bool{"import.md": true, "quality.md": true}
	if d := differences("import.md", names, en, zh); len(d) > 0 {
		t.Fatalf("two documents that say the same differ: %q", d)
	}
	for _, change := range [][2]string{
		{"--dry-run", "--dry-run --bulk"}, {"$ bole check", "$ bole stats"}, {"    $ bole check\n", "    $ bole check\n    more\n"}, {"    bole import PATH --dry-run", "    bole check\n    bole import PATH --dry-run"}, {"`bole import PATH`", "`bole import`"},
		{"FAIL", "PASS"}, {"200", "100"}, {"9,742", "9,743"}, {"`career-gap`", "`career`"}, {"履历", "经历"}, {"备注", "说明"},
		{"nodes { key }", "nodes { name }"}, {"## ", "### "}, {"\n\n- ", "\n\nMore.\n\n- "}, {"\n- ", "\n- more\n- "}, {"(quality.md)", "(import.md)"},
		{"| 9,742 |", "| 9,742 | 1 |"}, {"\n\n## ", "\n\n## More\n\n## "}, {"(quality.md)", "(../quality.md)"},
	} {
		changed := strings.Replace(zh, change[0], change[1], 1)
		if changed == zh {
			t.Errorf("%q does not occur", change[0])
		}
		if len(differences("import.md", names, en, changed)) == 0 {
			t.Errorf("%q in place of %q makes no difference", change[1], change[0])
		}
		if change[1] == "(../quality.md)" { // a page beside the English one is nowhere else
			continue
		}
		if len(differences("import.md", names, strings.Replace(en, change[0], change[1], 1), zh)) == 0 {
			t.Errorf("%q in place of %q in English makes no difference", change[1], change[0])
		}
	}
}

// TestLinks follows every relative link of every document to its file and, where it names one, its heading.
func TestLinks(t *testing.T) {
	var pages []string
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && file != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules") {
			return fs.SkipDir
		}
		if strings.HasSuffix(file, ".md") && d.Name() != "guide_index.md" { // which is a part of docs/schema/README.md
			pages = append(pages, filepath.ToSlash(file))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	places := map[string]map[string]bool{}
	for _, p := range pages {
		places[p] = anchors(read(t, p))
	}
	for _, p := range pages {
		for _, m := range link.FindAllStringSubmatch(span.ReplaceAllString(read(t, p), ""), -1) {
			if strings.Contains(m[1], ":") {
				continue
			}
			target := p
			if m[1] != "" {
				target = path.Join(path.Dir(p), m[1])
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s leads to %s, which is not there", p, m[1])
			} else if m[2] != "" && !places[target][m[2]] {
				t.Errorf("%s leads to %s#%s, where no such heading is; there are %v", p, m[1], m[2], slices.Sorted(maps.Keys(places[target])))
			}
		}
	}
}

var anchor = regexp.MustCompile(`<a id="([^"]+)"></a>\n?`)

// anchors are the places of a page that a link can name: its headings as GitHub writes them, and those with an id.
func anchors(page string) map[string]bool {
	out := map[string]bool{}
	for _, m := range anchor.FindAllStringSubmatch(page, -1) {
		out[m[1]] = true
	}
	for line := range strings.SplitSeq(page, "\n") {
		if m := heading.FindStringSubmatch(line); m != nil {
			out[strings.Map(func(r rune) rune {
				switch {
				case r == ' ':
					return '-'
				case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
					return unicode.ToLower(r)
				}
				return -1
			}, m[2])] = true
		}
	}
	return out
}

// TestSharedTypesAreNamed holds the list of types that paths go around to the schema, in both languages.
func TestSharedTypesAreNamed(t *testing.T) {
	sdl, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	s, err := mapping.Read(sdl)
	if err != nil {
		t.Fatal(err)
	}
	var shared []string
	for _, n := range s.Nodes() {
		if n.Shared {
			shared = append(shared, n.Name)
		}
	}
	for _, dir := range []string{english, chinese} {
		if list := "`" + strings.Join(shared, " ") + "`"; !strings.Contains(read(t, path.Join(dir, "analysis.md")), list) {
			t.Errorf("%s/analysis.md does not name %s", dir, list)
		}
	}
}
