package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"bole/graph/cypher"
	"bole/graph/law"
)

// ownSchema are the constraints and indexes of what the system itself keeps.
var ownSchema = []cypher.Word{
	"CREATE CONSTRAINT change_seq IF NOT EXISTS FOR (n:Change) REQUIRE n.seq IS UNIQUE",
	"CREATE INDEX change_type_seq IF NOT EXISTS FOR (n:Change) ON (n.type, n.seq)",
	"CREATE INDEX change_type_key IF NOT EXISTS FOR (n:Change) ON (n.type, n.key)",
	"CREATE INDEX change_batch IF NOT EXISTS FOR (n:Change) ON (n.batch, n.seq)",
	"CREATE CONSTRAINT loghead_key IF NOT EXISTS FOR (n:LogHead) REQUIRE n.key IS UNIQUE",
	"CREATE CONSTRAINT importbatch_key IF NOT EXISTS FOR (n:ImportBatch) REQUIRE n.key IS UNIQUE",
	"CREATE INDEX importbatch_state IF NOT EXISTS FOR (n:ImportBatch) ON (n.state)",
	"CREATE CONSTRAINT idempotencykey_key IF NOT EXISTS FOR (n:IdempotencyKey) REQUIRE n.key IS UNIQUE",
	"CREATE INDEX idempotencykey_recordedat IF NOT EXISTS FOR (n:IdempotencyKey) ON (n.recordedAt)",
	"CREATE CONSTRAINT lease_key IF NOT EXISTS FOR (n:Lease) REQUIRE n.key IS UNIQUE",
	"CREATE CONSTRAINT leaselatch_key IF NOT EXISTS FOR (n:LeaseLatch) REQUIRE n.key IS UNIQUE",
	"CREATE CONSTRAINT auditchain_key IF NOT EXISTS FOR (n:AuditChain) REQUIRE n.key IS UNIQUE",
	"CREATE CONSTRAINT auditgroup_key IF NOT EXISTS FOR (n:AuditGroup) REQUIRE n.key IS UNIQUE",
	"CREATE CONSTRAINT auditblock_key IF NOT EXISTS FOR (n:AuditBlock) REQUIRE n.key IS UNIQUE",
	"CREATE INDEX auditgroup_chain IF NOT EXISTS FOR (n:AuditGroup) ON (n.chain, n.from)",
	"CREATE INDEX auditblock_chain IF NOT EXISTS FOR (n:AuditBlock) ON (n.chain, n.from)",
	"CREATE INDEX auditblock_lastat IF NOT EXISTS FOR (n:AuditBlock) ON (n.lastAt)",
	"CREATE CONSTRAINT auditday_key IF NOT EXISTS FOR (n:AuditDay) REQUIRE n.key IS UNIQUE",
	"CREATE INDEX auditday_official IF NOT EXISTS FOR (n:AuditDay) ON (n.official, n.day)",
	"CREATE CONSTRAINT browsersession_key IF NOT EXISTS FOR (n:BrowserSession) REQUIRE n.key IS UNIQUE",
	"CREATE INDEX browsersession_person IF NOT EXISTS FOR (n:BrowserSession) ON (n.person)",
	"CREATE INDEX browsersession_sid IF NOT EXISTS FOR (n:BrowserSession) ON (n.sid)",
	"CREATE INDEX browsersession_endsat IF NOT EXISTS FOR (n:BrowserSession) ON (n.endsAt)",
	"CREATE CONSTRAINT migration_key IF NOT EXISTS FOR (n:Migration) REQUIRE n.key IS UNIQUE",
}

