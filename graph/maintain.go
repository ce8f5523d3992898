package graph

import (
	"context"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// maintainBatch is how many cadres one transaction brings up to date.
const maintainBatch = 2000

// servesIn points each cadre at the organization of their main appointment with the greatest (from ≤ today,
// key), kept after leaving, and puts that organization's key into unit.
const servesIn = `UNWIND $p.keys AS k
MATCH (c:Cadre {key: k})
OPTIONAL MATCH (c)<-[:OF]-(a:Appointment)-[:TO]->(:Position)-[:IN]->(o:Organization)
WHERE a.main AND a.from <= $p.today
WITH c, o, a ORDER BY a.from DESC, a.key DESC
WITH c, head(collect(o)) AS home
OPTIONAL MATCH (c)-[x:SERVES_IN]->(old:Organization)
WITH c, home, collect(x) AS xs, collect(old) AS olds
WITH c, home, [x IN xs WHERE home IS NULL OR endNode(x) <> home] AS gone, CASE WHEN home IS NULL OR home IN olds THEN [] ELSE [home] END AS come
WHERE size(gone) > 0 OR size(come) > 0 OR c.cadreKey IS NULL OR c.unit IS NULL OR c.unit <> coalesce(home.key, '')
FOREACH (x IN gone | DELETE x)
FOREACH (h IN come | CREATE (c)-[:SERVES_IN]->(h))
SET c.cadreKey = c.key, c.unit = coalesce(home.key, '')
WITH count(c) AS moved WHERE moved > 0
` + countVersion

// Maintain keeps SERVES_IN, unit and cadreKey right for the cadres named, and for all when none is: the one
// place that writes them. It runs after every write that touches appointments or own nodes, and daily,
// because an appointment may begin today.
func (g *Graph) Maintain(ctx context.Context, cadres []string, today time.Time) error {
	day := today.Format(time.DateOnly)
	if cadres == nil {
		records, err := g.read(ctx, Statement{Text: "MATCH (c:Cadre) RETURN c.key ORDER BY c.key"})
		if err != nil {
			return fmt.Errorf("list cadres: %w", err)
		}
		for _, r := range records {
			if key, ok := r.Values[0].(string); ok {
				cadres = append(cadres, key)
			}
		}
	}
	for len(cadres) > 0 {
		n := min(maintainBatch, len(cadres))
		if err := g.maintain(ctx, cadres[:n], day); err != nil {
			return err
		}
		cadres = cadres[n:]
	}
	return g.write(ctx, ofOrganizations, map[string]any{"everyone": Everyone})
}

// ofOrganizations opens evaluations that are about no person.
const ofOrganizations = `MATCH (e:Evaluation)-[:OF]->(:Organization)
WHERE e.unit IS NULL OR e.unit <> $p.everyone
SET e.unit = $p.everyone, e.cadreKey = $p.everyone`

func (g *Graph) maintain(ctx context.Context, keys []string, day string) error {
	p := map[string]any{"keys": keys, "today": day}
	if err := g.write(ctx, servesIn, p); err != nil {
		return fmt.Errorf("keep SERVES_IN: %w", err)
	}
	for _, t := range g.mapping.Nodes() {
		relation := g.mapping.ownerRelation(t)
		if relation == "" || t.Label == "Cadre" {
			continue
		}
		text := "UNWIND $p.keys AS k\nMATCH (c:Cadre {key: k})<-[:" + quoted(relation) + "]-(n:" + quoted(t.Label) + ")\n" +
			"WHERE n.unit IS NULL OR n.unit <> c.unit OR n.cadreKey IS NULL OR n.cadreKey <> c.key\n" +
			"SET n.unit = c.unit, n.cadreKey = c.key"
		if err := g.write(ctx, text, p); err != nil {
			return fmt.Errorf("keep the unit of %s: %w", t.Label, err)
		}
	}
	return nil
}

func (g *Graph) write(ctx context.Context, text string, p map[string]any) error {
	_, err := g.run(ctx, neo4j.AccessModeWrite, Statement{Text: text, Params: map[string]any{"p": p}})
	return err
}
