// Package httpapitest asks a server over HTTP, as tests of other rooms do.
package httpapitest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"
)

// Counties are mutations that make a city with two counties, with an official and a post each. KEY is an idempotency key.
var Counties = []string{
	`createOrganization(input: {KEY, key: "city", name: "某市", kind: GOVERNMENT, level: CITY}) { __typename }`,
	`createOrganization(input: {KEY, key: "a", name: "甲县", kind: GOVERNMENT, level: COUNTY, parent: "city"}) { __typename }`,
	`createOrganization(input: {KEY, key: "b", name: "乙县", kind: GOVERNMENT, level: COUNTY, parent: "city"}) { __typename }`,
	`createPosition(input: {KEY, key: "pa", title: "副县长", organization: "a", chief: false}) { __typename }`,
	`createPosition(input: {KEY, key: "pb", title: "副县长", organization: "b", chief: false}) { __typename }`,
	`createCadre(input: {KEY, key: "ca", name: "张三", managedBy: CITY, status: ACTIVE}) { __typename }`,
	`createCadre(input: {KEY, key: "cb", name: "李四", managedBy: CITY, status: ACTIVE}) { __typename }`,
	`createAppointment(input: {KEY, key: "xa", cadre: "ca", position: "pa", from: "2020-01", main: true, kind: REGULAR}) { __typename }`,
	`createAppointment(input: {KEY, key: "xb", cadre: "cb", position: "pb", from: "2020-01", main: true, kind: REGULAR}) { __typename }`,
}

// Ask sends an operation to a server with a token, and headers in pairs; it gives the data, and the code and message of
// the first error.
func Ask(t testing.TB, url, token, text string, variables map[string]any, header ...string) (data map[string]any, code, message string) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": text, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/graphql", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // it was read
	var out struct {
		Data   map[string]any
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		t.Fatal(err)
	}
	if len(out.Errors) > 0 {
		code, message = out.Errors[0].Extensions.Code, out.Errors[0].Message
	}
	return out.Data, code, message
}
