#!/usr/bin/env bash
# @formulajs/formulajs 4.6.1 (Node 20), excelize 2.11.1 (Go 1.26), which compute formulas of Excel.
#
# Guess: DATEDIF(birth, day, "Y"), by which sheets compute ages, is the number of full years, as in Excel: 60 on the
# 60th birthday and 59 on the day before. Both agree.
#
# Seen: formulajs counts years of twelve months of 30 days. Born on a 31st, one is 60 a day before the birthday, while
# "M" gives 719 months, not 720. The days beyond the months ("MD") are fewer than none where the year turns in between.
# excelize has each as Excel has it. So a limit of age is held against the day of the birthday, not against a number of
# years.
#
# Prints three lines and fails if they are others than those. Needs Node 20, npm and Go.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
(cd "$dir" && npm init -y >npm.log && npm install --silent --no-audit --no-fund @formulajs/formulajs@4.6.1 >>npm.log 2>&1)

cat >"$dir/ask.cjs" <<'JS'
const { DATE, DATEDIF } = require('@formulajs/formulajs')
const day = text => DATE(...text.split('-').map(Number))
for (const pair of process.argv.slice(2)) {
  const [birth, today] = pair.split(':').map(day)
  console.log(`${pair.replace(':', ' to ')}: formulajs ${DATEDIF(birth, today, 'Y')} years, ${DATEDIF(birth, today, 'M')} months, ${DATEDIF(birth, today, 'MD')} days; `)
}
JS
cat >"$dir/main.go" <<'GO'
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/xuri/excelize/v2"
)

func main() {
	for _, pair := range os.Args[1:] {
		birth, today, _ := strings.Cut(pair, ":")
		var told []any
		for _, unit := range []string{"Y", "M", "MD"} {
			f := excelize.NewFile()
			err := f.SetCellFormula("Sheet1", "A1", fmt.Sprintf("DATEDIF(DATEVALUE(%q),DATEVALUE(%q),%q)", birth, today, unit))
			if err != nil {
				panic(err)
			}
			value, err := f.CalcCellValue("Sheet1", "A1")
			if err != nil {
				panic(err)
			}
			told = append(told, value)
		}
		fmt.Printf("excelize %s years, %s months, %s days\n", told...)
	}
}
GO
cat >"$dir/go.mod" <<'MOD'
module finding
go 1.26
require github.com/xuri/excelize/v2 v2.11.1
MOD
asked=(1965-10-31:2025-10-31 1965-10-31:2025-10-30 1965-10-20:2025-01-10)
node "$dir/ask.cjs" "${asked[@]}" >"$dir/node.txt"
(cd "$dir" && go mod tidy 2>/dev/null && go run . "${asked[@]}") >"$dir/go.txt"
paste -d '' "$dir/node.txt" "$dir/go.txt" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
1965-10-31 to 2025-10-31: formulajs 60 years, 720 months, 0 days; excelize 60 years, 720 months, 0 days
1965-10-31 to 2025-10-30: formulajs 60 years, 719 months, 29 days; excelize 59 years, 719 months, 29 days
1965-10-20 to 2025-01-10: formulajs 59 years, 710 months, -10 days; excelize 59 years, 710 months, 21 days
WANT
