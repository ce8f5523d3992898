#!/usr/bin/env bash
# pandas 3.1.1 with odfpy 1.4.1 and with python-calamine 0.9.1 (Python 3.11), which read OpenDocument spreadsheets.
#
# Guess: hours of training in cells formatted [HH]:MM are durations, or hours as numbers: 6:15 and 30:15 alike.
#
# Seen: 6:15 is the time of day a quarter past six to both. With 30:15 in any cell odfpy's engine refuses the whole sheet, for
# an hour of more than 23; calamine gives the text PT30H15M00S, beside times of day in the same column. And calamine joins
# the two lines of a cell without anything between them. So sums of hours are asked for as numbers.
#
# Prints four lines and fails if they are others than those. Needs Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q pandas==3.1.1 odfpy==1.4.1 python-calamine==0.9.1

cat >"$dir/main.py" <<'PY'
import os
import sys

import pandas
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import LineBreak, P

os.chdir(sys.argv[1])


def hours(text):
    h, m = text.split(":")
    cell = TableCell(valuetype="time", timevalue=f"PT{int(h):02}H{m}M00S")
    cell.addElement(P(text=text))
    return cell


def lines(*texts):
    cell, paragraph = TableCell(valuetype="string"), P(text=texts[0])
    for text in texts[1:]:
        paragraph.addElement(LineBreak())
        paragraph.addText(text)
    cell.addElement(paragraph)
    return cell


def sheet(name, *cells):
    book, table = OpenDocumentSpreadsheet(), Table(name="培训")
    book.spreadsheet.addElement(table)
    for cell in cells:
        row = TableRow()
        row.addElement(cell)
        table.addElement(row)
    book.save(name)


sheet("short.ods", hours("6:15"), lines("党校", "网络"))
sheet("long.ods", hours("6:15"), hours("30:15"))
for name in ("short.ods", "long.ods"):
    for engine in ("odf", "calamine"):
        try:
            print(name, engine, list(pandas.read_excel(name, engine=engine, header=None)[0]))
        except ValueError as e:
            print(name, engine, e)
PY
"$dir/python/bin/python" "$dir/main.py" "$dir" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
short.ods odf [datetime.time(6, 15), '党校\n网络']
short.ods calamine [datetime.time(6, 15), '党校网络']
long.ods odf hour must be in 0..23: 30:15
long.ods calamine [datetime.time(6, 15), 'PT30H15M00S']
WANT
