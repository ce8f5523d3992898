package localneo4j

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"bole/graph/message"
)

// bulkMark stands in the server's folder while a bulk import runs: what it left behind is no database.
const bulkMark = "bulk-import-under-way"

// Bulk fills the database of a stopped server, which must be empty, from the files that the arguments of
// `neo4j-admin database import full` name. After a fault the database is empty again, also when the process was
// killed: the next start sees to that.
func Bulk(ctx context.Context, o Options, args []string) error {
	return stopped(ctx, o, func(s *Server) error {
		mark := filepath.Join(s.options.Dir, bulkMark)
		if err := os.WriteFile(mark, nil, 0o600); err != nil {
			return message.Errorf("mark the bulk import: %v", err)
		}
		all := append([]string{"database", "import", "full", "neo4j", "--overwrite-destination=true", "--report-file=" + filepath.Join(s.options.Dir, "logs", "bulk-import.report")}, args...)
		if err := s.adminWith(ctx, "-Xmx1g", all...); err != nil {
			return errors.Join(err, clearHalf(s.options.Dir))
		}
		return os.Remove(mark)
	})
}

// clearHalf removes what a bulk import that did not end left behind.
func clearHalf(dir string) error {
	mark := filepath.Join(dir, bulkMark)
	if _, err := os.Stat(mark); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return errors.Join(os.RemoveAll(filepath.Join(dir, "data", "databases", "neo4j")), os.RemoveAll(filepath.Join(dir, "data", "transactions", "neo4j")), os.Remove(mark))
}
