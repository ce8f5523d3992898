#!/usr/bin/env bash
# Neo4j 5.26.30, embedded, Java 17.
#
# Guess: a condition `n.t > x` depends on the text x alone, so adding an empty text to x changes nothing.
#
# Seen: there are two orders. A stored text is compared with a parameter of this program, with another stored text, and
# through a range index with anything, by code point; without an index it is compared with a text that was concatenated by
# UTF-16 unit. They differ where a character beyond U+FFFF (𠮷, as in names) meets one of U+E000 to U+FFFF (（, the bracket
# of Chinese typing). So `$text` and `$text + ''` find different rows, until somebody makes an index.
#
# Prints three lines and fails if they are others than those. Needs Java 17 and Maven.
set -euo pipefail
version=5.26.30
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cat >"$dir/pom.xml" <<POM
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>$version</version></dependency>
  </dependencies>
</project>
POM
cat >"$dir/Finding.java" <<'JAVA'
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;

public class Finding {
    public static void main(String[] args) {
        var dbms = new DatabaseManagementServiceBuilder(Path.of(args[0])).build();
        try {
            var db = dbms.database("neo4j");
            db.executeTransactionally("CREATE (:T {t: '（甲'}), (:T {t: '𠮷甲'})");
            String plain = "MATCH (n:T) WHERE n.t > $text RETURN collect(n.t) AS found";
            String added = "MATCH (n:T) WHERE n.t > $text + '' RETURN collect(n.t) AS found";
            System.out.println("n.t > $text: " + ask(db, plain));
            System.out.println("n.t > $text + '': " + ask(db, added));
            db.executeTransactionally("CREATE RANGE INDEX FOR (n:T) ON (n.t)");
            try (var tx = db.beginTx()) {
                tx.schema().awaitIndexesOnline(60, TimeUnit.SECONDS);
            }
            System.out.println("n.t > $text + '', with an index: " + ask(db, added));
        } finally {
            dbms.shutdown();
        }
    }

    static String ask(org.neo4j.graphdb.GraphDatabaseService db, String text) {
        return db.executeTransactionally(text, Map.of("text", "（甲"), result -> result.next().get("found").toString());
    }
}
JAVA
mvn -q -B -f "$dir/pom.xml" dependency:build-classpath -Dmdep.outputFile="$dir/classpath"
got=$(LC_ALL=C.UTF-8 java -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -cp "$(cat "$dir/classpath")" "$dir/Finding.java" "$dir/data" 2>/dev/null)
want='n.t > $text: [𠮷甲]
n.t > $text + '"''"': []
n.t > $text + '"''"', with an index: [𠮷甲]'
printf '%s\n' "$got"
if [ "$got" != "$want" ]; then
  printf 'This has changed; it was:\n%s\n' "$want" >&2
  exit 1
fi
