package signin

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/sync/singleflight"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/refusal"
	"bole/graph/store"
	"bole/internal/access"
)

const (
	keptFor    = 5 * time.Second // in memory: so long may another replica's sign-out take to be noticed
	keptMost   = 4000            // sessions, of a few KB each
	renewAhead = 30 * time.Second
	renewPause = 5 * time.Second  // after an attempt that failed
	renewLimit = 25 * time.Second // for an attempt, with the wait for another replica's
	claimLife  = 20 * time.Second // after which a replica that renews is taken for dead
	claimWait  = 150 * time.Millisecond
	storeLimit = 10 * time.Second
)

// sessions are kept in the graph, which all replicas share: tokens are larger than cookies may be, a refresh token is
// good once, whoever uses it, and a provider that ends a session tells one replica of it. What the graph holds of the
// tokens is sealed by a secret of the server's and the browser's ticket together. They are no facts and are not in the log.
type sessions struct {
	browsers *access.Browsers
	store    *store.Store
	keys     *Keyring
	now      func() time.Time
	log      *slog.Logger

	kept   *lru.Cache[string, kept]
	flight singleflight.Group
}

// kept is a session as it was read a moment ago.
type kept struct {
	access.SignedIn
	version int64
	due     bool // to be renewed whenever its access token ends: to hear whether the provider still knows it
	read    time.Time
	failed  time.Time // when it could not be renewed; zero: it could
	cause   error
}

func newSessions(b *access.Browsers, keys *Keyring, o Options) (*sessions, error) {
	cache, err := lru.New[string, kept](keptMost)
	if err != nil {
		return nil, fmt.Errorf("keep sessions: %w", err)
	}
	return &sessions{browsers: b, store: o.Store, keys: keys, now: o.Now, log: o.Log, kept: cache}, nil
}

// person and sid are what a provider's sign-out finds sessions by.
func person(issuer, subject string) string { return digest("person", issuer, subject) }
func sid(issuer, session string) string {
	if session == "" {
		return ""
	}
	return digest("session", issuer, session)
}

func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// begin keeps a new session and gives its ticket. Sessions past their end are removed meanwhile.
func (s *sessions) begin(ctx context.Context, in access.SignedIn) (ticket, error) {
	t := ticket{ends: s.now().Add(s.browsers.Longest).Truncate(time.Second)}
	if _, err := rand.Read(t.id[:]); err != nil {
		return t, fmt.Errorf("make a session: %w", err)
	}
	sealed, err := s.sealed(t, in)
	if err != nil {
		return t, err
	}
	_, err = s.act(ctx, "beginSession", `CREATE (s:BrowserSession {key: $p.key, person: $p.person, sid: $p.sid, version: 1, sealed: $p.sealed, endsAt: $p.ends})
WITH count(*) AS one
MATCH (old:BrowserSession) WHERE old.endsAt < $p.now
WITH old LIMIT 1000
DELETE old`, map[string]any{"key": t.key(), "person": person(in.Issuer, in.Subject), "sid": sid(in.Issuer, in.Session), "sealed": sealed,
		"ends": t.ends.UnixMilli(), "now": s.now().UnixMilli()})
	return t, err
}

func (s *sessions) sealed(t ticket, in access.SignedIn) (string, error) {
	plain, err := json.Marshal(in)
	if err != nil {
		return "", fmt.Errorf("write a session: %w", err)
	}
	b, err := s.keys.seal(forTokens, t.id[:], plain)
	return base64.StdEncoding.EncodeToString(b), err
}

// errEnded is a session that is not there, or that nobody here can open.
var errEnded = errors.New("the session has ended")

// columns are what parsed reads of a session.
const columns = "s.version, s.sealed, coalesce(s.due, false)"

