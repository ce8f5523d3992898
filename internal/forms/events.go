package forms

import (
	"regexp"
	"slices"
	"strings"

	"bole/graph/mapping"
	"bole/graph/message"
	"bole/graph/textfold"
	"bole/internal/lrmx"
)

// award is the answer that an event is a recognition; the others are the names of SanctionRegime.
const award = "AWARD"

var happened = regexp.MustCompile(`^([A-Z]+)(?: (\d{4}(?:-\d{2}){0,2}))?$`)

// regimes are the names of SanctionRegime with their Chinese terms.
func (r *reader) regimes() map[string]string {
	out := map[string]string{}
	for _, v := range r.sdl.Types["SanctionRegime"].EnumValues {
		out[v.Name], _ = mapping.Described(v.Description)
	}
	return out
}

// event finds an award or a sanction in the graph, or asks what it is.
func (r *reader) event(f *form, e lrmx.Event) {
	regimes := r.regimes()
	text := textfold.Name(e.Text)
	for _, k := range f.known.Events {
		if coarselyEqual(k.On, e.On) && (text == textfold.Name(k.Name) || text == textfold.Name(regimes[k.Regime]+k.Name)) {
			return
		}
	}
	d := Doubt{File: f.file, Person: f.cadre, Kind: whatHappened, Element: "JiangChengQingKuang", Line: e.Line, Candidates: []string{award},
		Question: message.New("is it an award, or under which regime a sanction? answer with a candidate, the day behind it where the line begins with none, such as AWARD 2020-03, or SKIP")}
	for name := range regimes {
		d.Candidates = append(d.Candidates, name)
	}
	slices.Sort(d.Candidates)
	answer, ok := r.ask(d)
	if !ok || answer == skip {
		return
	}
	m := happened.FindStringSubmatch(answer)
	if m == nil || !slices.Contains(d.Candidates, m[1]) || (e.On == "") == (m[2] == "") {
		r.again(d, answer)
		return
	}
	on := e.On + m[2]
	key := f.cadre + "-" + short(m[1]+"\n"+on+"\n"+e.Text)
	if m[1] == award {
		r.put(f.file, "recognitions", map[string]any{"key": key, "cadre": f.cadre, "kind": award, "name": e.Text, "awardedOn": on, "source": f.source, "locator": d.Element})
		return
	}
	r.put(f.file, "sanctions", map[string]any{"key": key, "cadre": f.cadre, "regime": m[1], "name": strings.TrimPrefix(e.Text, regimes[m[1]]), "decidedOn": on, "source": f.source, "locator": d.Element})
}
