#!/usr/bin/env bash
# ICU4J 78.2 (Java 17), golang.org/x/text v0.44.0 (Go 1.26). Intl in browsers and Node has the same order from ICU.
#
# Guess: the collation "zh-u-co-stroke" is the order by strokes of the surname (按姓氏笔画为序) in which lists of officials
# stand: by number of strokes and, where that is equal, by the kinds of the strokes: 横竖撇点折, as GB 13000.1 has it.
#
# Seen: where the number is equal it goes by radicals, as dictionaries do. Of surnames with four strokes 文 and 方, which
# begin with a dot and stand late, come before 毛, 牛 and 王, and 尹 and 孔, which are last, come first. x/text has the same.
# Readers take such an order for a ranking and see who is out of place. So lists by strokes are sorted by a table of the
# standard, or the order is called another.
#
# Prints three lines and fails if they are others than those. Needs Java 17, Maven and Go.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cat >"$dir/pom.xml" <<'POM'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.ibm.icu</groupId><artifactId>icu4j</artifactId><version>78.2</version></dependency>
  </dependencies>
</project>
POM
cat >"$dir/Finding.java" <<'JAVA'
import com.ibm.icu.text.Collator;
import com.ibm.icu.util.ULocale;
import java.util.Arrays;

public class Finding {
    public static void main(String[] surnames) {
        Arrays.sort(surnames, Collator.getInstance(ULocale.forLanguageTag("zh-u-co-stroke")));
        System.out.println("ICU: " + String.join(" ", surnames));
    }
}
JAVA
cat >"$dir/main.go" <<'GO'
package main

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

func main() {
	surnames := os.Args[1:]
	collate.New(language.MustParse("zh-u-co-stroke")).SortStrings(surnames)
	fmt.Println("x/text:", strings.Join(surnames, " "))
}
GO
cat >"$dir/go.mod" <<'MOD'
module finding
go 1.26
require golang.org/x/text v0.44.0
MOD
mvn -q -B -f "$dir/pom.xml" dependency:build-classpath -Dmdep.outputFile="$dir/classpath"

# Three and four strokes in the order of GB 13000.1: 横 (于万, 王韦车) is before 撇 (牛毛), 点 (文方) and 折 (马, 尹孔).
standard=(于 万 马 王 韦 车 牛 毛 文 方 尹 孔)
{
  echo "standard: ${standard[*]}"
  java -cp "$(cat "$dir/classpath")" "$dir/Finding.java" "${standard[@]}"
  (cd "$dir" && go mod tidy 2>/dev/null && go run . "${standard[@]}")
} | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
standard: 于 万 马 王 韦 车 牛 毛 文 方 尹 孔
ICU: 万 于 马 尹 孔 文 方 毛 牛 王 车 韦
x/text: 万 于 马 尹 孔 文 方 毛 牛 王 车 韦
WANT
