package judge

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"bole/internal/judge/fact"
)

// defaultHearing is how many days after notice a person may answer, where no date was set.
const defaultHearing = 30

// Day is the facts as they stood on one day: what happens later does not exist. All that is judged is judged as
// of a Day. It is safe for concurrent use; the facts must not change.
type Day struct {
	facts   *fact.Facts
	asOf    int32
	hearing int32

	index    sync.Once
	holders  map[string][]holder     // by position
	unitWork map[string][]*fact.Task // tasks by organization
}

type holder struct {
	d *fact.Dossier
	a *fact.Appointment
}

// On takes the facts as of a whole day, YYYY-MM-DD. hearing is how many days after notice one may answer where no
// date was set; 0 is 30.
func On(f *fact.Facts, asOf string, hearing int) (*Day, error) {
	s := parse(asOf)
	if !s.exact() {
		return nil, fmt.Errorf("judge as of %q: asOf is a whole day, YYYY-MM-DD", asOf)
	}
	if hearing < 0 {
		return nil, fmt.Errorf("judge as of %s: the days for a hearing are %d; they are 0 (for %d) or more", asOf, hearing, defaultHearing)
	}
	if hearing == 0 {
		hearing = defaultHearing
	}
	return &Day{facts: f, asOf: s.first, hearing: int32(hearing)}, nil
}

// AsOf is the day, as YYYY-MM-DD.
func (y *Day) AsOf() string { return format(y.asOf) }

// Facts are the facts the day was taken from.
func (y *Day) Facts() *fact.Facts { return y.facts }

// prepare builds, once, what is looked up from the other side: who holds a post, and what a unit works on.
func (y *Day) prepare() {
	y.index.Do(func() {
		y.holders, y.unitWork = map[string][]holder{}, map[string][]*fact.Task{}
		for _, d := range y.facts.Cadres {
			for i := range d.Appointments {
				if a := &d.Appointments[i]; y.held(a) != no {
					y.holders[a.Position] = append(y.holders[a.Position], holder{d, a})
				}
			}
		}
		for _, key := range sortedKeys(y.facts.Tasks) {
			t := y.facts.Tasks[key]
			for _, o := range t.Organizations {
				y.unitWork[o] = append(y.unitWork[o], t)
			}
		}
	})
}

// held reports whether an appointment is held on the day.
func (y *Day) held(a *fact.Appointment) answer {
	from := parse(a.From).by(y.asOf)
	if a.To == "" {
		return from
	}
	return min(from, parse(a.To).by(y.asOf).not())
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