// parsed reads a row that begins with columns.
func (s *sessions) parsed(t ticket, row []any) (kept, error) {
	text, _ := row[1].(string)
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return kept{}, errEnded
	}
	plain, ok := s.keys.open(forTokens, t.id[:], b)
	k := kept{read: s.now()}
	if !ok || json.Unmarshal(plain, &k.SignedIn) != nil {
		return kept{}, errEnded
	}
	k.version, _ = row[0].(int64)
	k.due = row[2] == true
	return k, nil
}

// have gives the session of a ticket, at most keptFor old.
func (s *sessions) have(ctx context.Context, t ticket) (kept, error) {
	key := t.key()
	if k, ok := s.kept.Get(key); ok && s.now().Sub(k.read) < keptFor {
		return k, nil
	}
	within, cancel := context.WithTimeout(ctx, storeLimit)
	defer cancel()
	const text = "MATCH (s:BrowserSession {key: $p.key}) RETURN " + columns
	p := map[string]any{"key": key}
	rows, err := s.store.Read(within, law.System, cypher.Statement{Name: "session", Text: text, Params: map[string]any{"p": p}})
	if err == nil && len(rows) == 0 { // a follower may not have what another replica wrote a moment ago
		rows, err = s.act(within, "findSession", text, p)
	}
	switch {
	case err != nil && within.Err() != nil && ctx.Err() == nil:
		return kept{}, refusal.Newf(refusal.Unavailable, "the graph takes long to say who is signed in; try again in a few seconds").Because(err)
	case err != nil:
		return kept{}, err
	}
	if len(rows) == 0 {
		s.kept.Remove(key)
		return kept{}, errEnded
	}
	k, err := s.parsed(t, rows[0])
	if err != nil {
		return kept{}, err
	}
	if old, ok := s.kept.Peek(key); ok && old.version == k.version {
		k.failed, k.cause = old.failed, old.cause
	}
	s.kept.Add(key, k)
	return k, nil
}

// end ends one session, here at once.
func (s *sessions) end(ctx context.Context, t ticket) error {
	s.kept.Remove(t.key())
	_, err := s.act(ctx, "endSession", "MATCH (s:BrowserSession {key: $p.key}) DELETE s", map[string]any{"key": t.key()})
	return err
}

// endAll ends what a provider says has ended; the same message again ends nothing more. Where it names one session, the
// person's others are renewed before they count again: an administrator of Keycloak who ends all of them has it name
// one.
func (s *sessions) endAll(ctx context.Context, out access.SignOut) error {
	owner, session := person(out.Issuer, out.Subject), sid(out.Issuer, out.Session)
	for _, key := range s.kept.Keys() {
		if k, ok := s.kept.Peek(key); ok && (person(k.Issuer, k.Subject) == owner || session != "" && sid(k.Issuer, k.Session) == session) {
			s.kept.Remove(key)
		}
	}
	text := "MATCH (s:BrowserSession {person: $p.person}) DELETE s"
	if session != "" {
		text = "OPTIONAL MATCH (s:BrowserSession {sid: $p.sid}) DELETE s WITH count(*) AS one MATCH (o:BrowserSession {person: $p.person}) SET o.due = true"
	}
	_, err := s.once(ctx, store.Act{Name: "endSessions", Key: digest("sign-out", out.Issuer, out.ID), Input: owner + session}, text, map[string]any{"person": owner, "sid": session})
	return err
}

// act runs one statement about sessions as the system's own act, to its end: who asked for it may leave sooner.
func (s *sessions) act(ctx context.Context, name, text string, p map[string]any) ([][]any, error) {
	return s.once(ctx, store.Act{Name: name}, text, p)
}

// once is act, which does nothing where the act's key was used before.
func (s *sessions) once(ctx context.Context, a store.Act, text string, p map[string]any) (rows [][]any, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeLimit)
	defer cancel()
	a.Caller = law.System
	a.Do = func(tx *store.Tx) (string, error) {
		rows, err = tx.Aside(cypher.Statement{Text: text, Params: map[string]any{"p": p}})
		return "", err
	}
	_, err = s.store.Act(ctx, a)
	return rows, err
}
