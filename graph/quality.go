package graph

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// QualityRule is a rule of data quality as data; its statement stands beside it under the same name.
type QualityRule struct {
	Code        string `json:"code"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Problem     string `json:"problem"` // {0}, {1}, … stand for values of the statement
	Remedy      string `json:"remedy"`
}

// QualityFinding is one place where a rule is broken.
type QualityFinding struct {
	Rule    QualityRule
	Subject Ref
	Problem string
	Related []any // of Ref
}

// maxFindings is how many findings one rule gives at most.
const maxFindings = 5000

// qualityRoles look after the data; some rules tell of birth months, which are for them alone.
var qualityRoles = []string{"ORGANIZER", "AUDITOR", "ADMIN"}

// requiredMissing is the rule whose statements follow from the schema.
const requiredMissing = "required-missing"

var qualityRules = decoded[[]QualityRule]("quality/quality.json")

// decoded reads one of the embedded files of rules.
func decoded[T any](name string) T {
	var out T
	b, err := statements.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	if err != nil {
		panic("graph: " + name + ": " + err.Error())
	}
	return out
}

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
func (g *Graph) QualityRules(ctx context.Context, r Request) ([]Answer, []*Error, error) {
	return g.computedAll(ctx, r, func(map[string]any) ([]any, error) {
		out := make([]any, 0, len(qualityRules))
		for _, q := range qualityRules {
			out = append(out, q.object())
		}
		return out, nil
	})
}

func (q QualityRule) object() Object {
	return Object{Type: "QualityRule", Fields: map[string]any{"code": q.Code, "title": q.Title, "description": q.Description, "remedy": q.Remedy}}
}

// DataQuality answers dataQuality(asOf, rules).
func (g *Graph) DataQuality(ctx context.Context, r Request) (Answer, []*Error, error) {
	return g.computed(ctx, r, func(args map[string]any) (any, error) {
		if err := forRoles("data quality", r.Caller, qualityRoles); err != nil {
			return nil, err
		}
		asOf, _ := args["asOf"].(string)
		var codes []string
		for _, c := range listOf(args["rules"]) {
			code, _ := c.(string)
			codes = append(codes, code)
		}
		findings, err := g.Quality(ctx, r.Caller, asOf, codes)
		if err != nil {
			return nil, err
		}
		out := make(Entries, 0, len(findings))
		for i, f := range findings {
			o := Object{Type: "QualityFinding", Fields: map[string]any{"rule": f.Rule.object(), "subject": f.Subject, "problem": f.Problem, "related": f.Related}}
			out = append(out, Entry{Place: fmt.Sprintf("%s %s %s %06d", f.Rule.Code, f.Subject.Type, f.Subject.Key, i), Object: o})
		}
		slices.SortFunc(out, func(a, b Entry) int { return strings.Compare(a.Place, b.Place) })
		return out, nil
	})
}

// forRoles refuses what is for some roles only.
func forRoles(what string, c Caller, roles []string) error {
	if slices.Contains(roles, c.Role) {
		return nil
	}
	return &Error{Code: CodeForbidden, Message: fmt.Sprintf("%s is not for the role %s; ask as one of %s", what, c.Role, strings.Join(roles, ", "))}
}

func listOf(v any) []any {
	l, _ := v.([]any)
	return l
}

// Quality holds the facts a caller sees against the rules named, or all of them.
func (g *Graph) Quality(ctx context.Context, c Caller, asOf string, codes []string) ([]QualityFinding, error) {
	day, err := wholeDay("asOf", asOf)
	if err != nil {
		return nil, err
	}
	for _, code := range codes {
		if !slices.ContainsFunc(qualityRules, func(q QualityRule) bool { return q.Code == code }) {
			return nil, &Error{Code: CodeBadInput, Message: fmt.Sprintf("rules names %q, which is no rule; qualityRules lists them", code)}
		}
	}
	var out []QualityFinding
	for _, q := range qualityRules {
		if len(codes) > 0 && !slices.Contains(codes, q.Code) {
			continue
		}
		found, err := g.broken(ctx, q, c, day)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

func (g *Graph) broken(ctx context.Context, q QualityRule, c Caller, day time.Time) ([]QualityFinding, error) {
	if q.Code == requiredMissing {
		return g.missingValues(ctx, q, c)
	}
	p := map[string]any{
		"asOf": day.Format(time.DateOnly), "ladders": rankRules.Ladders, "year": day.Year() - 1, "yearBegin": fmt.Sprintf("%04d-01-01", day.Year()-1),
		"twoYearsAgo": day.AddDate(-2, 0, 0).Format(time.DateOnly), "yearAgo": day.AddDate(-1, 0, 0).Format(time.DateOnly),
	}
	records, err := g.askLimited(ctx, "quality/"+q.Code, c, p, maxFindings)
	if err != nil {
		return nil, err
	}
	out := make([]QualityFinding, 0, len(records))
	for _, r := range records {
		subject, ok := g.refOf(r.Values[0])
		if !ok {
			return nil, fmt.Errorf("rule %s: a finding of no type of the schema", q.Code)
		}
		out = append(out, QualityFinding{Rule: q, Subject: subject, Problem: filled(q.Problem, listOf(r.Values[1])), Related: g.refsOf(r.Values[2])})
	}
	return out, nil
}

// filled puts values into a rule's text.
func filled(text string, values []any) string {
	for i, v := range values {
		s, ok := v.(string)
		if !ok {
			s = "unknown"
		}
		text = strings.ReplaceAll(text, "{"+strconv.Itoa(i)+"}", s)
	}
	return text
}

// missingValues looks for nodes that lack a value their type requires: the database cannot hold them to it.
func (g *Graph) missingValues(ctx context.Context, q QualityRule, c Caller) ([]QualityFinding, error) {
	property, values := c.OwnScope()
	var out []QualityFinding
	for _, t := range g.mapping.Nodes() {
		var required []string
		for _, f := range t.order {
			if f.Def.Type.NonNull && f.Relation == nil && f.Name != "id" {
				required = append(required, f.Property)
			}
		}
		where := ""
		if property != "" && t.Scope == ScopeOwn {
			where = " AND n." + quoted(property) + " IN $p.scope"
		}
		text := "MATCH (n:" + quoted(t.Label) + ") WHERE any(k IN $p.required WHERE n[k] IS NULL)" + where +
			"\nRETURN n.key, [k IN $p.required WHERE n[k] IS NULL] ORDER BY n.key LIMIT $n"
		records, err := g.read(ctx, Statement{Text: text, Params: map[string]any{"n": maxFindings, "p": map[string]any{"required": required, "scope": values}}})
		if err != nil {
			return nil, fmt.Errorf("look for missing values of %s: %w", t.Name, err)
		}
		for _, r := range records {
			key, _ := r.Values[0].(string)
			names := make([]string, 0, 1)
			for _, name := range listOf(r.Values[1]) {
				s, _ := name.(string)
				names = append(names, s)
			}
			out = append(out, QualityFinding{Rule: q, Subject: Ref{t.Name, key}, Problem: filled(q.Problem, []any{strings.Join(names, ", ")})})
		}
	}
	return out, nil
}
