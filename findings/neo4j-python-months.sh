#!/usr/bin/env bash
# neo4j 6.4.1 (the driver for Python 3.11), neo4j-values 5.26.30 (the server's own dates, without a server, Java 17).
#
# Guess: a date from the driver plus a duration of a month is what date() + duration() is in Cypher: the same day of the
# next month, or its last day where there is no such day.
#
# Seen: the driver counts the last three days of a month from its end. The last day goes to the last day: a month after
# 28 February is 31 March, a year after 28 February 2023 is 29 February 2024. The last but one goes to the last but one:
# a month after 30 January is 27 February, the day before that of 31 January. Whoever adds a month of notice in Python
# and asks the graph in Cypher has two ends, up to three days apart. So periods are added in the query, or by one
# library.
#
# Prints four lines and fails if they are others than those. Needs Python with venv, pip, Java 17 and Maven.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cat >"$dir/pom.xml" <<'POM'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j-values</artifactId><version>5.26.30</version></dependency>
  </dependencies>
</project>
POM
cat >"$dir/Finding.java" <<'JAVA'
import org.neo4j.values.storable.DateValue;
import org.neo4j.values.storable.DurationValue;

public class Finding {
    public static void main(String[] args) {
        for (int i = 0; i < args.length; i += 2) {
            var months = DurationValue.duration(Integer.parseInt(args[i + 1]), 0, 0, 0);
            System.out.println(DateValue.parse(args[i]).add(months).prettyPrint());
        }
    }
}
JAVA
cat >"$dir/ask.py" <<'PY'
import sys

from neo4j.time import Date, Duration

for day, months in zip(sys.argv[1::2], sys.argv[2::2]):
    print(f"{day} and {months} months: Python {Date.from_iso_format(day) + Duration(months=int(months))}, server ")
PY
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q neo4j==6.4.1
mvn -q -B -f "$dir/pom.xml" dependency:build-classpath -Dmdep.outputFile="$dir/classpath"

asked=(2023-02-28 1 2023-02-28 12 2023-01-30 1 2023-01-31 1)
"$dir/python/bin/python" "$dir/ask.py" "${asked[@]}" >"$dir/python.txt"
java -cp "$(cat "$dir/classpath")" "$dir/Finding.java" "${asked[@]}" >"$dir/java.txt"
paste -d '' "$dir/python.txt" "$dir/java.txt" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
2023-02-28 and 1 months: Python 2023-03-31, server 2023-03-28
2023-02-28 and 12 months: Python 2024-02-29, server 2024-02-28
2023-01-30 and 1 months: Python 2023-02-27, server 2023-02-28
2023-01-31 and 1 months: Python 2023-02-28, server 2023-02-28
WANT
