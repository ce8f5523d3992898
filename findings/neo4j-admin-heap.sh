#!/usr/bin/env bash
# Neo4j 5.26.30, its administration commands by their own class, Java 17.
#
# Guess: a command that is started with `java -Xmx300m … Neo4jAdminCommand dbms set-initial-password` runs with at most
# 300 MiB, as a small command on a machine where a server has the rest. With --verbose it says which Java it runs in.
#
# Seen: it starts a second Java, which takes nothing of the first one's options. That one's heap is the server's
# (server.memory.heap.max_size in neo4j.conf), and its other options are the server's too (server.jvm.additional): a command
# that needs little takes as much as the server, and a bulk import cannot be given more on the command line of Java.
#
# Prints the options of the Java that did the work, the heap in KiB, and fails if they are others. Needs Java 17 and Maven.
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
    <dependency><groupId>org.neo4j.app</groupId><artifactId>neo4j-server</artifactId><version>$version</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B -f "$dir/pom.xml" dependency:copy-dependencies -DoutputDirectory="$dir/lib"
mkdir -p "$dir/conf" "$dir/data" "$dir/plugins"
echo 'server.memory.heap.max_size=444m' >"$dir/conf/neo4j.conf"
NEO4J_HOME=$dir NEO4J_CONF=$dir/conf java -Xmx300m -Dbasedir="$dir" -cp "$dir/lib/*" org.neo4j.server.startup.Neo4jAdminCommand \
  dbms set-initial-password --verbose a-password >"$dir/said" 2>&1 || { cat "$dir/said"; exit 1; }
got=$(grep '^VM Arguments' "$dir/said")
want='VM Arguments: [-Dfile.encoding=UTF-8, -Xmx454656k]'
echo "$got"
[ "$got" = "$want" ]
