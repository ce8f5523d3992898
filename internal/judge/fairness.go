package judge

// Group is one group's row of a fairness report.
type Group struct {
	Attribute string // GENDER, ETHNICITY, AGE, UNIT_KIND
	Value     string // "" for people of whom it is unknown; never merged with others
	Passed    int    // passed the gates
	Selected  int
	Rate      *float64 // nil where fewer than MinGroup passed
	Ratio     *float64 // of Rate to that of everyone else of known value; nil where either is too few
	Low, High *float64 // 95 % score interval of Ratio; High nil: unbounded
	Flag      string
}

// Flags of a group.
const (
	BelowFourFifths    = "BELOW_FOUR_FIFTHS"   // the whole interval lies below 0.8
	NotDistinguishable = "NOT_DISTINGUISHABLE" // from a ratio of 0.8 or more
	TooFew             = "TOO_FEW"             // people for a ratio
)

// MinGroup is how many people must have passed, in a group and outside it, for a ratio to be shown.
const MinGroup = 5

// Fairness compares selection rates among those who passed the gates.
func (y *Day) Fairness(passed []*Dossier, selected func(key string) bool) []Group { return nil }
