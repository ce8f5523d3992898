package refusals

import (
	"fmt"
	"strings"
	"testing"

	"bole/internal/httpapi"
)

// TestInvalidDocuments holds what is said of a document that does not fit the schema to the place it is about and to
// what would be right: all errors of each, in order.
func TestInvalidDocuments(t *testing.T) {
	a := open(t, away, httpapi.Options{})
	for _, c := range invalidDocuments() {
		a.said(c, "GRAPHQL_VALIDATION_FAILED")
	}
}

// TestTextsThatAreNoGraphQL holds the same of what cannot be parsed: words and signs of Chinese are each said with what
// stands for them, at their place.
func TestTextsThatAreNoGraphQL(t *testing.T) {
	a := open(t, away, httpapi.Options{})
	for _, c := range noGraphQL() {
		a.said(c, "GRAPHQL_PARSE_FAILED")
	}
}

// said asks for a document that is refused and compares all that is said of it.
func (a *api) said(c invalid, code string) {
	a.t.Helper()
	r := a.query(c.query, "Accept", newType)
	var got []string
	for _, e := range r.Errors {
		if e.Extensions.Code != code || len(e.Locations) == 0 {
			a.t.Errorf("%s: code %s, locations %v", c.query, e.Extensions.Code, e.Locations)
			continue
		}
		path, line := pathText(e.Path), fmt.Sprintf("line %d, column %d: ", e.Locations[0].Line, e.Locations[0].Column)
		switch {
		case path != "" && !strings.HasPrefix(e.Message, path+" "), path == "" && strings.HasPrefix(e.Message, "line ") && !strings.HasPrefix(e.Message, line):
			a.t.Errorf("%s: the message of %q, %s is %s", c.query, path, line, e.Message)
		}
		got = append(got, e.Message)
	}
	if r.status != 400 || strings.Join(got, "\n") != strings.Join(c.want, "\n") {
		a.t.Errorf("%s: %d\n%s\nwant\n%s", c.query, r.status, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
	}
}

// TestManyErrors: however much is wrong, what is said of it is bounded.
func TestManyErrors(t *testing.T) {
	a := open(t, away, httpapi.Options{})
	long := strings.Repeat("n", 190)
	for name, query := range map[string]string{
		"fields":       "{ cadre(key: 1) {" + strings.Repeat(" "+long, 300) + " } }",
		"arguments":    "{ cadres(" + strings.Repeat(" "+long+": 1", 300) + ") { totalCount } }",
		"input fields": "{ cadres(filter: {key: {in: [\"" + long + "\"]}, or: [" + strings.Repeat("{"+long+": {"+long+": 1}}", 30) + "]}) { totalCount } }",
		"variables":    "query(" + strings.Repeat(" $"+long+": "+long, 300) + ") { __typename }",
		"words":        "{ cadre(key: 1) {" + strings.Repeat(" 姓名", 2000) + " } }",
		"signs":        "{" + strings.Repeat("（", 2000) + "}",
		"quotes":       "{" + strings.Repeat("“x ", 2000) + "}",
		"brackets":     "{" + strings.Repeat("「x『", 4000) + "}",
	} {
		if r := a.query(query); r.status != 200 || len(r.Errors) == 0 || len(r.Errors) > 20 || len(r.body) > 30_000 {
			t.Errorf("%s: %d, %d errors in %d bytes: %.300s", name, r.status, len(r.Errors), len(r.body), r.body)
		}
	}
}

func pathText(path []any) string {
	var b strings.Builder
	for _, step := range path {
		if n, ok := step.(float64); ok {
			fmt.Fprintf(&b, "[%v]", n)
		} else {
			fmt.Fprintf(&b, ".%v", step)
		}
	}
	return strings.TrimPrefix(b.String(), ".")
}

type invalid struct {
	query string
	want  []string
}

func invalidDocuments() []invalid {
	return []invalid{
		{`{ cadres { name } }`, []string{
			`cadres.name is not a field of CadreConnection, which gives a list page by page; ask for nodes { name } or edges { node { name } }`,
		}},
		{`{ cadres { nam } }`, []string{
			`cadres.nam is not a field of CadreConnection, which gives a list page by page; ask for nodes { name } or edges { node { name } }`,
		}},
		{`{ cadres { edges { name } } }`, []string{
			`cadres.edges.name is not a field of CadreEdge, an entry of a list; ask for node { name }`,
		}},
		{`{ c: cadre(key: "c") { tasks { nodes { role } } } }`, []string{
			`c.tasks.nodes.role is not a field of Task; ask for edges { role node { … } }`,
		}},
		{`{ cadre(key: "c") { tasks { role } } }`, []string{
			`cadre.tasks.role is not a field of WorkedOnTaskConnection, which gives a list page by page; ask for edges { role }`,
		}},
		{`{ cadre(key: "c") { nodes { name } } }`, []string{
			`cadre.nodes is not a field of Cadre; it is one Cadre and no list: ask for its fields directly, such as name`,
		}},
		{`{ cadre(key: "c") { birth_month } }`, []string{
			`cadre.birth_month is not a field of Cadre; did you mean birthMonth?`,
		}},
		{`{ cadre(key: "c") { zzzzzzzzzzzzz } }`, []string{
			`cadre.zzzzzzzzzzzzz is not a field of Cadre; vocabulary(types: ["Cadre"]) lists them all`,
		}},
		{`{ node(id: "x") { name } }`, []string{
			`node.name is not a field of Node; select by type, such as ... on Cadre { name }`,
		}},
		{`{ search(text: "x") { nodes { title } } }`, []string{
			`search.nodes.title is not a field of Node; select by type, such as ... on Case { title }`,
		}},
		{`{ evaluations { nodes { subject { name } } } }`, []string{
			`evaluations.nodes.subject.name is not a field of EvaluationSubject; select by type, such as ... on Cadre { name }`,
		}},
		{`{ evaluations { nodes { subject { zzzzzzzz } } } }`, []string{
			`evaluations.nodes.subject.zzzzzzzz is not a field of EvaluationSubject; select by type, such as ... on Cadre { name }`,
		}},
		{`{ createShortlist { id } }`, []string{
			`createShortlist is a mutation; write mutation { createShortlist(…) { … } }`,
		}},
		{`mutation { cadres { totalCount } }`, []string{
			`cadres is not a mutation; ask for it with query`,
		}},
		{`{ cadres(filter: {and: [{name: "x"}, {nam: {eq: "x"}}]}) { totalCount } }`, []string{
			`cadres.filter.and[0].name is "x", which is not a value of StringFilter; write name: {eq: "x"}`,
			`cadres.filter.and[1].nam is not a field of the input CadreFilter; did you mean name?`,
		}},
		{`query($f: CadreFilter = {name: 3}) { cadres(filter: $f) { totalCount } }`, []string{
			`$f.name is 3, which is not a value of StringFilter; write name: {eq: "3"}`,
		}},
		{`{ cadre(key: "x") { name { first } } }`, []string{
			`cadre.name is a String and has no fields; leave out the { … } behind it`,
		}},
		{`{ cadre(key: "x") }`, []string{
			`cadre is a Cadre, of which fields are selected; write cadre { name }`,
		}},
		{`{ cadres }`, []string{
			`cadres is a CadreConnection, of which fields are selected; write cadres { nodes { name } }`,
		}},
		{`{ cadre(key: "x") { tasks } }`, []string{
			`cadre.tasks is a WorkedOnTaskConnection, of which fields are selected; write tasks { nodes { title } }`,
		}},
		{`{ nobodyAtAll }`, []string{
			`nobodyAtAll is not a root field of the API; vocabulary(types: ["Query"]) lists them all`,
		}},
		{`mutation { createShortlst { id } }`, []string{
			`createShortlst is not a mutation of the API; did you mean createShortlist?`,
		}},
		{`{ cadre(id: "c") { name } }`, []string{
			`cadre.id is not an argument here; did you mean key?`,
			`cadre needs the argument key, a String; write cadre(key: "…")`,
		}},
		{`{ cadre { name } }`, []string{
			`cadre needs the argument key, a String; write cadre(key: "…")`,
		}},
		{`{ cadres(where: {name: {eq: "x"}}) { totalCount } }`, []string{
			`cadres.where is not an argument here; did you mean filter?`,
		}},
		{`{ cadres(name: "张三") { totalCount } }`, []string{
			`cadres.name is not an argument here; it is a condition: write filter: {name: {eq: "张三"}}`,
		}},
		{`{ cadres(limit: 10) { totalCount } }`, []string{
			`cadres.limit is not an argument here; did you mean first?`,
		}},
		{`{ cadres(first: 3, limit: 10) { totalCount } }`, []string{
			`cadres.limit is not an argument here; first, which is given too, says the same; leave it out`,
		}},
		{`{ qualityRules(first: 3) { code } }`, []string{
			`qualityRules.first is not an argument here; there are none, so leave it out`,
		}},
		{`{ cadres(orderBy: name) { totalCount } }`, []string{
			`cadres.orderBy is name, which is not a value of CadreOrder; write orderBy: {name: ASC}`,
		}},
		{`{ cadres(orderBy: "姓名 desc") { totalCount } }`, []string{
			`cadres.orderBy is "姓名 desc", which is not a value of CadreOrder; write orderBy: {name: DESC}`,
		}},
		{`{ cadres(orderBy: {name: "ASC"}) { totalCount } }`, []string{
			`cadres.orderBy.name is "ASC", in quotes, and values of Sort have none; write name: ASC; the values are ASC (升序), DESC (降序)`,
		}},
		{`{ cadre(key: "c") { tasks(orderBy: from) { totalCount } } }`, []string{
			`cadre.tasks.orderBy is from, which is not a value of [WorkedOnTaskOrder!]; write orderBy: [{from: ASC}]`,
		}},
		{`{ cadre(key: "c") { tasks(orderBy: "-from") { totalCount } } }`, []string{
			`cadre.tasks.orderBy is "-from", which is not a value of [WorkedOnTaskOrder!]; write orderBy: [{from: DESC}]`,
		}},
		{`{ cadre(key: "c") { tasks(orderBy: {difficulty: ASC}) { totalCount } } }`, []string{
			`cadre.tasks.orderBy.difficulty is not a field of the input WorkedOnTaskOrder; write node: {difficulty: …}`,
		}},
		{`{ cadres(filter: {name: "张三"}) { totalCount } }`, []string{
			`cadres.filter.name is "张三", which is not a value of StringFilter; write name: {eq: "张三"}`,
		}},
		{`{ cadres(filter: {gender: {eq: "MALE"}}) { totalCount } }`, []string{
			`cadres.filter.gender.eq is "MALE", in quotes, and values of Gender have none; write eq: MALE; the values are MALE (男), FEMALE (女)`,
		}},
		{`{ cadres(filter: {gender: {eq: "1"}}) { totalCount } }`, []string{
			`cadres.filter.gender.eq is "1", which is not a value of Gender; write eq: MALE; the values are MALE (男), FEMALE (女)`,
		}},
		{`{ tasks(filter: {category: {in: [REFROM, ZZZZZZZZ]}}) { totalCount } }`, []string{
			`tasks.filter.category.in[0] is REFROM, which is not a value of TaskCategory; write REFORM; the values are REFORM (改革), DEBT_RESOLUTION (债务化解), PROJECT_DELIVERY (项目建设), INVESTMENT_ATTRACTION (招商引资), INDUSTRY (产业发展), FLOOD_RESPONSE (抗洪抢险), PETITIONS_STABILITY (信访维稳), WORK_SAFETY (安全生产), RURAL_WORK (乡村), PUBLIC_SERVICE (民生服务), AID_POSTING (援派), OTHER (其他)`,
			`tasks.filter.category.in[1] is ZZZZZZZZ, which is not a value of TaskCategory; give one of DEBT_RESOLUTION (债务化解), PROJECT_DELIVERY (项目建设), INVESTMENT_ATTRACTION (招商引资), INDUSTRY (产业发展), FLOOD_RESPONSE (抗洪抢险), PETITIONS_STABILITY (信访维稳), WORK_SAFETY (安全生产), RURAL_WORK (乡村), REFORM (改革), PUBLIC_SERVICE (民生服务), AID_POSTING (援派), OTHER (其他)`,
		}},
		{`{ cadres(filter: {gender: MALE}) { totalCount } }`, []string{
			`cadres.filter.gender is MALE, which is not a value of GenderFilter; write gender: {eq: MALE}`,
		}},
		{`{ cadres(filter: {tasks: {difficulty: {gte: 3}}}) { totalCount } }`, []string{
			`cadres.filter.tasks.difficulty is not a field of the input WorkedOnTaskRelation; write some: {node: {difficulty: …}}`,
		}},
		{`{ organizations(filter: {cadres: {some: {node: {name: {eq: "x"}}}}}) { totalCount } }`, []string{
			`organizations.filter.cadres.some.node is not a field of the input CadreFilter; leave out node and its braces: the conditions stand here directly, such as name: {…}`,
		}},
		{`{ cadres(filter: {ndoe: {eq: "x"}}) { totalCount } }`, []string{
			`cadres.filter.ndoe is not a field of the input CadreFilter; vocabulary(types: ["CadreFilter"]) lists them all`,
		}},
		{`{ tasks(filter: {dueOn: {_cgt: "x"}}) { totalCount } }`, []string{`tasks.filter.dueOn._cgt is not a field of the input DateFilter; did you mean gtField?`}},
		{`{ tasks { groupBy(by: [{category: VALUE}], having: {count: {gteField: "t.difficulty"}}) { totalCount } } }`, []string{
			`tasks.groupBy.having.count.gteField is not a field of the input IntFigureFilter; it has eq, ne, in, notIn, lt, lte, gt, gte, isNull`,
		}},
		{`{ cadres(filter: {name: {equals: "x"}}) { totalCount } }`, []string{
			`cadres.filter.name.equals is not a field of the input StringFilter; did you mean eq?`,
		}},
		{`{ cadres(filter: {name: {eq: 3}}) { totalCount } }`, []string{
			`cadres.filter.name.eq is 3, which is not a value of String; write eq: "3"`,
		}},
		{`{ cadres(filter: [{name: {eq: "x"}}]) { totalCount } }`, []string{
			`cadres.filter is a list, and one CadreFilter is wanted; give an object, such as {name: {eq: "…"}}`,
		}},
		{`{ cadres(filter: {name: {eq: {a: 1}}}) { totalCount } }`, []string{
			`cadres.filter.name.eq is an object, which is not a value of String; give a text in quotes`,
		}},
		{`{ cadres(first: "10") { totalCount } }`, []string{
			`cadres.first is "10", which is not a value of Int; write first: 10`,
		}},
		{`{ cadres(first: 1.5) { totalCount } }`, []string{
			`cadres.first is 1.5, which is not a value of Int; give a whole number within 32 bits`,
		}},
		{`{ cadre(key: null) { name } }`, []string{
			`cadre.key is null, which must not be; give a text in quotes`,
		}},
		{`{ cadre(key: c1) { name } }`, []string{
			`cadre.key is c1, which is not a value of String; write key: "c1"`,
		}},
		{`{ nodes(ids: {a: 1}) { id } }`, []string{
			`nodes.ids is an object, which is not a value of [ID!]; give a list, such as ["…"]`,
		}},
		{`mutation { createShortlist(input: {vacancy: "v", idempotencyKey: "k", asof: "2024-01-01"}) { key } }`, []string{
			`createShortlist.input has no asOf, which CreateShortlistInput needs; add asOf: "2024-01-31"`,
			`createShortlist.input.asof is not a field of the input CreateShortlistInput; did you mean asOf?`,
		}},
		{`query($n: Int) { cadres(first: 1) { totalCount } }`, []string{
			`$n is declared and not used; use it, or leave it out of the operation`,
		}},
		{`query Q { cadres(first: $n) { totalCount } }`, []string{
			`cadres.first is $n, which the operation does not declare; write query Q($n: Int)`,
		}},
		{`query($n: Int) { cadres(first: $m) { totalCount } }`, []string{
			`cadres.first is $m, which the operation does not declare; did you mean $n? Otherwise write query($m: Int)`,
			`$n is declared and not used; use it, or leave it out of the operation`,
		}},
		{`query($k: Int) { cadre(key: $k) { name } }`, []string{
			`cadre.key is $k, which is declared as Int, and String! is wanted; declare it $k: String!`,
		}},
		{`query($k: String) { cadre(key: $k) { name } }`, []string{
			`cadre.key is $k, which is declared as String, and String! is wanted; declare it $k: String!, or give it a default`,
		}},
		{`query($k: String) { cadres(filter: {name: $k}) { totalCount } }`, []string{
			`cadres.filter.name is $k, which is declared as String, and StringFilter is wanted; write {eq: $k}, or declare it $k: StringFilter`,
		}},
		{`query($k: Cadre) { __typename @include(if: $k) }`, []string{
			`__typename.@include.if is $k, which is declared as Cadre, and Boolean! is wanted; declare it $k: Boolean!`,
			`$k is of the type Cadre, which is for answers; give a scalar, an enum or an input type, such as CadreFilter`,
		}},
		{`query($k: CadreFliter) { cadres(filter: $k) { totalCount } }`, []string{
			`$k is of the type CadreFliter, which does not exist; did you mean CadreFilter?`,
			`cadres.filter is $k, which is declared as CadreFliter, and CadreFilter is wanted; declare it $k: CadreFilter`,
		}},
		{`query($k: String!, $k: String!) { cadre(key: $k) { name } }`, []string{
			`$k is declared and not used; use it, or leave it out of the operation`,
			`$k is declared twice; declare it once`,
		}},
		{`{ cadre(key: "x") { ...F } }`, []string{
			`cadre uses the fragment F, which the document does not have; write fragment F on TYPE { … } beside the operation`,
		}},
		{`{ cadre(key: "x") { ...F } } fragment F on Cadres { name }`, []string{
			`F has a fragment on Cadres, which is not a type; did you mean Cadre?`,
		}},
		{`{ cadre(key: "x") { name } } fragment F on Cadre { name }`, []string{
			`the fragment F is not used; write ...F where its fields are wanted, or leave it out`,
		}},
		{`{ cadre(key: "x") { ...F } } fragment F on Task { title }`, []string{
			`cadre is of the type Cadre and never of Task, which a fragment is on; leave the fragment out`,
		}},
		{`{ cadres { ...F } } fragment F on Cadre { name }`, []string{
			`cadres is of the type CadreConnection and never of Cadre, which a fragment is on; put it inside nodes { … }`,
		}},
		{`{ cadre(key: "x") { ...F } } fragment F on Cadre { ...G } fragment G on Cadre { name ...F }`, []string{
			`the fragment F holds itself, by way of the fragment spread here; write the levels that are wanted one within the other`,
		}},
		{`{ cadre(key: "x") { ...F } } fragment F on Cadre { name } fragment F on Cadre { key }`, []string{
			`the document has two fragments named F; give each a name of its own`,
		}},
		{`{ cadre(key: "x") { ... on String { name } } }`, []string{
			`cadre has a fragment on String, which has no fields; name an object type, an interface or a union, or leave the fragment out`,
		}},
		{`{ cadre(key: "x") { a: name a: key } }`, []string{
			`cadre.a stands for name and for key; give one of them an alias, such as other: key`,
		}},
		{`{ cadres(first: 1) { nodes { name } } cadres(first: 2) { nodes { key } } }`, []string{
			`cadres stands for cadres(first: 1) and for cadres(first: 2); give one of them an alias, such as other: cadres(first: 2)`,
		}},
		{`{ cadre(key: "x") { organization { a: name } ...F } } fragment F on Cadre { organization { a: key } }`, []string{
			`cadre.organization.a stands for name and for key; give one of them an alias, such as other: key`,
		}},
		{`{ cadre(key: "x", key: "y") { name } }`, []string{
			`cadre.key is given twice; give it once`,
		}},
		{`{ cadres(filter: {name: {eq: "x"}, name: {eq: "y"}}) { totalCount } }`, []string{
			`cadres.filter.name is given twice; give it once, or both in and: [{…}, {…}]`,
		}},
		{`{ cadre(key: "x") { name @inclde(if: true) } }`, []string{
			`cadre.name.@inclde is not a directive of an operation; did you mean include?`,
		}},
		{`{ cadre(key: "x") { name @include } }`, []string{
			`cadre.name.@include needs the argument if, a Boolean; write @include(if: true)`,
		}},
		{`{ cadre(key: "x") { name @include(if: true) @include(if: true) } }`, []string{
			`cadre.name.@include is written twice here; write it once`,
		}},
		{`query @include(if: true) { cadre(key: "x") { name } }`, []string{
			`@include stands at QUERY; it can stand at FIELD, FRAGMENT_SPREAD, INLINE_FRAGMENT`,
		}},
		{`subscription { cadres { totalCount } }`, []string{
			`cadres is not a subscription; ask for it with query`,
		}},
		{`subscription { nothing { cursor } }`, []string{`nothing is not a subscription of the API; its fields are changes, recordState`}},
		{`subscription { changes { cursor } __typename }`, []string{
			`the subscription has several fields, or one of introspection; a subscription has one field of its own`,
		}},
		{`{ __typename } query A { __typename }`, []string{
			`the document has several operations and this one has no name; name each, or send the one to run`,
		}},
		{`query A { __typename } query A { __typename }`, []string{
			`the document has two operations named A; give each a name of its own`,
		}},
		{`{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }`, []string{
			`__schema follows the schema's lists of fields and types three levels deep; ask two at a time, or read /schema.graphql`,
		}},
	}
}

func noGraphQL() []invalid {
	return []invalid{
		{`{ cadres(filter: {name: {eq: 张三}}) { totalCount } }`, []string{
			`cadres.filter.name.eq is 张三, which is not a value of String; write eq: "张三"`,
		}},
		{`{ cadres(filter: {gender: {eq: 男}}) { totalCount } }`, []string{
			`cadres.filter.gender.eq is 男, which is not a value of Gender; write eq: MALE; the values are MALE (男), FEMALE (女)`,
		}},
		{`{ cadres(filter: {姓名: {eq: "张三"}}) { totalCount } }`, []string{
			`cadres.filter.姓名 is not a field of the input CadreFilter; write name`,
		}},
		{`{ cadres(filter: {tasks: {难度: {gte: 3}}}) { totalCount } }`, []string{
			`cadres.filter.tasks.难度 is not a field of the input WorkedOnTaskRelation; write some: {node: {difficulty: …}}`,
		}},
		{`{ cadres(orderBy: 姓名) { totalCount } }`, []string{
			`cadres.orderBy is 姓名, which is not a value of CadreOrder; write orderBy: {name: ASC}`,
		}},
		{`{ cadres(orderBy: {姓名: ASC}) { totalCount } }`, []string{
			`cadres.orderBy.姓名 is not a field of the input CadreOrder; write name`,
		}},
		{`{ cadres(姓名: "张三") { totalCount } }`, []string{
			`cadres.姓名 is not an argument here; it is a condition: write filter: {name: {eq: "张三"}}`,
		}},
		{`{ cadres(页: 3) { totalCount } }`, []string{
			`cadres.页 is not an argument here; there are filter, orderBy, first, after, last, before`,
		}},
		{`{ cadres { nodes { 姓名 性别 tasks { nodes { 名称 标题 角色 } } } } }`, []string{
			`cadres.nodes.姓名 is a Chinese term, and fields go by their English names; write name`,
			`cadres.nodes.性别 is a Chinese term, and fields go by their English names; write gender`,
			`cadres.nodes.tasks.nodes.名称 is not a valid name in GraphQL: names are made of the letters a to z, digits and _; the term is that of Campaign.name, CountedUse.name or DeadlineRule.title`,
			`cadres.nodes.tasks.nodes.标题 is a Chinese term, and fields go by their English names; write title`,
			`cadres.nodes.tasks.nodes.角色 is not a field of Task; ask for edges { role node { … } }`,
		}},
		{`{ 干部列表 { nodes { 姓名 } } }`, []string{
			`干部列表 is a Chinese term, and fields go by their English names; write cadres`,
			`干部列表.nodes.姓名 is a Chinese term, and fields go by their English names; write name`,
		}},
		{`{ 干部 { 姓名 } }`, []string{
			`干部 is a Chinese term, and fields go by their English names; write cadre or cadres`,
			`干部.姓名 is not a field of CadreConnection, which gives a list page by page; ask for nodes { name } or edges { node { name } }`,
		}},
		{`{ cadres { 姓名 总数 } }`, []string{
			`cadres.姓名 is not a field of CadreConnection, which gives a list page by page; ask for nodes { name } or edges { node { name } }`,
			`cadres.总数 is a Chinese term, and fields go by their English names; write totalCount`,
		}},
		{`{ cadres { nodes { 飞机 } } }`, []string{
			`cadres.nodes.飞机 is not a valid name in GraphQL: names are made of the letters a to z, digits and _; vocabulary gives each name with its Chinese term`,
		}},
		{`{ cadres { nodes { 姓名: name } } }`, []string{
			`line 1, column 20: 姓名 is not a valid name in GraphQL: names are made of the letters a to z, digits and _; choose another alias; Accept: text/csv; labels=zh gives an export Chinese heads`,
		}},
		{`query 查询($年: Int) { cadres(first: $年) { nodes { ...甲 } } } fragment 甲 on 干部 { name @如果(if: true) }`, []string{
			`line 1, column 1: 查询 is not a valid name in GraphQL: names are made of the letters a to z, digits and _; choose another`,
			`line 1, column 10: 年 is not a valid name in GraphQL: names are made of the letters a to z, digits and _; give the variable another name`,
			`line 1, column 35: 年 is not a valid name in GraphQL: names are made of the letters a to z, digits and _; give the variable another name`,
			`line 1, column 52: 甲 is not a valid name in GraphQL: names are made of the letters a to z, digits and _; give the fragment another name`,
			`line 1, column 60: 甲 is not a valid name in GraphQL: names are made of the letters a to z, digits and _; give the fragment another name`,
			`甲 is of the type 干部, which is not a valid name in GraphQL: names are made of the letters a to z, digits and _; write Cadre`,
			`line 1, column 85: 如果 is not a valid name in GraphQL: names are made of the letters a to z, digits and _; there are @include(if:) and @skip(if:)`,
		}},
		{`query($筛选: 干部筛选) { cadres(filter: $筛选) { totalCount } }`, []string{
			`line 1, column 7: 筛选 is not a valid name in GraphQL: names are made of the letters a to z, digits and _; give the variable another name`,
			`$筛选 is of the type 干部筛选, which is not a valid name in GraphQL: names are made of the letters a to z, digits and _; write CadreFilter, ChosenCadreFilter or InvolvedCadreFilter`,
			`line 1, column 35: 筛选 is not a valid name in GraphQL: names are made of the letters a to z, digits and _; give the variable another name`,
		}},
		{`{ node(id: "x") { ... on 干部 { name } } }`, []string{
			`node is of the type 干部, which is not a valid name in GraphQL: names are made of the letters a to z, digits and _; write Cadre`,
		}},
		{`{ cadres（first：10） { nodes { name, key } } }`, []string{
			`line 1, column 9: （ is not a sign of GraphQL; write (`,
			`line 1, column 15: ： is not a sign of GraphQL; write :`,
			`line 1, column 18: ） is not a sign of GraphQL; write )`,
		}},
		{`{ cadres(filter: {name: {eq: “张三”}}) { totalCount } }`, []string{
			`line 1, column 30: “ is not a sign of GraphQL; write "`,
			`line 1, column 33: ” is not a sign of GraphQL; write "`,
		}},
		{`{ cadres(filter: {name: {eq: "张三”}}) { totalCount } }`, []string{
			`line 1, column 33: ” is not a sign of GraphQL; write "`,
		}},
		{`{ cadres(filter: {name: {eq: '张三'}}) { totalCount } }`, []string{
			`line 1, column 30: ' is not a sign of GraphQL; write "`,
			`line 1, column 33: ' is not a sign of GraphQL; write "`,
		}},
		{`{ cadres　{ totalCount } }`, []string{
			`line 1, column 9: the blank here is U+3000, which GraphQL does not read; write an ordinary one`,
		}},
		{`{ ｃａｄｒｅｓ { totalCount; } }`, []string{
			`line 1, column 3: ｃａｄｒｅｓ is in letters of full width; write cadres`,
			`line 1, column 22: ; is not a sign of GraphQL; write , or nothing`,
		}},
		{`{ cadres(filter: {name: {eq: "“张三”，（一）"}}) { 总数 } } # 姓名，（）`, []string{
			`cadres.总数 is a Chinese term, and fields go by their English names; write totalCount`,
		}},
		{`{ cadres { nodes { 姓名 }`, []string{
			`line 1, column 20: 姓名 is not a valid name in GraphQL: names are made of the letters a to z, digits and _; the term is that of Cadre.name or Viewer.name`,
			`line 1, column 24: the document ends and { of line 1, column 10 is open; add }`,
		}},
		{`{ 姓名 {{`, []string{
			`line 1, column 3: 姓名 is not a valid name in GraphQL: names are made of the letters a to z, digits and _; the term is that of Cadre.name or Viewer.name`,
			`line 1, column 7: expected Name, found {; write it as GraphQL has it`,
		}},
		{`{ cadres(filter: {name: {eq: """“块”"""}}) { nodes { 姓名 } } }`, []string{
			`cadres.nodes.姓名 is a Chinese term, and fields go by their English names; write name`,
		}},
		{`{ cadres { nodes { name }`, []string{
			`line 1, column 26: the document ends and { of line 1, column 10 is open; add }`,
		}},
		{`{ cadres { } }`, []string{
			`line 1, column 12: { } selects nothing; select fields in it, or leave it out`,
		}},
		{`{ cadres() { totalCount } }`, []string{
			`line 1, column 10: ( ) holds no arguments; give some, or leave it out`,
		}},
		{`cadres { totalCount }`, []string{
			`line 1, column 1: cadres stands outside of an operation; write { cadres … }, and query or mutation before the { if it has variables`,
		}},
		{`{ cadres(first = 3) { totalCount } }`, []string{
			`line 1, column 16: = stands between a name and its value; write :`,
		}},
		{`{ cadres(first: 3] { totalCount } }`, []string{
			`line 1, column 18: ] stands where ) is wanted for ( of line 1, column 9; write that`,
		}},
		{`{ "cadres" { totalCount } }`, []string{
			`line 1, column 4: cadres is in quotes, and names have none; write it without`,
		}},
		{`{ cadres(first 3) { totalCount } }`, []string{
			`line 1, column 16: expected :, found Int; write it as GraphQL has it`,
		}},
		{`{ cadres { totalCount } } }`, []string{
			`line 1, column 27: } closes nothing; leave it out`,
		}},
		{`{ cadres(filter: {name: {eq: "x}}) { totalCount } }`, []string{
			`line 1, column 52: unterminated string; close the text on its line with ", and write \" for a quote and \\ for a \ in it`,
		}},
		{`{ cadres(first: 01) { totalCount } }`, []string{
			`line 1, column 18: invalid number, unexpected digit after 0: "1"; write a number such as 3, -3 or 0.5`,
		}},
		{`{ cadres ? { totalCount } }`, []string{
			`line 1, column 10: ? is not a sign of GraphQL; leave it out, or put a text in quotes`,
		}},
	}
}
