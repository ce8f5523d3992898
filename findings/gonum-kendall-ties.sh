#!/usr/bin/env bash
# gonum 0.17.0, Go 1.26.
#
# Guess: stat.Kendall is tau a, as it says: a pair of people whom one of the raters holds equal counts for nothing, a
# rater who gives everybody the same has 0 with any other, and the order in which people are listed does not matter.
#
# Seen: it compares signs of differences, and none has the sign of more. A rater who gives everybody a 3 agrees fully
# with one who ranks them, if the list begins with the last, and not at all if it begins with the first: 1 and -1 for
# the same grades. Two raters with three grades for five people have .6 or -.2. Nothing warns. So grades with ties are
# compared by a count of one's own (tau b), and whatever is compared is compared in a second order as well.
#
# Prints four lines and fails if they are others than those. Needs Go.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

cat >"$dir/main.go" <<'GO'
package main

import (
	"fmt"
	"slices"

	"gonum.org/v1/gonum/stat"
)

func main() {
	pairs := []struct {
		name string
		x, y []float64
	}{
		{"ranks and always 3", []float64{1, 2, 3, 4, 5}, []float64{3, 3, 3, 3, 3}},
		{"grades", []float64{2, 2, 3, 3, 4}, []float64{2, 3, 3, 2, 3}},
	}
	for _, p := range pairs {
		fmt.Printf("%s: %.2f\n", p.name, stat.Kendall(p.x, p.y, nil))
		slices.Reverse(p.x)
		slices.Reverse(p.y)
		fmt.Printf("%s, listed from the other end: %.2f\n", p.name, stat.Kendall(p.x, p.y, nil))
	}
}
GO
cat >"$dir/go.mod" <<'MOD'
module finding
go 1.26
require gonum.org/v1/gonum v0.17.0
MOD
(cd "$dir" && go mod tidy 2>/dev/null && go run .) | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
ranks and always 3: 1.00
ranks and always 3, listed from the other end: -1.00
grades: 0.60
grades, listed from the other end: -0.20
WANT
