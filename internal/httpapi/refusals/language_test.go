package refusals

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"bole/internal/access"
	"bole/internal/httpapi"
	"bole/internal/limits"
)

// sentence is a piece of English: three words in a row.
var sentence = regexp.MustCompile(`\b[A-Za-z']+[,;:]? [a-z]+[,;:]? [a-z]+\b`)

// bothLanguages asks in Chinese and in English, and compares what may not depend on the language.
func (a *api) bothLanguages(name string, ask func(header ...string) answer) {
	a.t.Helper()
	english, chinese := ask("Accept-Language", "en"), ask("Accept-Language", "zh-CN,zh;q=0.9")
	if len(english.Errors) == 0 || len(english.Errors) != len(chinese.Errors) || english.status != chinese.status {
		a.t.Errorf("%s: %d %s\n%d %s", name, english.status, english.body, chinese.status, chinese.body)
		return
	}
	for i, e := range english.Errors {
		c := chinese.Errors[i]
		if d := cmp.Diff(e.Path, c.Path) + cmp.Diff(e.Locations, c.Locations) + cmp.Diff(e.Extensions, c.Extensions); d != "" {
			a.t.Errorf("%s: in Chinese is something else: %s", name, d)
		}
		if found := sentence.FindString(c.Message); found != "" || !slices.ContainsFunc([]rune(c.Message), func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			a.t.Errorf("%s: no Chinese: %s", name, c.Message)
		}
	}
	for language, r := range map[string]answer{"en": english, "zh-CN": chinese} {
		if r.header.Get("Content-Language") != language || !slices.Contains(r.header.Values("Vary"), "Accept-Language") {
			a.t.Errorf("%s: the head says %v", name, r.header)
		}
	}
}

// TestDocumentsInChinese: what is said of a document that is not valid is said in Chinese to those who ask for it.
func TestDocumentsInChinese(t *testing.T) {
	a := open(t, away, httpapi.Options{Limits: limits.Limits{Tokens: 300}})
	for _, c := range append(invalidDocuments(), noGraphQL()...) {
		a.bothLanguages(c.query, func(header ...string) answer { return a.query(c.query, append(header, "Accept", newType)...) })
	}
	many := "{" + strings.Repeat(" a", 300) + "}"
	if r := a.query(many, "Accept", newType); len(r.Errors) != 1 || r.Errors[0].Message != "the document has at least 301 tokens; the limit is 300 (BOLE_MAX_TOKENS): ask in several requests, and send long lists as variables" {
		t.Errorf("too many tokens: %s", r.body)
	}
	a.bothLanguages("tokens", func(header ...string) answer { return a.query(many, header...) })
}

