package forms

import (
	"context"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/message"
	"bole/graph/store"
)

// source is the graph that forms are matched against.
type source struct{ store *store.Store }

// person is a cadre as a form is matched against; BirthMonth is "" where it is not known.
type person struct{ Key, Name, BirthMonth string }

// facts are what the graph knows of one person, "" where it does not.
type facts struct {
	Name, Gender, Birth, Ethnicity, NativePlace, Political, PartyJoined, WorkStarted, Status string

	Held       []held
	Assessed   []assessed
	Educations []education
	Events     []event
}

// post is a position by its organization and title.
type post struct{ Key, Organization, Title string }

// held is an appointment by what tells it from others of the same person; To is "" while it lasts.
type held struct{ Key, Position, From, To string }

// assessed is an annual assessment by what tells it from others of the same person.
type assessed struct {
	Key, EvaluatedOn, Grade string
	Year                    int
}

// education is a study; Major stands behind the school in a form.
type education struct{ Key, Mode, Level, Degree, School, Major string }

// event is an award, or a sanction with its regime.
type event struct{ On, Regime, Name string }

// people gives all cadres: names are compared as they are folded, which Neo4j does not do.
func (s source) people(ctx context.Context) ([]person, error) {
	var out []person
	err := s.store.Stream(ctx, law.System, cypher.Statement{Name: "forms", Text: "MATCH (c:Cadre) WHERE c.key IS NOT NULL RETURN c.key, c.name, c.birthMonth ORDER BY c.key"}, func(v []any) error {
		out = append(out, person{textOf(v[0]), textOf(v[1]), textOf(v[2])})
		return nil
	})
	if err != nil {
		return nil, message.Errorf("look up whom a form may mean: %v", err)
	}
	return out, nil
}

// imported gives whom forms were of that were imported before: the keys of people by those of the forms as sources.
func (s source) imported(ctx context.Context, forms []string) (map[string]string, error) {
	rows, err := rowsAs(ctx, s, "UNWIND $p.keys AS k MATCH (:Source {key: k})<-[:SOURCED_FROM]-(c:Cadre) RETURN k, c.key", map[string]any{"keys": forms},
		func(v []any) [2]string { return [2]string{textOf(v[0]), textOf(v[1])} })
	out := map[string]string{}
	for _, r := range rows {
		out[r[0]] = r[1]
	}
	return out, err
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

// known gives what the graph knows of people, by key; it has no entry for those who are not there.
func (s source) known(ctx context.Context, people []string) (map[string]*facts, error) {
	out := map[string]*facts{}
	of := map[string]any{"keys": people}
	collect := func(text string, add func(f *facts, v []any)) error {
		_, err := rowsAs(ctx, s, "UNWIND $p.keys AS k MATCH (c:Cadre {key: k})"+text, of, func(v []any) struct{} {
			if out[textOf(v[0])] == nil {
				out[textOf(v[0])] = &facts{}
			}
			add(out[textOf(v[0])], v[1:])
			return struct{}{}
		})
		return err
	}
	if err := collect(" RETURN k, c.name, c.gender, c.birthMonth, c.ethnicity, c.nativePlace, c.politicalStatus, c.partyJoinedOn, c.workStartedOn, c.status", func(f *facts, v []any) {
		for i, to := range []*string{&f.Name, &f.Gender, &f.Birth, &f.Ethnicity, &f.NativePlace, &f.Political, &f.PartyJoined, &f.WorkStarted, &f.Status} {
			*to = textOf(v[i])
		}
	}); err != nil {
		return nil, err
	}
	if err := collect("<-[:OF]-(a:Appointment)-[:TO]->(q:Position) RETURN k, a.key, q.key, a.from, a.to ORDER BY a.key", func(f *facts, v []any) {
		f.Held = append(f.Held, held{textOf(v[0]), textOf(v[1]), textOf(v[2]), textOf(v[3])})
	}); err != nil {
		return nil, err
	}
	if err := collect("<-[:OF]-(e:Evaluation {kind: 'ANNUAL'}) RETURN k, e.key, e.evaluatedOn, e.grade, e.year ORDER BY e.key", func(f *facts, v []any) {
		year, _ := v[3].(int64)
		f.Assessed = append(f.Assessed, assessed{textOf(v[0]), textOf(v[1]), textOf(v[2]), int(year)})
	}); err != nil {
		return nil, err
	}
	if err := collect("<-[:OF]-(e:Education) RETURN k, e.key, e.mode, e.level, e.degree, e.school, e.major ORDER BY e.key", func(f *facts, v []any) {
		f.Educations = append(f.Educations, education{textOf(v[0]), textOf(v[1]), textOf(v[2]), textOf(v[3]), textOf(v[4]), textOf(v[5])})
	}); err != nil {
		return nil, err
	}
	return out, collect(" CALL (c) {\n  MATCH (c)<-[:OF]-(r:Recognition) RETURN r.awardedOn AS on, '' AS regime, r.name AS name\n  UNION ALL\n"+
		"  MATCH (c)<-[:ON]-(x:Sanction) RETURN x.decidedOn AS on, x.regime AS regime, x.name AS name\n}\nRETURN k, on, regime, name", func(f *facts, v []any) {
		f.Events = append(f.Events, event{textOf(v[0]), textOf(v[1]), textOf(v[2])})
	})
}

// rowsAs runs one of this file's statements and reads each row.
func rowsAs[T any](ctx context.Context, s source, text string, p map[string]any, as func([]any) T) ([]T, error) {
	rows, err := s.store.Read(ctx, law.System, cypher.Statement{Name: "forms", Text: text, Params: map[string]any{"p": p}})
	if err != nil {
		return nil, message.Errorf("look up what a form may mean: %v", err)
	}
	out := make([]T, 0, len(rows))
	for _, row := range rows {
		out = append(out, as(row))
	}
	return out, nil
}

func textOf(v any) string { s, _ := v.(string); return s }
