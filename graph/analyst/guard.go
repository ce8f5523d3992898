package analyst

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"bole/graph/message"
	"bole/graph/refusal"
)

// maxAnalystText is the longest statement of an analyst's own, in characters.
const maxAnalystText = 20_000

// token is a word of Cypher as far as the guard needs it.
type token struct {
	kind tokenKind
	text string
}

type tokenKind int

const (
	tokenWord   tokenKind = iota // identifier or keyword
	tokenQuoted                  // `identifier`
	tokenString
	tokenNumber
	tokenSign
)

// lex splits a statement; ok is false where a string, name or comment does not end.
func lex(s string) (tokens []token, ok bool) {
	r := []rune(s)
	for i := 0; i < len(r); {
		begin := i
		switch c := r[i]; {
		case unicode.IsSpace(c):
			i++
			continue
		case c == '/' && i+1 < len(r) && r[i+1] == '/':
			for i < len(r) && r[i] != '\n' && r[i] != '\r' {
				i++
			}
			continue
		case c == '/' && i+1 < len(r) && r[i+1] == '*':
			end := strings.Index(string(r[i+2:]), "*/")
			if end < 0 {
				return nil, false
			}
			i += 2 + len([]rune(string(r[i+2:])[:end])) + 2
			continue
		case c == '\'' || c == '"':
			for i++; i < len(r) && r[i] != c; i++ {
				if r[i] == '\\' {
					i++
				}
			}
			if i >= len(r) {
				return nil, false
			}
			i++
			tokens = append(tokens, token{tokenString, string(r[begin:i])})
		case c == '`':
			for i++; ; i++ {
				if i >= len(r) {
					return nil, false
				}
				if r[i] == '`' && (i+1 >= len(r) || r[i+1] != '`') {
					break
				}
				if r[i] == '`' {
					i++
				}
			}
			i++
			tokens = append(tokens, token{tokenQuoted, string(r[begin:i])})
		case c >= '0' && c <= '9':
			for i < len(r) && (unicode.IsLetter(r[i]) || unicode.IsDigit(r[i]) || r[i] == '_' || r[i] == '.' && i+1 < len(r) && unicode.IsDigit(r[i+1])) {
				i++
			}
			tokens = append(tokens, token{tokenNumber, string(r[begin:i])})
		case unicode.IsLetter(c) || c == '_':
			for i < len(r) && (unicode.IsLetter(r[i]) || unicode.IsDigit(r[i]) || unicode.IsMark(r[i]) || r[i] == '_') {
				i++
			}
			tokens = append(tokens, token{tokenWord, string(r[begin:i])})
		default:
			i++
			tokens = append(tokens, token{tokenSign, string(c)})
		}
	}
	return tokens, true
}

// begins are the words a reading statement begins with. Options of the planner, such as EXPLAIN or CYPHER, are not
// among them: they would be read before our own EXPLAIN.
var begins = []string{"MATCH", "OPTIONAL", "WITH", "UNWIND", "RETURN"}

// heavy are functions whose memory Neo4j does not account for: a short statement with one of them can fill the
// server's.
var heavy = []string{"range", "reduce", "replace"}

// guardText refuses, by its words alone, what the plan could not tell.
func guardText(statement string) error {
	bad := func(format string, args ...any) error {
		return refusal.Newf(refusal.Forbidden, "statement %s", message.New(format, args...))
	}
	if len([]rune(statement)) > maxAnalystText {
		return refusal.Newf(refusal.Limit, "statement has more than 20,000 characters; pass long lists as params").Hit("cypher-text")
	}
	// Neo4j decodes these before it reads anything, keywords too.
	if strings.Contains(statement, `\u`) || strings.Contains(statement, `\U`) {
		return bad("holds a Unicode escape; write the character, or pass it in params")
	}
	tokens, ok := lex(statement)
	switch {
	case !ok:
		return bad("holds a string, name or comment that does not end")
	case len(tokens) == 0:
		return refusal.Newf(refusal.BadInput, "statement is empty; begin with MATCH, WITH, UNWIND or RETURN")
	case tokens[0].kind != tokenWord || !slices.Contains(begins, strings.ToUpper(tokens[0].text)):
		return bad("begins with neither of MATCH, OPTIONAL MATCH, WITH, UNWIND, RETURN; only these read")
	}
	for i, t := range tokens {
		next := token{}
		if i+1 < len(tokens) {
			next = tokens[i+1]
		}
		name := strings.ToLower(strings.Trim(t.text, "`"))
		switch {
		case t.kind == tokenSign && t.text == ";":
			return bad("holds a semicolon; send one statement at a time, without its end")
		case (t.kind == tokenWord || t.kind == tokenQuoted) && next.text == "(" && slices.Contains(heavy, name):
			return bad("calls %s, whose memory cannot be bounded; count, collect or UNWIND a list in params instead", name)
		case t.kind == tokenWord && name == "call" && next.text != "(" && next.text != "{":
			return bad("calls a procedure; only subqueries, CALL (…) { … }, are run")
		}
	}
	return nil
}

