package command

import (
	"io"
	"slices"
	"testing"
)

// TestHelpInChinese holds that each text of the help has its Chinese, and that help.zh.json has no other.
func TestHelpInChinese(t *testing.T) {
	cli := CLI{Settings: Settings{Stdout: io.Discard, Stderr: io.Discard}}
	parser, err := cli.parser(&file{})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, text := range helpOf(parser.Model.Node) {
		if all = append(all, *text); *text != "" && chineseHelp[*text] == "" {
			t.Errorf("help.zh.json has no Chinese for %q", *text)
		}
	}
	for english := range chineseHelp {
		if !slices.Contains(all, english) {
			t.Errorf("no help says %q; take it out of help.zh.json", english)
		}
	}
}
