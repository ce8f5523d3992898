package figures

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/text/language"
	printing "golang.org/x/text/message"

	"bole/graph"
	"bole/graph/law"
	"bole/graph/message"
	"bole/graph/refusal"
	"bole/graph/value"
)

// Definition is one statistic as data: what is counted, for whom, over which time, and what was published.
type Definition struct {
	Code        string         `json:"code"`
	Title       string         `json:"title"`
	Definition  string         `json:"definition"`
	Population  string         `json:"population"`
	Unit        string         `json:"unit"`   // of the SDL's StatisticUnit
	Period      string         `json:"period"` // of the SDL's StatisticPeriod
	Figure      string         `json:"figure"` // how it is written; {numerator}, {denominator}, {value}, {parts} and {PART} stand for numbers
	Statement   string         `json:"statement"`
	Sensitive   bool           `json:"sensitive"` // its members are for some roles only
	Approximate bool           `json:"approximate"`
	Parameters  map[string]any `json:"parameters"`
	Account     account        `json:"account"`
}

// account is what was published, and of which organization.
type account struct {
	Figure       string `json:"figure"`
	Comparison   string `json:"comparison"`
	Over         int    `json:"over"`
	Organization string `json:"organization"`
	AsOf         string `json:"asOf"`
	Source       string `json:"source"`
}

// Definitions are the statistics there are, in the order of the account.
func Definitions() []Definition { return slices.Clone(definitions) }

var definitions = decoded[[]Definition]("statistics/statistics.json")

// membersRoles may see who stands behind sensitive statistics.
var membersRoles = []string{"ORGANIZER", "AUDITOR", "ADMIN"}

// ShowsMembers reports whether a role may see who stands behind the statistic.
func (d Definition) ShowsMembers(role string) bool {
	return !d.Sensitive || slices.Contains(membersRoles, role)
}

// Statistic is a definition counted as of a day for one organization and all below it.
type Statistic struct {
	Definition
	AsOf, From   string // From is "" where the period has no beginning
	Organization string // "" for the caller's whole scope
	Members      []member
	Numerator    int
	Denominator  int // the sum of the members' weights; 0 where the statistic is no share
	Parts        []Part
}

// member is one that is counted, or that weighs in the denominator, with its evidence.
type member struct {
	Subject  graph.Ref
	Evidence []any // of Ref
	Counted  bool
	Weight   int
	Part     string
}

// Part is how many members of one part count.
type Part struct {
	Code      string
	Numerator int
}

// Statistic answers statistic(code, asOf, unit).
func (f *Figures) Statistic(ctx context.Context, q graph.Query) (any, error) {
	d, err := definitionOf(q.Args)
	if err != nil {
		return nil, err
	}
	return f.counted(ctx, d, q.Caller, q.Args)
}

func definitionOf(args map[string]any) (Definition, error) {
	code, _ := args["code"].(string)
	i := slices.IndexFunc(definitions, func(d Definition) bool { return d.Code == code })
	if i < 0 {
		codes := make([]string, 0, len(definitions))
		for _, d := range definitions {
			codes = append(codes, d.Code)
		}
		return Definition{}, refusal.Newf(refusal.BadInput, "code names no statistic; use one of: %s", message.Names(codes))
	}
	return definitions[i], nil
}

// Statistics answers statistics(asOf, unit).
func (f *Figures) Statistics(ctx context.Context, q graph.Query) (any, error) {
	out := make([]any, len(definitions))
	counting, ctx := errgroup.WithContext(ctx)
	counting.SetLimit(statisticsAtOnce)
	for i, d := range definitions {
		counting.Go(func() (err error) {
			out[i], err = f.counted(ctx, d, q.Caller, q.Args)
			return err
		})
	}
	if err := counting.Wait(); err != nil {
		return nil, err
	}
	return out, nil
}

// statisticsAtOnce is how many are counted at a time: a Neo4j that has just started takes a second or more to plan each.
const statisticsAtOnce = 4

func (f *Figures) counted(ctx context.Context, d Definition, c law.Caller, args map[string]any) (graph.Object, error) {
	asOf, _ := args["asOf"].(string)
	unit, _ := args["unit"].(string)
	s, err := f.Count(ctx, d, c, asOf, unit)
	if err != nil {
		return graph.Object{}, err
	}
	return s.object(c), nil
}

