package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"regexp"
	"slices"
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
	"CREATE INDEX change_at IF NOT EXISTS FOR (n:Change) ON (n.at)",
	"CREATE INDEX change_id IF NOT EXISTS FOR (n:Change) ON (n.id)",
	"CREATE INDEX change_batch IF NOT EXISTS FOR (n:Change) ON (n.batch, n.seq)",
	"CREATE CONSTRAINT loghead_key IF NOT EXISTS FOR (n:LogHead) REQUIRE n.key IS UNIQUE",
	"CREATE CONSTRAINT importbatch_key IF NOT EXISTS FOR (n:ImportBatch) REQUIRE n.key IS UNIQUE",
	"CREATE INDEX importbatch_state IF NOT EXISTS FOR (n:ImportBatch) ON (n.state)",
	"CREATE CONSTRAINT importjob_key IF NOT EXISTS FOR (n:ImportJob) REQUIRE n.key IS UNIQUE",
	"CREATE INDEX importjob_begunat IF NOT EXISTS FOR (n:ImportJob) ON (n.begunAt)",
	"CREATE CONSTRAINT idempotencykey_key IF NOT EXISTS FOR (n:IdempotencyKey) REQUIRE n.key IS UNIQUE",
	"CREATE INDEX idempotencykey_recordedat IF NOT EXISTS FOR (n:IdempotencyKey) ON (n.recordedAt)",
	"CREATE CONSTRAINT lease_key IF NOT EXISTS FOR (n:Lease) REQUIRE n.key IS UNIQUE",
	"CREATE CONSTRAINT erasedkey_key IF NOT EXISTS FOR (n:ErasedKey) REQUIRE n.key IS UNIQUE",
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
	"CREATE CONSTRAINT webhook_key IF NOT EXISTS FOR (n:Webhook) REQUIRE n.key IS UNIQUE",
	"CREATE CONSTRAINT webhookevent_key IF NOT EXISTS FOR (n:WebhookEvent) REQUIRE n.key IS UNIQUE",
	"CREATE INDEX webhookevent_hook IF NOT EXISTS FOR (n:WebhookEvent) ON (n.hook, n.n)",
	"CREATE CONSTRAINT recordpopulation_number IF NOT EXISTS FOR (n:RecordPopulation) REQUIRE n.number IS UNIQUE",
	"CREATE CONSTRAINT migration_key IF NOT EXISTS FOR (n:Migration) REQUIRE n.key IS UNIQUE",
}

