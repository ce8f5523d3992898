package judge

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"sync"

	"bole/internal/datafile"
	"bole/internal/judge/fact"
)

//go:embed rulebook.json
var standardRules []byte

// RuleBook is the rules of gates, and the tables they go by, as data. It must not be changed once it is open.
type RuleBook struct {
	Version string
	Digest  string // SHA-256 of the file, in hex
	Note    string
	Laws    []law   // that citations may name
	Rules   []*Rule // in the order in which gates are shown
	Tables  tables
}

// law is a law or regulation in the edition that the book goes by, with the articles that citations may name: one that
// is not here was not looked up.
type law struct {
	Law      string   `json:"law"`
	Edition  string   `json:"edition"` // day or month it was made; "" where it was not seen
	Articles []string `json:"articles"`
}

// Citation says where a rule comes from. Status: S seen in the law's running text; P seen only where someone quotes or
// explains it, on a mirror, or in another edition; B background knowledge, not verified. Neither P nor B is to be taken
// for the law's words.
type Citation struct {
	For     string `json:"for,omitempty"` // POST or RANK, where it is cited for one of them only
	Law     string `json:"law"`
	Article string `json:"article"` // "" where it is not known
	Status  string `json:"status"`
	URL     string `json:"url,omitempty"`
	Note    string `json:"note,omitempty"`
	Edition string `json:"-"` // of the law, from the book's list
}

// Exception is how the law lets someone pass who does not meet a rule: who has to consent, and before which stage of
// the selection, "" where the law names none.
type Exception struct {
	Consent  string    `json:"consent"` // SUPERIOR: the organization department above; COMMITTEE: the Party committee itself
	Before   string    `json:"before"`
	Citation *Citation `json:"citation"` // nil for premises
}

// Rule is one rule of the book. How it is checked is code; all it goes by is here.
type Rule struct {
	Code         string         `json:"code"`
	Title        string         `json:"title"`        // in Chinese
	Sentence     string         `json:"sentence"`     // what is looked at
	Check        string         `json:"check"`        // which of the ways of checking
	For          []string       `json:"for"`          // POST, RANK
	Strength     string         `json:"strength"`     // MUST or NORMALLY, where the vacancy does not say
	Standard     bool           `json:"standard"`     // asked without being named
	Premise      bool           `json:"premise"`      // no rule of law: it follows from what is asked, and cites nothing
	Exception    *Exception     `json:"exception"`    // nil where the law knows none: then nobody can waive it
	Confidential bool           `json:"confidential"` // never shown to the person concerned
	Supplier     string         `json:"supplier"`     // of a missing fact
	Operator     string         `json:"operator"`     // "" where there is nothing to compare
	Values       []ruleValue    `json:"values"`       // the first that fits the opening; none: not applicable unless asked for
	Params       ruleParams     `json:"params"`
	Citations    []Citation     `json:"citations"`
	education    map[string]int // place of each name in Params.Levels
}

// ruleValue is what a rule asks of posts of some kinds; an empty list is any.
type ruleValue struct {
	Grades   []string  `json:"grades"` // of the post
	Units    []string  `json:"units"`  // kinds of the post's organization
	Levels   []string  `json:"levels"` // and its level
	Chief    bool      `json:"chief"`  // only of posts that head their organization
	Value    string    `json:"value"`
	Citation *Citation `json:"citation"` // where it comes from elsewhere than the rule
}

// ruleParams are what ways of checking go by besides the value; each takes its own and no others.
type ruleParams struct {
	Missing          string     `json:"missing"`          // UNRECORDED: the fact no table holds
	Levels           [][]string `json:"levels"`           // EDUCATION: names of each level, the lowest first
	Member           string     `json:"member"`           // PARTY_YEARS: the political status of members
	Grades           []string   `json:"grades"`           // ANNUAL, POLITICAL: grades that fail
	CausedBySanction bool       `json:"causedBySanction"` // ANNUAL, RANK_YEARS: whether grades caused by a sanction count
	DueMonth         int        `json:"dueMonth"`         // ANNUAL: from this month on last year's grade is asked for
	Parts            []rulePart `json:"parts"`            // CLEARANCE, FINDING
}

