#!/usr/bin/env bash
# Apache POI 5.5.1 (Java 17), openpyxl 3.1.5, python-calamine 0.9.1 (Python 3.11).
#
# Guess: a day in one of the date formats of a Chinese Excel (numbers 31 and 57, which are 2023年5月1日 and 2023年5月) or in
# yyyy"年"m"月" is a date to each reader, and POI prints it as Excel shows it.
#
# Seen: the numbers 31 and 57 stand in the specification for Chinese and have no text in the file. POI takes the first for
# no date and prints "reserved-45047x1F", a name from its own table, as if that were in the cell; of the second it prints
# the count of days. openpyxl, and with it pandas, gives counts of days. calamine gives dates. The third format is a date
# to all, but POI prints its quotation marks. So a column of dates is read as values, by the number of its format.
#
# Prints three lines and fails if they are others than those. Needs Java 17, Maven, Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cat >"$dir/pom.xml" <<'POM'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.poi</groupId><artifactId>poi-ooxml</artifactId><version>5.5.1</version></dependency>
  </dependencies>
</project>
POM
cat >"$dir/Finding.java" <<'JAVA'
import java.io.FileOutputStream;
import org.apache.poi.ss.usermodel.DataFormatter;
import org.apache.poi.ss.usermodel.DateUtil;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

public class Finding {
    public static void main(String[] args) throws Exception {
        try (var book = new XSSFWorkbook(); var out = new FileOutputStream(args[0])) {
            var sheet = book.createSheet();
            int custom = book.createDataFormat().getFormat("yyyy\"年\"m\"月\"");
            for (int format : new int[] {31, 57, custom}) {
                var cell = sheet.createRow(sheet.getPhysicalNumberOfRows()).createCell(0);
                cell.setCellValue(45047);
                var style = book.createCellStyle();
                style.setDataFormat(format);
                cell.setCellStyle(style);
                String name = format == custom ? "its own" : "number " + format;
                System.out.println(name + ": POI " + new DataFormatter().formatCellValue(cell)
                    + (DateUtil.isCellDateFormatted(cell) ? ", a date;" : ", no date;"));
            }
            book.write(out);
        }
    }
}
JAVA
mvn -q -B -f "$dir/pom.xml" dependency:build-classpath -Dmdep.outputFile="$dir/classpath"
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q openpyxl==3.1.5 python-calamine==0.9.1
cat >"$dir/read.py" <<'PY'
import sys

import openpyxl, python_calamine

cells = [row[0].value for row in openpyxl.load_workbook(sys.argv[1]).active.iter_rows()]
rows = python_calamine.CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()
for cell, row in zip(cells, rows):
    print(f"openpyxl {cell}; calamine {row[0]}")
PY
LC_ALL=C.UTF-8 java -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -cp "$(cat "$dir/classpath")" "$dir/Finding.java" "$dir/days.xlsx" 2>/dev/null | grep ": POI" >"$dir/poi" # Log4j says that it has no logger
paste -d ' ' "$dir/poi" <("$dir/python/bin/python" -W ignore "$dir/read.py" "$dir/days.xlsx") | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
number 31: POI reserved-45047x1F, no date; openpyxl 45047.0; calamine 2023-05-01
number 57: POI 45047.0, no date; openpyxl 45047.0; calamine 2023-05-01
its own: POI 2023"年"5"月", a date; openpyxl 2023-05-01 00:00:00; calamine 2023-05-01
WANT
