package forms

import (
	"context"
	"fmt"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/store"
)

// source is the graph that forms are matched against.
type source struct{ store *store.Store }

// person is a cadre as a form is matched against; BirthMonth is "" where it is not known.
type person struct{ Key, Name, BirthMonth string }

// post is a position by its organization and title.
type post struct{ Key, Organization, Title string }

// held is an appointment by what tells it from others of the same person; To is "" while it lasts.
type held struct{ Key, Cadre, Position, From, To string }

// assessed is an annual assessment by what tells it from others of the same person.
type assessed struct {
	Key, Cadre, EvaluatedOn, Grade string
	Year                           int
}

// people gives the cadres with one of the names or keys.
func (s source) people(ctx context.Context, names, keys []string) ([]person, error) {
	return rowsAs(ctx, s, "CALL () {\n  UNWIND $p.keys AS k MATCH (c:Cadre {key: k}) RETURN c\n  UNION\n  UNWIND $p.names AS name MATCH (c:Cadre) WHERE c.name = name AND c.key IS NOT NULL RETURN c\n}\n"+
		"RETURN c.key, c.name, coalesce(c.birthMonth, '') ORDER BY c.key", map[string]any{"names": names, "keys": keys},
		func(v []any) person { return person{textOf(v[0]), textOf(v[1]), textOf(v[2])} })
}

// organizationNames gives all organizations' keys by name; a name may have several.
func (s source) organizationNames(ctx context.Context) (map[string][]string, error) {
	rows, err := rowsAs(ctx, s, "MATCH (o:Organization) RETURN o.name, o.key ORDER BY o.key", nil, func(v []any) [2]string { return [2]string{textOf(v[0]), textOf(v[1])} })
	out := map[string][]string{}
	for _, r := range rows {
		out[r[0]] = append(out[r[0]], r[1])
	}
	return out, err
}

// posts gives the positions of organizations.
func (s source) posts(ctx context.Context, organizations []string) ([]post, error) {
	return rowsAs(ctx, s, "UNWIND $p.keys AS k MATCH (o:Organization {key: k})<-[:IN]-(q:Position) RETURN q.key, k, q.title ORDER BY q.key", map[string]any{"keys": organizations},
		func(v []any) post { return post{textOf(v[0]), textOf(v[1]), textOf(v[2])} })
}

// heldBy gives the appointments of cadres.
func (s source) heldBy(ctx context.Context, cadres []string) ([]held, error) {
	return rowsAs(ctx, s, "UNWIND $p.keys AS k MATCH (:Cadre {key: k})<-[:OF]-(a:Appointment)-[:TO]->(q:Position) RETURN a.key, k, q.key, a.from, a.to ORDER BY a.key", map[string]any{"keys": cadres},
		func(v []any) held { return held{textOf(v[0]), textOf(v[1]), textOf(v[2]), textOf(v[3]), textOf(v[4])} })
}

// assessmentsOf gives the annual assessments of cadres.
func (s source) assessmentsOf(ctx context.Context, cadres []string) ([]assessed, error) {
	return rowsAs(ctx, s, "UNWIND $p.keys AS k MATCH (:Cadre {key: k})<-[:OF]-(e:Evaluation {kind: 'ANNUAL'}) RETURN e.key, k, e.evaluatedOn, e.year, e.grade ORDER BY e.key", map[string]any{"keys": cadres},
		func(v []any) assessed {
			year, _ := v[3].(int64)
			return assessed{Key: textOf(v[0]), Cadre: textOf(v[1]), EvaluatedOn: textOf(v[2]), Year: int(year), Grade: textOf(v[4])}
		})
}

// rowsAs runs one of this file's statements and reads each row.
func rowsAs[T any](ctx context.Context, s source, text string, p map[string]any, as func([]any) T) ([]T, error) {
	rows, err := s.store.Read(ctx, law.System, cypher.Statement{Name: "forms", Text: text, Params: map[string]any{"p": p}})
	if err != nil {
		return nil, fmt.Errorf("look up what a form may mean: %w", err)
	}
	out := make([]T, 0, len(rows))
	for _, row := range rows {
		out = append(out, as(row))
	}
	return out, nil
}

func textOf(v any) string { s, _ := v.(string); return s }
