package analyst_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"bole/graph/analyst"
	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/refusal"
	"bole/internal/localneo4j/neo4jtest"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
	"bole/internal/worldtest"
)

func TestMain(m *testing.M) { neo4jtest.Main(m) }

// hostile statements must not run, whatever the reason that is found first.
var hostile = []string{
	"CREATE (n:Cadre {key: 'x'})", "MATCH (n) CREATE (m:Cadre {key: 'y'}) RETURN m", "MATCH (n) SET n.name = 'x'", "MATCH (n) SET n += {a: 1} RETURN n",
	"MATCH (n) SET n = {} RETURN n", "MATCH (n:Cadre) SET n:Admin RETURN n", "MATCH (n:Cadre) REMOVE n.name RETURN n", "MATCH (n:Cadre) REMOVE n:Cadre RETURN n",
	"MATCH (n) DELETE n", "MATCH (n) DETACH DELETE n", "MATCH (n) NODETACH DELETE n", "MERGE (n:Cadre {key: 'm'}) RETURN n",
	"MATCH (n:Cadre) MERGE (n)-[:KNOWS]->(n) RETURN n", "MATCH ()-[r]->() DELETE r", "MATCH ()-[r]->() SET r.role = 'LEAD' RETURN r",
	"MATCH (n) FOREACH (x IN [1] | SET n.a = x)", "UNWIND [1] AS x FOREACH (y IN [1] | CREATE (:Cadre))",
	"MATCH (n:Cadre) RETURN n UNION MATCH (n:Cadre) SET n.name = '' RETURN n", "MATCH (n:Cadre) RETURN n UNION ALL MATCH (n:Cadre) DETACH DELETE n RETURN null AS n",
	"MATCH (n:Cadre) CALL (n) { SET n.name = 'x' RETURN 1 AS y } RETURN y", "CALL { CREATE (n:Cadre) RETURN n } RETURN n",
	"WITH 1 AS x CALL (x) { CREATE (:Cadre) } RETURN x", "WITH 1 AS x CALL (x) { WITH x CALL (x) { CREATE (:Cadre) } } RETURN x",
	"MATCH (n:Cadre) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10 ROWS", "WITH 1 AS x CALL (x) { MATCH (n) RETURN n } IN TRANSACTIONS RETURN n",
	"UNWIND [1] AS x CALL (x) { RETURN 1 AS y UNION CREATE (n) RETURN 1 AS y } RETURN y",
	"LOAD CSV FROM 'file:///etc/passwd' AS l RETURN l", "LOAD CSV WITH HEADERS FROM 'http://127.0.0.1/x' AS l RETURN l", "WITH 1 AS x LOAD CSV FROM 'file:///x' AS l RETURN l",
	"MATCH (n:Cadre) LOAD CSV FROM 'http://127.0.0.1/' + n.name AS l RETURN l", "UNWIND ['file:///x'] AS f LOAD CSV FROM f AS l RETURN l",
	"CALL db.labels()", "CALL db.labels() YIELD label RETURN label", "CALL dbms.components() YIELD name RETURN name", "CALL dbms.listConfig()",
	"WITH 1 AS x CALL db.propertyKeys() YIELD propertyKey RETURN x, propertyKey", "CALL tx.setMetaData({a: 1})", "MATCH (n) CALL tx.setMetaData({a: 1}) RETURN n",
	"CALL db.index.fulltext.queryNodes('task_text_title_summary', 'a') YIELD node RETURN node", "WITH 1 AS x CALL `db`.`labels`() YIELD label RETURN label",
	"CALL db.createLabel('X')", "CALL db.clearQueryCaches()", "WITH 1 AS x CALL /* */ db.labels() YIELD label RETURN label", "CALL apoc.help('x')", "CALL dbms.killConnections([])",
	"SHOW USERS", "SHOW SETTINGS", "SHOW TRANSACTIONS", "SHOW DATABASES", "SHOW INDEXES", "SHOW PROCEDURES YIELD name RETURN name", "SHOW FUNCTIONS", "SHOW CONSTRAINTS", "TERMINATE TRANSACTIONS 'neo4j-transaction-1'",
	"USE system SHOW USERS", "USE neo4j MATCH (n) RETURN n", "USE system MATCH (n) RETURN n",
	"CREATE INDEX x FOR (n:Cadre) ON (n.x)", "DROP INDEX cadre_name", "DROP CONSTRAINT cadre_key", "CREATE CONSTRAINT x FOR (n:Cadre) REQUIRE n.x IS UNIQUE",
	"ALTER USER neo4j SET PASSWORD 'x'", "CREATE USER x SET PASSWORD 'abcdefgh'", "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b'", "CREATE DATABASE x", "DROP DATABASE neo4j", "STOP DATABASE neo4j", "GRANT ROLE admin TO x",
	"EXPLAIN MATCH (n) RETURN n", "PROFILE MATCH (n) SET n.x = 1", "CYPHER 25 MATCH (n) RETURN n", "CYPHER runtime=slotted CREATE (n) RETURN n", "/* a */ PROFILE MATCH (n) DELETE n", "// a\nEXPLAIN CREATE (n)",
	"MATCH (n) RETURN n; MATCH (m) DELETE m", "MATCH (n) RETURN n;", "RETURN 1 /* ; */; CREATE (n)", "MATCH (n) RETURN 'a' + \"b\"; DROP INDEX x",
	"\\u0043REATE (n)", "MATCH (n) \\u0053ET n.x = 1", "MATCH (n) RETURN '\\u0027 + 1 SET n.x = 1 RETURN \\u0027'", "RETURN 'a\\u0027; CREATE (n) //'",
	"MATCH (n) RETURN 'unterminated", "MATCH (n) RETURN n /* open", "MATCH (`n) RETURN n", "", "   ", "// nothing", "hello", "}{", "(n) RETURN n", "RETURN",
	"RETURN size([x IN range(1, 20000000) | toString(x)])", "RETURN RANGE(1, 1000000000)", "RETURN `range`(1, 100000000)", "UNWIND range(1, 1000000) AS x UNWIND range(1, 1000000) AS y RETURN count(*)", "RETURN reduce(s = 'x', i IN [1,2,3] | s + s)", "RETURN replace('aaaa', 'a', 'bbbb')",
	"INSERT (n:Cadre)", "FINISH", "MATCH (n) FINISH SET n.x = 1", "MATCH (n) SET n.x = 1 FINISH", "MATCH (n:Cadre) SET n[$p] = 1 RETURN n", "MATCH (n) SET n:$('Admin') RETURN n",
}