// rulePart is one kind of check that a rule asks for.
type rulePart struct {
	Kind      string `json:"kind"` // of ClearanceKind
	Title     string `json:"title"`
	Issue     string `json:"issue"`     // what a result ISSUE gives: REVIEW, FAIL, or HOLD: nothing is decided until it is cleared
	Supplier  string `json:"supplier"`  // else the rule's
	OfVacancy bool   `json:"ofVacancy"` // checks made for another vacancy say nothing
}

// tables are what rules, agendas and remedies go by.
type tables struct {
	Ladders        []rankLadder   `json:"ladders"`
	RankYears      rankYears      `json:"rankYears"`
	Assessment     assessment     `json:"assessment"`
	RankBars       bars           `json:"rankBars"`
	RankLevels     []rankLevel    `json:"rankLevels"`
	Notices        []publicNotice `json:"notices"`
	SanctionMonths []sanctionTerm `json:"sanctionMonths"`
	Quotas         []quota        `json:"quotas"`
	Appeals        []appeal       `json:"appeals"`
}

// rankLadder is the ranks of a ladder, the lowest first.
type rankLadder struct {
	Ladder   string   `json:"ladder"`
	Ranks    []string `json:"ranks"`
	Citation Citation `json:"citation"`
}

// rankLevel says to which level of posts a rank of a ladder, and those above it up to the next row's, correspond.
type rankLevel struct {
	Ladder   string   `json:"ladder"`
	Rank     string   `json:"rank"`
	Grade    string   `json:"grade"`
	Citation Citation `json:"citation"`
}

// rankYears are the years that lead to a rank.
type rankYears struct {
	Citation Citation   `json:"citation"`
	Steps    []rankStep `json:"steps"`
}

// rankStep says from which ranks, or levels of posts, one comes to a rank, and after how many years.
type rankStep struct {
	Ladder string   `json:"ladder"`
	To     string   `json:"to"`
	Ranks  []string `json:"ranks"`
	Grades []string `json:"grades"`
	Years  int      `json:"years"`
}

// assessment is what annual grades do to the years of ranks.
type assessment struct {
	Citation      Citation `json:"citation"`
	ShortenMonths int      `json:"shortenMonths"` // for each year with a grade of Shorten
	Shorten       []string `json:"shorten"`
	NotCounted    []string `json:"notCounted"` // years with these grades are not counted
}

// bars are what keeps from a rank.
type bars struct {
	Citation Citation `json:"citation"`
	Items    []string `json:"items"`
}

// publicNotice is how long a public notice lasts at least.
type publicNotice struct {
	Citation    Citation `json:"citation"`
	WorkingDays int      `json:"workingDays"`
}

// sanctionTerm is how long a sanction has effect, in months; several are alternatives. It is never taken for the
// end of a recorded sanction: it helps whoever has to supply that.
type sanctionTerm struct {
	Regime string `json:"regime"`
	Name   string `json:"name"`
	Months []int  `json:"months"`
	// BarsEqual: a post at the same level is barred too, not promotion and 进一步使用 only.
	BarsEqual bool     `json:"barsEqual"`
	Note      string   `json:"note"`
	Citation  Citation `json:"citation"`
}

// quota is how many percent of a base may hold a group of ranks.
type quota struct {
	Organ    string   `json:"organ"`
	Group    string   `json:"group"`
	Percent  int      `json:"percent"`
	Of       string   `json:"of"` // another group; "" the posts of the organ
	Citation Citation `json:"citation"`
}

