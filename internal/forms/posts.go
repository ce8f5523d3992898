package forms

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"bole/graph/message"
	"bole/graph/textfold"
	"bole/internal/lrmx"
)

// maxCandidates is how many posts are proposed for a line.
const maxCandidates = 20

// kindMarks are what stands around a title for how the post is held, by the names of AppointmentKind.
var (
	kindMark  = regexp.MustCompile(`^(.+)[（(](挂职|兼任|兼|主持工作|试用期|试用|保留待遇)[）)]$`)
	kindMarks = map[string]string{"挂职": "SECONDED", "兼任": "CONCURRENT", "兼": "CONCURRENT", "主持工作": "ACTING", "试用": "PROBATION", "试用期": "PROBATION", "保留待遇": "RETAINED"}
	seconded  = regexp.MustCompile(`^挂职(?:担任|任)?(.+)$`)
)

// meant are the organizations that lines, or answers to them, may mean: whose name a line begins with, or whose key an
// answer does.
func (r *reader) meant() []string {
	var out []string
	add := func(list []lrmx.Stretch) {
		for _, s := range list {
			title, _ := kindOf(s.Text)
			out = append(append(out, r.prefixes(s.Text)...), r.prefixes(title)...)
		}
	}
	for _, f := range r.forms {
		add(f.Resume)
	}
	for _, d := range r.answers {
		switch d.Kind {
		case whichLine:
			list, _ := lrmx.Resume(d.Answer)
			add(list)
		case whichPost:
			for _, p := range r.named(d.Answer) {
				out = append(out, p.Organization)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// prefixes are the organizations whose name a text begins with, the longest name last.
func (r *reader) prefixes(text string) []string {
	var out []string
	for i := range text {
		out = append(out, r.organizations[text[:i]]...)
	}
	return append(out, r.organizations[text]...)
}

// kindOf takes the mark of how a post is held from a text; "" where it has none.
func kindOf(text string) (title, kind string) {
	if m := kindMark.FindStringSubmatch(text); m != nil {
		return m[1], kindMarks[m[2]]
	}
	if m := seconded.FindStringSubmatch(text); m != nil {
		return m[1], "SECONDED"
	}
	return text, ""
}

// postsOf gives the posts that a text names exactly: an organization and a title of it, or a title that itself begins
// with the organization.
func (r *reader) postsOf(text string) []post {
	var out []post
	for _, o := range r.prefixes(text) {
		rest := strings.TrimPrefix(text, r.nameOf(o))
		for _, p := range r.posts[o] {
			if p.Title == text || p.Title == rest {
				out = append(out, p)
			}
		}
	}
	return out
}

// similar are posts that a text may mean: those it names but for how it is written, those that its text begins with, or
// else those of the organization that it begins with.
func (r *reader) similar(text string) []string {
	folded := textfold.Name(text)
	var named, all []string
	for _, o := range r.prefixes(text) {
		all = all[:0] // the longest name is the last
		for _, p := range r.posts[o] {
			all = append(all, o+"|"+p.Title)
			if strings.HasPrefix(folded, textfold.Name(r.nameOf(o)+p.Title)) || strings.HasPrefix(folded, textfold.Name(p.Title)) {
				named = append(named, o+"|"+p.Title)
			}
		}
	}
	if len(named) == 0 {
		named = all
	}
	return named[:min(len(named), maxCandidates)]
}

func (r *reader) nameOf(organization string) string {
	if r.byKey == nil {
		r.byKey = map[string]string{}
		for name, keys := range r.organizations {
			for _, k := range keys {
				r.byKey[k] = name
			}
		}
	}
	return r.byKey[organization]
}

// named reads ORGANIZATION|TITLE and NEW|ORGANIZATION|TITLE, several with a semicolon between; nil where the answer is
// not of this kind. A post that is to be new has no key.
func (r *reader) named(answer string) []post {
	var out []post
	for _, part := range strings.Split(answer, ";") {
		part = strings.TrimSpace(part)
		rest, isNew := strings.CutPrefix(part, fresh+"|")
		p, ok := r.pair(rest)
		if !ok {
			return nil
		}
		if isNew {
			p.Key = newPost(p)
		}
		out = append(out, p)
	}
	return out
}

// pair reads ORGANIZATION|TITLE; a key may hold a bar itself.
func (r *reader) pair(text string) (post, bool) {
	for i, c := range text {
		if c == '|' && r.nameOf(text[:i]) != "" && text[i+1:] != "" {
			return post{Organization: text[:i], Title: text[i+1:]}, true
		}
	}
	return post{}, false
}

func newPost(p post) string { return "lrmx-" + short(p.Organization+"|"+p.Title) }

// answered are the posts that an answer names; false where one is not there and is not said to be new.
func (r *reader) answered(f *form, answer string) ([]post, bool) {
	list := r.named(answer)
	for i, p := range list {
		there := r.posts[p.Organization]
		at := slices.IndexFunc(there, func(q post) bool { return q.Title == p.Title })
		switch {
		case at >= 0:
			list[i] = there[at]
		case p.Key == "":
			return nil, false
		default:
			r.posts[p.Organization] = append(there, p)
			r.put(f.file, "positions", map[string]any{"key": p.Key, "title": p.Title, "organization": p.Organization, "source": f.source})
			r.notice(f.file, "JianLi", "%s|%s: a new post, as it was answered", p.Organization, p.Title)
		}
	}
	return list, len(list) > 0
}

// resume makes appointments of the résumé, or doubts.
func (r *reader) resume(f *form) {
	for _, s := range f.Resume {
		r.entry(f, s)
	}
	for _, d := range f.Doubts {
		if d.Element == "JianLi" {
			r.line(f, d.Element, d.Line, d.Why)
		}
	}
	if !f.says(f.Post) {
		r.line(f, "XianRenZhiWu", f.Post, message.New("is held now, and no line of the résumé that lasts says so"))
	}
}

// line asks what a line says; the answer is the line as it should be.
func (r *reader) line(f *form, place, text string, why message.Text) {
	d := Doubt{File: f.file, Person: f.cadre, Kind: whichLine, Element: place, Line: text,
		Question: message.New("%s; answer with the line as it should be, such as 2005.03--2012.06 某镇副镇长, or SKIP", why)}
	answer, ok := r.ask(d)
	if !ok || answer == skip {
		return
	}
	list, wrong := lrmx.Resume(answer)
	if len(wrong) > 0 || len(list) == 0 {
		r.again(d, answer)
		return
	}
	for _, s := range list {
		r.entry(f, s)
	}
}

// entry makes appointments of one entry of the résumé.
func (r *reader) entry(f *form, s lrmx.Stretch) {
	kind, text := "", s.Text
	list := r.postsOf(text)
	if len(list) == 0 {
		text, kind = kindOf(s.Text)
		list = r.postsOf(text)
	}
	if one := f.holding(list, s.From); len(list) > 1 && len(one) == 1 {
		list = one
	}
	shown := fmt.Sprintf("%s--%s  %s", s.From, s.To, s.Text)
	switch {
	case len(list) == 1:
		r.appointment(f, s, list[0], kind, !s.Meanwhile)
		f.settled(s)
		return
	case f.study(s.Text):
		r.notice(f.file, "JianLi", "%s: a study, which the education says; not a post", shown)
		return
	case retired(s):
		r.notice(f.file, "JianLi", "%s: the status, not a post", shown)
		return
	}
	why := message.New("no post is called so")
	if len(list) > 1 {
		why = message.New("several posts are called so")
	}
	d := Doubt{File: f.file, Person: f.cadre, Kind: whichPost, Element: "JianLi", Line: shown, Candidates: r.similar(text),
		Question: message.New("%s; answer ORGANIZATION|TITLE with the organization's key, NEW|ORGANIZATION|TITLE for a post that is not there yet, several with ; between and the main one first, or SKIP", why)}
	answer, ok := r.ask(d)
	if !ok || answer == skip {
		return
	}
	list, ok = r.answered(f, answer)
	if !ok {
		r.again(d, answer)
		return
	}
	for i, p := range list {
		r.appointment(f, s, p, kind, !s.Meanwhile && i == 0)
	}
	f.settled(s)
}

// holding are those of the posts that the graph says the person has held since then.
func (f *form) holding(list []post, from string) []post {
	return slices.DeleteFunc(slices.Clone(list), func(p post) bool {
		return !slices.ContainsFunc(f.known.Held, func(h held) bool { return h.Position == p.Key && coarselyEqual(h.From, from) })
	})
}

// appointment makes a row, unless the graph, or a line before, says the same.
func (r *reader) appointment(f *form, s lrmx.Stretch, p post, kind string, main bool) {
	key := fmt.Sprintf("%s-%s-%s", f.cadre, s.From, short(p.Key)[:6])
	values := map[string]any{"key": key, "cadre": f.cadre, "position": p.Key, "from": s.From, "to": s.To, "main": main, "kind": kind, "source": f.source, "locator": "JianLi"}
	h := f.heldAs(p, s)
	if h == nil {
		f.made[key] = true
		f.known.Held = append(f.known.Held, held{key, p.Key, s.From, s.To})
		r.put(f.file, "appointments", values)
		return
	}
	shown := fmt.Sprintf("%s--%s  %s", s.From, s.To, s.Text)
	began := coarselyEqual(h.From, s.From)
	switch {
	case began && (h.To == s.To || coarselyEqual(h.To, s.To)):
		if f.made[h.Key] {
			r.notice(f.file, "JianLi", "%s: stands there twice, and is loaded once", shown)
		}
		return
	case began && h.To == "" && !f.made[h.Key]:
		r.notice(f.file, "JianLi", "%s: was held still in the graph, and has ended", shown)
		values = map[string]any{"cadre": f.cadre, "position": p.Key, "from": h.From, "to": s.To}
	case began && s.To == "" && f.FilledOn != "" && f.FilledOn < h.To:
		r.notice(f.file, "JianLi", "%s: has ended since the form was filled in; the graph says when", shown)
		return
	case !r.otherwise(f, "JianLi", shown, h.From+"--"+h.To):
		return
	}
	values["key"] = h.Key
	if s.To == "" {
		values["to"] = nil // it lasts, whatever was said before
	}
	if began && len(h.From) > len(s.From) {
		values["from"] = h.From // to the day
	}
	h.From, h.To = fmt.Sprint(values["from"]), s.To
	r.put(f.file, "appointments", values)
}

// heldAs is the appointment to a post that began with an entry, or else one that was held at one time with it; nil where
// there is none.
func (f *form) heldAs(p post, s lrmx.Stretch) *held {
	var other *held
	for i := range f.known.Held {
		h := &f.known.Held[i]
		switch {
		case h.Position != p.Key:
		case coarselyEqual(h.From, s.From):
			return h
		case other == nil && overlap(*h, s):
			other = h
		}
	}
	return other
}

// overlap reports whether both were held at one time.
func overlap(h held, s lrmx.Stretch) bool {
	return (s.To == "" || h.From < s.To) && (h.To == "" || s.From < h.To)
}

// coarselyEqual compares dates as far as both are known, to the day.
func coarselyEqual(a, b string) bool {
	n := min(len(a), len(b))
	return n > 0 && a[:n] == b[:n]
}

// otherwise asks whether what the form says replaces what the graph does.
func (r *reader) otherwise(f *form, place, says, known string) bool {
	d := Doubt{File: f.file, Person: f.cadre, Kind: conflict, Element: place, Line: says + " / " + known, Question: message.New("the graph, or a line before, says %s; answer KEEP for that, or REPLACE by what stands here", known)}
	answer, ok := r.ask(d)
	switch {
	case !ok:
		return false
	case answer != keep && answer != replace:
		r.again(d, answer)
		return false
	}
	became := message.New("kept as it was")
	if answer == replace {
		became = message.New("replaced")
	}
	r.notice(f.file, place, "%s here, %s before: %s, as it was answered", says, known, became)
	return answer == replace
}
