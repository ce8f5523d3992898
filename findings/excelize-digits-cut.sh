#!/usr/bin/env bash
# excelize 2.11.1, openpyxl 3.1.5.
#
# Guess: a float64 is written with all its digits, as Excel and openpyxl write it, or, since sheets show 15, rounded to 15.
#
# Seen: the digits behind the fifteenth are cut off, by SetCellValue and by the stream writer alike. Two thirds are written
# 0.666666666666666, below what Excel shows for =2/3, and an average of 79.99999999999999 becomes 79.9999999999999. So a
# number is rounded to 15 digits before it is given to it.
#
# Prints four lines and fails if they are others than those. Needs Go, Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

cat > "$dir/main.go" <<'GO'
package main

import (
	"os"

	"github.com/xuri/excelize/v2"
)

func main() {
	f := excelize.NewFile()
	two, three := 2.0, 3.0
	check(f.SetCellValue("Sheet1", "A1", two/three))
	check(f.SetCellValue("Sheet1", "A2", 79.99999999999999))
	_, err := f.NewSheet("Sheet2")
	check(err)
	w, err := f.NewStreamWriter("Sheet2")
	check(err)
	check(w.SetRow("A1", []any{two / three}))
	check(w.SetRow("A2", []any{79.99999999999999}))
	check(w.Flush())
	check(f.SaveAs(os.Args[1] + "/numbers.xlsx"))
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
GO
cat >"$dir/go.mod" <<'MOD'
module finding
go 1.26
require github.com/xuri/excelize/v2 v2.11.1
MOD
(cd "$dir" && go mod tidy 2>/dev/null && go run . "$dir")
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q openpyxl==3.1.5
cat > "$dir/read.py" <<'PY'
import sys, openpyxl

book = openpyxl.load_workbook(f"{sys.argv[1]}/numbers.xlsx")
for sheet in book:
    for cell, value in (("A1", 2 / 3), ("A2", 79.99999999999999)):
        print(f"{sheet.title} {cell}: {value!r}, to 15 digits {value:.15g}, is read as {sheet[cell].value!r}")
PY
"$dir/python/bin/python" "$dir/read.py" "$dir" | tee "$dir/seen"
diff - "$dir/seen" <<'SEEN'
Sheet1 A1: 0.6666666666666666, to 15 digits 0.666666666666667, is read as 0.666666666666666
Sheet1 A2: 79.99999999999999, to 15 digits 80, is read as 79.9999999999999
Sheet2 A1: 0.6666666666666666, to 15 digits 0.666666666666667, is read as 0.666666666666666
Sheet2 A2: 79.99999999999999, to 15 digits 80, is read as 79.9999999999999
SEEN
