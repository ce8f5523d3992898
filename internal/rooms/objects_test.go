package rooms_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"iter"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	gql "github.com/vektah/gqlparser/v2/ast"

	"bole/schema"
)

// root is the repository as seen from this folder.
const root = "../.."

// TestObjectsHaveAllFields holds each object that Go code computes to the SDL: a field that it lacks panics when
// somebody asks for it, and one that the SDL does not have is never shown.
func TestObjectsHaveAllFields(t *testing.T) {
	sdl, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	found, types := 0, map[string]bool{}
	unknown := map[string]string{}
	for _, dir := range folders(t, "graph", "internal", "resolvers") {
		p := parsed(t, dir)
		for _, o := range p.objects() {
			found++
			types[o.typ] = true
			for _, problem := range o.problems(sdl) {
				t.Errorf("%s: %s", p.at(o.at), problem)
			}
			if o.why != "" {
				unknown[filepath.ToSlash(p.file(o.at))+" "+o.typ] = o.why
			}
		}
	}
	if found < 70 || len(types) < 50 {
		t.Errorf("%d objects of %d types were found; nothing is tested", found, len(types))
	}
	if d := slices.Sorted(maps.Keys(unknown)); !slices.Equal(d, slices.Sorted(maps.Keys(followedByHand))) {
		for k, why := range unknown {
			if followedByHand[k] == "" {
				t.Errorf("%s cannot be followed: %s; write its fields as a literal, or say in followedByHand why not", k, why)
			}
		}
		for k := range followedByHand {
			if unknown[k] == "" {
				t.Errorf("%s can be followed; remove it from followedByHand", k)
			}
		}
	}
}

// TestReferencesAreOfNodes: a reference to a type that is no node would panic when somebody asks for it.
func TestReferencesAreOfNodes(t *testing.T) {
	sdl, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	types := map[string]bool{}
	for _, dir := range folders(t, "graph", "internal", "resolvers") {
		p := parsed(t, dir)
		for l := range p.literals("Ref") {
			for _, e := range l.Elts {
				kv, ok := e.(*ast.KeyValueExpr)
				if !ok || !named(kv.Key, "Type") {
					continue
				}
				typ, ok := p.constant(kv.Value)
				if def := sdl.Types[typ]; ok && (def == nil || def.Directives.ForName("node") == nil) {
					t.Errorf("%s: %s is not a type with @node", p.at(l.Pos()), typ)
				}
				types[typ] = true
			}
		}
	}
	if len(types) < 10 {
		t.Errorf("references to %d types were found; nothing is tested", len(types))
	}
}

// followedByHand are objects whose fields this test cannot read off the source, by file and type, and why.
var followedByHand = map[string]string{
	"internal/acts/record.go ":      "payloads are derived from the schema with the fields that are written here by the same rule; acts' tests ask for them",
	"graph/walks/path.go GraphNode": "it is a copy of one that draw.go writes, with its place on this path as depth",
}