// Count counts a statistic as of a day, YYYY-MM-DD, for an organization and all below it; without one for the
// organization the account speaks of, or, in a graph without that one, for all that the caller sees.
func (f *Figures) Count(ctx context.Context, d Definition, c law.Caller, asOf, unit string) (*Statistic, error) {
	day, err := wholeDay("asOf", asOf)
	if err != nil {
		return nil, err
	}
	s := &Statistic{Definition: d, AsOf: asOf, From: begin(d.Period, day)}
	var rows [][]any
	s.Organization, rows, err = f.rows(ctx, d, c, unit, map[string]any{"asOf": asOf, "from": s.From}, f.ask)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if err := f.take(s, r); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// asking runs a statement for a caller.
type asking func(ctx context.Context, name string, c law.Caller, p map[string]any) ([][]any, error)

// rows are what a statistic's statement gives, and of which organization: unit, or the one the account speaks of, or, ""
// where the graph is without that one, all that the caller sees.
func (f *Figures) rows(ctx context.Context, d Definition, c law.Caller, unit string, p map[string]any, ask asking) (organization string, rows [][]any, err error) {
	maps.Copy(p, d.Parameters)
	below := func(roots []string) ([][]any, error) {
		p["roots"] = roots
		return ask(ctx, "statistics/"+cmp.Or(d.Statement, d.Code), c, p)
	}
	organization = cmp.Or(unit, d.Account.Organization)
	rows, err = below([]string{organization})
	if err == nil && len(rows) == 0 { // only then it may be that there is no such organization
		var known bool
		switch known, err = f.isUnit(ctx, organization); {
		case err != nil || known:
		case unit != "":
			err = notAUnit(unit)
		default:
			organization = ""
			rows, err = f.belowTops(ctx, c, below)
		}
	}
	return organization, rows, err
}

// take adds a row of the statement.
func (f *Figures) take(s *Statistic, row []any) error {
	subject, ok := f.refOf(row[0])
	if !ok {
		return fmt.Errorf("statistic %s: a member of no type of the schema", s.Code)
	}
	m := member{Subject: subject, Evidence: f.refsOf(row[1])}
	m.Counted, _ = row[2].(bool)
	weight, _ := row[3].(int64)
	m.Weight = int(weight)
	m.Part, _ = row[4].(string)
	s.add(m)
	return nil
}

// belowTops asks for all that a caller sees, below the highest organizations of it.
func (f *Figures) belowTops(ctx context.Context, c law.Caller, below func(roots []string) ([][]any, error)) ([][]any, error) {
	if !c.Whole {
		return below(c.Units)
	}
	rows, err := f.ask(ctx, "views/tops", c, map[string]any{})
	if err != nil {
		return nil, err
	}
	roots := make([]string, 0, len(rows))
	for _, row := range rows {
		key, _ := row[0].(string)
		roots = append(roots, key)
	}
	return below(roots)
}

// wholeDay reads a day that is known to the day.
func wholeDay(name, text string) (time.Time, error) {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return day, refusal.Newf(refusal.BadInput, "%s must be a full date (YYYY-MM-DD)", name)
	}
	return day, nil
}

// begin is the first day of a period, "" when it has none.
func begin(period string, asOf time.Time) string {
	switch period {
	case "YEAR_TO_DATE":
		return fmt.Sprintf("%04d-01-01", asOf.Year())
	case "THREE_YEARS":
		return asOf.AddDate(0, 0, 1).AddDate(-3, 0, 0).Format(time.DateOnly) // the day first: of three years up to 29 February, 1 March is the first
	default:
		return ""
	}
}

func (s *Statistic) add(m member) {
	s.Members = append(s.Members, m)
	s.Denominator += m.Weight
	if !m.Counted {
		return
	}
	s.Numerator++
	if m.Part == "" {
		return
	}
	i, found := slices.BinarySearchFunc(s.Parts, m.Part, func(p Part, code string) int { return strings.Compare(p.Code, code) })
	if !found {
		s.Parts = slices.Insert(s.Parts, i, Part{Code: m.Part})
	}
	s.Parts[i].Numerator++
}

