// Package store is where statements meet Neo4j: the only importer of its driver. It has two doors, Read and Act.
// Reads are single statements of one round trip; an act is one transaction with its idempotency, its expected
// versions and its entries in the log. It knows no type of the domain: labels and relationships come from the
// mapping, as parameters.
package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/notifications"

	"bole/graph/message"
)

// Options say how to reach Neo4j. The zero value of all but the first line is right.
type Options struct {
	URI, User, Password string
	// MaxConnections is how many statements and transactions run at once; 0 is 64.
	MaxConnections int
	// Wait is how long a request waits for one of them before it is refused; 0 is 2 seconds.
	Wait time.Duration
	// LeaseLife is how long a holder of a lease that is not heard of keeps it; 0 is one minute.
	LeaseLife time.Duration
	// Silence is how long Neo4j may answer nothing before it counts as away; 0 is five seconds.
	Silence time.Duration
	Now     func() time.Time // when acts happen; nil: time.Now
	Log     *slog.Logger     // nil: none
	// Full reports whether the disk of the graph is full, so that nothing more may be written; nil: nobody knows.
	Full func() bool
	// KeepBytes is the most memory that the rows of dear statements of figures may take; 0: none are kept. One is dear on
	// which Neo4j works for KeepFrom; 0 is 20 ms.
	KeepBytes int64
	KeepFrom  time.Duration
	// TypesRead are the types of the log on which the rows of a statement depend, "" for the whole log; false where they
	// depend on what is not in it. nil: nothing is kept.
	TypesRead func(text string) ([]string, bool)
	// Observe is told of each statement and act once it has ended; nil: nobody is.
	Observe func(context.Context, Observed)
}

// Store is an open connection pool. Its methods may be used by many goroutines at once.
type Store struct {
	driver     neo4j.DriverWithContext
	bookmarks  neo4j.BookmarkManager // one: what this process wrote, it reads
	slots      chan struct{}
	waiting    atomic.Int64  // for one of them
	pasts      chan struct{} // one looks at the past at a time
	wait       time.Duration
	statements atomic.Int64
	sequencer  *sequencer
	health     *health
	keeper     *keeper // nil: nothing is kept
	full       func() bool
	leaseLife  time.Duration
	now        func() time.Time
	log        *slog.Logger
	observe    func(context.Context, Observed)
}

// routing are connections beyond MaxConnections, for the driver's own routing tables.
const routing = 4

// Open makes a Store; nothing is sent before the first statement. Ping reports whether Neo4j is there.
func Open(o Options) (*Store, error) {
	if o.MaxConnections <= 0 {
		o.MaxConnections = 64
	}
	if o.Wait <= 0 {
		o.Wait = 2 * time.Second
	}
	if o.LeaseLife <= 0 {
		o.LeaseLife = leaseLife
	}
	if o.Silence <= 0 {
		o.Silence = silentFor
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Full == nil {
		o.Full = func() bool { return false }
	}
	// The slots below are what requests wait for, so that a full pool can be told from a server that is away.
	d, err := o.driver(o.MaxConnections + routing)
	if err != nil {
		return nil, err
	}
	own, err := o.driver(1 + routing)
	if err != nil {
		return nil, err
	}
	s := &Store{driver: d, full: o.Full, health: newHealth(own, o.Silence, o.Log), bookmarks: neo4j.NewBookmarkManager(neo4j.BookmarkManagerConfig{}),
		slots: make(chan struct{}, o.MaxConnections), pasts: make(chan struct{}, 1), wait: o.Wait, leaseLife: o.LeaseLife, now: o.Now, log: o.Log, observe: o.Observe}
	s.sequencer, s.keeper = newSequencer(s), newKeeper(o)
	return s, nil
}

// driver opens a pool of connections.
func (o Options) driver(connections int) (neo4j.DriverWithContext, error) {
	d, err := neo4j.NewDriverWithContext(o.URI, neo4j.BasicAuth(o.User, o.Password, ""), func(c *config.Config) {
		c.MaxConnectionPoolSize = connections
		c.ConnectionAcquisitionTimeout = o.Silence // until it has greeted: the slots see to it that a connection is free
		c.SocketConnectTimeout = 3 * time.Second
		c.FetchSize = neo4j.FetchAll
		c.MaxTransactionRetryTime = retryFor
		c.TelemetryDisabled = true
		c.NotificationsMinSeverity = notifications.DisabledLevel
		c.UserAgent = "bole"
	})
	if err != nil {
		return nil, message.Errorf("%s is not the address of a Neo4j; write bolt://HOST:PORT or neo4j+s://HOST:PORT", o.URI)
	}
	return d, nil
}

// Close numbers what the last acts left in the log and ends all connections; a Store cannot be used afterwards.
func (s *Store) Close(ctx context.Context) error {
	s.sequencer.close()
	s.keeper.close()
	if err := errors.Join(s.health.close(ctx), s.driver.Close(ctx)); err != nil {
		return fmt.Errorf("close the driver: %w", err)
	}
	return nil
}

// Places are how many statements and transactions run at this moment, how many may at once, and how many wait.
func (s *Store) Places() (running, most, waiting int) {
	return len(s.slots), cap(s.slots), int(s.waiting.Load())
}

// Statements counts the statements begun so far, those of acts included.
func (s *Store) Statements() int64 { return s.statements.Load() }