// appeal is a way to have a decision looked at again, with its periods.
type appeal struct {
	Kind               string   `json:"kind"`
	Title              string   `json:"title"`
	FileWithinDays     int      `json:"fileWithinDays"`
	FileWithinMonths   int      `json:"fileWithinMonths"`
	DecideWithinDays   int      `json:"decideWithinDays"`
	DecideWithinMonths int      `json:"decideWithinMonths"`
	Note               string   `json:"note"`
	Citation           Citation `json:"citation"`
}

// StandardRules is the rule book that comes with the product.
var StandardRules = sync.OnceValue(func() *RuleBook {
	b, err := OpenRules(bytes.NewReader(standardRules))
	if err != nil {
		panic("judge: the rule book of the product: " + err.Error())
	}
	return b
})

// OpenRules reads a rule book strictly: unknown fields, codes given twice, rules and tables without a citation, and
// values that a rule cannot read are errors, all of them told at once.
func OpenRules(r io.Reader) (*RuleBook, error) {
	var file struct {
		Version string  `json:"version"`
		Note    string  `json:"note"`
		Laws    []law   `json:"laws"`
		Rules   []*Rule `json:"rules"`
		Tables  tables  `json:"tables"`
	}
	digest, err := datafile.Decode(r, "rule book", &file)
	if err != nil {
		return nil, err
	}
	b := &RuleBook{Version: file.Version, Digest: digest, Note: file.Note, Laws: file.Laws, Rules: file.Rules, Tables: file.Tables}
	if err := b.check(); err != nil {
		return nil, fmt.Errorf("rule book %q: %w", b.Version, err)
	}
	return b, nil
}

// Rule is the rule with a code, nil where there is none.
func (b *RuleBook) Rule(code string) *Rule {
	i := slices.IndexFunc(b.Rules, func(r *Rule) bool { return r.Code == code })
	if i < 0 {
		return nil
	}
	return b.Rules[i]
}

// cite is the rule's citation for openings of a kind, POST or RANK; nil of a premise.
func (r *Rule) cite(kind string) *Citation {
	if len(r.Citations) == 0 {
		return nil
	}
	for i := range r.Citations {
		if c := &r.Citations[i]; c.For == "" || c.For == kind {
			return c
		}
	}
	return &r.Citations[0]
}

// ladder is the ranks of a ladder, nil where the book has none.
func (b *RuleBook) ladder(name string) []string {
	for _, l := range b.Tables.Ladders {
		if l.Ladder == name {
			return l.Ranks
		}
	}
	return nil
}

// levelOfRank is the level of posts that a rank corresponds to, as place in grades; 0 for one below all, and false
// where the book does not say.
func (b *RuleBook) levelOfRank(ladder, rank string) (level int8, known bool) {
	ranks := b.ladder(ladder)
	at := slices.Index(ranks, rank)
	for i := range b.Tables.RankLevels {
		if l := &b.Tables.RankLevels[i]; l.Ladder == ladder {
			if known = at >= 0; slices.Index(ranks, l.Rank) <= at {
				level = max(level, gradeOf(l.Grade))
			}
		}
	}
	return level, known
}

// publicNotice is how long a public notice of a kind of opening, POST or RANK, lasts at least; zero where the book does not say.
func (b *RuleBook) publicNotice(kind string) publicNotice {
	for _, n := range b.Tables.Notices {
		if n.Citation.For == "" || n.Citation.For == kind {
			return n
		}
	}
	return publicNotice{}
}

// step is how one comes to a rank, nil where the book does not say.
func (b *RuleBook) step(ladder, rank string) *rankStep {
	for i := range b.Tables.RankYears.Steps {
		if s := &b.Tables.RankYears.Steps[i]; s.Ladder == ladder && s.To == rank {
			return s
		}
	}
	return nil
}

// term is the usual length of a sanction's effect, nil where the book does not know it.
func (b *RuleBook) term(s *fact.Sanction) *sanctionTerm {
	for i := range b.Tables.SanctionMonths {
		if t := &b.Tables.SanctionMonths[i]; t.Regime == s.Regime && t.Name == s.Name {
			return t
		}
	}
	return nil
}
