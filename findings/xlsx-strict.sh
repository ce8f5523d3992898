#!/usr/bin/env bash
# openpyxl 3.1.5, python-calamine 0.9.1 (Python 3.11), exceljs 4.4.0 and xlsx 0.18.5 (SheetJS, Node 20).
#
# Guess: a workbook saved as "Strict Open XML", as Excel offers, and whose dates stand as ISO texts (t="d"), is read
# like any other, or refused.
#
# Seen: openpyxl opens it and has no sheet, without an error: whoever goes through all sheets has read nobody and does
# not know. exceljs reads the sheet and takes the year for a count of days: 1 May 2023 is 15 July 1905, as is any day
# of 2023, and of 1965 it is 18 May 1905. calamine and SheetJS read all. So what is read is counted, and a date before
# 1949 is looked at. Apache POI refuses such a file and says why.
#
# Prints four lines and fails if they are others than those. Needs Node 20, npm, Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
(cd "$dir" && npm init -y >npm.log && npm install --silent --no-audit --no-fund exceljs@4.4.0 xlsx@0.18.5 >>npm.log 2>&1)
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q openpyxl==3.1.5 python-calamine==0.9.1

cat >"$dir/main.py" <<'PY'
import sys, zipfile

import openpyxl, python_calamine

OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
MAIN = 'xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"'


def relation(kind, target):
    return f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>'


PARTS = {
    "[Content_Types].xml": f"""<Types xmlns="{PACKAGE}/content-types">
      <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
      <Override PartName="/xl/workbook.xml" ContentType="{KINDS}.sheet.main+xml"/>
      <Override PartName="/xl/styles.xml" ContentType="{KINDS}.styles+xml"/>
      <Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KINDS}.worksheet+xml"/></Types>""",
    "_rels/.rels": relation("officeDocument", "xl/workbook.xml"),
    "xl/_rels/workbook.xml.rels": relation("worksheet", "worksheets/sheet1.xml").replace(
        "</Relationships>", f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'),
    "xl/workbook.xml": f"""<workbook {MAIN} xmlns:r="{OFFICE}" conformance="strict">
      <workbookPr dateCompatibility="0"/><sheets><sheet name="list" sheetId="1" r:id="rId1"/></sheets></workbook>""",
    "xl/styles.xml": f"""<styleSheet {MAIN}><fonts count="1"><font/></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills>
      <borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
      <cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
      <xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>""",
    "xl/worksheets/sheet1.xml": f"""<worksheet {MAIN}><sheetData><row r="1"><c r="A1" s="1" t="d"><v>2023-05-01</v></c>
      <c r="B1" s="1" t="d"><v>1965-10-01</v></c></row></sheetData></worksheet>""",
}

path = sys.argv[1]
with zipfile.ZipFile(path, "w") as book:
    for name, text in PARTS.items():
        book.writestr(name, text)
print("openpyxl:", len(openpyxl.load_workbook(path).worksheets), "sheets")
((day, birth),) = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
print(f"calamine: {day:%Y-%m-%d} {birth:%Y-%m-%d}")
PY
cat >"$dir/read.cjs" <<'JS'
const ExcelJS = require('exceljs'), XLSX = require('xlsx')
const path = `${__dirname}/strict.xlsx`
console.log('SheetJS:', ...XLSX.utils.sheet_to_json(XLSX.readFile(path).Sheets.list, { header: 1, raw: false })[0])
const book = new ExcelJS.Workbook()
book.xlsx.readFile(path).then(() => {
  console.log('exceljs:', ...['A1', 'B1'].map(cell => book.worksheets[0].getCell(cell).value.toISOString().slice(0, 10)))
})
JS
("$dir/python/bin/python" -W ignore "$dir/main.py" "$dir/strict.xlsx" && TZ=UTC node "$dir/read.cjs") | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
openpyxl: 0 sheets
calamine: 2023-05-01 1965-10-01
SheetJS: 5/1/23 10/1/65
exceljs: 1905-07-15 1905-05-18
WANT
