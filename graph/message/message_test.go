package message_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"golang.org/x/text/language"

	"bole/graph/message"
)

func TestMatch(t *testing.T) {
	for accepted, want := range map[string]language.Tag{
		"": message.English, "en": message.English, "zh": message.Chinese, "zh-CN,zh;q=0.9,en;q=0.8": message.Chinese, "zh-Hans": message.Chinese, "zh-TW": message.Chinese,
		"en-GB,zh;q=0.5": message.English, "fr": message.English, "fr, zh;q=0.3": message.Chinese, "*": message.English, "zh_CN.UTF-8": message.Chinese, "C": message.English,
		"C.UTF-8": message.English, "not a language;;": message.English, "en;q=0.1,zh": message.Chinese,
	} {
		if got := message.Match(accepted); got != want {
			t.Errorf("%q is %v, want %v", accepted, got, want)
		}
	}
}

func TestText(t *testing.T) {
	inner := message.Errorf("nobody says this of %s: %v", "x", io.EOF)
	outer := message.New("%s, then %v, then %s", message.List{message.Plain("a"), message.Plain("b")}, inner, message.New("c"))
	if got, want := message.At("filter.name", outer).String(), "filter.name a, b, then nobody says this of x: EOF, then c"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := outer.In(message.Chinese), "a、b, then nobody says this of x: EOF, then c"; got != want {
		t.Errorf("what the catalogue does not hold is %q, want %q", got, want)
	}
	if !errors.Is(inner, io.EOF) {
		t.Error("the cause is lost")
	}
	both := errors.Join(inner, message.Errorf("100%% of %d", 2024))
	if got, want := message.Of(both, message.Chinese), "nobody says this of x: EOF\n100% of 2024"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := message.Of(fmt.Errorf("wrapped: %w", inner), message.Chinese); got != "wrapped: nobody says this of x: EOF" {
		t.Errorf("%q", got)
	}
	for said, want := range map[string]string{"expected Name, found {": "应为 Name，实为 {", "no such words": "no such words"} {
		known := message.Known(said, "expected %s, found %s")
		if got := known.In(message.Chinese); got != want || known.String() != said {
			t.Errorf("%q is %q, want %q", said, got, want)
		}
	}
	if !(message.Text{}).Empty() || message.New("a").Empty() {
		t.Error("what is empty is not told")
	}
}