// Value is the figure as a number; nil where a share has nothing to be taken of.
func (s *Statistic) Value() any {
	if s.Unit != "PERCENT" {
		return float64(s.Numerator)
	}
	if s.Denominator == 0 {
		return nil
	}
	return 100 * float64(s.Numerator) / float64(s.Denominator)
}

var placeholder = regexp.MustCompile(`\{(\w+)\}`)

// Written is the figure as the account writes it, such as 69; 90 %.
func (s *Statistic) Written() string {
	return placeholder.ReplaceAllStringFunc(s.Figure, func(name string) string {
		switch name {
		case "{numerator}":
			return thousands(s.Numerator)
		case "{denominator}":
			return thousands(s.Denominator)
		case "{parts}":
			return strconv.Itoa(len(s.Parts))
		case "{value}":
			if v, ok := s.Value().(float64); ok {
				return strconv.FormatFloat(math.Round(v), 'f', 0, 64)
			}
			return "–"
		default:
			for _, p := range s.Parts {
				if "{"+p.Code+"}" == name {
					return thousands(p.Numerator)
				}
			}
			return "0"
		}
	})
}

// thousands writes a number as the account does, 1,652.
func thousands(n int) string { return printing.NewPrinter(language.English).Sprintf("%d", n) }

// Published reports whether the account holds this figure: for its own organization only.
func (s *Statistic) Published() bool { return s.Account.Organization == s.Organization }

// Agrees reports whether the figure counted is the published one, or more than a number it is said to exceed.
func (s *Statistic) Agrees() bool {
	if s.Account.Comparison == "OVER" {
		return s.Numerator > s.Account.Over
	}
	return s.Written() == s.Account.Figure
}

func (s *Statistic) object(c law.Caller) graph.Object {
	parts := make([]any, 0, len(s.Parts))
	for _, p := range s.Parts {
		parts = append(parts, graph.Object{Type: "StatisticPart", Fields: map[string]any{"code": p.Code, "numerator": int64(p.Numerator)}})
	}
	f := map[string]any{
		"code": s.Code, "title": s.Title, "definition": message.Phrase(s.Definition.Definition), "population": message.Phrase(s.Population), "unit": s.Unit, "period": s.Period,
		"from": nil, "asOf": s.AsOf, "organization": nil, "numerator": int64(s.Numerator), "denominator": nil,
		"value": s.Value(), "figure": s.Written(), "approximate": s.Approximate, "parts": parts, "account": nil,
		"members": func(args map[string]any) (any, error) { return s.entries(c, args) },
	}
	if s.From != "" {
		f["from"] = s.From
	}
	if s.Organization != "" {
		f["organization"] = graph.Ref{Type: "Organization", Key: s.Organization}
	}
	if s.Unit == "PERCENT" {
		f["denominator"] = int64(s.Denominator)
	}
	if s.Published() {
		f["account"] = graph.Object{Type: "AccountFigure", Fields: map[string]any{"figure": s.Account.Figure, "comparison": s.Account.Comparison,
			"agrees": s.Agrees(), "asOf": s.Account.AsOf, "source": graph.Ref{Type: "Source", Key: s.Account.Source}}}
	}
	return graph.Object{Type: "Statistic", Fields: f}
}

// entries are the members a caller asks for, in the order of their types and keys.
func (s *Statistic) entries(c law.Caller, args map[string]any) (any, error) {
	if s.Sensitive {
		if err := forRoles(message.New("the list of members of %s", s.Code), c, membersRoles); err != nil {
			return nil, err
		}
	}
	out := graph.Entries{}
	for _, m := range s.Members {
		if counted, given := args["counted"].(bool); given && counted != m.Counted {
			continue
		}
		if part, given := args["part"].(string); given && part != m.Part {
			continue
		}
		o := graph.Object{Type: "StatisticMember", Fields: map[string]any{"subject": m.Subject, "counted": m.Counted, "weight": int64(m.Weight), "part": nil, "evidence": m.Evidence}}
		if m.Part != "" {
			o.Fields["part"] = m.Part
		}
		out = append(out, graph.Entry{Place: m.Subject.Type + " " + m.Subject.Key, Object: o})
	}
	slices.SortFunc(out, value.ComparePlaces)
	return out, nil
}
