#!/usr/bin/env bash
# gonum 0.17.0, Go 1.26.
#
# Guess: stat.Quantile at one half is the median: with stat.LinInterp, which interpolates, halfway between the two
# values in the middle; of an odd number of values the one in the middle.
#
# Seen: it interpolates from nothing below the first value. The median of 60 and 90 is 60, as with stat.Empirical, and
# of the years 1 to 5 it is 2.5. It is the fourth of the nine kinds that R has, whose own is the seventh (75 and 3), as
# in Excel and numpy. So a unit's middle score is lower than in any report beside it, by most where there are few
# people. So the median is taken from the values in the middle.
#
# Prints three lines and fails if they are others than those. Needs Go.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

cat >"$dir/main.go" <<'GO'
package main

import (
	"fmt"

	"gonum.org/v1/gonum/stat"
)

func main() {
	for _, x := range [][]float64{{60, 90}, {60, 70, 80, 90}, {1, 2, 3, 4, 5}} {
		fmt.Println(x, "interpolated", stat.Quantile(.5, stat.LinInterp, x, nil), "empirical", stat.Quantile(.5, stat.Empirical, x, nil))
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
[60 90] interpolated 60 empirical 60
[60 70 80 90] interpolated 70 empirical 70
[1 2 3 4 5] interpolated 2.5 empirical 3
WANT
