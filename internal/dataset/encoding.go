package dataset

import (
	"bufio"
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"
)

// sniffed is how much of a CSV decides on its encoding from the first character on that is not ASCII, bytes.
const sniffed = 64 << 10

// decoded is UTF-8 without its byte order mark, from UTF-8 or, where that is not what the file holds, from GB18030.
func decoded(r io.Reader) io.Reader {
	in := bufio.NewReaderSize(r, sniffed)
	if head, _ := in.Peek(3); bytes.Equal(head, []byte("\uFEFF")) {
		in.Discard(3) //nolint:errcheck // the bytes were peeked
		return in
	}
	return &sniffer{in: in}
}

// isUTF16 reports whether a file begins as Excel's "Unicode text" does.
func isUTF16(head []byte) bool {
	return bytes.HasPrefix(head, []byte{0xFF, 0xFE}) || bytes.HasPrefix(head, []byte{0xFE, 0xFF})
}

// sniffer passes ASCII on, which is the same in both encodings, and decides on the encoding at the first character
// beyond it: a file may begin with thousands of rows of digits.
type sniffer struct {
	in   *bufio.Reader
	text io.Reader // nil until it is decided
}

func (s *sniffer) Read(p []byte) (int, error) {
	if s.text != nil {
		return s.text.Read(p)
	}
	head, err := s.in.Peek(1)
	if len(head) == 0 {
		return 0, err
	}
	head, _ = s.in.Peek(min(max(s.in.Buffered(), 1), len(p)))
	ascii := bytes.IndexFunc(head, func(r rune) bool { return r >= utf8.RuneSelf })
	if ascii < 0 {
		return s.in.Read(p[:len(head)])
	}
	if ascii > 0 {
		return s.in.Read(p[:ascii])
	}
	head, err = s.in.Peek(sniffed)
	s.text = s.in
	if !isUTF8(head, err != nil) && isGB18030(head, err != nil) {
		s.text = transform.NewReader(s.in, &gb18030{})
	}
	return s.text.Read(p)
}

// isUTF8 reports whether bytes are UTF-8; unless they are all there are, the last character may be cut off.
func isUTF8(b []byte, all bool) bool {
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n <= 1 {
			return !all && !utf8.FullRune(b)
		}
		b = b[n:]
	}
	return true
}

// isGB18030 reports whether bytes are codes of GB18030, each of which stands for a character.
func isGB18030(b []byte, all bool) bool {
	for len(b) > 0 {
		n := codeLength(b)
		switch {
		case n == 0:
			return false
		case n > len(b):
			return !all
		}
		b = b[n:]
	}
	return true
}

// codeLength is how many bytes the first code of GB18030 takes, more than there are where it is cut off; 0 where the
// bytes are not a code.
func codeLength(b []byte) int {
	first := b[0]
	switch {
	case first < 0x80:
		return 1
	case first == 0x80: // the euro sign in code page 936
		return 1
	case first == 0xFF:
		return 0
	case len(b) == 1:
		return 2
	case b[1] >= 0x30 && b[1] <= 0x39:
		if len(b) > 2 && (b[2] < 0x81 || b[2] == 0xFF) || len(b) > 3 && (b[3] < 0x30 || b[3] > 0x39) {
			return 0
		}
		return 4
	case b[1] >= 0x40 && b[1] != 0x7F && b[1] != 0xFF:
		return 2
	default:
		return 0
	}
}

// edition2022 are the codes that golang.org/x/text v0.43.0 reads as U+FFFD: the 18 that GB 18030-2022 gave a character
// of Unicode in place of a private-use one, A8BC, which the edition of 2005 gave one, and the six whose characters
// lie beyond U+FFFF. The four-byte codes of these characters are read by both editions' writers as the same ones.
var edition2022 = map[[2]byte]rune{
	{0xA6, 0xD9}: '︐', {0xA6, 0xDA}: '︒', {0xA6, 0xDB}: '︑', {0xA6, 0xDC}: '︓', {0xA6, 0xDD}: '︔', {0xA6, 0xDE}: '︕', {0xA6, 0xDF}: '︖',
	{0xA6, 0xEC}: '︗', {0xA6, 0xED}: '︘', {0xA6, 0xF3}: '︙', {0xA8, 0xBC}: 'ḿ',
	{0xFE, 0x59}: '龴', {0xFE, 0x61}: '龵', {0xFE, 0x66}: '龶', {0xFE, 0x67}: '龷', {0xFE, 0x6D}: '龸', {0xFE, 0x7E}: '龹', {0xFE, 0x90}: '龺', {0xFE, 0xA0}: '龻',
	{0xFE, 0x51}: '𠂇', {0xFE, 0x52}: '𠂉', {0xFE, 0x53}: '𠃌', {0xFE, 0x6C}: '𡗗', {0xFE, 0x76}: '𢦏', {0xFE, 0x91}: '𤇾',
}

// gb18030 decodes by the edition of 2022: the library's decoder, and edition2022 where that knows no character. The
// private-use areas of the standard, AAA1 and after, are decoded as the private-use characters they are.
type gb18030 struct{ transform.NopResetter }

func (gb18030) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	library := simplifiedchinese.GB18030.NewDecoder().Transformer
	for nSrc < len(src) {
		n, r := run(src[nSrc:])
		if r != 0 {
			if nDst+utf8.UTFMax > len(dst) {
				return nDst, nSrc, transform.ErrShortDst
			}
			nDst += utf8.EncodeRune(dst[nDst:], r)
			nSrc += n
			continue
		}
		d, m, err := library.Transform(dst[nDst:], src[nSrc:nSrc+n], atEOF || n < len(src)-nSrc)
		nDst, nSrc = nDst+d, nSrc+m
		if err != nil {
			return nDst, nSrc, err
		}
	}
	return nDst, nSrc, nil
}

// run is how many bytes come before the next code that the library does not know, or, where that is the first, its
// length and the character.
func run(src []byte) (int, rune) {
	at := 0
	for at < len(src) {
		n := codeLength(src[at:])
		if n == 2 && at+2 <= len(src) {
			if r := characterOf([2]byte(src[at : at+2])); r != 0 {
				if at > 0 {
					return at, 0
				}
				return 2, r
			}
		}
		at += max(n, 1)
	}
	return len(src), 0
}

// characterOf is the character of a code of two bytes that the library does not know; 0 for those it knows.
func characterOf(code [2]byte) rune {
	if r := edition2022[code]; r != 0 {
		return r
	}
	row, place := rune(code[0]), rune(code[1])
	switch {
	case row >= 0xAA && row <= 0xAF && place >= 0xA1 && place <= 0xFE:
		return '\uE000' + (row-0xAA)*94 + place - 0xA1
	case row >= 0xF8 && row <= 0xFE && place >= 0xA1 && place <= 0xFE:
		return '\uE234' + (row-0xF8)*94 + place - 0xA1
	case row >= 0xA1 && row <= 0xA7 && place >= 0x40 && place <= 0xA0 && place != 0x7F:
		if place > 0x7F {
			place--
		}
		return '\uE4C6' + (row-0xA1)*96 + place - 0x40
	}
	return 0
}
