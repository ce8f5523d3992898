#!/usr/bin/env bash
# exceljs 4.4.0 and xlsx 0.18.5 (SheetJS), Node 20.
#
# Guess: a text that stands in its cell (t="inlineStr"), in several runs or with a phonetic guide (rPh) above a surname, is
# read as one that stands among the shared texts: whole, without the guide. Excel shows it so, and SheetJS reads it so.
#
# Seen: exceljs ends the sheet at the cell with the guide. Its rows above are there, those below are not, and no error is
# raised: a list of four people has two. Its stream reader keeps all rows, but takes the last piece for the whole: the
# guide instead of the name, and of a name in two runs the second alone. Streams of excelize write runs in this way. So a
# writer for unknown readers keeps to one plain run, and what exceljs has read is counted against the sheet.
#
# Prints eight lines and fails if they are others than those. Needs Node 20 and npm.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
(cd "$dir" && npm init -y >npm.log && npm install --silent --no-audit --no-fund exceljs@4.4.0 xlsx@0.18.5 jszip@3.10.1 >>npm.log 2>&1)

cat >"$dir/main.cjs" <<'JS'
const ExcelJS = require('exceljs'), XLSX = require('xlsx'), JSZip = require('jszip'), fs = require('fs')

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const parts = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const relation = (id, type, target) => `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`
const relations = text => `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${text}</Relationships>`

// write writes a workbook of one column, whose cells hold the pieces given.
async function write(path, texts) {
  const zip = new JSZip()
  zip.file('[Content_Types].xml', `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
    <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
    <Override PartName="/xl/workbook.xml" ContentType="${parts}.sheet.main+xml"/>
    <Override PartName="/xl/worksheets/sheet1.xml" ContentType="${parts}.worksheet+xml"/></Types>`)
  zip.file('_rels/.rels', relations(relation('rId1', 'officeDocument', 'xl/workbook.xml')))
  zip.file('xl/_rels/workbook.xml.rels', relations(relation('rId1', 'worksheet', 'worksheets/sheet1.xml')))
  zip.file('xl/workbook.xml', `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`)
  const rows = texts.map((t, i) => `<row r="${i + 1}"><c r="A${i + 1}" t="inlineStr"><is>${t}</is></c></row>`).join('')
  zip.file('xl/worksheets/sheet1.xml', `<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`)
  fs.writeFileSync(path, await zip.generateAsync({ type: 'nodebuffer' }))
}

async function read(path) {
  const sheet = XLSX.readFile(path).Sheets.Sheet1
  const texts = XLSX.utils.sheet_to_json(sheet, { header: 1 }).map(row => row[0])
  console.log(`  SheetJS: ${texts.length} rows, the second ${texts[1]}`)
  const book = new ExcelJS.Workbook()
  await book.xlsx.readFile(path)
  console.log(`  exceljs: ${book.worksheets[0].rowCount} rows, the second ${book.worksheets[0].getCell('A2').text}`)
  const rows = []
  for await (const part of new ExcelJS.stream.xlsx.WorkbookReader(path, {})) {
    for await (const row of part) rows.push(row.getCell(1).text)
  }
  console.log(`  exceljs as a stream: ${rows.length} rows, the second ${rows[1]}`)
}

async function run() {
  const kinds = {
    'in two runs': '<r><t>区</t></r><r><rPr><b/></rPr><t>明</t></r>',
    'with a guide': '<t>区明</t><rPh sb="0" eb="1"><t>ōu</t></rPh>',
  }
  for (const [kind, second] of Object.entries(kinds)) {
    const path = `${__dirname}/${kind}.xlsx`
    await write(path, ['<t>姓名</t>', second, '<t>李丁</t>', '<t>张戊</t>'])
    console.log(`${kind}:`)
    await read(path)
  }
}
run()
JS
node "$dir/main.cjs" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
in two runs:
  SheetJS: 4 rows, the second 区明
  exceljs: 4 rows, the second 区明
  exceljs as a stream: 4 rows, the second 明
with a guide:
  SheetJS: 4 rows, the second 区明
  exceljs: 2 rows, the second 区明ōu
  exceljs as a stream: 4 rows, the second ōu
WANT
