package judge

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"bole/graph/message"
	"bole/internal/judge/fact"
)

// Ask says what is to be filled and what is required for it: a vacancy, a post, a rank, or requirements alone.
type Ask struct {
	Vacancy      string             // key; its post, requirements and wants are taken
	Position     string             // key, where no vacancy is named
	Ladder, Rank string             // a rank to be granted instead of a post
	Requirements []fact.Requirement // beside the vacancy's; they replace its requirements of the same rule
	Wants        []fact.Want        // replace the vacancy's where given
	Leaving      []string           // keys of officials who leave the post by the same plan; only HEADCOUNT asks
	Coming       int                // how many others come to it by the same plan
}

// Opening is an Ask made ready for one day and rule book. It is safe for concurrent use.
type Opening struct {
	day    *Day
	book   *RuleBook
	ask    Ask // with what the vacancy adds
	kind   string
	post   *fact.Position     // nil where no post is named
	unit   *fact.Organization // of the post
	grade  int8               // of the post, as place in grades; 0 unknown or none
	checks []*check           // in the order of the book
	quick  []*check           // the same, what removes and is cheap first
	digest string
}

// Open makes an Ask ready: the standard rules that apply, and those that are required. It is an error to name a
// vacancy, post, rank or rule that does not exist, or a value that its rule cannot read; the error says what would
// be right.
func (y *Day) Open(b *RuleBook, ask Ask) (*Opening, error) {
	o := &Opening{day: y, book: b, ask: ask, kind: "POST"}
	if err := o.find(); err != nil {
		return nil, err
	}
	asked := map[string]fact.Requirement{}
	for _, r := range o.ask.Requirements {
		if b.Rule(r.Rule) == nil {
			return nil, message.Errorf("requirement %q: the rule book has no such rule; it has %v", r.Rule, b.codes())
		}
		asked[r.Rule] = r
	}
	for _, r := range b.Rules {
		q, named := asked[r.Code]
		if !named && !(r.Standard && slices.Contains(r.For, o.kind) && o.leading()) {
			continue
		}
		cs, err := o.compile(r, q, named)
		if err != nil {
			return nil, message.Errorf("requirement %s: %v", r.Code, err)
		}
		o.checks = append(o.checks, cs...)
	}
	o.quick = slices.Clone(o.checks)
	slices.SortStableFunc(o.quick, func(a, b *check) int { return a.order() - b.order() })
	o.digest = o.identify()
	return o, nil
}

// Readable reports what of a requirement cannot be read, whatever post it is for: the name of the part, and why; nil
// where all of it can. A value that is left to the rule is read when the post is known.
func (b *RuleBook) Readable(q fact.Requirement) (part string, err error) {
	r := b.Rule(q.Rule)
	if r == nil {
		return "rule", message.Errorf("the rule book has no rule %q; it has %s", q.Rule, message.Names(b.codes()))
	}
	w := ways[r.Check]
	if q.Operator != "" && !slices.Contains(w.operators, q.Operator) {
		return "operator", message.Errorf("%s is compared by %q; the rule compares by %s", q.Rule, q.Operator, oneOf(w.operators))
	}
	if q.Value == "" && w.read != nil && !w.optional && len(r.Values) == 0 {
		return "value", message.Errorf("%s has no value, and the rule none of its own; give one, %s", q.Rule, (&check{rule: r}).example())
	}
	if q.Value == "" {
		return "", nil
	}
	if err := w.value(&check{rule: r, way: w, operator: cmp.Or(q.Operator, r.Operator)}, q.Value); err != nil {
		return "value", message.Errorf("of %s: %v", q.Rule, err)
	}
	return "", nil
}

