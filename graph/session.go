package graph

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/notifications"
)

// Options say how to reach Neo4j. The zero value of the rest is right.
type Options struct {
	URI, User, Password string
	// MaxConnections of the driver's pool; 0 is 64.
	MaxConnections int
	// Unpaced lets callers bring any number of new kinds of questions at once; for tests that do.
	Unpaced bool
	// CypherRole may run statements of its own; "" is nobody. It must be a role that may read every field.
	CypherRole string
	// Hearing is how many days after notice one may answer where no date was set; 0 is 30.
	Hearing int
	// Computed gives the computed fields of other rooms. Without it theirs cannot be asked.
	Computed func(*Graph) map[string]ComputeFunc
	Log      *slog.Logger // nil: none
}

func openDriver(o Options) (neo4j.DriverWithContext, error) {
	d, err := neo4j.NewDriverWithContext(o.URI, neo4j.BasicAuth(o.User, o.Password, ""), func(c *config.Config) {
		c.MaxConnectionPoolSize = 64
		if o.MaxConnections > 0 {
			c.MaxConnectionPoolSize = o.MaxConnections
		}
		// A request that waits for a connection has its own deadline; a minute would outlive it.
		c.ConnectionAcquisitionTimeout = 5 * time.Second
		c.SocketConnectTimeout = 3 * time.Second
		c.MaxTransactionRetryTime = 5 * time.Second
		c.FetchSize = neo4j.FetchAll
		c.TelemetryDisabled = true
		c.NotificationsMinSeverity = notifications.DisabledLevel
		c.UserAgent = "bole"
	})
	if err != nil {
		return nil, fmt.Errorf("open the driver for %s: %w", o.URI, err)
	}
	return d, nil
}

// read runs one statement as one autocommit read: one round trip.
func (g *Graph) read(ctx context.Context, s Statement) ([]*neo4j.Record, error) {
	return g.run(ctx, neo4j.AccessModeRead, s)
}

// Statements counts the statements begun so far, but for those of writes of many rows and of analysts.
func (g *Graph) Statements() int64 { return g.statements.Load() }

func (g *Graph) run(ctx context.Context, mode neo4j.AccessMode, s Statement) (records []*neo4j.Record, err error) {
	g.statements.Add(1)
	session := g.driver.NewSession(ctx, neo4j.SessionConfig{AccessMode: mode, BookmarkManager: g.bookmarks})
	defer func() {
		if e := session.Close(ctx); err == nil && e != nil {
			err = databaseError(e)
		}
	}()
	result, err := session.Run(ctx, s.Text, s.Params)
	if err != nil {
		return nil, databaseError(err)
	}
	records, err = result.Collect(ctx)
	if err != nil {
		return nil, databaseError(err)
	}
	return records, nil
}

// databaseError sorts the driver's errors into what a client may be told. The cause stays inside, for the log.
func databaseError(err error) error {
	var server *neo4j.Neo4jError
	var lost *neo4j.ConnectivityError
	var network net.Error
	switch {
	case errors.Is(err, context.Canceled):
		return &Error{Code: CodeTimeout, Message: "the request was cancelled by its client", Cause: err}
	case errors.Is(err, context.DeadlineExceeded), strings.Contains(err.Error(), context.DeadlineExceeded.Error()):
		return &Error{Code: CodeTimeout, Message: "the request took longer than its deadline; ask for less at a time", Cause: err}
	case errors.As(err, &server) && (strings.Contains(server.Code, "TransactionTimedOut") || strings.Contains(server.Code, "MemoryPoolOutOfMemory")):
		return &Error{Code: CodeLimit, Message: "the request needs more time or memory than one may take; ask for less at a time", Cause: err}
	case errors.As(err, &server) && !strings.Contains(server.Code, "General.DatabaseUnavailable"):
		return fmt.Errorf("run a statement: %w", err)
	case errors.As(err, &lost), errors.As(err, &network), errors.Is(err, io.EOF), errors.As(err, &server):
		return &Error{Code: CodeUnavailable, Message: "the graph cannot be reached now; try again in a few seconds", Cause: err}
	default:
		return fmt.Errorf("run a statement: %w", err)
	}
}
