#!/usr/bin/env bash
# gqlparser 2.5.64.
#
# Guess: a subscription that asks one field under two names has two root fields, which the rule SingleFieldSubscriptions
# refuses: the specification counts response names.
#
# Seen: the rule counts names of fields, so that the document is valid. Two different fields are refused. Whoever executes
# subscriptions has to count response names itself.
#
# Prints two lines and fails if they are others than those. Needs Go.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

cat > "$dir/main.go" <<'GO'
package main

import (
	"fmt"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

func main() {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: "type Query { now: Int } type Subscription { news: Int other: Int }"})
	for _, text := range []string{"subscription { a: news b: news }", "subscription { news other }"} {
		_, errs := gqlparser.LoadQuery(schema, text)
		fmt.Printf("%s: %d errors\n", text, len(errs))
	}
}
GO
cat >"$dir/go.mod" <<'MOD'
module finding
go 1.26
require github.com/vektah/gqlparser/v2 v2.5.64
MOD
(cd "$dir" && go mod tidy 2>/dev/null && go run .) | tee "$dir/seen"
cat >"$dir/want" <<'WANT'
subscription { a: news b: news }: 0 errors
subscription { news other }: 1 errors
WANT
diff "$dir/want" "$dir/seen"