// Migrate makes the constraints and indexes that are missing, the caller's (each with IF NOT EXISTS) and the
// system's own, and the log's head. A graph that counted its changes before there was a log gets a first entry for
// each of the types. Several processes may do it at once.
func (s *Store) Migrate(ctx context.Context, schema []cypher.Word, types []string) error {
	if err := s.create(ctx, slices.Concat(ownSchema, schema)); err != nil {
		return fmt.Errorf("migrate: %w", err)
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

// create makes those of the constraints and indexes that are not there, which one look tells: a graph of today asks for
// nothing more. All are made in one transaction, which takes half the time of one for each.
func (s *Store) create(ctx context.Context, all []cypher.Word) error {
	return s.alone(ctx, func(session neo4j.SessionWithContext) error {
		missing, err := missing(ctx, session, all)
		if err != nil || len(missing) == 0 {
			return err
		}
		tx, err := session.BeginTransaction(ctx, neo4j.WithTxTimeout(streamLimit))
		if err != nil {
			return err
		}
		for _, text := range missing {
			if err := consumed(ctx, tx.Run, string(text)); err != nil {
				return fmt.Errorf("%s: %w", text, errors.Join(err, tx.Rollback(context.WithoutCancel(ctx))))
			}
		}
		return tx.Commit(ctx)
	})
}

// made is a statement that makes a constraint or an index, with its name.
var made = regexp.MustCompile(`^CREATE (CONSTRAINT|(?:[A-Z]+ )?INDEX) (\w+) IF NOT EXISTS `)

// missing are the statements whose constraint or index is not there by its name.
func missing(ctx context.Context, session neo4j.SessionWithContext, all []cypher.Word) ([]cypher.Word, error) {
	result, err := session.Run(ctx, "SHOW INDEXES YIELD name, owningConstraint RETURN name, owningConstraint IS NOT NULL", nil)
	if err != nil {
		return nil, err
	}
	records, err := result.Collect(ctx)
	if err != nil {
		return nil, err
	}
	type kind struct {
		name       string
		constraint bool
	}
	there := map[kind]bool{}
	for _, r := range records {
		var k kind
		k.name, _ = r.Values[0].(string)
		k.constraint, _ = r.Values[1].(bool)
		there[k] = true
	}
	return slices.DeleteFunc(slices.Clone(all), func(text cypher.Word) bool {
		m := made.FindStringSubmatch(string(text))
		return m != nil && there[kind{m[2], m[1] == "CONSTRAINT"}]
	}), nil
}

// schema runs a statement that changes indexes, which no transaction may hold together with changes of data.
func (s *Store) schema(ctx context.Context, text string) error {
	return s.alone(ctx, func(session neo4j.SessionWithContext) error {
		return consumed(ctx, func(ctx context.Context, text string, params map[string]any) (neo4j.ResultWithContext, error) {
			return session.Run(ctx, text, params, neo4j.WithTxTimeout(streamLimit))
		}, text)
	})
}

// consumed runs a statement without parameters to its end.
func consumed(ctx context.Context, run func(context.Context, string, map[string]any) (neo4j.ResultWithContext, error), text string) error {
	result, err := run(ctx, text, nil)
	if err != nil {
		return err
	}
	_, err = result.Consume(ctx)
	return err
}

// alone does what changes indexes in a session of its own. Two processes that make the same ones at once may meet; the
// second finds them there when it tries again.
func (s *Store) alone(ctx context.Context, do func(neo4j.SessionWithContext) error) error {
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
		err = errors.Join(do(session), session.Close(context.WithoutCancel(ctx)))
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
	left, err := s.undone(ctx, []string{step})
	if err != nil || len(left) == 0 {
		return err
	}
	if err := do(); err != nil {
		return fmt.Errorf("%s: %w", step, err)
	}
	return s.noteDone(ctx, left)
}

// CatchUp does the steps that later versions of the product ask of what earlier ones stored, each once in the life of a
// graph. A blank graph has nothing to catch up on: there all are noted at once. A step may be done again where the
// process ends before it is noted, and two at once may both do it: it has to bear that.
func (s *Store) CatchUp(ctx context.Context, steps []string, do func(step string) error) error {
	left, err := s.undone(ctx, steps)
	if err != nil || len(left) == 0 {
		return err
	}
	blank, err := s.Blank(ctx)
	if err != nil {
		return err
	}
	for i, step := range left {
		if blank {
			break
		}
		if err := do(step); err != nil {
			return errors.Join(fmt.Errorf("%s: %w", step, err), s.noteDone(ctx, left[:i]))
		}
	}
	return s.noteDone(ctx, left)
}

// undone are those of the steps that are not noted.
func (s *Store) undone(ctx context.Context, steps []string) ([]string, error) {
	rows, err := s.Read(ctx, law.System, cypher.Statement{Name: "migration", Params: params(map[string]any{"steps": steps}),
		Text: "UNWIND range(0, size($p.steps) - 1) AS i WITH i WHERE NOT EXISTS { MATCH (:Migration {key: $p.steps[i]}) } RETURN i ORDER BY i"})
	if err != nil {
		return nil, err
	}
	var left []string
	for _, row := range rows {
		if i, ok := row[0].(int64); ok {
			left = append(left, steps[i])
		}
	}
	return left, nil
}

func (s *Store) noteDone(ctx context.Context, steps []string) error {
	if len(steps) == 0 {
		return nil
	}
	_, err := s.Act(ctx, Act{Caller: law.System, Name: "migrate", Do: func(tx *Tx) (string, error) {
		_, err := tx.run(cypher.Statement{Text: "UNWIND $p.keys AS k MERGE (m:Migration {key: k}) ON CREATE SET m.recordedAt = $p.at",
			Params: params(map[string]any{"keys": steps, "at": FormatTime(tx.at)})})
		return "", err
	}})
	return err
}

// Blank reports whether the graph holds nothing but what the system keeps about itself.
func (s *Store) Blank(ctx context.Context) (bool, error) {
	rows, err := s.Read(ctx, law.System, cypher.Statement{Name: "blank",
		Text: "MATCH (n) WHERE NOT n:Migration|DataVersion|LogHead|Change|ChangeValues|IdempotencyKey|ImportBatch|ImportJob|Lease|LeaseLatch|AuditChain|AuditGroup|AuditBlock|AuditDay|BrowserSession|ErasedKey|Webhook|WebhookEvent RETURN 1 LIMIT 1"})
	return len(rows) == 0, err
}
