package localneo4j

import (
	"context"
	"syscall"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"bole/graph/message"
)

// Full reports whether the disk of the data folder has less room than is kept in reserve. Neo4j needs room for
// checkpoints and for its own recovery: who goes on writing until nothing is left may not be able to open the graph.
func (s *Server) Full() bool { return s.full.Load() }

// room looks at the disk; free is in MiB.
func (s *Server) room() (full bool, free uint64) {
	bytes, err := freeBytes(s.options.Dir)
	if err != nil {
		s.log.Warn("the room on the disk cannot be seen", "cause", err)
		return s.full.Load(), 0
	}
	reserve := uint64(s.options.ReserveMB) << 20 //nolint:gosec // a setting above zero
	if s.full.Load() {
		reserve += reserve / 8 // a little more, so that it does not flicker
	}
	full = bytes < reserve
	s.full.Store(full)
	return full, bytes >> 20
}

// noted says in the log when it changes whether there is room.
func (s *Server) noted(before, full bool, free uint64) {
	switch {
	case full && !before:
		s.log.Error("the disk of the local Neo4j is full; nothing is written until there is room", "free_mib", free, "reserve_mib", s.options.ReserveMB)
	case before && !full:
		s.log.Info("there is room again on the disk of the local Neo4j", "free_mib", free)
	}
}

func freeBytes(dir string) (uint64, error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return 0, message.Errorf("look at the space on the disk of %s: %v", dir, err)
	}
	return st.Bavail * uint64(st.Bsize), nil //nolint:gosec // a size
}

// writes reports whether the database takes a change: one that has met a full disk refuses all until it is started
// again. The change is taken back.
func (s *Server) writes(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	d, err := neo4j.NewDriverWithContext(s.URI(), neo4j.BasicAuth(s.User(), s.Password(), ""))
	if err != nil {
		return false
	}
	defer d.Close(context.WithoutCancel(ctx)) //nolint:errcheck // only a question
	session := d.NewSession(ctx, neo4j.SessionConfig{DatabaseName: "neo4j"})
	defer session.Close(context.WithoutCancel(ctx)) //nolint:errcheck // as above
	tx, err := session.BeginTransaction(ctx)
	if err != nil {
		s.log.Info("the local Neo4j refuses a change", "cause", err)
		return false
	}
	result, err := tx.Run(ctx, "CREATE (n) DELETE n", nil)
	if err == nil {
		_, err = result.Consume(ctx)
	}
	if err != nil {
		s.log.Info("the local Neo4j refuses a change", "cause", err)
	}
	return tx.Rollback(ctx) == nil && err == nil
}

// enoughSpace refuses a disk with less than need bytes free.
func enoughSpace(dir string, need uint64) error {
	free, err := freeBytes(dir)
	if err != nil {
		return err
	}
	if free < need {
		return message.Errorf("only %d MiB are free on the disk of %s; %d MiB are needed", free>>20, dir, need>>20)
	}
	return nil
}
