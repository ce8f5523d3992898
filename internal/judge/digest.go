package judge

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
)

// Digest is the SHA-256 of the opening (rule book, requirements, day, hearing) and of all entries in order with
// their gates, the facts these used, and the estimates to four digits, as lines of canonical JSON: members in the
// order of their names, numbers as decimals, nothing optional. The same inputs give the same digest on any machine.
// It builds the gates of the whole list.
func (l *List) Digest() string {
	h := sha256.New()
	var line []byte
	l.lines(func(x canonical) {
		line = append(append(line[:0], x...), '\n')
		h.Write(line)
	})
	return hex.EncodeToString(h.Sum(nil))
}

// canonical is JSON being written. It is written by hand since a list may hold thousands with dozens of facts each,
// for which encoding/json takes three times as long.
type canonical []byte

// lines gives each line of what the digest is of. A line is only good until the next.
func (l *List) lines(each func(canonical)) {
	var b canonical
	b = b.raw(`{"failed":`).number(l.Failed).raw(`,"opening":`).text(l.opening.digest).raw(`}`)
	each(b)
	for _, e := range l.Entries {
		b = b[:0].raw(`{"band":`).number(e.Band).raw(`,"gates":[`)
		for i, g := range l.opening.Gates(e.Dossier) {
			if i > 0 {
				b = b.raw(`,`)
			}
			b = b.gate(&g)
		}
		b = b.raw(`],"key":`).text(e.Dossier.Key).raw(`,"measured":`)
		if m := e.Measured; m == nil {
			b = b.raw(`null`)
		} else {
			b = b.raw(`[`).raw(fixed(m.Value)).raw(`,`).raw(fixed(m.Low80)).raw(`,`).raw(fixed(m.High80)).raw(`,`).number(m.N).raw(`]`)
		}
		each(b.raw(`,"verdict":`).text(string(e.Verdict)).raw(`}`))
	}
}

func (b canonical) gate(g *Gate) canonical {
	b = b.raw(`{"facts":[`)
	for i, f := range g.Facts {
		if i > 0 {
			b = b.raw(`,`)
		}
		b = b.raw(`[`).text(f.Label).raw(`,`).text(f.Key).raw(`,`).text(f.Property).raw(`,`).text(f.Value).raw(`]`)
	}
	return b.raw(`],"outcome":`).text(string(g.Outcome)).raw(`,"part":`).text(g.Part).raw(`,"rule":`).text(g.Rule).raw(`}`)
}

func (b canonical) raw(s string) canonical { return append(b, s...) }
func (b canonical) number(n int) canonical { return strconv.AppendInt(b, int64(n), 10) }

// text writes a string; what needs escaping is left to encoding/json.
func (b canonical) text(s string) canonical {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c >= 0x7f || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			quoted, err := json.Marshal(s)
			if err != nil {
				panic("judge: " + err.Error()) // a text
			}
			return append(b, quoted...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}
