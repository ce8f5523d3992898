package judge

// CaseCounts tells whether a case counts, for or against the person, on the day (docs/counting.md).
func (y *Day) CaseCounts(d *Dossier, c *Involvement) bool { return false }

// CasesFor are the positive cases that count, CasesAgainst the negative ones.
func (y *Day) CasesFor(d *Dossier) []*Involvement { return nil }

// CasesAgainst are the negative cases that count: verified, told to the person, and heard.
func (y *Day) CasesAgainst(d *Dossier) []*Involvement { return nil }

// Exempt tells whether a ruling in effect takes the person's case, sanction or task out of everything.
func (y *Day) Exempt(d *Dossier, label, key string) bool { return false }

// Mitigated tells whether a ruling in effect stands beside it.
func (y *Day) Mitigated(d *Dossier, label, key string) bool { return false }

// EvaluationCounts tells whether an evaluation counts on the day, and whether part of its grounds does not.
func (y *Day) EvaluationCounts(d *Dossier, e *Evaluation) (counts, mixed bool) { return false, false }

// DecisionCounts is the same of a decision that was taken.
func (y *Day) DecisionCounts(d *Dossier, e *Decision) (counts, mixed bool) { return false, false }

// SanctionState is how a sanction stands on a day.
type SanctionState string

// States of sanctions. EFFECT_UNKNOWN: no end, or a date too coarse to tell; never taken for in force or ended.
const (
	InForce       SanctionState = "IN_FORCE"
	Ended         SanctionState = "ENDED"
	EffectUnknown SanctionState = "UNKNOWN"
	NotYet        SanctionState = "NOT_YET"
	Revoked       SanctionState = "REVOKED"
	Exempted      SanctionState = "EXEMPT"
)

// SanctionState tells how a sanction stands on the day.
func (y *Day) SanctionState(d *Dossier, s *Sanction) SanctionState { return Ended }

// SanctionsInForce are those certainly in force.
func (y *Day) SanctionsInForce(d *Dossier) []*Sanction { return nil }

// TaskReview is one observation of a person's work: one review, of one task. A review of several tasks is one
// observation of each.
type TaskReview struct {
	Evaluation    *Evaluation
	Task          *Task
	Roles         []string // the person's, LEAD first
	Score         float64
	BeforeOutcome bool // recorded before the outcome was verified, or it is not verified yet
	Mixed         bool // part of what the review rests on does not count
}

// Reviews are the reviews of tasks and observations on the front line that count and carry a score, in the order of
// evaluations and their tasks.
func (y *Day) Reviews(d *Dossier) []TaskReview { return nil }

// Led is the verified outcome of a task the person led.
type Led struct {
	Task            *Task
	Difficulty      int  // 1 to 5
	DifficultyKnown bool // false: Difficulty is the middle value
	Mitigated       bool
}

// Outcomes are the verified outcomes of tasks the person led, in the order of tasks.
func (y *Day) Outcomes(d *Dossier) []Led { return nil }

// Difficulty is a task's recorded difficulty where it counts: set before the outcome was verified, by the day, by a
// known source. Otherwise it is the middle value, known is false, and why says why.
func (y *Day) Difficulty(t *Task) (value int, known bool, why string) { return 3, false, "" }

// Verified tells whether the task's outcome was verified by the day.
func (y *Day) Verified(t *Task) bool { return false }

// Worked is a task the person took part in, with the roles held, LEAD first.
type Worked struct {
	Task      *Task
	Roles     []string
	Mitigated bool
}

// Work is the counted work: parts begun by the day that no ruling takes out.
func (y *Day) Work(d *Dossier) []Worked { return nil }