// find looks up what the Ask names.
func (o *Opening) find() error {
	f := o.day.facts
	if v := f.Vacancies[o.ask.Vacancy]; v != nil {
		o.ask.Position = v.Position
		replaced := func(r fact.Requirement) bool {
			return slices.ContainsFunc(o.ask.Requirements, func(q fact.Requirement) bool { return q.Rule == r.Rule })
		}
		o.ask.Requirements = append(slices.DeleteFunc(slices.Clone(v.Requirements), replaced), o.ask.Requirements...)
		if len(o.ask.Wants) == 0 {
			o.ask.Wants = v.Wants
		}
	} else if o.ask.Vacancy != "" {
		return message.Errorf("vacancy %q does not exist; name one that does, or a position", o.ask.Vacancy)
	}
	if o.ask.Position != "" {
		o.post = f.Positions[o.ask.Position]
		if o.post == nil {
			return message.Errorf("position %q does not exist; name one that does", o.ask.Position)
		}
		o.unit, o.grade = f.Organizations[o.post.Organization], gradeOf(o.post.Grade)
	}
	if o.ask.Rank != "" {
		o.kind = "RANK"
		if o.post != nil {
			return message.Errorf("a rank and a post are asked for; ask for one at a time")
		}
		if ranks := o.book.ladder(o.ask.Ladder); !slices.Contains(ranks, o.ask.Rank) {
			return message.Errorf("rank %q is not a rank of the ladder %q; its ranks are %v", o.ask.Rank, o.ask.Ladder, ranks)
		}
	}
	return nil
}

// leading reports whether standard rules are asked: of ranks, of leading posts, and where no post, or no level, is
// known.
func (o *Opening) leading() bool {
	return o.kind == "RANK" || o.post == nil || o.post.Grade == "" || o.grade >= firstLeading
}

func (b *RuleBook) codes() []string {
	var out []string
	for _, r := range b.Rules {
		out = append(out, r.Code)
	}
	return out
}

// fits reports whether a default value is for the opening's post.
func (v *ruleValue) fits(o *Opening) bool {
	if o.post == nil {
		return len(v.Grades)+len(v.Units)+len(v.Levels) == 0 && !v.Chief
	}
	return v.of(o.post, o.unit)
}

// of reports whether it is for a post of a unit, nil where that is not known.
func (v *ruleValue) of(q *fact.Position, unit *fact.Organization) bool {
	kind, level := "", ""
	if unit != nil {
		kind, level = unit.Kind, unit.Level
	}
	return (!v.Chief || q.Chief) && (len(v.Grades) == 0 || slices.Contains(v.Grades, q.Grade)) && (len(v.Units) == 0 || slices.Contains(v.Units, kind)) &&
		(len(v.Levels) == 0 || slices.Contains(v.Levels, level))
}

// identify is the SHA-256 of what the opening is.
func (o *Opening) identify() string {
	type asked struct{ Rule, Part, Strength, Operator, Value, Fixed string }
	id := struct {
		AsOf, Book, BookDigest, Vacancy, Position, Ladder, Rank string
		Hearing                                                 int32
		Requirements                                            []asked
		Wants                                                   []string
		Leaving                                                 []string `json:",omitempty"`
		Coming                                                  int      `json:",omitempty"`
	}{o.day.AsOf(), o.book.Version, o.book.Digest, o.ask.Vacancy, o.ask.Position, o.ask.Ladder, o.ask.Rank, o.day.hearing, nil, nil, o.ask.Leaving, o.ask.Coming}
	for _, c := range o.checks {
		part := ""
		if c.part != nil {
			part = c.part.Kind
		}
		id.Requirements = append(id.Requirements, asked{c.rule.Code, part, c.strength(), c.operator, c.text, string(c.fixed)})
	}
	for _, w := range o.ask.Wants {
		id.Wants = append(id.Wants, w.Category+":"+fixed(w.Weight))
	}
	text, err := json.Marshal(id)
	if err != nil {
		panic("judge: " + err.Error()) // texts and whole numbers only
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Digest identifies the opening: rule book, requirements, day and what is to be filled. Lots are drawn by it.
func (o *Opening) Digest() string { return o.digest }

// Gates are all gates of one person, in the order of the rule book.
func (o *Opening) Gates(d *fact.Dossier) []Gate {
	out := make([]Gate, len(o.checks))
	for i, c := range o.checks {
		out[i] = c.gate(d)
	}
	return out
}

// Verdict is what Gates(d) say together, without their words: 20,000 in some tens of milliseconds.
func (o *Opening) Verdict(d *fact.Dossier) Verdict {
	v := Eligible
	for _, c := range o.quick {
		if v == VerdictUnknown && !c.removes() {
			return v // what should be met cannot make it worse
		}
		if v = worse(v, c.outcome(d, nil)); v == Failed {
			return v
		}
	}
	return v
}
