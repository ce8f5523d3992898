package generate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/mapping"
)

// writing derives the mutations of one type that is writable.
type writing struct {
	d     *deriver
	def   *ast.Definition
	as    string // what a row is called: CaseSubject
	words string // the same in a sentence: case subject
	term  string
	with  *ast.Definition // of relationships: the end they are recorded with
	s     *strings.Builder
}

// RecordingFile is the file of the mutations that @writable gives a type, with what they take and answer.
const RecordingFile = "recording.graphqls"

// Recording returns the text of recording.graphqls for hand-written sources.
func Recording(sources []*ast.Source) (string, error) {
	d, _, err := parse(sources)
	if err != nil {
		return "", err
	}
	var names []string
	for name, def := range d.defs {
		if def.Directives.ForName("writable") != nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var b strings.Builder
	b.WriteString("# Derived from @writable in the hand-written files by `make generate`; never edited.\n")
	all := make([]*writing, len(names))
	for i, name := range names {
		all[i] = d.writing(d.defs[name], &b)
		all[i].all()
	}
	batch(all, &b)
	return b.String(), nil
}

func (d *deriver) writing(def *ast.Definition, s *strings.Builder) *writing {
	w := &writing{d: d, def: def, as: def.Name, term: term(def), s: s}
	if a := raw(def, "writable", "as"); a != "" {
		w.as, w.with = a, d.defs[raw(def, "writable", "with")]
	}
	w.words = words(w.as)
	return w
}

// verbs are what is done to rows.
var verbs = []struct{ verb, term, before, after string }{
	{"create", "新建", "Records", ""},
	{"correct", "更正", "Corrects", "; what was said before stays in the log"},
	{"withdraw", "撤回", "Takes back", " that should not have been recorded; what it said stays in the log"},
}

// roles are those who may use the mutations, as the SDL lists them.
func (w *writing) roles() string {
	return w.def.Directives.ForName("writable").Arguments.ForName("roles").Value.String()
}

func (w *writing) all() {
	w.inputs()
	w.payload()
	fmt.Fprintf(w.s, "\nextend type Mutation {\n")
	for _, m := range verbs {
		fmt.Fprintf(w.s, "  \"%s%s %s %s%s.\"\n", m.term, w.term, m.before, article(w.words), m.after)
		fmt.Fprintf(w.s, "  %s%s(input: %s%[2]sInput!): %[2]sPayload @access(roles: %[4]s)\n", m.verb, w.as, upperFirst(m.verb), w.roles())
	}
	w.s.WriteString("}\n")
}

// inputs are what each of the mutations takes.
func (w *writing) inputs() {
	const again = "  \"幂等键 Any text of the client's choice; the same call again with the same key changes nothing more.\"\n  idempotencyKey: String!\n"
	fmt.Fprintf(w.s, "\n\"新建%s What to record as a new %s.\"\ninput Create%sInput {\n%s", w.term, w.words, w.as, again)
	if w.with == nil && w.column("key") != nil {
		w.s.WriteString("  \"键 Key of its own, unique among its kind; left out, one is made.\"\n  key: String\n")
	}
	w.ends()
	w.values(true)
	w.nested()
	w.origin("理由 Why it is recorded, where that is not plain.", "String")
	w.s.WriteString("}\n")

	fmt.Fprintf(w.s, "\n\"更正%s What to correct of %s: what is given replaces what stands there, and null clears it.\"\ninput Correct%sInput {\n%s", w.term, article(w.words), w.as, again)
	w.which()
	w.values(false)
	w.origin("理由 Why it is corrected.", "String!")
	w.s.WriteString("}\n")

	fmt.Fprintf(w.s, "\n\"撤回%s Which %s to take back.\"\ninput Withdraw%sInput {\n%s", w.term, w.words, w.as, again)
	w.which()
	w.s.WriteString("  \"理由 Why it is taken back.\"\n  why: String!\n}\n")

	if w.with != nil {
		fmt.Fprintf(w.s, "\n\"%s %s that is recorded together with its %s.\"\ninput %sInput {\n", w.term, upperFirst(article(w.words)), words(w.with.Name), w.as)
		for _, end := range []string{"from", "to"} {
			if w.end(end) != w.with {
				w.key(raw(w.def, "table", end), w.end(end))
			}
		}
		w.values(true)
		w.s.WriteString("}\n")
	}
}

// which names the row that is changed, and the version it was seen at.
func (w *writing) which() {
	if w.with == nil {
		fmt.Fprintf(w.s, "  \"键 Key of the %s.\"\n  key: String! @names(type: %q)\n", w.words, w.def.Name)
		w.s.WriteString("  \"预期版本 The version that the change was made from.\"\n  expectedVersion: Int!\n")
		return
	}
	w.ends()
	for _, name := range w.identity() {
		f := w.column(name)
		fmt.Fprintf(w.s, "  \"%s %s It tells it from others between the two, and stays as it is.\"\n  %s: %s\n", fieldTerm(f), sentence(f), f.Name, f.Type)
	}
	fmt.Fprintf(w.s, "  \"预期版本 The version of the %s that the change was made from.\"\n  expectedVersion: Int!\n", words(w.with.Name))
}

// ends are the keys of both ends of a relationship.
func (w *writing) ends() {
	if w.with == nil {
		return
	}
	for _, end := range []string{"from", "to"} {
		w.key(raw(w.def, "table", end), w.end(end))
	}
}

func (w *writing) key(name string, of *ast.Definition) {
	fmt.Fprintf(w.s, "  \"%s Key of the %s.\"\n  %s: String! @names(type: %q)\n", term(of), words(of.Name), name, of.Name)
}

// end is the type at an end of a relationship: that of the one relation which has its edges.
func (w *writing) end(end string) *ast.Definition {
	names := make([]string, 0, len(w.d.defs))
	for name := range w.d.defs {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		def := w.d.defs[name]
		for _, f := range def.Fields {
			if rawOf(f.Directives, "relation", "edge") != w.def.Name || def.Directives.ForName("node") == nil {
				continue
			}
			far := w.d.defs[strings.TrimPrefix(strings.TrimSuffix(f.Type.Name(), "Connection"), w.def.Name)]
			if (rawOf(f.Directives, "relation", "direction") == "OUT") == (end == "from") {
				return def
			}
			return far
		}
	}
	return nil
}

// identity are the columns, but for keys, that tell a row from others, and are not corrected: of relationships those that
// tell several between the same two nodes apart, of nodes those that their key is made of.
func (w *writing) identity() []string {
	directive := "table"
	if w.with != nil {
		directive = "relationship"
	}
	if a := w.def.Directives.ForName(directive).Arguments.ForName("identity"); a != nil {
		return texts(a.Value)
	}
	return nil
}

// values are the columns of a row. For a new row what is required has to be given; otherwise what is left out stays.
func (w *writing) values(fresh bool) {
	for _, name := range texts(w.def.Directives.ForName("table").Arguments.ForName("columns").Value) {
		f := w.column(name)
		if name == "key" || f == nil || !fresh && slices.Contains(w.identity(), name) {
			continue
		}
		oneOf := w.def.Directives.ForName("table").Arguments.ForName("oneOf")
		required := fresh && f.Type.NonNull && (oneOf == nil || !slices.Contains(texts(oneOf.Value), name)) && mapping.Steps(w.d.defs[f.Type.Name()]) == nil
		w.value(f, required, !fresh && (!f.Type.NonNull || strings.HasSuffix(f.Type.Name(), "Connection")) && mapping.Steps(w.d.defs[f.Type.Name()]) == nil)
	}
}

func (w *writing) value(f *ast.FieldDefinition, required, clearable bool) {
	typ, names := "", ""
	text := f.Description
	relation := f.Directives.ForName("relation")
	switch {
	case relation == nil:
		typ = strings.TrimSuffix(f.Type.String(), "!")
		if of := rawOf(f.Directives, "keyOf", "type"); of != "" {
			names = fmt.Sprintf(" @names(type: %q)", of)
		}
	case has(f, "relation", "one", false):
		typ, names = "String", fmt.Sprintf(" @names(type: %q)", f.Type.Name())
		text = strings.TrimSuffix(text, ".") + ", by its key."
	default:
		typ, names = "[String!]", fmt.Sprintf(" @names(type: %q)", strings.TrimSuffix(f.Type.Name(), "Connection"))
		text = strings.TrimSuffix(text, ".") + ", by their keys."
	}
	if required && !strings.HasPrefix(typ, "[") {
		typ += "!"
	}
	roles := ""
	if d := cmp.Or(f.Directives.ForName("writable"), f.Directives.ForName("access")); d != nil {
		roles = " @access(roles: " + d.Arguments.ForName("roles").Value.String() + ")"
	}
	if clearable {
		names += " @clearable"
	}
	fmt.Fprintf(w.s, "  %q\n  %s: %s%s%s\n", text, f.Name, typ, names, roles)
}

// nested are the relationships that are recorded together with a node.
func (w *writing) nested() {
	if w.with != nil {
		return
	}
	for _, f := range w.def.Fields {
		edge := w.d.defs[rawOf(f.Directives, "relation", "edge")]
		if edge == nil || raw(edge, "writable", "with") != w.def.Name {
			continue
		}
		as := raw(edge, "writable", "as")
		fmt.Fprintf(w.s, "  \"%s The %ss that are recorded with it.\"\n  %s: [%sInput!]\n", term(edge), words(as), f.Name, as)
	}
}

// origin is where a row comes from, and why.
func (w *writing) origin(why, typ string) {
	w.s.WriteString("  \"来源 Key of the source it was taken from.\"\n  source: String @names(type: \"Source\") @clearable\n")
	w.s.WriteString("  \"出处 The place in that source.\"\n  locator: String @clearable\n")
	fmt.Fprintf(w.s, "  %q\n  why: %s\n", why, typ)
}

// payload is what a mutation answers: the nodes it changed.
func (w *writing) payload() {
	fmt.Fprintf(w.s, "\n\"%s变更 What became of %s.\"\ntype %sPayload {\n", w.term, article(w.words), w.as)
	if w.with == nil {
		fmt.Fprintf(w.s, "  \"%s As it is now; null where it was taken back, and where it is not for the caller.\"\n  %s: %s\n", w.term, lowerFirst(w.def.Name), w.def.Name)
	} else {
		for _, end := range []string{"from", "to"} {
			of := w.end(end)
			fmt.Fprintf(w.s, "  \"%s The %s as it is now; null where it is not for the caller.\"\n  %s: %s\n", term(of), words(of.Name), raw(w.def, "table", end), of.Name)
		}
	}
	w.s.WriteString("}\n")
}

// column is the field that a column of the table is.
func (w *writing) column(name string) *ast.FieldDefinition {
	for _, f := range w.def.Fields {
		if rawOf(f.Directives, "column", "name") == name {
			return f
		}
	}
	return w.def.Fields.ForName(name)
}

func raw(def *ast.Definition, directive, arg string) string {
	return rawOf(def.Directives, directive, arg)
}

func rawOf(ds ast.DirectiveList, directive, arg string) string {
	if d := ds.ForName(directive); d != nil {
		if a := d.Arguments.ForName(arg); a != nil {
			return a.Value.Raw
		}
	}
	return ""
}

func texts(v *ast.Value) []string {
	var out []string
	for _, c := range v.Children {
		out = append(out, c.Value.Raw)
	}
	return out
}

func fieldTerm(f *ast.FieldDefinition) string { t, _ := mapping.Described(f.Description); return t }

func sentence(f *ast.FieldDefinition) string { _, s := mapping.Described(f.Description); return s }

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// words is a type's name in a sentence: ToleranceRuling as tolerance ruling.
func words(name string) string { return strings.ToLower(strings.ReplaceAll(constant(name), "_", " ")) }

// article puts a or an before words.
func article(words string) string {
	if strings.ContainsRune("aeiou", rune(words[0])) {
		return "an " + words
	}
	return "a " + words
}
