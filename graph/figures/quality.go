package figures

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"bole/graph"
	"bole/graph/law"
	"bole/graph/message"
	"bole/graph/refusal"
	"bole/graph/value"
)

// qualityRule is a rule of data quality as data; its statement stands beside it under the same name. What it says of a
// finding has {0}, {1}, … for values of the statement.
type qualityRule struct {
	Code        string `json:"code"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Problem     string `json:"problem"`
	Remedy      string `json:"remedy"`
}

// qualityFinding is one place where a rule is broken.
type qualityFinding struct {
	Rule    qualityRule
	Subject graph.Ref
	Problem value.Said
	Related []any // of Ref
}

// found is a finding of the rule.
func (q qualityRule) found(subject graph.Ref, values, related []any) qualityFinding {
	return qualityFinding{Rule: q, Subject: subject, Problem: filled{message.Phrase(q.Problem), values}, Related: related}
}

// maxFindings is how many findings one rule gives at most.
const maxFindings = 5000

var qualityRules = decoded[[]qualityRule]("quality/quality.json")

// rankRules are ladders, groups of ranks and years that views and rules of quality go by.
var rankRules = decoded[struct {
	Ladders   []any             `json:"ladders"`
	Groups    []any             `json:"groups"`
	RankDue   []rankDue         `json:"rankDue"`
	Rules     map[string]string `json:"rules"`
	PostYears int               `json:"postYears"`
	Age       int               `json:"age"`
}]("views/rules.json")

type rankDue struct {
	Ladder string `json:"ladder"`
	Rank   string `json:"rank"`
	Years  int    `json:"years"`
}

// QualityRules answers qualityRules.
func (f *Figures) QualityRules(ctx context.Context, q graph.Query) (any, error) {
	out := make([]any, 0, len(qualityRules))
	for _, q := range qualityRules {
		out = append(out, q.object())
	}
	return out, nil
}

func (q qualityRule) object() graph.Object {
	return graph.Object{Type: "QualityRule", Fields: map[string]any{"code": q.Code, "title": q.Title, "description": message.Phrase(q.Description), "remedy": message.Phrase(q.Remedy)}}
}

// DataQuality answers dataQuality(asOf, rules).
func (f *Figures) DataQuality(ctx context.Context, q graph.Query) (any, error) {
	args := q.Args
	asOf, _ := args["asOf"].(string)
	var codes []string
	for _, c := range listOf(args["rules"]) {
		code, _ := c.(string)
		codes = append(codes, code)
	}
	findings, err := f.Quality(ctx, q.Caller, asOf, codes)
	if err != nil {
		return nil, err
	}
	out := make(graph.Entries, 0, len(findings))
	for i, found := range findings {
		o := graph.Object{Type: "QualityFinding", Fields: map[string]any{"rule": found.Rule.object(), "subject": found.Subject, "problem": found.Problem, "related": found.Related}}
		out = append(out, graph.Entry{Place: fmt.Sprintf("%s %s %s %06d", found.Rule.Code, found.Subject.Type, found.Subject.Key, i), Object: o})
	}
	slices.SortFunc(out, value.ComparePlaces)
	return out, nil
}

// forRoles refuses what is for some roles only.
func forRoles(what message.Text, c law.Caller, roles []string) error {
	if slices.Contains(roles, c.Role) {
		return nil
	}
	return refusal.Newf(refusal.Forbidden, "%s is not for the role %s; ask as one of %s", what, c.Role, message.Names(roles))
}

func listOf(v any) []any {
	l, _ := v.([]any)
	return l
}

// Quality holds the facts a caller sees against the rules named, or all of them.
func (f *Figures) Quality(ctx context.Context, c law.Caller, asOf string, codes []string) ([]qualityFinding, error) {
	day, err := wholeDay("asOf", asOf)
	if err != nil {
		return nil, err
	}
	for _, code := range codes {
		if !slices.ContainsFunc(qualityRules, func(q qualityRule) bool { return q.Code == code }) {
			return nil, refusal.Newf(refusal.BadInput, "rules names %q, which is not a rule; qualityRules lists them", code)
		}
	}
	var out []qualityFinding
	for _, q := range qualityRules {
		if len(codes) > 0 && !slices.Contains(codes, q.Code) {
			continue
		}
		found, err := f.broken(ctx, q, c, day)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

func (f *Figures) broken(ctx context.Context, q qualityRule, c law.Caller, day time.Time) ([]qualityFinding, error) {
	switch q.Code {
	case requiredMissing:
		return f.missingValues(ctx, q, c)
	case stateMissing:
		return f.missingStates(ctx, q, c)
	case doubledRelationships:
		return f.doubled(ctx, q, c)
	}
	p := map[string]any{
		"asOf": day.Format(time.DateOnly), "ladders": rankRules.Ladders, "year": day.Year() - 1, "yearBegin": fmt.Sprintf("%04d-01-01", day.Year()-1),
		"twoYearsAgo": day.AddDate(-2, 0, 0).Format(time.DateOnly), "yearAgo": day.AddDate(-1, 0, 0).Format(time.DateOnly),
	}
	records, err := f.askLimited(ctx, "quality/"+q.Code, c, p, maxFindings)
	if err != nil {
		return nil, err
	}
	out := make([]qualityFinding, 0, len(records))
	for _, r := range records {
		subject, ok := f.refOf(r[0])
		if !ok {
			return nil, fmt.Errorf("rule %s: a finding of no type of the schema", q.Code)
		}
		out = append(out, q.found(subject, listOf(r[1]), f.refsOf(r[2])))
	}
	return out, nil
}

// filled is a text with values of a statement in it.
type filled struct {
	text   message.Text
	values []any
}

// In is the text in a language.
func (f filled) In(lang language.Tag) string {
	text := f.text.In(lang)
	for i, v := range f.values {
		s, ok := v.(string)
		if !ok {
			s = message.New("unknown").In(lang)
		}
		text = strings.ReplaceAll(text, "{"+strconv.Itoa(i)+"}", s)
	}
	return text
}
