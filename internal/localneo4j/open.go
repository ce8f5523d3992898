package localneo4j

import (
	"context"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"bole/graph/message"
)

// opened reports whether the database is open. It is errUnopened when Neo4j has tried and cannot; Neo4j runs without it
// then.
func (s *Server) opened(ctx context.Context) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	d, err := neo4j.NewDriverWithContext(s.URI(), neo4j.BasicAuth(s.User(), s.Password(), ""))
	if err != nil {
		return false, err
	}
	defer d.Close(context.WithoutCancel(ctx)) //nolint:errcheck // only a question
	found, err := neo4j.ExecuteQuery(ctx, d, "SHOW DATABASE neo4j YIELD currentStatus, statusMessage", nil, neo4j.EagerResultTransformer, neo4j.ExecuteQueryWithDatabase("system"))
	if err != nil || len(found.Records) == 0 {
		return false, err
	}
	status, _ := found.Records[0].Values[0].(string)
	said, _ := found.Records[0].Values[1].(string)
	switch {
	case status == "online":
		return true, nil
	case said != "" || status == "dirty" || status == "quarantined":
		full, free := s.room()
		s.log.Error("Neo4j cannot open the graph", "status", status, "cause", said, "free_mib", free)
		if full { // Neo4j says the same of files that are damaged
			return false, message.Errorf("%v and %v", errUnopened, errNoSpace)
		}
		return false, message.Errorf("%v; the log says why", errUnopened)
	}
	return false, nil
}
