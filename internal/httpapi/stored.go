package httpapi

import (
	"context"
	"maps"

	"bole/graph"
)

// stored puts the text of a stored operation into a request that names one, and where only stored operations run
// refuses all others before they are parsed.
func (s *Server) stored(ctx context.Context, c graph.Caller, a asked) error {
	switch {
	case a.document != "":
		d, err := s.rooms.Acts.Document(ctx, c, a.document, s.options.TrustedOnly)
		if err != nil {
			return err
		}
		maps.Copy(d.Variables, a.Variables)
		a.Query, a.Variables = d.Text, d.Variables
		if d.OperationName != "" {
			a.OperationName = d.OperationName
		}
	case s.options.TrustedOnly:
		return s.rooms.Acts.Trusted(ctx, c, a.Query)
	}
	return nil
}
