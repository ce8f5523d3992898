#!/usr/bin/env bash
# python-docx 1.2.0, docx2txt 0.9, mammoth 1.13.0, Python 3.11.
#
# Guess: a name whose surname carries a phonetic guide (Word's 拼音指南, w:ruby: 区 with ōu above) is read as the name.
#
# Seen: three readers of one paragraph give three texts, and none of them is the name. python-docx gives what is behind
# the guide, without a word: the surname is lost. mammoth gives the same, with a message that an element was ignored.
# docx2txt puts the guide before the surname. So names from Word are compared with another source, or read from XML.
#
# Prints four lines and fails if they are others than those. Needs Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q python-docx==1.2.0 docx2txt==0.9 mammoth==1.13.0

cat >"$dir/main.py" <<'PY'
import sys

import docx, docx2txt, mammoth
from docx.oxml import parse_xml

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
path = sys.argv[1] + "/form.docx"
form = docx.Document()
paragraph = form.add_paragraph("姓名：")
paragraph._p.append(parse_xml(f"""<w:r {W}><w:ruby>
  <w:rubyPr><w:rubyAlign w:val="center"/><w:hps w:val="10"/><w:hpsRaise w:val="18"/><w:hpsBaseText w:val="21"/><w:lid w:val="zh-CN"/></w:rubyPr>
  <w:rt><w:r><w:t>ōu</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>区</w:t></w:r></w:rubyBase></w:ruby></w:r>"""))
paragraph.add_run("明")
form.save(path)

print("python-docx:", docx.Document(path).paragraphs[0].text)
print("docx2txt:", docx2txt.process(path).strip())
with open(path, "rb") as f:
    told = mammoth.extract_raw_text(f)
print("mammoth:", told.value.strip())
print("mammoth says:", told.messages[0].message)
PY
"$dir/python/bin/python" "$dir/main.py" "$dir" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
python-docx: 姓名：明
docx2txt: 姓名：ōu区明
mammoth: 姓名：明
mammoth says: An unrecognised element was ignored: w:ruby
WANT
