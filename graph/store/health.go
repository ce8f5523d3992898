package store

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"bole/graph/refusal"
)

// Times of the questions whether Neo4j is there.
const (
	askedEach   = time.Second            // while it is
	askedAway   = 250 * time.Millisecond // while it is not: who waits for it is answered soon after its return
	askedDenied = 10 * time.Second       // while it refuses the password: it locks out who tries often
	askedFor    = 2 * time.Second        // until a question counts as unanswered
	silentFor   = 5 * time.Second        // Options.Silence where it is not given
)

// health knows whether Neo4j is there. It asks by a connection of its own, which no request waits for, so that it
// knows of a server that is frozen too; while Neo4j is away, requests are refused at once and not each by its own
// deadline. It begins with the first statement.
type health struct {
	driver  neo4j.DriverWithContext // of one connection
	silence time.Duration           // without an answer to anything, after which one that is silent counts as away
	log     *slog.Logger
	heard   atomic.Int64 // when anything was answered last, Unix nanoseconds
	away    atomic.Pointer[absence]
	begin   sync.Once
	awake   chan struct{}
	stop    context.CancelFunc
	ended   chan struct{}
}

// absence is a time in which Neo4j is away.
type absence struct {
	since   time.Time
	cause   error
	denied  bool // it is there, and refuses user or password
	refused atomic.Int64
}

func newHealth(d neo4j.DriverWithContext, silence time.Duration, log *slog.Logger) *health {
	return &health{driver: d, silence: silence, log: log, awake: make(chan struct{}, 1), ended: make(chan struct{})}
}

// start begins to ask; again it does nothing.
func (h *health) start() {
	h.begin.Do(func() {
		ctx, stop := context.WithCancel(context.Background())
		h.stop = stop
		h.heard.Store(time.Now().UnixNano())
		go h.run(ctx)
	})
}

func (h *health) close(ctx context.Context) error {
	h.begin.Do(func() {}) // it does not begin any more
	if h.stop != nil {
		h.stop()
		<-h.ended
	}
	return h.driver.Close(ctx)
}

// refusal is why nothing is asked of Neo4j now; nil: it may be. That holds where connections are refused too: a Neo4j that
// starts takes them long before it answers, and a request on one would wait for its deadline.
func (h *health) refusal() error {
	a := h.away.Load()
	if a == nil {
		return nil
	}
	a.refused.Add(1)
	return unreachable(a.cause)
}

// met is told how a statement ended: an answer is a sign of life, a lost connection a reason to ask at once.
func (h *health) met(err error) {
	switch {
	case err == nil || answered(err) && !away(err):
		h.back(h.away.Load())
	case away(err):
		if a := h.away.Load(); a != nil {
			a.refused.Add(1)
		}
		select {
		case h.awake <- struct{}{}:
		default:
		}
	}
}

func (h *health) run(ctx context.Context) {
	defer close(h.ended)
	for ctx.Err() == nil {
		h.note(ctx, h.ask(ctx))
		wait := askedEach
		if a := h.away.Load(); a != nil && a.denied {
			wait = askedDenied
		} else if a != nil {
			wait = askedAway
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		case <-h.awake:
		}
	}
}

// ask asks for a sign of life.
func (h *health) ask(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, askedFor)
	defer cancel()
	err := h.driver.VerifyConnectivity(ctx) // a connection that was left behind is replaced
	if err == nil {
		err = h.askDatabase(ctx)
	}
	if err != nil && ctx.Err() != nil { // the driver has several words for it
		return errors.Join(ctx.Err(), err)
	}
	return err
}

// askDatabase sees whether the database is open: Neo4j runs, and says that it can be reached, while it is not.
func (h *health) askDatabase(ctx context.Context) error {
	session := h.driver.NewSession(ctx, neo4j.SessionConfig{AccessMode: neo4j.AccessModeRead})
	defer session.Close(context.WithoutCancel(ctx)) //nolint:errcheck // the answer is what counts
	result, err := session.Run(ctx, "RETURN 1", nil, neo4j.WithTxTimeout(askedFor))
	if err == nil {
		_, err = result.Consume(ctx)
	}
	return err
}

