package httpapi

import (
	"sync"

	"bole/graph/message"
)

// gate bounds what runs at once, of one person and of all. It never waits: a queue in front of the database only makes
// every request late.
type gate struct {
	what message.Text // requests, exports
	name string       // of the limit, which is a setting's
	each int          // most of one person; tokens that name nobody are one person together
	all  int          // most of all

	mu      sync.Mutex
	running int
	of      map[string]int // by Caller.Owner
}

func newGate(what message.Text, name string, each, all int) *gate {
	return &gate{what: what, name: name, each: each, all: all, of: map[string]int{}}
}

// overloaded refuses a request because of others.
type overloaded struct {
	text message.Text
	name string // of the limit
	own  bool   // because of the same person's
}

// enter takes a place; leave gives it back, once.
func (g *gate) enter(owner string) (leave func(), refused *overloaded) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.of[owner] >= g.each:
		return nil, &overloaded{own: true, name: g.name + "_OF_PERSON", text: message.New("the limit of %d %s at once for one person is reached; wait for one to end", g.each, g.what)}
	case g.running >= g.all:
		return nil, &overloaded{name: g.name, text: message.New("the limit of %d %s at once is reached; try again in a second", g.all, g.what)}
	}
	g.running++
	g.of[owner]++
	return sync.OnceFunc(func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.running--
		if g.of[owner]--; g.of[owner] == 0 {
			delete(g.of, owner)
		}
	}), nil
}
