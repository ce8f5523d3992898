// Package nameorder puts names of people into the two orders in which offices list them: by the strokes of their
// characters (姓氏笔画), and by their pinyin with surnames read as surnames are. It gives keys that are stored beside a
// name; keys are ASCII, so that everything that compares texts compares them alike.
//
// The order of strokes is that of the standard for characters: their number, then the kinds of strokes in the order of
// writing (横竖撇点折), then what the standard compares further. Names are ordered by their surname, a surname of one
// character before those of two that begin with it; of one surname the shorter name comes first, then the characters of
// the given name decide one by one. By pinyin a character is ordered by its syllable, its tone, and then by its strokes.
//
// Strokes and their order are from cn-sort, for the 20,897 characters of GB 13000.1; characters beyond have the number
// of strokes that Unicode gives and come behind the others of that number, by code point. Readings are Unicode's first
// one, and for surnames those of surnames.go. What has no strokes, such as a letter, comes last, by code point. See
// docs/decisions/0025-order-of-names.md for the sources and their licences.
package nameorder

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"

	"bole/graph/textfold"
	"bole/graph/textorder"
)

// The orders that a schema can ask for of a text.
const (
	Strokes = "STROKES"
	Pinyin  = "PINYIN"
)

// Version counts the changes of what keys are made of: graphs that hold keys of another one are given new ones.
const Version = 1

// Key is the sort key of a text in an order; in any other than those of names it is that of package textorder.
func Key(order, text string) string {
	switch order {
	case Strokes:
		return key(text, func(r rune, _ string) string { return strokes(r) })
	case Pinyin:
		return key(text, pinyin)
	default:
		return textorder.Key(text)
	}
}

//go:embed strokes.txt.gz
var strokesData []byte

//go:embed readings.txt.gz
var readingsData []byte

// compared is how many characters of a name are: no index holds a key of any length.
const compared = 200

// key puts the keys of characters together. A character comes with its reading where it is part of a surname.
func key(name string, of func(r rune, reading string) string) string {
	letters := []rune(textfold.Name(name))
	if len(letters) == 0 {
		return ""
	}
	letters = letters[:min(len(letters), compared)]
	surname, readings := surnameOf(letters)
	var b strings.Builder
	b.WriteString(of(letters[0], readings[0]))
	for i := 1; i < surname; i++ {
		b.WriteString("+" + of(letters[i], readings[i]))
	}
	given := letters[surname:]
	fmt.Fprintf(&b, " %03d", len(given)) // a blank is before the + of a longer surname
	for _, r := range given {
		b.WriteString(of(r, ""))
	}
	return b.String()
}

// surnameOf gives how many characters the surname has, and how each is read where that differs from elsewhere.
func surnameOf(letters []rune) (int, []string) {
	if len(letters) > 2 {
		if reading, known := compound[string(letters[:2])]; known {
			return 2, strings.Fields(reading + " ")[:2]
		}
	}
	return 1, []string{single[letters[0]]}
}

// strokesOf are the characters' places among all: their number of strokes and the place among those of the number.
var strokesOf = sync.OnceValue(func() map[rune]string {
	out := map[rune]string{}
	for line := range strings.Lines(unpacked(strokesData)) {
		parts := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		n, err := strconv.Atoi(parts[0])
		if err != nil {
			panic("nameorder: " + err.Error()) // what is embedded was written by the generator
		}
		for i, r := range []rune(parts[1] + parts[2]) {
			out[r] = fmt.Sprintf("%02d%s", n, digits(i))
		}
	}
	return out
})

// digits is a number below 36³ in three digits that are ordered as it is.
func digits(n int) string {
	s := strings.ToUpper(strconv.FormatInt(int64(n), 36))
	return strings.Repeat("0", 3-len(s)) + s
}

// strokes is the key of a character by its strokes: five characters, or for one without data, behind all others, seven.
func strokes(r rune) string {
	if k := strokesOf()[r]; k != "" {
		return k
	}
	return fmt.Sprintf("~%06X", r)
}

// readingsOf are the characters' readings as keys.
var readingsOf = sync.OnceValue(func() map[rune]string {
	out := map[rune]string{}
	for line := range strings.Lines(unpacked(readingsData)) {
		syllable, letters, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		k := syllableKey(syllable)
		for _, r := range letters {
			out[r] = k
		}
	}
	return out
})

// pinyin is the key of a character by how it is read, then by its strokes.
func pinyin(r rune, reading string) string {
	k := readingsOf()[r]
	if reading != "" {
		k = syllableKey(reading)
	}
	if k == "" {
		return strokesLast(r)
	}
	return k + strokes(r)
}

// strokesLast is the key of a character that nobody gives a reading of: behind all that have one, by its strokes.
func strokesLast(r rune) string { return "~" + strokes(r) }

// syllableKey is the key of a syllable: its letters, an end that is before any letter, whether it has ü, and the tone,
// the neutral one last.
func syllableKey(syllable string) string {
	letters, umlaut, tone := make([]rune, 0, 8), '0', '5'
	for _, r := range norm.NFD.String(syllable) {
		switch r {
		case '\u0304':
			tone = '1'
		case '\u0301':
			tone = '2'
		case '\u030C':
			tone = '3'
		case '\u0300':
			tone = '4'
		case '\u0308':
			umlaut = '1'
		case '\u0302': // ê
		default:
			letters = append(letters, r)
		}
	}
	return string(letters) + " " + string(umlaut) + string(tone)
}

func unpacked(b []byte) string {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err == nil {
		b, err = io.ReadAll(z)
	}
	if err != nil {
		panic("nameorder: " + err.Error()) // what is embedded was written by the generator
	}
	return string(b)
}
