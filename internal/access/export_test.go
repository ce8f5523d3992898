package access

import "time"

// Later moves the clock of those who read tokens; the clocks of what tokens say stay.
func Later(s *Issuers, d time.Duration) {
	now := s.now
	later := func() time.Time { return now().Add(d) }
	s.now = later
	for _, p := range s.by {
		p.keys.mu.Lock()
		p.keys.now = later
		p.keys.mu.Unlock()
	}
}