func folders(t *testing.T, below ...string) (out []string) {
	t.Helper()
	for _, b := range below {
		err := filepath.WalkDir(filepath.Join(root, b), func(path string, e fs.DirEntry, err error) error {
			if err == nil && e.IsDir() {
				out = append(out, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// pack is the source of one package without its tests.
type pack struct {
	files     *token.FileSet
	parsed    []*ast.File
	functions map[string]*ast.FuncDecl
	constants map[string]string
}

func parsed(t *testing.T, dir string) *pack {
	t.Helper()
	p := &pack{files: token.NewFileSet(), functions: map[string]*ast.FuncDecl{}, constants: map[string]string{}}
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(p.files, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		p.parsed = append(p.parsed, f)
		for _, d := range f.Decls {
			p.declare(d)
		}
	}
	return p
}

func (p *pack) declare(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		p.functions[d.Name.Name] = d
	case *ast.GenDecl:
		for _, s := range d.Specs {
			if v, ok := s.(*ast.ValueSpec); ok && d.Tok == token.CONST {
				for i, value := range v.Values {
					if text, ok := literal(value); ok {
						p.constants[v.Names[i].Name] = text
					}
				}
			}
		}
	}
}

func (p *pack) at(pos token.Pos) string {
	return fmt.Sprint(p.file(pos), ":", p.files.Position(pos).Line)
}
func (p *pack) file(pos token.Pos) string {
	f, _ := filepath.Rel(root, p.files.Position(pos).Filename)
	return f
}

func literal(e ast.Expr) (string, bool) {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(l.Value)
	return s, err == nil
}

// constant is an expression's text, a literal or a constant of the package.
func (p *pack) constant(e ast.Expr) (string, bool) {
	if i, ok := e.(*ast.Ident); ok {
		s, known := p.constants[i.Name]
		return s, known
	}
	return literal(e)
}

// object is a literal of an Object: the fields it always has, and those it has in some branch only.
type object struct {
	at     token.Pos
	typ    string
	fields map[string]bool // true: always
	why    string          // it cannot be followed
}

func (o object) problems(sdl *gql.Schema) (out []string) {
	if o.why != "" {
		return nil
	}
	def := sdl.Types[o.typ]
	if def == nil || def.Kind != gql.Object {
		return []string{o.typ + " is not an object type of the SDL"}
	}
	for _, f := range def.Fields {
		always, some := o.fields[f.Name]
		switch {
		case strings.HasPrefix(f.Name, "__") || always:
		case some:
			out = append(out, fmt.Sprintf("%s has %s in some branches only; begin with nil", o.typ, f.Name))
		default:
			out = append(out, fmt.Sprintf("%s lacks %s", o.typ, f.Name))
		}
	}
	for name := range o.fields {
		if def.Fields.ForName(name) == nil {
			out = append(out, fmt.Sprintf("%s has no field %s in the SDL", o.typ, name))
		}
	}
	slices.Sort(out)
	return out
}

// objects are all literals of objects in the package.
func (p *pack) objects() (out []object) {
	for l, d := range p.literals("Object") {
		out = append(out, p.object(l, d))
	}
	return out
}

// literals are those of a type in the package that are not empty, each with the declaration that it stands in.
func (p *pack) literals(typ string) iter.Seq2[*ast.CompositeLit, ast.Decl] {
	return func(yield func(*ast.CompositeLit, ast.Decl) bool) {
		for _, file := range p.parsed {
			for _, d := range file.Decls {
				for n := range ast.Preorder(d) {
					if l, ok := n.(*ast.CompositeLit); ok && named(l.Type, typ) && len(l.Elts) > 0 && !yield(l, d) {
						return
					}
				}
			}
		}
	}
}

// named reports whether a type is called so, of this package or another.
func named(e ast.Expr, name string) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name == name
	case *ast.SelectorExpr:
		return e.Sel.Name == name
	}
	return false
}

func (p *pack) object(l *ast.CompositeLit, in ast.Decl) object {
	o := object{at: l.Pos(), fields: map[string]bool{}}
	for _, e := range l.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			o.why = "its values have no names"
			return o
		}
		switch name := kv.Key.(*ast.Ident).Name; name {
		case "Type":
			if o.typ, ok = p.constant(kv.Value); !ok {
				o.why = "its type is not a constant"
			}
		case "Fields":
			if why := p.fields(o.fields, kv.Value, in); why != "" {
				o.why = why
			}
		}
	}
	p.later(&o, l, in)
	return o
}

// fields adds those that an expression has, and gives why they cannot be read off it.
func (p *pack) fields(to map[string]bool, e ast.Expr, in ast.Decl) string {
	switch e := e.(type) {
	case *ast.CompositeLit:
		for _, item := range e.Elts {
			kv, ok := item.(*ast.KeyValueExpr)
			if !ok {
				return "its fields have no names"
			}
			name, ok := p.constant(kv.Key)
			if !ok {
				return "a field's name is not a constant"
			}
			to[name] = true
		}
		return ""
	case *ast.Ident:
		return p.variable(to, e.Name, in)
	case *ast.CallExpr:
		return p.called(to, e)
	}
	return fmt.Sprintf("its fields are a %T", e)
}

// called adds the fields that a function of the package returns.
func (p *pack) called(to map[string]bool, call *ast.CallExpr) string {
	f := p.function(call)
	if f == nil || f.Body == nil {
		return "its fields come from another package"
	}
	var returned ast.Expr
	n := 0
	ast.Inspect(f.Body, func(node ast.Node) bool {
		if _, inner := node.(*ast.FuncLit); inner {
			return false
		}
		if r, ok := node.(*ast.ReturnStmt); ok && len(r.Results) > 0 {
			returned = r.Results[0]
			n++
		}
		return true
	})
	if n != 1 {
		return fmt.Sprintf("its fields come from %s, which returns in %d places", f.Name.Name, n)
	}
	return p.fields(to, returned, f)
}

// variable adds the fields of a map that a function builds in a variable.
func (p *pack) variable(to map[string]bool, name string, in ast.Decl) string {
	why, begun := "it is not built in this function", 0
	ast.Inspect(in, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if !ok {
			return true
		}
		for i, left := range a.Lhs {
			if id, ok := left.(*ast.Ident); ok && id.Name == name && len(a.Lhs) == len(a.Rhs) {
				begun++
				why = p.fields(to, a.Rhs[i], in)
			}
		}
		return true
	})
	if begun > 1 {
		return "its fields begin in " + strconv.Itoa(begun) + " places"
	}
	if why == "" {
		p.set(to, in, isCalled(name))
		p.passed(to, name, in)
	}
	return why
}

