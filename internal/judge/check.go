package judge

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"bole/graph/message"
	"bole/internal/judge/fact"
)

// check is one rule, or one part of a rule, made ready for an opening.
type check struct {
	rule     *Rule
	part     *rulePart // nil for rules without parts
	way      *way
	open     *Opening
	must     bool
	operator string
	text     string   // the value as written
	length   int32    // of values in years, in thirtieths of a month
	number   int      // of values that are counts or levels
	kinds    []string // of values that are lists
	required message.Text
	cited    *Citation    // of the value, where it has its own
	fixed    Outcome      // the same for everyone; "" where people are looked at
	why      message.Text // the fixed outcome
	low      int          // HEADCOUNT: places certainly taken
	high     int          // and perhaps taken
}

// way is a way of checking: how its value is read and how a person is looked at.
type way struct {
	cost      int      // the cheaper the earlier
	operators []string // the first is usual; none: nothing is compared
	read      func(*check, string) error
	optional  bool // a value may be missing
	post      bool // asks about the post: not applicable without one
	ready     func(*check)
	look      func(*check, *fact.Dossier, *note) Outcome
	never     func(*check, *fact.Dossier) bool       // what no strength softens
	fits      func(*check, *fact.Appointment) answer // for ways that add up time in posts
	ranks     func(*check, *fact.RankGrant) answer   // and at ranks
}

// note takes down what a check finds. Checks are given nil where only the outcome is asked.
type note struct {
	found   message.Text
	missing []message.Text
	facts   []GateFact
	metOn   int32
}

func (n *note) fact(label, key, property, value string) {
	n.facts = append(n.facts, GateFact{label, key, property, value})
}

// compile makes a rule ready, as one check or as one for each part.
func (o *Opening) compile(r *Rule, q fact.Requirement, named bool) ([]*check, error) {
	w := ways[r.Check]
	c := &check{rule: r, way: w, open: o, must: r.Strength == "MUST", operator: r.Operator}
	switch q.Strength {
	case "":
	case "MUST", "NORMALLY":
		c.must = q.Strength == "MUST"
	default:
		return nil, message.Errorf("its strength is %q; it is MUST or NORMALLY", q.Strength)
	}
	if q.Operator != "" {
		if !slices.Contains(w.operators, q.Operator) {
			return nil, message.Errorf("it is compared by %q; the rule compares by %s", q.Operator, oneOf(w.operators))
		}
		c.operator = q.Operator
	}
	if !c.choose(q, named) {
		return nil, message.Errorf("it has no value, and the rule none of its own for this post; give one, %s", c.example())
	}
	if c.fixed == "" || q.Value != "" {
		if err := w.value(c, c.text); err != nil {
			return nil, err
		}
	}
	if w.ready != nil && c.fixed == "" {
		w.ready(c)
	}
	if r.Params.Parts == nil {
		return []*check{c}, nil
	}
	return c.parts(), nil
}

// choose takes the value asked for, or the rule's own for the post. It is false when a rule that is asked for has
// none; a standard rule without one does not apply.
func (c *check) choose(q fact.Requirement, named bool) bool {
	o, w := c.open, c.way
	c.text = q.Value
	if c.text == "" {
		if i := slices.IndexFunc(c.rule.Values, func(v ruleValue) bool { return v.fits(o) }); i >= 0 {
			c.text, c.cited = c.rule.Values[i].Value, c.rule.Values[i].Citation
		}
	}
	switch {
	case w.post && o.post == nil:
		c.fixed, c.why = NotApplicable, message.New("No post is named.")
	case c.text == "" && w.read != nil && !w.optional && o.post != nil && o.grade == 0 && o.post.Grade == "" && slices.ContainsFunc(c.rule.Values, func(v ruleValue) bool { return len(v.Grades) > 0 }):
		c.fixed, c.why = Unknown, message.New("The level of the post is not known.")
	case c.text == "" && w.read != nil && !w.optional:
		c.fixed, c.why = NotApplicable, message.New("The rule asks nothing of this post.")
		return !named
	}
	return true
}

// parts are the checks of a rule with parts; a value names other kinds.
func (c *check) parts() []*check {
	parts := c.rule.Params.Parts
	if len(c.kinds) > 0 && c.rule.Check == "CLEARANCE" {
		parts = nil
		for _, kind := range c.kinds {
			p := rulePart{Kind: kind, Title: c.rule.Title + "：" + kind, Issue: "REVIEW"}
			if i := slices.IndexFunc(c.rule.Params.Parts, func(p rulePart) bool { return p.Kind == kind }); i >= 0 {
				p = c.rule.Params.Parts[i]
			}
			parts = append(parts, p)
		}
	}
	var out []*check
	for i := range parts {
		x := *c
		x.part = &parts[i]
		if c.rule.Check == "CLEARANCE" {
			x.required = message.New("A check %s with the result %s that may be used on the day.", message.Term("ClearanceKind", x.part.Kind), message.Term("ClearanceResult", "CLEAR"))
		}
		out = append(out, &x)
	}
	return out
}