// TestBodiesInChinese: the same of requests that are none, of variables and limits.
func TestBodiesInChinese(t *testing.T) {
	a := open(t, away, httpapi.Options{MaxBody: 5000, Limits: limits.Limits{Document: 1000, FilterLeaves: 3, Values: 5}})
	post := func(body string, more ...string) func(...string) answer {
		return func(header ...string) answer { return a.do("POST", "/graphql", body, append(header, more...)...) }
	}
	const withFilter = "query($f: CadreFilter, $n: Int, $l: [String!]) { cadres(filter: $f, first: $n) { totalCount } tasks(filter: {key: {in: $l}}) { totalCount } }"
	for name, ask := range map[string]func(...string) answer{
		"a list":          post("[]"),
		"unfinished":      post(`{"query":"{ __typename }"`),
		"a lone half":     post(`{"query":"\ud800"}`),
		"a wrong sign":    post(`{"query":?}`),
		"a member twice":  post(`{"query":"{ a }","query":"{ a }"}`),
		"no query":        post("{}"),
		"more behind":     post(`{"query":"{ __typename }"} {}`),
		"too large":       post(`{"query":"` + fmt.Sprintf("%5000s", "") + `"}`),
		"another type":    post("{}", "Content-Type", "text/plain"),
		"nothing to take": post("{}", "Accept", "text/html"),
		"no token":        post("{}", "Authorization", ""),
		"a wrong token":   post("{}", "Authorization", "Bearer x"),
		"another method":  func(header ...string) answer { return a.do("PUT", "/graphql", "{}", header...) },
		"a bad address":   func(header ...string) answer { return a.do("GET", "/graphql?query=%zz", "", header...) },
		"mutation by GET": func(header ...string) answer {
			return a.do("GET", "/graphql?query="+url.QueryEscape(`mutation { createShortlist(input: {vacancy: "v", idempotencyKey: "k", asOf: "2024-01-01"}) { key } }`), "", header...)
		},
		"no such operation":  post(`{"query":"query A { __typename } query B { __typename }","operationName":"C"}`),
		"no operation":       post(body("fragment F on Cadre { name }", "")),
		"a large document":   post(body(fmt.Sprintf("{%1000s}", "a"), "")),
		"many leaves":        post(body(`{ cadres(filter: {or: [{key: {eq: "a"}}, {key: {eq: "b"}}, {key: {eq: "c"}}, {key: {eq: "d"}}]}) { totalCount } }`, "")),
		"many values":        post(body(withFilter, `{"l":["a","b","c","d","e","f"]}`)),
		"an unknown member":  post(body(withFilter, `{"f":{"nam":{"eq":"x"}}}`)),
		"a value of no enum": post(body(withFilter, `{"f":{"gender":{"eq":"男"}}}`)),
		"an object":          post(body(withFilter, `{"n":{"a":1}}`)),
		"a large number":     post(body(withFilter, `{"n":3000000000}`)),
		"null in a list":     post(body(withFilter, `{"l":[null]}`)),
		"a cursor":           post(body(`{ cadres(after: "x") { totalCount } }`, "")),
		"an id":              post(body(`{ node(id: "x") { id } }`, "")),
		"two windows":        post(body(`{ cadres(first: 1, last: 1) { totalCount } }`, "")),
		"away":               post(body(`{ cadres(first: 1) { totalCount } }`, "")),
		"an export of none":  post(body(`{ __typename }`, ""), "Accept", "text/csv"),
	} {
		a.bothLanguages(name, ask)
	}
	forbidden := a.as(access.Grant{Role: "SUBJECT", Self: "c0001"})
	forbidden.bothLanguages("another role", func(header ...string) answer {
		return forbidden.query(`{ cypher(statement: "RETURN 1") { rows } }`, header...)
	})
	full := open(t, away, httpapi.Options{OfPerson: -1})
	full.bothLanguages("one person's", func(header ...string) answer { return full.query("{ __typename }", header...) })
	full = open(t, away, httpapi.Options{Requests: -1})
	full.bothLanguages("everyone's", func(header ...string) answer { return full.query("{ __typename }", header...) })
}

// TestLanguages holds the choice of a language to the header.
func TestLanguages(t *testing.T) {
	a := open(t, away, httpapi.Options{})
	want := a.query("{ nothing }").body
	for accept, language := range map[string]string{"en": "en", "": "en", "fr": "en", "*": "en", "en-GB,zh;q=0.5": "en", "zh": "zh-CN", "zh-TW": "zh-CN", "fr;q=0.9, zh;q=0.1": "zh-CN"} {
		r := a.query("{ nothing }", "Accept-Language", accept)
		if got := r.header.Get("Content-Language"); got != language || (r.body == want) != (language == "en") {
			t.Errorf("%q: %s %s", accept, got, r.body)
		}
	}
	if r := a.query("{ __typename }", "Accept-Language", "zh"); r.header.Get("Content-Language") != "zh-CN" || !slices.Contains(r.header.Values("Vary"), "Accept-Language") {
		t.Errorf("an answer without errors: %v", r.header)
	}
}
