package main

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"

	"bole/graph/cypher"
	"bole/graph/law"
)

// at once is how quick a refusal must be while Neo4j is away, and soon how quick the first good answer once it is back
// and warm.
const (
	atOnce = 100 * time.Millisecond
	soon   = 2 * time.Second
)

// absent has Neo4j go away and come back while clients ask, and holds the answers to what is promised. It is away from
// begin on, and when begin returns on its way back.
func (s *stage) absent(ctx context.Context, p *process, begin func() error) error {
	if err := p.waitReady(ctx); err != nil {
		return err
	}
	if _, err := p.firstGood(ctx, heavy); err != nil { // its plan is made
		return err
	}
	l := p.load(ctx, 8, heavy)
	err := begin()
	back, e := s.warm(ctx)
	err = errors.Join(err, e)
	if err == nil {
		_, err = p.firstGood(ctx, heavy)
	}
	late := time.Since(back)
	time.Sleep(time.Second)
	all := l.stop()
	s.note("%s; first good answer after %v", tally(all), late.Round(time.Millisecond))
	if err = errors.Join(err, proper(all, "SERVICE_UNAVAILABLE")); err != nil {
		return err
	}
	if late > soon {
		return fmt.Errorf("the first good answer came %v after Neo4j", late)
	}
	took := refused(all, "SERVICE_UNAVAILABLE")
	if len(took) == 0 {
		return errors.New("nothing was refused, so that nothing was tried")
	}
	// The processor may be busy with Neo4j's start: nine in ten.
	if most := took[len(took)*9/10]; most > atOnce {
		return fmt.Errorf("one in ten refusals took %v or longer", most)
	}
	if often := p.warnedOften(3); often != "" {
		return fmt.Errorf("one absence, and the log says again and again: %s", often)
	}
	return p.settled(ctx)
}

// with runs the product on the shared Neo4j, by way of the proxy, for as long as do runs.
func (s *stage) with(ctx context.Context, do func(p *process) error, settings ...string) error {
	p, err := s.serve(ctx, s.proxied(), settings...)
	if err != nil {
		return err
	}
	if err := do(p); err != nil {
		p.kill()
		return err
	}
	return p.stop()
}

// signalled sends Neo4j's process a signal and waits until another one is there.
func (s *stage) signalled(ctx context.Context, sig syscall.Signal) error {
	pid := s.neo4j.PID()
	if err := syscall.Kill(pid, sig); err != nil {
		return err
	}
	return eventually(ctx, most, "Neo4j is started again", func() bool { now := s.neo4j.PID(); return now != 0 && now != pid })
}

func neo4jKilled(ctx context.Context, s *stage) error {
	return s.with(ctx, func(p *process) error {
		return s.absent(ctx, p, func() error { return s.signalled(ctx, syscall.SIGKILL) })
	})
}

func neo4jRestarted(ctx context.Context, s *stage) error {
	return s.with(ctx, func(p *process) error {
		return s.absent(ctx, p, func() error { return s.signalled(ctx, syscall.SIGTERM) })
	})
}

// silence is a Neo4j that answers nothing for a while: those who had asked before wait for their deadline, those who ask
// once it is noticed are refused at once.
func (s *stage) silence(ctx context.Context, p *process, begin func() (end func(), err error)) error {
	if err := p.waitReady(ctx); err != nil {
		return err
	}
	if _, err := p.firstGood(ctx, light); err != nil {
		return err
	}
	l := p.load(ctx, 8, light)
	end, err := begin()
	if err != nil {
		return err
	}
	err = eventually(ctx, 20*time.Second, "the silence is noticed", func() bool {
		status, _ := p.ready(ctx)
		return status == 503
	})
	for range 20 {
		if a := p.ask(ctx, light, nil); err == nil && (a.code != "SERVICE_UNAVAILABLE" || a.took > 5*atOnce) {
			err = fmt.Errorf("a request in the silence got %d %s after %v", a.status, a.code, a.took)
		}
	}
	end()
	back, e := s.warm(ctx)
	_, e2 := p.firstGood(ctx, light)
	late := time.Since(back)
	all := l.stop()
	s.note("%s; first good answer after %v", tally(all), late.Round(time.Millisecond))
	if err := errors.Join(err, e, e2, proper(all, "SERVICE_UNAVAILABLE", "TIMEOUT")); err != nil {
		return err
	}
	if late > soon {
		return fmt.Errorf("the first good answer came %v after Neo4j", late)
	}
	return p.settled(ctx)
}

func neo4jFrozen(ctx context.Context, s *stage) error {
	return s.with(ctx, func(p *process) error {
		return s.silence(ctx, p, func() (func(), error) {
			pid := s.neo4j.PID()
			return func() { syscall.Kill(pid, syscall.SIGCONT) }, syscall.Kill(pid, syscall.SIGSTOP)
		})
	}, "BOLE_DEADLINE=5s")
}

func networkSilent(ctx context.Context, s *stage) error {
	return s.with(ctx, func(p *process) error {
		return s.silence(ctx, p, func() (func(), error) { return s.poison(ctx, "timeout", `{"timeout": 0}`) })
	}, "BOLE_DEADLINE=5s")
}