func isCalled(name string) func(ast.Expr) bool {
	return func(e ast.Expr) bool { id, ok := e.(*ast.Ident); return ok && id.Name == name }
}

// passed adds the fields that functions of the package set, to which a map is handed.
func (p *pack) passed(to map[string]bool, name string, in ast.Decl) {
	ast.Inspect(in, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		for i, arg := range call.Args {
			if f := p.function(call); f != nil && isCalled(name)(arg) {
				var names []string
				for _, parameter := range f.Type.Params.List {
					for _, n := range parameter.Names {
						names = append(names, n.Name)
					}
				}
				if i < len(names) {
					p.set(to, f, isCalled(names[i]))
				}
			}
		}
		return true
	})
}

// function is the one of the package that is called, nil when there is none of the name.
func (p *pack) function(call *ast.CallExpr) *ast.FuncDecl {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return p.functions[f.Name]
	case *ast.SelectorExpr:
		return p.functions[f.Sel.Name]
	}
	return nil
}

// later adds the fields that are set on an object after its literal.
func (p *pack) later(o *object, l *ast.CompositeLit, in ast.Decl) {
	ast.Inspect(in, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if !ok || len(a.Lhs) != len(a.Rhs) {
			return true
		}
		for i, right := range a.Rhs {
			id, isVar := a.Lhs[i].(*ast.Ident)
			if right == l && isVar {
				p.set(o.fields, in, func(e ast.Expr) bool {
					s, ok := e.(*ast.SelectorExpr)
					return ok && s.Sel.Name == "Fields" && named(s.X, id.Name)
				})
			}
		}
		return true
	})
}

// set adds fields that are assigned by name to a map. Assigned below an if, a switch or a loop they are there in some
// branches only.
func (p *pack) set(to map[string]bool, in ast.Decl, isMap func(ast.Expr) bool) {
	var walk func(n ast.Node, branch bool)
	walk = func(n ast.Node, branch bool) {
		ast.Inspect(n, func(x ast.Node) bool {
			switch x := x.(type) {
			case *ast.IfStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.ForStmt, *ast.RangeStmt, *ast.SelectStmt:
				if !branch {
					walk(x, true)
					return false
				}
			case *ast.AssignStmt:
				for _, left := range x.Lhs {
					if at, ok := left.(*ast.IndexExpr); ok && isMap(at.X) {
						if name, ok := p.constant(at.Index); ok {
							to[name] = to[name] || !branch
						}
					}
				}
			}
			return true
		})
	}
	walk(in, false)
}
