#!/usr/bin/env bash
# xlsx 0.18.5 (SheetJS, the newest at npm), exceljs 4.4.0, Node 20.
#
# Guess: a date in a workbook that counts days from 1904, as Excel for Mac made them for years, is one date, whether it is
# asked as a date or as a text.
#
# Seen: with cellDates SheetJS makes the value from 1900 and the text from 1904. An appointment of 1 May 2023 is 30 April
# 2019 to sheet_to_json and 5/1/23 to sheet_to_csv, in one cell of one file. A day given as ISO text (t="d") is the other
# way round: the value is right, and the text four years and a day late. exceljs reads the first right. So a reader asks
# for date1904 in the workbook and does not take cellDates of such a file.
#
# Prints five lines and fails if they are others than those. Needs Node 20 and npm.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
(cd "$dir" && npm init -y >npm.log && npm install --silent --no-audit --no-fund xlsx@0.18.5 exceljs@4.4.0 jszip@3.10.1 >>npm.log 2>&1)

cat >"$dir/main.cjs" <<'JS'
const ExcelJS = require('exceljs'), XLSX = require('xlsx'), JSZip = require('jszip'), fs = require('fs')

const path = __dirname + '/posts.xlsx', sheet = 'xl/worksheets/sheet1.xml'
const day = value => value.toISOString().slice(0, 10)

function told(kind) {
  const book = XLSX.readFile(path, { cellDates: true })
  console.log(`${kind}, SheetJS as JSON: ${day(XLSX.utils.sheet_to_json(book.Sheets.posts, { header: 1 })[0][0])}`)
  console.log(`${kind}, SheetJS as CSV: ${XLSX.utils.sheet_to_csv(book.Sheets.posts).trim()}`)
}

async function run() {
  const book = new ExcelJS.Workbook()
  book.properties.date1904 = true
  book.addWorksheet('posts').addRow([new Date('2023-05-01T00:00:00Z')])
  await book.xlsx.writeFile(path)
  told('a number')
  const again = new ExcelJS.Workbook()
  await again.xlsx.readFile(path)
  console.log(`a number, exceljs: ${day(again.worksheets[0].getCell('A1').value)}`)

  const zip = await JSZip.loadAsync(fs.readFileSync(path))
  const text = await zip.file(sheet).async('string')
  zip.file(sheet, text.replace(/<c r="A1"( s="\d+")><v>43585<\/v>/, '<c r="A1"$1 t="d"><v>2023-05-01</v>'))
  fs.writeFileSync(path, await zip.generateAsync({ type: 'nodebuffer' }))
  told('an ISO text')
}
run()
JS
TZ=UTC node "$dir/main.cjs" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
a number, SheetJS as JSON: 2019-04-30
a number, SheetJS as CSV: 5/1/23
a number, exceljs: 2023-05-01
an ISO text, SheetJS as JSON: 2023-05-01
an ISO text, SheetJS as CSV: 5/2/27
WANT
