package httpapi_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"bole/graph/store"
	"bole/internal/access"
	"bole/internal/httpapi"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
	"bole/schema"
)

// asking is a request, sent with more headers.
type asking func(header ...string) answer

// untitled is the key of a task without what every task has.
const untitled = "codes-untitled"

// requestIDs differ from request to request.
var requestIDs = regexp.MustCompile(`[A-Z2-7]{26}`)

// TestCodesInBothLanguages asks, for each row of the table in docs/errors.md, what is answered with its code: in
// Chinese it is the same but for the words, and in whatever is neither Chinese nor accepted it is the English.
func TestCodesInBothLanguages(t *testing.T) {
	table, err := os.ReadFile("../../docs/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	roomstest.Exec(t, "CREATE (:Task {key: $p.key})", map[string]any{"key": untitled})
	defer roomstest.Exec(t, "MATCH (n:Task {key: $p.key}) DELETE n", map[string]any{"key": untitled})
	asked := everyCode(t)
	rows := regexp.MustCompile("(?m)^\\| `([A-Z_]+)` \\|").FindAllStringSubmatch(string(table), -1)
	rows = slices.DeleteFunc(rows, func(row []string) bool { return row[1] == "PERSISTED_QUERY_NOT_FOUND" }) // clients compare its words
	if len(rows) != len(asked) {
		t.Errorf("the table has %d codes, and %d are asked for", len(rows), len(asked))
	}
	sentence := regexp.MustCompile(`\b[A-Za-z']+[,;:]? [a-z]+[,;:]? [a-z]+\b`)
	for _, row := range rows {
		code := row[1]
		ask := asked[code]
		if ask == nil {
			t.Errorf("nothing is asked for %s", code)
			continue
		}
		english := ask()
		if english.code() != code || !sentence.MatchString(english.Errors[0].Message) {
			t.Errorf("%s: %d %s", code, english.status, english.body)
			continue
		}
		for _, accept := range []string{"en", "fr", "*"} {
			if r := ask("Accept-Language", accept); requestIDs.ReplaceAllString(r.body, "") != requestIDs.ReplaceAllString(english.body, "") {
				t.Errorf("%s in %q: %s", code, accept, r.body)
			}
		}
		chinese := ask("Accept-Language", "zh-CN,zh;q=0.9")
		if chinese.code() != code || chinese.status != english.status || !cmp.Equal(chinese.Errors[0].Path, english.Errors[0].Path) {
			t.Errorf("%s in Chinese: %d %s", code, chinese.status, chinese.body)
			continue
		}
		m := chinese.Errors[0].Message
		if !strings.ContainsFunc(m, func(r rune) bool { return unicode.Is(unicode.Han, r) }) || sentence.MatchString(m) || chinese.header.Get("Content-Language") != "zh-CN" || !slices.Contains(chinese.header.Values("Vary"), "Accept-Language") {
			t.Errorf("%s: no Chinese: %v %s", code, chinese.header, m)
		}
	}
}

// everyCode is a request for each code of docs/errors.md.
func everyCode(t *testing.T) map[string]asking {
	t.Helper()
	a := open(t)
	organizer := a.as(access.Grant{Role: "ORGANIZER", Name: "u1"})
	gone := func(close bool) *api {
		s, err := schema.Load()
		if err != nil {
			t.Fatal(err)
		}
		r, err := rooms.Open(s, rooms.Options{Store: store.Options{URI: "bolt://127.0.0.1:1", User: "neo4j", Password: "none"}})
		if err != nil {
			t.Fatal(err)
		}
		if close {
			if err := r.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		return serve(t, r, httpapi.Options{})
	}
	query := func(a *api, text string, more ...string) asking {
		return func(header ...string) answer { return a.query(text, append(header, more...)...) }
	}
	a.as(access.Grant{Role: "ANALYST", Name: "codes"}).save(map[string]any{"idempotencyKey": "codes", "name": "甲", "document": "{ __typename }"})
	const count = `{ cadres(first: 1) { totalCount } }`
	return map[string]asking{
		"BAD_REQUEST":               func(header ...string) answer { return a.do("POST", "/graphql", "[]", header...) },
		"OVERLOADED":                query(openWith(t, httpapi.Options{OfPerson: -1}), count),
		"GRAPHQL_PARSE_FAILED":      query(a, "{ cadres {"),
		"GRAPHQL_VALIDATION_FAILED": query(a, "{ cadres { name } }", "Accept", newType),
		"UNAUTHENTICATED":           query(a, count, "Authorization", ""),
		"FORBIDDEN":                 query(a, `{ cadre(key: "c0001") { gender } }`),
		"BAD_USER_INPUT":            query(a, `{ cadres(first: 999) { totalCount } }`),
		"BAD_ID":                    query(a, `{ node(id: "x") { id } }`),
		"BAD_CURSOR":                query(a, `{ cadres(after: "x") { totalCount } }`),
		"CONFLICT": query(a.as(access.Grant{Role: "ANALYST", Name: "codes"}),
			`mutation { saveQuestion(input: {idempotencyKey: "codes", name: "乙", document: "{ __typename }"}) { id } }`),
		"CONDITION_UNMET":     unmet(t, organizer),
		"STEP_NOT_ALLOWED":    stepped(organizer),
		"NOT_KNOWN":           query(a, `query Q @recordedAsOf(at: "1999-01-01T00:00:00Z") { cadres(first: 1) { totalCount } }`),
		"NOT_STORED":          func(header ...string) answer { return a.do("POST", "/graphql", `{"documentId":"none"}`, header...) },
		"LIMIT_EXCEEDED":      query(a, "{"+strings.Repeat(" __typename @include(if: true)", 21)+"}"),
		"MISSING_VALUE":       query(a, `{ task(key: "`+untitled+`") { title } }`),
		"TIMEOUT":             query(openWith(t, httpapi.Options{Deadline: time.Nanosecond}), count),
		"SERVICE_UNAVAILABLE": query(gone(false), count),
		"DISK_FULL": query(serve(t, roomstest.Open(t, rooms.Options{Store: store.Options{Full: func() bool { return true }}}), httpapi.Options{}),
			`mutation { saveQuestion(input: {idempotencyKey: "full", name: "甲", document: "{ __typename }"}) { id } }`),
		"INTERNAL": query(gone(true), count),
	}
}

// stepped takes a case back to where no step leads.
func stepped(a *api) asking {
	return func(header ...string) answer {
		cases, _ := a.query(`{ cases(first: 1, filter: {verification: {eq: VERIFIED}}) { nodes { key version } } }`).Data["cases"].(map[string]any)
		c, _ := cases["nodes"].([]any)[0].(map[string]any)
		return a.query(fmt.Sprintf(`mutation { correctCase(input: {idempotencyKey: "codes-step", key: %q, expectedVersion: %v, why: "退回", verification: REPORTED}) { case { key } } }`,
			c["key"], c["version"]), header...)
	}
}

// unmet chooses someone whom a condition stands against, of a shortlist that is drawn up for it.
func unmet(t *testing.T, a *api) asking {
	t.Helper()
	const who = "{ nodes { key } }"
	keys := func(v any) (out []string) {
		list, _ := v.(map[string]any)
		nodes, _ := list["nodes"].([]any)
		for _, n := range nodes {
			key, _ := n.(map[string]any)["key"].(string)
			out = append(out, key)
		}
		return out
	}
	for _, vacancy := range keys(a.query("{ vacancies(first: 20) " + who + " }").Data["vacancies"]) {
		r := a.query(fmt.Sprintf(`mutation { list: createShortlist(input: {idempotencyKey: "codes-%s", vacancy: %q, asOf: "2024-08-31"}) { key proposes %s } }`, vacancy, vacancy, who))
		list, _ := r.Data["list"].(map[string]any)
		for _, cadre := range keys(list["proposes"]) {
			choose := func(header ...string) answer {
				return a.query(fmt.Sprintf(`mutation { chooseCandidate(input: {idempotencyKey: "codes-%s", shortlist: %q, expectedVersion: 1, cadre: %q, asOf: "2024-08-31", reason: "十个字以上的一句理由。"}) { key } }`,
					cadre, list["key"], cadre), header...)
			}
			if choose().code() == "CONDITION_UNMET" {
				return choose
			}
		}
	}
	t.Fatal("nobody on any shortlist has a condition against them")
	return nil
}

// TestFindingsInBothLanguages reads what is wrong with the data and what would be right as the request prefers it.
func TestFindingsInBothLanguages(t *testing.T) {
	roomstest.Exec(t, "CREATE (:Task {key: $p.key})", map[string]any{"key": untitled})
	defer roomstest.Exec(t, "MATCH (n:Task {key: $p.key}) DELETE n", map[string]any{"key": untitled})
	a := open(t)
	a.token = a.sign(access.Grant{Role: "ORGANIZER", Whole: true})
	const query = `{ dataQuality(rules: ["required-missing"], first: 50) { nodes { problem rule { remedy } subject { id } } } qualityRules { code remedy } }`
	for accept, want := range map[string][2]string{
		"en":             {"has no title, category, recordedAt, version", "give the value, through an import of its row"},
		"zh-CN, en;q=.5": {"缺少 title, category, recordedAt, version", "请导入该行，补上该值"},
	} {
		r := a.query(query, "Accept-Language", accept)
		if len(r.Errors) > 0 || !strings.Contains(r.body, `"problem":"`+want[0]+`","rule":{"remedy":"`+want[1]+`"}`) || !strings.Contains(r.body, `"code":"required-missing","remedy":"`+want[1]+`"`) {
			t.Errorf("%s: %s", accept, r.body)
		}
	}
	for accept, want := range map[string]string{"text/csv": "has no title", "text/csv; labels=zh": "缺少 title"} { // a file is in the language it is asked for in
		r := a.query(`{ dataQuality(rules: ["required-missing"], first: 50) { nodes { problem } } }`, "Accept", accept, "Accept-Language", "zh")
		if !strings.Contains(r.body, want) {
			t.Errorf("%s: %s", accept, r.body)
		}
	}
}
