package judge

import "bole/internal/judge/fact"

// What counts is decided here, once, for gates, fit and the work record; graph/counts.go says the same in Cypher,
// for statistics (docs/counting.md). Where a date of partial precision leaves open whether something counts, it
// does not count.

// CaseCounts reports whether a case counts, for or against the person, on the day.
func (y *Day) CaseCounts(d *fact.Dossier, c *fact.Involvement) bool {
	return y.caseStands(d, c) && !y.Exempt(d, "Case", c.Key)
}

// caseStands is CaseCounts without rulings.
func (y *Day) caseStands(d *fact.Dossier, c *fact.Involvement) bool {
	if c.Verification != "VERIFIED" && (c.Verification != "PARTLY" || c.Finding == "") {
		return false
	}
	if c.VerifiedOn != "" && parse(c.VerifiedOn).by(y.asOf) != yes || !y.Happened(c) {
		return false
	}
	return c.Polarity == "POSITIVE" || y.Heard(d, c)
}

// Happened reports whether a case may have occurred by the day.
func (y *Day) Happened(c *fact.Involvement) bool { return parse(c.OccurredOn).by(y.asOf) != no }

// Notified reports whether the person was told of a case by the day.
func (y *Day) Notified(c *fact.Involvement) bool { return parse(c.NotifiedOn).by(y.asOf) == yes }

// Heard reports whether the person was told of a case and answered, or let the time for it pass.
func (y *Day) Heard(d *fact.Dossier, c *fact.Involvement) bool {
	if !y.Notified(c) {
		return false
	}
	until := parse(c.NotifiedOn).last + y.hearing
	if c.RespondBy != "" {
		until = parse(c.RespondBy).last
	}
	if until > 0 && until < y.asOf {
		return true
	}
	for i := range d.Statements {
		s := &d.Statements[i]
		if s.Of == "Case" && s.On == c.Key && s.Status == "ANSWERED" && s.AnsweredOn != "" && parse(s.AnsweredOn).by(y.asOf) == yes {
			return true
		}
	}
	return false
}

// CasesFor are the positive cases that count.
func (y *Day) CasesFor(d *fact.Dossier) []*fact.Involvement { return y.cases(d, true) }

// CasesAgainst are the negative cases that count: verified, told to the person, and heard.
func (y *Day) CasesAgainst(d *fact.Dossier) []*fact.Involvement { return y.cases(d, false) }

func (y *Day) cases(d *fact.Dossier, positive bool) []*fact.Involvement {
	var out []*fact.Involvement
	for i := range d.Cases {
		if c := &d.Cases[i]; (c.Polarity == "POSITIVE") == positive && y.CaseCounts(d, c) {
			out = append(out, c)
		}
	}
	return out
}

// Exempt reports whether a ruling in effect takes the person's case, sanction or task out of everything. Labels are
// Case, Sanction and Task.
func (y *Day) Exempt(d *fact.Dossier, label, key string) bool {
	return y.ruled(d, "EXEMPT", label, key)
}

// Mitigated reports whether a ruling in effect stands beside it.
func (y *Day) Mitigated(d *fact.Dossier, label, key string) bool {
	return y.ruled(d, "MITIGATED", label, key)
}

// ruled takes a ruling that may be in effect for one that is: doubt is the person's.
func (y *Day) ruled(d *fact.Dossier, effect, label, key string) bool {
	for i := range d.Rulings {
		if r := &d.Rulings[i]; r.Effect == effect && r.Of == label && r.On == key && y.InEffect(r) {
			return true
		}
	}
	return false
}

// InEffect reports whether a ruling may be in effect on the day.
func (y *Day) InEffect(r *fact.Ruling) bool {
	return parse(r.RuledOn).by(y.asOf) != no && (r.RevokedOn == "" || parse(r.RevokedOn).by(y.asOf) != yes)
}

// ground is what is found of the grounds of an evaluation or decision.
type ground struct{ counting, not int }

// counts: unless all of it does not count. What rests on nothing recorded counts.
func (g ground) counts() bool { return g.counting > 0 || g.not == 0 }
func (g ground) mixed() bool  { return g.counting > 0 && g.not > 0 }

func (g *ground) add(counts bool) {
	if counts {
		g.counting++
		return
	}
	g.not++
}

// on adds tasks and cases. A case that is not about the person cannot count for or against them.
func (g *ground) on(y *Day, d *fact.Dossier, tasks, cases []string) {
	for _, t := range tasks {
		g.add(!y.Exempt(d, "Task", t))
	}
	for _, k := range cases {
		c := d.Case(k)
		g.add(c != nil && y.CaseCounts(d, c))
	}
}

// EvaluationCounts reports whether an evaluation counts on the day: it was made by then, and not all it rests on
// fails to count. mixed tells that some of it does.
func (y *Day) EvaluationCounts(d *fact.Dossier, e *fact.Evaluation) (counts, mixed bool) {
	if parse(e.EvaluatedOn).by(y.asOf) != yes {
		return false, false
	}
	var g ground
	g.on(y, d, e.Tasks, e.Cases)
	return g.counts(), g.counts() && g.mixed()
}

// DecisionCounts is the same of a decision, which must have been taken: DECIDED or EFFECTIVE. Evaluations it rests
// on stand for what they rest on themselves.
func (y *Day) DecisionCounts(d *fact.Dossier, e *fact.Decision) (counts, mixed bool) {
	if e.State != "DECIDED" && e.State != "EFFECTIVE" || parse(e.DecidedOn).by(y.asOf) != yes {
		return false, false
	}
	g := ground{counting: len(e.Rounds) + len(e.Talks)}
	g.on(y, d, e.Tasks, e.Cases)
	for _, k := range e.Evaluations {
		v := d.Evaluation(k)
		if v == nil {
			v = y.facts.Evaluations[k]
		}
		if v == nil || len(v.Tasks)+len(v.Cases) == 0 {
			g.add(true)
			continue
		}
		g.on(y, d, v.Tasks, v.Cases)
	}
	return g.counts(), g.counts() && g.mixed()
}
