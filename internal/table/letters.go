package table

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"bole/graph/message"
	"bole/graph/textfold"
)

// letters is what is wrong with single characters of a text. Keys, names and titles are compared and looked for, so
// nothing in them may be invisible or of nobody's alphabet but a font's; longer texts are read as they are, without
// characters of which it is known that another is meant.
func (c *Column) letters(s string) *Misfit {
	short := c.Refers != "" || c.Name == "key" || c.Type == "String" && !c.Long
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Co, r):
			if likely := privateUse[r]; likely != 0 {
				return &Misfit{message.New("holds U+%04X, a private-use character that stands for %c (U+%04X) in older fonts", r, likely, likely), message.New("write %c in its place", likely)}
			}
			if short {
				return &Misfit{message.New("holds U+%04X, a private-use character that only the font of one computer shows", r), message.New("write the character itself")}
			}
		case short && (unicode.Is(unicode.Cf, r) || strings.ContainsRune("\u00A0\u2007\u202F", r)):
			return &Misfit{message.New("%q holds the invisible or no-break character U+%04X", s, r), message.New("remove it, or write an ordinary blank")}
		}
	}
	return nil
}

// privateUse are the private-use characters of GBK 1.0 and of GB 18030-2000 and -2005, and what each stands for: the
// characters that Unicode had not at the time. Rare characters of names are among them. Source: GB 18030-2022 with its
// changes against the edition of 2005, and appendix E of GB 18030-2000 for those of GBK; the list stands in
// https://github.com/whatwg/encoding/issues/27 too.
var privateUse = private()

// letters of the codes FE50 to FEA0 without FE7F, which are U+E815 to U+E864 in GBK.
const extended = "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻"

func private() map[rune]rune {
	out := map[rune]rune{'\uE7C7': 'ḿ', '\uE7C8': 'ǹ'}
	for i, r := range []rune("︐︒︑︓︔︕︖︗︘︙") { // A6D9 to A6DF, A6EC, A6ED, A6F3
		out['\uE78D'+rune(i)] = r
	}
	for i, r := range []rune(extended) {
		out['\uE815'+rune(i)] = r
	}
	return out
}

// nameOf is what is wrong with a name or title as one.
func (c *Column) nameOf(s string) *Misfit {
	switch {
	case c.Name != "name" && c.Name != "title":
	case total(s):
		return &Misfit{message.New("%q is the line of a total", s), message.New("remove the line: a total is not a row of the table")}
	case c.Name == "name" && strings.IndexFunc(textfold.Name(s), func(r rune) bool { return !unicode.IsDigit(r) }) < 0:
		return &Misfit{message.New("%q is a number", s), message.New("give the name; perhaps the columns are shifted")}
	}
	return nil
}

// total reports whether a text begins a line of totals.
func total(s string) bool {
	if len(s) > 30 || strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return false
	}
	switch strings.TrimRight(textfold.Name(s), ":") {
	case "合计", "小计", "总计", "共计", "累计":
		return true
	}
	return false
}