// reading are the operators of plans that only read: what is not among them is refused, whatever it does.
var reading = strings.Fields(`AllNodesScan NodeByLabelScan UnionNodeByLabelsScan IntersectionNodeByLabelsScan SubtractionNodeByLabelsScan
	NodeIndexSeek NodeUniqueIndexSeek MultiNodeIndexSeek NodeIndexSeekByRange NodeUniqueIndexSeekByRange NodeIndexScan
	NodeIndexContainsScan NodeIndexEndsWithScan NodeByIdSeek NodeByElementIdSeek NodeCountFromCountStore RelationshipCountFromCountStore
	DirectedRelationshipTypeScan UndirectedRelationshipTypeScan DirectedUnionRelationshipTypesScan UndirectedUnionRelationshipTypesScan
	DirectedAllRelationshipsScan UndirectedAllRelationshipsScan DirectedRelationshipByElementIdSeek UndirectedRelationshipByElementIdSeek
	Expand(All) Expand(Into) OptionalExpand(All) OptionalExpand(Into) VarLengthExpand(All) VarLengthExpand(Into) VarLengthExpand(Pruning)
	VarLengthExpand(Pruning,BFS) VarLengthExpand(Pruning,BFS,All) VarLengthExpand(Pruning,BFS,Into) ShortestPath
	StatefulShortestPath(All) StatefulShortestPath(All,Trail) StatefulShortestPath(All,Walk) StatefulShortestPath(All,Acyclic)
	StatefulShortestPath(Into) StatefulShortestPath(Into,Trail) StatefulShortestPath(Into,Walk) StatefulShortestPath(Into,Acyclic)
	Trail Repeat Repeat(Trail) Repeat(Walk) Repeat(Acyclic) NullifyMetadata NodeHashJoin NodeLeftOuterHashJoin NodeRightOuterHashJoin ValueHashJoin CartesianProduct
	Apply SemiApply AntiSemiApply LetSemiApply LetAntiSemiApply SelectOrSemiApply SelectOrAntiSemiApply LetSelectOrSemiApply
	LetSelectOrAntiSemiApply ConditionalApply AntiConditionalApply RollUpApply Argument Filter Projection ProduceResults Limit Skip Sort
	PartialSort Top PartialTop Distinct OrderedDistinct EagerAggregation OrderedAggregation Aggregation Unwind Union OrderedUnion Eager
	Optional TriadicSelection TriadicBuild TriadicFilter ProjectEndpoints CacheProperties AssertSameNode AssertSameRelationship`)

// operatorLine is a line of a plan's table: its name, in which later versions of Neo4j have blanks, and its id.
var operatorLine = regexp.MustCompile(`(?m)^\|(?: \|)* \+([^|\n]+?) +\| +(\d+) \|`)

// guardPlan refuses plans with anything but reading operators. The table is read and not the driver's tree, whose
// children come wrong, so that a branch could hide; ids show whether every operator was read.
func guardPlan(table string) error {
	bad := func(format string, args ...any) error {
		return refusal.Newf(refusal.Forbidden, "statement %s; only statements that read nodes, relationships and their properties are run", message.New(format, args...))
	}
	found := operatorLine.FindAllStringSubmatch(table, -1)
	ids := map[int]bool{}
	most := -1
	for _, line := range found {
		name, _, _ := strings.Cut(strings.ReplaceAll(line[1], " ", ""), "@")
		id, err := strconv.Atoi(line[2])
		if err != nil || ids[id] {
			return bad("has a plan that cannot be read")
		}
		ids[id], most = true, max(most, id)
		if !slices.Contains(reading, name) {
			return bad("needs %s", name)
		}
	}
	if len(found) == 0 || len(ids) != most+1 {
		return bad("has a plan that cannot be read whole")
	}
	return nil
}

// withoutLiterals is a statement as the log may show it: no string and no number of the caller's is in it.
func withoutLiterals(statement string) string {
	tokens, ok := lex(statement)
	if !ok {
		return "(does not end)"
	}
	var b strings.Builder
	for i, t := range tokens {
		if i > 0 {
			b.WriteByte(' ')
		}
		switch t.kind {
		case tokenString, tokenNumber:
			b.WriteByte('?')
		default:
			b.WriteString(t.text)
		}
	}
	return b.String()
}
