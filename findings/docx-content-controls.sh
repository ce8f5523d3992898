#!/usr/bin/env bash
# python-docx 1.2.0, mammoth 1.13.0 (Python 3.11), Apache POI 5.5.1 (Java 17).
#
# Guess: in a form whose cell is a content control (w:sdt around the cell, such as a list to choose the rank from), a
# reader gives the choice, or nothing for that cell. The cells beside it stay in their columns.
#
# Seen: python-docx and POI leave the cell out, so that those behind it move to the left: the appraisal stands under the
# rank, in a row of three where the header has four. A control inside a sentence is lost to python-docx as well, so that
# "结论：不合格。" reads "结论：合格。". Nothing is raised. mammoth reads all. In POI getTableICells has the controls. So cells of a
# row are counted against the header, and forms with controls are read from XML.
#
# Prints five lines and fails if they are others than those. Needs Python with venv, pip, Java 17 and Maven.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q python-docx==1.2.0 mammoth==1.13.0
cat >"$dir/pom.xml" <<'POM'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.poi</groupId><artifactId>poi-ooxml</artifactId><version>5.5.1</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B -f "$dir/pom.xml" dependency:build-classpath -Dmdep.outputFile="$dir/classpath"

cat >"$dir/main.py" <<'PY'
import re, sys

import docx, mammoth
from docx.oxml import parse_xml

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def control(inner=""):
    return parse_xml(f"<w:sdt {W}><w:sdtPr><w:dropDownList/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>")


path = sys.argv[1]
form = docx.Document()
table = form.add_table(2, 4)
for row, texts in zip(table.rows, (("姓名", "性别", "职级", "考核"), ("张三", "男", "处长", "优秀"))):
    for cell, text in zip(row.cells, texts):
        cell.text = text
rank = table.cell(1, 2)._tc
around = control()
rank.getparent().replace(rank, around)
around[-1].append(rank)
sentence = form.add_paragraph("结论：")
sentence._p.append(control("<w:r><w:t>不</w:t></w:r>"))
sentence.add_run("合格。")
form.save(path)

read = docx.Document(path)
for row in read.tables[0].rows:
    print("python-docx:", *[cell.text for cell in row.cells])
print("python-docx:", read.paragraphs[0].text)
with open(path, "rb") as f:
    print("mammoth:", *re.findall(r"[^<>]+(?=</p>)", mammoth.convert_to_html(f).value)[4:])
PY
cat >"$dir/Finding.java" <<'JAVA'
import java.io.FileInputStream;
import java.util.stream.Collectors;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.apache.poi.xwpf.usermodel.XWPFTableCell;

public class Finding {
    public static void main(String[] args) throws Exception {
        try (var form = new XWPFDocument(new FileInputStream(args[0]))) {
            var row = form.getTables().get(0).getRow(1);
            System.out.println("POI: " + row.getTableCells().stream().map(XWPFTableCell::getText).collect(Collectors.joining(" ")));
        }
    }
}
JAVA
{
  "$dir/python/bin/python" "$dir/main.py" "$dir/form.docx"
  java -Dlog4j2.statusLoggerLevel=OFF -cp "$(cat "$dir/classpath")" "$dir/Finding.java" "$dir/form.docx"
} | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
python-docx: 姓名 性别 职级 考核
python-docx: 张三 男 优秀
python-docx: 结论：合格。
mammoth: 张三 男 处长 优秀 结论：不合格。
POI: 张三 男 优秀
WANT