var friendly = []string{
	"MATCH (c:Cadre) RETURN c.key AS key ORDER BY key LIMIT 3", "MATCH (c:Cadre)-[w:WORKED_ON]->(t:Task) RETURN c, w, t LIMIT 5", "MATCH p = (c:Cadre)-[*1..2]-(t:Task) RETURN p LIMIT 2",
	"MATCH (t:Task) RETURN t.category AS c, count(*) AS n, avg(t.difficulty) AS d ORDER BY n DESC", "OPTIONAL MATCH (c:Cadre {key: $key}) RETURN c.name", "UNWIND $keys AS k MATCH (c:Cadre {key: k}) RETURN c.key",
	"MATCH (c:Cadre) WHERE EXISTS { (c)-[:WORKED_ON]->(:Task {category: 'REFORM'}) } RETURN count(c)", "MATCH (c:Cadre) RETURN c.key, COLLECT { MATCH (c)-[:WORKED_ON]->(t) RETURN t.key } LIMIT 3",
	"MATCH (c:Cadre) CALL (c) { MATCH (c)-[:WORKED_ON]->(t) RETURN count(t) AS n } RETURN c.key, n LIMIT 3", "MATCH p = SHORTEST 1 (a:Cadre {key: 'ca1'})-[:WORKED_ON]-+(b:Cadre {key: 'ca2'}) RETURN length(p)",
	"MATCH p = SHORTEST 2 GROUPS (a:Cadre {key: 'ca1'}) ((x)-[:WORKED_ON]-(y) WHERE x.key > y.key)+ (b:Cadre {key: 'ca2'}) RETURN length(p)",
	"MATCH (a:Task) RETURN a.key AS k UNION MATCH (b:Case) RETURN b.key AS k", "WITH 'a;b -- CREATE (n)' AS s RETURN s", "RETURN 1 AS `CREATE (n)` // DELETE", "MATCH (t:Task) WITH t ORDER BY t.key SKIP 1 LIMIT 2 RETURN collect(t)", "RETURN {a: [1, 2.5, null, true], b: date('2024-01-01')} AS m", "MATCH (n:Cadre) WHERE n.name CONTAINS 'SET' OR n.name = \"DELETE\" RETURN n",
}

func openForAnalysts(t testing.TB, log *slog.Logger) *rooms.Rooms {
	t.Helper()
	return roomstest.Fresh(t, rooms.Options{CypherRole: "ORGANIZER", Log: log})
}

type cypherAnswer struct {
	Columns   []string
	Rows      [][]any
	Truncated bool
	Nodes     []struct{ ID, Type string }
	Edges     []struct{ Source, Target, Type string }
}

func (a *cypherAnswer) ask(t *testing.T, r *rooms.Rooms, c law.Caller, statement, params string) error {
	t.Helper()
	vars := map[string]any{"s": statement}
	if params != "" {
		vars["p"] = params
	}
	got, more, err := roomstest.Answer(t.Context(), r, worldtest.Request{Caller: c, Variables: vars,
		Text: `query($s: String!, $p: String) { cypher(statement: $s, params: $p) { columns rows truncated nodes { id type } edges { source target type } } }`})
	if err != nil {
		return err
	}
	if len(more) > 0 {
		t.Fatal(more)
	}
	if err := json.Unmarshal(got, a); err != nil {
		t.Fatal(err, string(got))
	}
	return nil
}

var organizer = law.Caller{Role: "ORGANIZER", Whole: true}

