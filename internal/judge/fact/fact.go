// Package fact holds what is known of people, their work and their posts, as plain values that were read from the
// graph: no rules, no Neo4j, no GraphQL. Package judge decides what of it counts. It imports no other package of
// this module.
package fact

// Facts are what is known of everyone at one version of the data: the whole graph, since who is compared with
// whom does not depend on who asks. What is shown to whom is decided where answers are written. Days are texts
// as the dataset has them, YYYY-MM-DD or less precise; "" is unknown. Lists are in the order of their keys.
//
// Schools, native places, kin, the order in a team and nearness in the graph are not here: what judges cannot
// read, they cannot use. Gender, ethnicity and birth stand apart, in Protected.
type Facts struct {
	Version       string // of the data; the same version is the same facts
	Cadres        []*Dossier
	Tasks         map[string]*Task
	Organizations map[string]*Organization
	Positions     map[string]*Position
	Evaluators    map[string]*Evaluator
	Vacancies     map[string]*Vacancy
	Evaluations   map[string]*Evaluation // of organizations and of other people, by key, where decisions rest on them; a person's own are in the dossier
}

// Dossier is what is known of one official.
type Dossier struct {
	Key             string
	Unit            string // organization of the main post; who sees the official follows from it
	Status          string // of CadreStatus
	StatusFrom      string
	ManagedBy       string
	PoliticalStatus string
	PartyJoinedOn   string
	WorkStartedOn   string
	Protected       Protected

	Educations   []Education
	Appointments []Appointment
	Ranks        []RankGrant
	Work         []Participation
	Cases        []Involvement
	Evaluations  []Evaluation
	Nominations  []Nomination
	Decisions    []Decision
	Sanctions    []Sanction
	Rulings      []Ruling
	Statements   []Statement
	Clearances   []Clearance
	Talks        []Talk
}

// Case is the person's part in a case, nil where the case is not about them.
func (d *Dossier) Case(key string) *Involvement {
	for i := range d.Cases {
		if d.Cases[i].Key == key {
			return &d.Cases[i]
		}
	}
	return nil
}

// Evaluation is an evaluation of the person, nil where there is none with that key.
func (d *Dossier) Evaluation(key string) *Evaluation {
	for i := range d.Evaluations {
		if d.Evaluations[i].Key == key {
			return &d.Evaluations[i]
		}
	}
	return nil
}

// Sanction is a sanction of the person, nil where there is none with that key.
func (d *Dossier) Sanction(key string) *Sanction {
	for i := range d.Sanctions {
		if d.Sanctions[i].Key == key {
			return &d.Sanctions[i]
		}
	}
	return nil
}

// Protected are facts that enter no measure and no order, and a gate only where a cited rule asks for them. The
// reports on past selections go by them: on fairness, and, by age alone, on seniority.
type Protected struct{ Gender, Ethnicity, BirthMonth string }

// Education is a study that was completed.
type Education struct{ Key, Level, Degree, Mode, CompletedOn string }

// Appointment is a post held from a day on; To is the first day no longer held, "" while it is.
type Appointment struct {
	Key, Position, From, To       string
	Main, Grassroots              bool
	CountsHeadcount               bool   // where the row does not say: whether its kind is none of CONCURRENT, SECONDED, RETAINED
	Kind                          string // of AppointmentKind
	Grade                         string // of PostGrade, the appointment's own or else the post's
	ComparableGrade               string // the level that a former non-leading post, or one of an enterprise or institution, is comparable to
	NewDuties                     bool   // it goes on in the same post with duties that changed much
	TermEndsOn, ProbationEndsOn   string
	GrassrootsKnown, GradeUnknown bool // GrassrootsKnown: the row says whether; GradeUnknown: neither row nor post says which
}

// RankGrant is a rank held from a day on.
type RankGrant struct{ Key, Ladder, Rank, GrantedOn, To string }

// Participation is a part in a task.
type Participation struct{ Task, Role, From, To string }

// Involvement is a case with the person's own part in it.
type Involvement struct {
	Key, Task, Kind, Polarity, Verification, OccurredOn, VerifiedOn string
	Part, Responsibility, Finding, NotifiedOn, RespondBy            string
}

// Evaluation is what somebody said about the person's work.
type Evaluation struct {
	Key, Kind, Grade, EvaluatedOn, Evaluator, Scheme string
	Score                                            *float64 // 0 to 100; nil where none was given
	Year                                             int      // 0: unknown
	Tasks, Cases                                     []string // what it rests on
	CausedBy                                         string   // the sanction that caused the grade
}

// Nomination is the person's own line of a recommendation round.
type Nomination struct {
	Round, Kind, Method, HeldOn, Organization, Vacancy string
	ByLeader, Outstanding                              *bool
	Votes, Electorate                                  *int
}

// Decision is a decision about the person.
type Decision struct {
	Key, Kind, State, DecidedOn, Cause, Vacancy string
	Modes                                       []string
	Tasks, Cases, Evaluations, Rounds, Talks    []string // what it rests on
	To                                          string   // key of the post it gives
}

// Sanction is a sanction or measure.
type Sanction struct {
	Key, Regime, Name, DecidedOn, StartsOn, EffectEndsOn, RevokedOn string
	Cases                                                           []string
}

// Ruling is a tolerance ruling about the person's case, sanction or task, whose label is Of and key On.
type Ruling struct{ Key, Effect, RuledOn, RevokedOn, Of, On string }

// Statement is the person's own statement about a case, evaluation, sanction or decision: label Of, key On.
type Statement struct {
	Key, Kind, FiledOn, DueOn, Status, AnsweredOn, Outcome, Of, On string
}

// Clearance is the result of a check.
type Clearance struct{ Key, Kind, CheckedOn, Result, ValidUntil, Vacancy string }

// Talk is a talk held with the person.
type Talk struct{ Key, Purpose, HeldOn string }

// Task is a matter that people worked on.
type Task struct {
	Key, Category, Setting                             string
	Difficulty                                         int // 1 to 5 as recorded; 0: unknown
	DifficultySetOn, DifficultySource                  string
	AccountabilityRisk                                 int // 1 to 5; 0: unknown
	Frontline                                          bool
	StartedOn, CompletedOn, Outcome, OutcomeVerifiedOn string
	OutcomeScore                                       *float64 // 0 to 100
	Organizations                                      []string
}

// Organization is a unit.
type Organization struct{ Key, Name, Kind, Level, Parent string }

// Position is a post.
type Position struct {
	Key, Title, Organization, Grade, ManagedBy, HeadcountFrom string
	Chief                                                     bool
	CommitteeMember                                           *bool // whether its holders are members or alternates of the unit's Party committee
	Headcount                                                 *int
	TermYears                                                 int // 0: none is set
}

// Evaluator is who evaluates, and the unit they belong to.
type Evaluator struct{ Key, Kind, Organization string }

// Vacancy is a post to be filled.
type Vacancy struct {
	Key, Position, OpenedOn, ClosesOn, Status string
	Wants                                     []Want
	Requirements                              []Requirement
}

// Want is a category of work that a vacancy asks for, with its weight.
type Want struct {
	Category string
	Weight   float64
}

// Requirement is one condition of a vacancy, by a rule of the rule book. Operator and Value are "" where the
// rule's own hold.
type Requirement struct{ Rule, Operator, Value, Strength string }