func (c *check) strength() string {
	if c.must {
		return "MUST"
	}
	return "NORMALLY"
}

// order puts what removes before what does not, and the cheap before the dear.
func (c *check) order() int {
	if c.removes() {
		return c.way.cost
	}
	return 100 + c.way.cost
}

// removes reports whether it can exclude someone.
func (c *check) removes() bool { return c.must || c.way.never != nil }

// outcome looks at a person. What should be met and is not is for a person to read.
func (c *check) outcome(d *fact.Dossier, n *note) Outcome {
	out := c.fixed
	if out == "" {
		out = c.way.look(c, d, n)
	}
	if out == Fail && !c.must && !c.bars(d) {
		return Review
	}
	return out
}

// bars reports whether someone is excluded however strict the rule is here.
func (c *check) bars(d *fact.Dossier) bool {
	return c.fixed == "" && c.way.never != nil && c.way.never(c, d)
}

func (c *check) gate(d *fact.Dossier) Gate {
	n := &note{found: c.why}
	r := c.rule
	g := Gate{Rule: r.Code, Title: r.Title, Strength: c.strength(), Outcome: c.outcome(d, n), Required: c.required, Citation: r.cite(c.open.kind),
		Waivable: r.Exception != nil, Confidential: r.Confidential}
	if c.cited != nil {
		g.Citation = c.cited
	}
	if !c.must && g.Outcome == Fail { // by what the law says of exceptions
		g.Strength, g.Waivable, g.Citation = "MUST", false, r.Exception.Citation
	}
	if g.Required.Empty() {
		g.Required = r.look()
	}
	supplier := r.Supplier
	if c.part != nil {
		g.Part, g.Title = c.part.Kind, c.part.Title
		if c.part.Supplier != "" {
			supplier = c.part.Supplier
		}
	}
	g.Found, g.Facts = n.found, n.facts
	if g.Outcome == Unknown {
		g.Missing, g.Supplier = message.Join("; ", n.missing...), supplier
		if c.fixed == Unknown {
			g.Missing = message.New("the level of the post %s", c.open.post.Key)
		}
	}
	if g.Outcome == Fail || g.Outcome == Review {
		g.MetOn = format(n.metOn)
	}
	return g
}

// value reads a value; "" is none.
func (w *way) value(c *check, text string) error {
	switch {
	case w.read == nil && text != "":
		return message.Errorf("it has the value %q; the rule takes none", text)
	case w.read == nil || text == "" && w.optional:
		return nil
	}
	return w.read(c, text)
}

// oneOf lists operators in words.
func oneOf(list []string) message.Text {
	if len(list) == 0 {
		return message.New("nothing; leave the operator out")
	}
	out := message.Plain(list[0])
	for _, operator := range list[1:] {
		out = message.New("%s or %s", out, operator)
	}
	return out
}

// example is a value that the rule could read.
func (c *check) example() message.Text {
	for _, v := range c.rule.Values {
		return message.New("such as %s", v.Value)
	}
	if c.rule.Check == "EXPERIENCE" {
		return message.New("such as %s", "TOWNSHIP,SUBDISTRICT:2")
	}
	return message.New("such as %s", "55")
}

// readYears reads years that are whole months: 5, 2.5, 0.25.
func readYears(c *check, text string) error {
	months, err := monthsOf(text)
	if err != nil {
		return err
	}
	c.length = months * month
	c.required = message.New("%s: at least %s years.", unended{c.rule.look()}, text)
	return nil
}

func monthsOf(text string) (int32, error) {
	v, err := strconv.ParseFloat(text, 64)
	months := v * 12
	if err != nil || v < 0 || v > 100 || months != float64(int32(months)) || strings.ContainsAny(text, "eExX+_") {
		return 0, message.Errorf("it has the value %q; years of whole months are read, such as 5 or 2.5", text)
	}
	return int32(months), nil
}

// readCount reads a whole number from 1 on.
func readCount(c *check, text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 100 {
		return message.Errorf("it has the value %q; a whole number from 1 to 100 is read", text)
	}
	c.number = n
	c.required = message.New("%s: at least %s.", unended{c.rule.look()}, text)
	return nil
}

// listOf reads a list of names with commas.
func listOf(text string, of []string) ([]string, error) {
	var out []string
	for name := range strings.SplitSeq(text, ",") {
		name = strings.TrimSpace(name)
		if !slices.Contains(of, name) {
			return nil, message.Errorf("it names %q; names are, with commas between them: %s", name, message.Names(of))
		}
		if slices.Contains(out, name) {
			return nil, message.Errorf("it names %s twice", name)
		}
		out = append(out, name)
	}
	return out, nil
}

// fixed writes a number with four digits after the point, the same on any machine.
func fixed(v float64) string { return strconv.FormatFloat(math.Round(v*1e4)/1e4+0, 'f', 4, 64) }
