package appraisal

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"bole/graph"
	"bole/graph/refusal"
	"bole/graph/store"
	"bole/internal/judge/fact"
)

// reading is where facts are read: *facts.Facts.
type reading interface {
	Versions(ctx context.Context) (store.Versions, error)
	Rows(ctx context.Context, name string, each func(row []any) error) error
}

// loader reads the facts of the whole graph.
type loader struct {
	source reading
	facts  *fact.Facts
	at     map[string]*fact.Dossier
	known  map[string]string // one copy of each text: kinds, roles and keys repeat
}

// load reads all facts. It begins anew when they changed meanwhile: facts of two versions are of none.
func load(ctx context.Context, from reading) (*fact.Facts, store.Versions, error) {
	for range 5 {
		before, err := from.Versions(ctx)
		if err != nil {
			return nil, before, err
		}
		l := &loader{source: from, at: map[string]*fact.Dossier{}, known: map[string]string{}, facts: emptyFacts(before.Text())}
		if err := l.all(ctx); err != nil {
			return nil, before, err
		}
		after, err := from.Versions(ctx)
		if err != nil {
			return nil, before, err
		}
		if after.Text() == before.Text() {
			return l.facts, before, nil
		}
	}
	return nil, store.Versions{}, refusal.Newf(graph.CodeUnavailable, "the data is being changed at this moment; try again in a minute")
}

func emptyFacts(version string) *fact.Facts {
	return &fact.Facts{Version: version, Tasks: map[string]*fact.Task{}, Organizations: map[string]*fact.Organization{}, Positions: map[string]*fact.Position{},
		Evaluators: map[string]*fact.Evaluator{}, Vacancies: map[string]*fact.Vacancy{}, Evaluations: map[string]*fact.Evaluation{}}
}

// factTable is a statement and what takes its rows.
type factTable struct {
	name string
	row  func(row)
}

// tables are all, each after those that its rows belong to.
func (l *loader) tables() []factTable {
	return []factTable{
		{"organizations", l.organization}, {"positions", l.position}, {"evaluators", l.evaluator}, {"vacancies", l.vacancy}, {"tasks", l.task},
		{"cadres", l.cadre}, {"educations", l.education}, {"appointments", l.appointment}, {"ranks", l.rank}, {"work", l.participation},
		{"cases", l.involvement}, {"evaluations", l.evaluation}, {"nominations", l.nomination}, {"decisions", l.decision},
		{"sanctions", l.sanction}, {"rulings", l.ruling}, {"statements", l.statement}, {"clearances", l.clearance}, {"talks", l.talk}, {others, l.otherEvaluation},
	}
}

func (l *loader) all(ctx context.Context) error {
	for _, table := range l.tables() {
		err := l.source.Rows(ctx, table.name, func(values []any) error {
			table.row(row{values, l.known})
			return nil
		})
		if err != nil {
			return fmt.Errorf("load facts: %w", err)
		}
	}
	return nil
}

// row is one row of facts; missing values are zero.
type row struct {
	values []any
	known  map[string]string
}

func (r row) text(i int) string {
	s, _ := r.values[i].(string)
	if k, ok := r.known[s]; ok {
		return k
	}
	r.known[s] = s
	return s
}

func (r row) number(i int) int { n, _ := r.values[i].(int64); return int(n) }
func (r row) flag(i int) bool  { b, _ := r.values[i].(bool); return b }
func (r row) has(i int) bool   { return r.values[i] != nil }

func (r row) float(i int) *float64 {
	switch v := r.values[i].(type) {
	case float64:
		return &v
	case int64:
		f := float64(v)
		return &f
	default:
		return nil
	}
}

func (r row) integer(i int) *int {
	if !r.has(i) {
		return nil
	}
	n := r.number(i)
	return &n
}

func (r row) truth(i int) *bool {
	if !r.has(i) {
		return nil
	}
	b := r.flag(i)
	return &b
}

func (r row) texts(i int) []string {
	items, _ := r.values[i].([]any)
	if len(items) == 0 {
		return nil
	}
	out := make([]string, len(items))
	for n := range items {
		out[n] = row{items, r.known}.text(n)
	}
	return out
}

func (l *loader) organization(r row) {
	l.facts.Organizations[r.text(0)] = &fact.Organization{Key: r.text(0), Name: r.text(1), Kind: r.text(2), Level: r.text(3), Parent: r.text(4)}
}

