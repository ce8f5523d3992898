package rooms_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bole/graph/mapping"
	"bole/internal/worldtest"
)

// TestStatementsAreScoped holds every statement written by hand to the law: a node that not everyone sees is written
// by {{node}}, or by {{held}} and hangs on an owner that is, or the file has {{sees}} for its variable and label, or
// {{seesAny}} or {{finds}} for its variable. There are no exceptions.
func TestStatementsAreScoped(t *testing.T) {
	m := worldtest.Law(t).Schema()
	files, patterns := 0, 0
	for _, file := range statements(t) {
		text, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		files++
		s := readStatement(m, string(text))
		patterns += len(s.nodes)
		for _, n := range s.nodes {
			if problem := s.problem(n); problem != "" {
				t.Errorf("%s:%d %s: %s", file, n.line, n, problem)
			}
		}
	}
	if files < 50 || patterns < 200 {
		t.Errorf("%d patterns in %d files were found; nothing is tested", patterns, files)
	}
}

// TestStatementsCanBeUnscoped: the check above finds what it is there for.
func TestStatementsCanBeUnscoped(t *testing.T) {
	m := worldtest.Law(t).Schema()
	for _, c := range []struct {
		text string
		want []string // of patterns with a problem
	}{
		{`MATCH (t:Task) RETURN t`, nil},
		{`MATCH (c:Cadre) RETURN c`, []string{"(c:Cadre)"}},
		{`MATCH (c:Cadre) WHERE {{sees "c" "Cadre"}} RETURN c`, nil},
		{`MATCH (c:Cadre) WHERE {{seesAny "c"}} RETURN c`, nil},
		{`MATCH (c:Cadre) WHERE {{sees "x" "Cadre"}} RETURN c`, []string{"(c:Cadre)"}},
		{`MATCH (c:Clearance) WHERE {{sees "c" "Decision"}} RETURN c`, []string{"(c:Clearance)"}},
		{`MATCH (n:Decision|Case) WHERE {{sees "n" "Decision"}} RETURN n`, []string{"(n:Decision|Case)"}},
		{`MATCH (n:Decision|Evaluation) WHERE {{sees "n" "Decision"}} RETURN n`, []string{"(n:Decision|Evaluation)"}}, // a proposal is kept from some
		{`MATCH (n:Appointment|Evaluation) WHERE {{sees "n" "Appointment"}} RETURN n`, nil},                           // the same condition for both
		{`MATCH {{node "c:Cadre {key: $p.key}"}}<-[:OF]-{{held "a:Appointment"}} RETURN a`, nil},
		{`MATCH {{node "c:Cadre"}} MATCH (c)<-[:OF]-{{held "a:Appointment"}} RETURN a`, nil},
		{`MATCH (c:Cadre)<-[:OF]-{{held "a:Appointment"}} RETURN a`, []string{"(c:Cadre)", "(a:Appointment)"}},
		{`MATCH {{node "c:Cadre"}}-[:WORKED_ON]->(t:Task)<-[:BASED_ON]-{{held "e:Evaluation"}} RETURN e`, []string{"(e:Evaluation)"}},
		{`MATCH {{node "c:Cadre"}}-[:OF]->{{held "a:Appointment"}} RETURN a`, []string{"(a:Appointment)"}},
		{`MATCH (t:Task)<-[:WORKED_ON]-() RETURN t`, []string{"()"}},
		{`MATCH (t:Task)<-[:WORKED_ON]-(x) RETURN x`, []string{"(x)"}},
		{`MATCH (n) WHERE n.key > '' RETURN n`, []string{"(n)"}},
		{`UNWIND $p.xs AS x MATCH (x)-[:PART_OF]->(o:Organization) RETURN size(x)`, nil},
		{`MATCH (t:Task) WHERE NOT EXISTS { (t)<-[:BASED_ON]-(:Evaluation) } RETURN t`, []string{"(:Evaluation)"}},
	} {
		s := readStatement(m, c.text)
		var found []string
		for _, n := range s.nodes {
			if s.problem(n) != "" {
				found = append(found, n.String())
			}
		}
		if !slices.Equal(found, c.want) {
			t.Errorf("%s: %v are found, want %v", c.text, found, c.want)
		}
	}
}

