#!/usr/bin/env bash
# excelize 2.11.1, openpyxl 3.1.5.
#
# Guess: a border without a color is written without one, or in black, as people see it in Excel.
#
# Seen: it is written with the color rgb="FF", which is not a color. openpyxl, and with it pandas, then refuses the whole
# workbook: "could not read stylesheet". Excel opens it. So a border is given Color: "000000".
#
# Prints two lines and fails if they are others than those. Needs Go, Python with venv, and pip.
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
	for name, color := range map[string]string{"without": "", "with": "000000"} {
		f := excelize.NewFile()
		style, err := f.NewStyle(&excelize.Style{Border: []excelize.Border{{Type: "left", Style: 1, Color: color}}})
		if err == nil {
			err = f.SetCellStyle("Sheet1", "A1", "A1", style)
		}
		if err == nil {
			err = f.SaveAs(os.Args[1] + "/" + name + ".xlsx")
		}
		if err != nil {
			panic(err)
		}
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
import re, sys, zipfile, openpyxl

for name in ("with", "without"):
    path = f"{sys.argv[1]}/{name}.xlsx"
    border = re.search(r'rgb="[0-9A-F]*"', re.search(r"<left style.*?</left>", zipfile.ZipFile(path).read("xl/styles.xml").decode()).group(0)).group(0)
    try:
        openpyxl.load_workbook(path)
        told = "is read"
    except ValueError as e:
        told = f"is refused: {e.__cause__ or e}"
    print(f"{name} a color: {border} {told}")
PY
"$dir/python/bin/python" "$dir/read.py" "$dir" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
with a color: rgb="FF000000" is read
without a color: rgb="FF" is refused: Colors must be aRGB hex values
WANT
