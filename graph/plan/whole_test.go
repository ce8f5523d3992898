package plan

import (
	"errors"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"

	"bole/graph/law"
	"bole/graph/refusal"
	"bole/internal/worldtest"
)

// TestWhole: the place on a shortlist counts everyone on it. It is for callers of the whole graph, wherever it stands.
func TestWhole(t *testing.T) {
	l := worldtest.Law(t)
	sdl := l.Schema().SDL
	for path, text := range map[string]string{
		"shortlists.nodes.p.edges.place":          `{ shortlists { nodes { p: proposes { edges { place } } } } }`,
		"shortlists.nodes.proposes.orderBy[0]":    `{ shortlists { nodes { proposes(orderBy: [{place: ASC}]) { totalCount } } } }`,
		"cadres.nodes.shortlists.filter.band":     `{ cadres { nodes { shortlists(filter: {band: {lt: 2}}) { totalCount } } } }`,
		"cadres.filter.shortlists.some.place":     `{ cadres(filter: {shortlists: {some: {place: {gt: 9}}}}) { totalCount } }`,
		"cadres.nodes.shortlists.aggregate.place": `{ cadres { nodes { shortlists { aggregate { place { max } } } } } }`,
		"shortlists.nodes.proposes.groupBy":       `{ shortlists { nodes { proposes { groupBy(by: [{band: VALUE}]) { groups { aggregate { count } } } } } } }`,
	} {
		doc, errs := gqlparser.LoadQuery(sdl, text)
		if len(errs) > 0 {
			t.Errorf("%s: %v", text, errs)
			continue
		}
		r := Requests(sdl, sdl.Query, doc.Operations[0], nil, law.Caller{Role: "ORGANIZER", Units: []string{"u"}}, nil)[0]
		_, err := r.Plan(l, sdl.Query, Limits{})
		var refused *refusal.Error
		if !errors.As(err, &refused) || refused.Code != refusal.Forbidden || !strings.HasPrefix(refused.Path.String(), path) {
			t.Errorf("%s: %v, want FORBIDDEN at %s", text, err, path)
		}
		r.Caller = law.Caller{Role: "ORGANIZER", Whole: true}
		if _, err := r.Plan(l, sdl.Query, Limits{}); err != nil {
			t.Errorf("%s: %v for the whole graph", text, err)
		}
	}
}
