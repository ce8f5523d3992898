#!/usr/bin/env bash
# github.com/shurcooL/graphql v0.0.0-20240915155400-7ee5256398cf, a GraphQL client of Go, Go 1.26.
#
# Guess: of the structs that stand for "... on Person" and "... on Unit" the client fills the one whose type the answer
# has, so that an empty one says: it is not that.
#
# Seen: it fills both from each field of the same name, whatever __typename says. A unit comes out as a person who is
# called like the unit, with all that the two types share. Only fields of one type tell them apart, where they are not
# empty. So each selection asks __typename and the program looks at it, or common fields have another name in each
# fragment.
#
# Prints two lines and fails if they are others than those. Needs Go.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

cat >"$dir/main.go" <<'GO'
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/shurcooL/graphql"
)

func main() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"data": {"node": {"__typename": "Unit", "name": "office", "since": 2005}}}`)
	}))
	defer server.Close()
	var asked struct {
		Node struct {
			Typename string `graphql:"__typename"`
			Person   struct {
				Name  string
				Since int
			} `graphql:"... on Person"`
			Unit struct {
				Name  string
				Since int
			} `graphql:"... on Unit"`
		} `graphql:"node(id: 1)"`
	}
	if err := graphql.NewClient(server.URL, nil).Query(context.Background(), &asked, nil); err != nil {
		panic(err)
	}
	fmt.Printf("%s as a person: %+v\n", asked.Node.Typename, asked.Node.Person)
	fmt.Printf("%s as a unit: %+v\n", asked.Node.Typename, asked.Node.Unit)
}
GO
cat >"$dir/go.mod" <<'MOD'
module finding
go 1.26
require github.com/shurcooL/graphql v0.0.0-20240915155400-7ee5256398cf
MOD
(cd "$dir" && go mod tidy 2>/dev/null && go run .) | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
Unit as a person: {Name:office Since:2005}
Unit as a unit: {Name:office Since:2005}
WANT
