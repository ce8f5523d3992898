package httpapi

import (
	"encoding/json"
	"net/http"
)

// A reason why a server is not ready, or cannot do everything.
const (
	reasonDraining    = "DRAINING"          // it is told to stop
	reasonUnreachable = "GRAPH_UNREACHABLE" // Neo4j does not answer, or refuses the password
	reasonMigrating   = "MIGRATING"         // constraints and indexes are being made
	reasonDiskFull    = "DISK_FULL"         // reading goes on
)

// readiness is the answer of /readyz.
type readiness struct {
	Ready   bool     `json:"ready"`
	Reasons []string `json:"reasons"`
}

// Migrating says whether the graph is still to be brought up to date, before which the server is not ready.
func (s *Server) Migrating(yes bool) { s.migrating.Store(yes) }

// Drain makes the server say that it is not ready, and end connections with the next answer on each, while it goes on
// answering: whoever sends requests to several servers then leaves this one out.
func (s *Server) Drain() { s.draining.Store(true) }

// ready answers whether the server should get requests, and why not. It waits for no request.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	a := readiness{Ready: true, Reasons: []string{}}
	no := func(reason string) { a.Ready, a.Reasons = false, append(a.Reasons, reason) }
	if s.draining.Load() {
		no(reasonDraining)
	}
	full := s.rooms.Store.Full()
	if s.rooms.Store.Ping(r.Context()) != nil { // the store's log says why, once
		no(reasonUnreachable)
	}
	if s.migrating.Load() && !full { // a full disk may keep it from being migrated, and it can be read as it is
		no(reasonMigrating)
	}
	if full {
		a.Reasons = append(a.Reasons, reasonDiskFull)
	}
	status := http.StatusOK
	if !a.Ready {
		status = http.StatusServiceUnavailable
		w.Header().Set("Retry-After", retryAfter)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(a) //nolint:errcheck // the client left
}

// withDrain ends connections while the server drains. An idle connection is left alone: a request may be on its way.
func (s *Server) withDrain(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.draining.Load() {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}