func networkSlow(ctx context.Context, s *stage) error {
	return s.with(ctx, func(p *process) error {
		if err := p.waitReady(ctx); err != nil {
			return err
		}
		cure, err := s.poison(ctx, "latency", `{"latency": 200, "jitter": 100}`)
		if err != nil {
			return err
		}
		l := p.load(ctx, 8, light)
		for range 20 {
			if status, body := p.ready(ctx); status != 200 {
				err = fmt.Errorf("a slow network makes it %s", body)
			}
			time.Sleep(200 * time.Millisecond)
		}
		cure()
		all := l.stop()
		s.note("%s", tally(all))
		return errors.Join(err, proper(all), p.settled(ctx))
	})
}

// networkCut breaks all connections again and again.
func networkCut(ctx context.Context, s *stage) error {
	return s.with(ctx, func(p *process) error {
		if err := p.waitReady(ctx); err != nil {
			return err
		}
		w := p.writes(ctx, fmt.Sprintf("cut%d", time.Now().UnixNano()), 4)
		l := p.load(ctx, 4, light)
		for range 5 {
			time.Sleep(300 * time.Millisecond)
			s.proxy.Stop()
			time.Sleep(200 * time.Millisecond)
			if err := s.proxy.Start(); err != nil {
				return err
			}
		}
		time.Sleep(time.Second)
		all := append(l.stop(), w.load.stop()...)
		s.note("%s", tally(all))
		if err := proper(all, "SERVICE_UNAVAILABLE"); err != nil {
			return err
		}
		return errors.Join(s.stored(ctx, prefix(w), w.keys), p.settled(ctx))
	})
}

func prefix(w *writes) string {
	for i, r := range w.keys[0] {
		if r == '-' {
			return w.keys[0][:i]
		}
	}
	return w.keys[0]
}

// neo4jKilledInWrites kills Neo4j in the midst of changes. On a busy machine one that has just come back may plan the first
// changes for longer than a request may take.
func neo4jKilledInWrites(ctx context.Context, s *stage) error {
	return s.with(ctx, func(p *process) error {
		if err := p.waitReady(ctx); err != nil {
			return err
		}
		w := p.writes(ctx, fmt.Sprintf("lost%d", time.Now().UnixNano()), 8)
		if err := eventually(ctx, time.Minute, "changes are acknowledged", func() bool { w.mu.Lock(); defer w.mu.Unlock(); return len(w.keys) > 50 }); err != nil {
			return err
		}
		if err := s.signalled(ctx, syscall.SIGKILL); err != nil {
			return err
		}
		if _, err := s.warm(ctx); err != nil {
			return err
		}
		time.Sleep(time.Second)
		all := w.load.stop()
		s.note("%s", tally(all))
		if err := proper(all, "SERVICE_UNAVAILABLE", "TIMEOUT"); err != nil {
			return err
		}
		return errors.Join(s.stored(ctx, prefix(w), w.keys), p.settled(ctx))
	})
}

// statementsEnded has an administrator end what runs: nobody is told that they asked for too much.
func statementsEnded(ctx context.Context, s *stage) error {
	return s.with(ctx, func(p *process) error {
		if err := p.waitReady(ctx); err != nil {
			return err
		}
		const slow = "MATCH (a:Evaluation), (b:Evaluation), (c:Evaluation), (d:Evaluation) WHERE size(a.key + b.key + c.key) + size(d.key) = 0 RETURN count(*) AS n"
		l := p.loadOf(ctx, 2, func(ctx context.Context) answer {
			return p.ask(ctx, `query($s: String!) { cypher(statement: $s) { rows } }`, map[string]any{"s": slow})
		})
		ended := int64(0)
		for begun := time.Now(); ended < 5 && time.Since(begun) < time.Minute; time.Sleep(100 * time.Millisecond) {
			rows, err := s.direct.Read(ctx, law.System, cypher.Statement{Text: `SHOW TRANSACTIONS YIELD transactionId AS id, currentQuery AS q WHERE q STARTS WITH 'MATCH (a:Evaluation), (b' RETURN collect(id)`})
			if err != nil {
				return err
			}
			ids, _ := rows[0][0].([]any)
			for _, id := range ids {
				if n := s.count(ctx, fmt.Sprintf("TERMINATE TRANSACTION '%s' YIELD message WHERE message = 'Transaction terminated.' RETURN count(*)", id)); n > 0 {
					ended += n
				}
			}
		}
		all := l.stop()
		s.note("%d ended; %s", ended, tally(all))
		if int64(len(refused(all, "SERVICE_UNAVAILABLE"))) < ended || ended == 0 {
			return errors.New("not all that were ended say so")
		}
		return errors.Join(proper(all, "SERVICE_UNAVAILABLE", "LIMIT_EXCEEDED", "TIMEOUT"), p.settled(ctx))
	}, "BOLE_CYPHER=ADMIN", "BOLE_DEADLINE=8s")
}
