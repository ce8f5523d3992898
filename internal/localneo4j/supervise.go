package localneo4j

import (
	"context"
	"errors"
	"time"

	"bole/graph/message"
)

// Patience of the supervisor.
const (
	pauseFirst = 200 * time.Millisecond // before a server that died is started again
	pauseMost  = time.Minute            // it doubles up to this while starts fail
	quick      = 10 * time.Second       // how soon after its start a death counts as a failed start
	unopened   = 3                      // starts in a row whose files cannot be opened, until no further one is made
	look       = time.Second            // between two looks at the disk
	asked      = 5 * time.Second        // between two questions whether the server answers
	silence    = time.Minute            // without an answer, after which a server is ended and started again
)

// first starts the process for the first time. A store that an earlier process still lets go is waited for.
func (s *Server) first(ctx context.Context) error {
	for begun := time.Now(); ; {
		p, err := s.launch(ctx)
		if err == nil {
			s.set(p)
			return nil
		}
		if !errors.Is(err, errStoreLocked) || time.Since(begun) > 15*time.Second {
			return err
		}
	}
}

func (s *Server) set(p *process) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current = p
}

// supervise brings the server back when it dies, falls silent or cannot write any more, until it is stopped. It gives
// up only where no further start can help: when the graph's files cannot be opened while there is room on the disk.
func (s *Server) supervise() {
	defer close(s.done)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() { // a start under way ends when the server is to stop
		<-s.stopping
		cancel()
	}()
	pause := pauseFirst
	for {
		p, begun := s.current, time.Now()
		s.watchOver(ctx, p)
		s.set(nil)
		if ctx.Err() != nil {
			p.stop()
			return
		}
		if time.Since(begun) > quick {
			pause = pauseFirst
		}
		if !s.revive(ctx, &pause) {
			return
		}
	}
}

// revive starts the server until it runs, with pauses that grow. On false it is not to be started again.
func (s *Server) revive(ctx context.Context, pause *time.Duration) bool {
	died, broken := time.Now(), 0
	for attempt := 1; ; attempt++ {
		s.log.Warn("the local Neo4j died and is started again", "attempt", attempt, "after", pause.String())
		select {
		case <-ctx.Done():
			return false
		case <-time.After(*pause):
		}
		*pause = min(2**pause, pauseMost)
		if full, free := s.room(); full && attempt > 1 {
			s.log.Warn("the local Neo4j waits for room on its disk", "free_mib", free)
			continue
		}
		next, err := s.launch(ctx)
		if err == nil {
			s.log.Info("the local Neo4j is back", "attempt", attempt, "away", time.Since(died).Round(time.Millisecond).String())
			s.set(next)
			return true
		}
		if ctx.Err() != nil {
			return false
		}
		s.log.Warn("the local Neo4j does not start", "cause", err)
		if broken++; !errors.Is(err, errUnopened) || errors.Is(err, errNoSpace) {
			broken = 0
		}
		if broken == unopened {
			s.mu.Lock()
			s.lost = message.Errorf("the local Neo4j was started %d times and %v; load a dump with bole neo4j load, or take another data folder", broken, err)
			s.mu.Unlock()
			s.log.Error("the local Neo4j is given up", "cause", s.lost)
			return false
		}
	}
}

// watchOver returns when the server has to be started again, or is to stop: its process has ended then, save where ctx
// has.
func (s *Server) watchOver(ctx context.Context, p *process) {
	tick := time.NewTicker(look)
	defer tick.Stop()
	heard, last := time.Now(), time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.gone:
			return
		case <-tick.C:
		}
		wasFull := s.full.Load()
		full, free := s.room()
		s.noted(wasFull, full, free)
		if time.Since(last) >= asked {
			if last = time.Now(); handshake(s.options.Port) {
				heard = last
			}
		}
		if time.Since(heard) > silence {
			s.log.Warn("the local Neo4j does not answer and is ended", "for", time.Since(heard).Round(time.Second).String())
			p.kill()
			return
		}
		if wasFull && !full && !s.writes(ctx) {
			s.log.Warn("the local Neo4j cannot write since its disk was full, and is started again")
			p.stop()
			return
		}
	}
}
