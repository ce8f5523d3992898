package refusals

import (
	"strings"
	"testing"

	"bole/internal/access"
	"bole/internal/httpapi"
)

// TestOneOf: what is said of an object that has to have exactly one member, and how clients are told of it.
func TestOneOf(t *testing.T) {
	a := open(t, away, httpapi.Options{})
	for _, c := range []invalid{
		{`mutation { batch(input: {operations: [{}]}) { results { __typename } } }`, []string{`batch.input.operations[0] has 0 members; give exactly one of BatchOperation`}},
		{`mutation { batch(input: {operations: [{withdrawCase: null}]}) { results { __typename } } }`, []string{`batch.input.operations[0] has 1 members; give exactly one of BatchOperation`}},
		{`mutation($i: WithdrawCaseInput) { batch(input: {operations: [{withdrawCase: $i}]}) { results { __typename } } }`, []string{
			`batch.input.operations[0].withdrawCase is $i, which is declared as WithdrawCaseInput, and WithdrawCaseInput! is wanted; declare it $i: WithdrawCaseInput!, or give it a default`}},
	} {
		a.said(c, "GRAPHQL_VALIDATION_FAILED")
	}
	organizer := a.as(access.Grant{Role: "ORGANIZER", Name: "u1", Whole: true})
	if r := organizer.query(`{ a: __type(name: "BatchOperation") { isOneOf } b: __type(name: "BatchInput") { isOneOf } }`); !strings.Contains(r.body, `"a":{"isOneOf":true},"b":{"isOneOf":false}`) {
		t.Error(r.body)
	}
	r := organizer.do("POST", "/graphql", body(`mutation($o: [BatchOperation!]!) { batch(input: {operations: $o}) { results { __typename } } }`, `{"o": [{}, {}]}`))
	if r.code() != "BAD_USER_INPUT" || r.Errors[0].Message != "batch.input.operations[0] has 0 members; give exactly one of BatchOperation" {
		t.Error(r.body)
	}
}
