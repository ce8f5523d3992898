package signin

import (
	"context"
	"errors"
	"time"

	"bole/graph/refusal"
	"bole/internal/access"
)

// current gives a session whose access token is good, renewed where it ends. While it is still good nobody waits for its
// renewal.
func (s *sessions) current(ctx context.Context, t ticket) (kept, error) {
	k, err := s.have(ctx, t)
	if err != nil {
		return kept{}, err
	}
	left := k.Expires.Sub(s.now())
	paused := !k.failed.IsZero() && s.now().Sub(k.failed) < renewPause
	switch {
	case left > renewAhead && !k.due:
		return k, nil
	case left > 0 && (k.Refresh == "" || paused):
		return k, nil
	case k.Refresh == "":
		return kept{}, errEnded
	case paused:
		return kept{}, k.cause
	}
	answer := s.flight.DoChan(t.key(), func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), renewLimit) // others wait for it too
		defer cancel()
		return s.renew(ctx, t, k)
	})
	if left > 0 && !k.due {
		return k, nil
	}
	select {
	case r := <-answer:
		if unavailable(r.Err) && left > 0 {
			return k, nil
		}
		renewed, _ := r.Val.(kept)
		return renewed, r.Err
	case <-ctx.Done():
		return kept{}, takesLong()
	}
}

func takesLong() error {
	return refusal.Newf(refusal.Unavailable, "the session is being renewed, and the provider takes long; try again in a few seconds")
}

// unavailable reports whether something could not be asked, and nothing more.
func unavailable(err error) bool {
	refused, ok := errors.AsType[*refusal.Error](err)
	return ok && refused.Code == refusal.Unavailable
}

// renew has one replica at a time renew a session: a refresh token is good once.
func (s *sessions) renew(ctx context.Context, t ticket, seen kept) (kept, error) {
	for {
		found, mine, err := s.claim(ctx, t, seen.version)
		switch {
		case err != nil:
			return kept{}, err
		case found.version != seen.version:
			s.kept.Add(t.key(), found)
			return found, nil
		case mine:
			return s.renewed(ctx, t, found)
		}
		select {
		case <-time.After(claimWait):
		case <-ctx.Done():
			return kept{}, takesLong()
		}
	}
}

// claim reads a session, and takes its renewal unless another has it or has done it. The clock is Neo4j's, one for all
// replicas.
func (s *sessions) claim(ctx context.Context, t ticket, version int64) (found kept, mine bool, err error) {
	rows, err := s.act(ctx, "claimSession", `MATCH (s:BrowserSession {key: $p.key})
SET s.lock = true REMOVE s.lock
WITH s, s.version = $p.version AND coalesce(s.renewing, 0) < datetime.realtime().epochMillis AS mine
SET s.renewing = CASE WHEN mine THEN datetime.realtime().epochMillis + $p.life ELSE s.renewing END
RETURN `+columns+`, mine`, map[string]any{"key": t.key(), "version": version, "life": claimLife.Milliseconds()})
	if err != nil {
		return kept{}, false, err
	}
	if len(rows) == 0 {
		s.kept.Remove(t.key())
		return kept{}, false, errEnded
	}
	found, err = s.parsed(t, rows[0])
	return found, rows[0][3] == true, err
}

// renewed asks the provider for new tokens and keeps them. A session that has ended meanwhile is not made anew.
func (s *sessions) renewed(ctx context.Context, t ticket, k kept) (kept, error) {
	party := s.browsers.Party(k.Issuer)
	if party == nil { // the operator's file names it no more
		return kept{}, errors.Join(errEnded, s.end(ctx, t))
	}
	in, err := party.Renew(ctx, k.SignedIn)
	switch {
	case errors.Is(err, access.ErrEnded):
		s.log.Info("a provider renews a session no more", "issuer", k.Issuer)
		return kept{}, errors.Join(errEnded, s.end(ctx, t))
	case err != nil:
		k.failed, k.cause = s.now(), err
		s.kept.Add(t.key(), k)
		_, free := s.act(ctx, "freeSession", "MATCH (s:BrowserSession {key: $p.key}) REMOVE s.renewing", map[string]any{"key": t.key()})
		return kept{}, errors.Join(err, free)
	}
	next := kept{SignedIn: in, version: k.version + 1, read: s.now()}
	if err := s.keep(ctx, t, next); err != nil {
		return kept{}, err
	}
	s.kept.Add(t.key(), next)
	return next, nil
}

// keep writes a session that was renewed. It tries for some seconds: the old tokens are worth nothing any more.
func (s *sessions) keep(ctx context.Context, t ticket, next kept) error {
	sealed, err := s.sealed(t, next.SignedIn)
	if err != nil {
		return err
	}
	for {
		rows, err := s.act(ctx, "keepSession", `MATCH (s:BrowserSession {key: $p.key})
WHERE s.version = $p.version - 1 OR s.sealed = $p.sealed
SET s.version = $p.version, s.sealed = $p.sealed
REMOVE s.renewing, s.due
RETURN s.version`, map[string]any{"key": t.key(), "version": next.version, "sealed": sealed})
		if err == nil && len(rows) == 0 {
			return errEnded
		}
		if !unavailable(err) {
			return err
		}
		select {
		case <-time.After(time.Second / 2):
		case <-ctx.Done():
			return err
		}
	}
}
