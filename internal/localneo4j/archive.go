package localneo4j

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"bole/graph/message"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// archive makes a class-data archive for this Java once, by starting an empty server, asking it something and
// stopping it: each later start, and the first questions after it, take about half the time. Without it everything
// works, only slower.
func archive(ctx context.Context, o Options, lib library) string {
	file := filepath.Join(lib.dir, "asked-"+lib.java.version+".jsa")
	failed := file + ".failed"
	if _, err := os.Stat(file); err == nil {
		return file
	}
	if _, err := os.Stat(failed); err == nil {
		return ""
	}
	o.Progress(message.New("preparing for quick starts (once)…"))
	if err := train(ctx, lib, o.Version, file); err != nil {
		o.Logger.Warn("no class-data archive; starts take longer", "cause", err)
		if ctx.Err() == nil {
			os.WriteFile(failed, []byte(err.Error()+"\n"), 0o600) //nolint:errcheck // it is tried again then
		}
		return ""
	}
	return file
}

func train(ctx context.Context, lib library, version, file string) error {
	dir, err := os.MkdirTemp("", "bole-neo4j-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a leftover in the system's temporary folder
	o := Options{Dir: filepath.Join(dir, "server"), Version: version, Fast: true, HeapMB: 256, PageCacheMB: 8}.withDefaults()
	l, err := claim(o.Dir)
	if err != nil {
		return err
	}
	s := &Server{options: o, library: lib, logs: filepath.Join(o.Dir, "logs"), lock: l, log: o.Logger}
	s.library.training = file + ".partial"
	if s.children, err = claimChildren(ctx, o.Dir); err != nil {
		return errors.Join(err, l.release())
	}
	err = s.initialise(ctx)
	if err == nil {
		var p *process
		if p, err = s.launch(ctx); err == nil {
			err = s.rehearse(ctx)
			p.stop()
		}
		if err == nil {
			err = os.Rename(s.library.training, file)
		}
	}
	return errors.Join(err, s.release())
}

// rehearsal has the parts that bole's statements are made of, so that Java has loaded what they need.
var rehearsal = []string{
	"CREATE CONSTRAINT a_key IF NOT EXISTS FOR (n:A) REQUIRE n.key IS UNIQUE",
	"CREATE INDEX a_name IF NOT EXISTS FOR (n:A) ON (n.name, n.key)",
	"CREATE FULLTEXT INDEX a_text IF NOT EXISTS FOR (n:A) ON EACH [n.name] OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-no-stop-words'}}",
	"CALL db.awaitIndexes(60)",
	"UNWIND $p.rows AS row MERGE (n:A {key: row.key}) ON CREATE SET n.version = 1 SET n += row WITH n MATCH (m:A) MERGE (m)-[r:R]->(n) ON CREATE SET r.at = '2024-01-01'",
	`MATCH (a:A {key: $p.key}) WHERE a.name IN $p.names AND EXISTS { (a)-[r:R]->(b:A) WHERE r.at >= '2024' AND NOT b.key STARTS WITH 'x' }
	 RETURN [a.key, COUNT { (a)-[:R]->(:A) }, COLLECT { MATCH (a)-[r:R]->(b) WITH r, b ORDER BY r.at DESC, b.key LIMIT $n RETURN [r.at, b.name, elementId(b)] }]`,
	`CALL () { MATCH (a:A) WHERE a.name > $p.key RETURN a ORDER BY a.name, a.key LIMIT $n UNION ALL MATCH (a:A) WHERE a.name IS NULL RETURN a ORDER BY a.key LIMIT $n }
	 OPTIONAL MATCH (a)-[r:R]->(b) WITH a.name AS name, count(DISTINCT b) AS n, collect(r.at)[0] AS at, avg(b.version) AS mean WHERE n > 0 RETURN name, n, at, mean ORDER BY n DESC, name`,
	"CALL db.index.fulltext.queryNodes('a_text', 'b') YIELD node, score RETURN node.key, score ORDER BY score LIMIT 3",
	"MATCH (n) DETACH DELETE n",
}

// rehearse asks a new server the rehearsal.
func (s *Server) rehearse(ctx context.Context) error {
	d, err := neo4j.NewDriverWithContext(s.URI(), neo4j.BasicAuth(s.User(), s.Password(), ""))
	if err != nil {
		return message.Errorf("rehearse: %v", err)
	}
	defer d.Close(ctx) //nolint:errcheck // the server is stopped next
	rows := []map[string]any{{"key": "a", "name": "b"}, {"key": "b", "name": "c"}, {"key": "c"}}
	params := map[string]any{"p": map[string]any{"key": "a", "names": []string{"b"}, "rows": rows}, "n": 2}
	for _, text := range rehearsal {
		if _, err := neo4j.ExecuteQuery(ctx, d, text, params, neo4j.EagerResultTransformer); err != nil {
			return message.Errorf("rehearse %q: %v", text, err)
		}
	}
	return nil
}
