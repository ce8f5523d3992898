package judge

// Measured is a person's work record, as the package record estimates it for the wanted categories; it is
// relative to the population. A person without one has no number, which is not zero.
type Measured struct {
	Value, Low80, High80 float64
	N                    int    // pieces of evidence
	Items                []Item // what it is made of
}

// Item is what one evaluation or task contributes to a record.
type Item struct {
	Label, Key   string
	Contribution float64
}

// Entry is one person's place in a list. Band 0 holds everyone who cannot be told from the best of the same
// verdict; the order inside a band is by lot. Unmeasured people of a verdict are its last band.
type Entry struct {
	Dossier  *Dossier
	Verdict  Verdict
	Band     int // within the verdict
	Measured *Measured
}

// List is who passes for an opening, in order, and how many do not.
type List struct {
	Entries []Entry // ELIGIBLE, REVIEW, UNKNOWN; nobody FAILED
	Failed  int     // how many of those looked at failed a MUST
	opening *Opening
}

// Candidates judges everyone the caller may see (nil: everyone). measured tells a person's record, nil where
// there is none.
func (o *Opening) Candidates(measured func(key string) *Measured, visible func(*Dossier) bool) *List {
	return nil
}

// Candidate is an entry with all its evidence.
type Candidate struct {
	Entry
	Gates    []Gate
	Fit      Fit
	Evidence []Evidence // at most three, the strongest first
}

// Evidence is a node that a person's place rests on, and why.
type Evidence struct {
	Ref
	Why          string
	Contribution *float64 // to the record; nil where it is none of the record's
}

// Candidate builds the i-th entry in full.
func (l *List) Candidate(i int) Candidate { return Candidate{} }

// About is anyone in full, for a why not: Band is -1 for whom the list does not hold.
func (l *List) About(d *Dossier) Candidate { return Candidate{} }

// Digest is the SHA-256 of rule book, requirements, day, opening, and all entries in order with their gates,
// facts and rounded estimates. It builds the gates of the whole list.
func (l *List) Digest() string { return "" }

// Fit is what a person's work says about an opening, side by side; nothing is added up into a score.
type Fit struct {
	Wanted      []Wanted     // in the order of the opening's wants
	Tilts       []Tilt       // IMPORTANT, HIGH_RISK, FRONTLINE
	Experience  *Experience  // nil where the post's unit has no tasks: unknown
	Nominations []Nomination // rounds for this vacancy and those without one, the latest first
	Led         []Led        // tasks led with a verified outcome
}

// Wanted is work in one wanted category: finished, verified and counted.
type Wanted struct {
	Category string
	Weight   float64
	Roles    []RoleWork // LEAD, DEPUTY, MEMBER, SUPPORT; roles without a task are left out
}

// RoleWork counts tasks in one role by difficulty: ByDifficulty[d] is of difficulty d, 0 is unknown.
type RoleWork struct {
	Role         string
	ByDifficulty [6]int
	Tasks        []string // keys
}

// Tilt is credit for work of a kind the policy leans to: outcomes verified as SUCCEEDED, or PARTLY, which is
// marked. To have been there is no credit; Exposed says how many counted tasks of the kind there were.
type Tilt struct {
	Kind    string
	Tasks   []string // SUCCEEDED
	Partly  []string
	Exposed int
}

// Experience is how far earlier work covers the work of the post's unit.
type Experience struct {
	Share   float64  // of the unit's categories of tasks
	Covered []string // categories
	Missing []string
	Tasks   []string // the person's own, in covered categories
}
