package judge

import "bole/graph/message"

// Outcome is what a gate found.
type Outcome string

// Outcomes of gates. REVIEW is for a person to read: something that should be met and is not, or an issue found.
const (
	Pass          Outcome = "PASS"
	Fail          Outcome = "FAIL"
	Unknown       Outcome = "UNKNOWN"
	NotApplicable Outcome = "NOT_APPLICABLE"
	Review        Outcome = "REVIEW"
)

// Verdict is what all gates together say. It admits to the list or not; it chooses nobody.
type Verdict string

// Verdicts. FAILED: something that must be met is not. UNKNOWN: a fact is missing, for something that must or
// should be met. REVIEW: a person has to read something. ELIGIBLE: nothing stands in the way.
const (
	Eligible       Verdict = "ELIGIBLE"
	ToReview       Verdict = "REVIEW"
	VerdictUnknown Verdict = "UNKNOWN"
	Failed         Verdict = "FAILED"
)

// Gate is what one rule says of one person for one opening, with all it was decided by.
type Gate struct {
	Rule, Part   string // code of the rule, and which of its parts, "" where it has none
	Title        string // in Chinese
	Strength     string // MUST or NORMALLY
	Outcome      Outcome
	Required     message.Text // in a sentence
	Found        message.Text // in a sentence with its numbers
	Facts        []GateFact   // what was used; each number can be computed from them again
	Missing      message.Text // for UNKNOWN: the fact that is missing or imprecise
	Supplier     string       // and who supplies it
	MetOn        string       // the first day on which a gate not met now would be, if nothing else changed; "" where time alone does not help
	Citation     *Citation    // nil of a premise
	Waivable     bool
	Confidential bool // never shown to the person concerned, whatever its outcome: its absence must tell nothing
}

// GateFact is one value a gate used: the property of a node. Value is as stored, "" where it is missing.
type GateFact struct{ Label, Key, Property, Value string }

// ref names a node.
type ref struct{ Label, Key string }

// verdictOf is what gates say together: FAILED when a MUST failed; else UNKNOWN when one is unknown; else REVIEW when
// one is to be read.
func verdictOf(gates []Gate) Verdict {
	v := Eligible
	for i := range gates {
		v = worse(v, gates[i].Outcome)
	}
	return v
}

// worse is the verdict after one more outcome.
func worse(v Verdict, o Outcome) Verdict {
	switch {
	case v == Failed || o == Fail:
		return Failed
	case v == VerdictUnknown || o == Unknown:
		return VerdictUnknown
	case v == ToReview || o == Review:
		return ToReview
	}
	return v
}