// back notes a sign of life, and says in the log that an absence has ended.
func (h *health) back(from *absence) {
	now := time.Now()
	h.heard.Store(now.UnixNano())
	if from != nil && h.away.CompareAndSwap(from, nil) {
		h.log.Info("Neo4j can be reached again", "away", now.Sub(from.since).Round(time.Millisecond).String(), "refused", from.refused.Load())
	}
}

// note keeps what a question found, and says in the log when Neo4j goes and comes.
func (h *health) note(ctx context.Context, err error) {
	now, before := time.Now(), h.away.Load()
	switch {
	case ctx.Err() != nil:
	case err == nil || answered(err) && !away(err):
		h.back(before)
	case silent(err) && now.Sub(time.Unix(0, h.heard.Load())) < h.silence: // it has much to do
	case before == nil || before.denied != denied(err):
		a := &absence{since: now, cause: err, denied: denied(err)}
		if before != nil { // it is away in another way
			a.since = before.since
			a.refused.Store(before.refused.Load())
		}
		if h.away.CompareAndSwap(before, a) {
			h.log.LogAttrs(ctx, levelOdd, "Neo4j cannot be reached", slog.Bool("password_refused", a.denied), attrCause(err))
		}
	}
}

// silent reports whether a question was not answered, in contrast to a connection that was refused or broken.
func silent(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}

// answered reports whether an error is an answer of Neo4j.
func answered(err error) bool {
	var server *ServerError
	var said *neo4j.Neo4jError
	return errors.As(err, &server) || errors.As(err, &said)
}

// denied reports whether Neo4j refuses user or password, or will not look at them for a while.
func denied(err error) bool {
	var said *neo4j.Neo4jError
	var server *ServerError
	switch {
	case errors.As(err, &said):
		server = &ServerError{Code: said.Code}
	case !errors.As(err, &server):
		return false
	}
	return server.is("Security.Unauthorized", "Security.AuthenticationRateLimit", "Security.CredentialsExpired", "Security.TokenExpired", "Security.AuthorizationExpired")
}

func unreachable(cause error) *refusal.Error {
	return refusal.Newf(refusal.Unavailable, "the graph cannot be reached now; try again in a few seconds").Because(cause)
}

// Ping reports whether Neo4j answers, by the connection of its own that no request waits for: a server with much to do
// is not one that is away.
func (s *Store) Ping(ctx context.Context) error {
	s.health.start()
	if err := s.health.refusal(); err != nil {
		return err
	}
	err := s.health.ask(context.WithoutCancel(ctx))
	s.health.note(context.WithoutCancel(ctx), err)
	if err == nil || s.health.away.Load() == nil && silent(err) { // it has much to do, and has answered others just now
		return nil
	}
	return unreachable(err)
}

// lockedOut is how long Check waits for Neo4j to look at a password again, after too many wrong ones.
const lockedOut = 15 * time.Second

// Check reports before anything else whether Neo4j takes the user and the password. A Neo4j that is away is no error
// here: it may come later.
func (s *Store) Check(ctx context.Context) error {
	for begun := time.Now(); ; {
		err := s.health.ask(ctx)
		var said *neo4j.Neo4jError
		if !errors.As(err, &said) || !denied(err) {
			return nil
		}
		limited := said.Title() == "AuthenticationRateLimit"
		if !limited {
			return refusal.Newf(refusal.Forbidden, "Neo4j refuses the user or the password; NEO4J_USER names the user, and NEO4J_PASSWORD or the file of NEO4J_PASSWORD_FILE holds the password").Because(err)
		}
		if time.Since(begun) > lockedOut {
			return refusal.Newf(refusal.Forbidden, "Neo4j looks at no password of this user now, since too many wrong ones came; see that nobody else tries, wait, and start again").Because(err)
		}
		select {
		case <-ctx.Done():
			return failure(ctx, ctx.Err())
		case <-time.After(lockedOut / 3):
		}
	}
}
