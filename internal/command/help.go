package command

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"bole/graph/message"

	"github.com/alecthomas/kong"
	"golang.org/x/text/language"
)

//go:embed help.zh.json
var helpFile []byte

// chineseHelp are the texts of the command line's help: English → Chinese.
var chineseHelp = func() (all map[string]string) {
	if err := json.Unmarshal(helpFile, &all); err != nil {
		panic(fmt.Sprintf("help.zh.json: %v", err))
	}
	return all
}()

// inChinese has a command's help, and that of all below it, said in Chinese.
func inChinese(n *kong.Node) {
	for _, text := range helpOf(n) {
		*text = cmp.Or(chineseHelp[*text], *text)
	}
}

// helpOf are the texts of the help of a command and of all below it.
func helpOf(n *kong.Node) []*string {
	out := []*string{&n.Help}
	for _, f := range n.Flags {
		out = append(out, &f.Help)
	}
	for _, p := range n.Positional {
		out = append(out, &p.Help)
	}
	for _, c := range n.Children {
		out = append(out, helpOf(c)...)
	}
	return out
}

// words are kong's own words on a page of help. Each begins a line.
var words = strings.NewReplacer("\nUsage: ", "\n用法：", "\nArguments:", "\n参数：", "\nFlags:", "\n选项：", "\nCommands:", "\n命令：",
	" <command> [flags]", " <命令> [选项]", " <command> --help", " <命令> --help", " [flags]\n", " [选项]\n",
	"\nRun \"", "\n各命令的用法见：\"", " for more information on a command.", "。")

// printChinese prints a page of help in Chinese.
func printChinese(o kong.HelpOptions, ctx *kong.Context) error {
	out := ctx.Stdout
	var page bytes.Buffer
	ctx.Stdout = &page
	err := kong.DefaultHelpPrinter(o, ctx)
	ctx.Stdout = out
	if err == nil {
		_, err = fmt.Fprint(out, strings.TrimPrefix(words.Replace("\n"+page.String()), "\n"))
	}
	return err
}

// usage is what kong says of wrong usage, and its Chinese.
var usage = []struct {
	english *regexp.Regexp
	chinese string
}{
	{regexp.MustCompile(`, did you mean (?:one of )?(.+)\?$`), "；是不是 $1？"},
	{regexp.MustCompile(`^unknown flag ([^\s；]+)`), "没有 $1 这个选项"},
	{regexp.MustCompile(`^unexpected argument ([^\s；]+)`), "多了参数 $1"},
	{regexp.MustCompile(`^missing flags: (.+)$`), "缺少选项：$1"},
	{regexp.MustCompile(`^missing positional arguments (.+)$`), "缺少参数：$1"},
	{regexp.MustCompile(`^expected one of (.+)$`), "缺少命令，应为其中之一：$1"},
	{regexp.MustCompile(`^expected ("<.+)$`), "缺少参数 $1"},
	{regexp.MustCompile(`^(--\S+) and (--\S+) can't be used together$`), "$1 和 $2 不能同时使用"},
	{regexp.MustCompile(`^(--\S+) must be one of (.+) but got (.+)$`), "$1 应为 $2 之一，而不是 $3"},
	{regexp.MustCompile(`^(--\S+): expected \S+ value but got "EOL" \(<EOL>\)$`), "$1 后面没有值"},
	{regexp.MustCompile(`^(--\S+): expected a valid \d+ bit u?int but got (.+)$`), "$1 应为整数，而不是 $2"},
	{regexp.MustCompile(`^(--\S+): expected duration but got ("[^"]*").*$`), "$1 应为时间，如 30s 或 5m，而不是 $2"},
	{regexp.MustCompile(`no such file or directory$`), "没有这个文件或文件夹"},
	{regexp.MustCompile(`exists but is not a directory$`), "不是文件夹"},
}

// misused is what is wrong with how a command is used, in a language.
func misused(err error, lang language.Tag) string {
	text := told(err, lang)
	if lang != message.Chinese {
		return text
	}
	for _, u := range usage {
		text = u.english.ReplaceAllString(text, u.chinese)
	}
	return text
}
