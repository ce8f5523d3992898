#!/usr/bin/env bash
# ICU4J 78.2, lunar 1.3.14 (6tail), Java 17. Intl in browsers and Node has the same calendar from ICU.
#
# Guess: the Chinese calendar of ICU gives the days and months of the official one for all birthdays and holidays of people
# in office. It is what Intl.DateTimeFormat with "zh-u-ca-chinese" asks.
#
# Seen: it computes moons and solar terms with less precision than the observatory, and differs where one of them falls
# near midnight or two near each other. Spring Festival of 2027 is 6 February; ICU calls that the last day of the old
# year. Those of 1954 and 2030 are a day off too, and 1987, whose sixth month was doubled, gets a second seventh month: a
# birthday of that summer is a month off. From October 1949 to 2030 it is 269 days. So lunar days come from a library with
# the observatory's tables.
#
# Prints five lines and fails if they are others than those. Needs Java 17 and Maven.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cat >"$dir/pom.xml" <<'POM'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.ibm.icu</groupId><artifactId>icu4j</artifactId><version>78.2</version></dependency>
    <dependency><groupId>cn.6tail</groupId><artifactId>lunar</artifactId><version>1.3.14</version></dependency>
  </dependencies>
</project>
POM
cat >"$dir/Finding.java" <<'JAVA'
import com.ibm.icu.util.ChineseCalendar;
import com.ibm.icu.util.TimeZone;
import com.nlf.calendar.Solar;
import java.time.LocalDate;
import java.time.ZoneId;

public class Finding {
    static final ChineseCalendar CALENDAR = new ChineseCalendar(TimeZone.getTimeZone("Asia/Shanghai"));

    static String text(int month, boolean leap, int day) {
        return "day " + day + " of month " + month + (leap ? " (leap)" : "");
    }

    static String icu(LocalDate date) {
        CALENDAR.setTimeInMillis(date.atTime(12, 0).atZone(ZoneId.of("Asia/Shanghai")).toInstant().toEpochMilli());
        boolean leap = CALENDAR.get(ChineseCalendar.IS_LEAP_MONTH) == 1;
        return text(CALENDAR.get(ChineseCalendar.MONTH) + 1, leap, CALENDAR.get(ChineseCalendar.DAY_OF_MONTH));
    }

    static String lunar(LocalDate date) {
        var day = Solar.fromYmd(date.getYear(), date.getMonthValue(), date.getDayOfMonth()).getLunar();
        return text(Math.abs(day.getMonth()), day.getMonth() < 0, day.getDay());
    }

    public static void main(String[] args) {
        for (String day : new String[] {"1954-02-03", "1987-08-01", "2027-02-06", "2030-02-03"}) {
            var date = LocalDate.parse(day);
            System.out.println(day + ": lunar " + lunar(date) + ", ICU " + icu(date));
        }
        long differ = LocalDate.of(1949, 10, 1).datesUntil(LocalDate.of(2031, 1, 1)).filter(d -> !icu(d).equals(lunar(d))).count();
        System.out.println("1949-10-01 to 2030-12-31: " + differ + " days differ");
    }
}
JAVA
mvn -q -B -f "$dir/pom.xml" dependency:build-classpath -Dmdep.outputFile="$dir/classpath"
java -cp "$(cat "$dir/classpath")" "$dir/Finding.java" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
1954-02-03: lunar day 1 of month 1, ICU day 30 of month 12
1987-08-01: lunar day 7 of month 6 (leap), ICU day 7 of month 7
2027-02-06: lunar day 1 of month 1, ICU day 30 of month 12
2030-02-03: lunar day 1 of month 1, ICU day 2 of month 1
1949-10-01 to 2030-12-31: 269 days differ
WANT
