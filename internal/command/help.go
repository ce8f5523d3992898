package command

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
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