func (l *loader) position(r row) {
	l.facts.Positions[r.text(0)] = &fact.Position{Key: r.text(0), Title: r.text(1), Organization: r.text(2), Grade: r.text(3), ManagedBy: r.text(4),
		HeadcountFrom: r.text(5), Chief: r.flag(6), Headcount: r.integer(7), TermYears: r.number(8), CommitteeMember: r.truth(9)}
}

func (l *loader) evaluator(r row) {
	l.facts.Evaluators[r.text(0)] = &fact.Evaluator{Key: r.text(0), Kind: r.text(1), Organization: r.text(2)}
}

func (l *loader) vacancy(r row) {
	v := &fact.Vacancy{Key: r.text(0), Position: r.text(1), OpenedOn: r.text(2), ClosesOn: r.text(3), Status: r.text(4)}
	for _, w := range r.texts(5) {
		v.Wants = append(v.Wants, want(w))
	}
	items, _ := r.values[6].([]any)
	for _, item := range items {
		cells, _ := item.([]any)
		q := row{cells, r.known}
		v.Requirements = append(v.Requirements, fact.Requirement{Rule: q.text(0), Operator: q.text(1), Value: q.text(2), Strength: q.text(3)})
	}
	l.facts.Vacancies[v.Key] = v
}

// want reads CATEGORY:weight; without a weight it is 1.
func want(text string) fact.Want {
	category, number, _ := strings.Cut(text, ":")
	w := fact.Want{Category: strings.TrimSpace(category), Weight: 1}
	if f, err := strconv.ParseFloat(strings.TrimSpace(number), 64); err == nil {
		w.Weight = f
	}
	return w
}

func (l *loader) task(r row) {
	l.facts.Tasks[r.text(0)] = &fact.Task{Key: r.text(0), Category: r.text(1), Setting: r.text(2), Difficulty: r.number(3), DifficultySetOn: r.text(4),
		DifficultySource: r.text(5), AccountabilityRisk: r.number(6), Frontline: r.flag(7), StartedOn: r.text(8), CompletedOn: r.text(9),
		Outcome: r.text(10), OutcomeVerifiedOn: r.text(11), OutcomeScore: r.float(12), Organizations: r.texts(13)}
}

func (l *loader) cadre(r row) {
	d := &fact.Dossier{Key: r.text(0), Unit: r.text(1), Status: r.text(2), StatusFrom: r.text(3), ManagedBy: r.text(4), PoliticalStatus: r.text(5),
		PartyJoinedOn: r.text(6), WorkStartedOn: r.text(7), Protected: fact.Protected{Gender: r.text(8), Ethnicity: r.text(9), BirthMonth: r.text(10)}}
	l.facts.Cadres = append(l.facts.Cadres, d)
	l.at[d.Key] = d
}

// of is the dossier a row belongs to; rows of officials who came meanwhile go to one that nobody reads, and the
// load begins anew.
func (l *loader) of(r row) *fact.Dossier {
	if d := l.at[r.text(0)]; d != nil {
		return d
	}
	return &fact.Dossier{}
}

func (l *loader) education(r row) {
	d := l.of(r)
	d.Educations = append(d.Educations, fact.Education{Key: r.text(1), Level: r.text(2), Degree: r.text(3), Mode: r.text(4), CompletedOn: r.text(5)})
}

func (l *loader) appointment(r row) {
	d := l.of(r)
	d.Appointments = append(d.Appointments, fact.Appointment{Key: r.text(1), Position: r.text(2), From: r.text(3), To: r.text(4), Main: r.flag(5),
		Grassroots: r.flag(6), GrassrootsKnown: r.has(6), CountsHeadcount: countsHeadcount(r), Kind: r.text(8), Grade: r.text(9), GradeUnknown: !r.has(9),
		TermEndsOn: r.text(10), ProbationEndsOn: r.text(11), ComparableGrade: r.text(12), NewDuties: r.flag(13)})
}

// countsHeadcount goes by the kind of appointment where the row does not say.
func countsHeadcount(r row) bool {
	if r.has(7) {
		return r.flag(7)
	}
	switch r.text(8) {
	case "CONCURRENT", "SECONDED", "RETAINED", "SPECIAL_WORK":
		return false
	}
	return true
}

func (l *loader) rank(r row) {
	d := l.of(r)
	d.Ranks = append(d.Ranks, fact.RankGrant{Key: r.text(1), Ladder: r.text(2), Rank: r.text(3), GrantedOn: r.text(4), To: r.text(5)})
}

