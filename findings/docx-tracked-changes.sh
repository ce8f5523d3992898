#!/usr/bin/env bash
# python-docx 1.2.0, docx2txt 0.9, mammoth 1.13.0, Python 3.11.
#
# Guess: where Word kept track of a change (a post replaced, a sentence moved, a row deleted), a reader gives the text
# either as it was or as it is now.
#
# Seen: python-docx gives neither. Of "拟任局长" turned into "拟任处长" it reads "拟任", the moved sentence is nowhere, and the
# deleted row is still in its table. docx2txt reads the new post, but has the moved sentence twice and the deleted row
# too. Only mammoth gives the text as it is now. So a form with open changes is refused, or read after they are accepted.
#
# Prints nine lines and fails if they are others than those. Needs Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q python-docx==1.2.0 docx2txt==0.9 mammoth==1.13.0

cat >"$dir/main.py" <<'PY'
import re, sys

import docx, docx2txt, mammoth
from docx.oxml import parse_xml

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
WHO = 'w:author="office" w:date="2024-05-01T09:00:00Z"'


def changed(number, kind, text):
    tag = "delText" if kind == "del" else "t"
    return parse_xml(f'<w:{kind} {W} w:id="{number}" {WHO}><w:r><w:{tag}>{text}</w:{tag}></w:r></w:{kind}>')


path = sys.argv[1] + "/form.docx"
form = docx.Document()
post = form.add_paragraph("拟任")
post._p.append(changed(1, "del", "局长"))
post._p.append(changed(2, "ins", "处长"))
form.add_paragraph("先。")._p.append(changed(3, "moveFrom", "考核优秀。"))
form.add_paragraph("后。")._p.append(changed(4, "moveTo", "考核优秀。"))
table = form.add_table(2, 1)
table.cell(0, 0).text = "留任"
table.cell(1, 0).text = "免职"
table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f'<w:del {W} w:id="5" {WHO}/>'))
form.save(path)

read = docx.Document(path)
with open(path, "rb") as f:
    now = mammoth.extract_raw_text(f).value
texts = {
    "python-docx": "\n".join([p.text for p in read.paragraphs] + [r.cells[0].text for r in read.tables[0].rows]),
    "docx2txt": docx2txt.process(path),
    "mammoth": now,
}
for name, text in texts.items():
    print(f"{name}: {re.search('拟任.*', text).group()}")
    print(f"  the moved sentence {text.count('考核优秀')} times")
    print(f"  the deleted row {text.count('免职')} times")
PY
"$dir/python/bin/python" "$dir/main.py" "$dir" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
python-docx: 拟任
  the moved sentence 0 times
  the deleted row 1 times
docx2txt: 拟任处长
  the moved sentence 2 times
  the deleted row 1 times
mammoth: 拟任处长
  the moved sentence 1 times
  the deleted row 0 times
WANT
