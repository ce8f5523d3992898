#!/usr/bin/env bash
# Neo4j 5.26.30, embedded, Java 17.
#
# Guess: an aggregate inside a COLLECT subquery is the subquery's own, so that the expression around it may use variables
# and is no aggregate itself, as with COUNT { } and EXISTS { }.
#
# Seen: coalesce(COLLECT { … RETURN min(m.x) - 1 }[0], h.x) is refused: the whole expression counts as an aggregate, and
# h.x as an implicit grouping key. With an ORDER BY … LIMIT 1 instead of the aggregate, and with the subquery in a WITH of
# its own, the same is answered.
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
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;

public class Finding {
    public static void main(String[] args) {
        var dbms = new DatabaseManagementServiceBuilder(Path.of(args[0])).build();
        try {
            var db = dbms.database("neo4j");
            db.executeTransactionally("CREATE (:H {x: 9}), (:M {x: 3}), (:M {x: 5})");
            for (String text : new String[] {
                "MATCH (h:H) RETURN coalesce(COLLECT { MATCH (m:M) RETURN min(m.x) - 1 }[0], h.x) AS found",
                "MATCH (h:H) RETURN coalesce(COLLECT { MATCH (m:M) RETURN m.x - 1 ORDER BY m.x LIMIT 1 }[0], h.x) AS found",
                "MATCH (h:H) WITH h, COLLECT { MATCH (m:M) RETURN min(m.x) - 1 } AS xs RETURN coalesce(xs[0], h.x) AS found"}) {
                String said;
                try {
                    said = db.executeTransactionally(text, java.util.Map.of(), result -> result.next().get("found").toString());
                } catch (Exception e) {
                    said = e.getMessage().contains("implicit grouping") ? "refused: implicit grouping" : "refused otherwise";
                }
                System.out.println(said);
            }
        } finally {
            dbms.shutdown();
        }
    }
}
JAVA
mvn -q -B -f "$dir/pom.xml" dependency:build-classpath -Dmdep.outputFile="$dir/classpath"
got=$(java -cp "$(cat "$dir/classpath")" "$dir/Finding.java" "$dir/data" 2>/dev/null)
want='refused: implicit grouping
2
2'
echo "$got"
[ "$got" = "$want" ]