func (l *loader) participation(r row) {
	d := l.of(r)
	d.Work = append(d.Work, fact.Participation{Task: r.text(1), Role: r.text(2), From: r.text(3), To: r.text(4)})
}

func (l *loader) involvement(r row) {
	d := l.of(r)
	d.Cases = append(d.Cases, fact.Involvement{Key: r.text(1), Task: r.text(2), Kind: r.text(3), Polarity: r.text(4), Verification: r.text(5), OccurredOn: r.text(6),
		VerifiedOn: r.text(7), Part: r.text(8), Responsibility: r.text(9), Finding: r.text(10), NotifiedOn: r.text(11), RespondBy: r.text(12)})
}

func (l *loader) evaluation(r row) {
	d := l.of(r)
	d.Evaluations = append(d.Evaluations, evaluationAt(r, 1))
}

// otherEvaluation is the evaluation of a leading body, or of someone else than a decision that rests on it concerns.
func (l *loader) otherEvaluation(r row) {
	e := evaluationAt(r, 0)
	l.facts.Evaluations[e.Key] = &e
}

func evaluationAt(r row, i int) fact.Evaluation {
	return fact.Evaluation{Key: r.text(i), Kind: r.text(i + 1), Grade: r.text(i + 2), EvaluatedOn: r.text(i + 3), Evaluator: r.text(i + 4), Scheme: r.text(i + 5),
		Score: r.float(i + 6), Year: r.number(i + 7), Tasks: r.texts(i + 8), Cases: r.texts(i + 9), CausedBy: r.text(i + 10)}
}

func (l *loader) talk(r row) {
	d := l.of(r)
	d.Talks = append(d.Talks, fact.Talk{Key: r.text(1), Purpose: r.text(2), HeldOn: r.text(3)})
}

func (l *loader) nomination(r row) {
	d := l.of(r)
	d.Nominations = append(d.Nominations, fact.Nomination{Round: r.text(1), Kind: r.text(2), Method: r.text(3), HeldOn: r.text(4), Organization: r.text(5), Vacancy: r.text(6),
		ByLeader: r.truth(7), Outstanding: r.truth(8), Votes: r.integer(9), Electorate: r.integer(10)})
}

func (l *loader) decision(r row) {
	d := l.of(r)
	n := fact.Decision{Key: r.text(1), Kind: r.text(2), State: r.text(3), DecidedOn: r.text(4), Cause: r.text(5), Vacancy: r.text(6), Modes: r.texts(7), To: r.text(9)}
	grounds, _ := r.values[8].([]any)
	for _, g := range grounds {
		cells, _ := g.([]any)
		ground := row{cells, r.known}
		switch key := ground.text(1); ground.text(0) {
		case "Task":
			n.Tasks = append(n.Tasks, key)
		case "Case":
			n.Cases = append(n.Cases, key)
		case "Evaluation":
			n.Evaluations = append(n.Evaluations, key)
		case "RecommendationRound":
			n.Rounds = append(n.Rounds, key)
		case "Talk":
			n.Talks = append(n.Talks, key)
		}
	}
	d.Decisions = append(d.Decisions, n)
}

func (l *loader) sanction(r row) {
	d := l.of(r)
	d.Sanctions = append(d.Sanctions, fact.Sanction{Key: r.text(1), Regime: r.text(2), Name: r.text(3), DecidedOn: r.text(4), StartsOn: r.text(5),
		EffectEndsOn: r.text(6), RevokedOn: r.text(7), Cases: r.texts(8)})
}

func (l *loader) ruling(r row) {
	d := l.of(r)
	d.Rulings = append(d.Rulings, fact.Ruling{Key: r.text(1), Effect: r.text(2), RuledOn: r.text(3), RevokedOn: r.text(4), Of: r.text(5), On: r.text(6)})
}

func (l *loader) statement(r row) {
	d := l.of(r)
	d.Statements = append(d.Statements, fact.Statement{Key: r.text(1), Kind: r.text(2), FiledOn: r.text(3), DueOn: r.text(4), Status: r.text(5), AnsweredOn: r.text(6),
		Outcome: r.text(7), Of: r.text(8), On: r.text(9)})
}

func (l *loader) clearance(r row) {
	d := l.of(r)
	d.Clearances = append(d.Clearances, fact.Clearance{Key: r.text(1), Kind: r.text(2), CheckedOn: r.text(3), Result: r.text(4), ValidUntil: r.text(5), Vacancy: r.text(6)})
}
