package validation

import (
	"strings"
	"unicode"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// signs are what input methods for Chinese give in place of the signs of GraphQL.
var signs = map[rune]rune{'（': '(', '）': ')', '｛': '{', '｝': '}', '［': '[', '］': ']', '【': '[', '】': ']', '：': ':', '，': ',', '、': ',', '；': ',', ';': ',',
	'！': '!', '＝': '=', '＠': '@', '＄': '$', '￥': '$', '¥': '$', '｜': '|', '。': '.', '．': '.', '－': '-', '—': '-', '＃': '#',
	'\u3000': ' ', '\u00a0': ' ', '\u200b': ' '}

// quotes open and close texts in other ways than GraphQL does, each with what may close it. Each closes itself too, so that
// a line of many is read once.
var quotes = map[rune]string{'“': "”“\"", '”': "”\"", '‘': "’‘", '’': "’", '\'': "'", '＂': "＂\"", '「': "」「", '『': "』『", '`': "`"}

// An edit is a place where a text is no GraphQL, and what stands there for now so that the rest can be read. A word
// gets a name of as many characters, so that all places stay where they are.
type edit struct {
	at       gqlerror.Location
	from, to string
	word     bool
}

// mended is a text with the signs and words in it replaced that GraphQL does not have.
type mended struct {
	text  string
	edits []edit
	words map[string]string // by the names in their place
}

// mending goes over a text once.
type mending struct {
	in    []rune
	i     int
	out   strings.Builder
	at    gqlerror.Location
	edits []edit
	words map[string]string
	names map[string]string // by the words they stand for
	taken map[string]bool   // names that the text has itself
}

func mend(text string) mended {
	m := &mending{in: []rune(text), at: gqlerror.Location{Line: 1, Column: 1}, words: map[string]string{}, names: map[string]string{}, taken: map[string]bool{}}
	for _, name := range strings.FieldsFunc(text, func(r rune) bool { return !letter(r) }) {
		m.taken[name] = true
	}
	for m.i < len(m.in) {
		r := m.in[m.i]
		switch {
		case r == '#':
			m.keep(m.until(func(r rune) bool { return r == '\n' || r == '\r' }))
		case r == '"':
			m.string()
		case quotes[r] != "":
			m.quoted(quotes[r])
		case signs[r] != 0:
			m.replace(1, string(signs[r]), false)
		case letter(r):
			m.word()
		default:
			m.keep(1)
		}
	}
	return mended{m.out.String(), m.edits, m.words}
}

// until is how many characters stand before one of a sort.
func (m *mending) until(end func(rune) bool) int {
	n := 0
	for m.i+n < len(m.in) && !end(m.in[m.i+n]) {
		n++
	}
	return n
}

// keep takes over some characters.
func (m *mending) keep(n int) {
	for range n {
		r := m.in[m.i]
		m.out.WriteRune(r)
		m.i++
		m.at.Column++
		if r == '\n' || r == '\r' && (m.i == len(m.in) || m.in[m.i] != '\n') {
			m.at = gqlerror.Location{Line: m.at.Line + 1, Column: 1}
		}
	}
}

// replace writes something in place of some characters.
func (m *mending) replace(n int, to string, word bool) {
	m.edits = append(m.edits, edit{m.at, string(m.in[m.i : m.i+n]), to, word})
	m.out.WriteString(to)
	m.i += n
	m.at.Column += n
}

// string takes over a text in GraphQL's quotes; one that another quote ends on its line is ended there.
func (m *mending) string() {
	if strings.HasPrefix(string(m.in[m.i:min(m.i+3, len(m.in))]), `"""`) {
		m.keep(3)
		for m.i < len(m.in) && !strings.HasPrefix(string(m.in[m.i:min(m.i+3, len(m.in))]), `"""`) {
			m.keep(1)
		}
		m.keep(min(3, len(m.in)-m.i))
		return
	}
	m.keep(1)
	other := -1
	n := 0
	for ; m.i+n < len(m.in) && m.in[m.i+n] != '\n' && m.in[m.i+n] != '"'; n++ {
		switch r := m.in[m.i+n]; {
		case r == '\\':
			n++
		case other < 0 && (r == '”' || r == '“' || r == '＂'):
			other = n
		}
	}
	closed := m.i+n < len(m.in) && m.in[m.i+n] == '"'
	switch {
	case closed:
		m.keep(n + 1)
	case other >= 0:
		m.keep(other)
		m.replace(1, `"`, false)
	default:
		m.keep(min(n, len(m.in)-m.i))
	}
}

// quoted replaces the quotes around a text, where another on its line ends it.
func (m *mending) quoted(closing string) {
	m.replace(1, `"`, false)
	n := m.until(func(r rune) bool { return strings.ContainsRune(closing+"\n", r) })
	if m.i+n == len(m.in) || m.in[m.i+n] == '\n' {
		return
	}
	m.keep(n)
	if m.in[m.i] == '"' {
		m.keep(1)
	} else {
		m.replace(1, `"`, false)
	}
}

func letter(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// word takes over a name, or puts one in the place of a word that is none. Letters and digits of full width are their
// narrow ones.
func (m *mending) word() {
	n := m.until(func(r rune) bool { return !letter(r) })
	narrow, foreign, wide := make([]rune, n), false, false
	for i, r := range m.in[m.i : m.i+n] {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
			wide = true
		}
		narrow[i] = r
		foreign = foreign || r > unicode.MaxASCII
	}
	switch {
	case foreign:
		m.replace(n, m.name(string(m.in[m.i:m.i+n]), n), true)
	case wide:
		m.replace(n, string(narrow), false)
	default:
		m.keep(n)
	}
}

// name is what stands for a word of n characters: the same each time, and no name of the text. Of the short ones there
// are more than the words that are said; those beyond stand for no word.
func (m *mending) name(word string, n int) string {
	if name, ok := m.names[word]; ok {
		return name
	}
	for i := range len(letters) {
		if name := stand(n, len(m.words)+i); !m.taken[name] {
			m.taken[name] = true
			m.names[word], m.words[name] = name, word
			return name
		}
	}
	return stand(n, 0)
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"

// stand is the i-th name of n characters.
func stand(n, i int) string {
	if n == 1 {
		return letters[i%len(letters) : i%len(letters)+1]
	}
	const digits = "0123456789abcdefghijklmnopqrstuvwxyz"
	name := []byte("_" + strings.Repeat("0", n-1))
	for at := n - 1; at > 0 && i > 0; at-- {
		name[at] = digits[i%36]
		i /= 36
	}
	return string(name)
}