func TestHostileCypher(t *testing.T) {
	var log bytes.Buffer
	r := openForAnalysts(t, slog.New(slog.NewTextHandler(&log, nil)))
	roomstest.Exec(t, "CREATE (:Cadre {key: 'ca1', name: '甲'})-[:WORKED_ON {role: 'LEAD'}]->(:Task {key: 'ta1', title: '事'})", nil)
	digest := func() any {
		rows, err := r.Store.Read(t.Context(), law.System, cypher.Statement{Text: "MATCH (n) OPTIONAL MATCH (n)-[r]->() WITH n, r ORDER BY n.key RETURN collect([labels(n), properties(n), type(r), properties(r)])"})
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(rows[0])
	}
	before := digest()
	if len(hostile) < 60 {
		t.Fatalf("only %d statements", len(hostile))
	}
	for _, s := range hostile {
		var a cypherAnswer
		err := a.ask(t, r, organizer, s, `{"p": "x"}`)
		var e *refusal.Error
		if !errors.As(err, &e) || !slices.Contains([]refusal.Code{refusal.Forbidden, refusal.BadInput, refusal.Limit}, e.Code) {
			t.Errorf("%q: %v, %+v", s, err, a)
		}
	}
	if after := digest(); after != before {
		t.Errorf("the graph was %v and is %v", before, after)
	}
	if strings.Contains(log.String(), "etc/passwd") || strings.Contains(log.String(), "20000000") || !strings.Contains(log.String(), "answered=false") {
		t.Errorf("the log: %s", log.String())
	}
}

func TestFriendlyCypher(t *testing.T) {
	var log bytes.Buffer
	r := openForAnalysts(t, slog.New(slog.NewTextHandler(&log, nil)))
	roomstest.Exec(t, "UNWIND range(1, 1500) AS i CREATE (:Cadre {key: 'ca' + i, name: '甲', version: 1})-[:WORKED_ON {role: 'LEAD'}]->(:Task {key: 'ta' + i, title: '事', category: 'REFORM', difficulty: 3}) CREATE (:SavedQuestion {key: 'q' + i})", nil)
	for _, s := range friendly {
		var a cypherAnswer
		if err := a.ask(t, r, organizer, s, `{"key": "ca7", "keys": ["ca1", "secret"]}`); err != nil || len(a.Rows) == 0 && !strings.Contains(s, "SET") && !strings.Contains(s, "SHORTEST") {
			t.Errorf("%q: %v, %+v", s, err, a)
		}
	}
	var a cypherAnswer
	if err := a.ask(t, r, organizer, "MATCH (c:Cadre)-[w:WORKED_ON]->(t) RETURN c, w, t", ""); err != nil || len(a.Rows) != analyst.Rows || !a.Truncated || len(a.Nodes) < 2*analyst.Rows || len(a.Edges) < analyst.Rows {
		t.Errorf("%v: %d rows, %d nodes, %d edges, truncated %t", err, len(a.Rows), len(a.Nodes), len(a.Edges), a.Truncated)
	}
	if err := a.ask(t, r, organizer, "MATCH (q:SavedQuestion) RETURN q LIMIT 1", ""); err != nil || a.Rows[0][0] != nil {
		t.Errorf("a node that is not the graph's: %v %v", err, a.Rows)
	}
	if strings.Contains(log.String(), "secret") || strings.Contains(log.String(), "REFORM") {
		t.Errorf("the log holds literals: %.500s", log.String())
	}
	for _, c := range []law.Caller{{Role: "ANALYST", Whole: true}, {Role: "ORGANIZER", Units: []string{"u"}}, {Role: "SUBJECT", Self: "ca1"}} {
		if err := a.ask(t, r, c, "RETURN 1", ""); err == nil {
			t.Errorf("%+v may", c)
		}
	}
	if err := a.ask(t, roomstest.Fresh(t, rooms.Options{}), organizer, "RETURN 1", ""); err == nil || !strings.Contains(err.Error(), "--cypher") {
		t.Errorf("it is off and answers %v", err)
	}
}

func TestCypherRole(t *testing.T) {
	l := worldtest.Law(t)
	for role, ok := range map[string]bool{"": true, "ORGANIZER": true, "ADMIN": true, "ANALYST": false, "SUBJECT": false, "SERVICE": false} {
		if _, err := analyst.New(l, nil, role, slog.New(slog.DiscardHandler)); (err == nil) != ok {
			t.Errorf("%s: %v", role, err)
		}
	}
}

// FuzzWithoutLiterals holds that no string of a statement survives in the log.
func FuzzWithoutLiterals(f *testing.F) {
	for _, s := range []string{"a'b", `a\'b`, "x//y", "/*", "`", "", "é\n"} {
		f.Add(s, "MATCH (n) WHERE n.name = ")
	}
	f.Fuzz(func(t *testing.T, s, around string) {
		b, err := json.Marshal("\x01" + s + "\x01")
		if err != nil || strings.ContainsAny(around, "'\"`/\x01") {
			return
		}
		if out := analyst.WithoutLiterals(around + string(b) + " RETURN 1"); strings.Contains(out, "\\u0001") || strings.ContainsRune(out, 1) {
			t.Errorf("%q is in %q", s, out)
		}
	})
}