// statements are the files whose answers are for a caller. Facts are of the whole graph, and so is what the store and the
// audit ask for themselves.
func statements(t *testing.T) (out []string) {
	t.Helper()
	for _, dir := range []string{"graph", "internal"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, e fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".cypher" {
				return err
			}
			file, err := filepath.Rel(root, path)
			if file = filepath.ToSlash(file); !slices.ContainsFunc([]string{"internal/facts/", "graph/store/", "internal/audit/"}, func(dir string) bool { return strings.HasPrefix(file, dir) }) {
				out = append(out, file)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// statement is a text with the node patterns in it.
type statement struct {
	mapping *mapping.Schema
	text    string
	nodes   []*node
	labels  map[string][]string // of variables, by where they first have some
	sees    map[string]bool     // "v Label" for {{sees}}, "v" for {{seesAny}}
}

// node is one pattern, such as (a:Appointment {main: true}).
type node struct {
	variable string
	labels   []string
	line     int
	by       string // node or held: the template's word that wrote it; "" is none
	bound    bool   // the variable was there before
	links    []link
}

// link is a relationship to a neighbour, seen from a node.
type link struct {
	to  *node
	typ string
	out bool
}

func (n *node) String() string {
	if len(n.labels) == 0 {
		return "(" + n.variable + ")"
	}
	return "(" + n.variable + ":" + strings.Join(n.labels, "|") + ")"
}

var (
	written  = regexp.MustCompile(`\{\{(node|held) "([^"]*)"\}\}`)
	seen     = regexp.MustCompile(`\{\{sees "(\w+)" "(\w+)"\}\}`)
	seenAny  = regexp.MustCompile(`\{\{(?:seesAny|finds) "(\w+)"\}\}`)
	action   = regexp.MustCompile(`\{\{[^}]*\}\}`)
	comment  = regexp.MustCompile(`//[^\n]*`)
	pattern  = regexp.MustCompile(`\((\w*)(?::([\w|]+))?\s*(?:\{[^{}]*\})?\)`)
	step     = regexp.MustCompile(`^\s*(<?)-(?:\[\w*(?::([\w|]+))?[^\]]*\])?-(>?)\s*\(`)
	stepEnd  = regexp.MustCompile(`-(?:\[[^\]]*\])?->?\s*$`)
	matching = regexp.MustCompile(`MATCH(?: \w+ =)?\s*$`)
	binding  = regexp.MustCompile(`\bAS (\w+)|\bYIELD (\w+)`)
)

func readStatement(m *mapping.Schema, text string) *statement {
	s := &statement{mapping: m, labels: map[string][]string{}, sees: map[string]bool{}}
	for _, f := range seen.FindAllStringSubmatch(text, -1) {
		s.sees[f[1]+" "+f[2]] = true
	}
	for _, f := range seenAny.FindAllStringSubmatch(text, -1) {
		s.sees[f[1]] = true
	}
	text = comment.ReplaceAllString(text, "")
	by := map[int]string{} // by where the pattern begins
	for {
		at := written.FindStringSubmatchIndex(text)
		if at == nil {
			break
		}
		by[at[0]] = text[at[2]:at[3]]
		text = text[:at[0]] + "(" + text[at[4]:at[5]] + ")" + text[at[1]:]
	}
	s.text = action.ReplaceAllStringFunc(text, func(a string) string { return strings.Repeat("~", len(a)) })
	s.read(by)
	return s
}

// read finds the patterns, and which of them hang together.
func (s *statement) read(by map[int]string) {
	var last *node
	var hop []string // of last, to the pattern that follows
	bound := map[string]int{}
	for _, at := range binding.FindAllStringSubmatchIndex(s.text, -1) {
		for i := 2; i < len(at); i += 2 {
			if at[i] >= 0 {
				if _, known := bound[s.text[at[i]:at[i+1]]]; !known {
					bound[s.text[at[i]:at[i+1]]] = at[i]
				}
			}
		}
	}
	for _, at := range pattern.FindAllStringSubmatchIndex(s.text, -1) {
		n := &node{variable: s.text[at[2]:at[3]], line: 1 + strings.Count(s.text[:at[0]], "\n"), by: by[at[0]]}
		if at[4] >= 0 {
			n.labels = strings.Split(s.text[at[4]:at[5]], "|")
		}
		next := step.FindStringSubmatch(s.text[at[1]:])
		begins := matching.MatchString(s.text[:at[0]])
		if !begins && len(n.labels) == 0 && next == nil && (hop == nil || !stepEnd.MatchString(s.text[:at[0]])) {
			continue // a call, or brackets of an expression
		}
		if first, known := bound[n.variable]; n.variable != "" && known && first < at[0] {
			n.bound = true
		} else if n.variable != "" {
			bound[n.variable] = at[0]
		}
		if len(n.labels) > 0 && n.variable != "" {
			s.labels[n.variable] = n.labels
		}
		if last != nil && hop != nil {
			last.links = append(last.links, link{n, hop[2], hop[3] == ">"})
			n.links = append(n.links, link{last, hop[2], hop[1] == "<"})
		}
		s.nodes = append(s.nodes, n)
		last, hop = n, next
	}
}

// problem says what is wrong with a pattern, "" when it is in order.
func (s *statement) problem(n *node) string {
	switch {
	case len(n.labels) == 0 && n.bound, s.sees[n.variable]:
		return ""
	case len(n.labels) == 0:
		return "it has no label, and may be of any type; give it one, or write {{seesAny}} for its variable"
	case n.by == "node":
		return ""
	case n.by == "held" && !s.hangs(n, map[*node]bool{}):
		return "it is written by {{held}} and does not hang on an owner that the caller sees; write it by {{node}}"
	case n.by == "held":
		return ""
	}
	for _, l := range n.labels {
		t := s.mapping.Label(l)
		if t == nil {
			return l + " is not a label of the schema"
		}
		if (t.Scope != mapping.Open || len(t.Access) > 0 || len(t.Pending) > 0) && !s.covered(n.variable, t) {
			return fmt.Sprintf("not everyone sees a %s; write the pattern by {{node}}", l)
		}
	}
	return ""
}

// covered reports whether the file has {{sees}} for a variable and type, or for another type of which it says the same.
func (s *statement) covered(variable string, t *mapping.Type) bool {
	if s.sees[variable+" "+t.Label] {
		return true
	}
	plain := func(t *mapping.Type) bool { return t.Scope == mapping.Own && len(t.Access) == 0 && len(t.Pending) == 0 }
	return plain(t) && slices.ContainsFunc(s.mapping.Nodes(), func(o *mapping.Type) bool { return plain(o) && s.sees[variable+" "+o.Label] })
}

// hangs reports whether a pattern is of a node whose owner, or which as the owner, the caller is known to see: the
// one carries the scope of the other.
func (s *statement) hangs(n *node, done map[*node]bool) bool {
	done[n] = true
	for _, l := range n.links {
		if !s.owned(n, l) {
			continue
		}
		for _, far := range s.nodes { // the neighbour, and where its variable stands else
			if far != l.to && (l.to.variable == "" || far.variable != l.to.variable) || done[far] {
				continue
			}
			if s.scoped(far) || s.hangs(far, done) {
				return true
			}
		}
	}
	return false
}

// scoped reports whether a pattern, or the one that bound its variable, carries a scope.
func (s *statement) scoped(n *node) bool {
	if n.by == "node" || s.sees[n.variable] {
		return true
	}
	for _, l := range s.labelsOf(n) {
		if s.sees[n.variable+" "+l] {
			return true
		}
	}
	return false
}

func (s *statement) labelsOf(n *node) []string {
	if len(n.labels) > 0 || n.variable == "" {
		return n.labels
	}
	return s.labels[n.variable]
}

// owned reports whether a link runs between an owner and what belongs to it.
func (s *statement) owned(n *node, l link) bool {
	for _, a := range s.labelsOf(n) {
		for _, b := range s.labelsOf(l.to) {
			from, to := s.mapping.Label(a), s.mapping.Label(b)
			if from == nil || to == nil || !s.mapping.Owned(from, to, &mapping.Relation{Name: l.typ, Out: l.out}) && !s.among(from, to, l) {
				return false
			}
		}
	}
	return len(s.labelsOf(n)) > 0 && len(s.labelsOf(l.to)) > 0
}

// among reports whether a link leads to one of those by whom a node of scope ANY is seen.
func (s *statement) among(from, to *mapping.Type, l link) bool {
	return from.Scope == mapping.Any && to == s.mapping.Owner() && from.Via.Name == l.typ && from.Via.Out == l.out
}
