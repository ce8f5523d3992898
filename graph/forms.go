package graph

import (
	"context"
	"fmt"
)

// Person is a cadre as a form is matched against; BirthMonth is "" where it is not known.
type Person struct{ Key, Name, BirthMonth string }

// Post is a position by its organization and title.
type Post struct{ Key, Organization, Title string }

// Held is an appointment by what tells it from others of the same person; To is "" while it lasts.
type Held struct{ Key, Cadre, Position, From, To string }

// Assessed is an annual assessment by what tells it from others of the same person.
type Assessed struct {
	Key, Cadre, EvaluatedOn, Grade string
	Year                           int
}

// People gives the cadres with one of the names or keys.
func (g *Graph) People(ctx context.Context, names, keys []string) ([]Person, error) {
	return rowsAs(ctx, g, "CALL () {\n  UNWIND $p.keys AS k MATCH (c:Cadre {key: k}) RETURN c\n  UNION\n  UNWIND $p.names AS name MATCH (c:Cadre) WHERE c.name = name AND c.key IS NOT NULL RETURN c\n}\n"+
		"RETURN c.key, c.name, coalesce(c.birthMonth, '') ORDER BY c.key", map[string]any{"names": names, "keys": keys},
		func(v []any) Person { return Person{textOf(v[0]), textOf(v[1]), textOf(v[2])} })
}

// OrganizationNames gives all organizations' keys by name; a name may have several.
func (g *Graph) OrganizationNames(ctx context.Context) (map[string][]string, error) {
	rows, err := rowsAs(ctx, g, "MATCH (o:Organization) RETURN o.name, o.key ORDER BY o.key", nil, func(v []any) [2]string { return [2]string{textOf(v[0]), textOf(v[1])} })
	out := map[string][]string{}
	for _, r := range rows {
		out[r[0]] = append(out[r[0]], r[1])
	}
	return out, err
}

// Posts gives the positions of organizations.
func (g *Graph) Posts(ctx context.Context, organizations []string) ([]Post, error) {
	return rowsAs(ctx, g, "UNWIND $p.keys AS k MATCH (o:Organization {key: k})<-[:IN]-(q:Position) RETURN q.key, k, q.title ORDER BY q.key", map[string]any{"keys": organizations},
		func(v []any) Post { return Post{textOf(v[0]), textOf(v[1]), textOf(v[2])} })
}

// HeldBy gives the appointments of cadres.
func (g *Graph) HeldBy(ctx context.Context, cadres []string) ([]Held, error) {
	return rowsAs(ctx, g, "UNWIND $p.keys AS k MATCH (:Cadre {key: k})<-[:OF]-(a:Appointment)-[:TO]->(q:Position) RETURN a.key, k, q.key, a.from, a.to ORDER BY a.key", map[string]any{"keys": cadres},
		func(v []any) Held { return Held{textOf(v[0]), textOf(v[1]), textOf(v[2]), textOf(v[3]), textOf(v[4])} })
}

// AssessmentsOf gives the annual assessments of cadres.
func (g *Graph) AssessmentsOf(ctx context.Context, cadres []string) ([]Assessed, error) {
	return rowsAs(ctx, g, "UNWIND $p.keys AS k MATCH (:Cadre {key: k})<-[:OF]-(e:Evaluation {kind: 'ANNUAL'}) RETURN e.key, k, e.evaluatedOn, e.year, e.grade ORDER BY e.key", map[string]any{"keys": cadres},
		func(v []any) Assessed {
			year, _ := v[3].(int64)
			return Assessed{Key: textOf(v[0]), Cadre: textOf(v[1]), EvaluatedOn: textOf(v[2]), Year: int(year), Grade: textOf(v[4])}
		})
}

// rowsAs runs one of this file's statements and reads each row.
func rowsAs[T any](ctx context.Context, g *Graph, text string, p map[string]any, as func([]any) T) ([]T, error) {
	records, err := g.read(ctx, Statement{Text: text, Params: map[string]any{"p": p}})
	if err != nil {
		return nil, fmt.Errorf("look up what a form may mean: %w", err)
	}
	out := make([]T, 0, len(records))
	for _, r := range records {
		out = append(out, as(r.Values))
	}
	return out, nil
}

func textOf(v any) string { s, _ := v.(string); return s }