// Migrate makes the constraints and indexes that are missing, the caller's (each with IF NOT EXISTS) and the
// system's own, and the log's head. A graph that counted its changes before there was a log gets a first entry for
// each of the types. Several processes may do it at once.
func (s *Store) Migrate(ctx context.Context, schema []cypher.Word, types []string) error {
	for _, text := range append(ownSchema, schema...) {
		if err := s.schema(ctx, string(text)); err != nil {
			return fmt.Errorf("migrate: %s: %w", text, err)
		}
	}
	if err := s.schema(ctx, "CALL db.awaitIndexes(300)"); err != nil {
		return fmt.Errorf("wait for indexes: %w", err)
	}
	_, err := s.Act(ctx, Act{Caller: law.System, Name: "migrate", Do: func(tx *Tx) (string, error) {
		if _, err := tx.run(cypher.Statement{Text: "MERGE (h:LogHead {key: 'log'}) ON CREATE SET h.seq = 0, h.chain = '', h.secret = $p.secret SET h.lock = true REMOVE h.lock",
			Params: params(map[string]any{"secret": rand.Text()})}); err != nil {
			return "", err
		}
		// Of two at once the second finds nothing any more: it waited for the head's lock.
		old, err := tx.run(cypher.Statement{Text: "MATCH (v:DataVersion {key: 'facts'}) WITH v, v.number AS number DELETE v RETURN number"})
		if err != nil || len(old) == 0 {
			return "", err
		}
		for _, t := range types {
			tx.Note(Entry{Op: opAdopted, Type: t, After: map[string]any{"dataVersion": old[0][0]}})
		}
		return "", nil
	}})
	if err != nil {
		return fmt.Errorf("migrate the log: %w", err)
	}
	return nil
}

// DropIndex removes an index, if it is there.
func (s *Store) DropIndex(ctx context.Context, name string) error {
	if err := s.schema(ctx, "DROP INDEX "+cypher.Quote(name)+" IF EXISTS"); err != nil {
		return fmt.Errorf("drop index %s: %w", name, err)
	}
	return nil
}

// schema runs a statement that changes indexes, which no transaction may hold together with changes of data. Two
// processes that make the same one at once may meet; the second finds it there.
func (s *Store) schema(ctx context.Context, text string) error {
	if err := s.Writable(); err != nil {
		return err
	}
	free, err := s.slot(ctx)
	if err != nil {
		return err
	}
	defer free()
	for range 5 {
		s.statements.Add(1)
		session := s.session(ctx, neo4j.AccessModeWrite, neo4j.FetchAll)
		var result neo4j.ResultWithContext
		if result, err = session.Run(ctx, text, nil, neo4j.WithTxTimeout(streamLimit)); err == nil {
			_, err = result.Consume(ctx)
		}
		err = errors.Join(err, session.Close(context.WithoutCancel(ctx)))
		var answered *neo4j.Neo4jError
		again := retryable(err) || errors.As(err, &answered) && answered.Category() == "Schema"
		if !again {
			break
		}
		time.Sleep(retryFirst)
	}
	return failure(ctx, err)
}

// Once does something that is to be done once in the life of a graph, such as loading what comes with the product,
// and notes that it is done. Two at once may both do it: it has to bear that.
func (s *Store) Once(ctx context.Context, step string, do func() error) error {
	rows, err := s.Read(ctx, law.System, cypher.Statement{Name: "migration", Text: "MATCH (m:Migration {key: $p.key}) RETURN 1", Params: params(map[string]any{"key": step})})
	if err != nil || len(rows) > 0 {
		return err
	}
	if err := do(); err != nil {
		return fmt.Errorf("%s: %w", step, err)
	}
	_, err = s.Act(ctx, Act{Caller: law.System, Name: "migrate", Do: func(tx *Tx) (string, error) {
		_, err := tx.run(cypher.Statement{Text: "MERGE (m:Migration {key: $p.key}) ON CREATE SET m.recordedAt = $p.at",
			Params: params(map[string]any{"key": step, "at": FormatTime(tx.at)})})
		return "", err
	}})
	return err
}

// Blank reports whether the graph holds nothing but what the system keeps about itself.
func (s *Store) Blank(ctx context.Context) (bool, error) {
	rows, err := s.Read(ctx, law.System, cypher.Statement{Name: "blank",
		Text: "MATCH (n) WHERE NOT n:Migration|DataVersion|LogHead|Change|ChangeValues|IdempotencyKey|ImportBatch|Lease|LeaseLatch|AuditChain|AuditGroup|AuditBlock|AuditDay|BrowserSession RETURN 1 LIMIT 1"})
	return len(rows) == 0, err
}
