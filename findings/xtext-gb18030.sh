#!/usr/bin/env bash
# golang.org/x/text v0.43.0, Go 1.26; glibc's iconv 2.36 beside it.
#
# Guess: GB18030 encodes all of Unicode, so its decoder reads every code of a character, or returns an error.
#
# Seen: 25 codes of two bytes that stand for characters (龴 is FE59, 𠂇 is FE51, ḿ is A8BC) are read as U+FFFD, without an
# error. They are those that stood for private-use characters in one of the editions of 2000, 2005 and 2022. The encoder
# writes the same characters as four bytes, so a round trip through the library shows nothing; files that iconv or Java
# wrote lose the characters, which are those of rare names.
#
# Prints five lines and fails if they are others than those. Needs Go and iconv.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cat >"$dir/go.mod" <<'MOD'
module finding

go 1.26
MOD
cat >"$dir/main.go" <<'GO'
package main

import (
	"fmt"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func main() {
	for _, code := range []string{"\xfe\x59", "\xfe\x51", "\xa8\xbc"} {
		text, err := simplifiedchinese.GB18030.NewDecoder().String(code)
		fmt.Printf("% X is read as %U, error %v\n", code, []rune(text), err)
	}
	lost := 0
	for _, code := range known {
		if text, err := simplifiedchinese.GB18030.NewDecoder().String(code); err == nil && text == "\uFFFD" {
			lost++
		}
	}
	fmt.Println("codes lost:", lost)
}

// known are the codes that GB 18030-2022 gives a character of Unicode and older editions a private-use one.
var known = []string{
	"\xA6\xD9", "\xA6\xDA", "\xA6\xDB", "\xA6\xDC", "\xA6\xDD", "\xA6\xDE", "\xA6\xDF", "\xA6\xEC", "\xA6\xED", "\xA6\xF3", "\xA8\xBC",
	"\xFE\x51", "\xFE\x52", "\xFE\x53", "\xFE\x59", "\xFE\x61", "\xFE\x66", "\xFE\x67", "\xFE\x6C", "\xFE\x6D", "\xFE\x76", "\xFE\x7E", "\xFE\x90", "\xFE\x91", "\xFE\xA0",
}
GO
(cd "$dir" && go get golang.org/x/text@v0.43.0 >/dev/null 2>&1)
got=$(cd "$dir" && go run . && printf '\xfe\x59\xfe\x51\xa8\xbc' | iconv -f GB18030 -t UTF-8)
want='FE 59 is read as [U+FFFD], error <nil>
FE 51 is read as [U+FFFD], error <nil>
A8 BC is read as [U+FFFD], error <nil>
codes lost: 25
龴𠂇ḿ'
echo "$got"
[ "$got" = "$want" ]
