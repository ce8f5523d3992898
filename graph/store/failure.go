package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"bole/graph/refusal"
)

// ServerError is what Neo4j itself answered, found inside an error by errors.As. Its message may quote the
// statement and the data: it is for the log, and for analysts about the words they wrote.
type ServerError struct{ Code, Message string }

func (e *ServerError) Error() string { return e.Code + ": " + e.Message }

// is reports whether the code holds one of the titles, such as Statement.SyntaxError.
func (e *ServerError) is(titles ...string) bool {
	for _, t := range titles {
		if strings.Contains(e.Code, t) {
			return true
		}
	}
	return false
}

// failure sorts the driver's errors into what a client may be told. The cause stays inside, for the log. An error
// that is a refusal already, such as one of an act's own, is returned as it is.
func failure(ctx context.Context, err error) error {
	var refused *refusal.Error
	var answered *neo4j.Neo4jError
	var server *ServerError
	if errors.As(err, &answered) {
		server = &ServerError{Code: answered.Code, Message: answered.Msg}
		err = errors.Join(server, err)
	}
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refused):
		return err
	case errors.Is(ctx.Err(), context.Canceled):
		return refusal.Newf(refusal.Timeout, "the request was cancelled by its client").Because(err)
	case expired(ctx):
		return refusal.Newf(refusal.Timeout, "the request took longer than its deadline; ask for less at a time").Because(err)
	case server != nil && server.is("TransactionTimedOut", "MemoryPoolOutOfMemory"):
		return refusal.Newf(refusal.Limit, "the request needs more time or memory than one may take; ask for less at a time").Because(err).Hit("neo4j-time-or-memory")
	case server != nil && server.is("OutOfDiskSpace"):
		return fullDisk().Because(err)
	case server != nil && server.is("Transaction.Terminated", "LockClientStopped"):
		return refusal.Newf(refusal.Unavailable, "an administrator of the database, or its end, has ended the request; try again in a few seconds").Because(err)
	case server != nil && server.is(".TransientError.Transaction."):
		return refusal.Newf(refusal.Unavailable, "others are changing the same things at this moment; try again in a few seconds").Because(err)
	case server != nil && server.is(".DatabaseError.Transaction."): // such as a log that could not be written
		return unreachable(err)
	case server != nil && server.is("Schema.ConstraintValidationFailed"):
		return refusal.Newf(refusal.Conflict, "something else has this key already; read it, or give another key").Because(err)
	case away(err):
		return unreachable(err)
	default:
		return fmt.Errorf("run a statement: %w", err)
	}
}

// expired reports whether the context's deadline has passed. The connection's own, set to the same moment, may be
// noticed before the context's.
func expired(ctx context.Context) bool {
	end, ok := ctx.Deadline()
	return ok && !time.Now().Before(end)
}

// away reports whether an error says that the server cannot be reached, or not any more.
func away(err error) bool {
	var server *ServerError
	var said *neo4j.Neo4jError
	switch {
	case errors.As(err, &server):
		// A transaction does not start, not even a read, where the database has to be started again, as after a full disk.
		return server.is("DatabaseUnavailable", "Transaction.TransactionStartFailed", "DatabaseNotFound", "Cluster.NotALeader", "General.ForbiddenOnReadOnlyDatabase") || denied(err)
	case errors.As(err, &said):
		return away(&ServerError{Code: said.Code})
	}
	return lost(err)
}

// lost reports whether an error is of the connection and not of Neo4j.
func lost(err error) bool {
	var connection *neo4j.ConnectivityError
	var network net.Error
	var limit *neo4j.TransactionExecutionLimit
	return errors.As(err, &connection) || errors.As(err, &network) || errors.As(err, &limit) || errors.Is(err, io.EOF) ||
		errors.Is(err, context.DeadlineExceeded)
}

// Writable refuses a change while the disk of the graph is full.
func (s *Store) Writable() error {
	if s.full() {
		return fullDisk()
	}
	return nil
}

// Full reports whether nothing can be changed because the disk of the graph is full.
func (s *Store) Full() bool { return s.full() }

func fullDisk() *refusal.Error {
	return refusal.Newf(refusal.DiskFull, "the disk of the graph is full: nothing can be changed until its operator has made room; what is there can be read")
}
