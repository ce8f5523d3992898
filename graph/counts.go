package graph

import "text/template"

// What counts, as conditions of hand-written statements: the one place that decides it (docs/counting.md).
// Each takes names of variables and properties of the statement it stands in; values are parameters: $p.asOf,
// the day the answer is as of, and $p.hearing, the days after notice in which one may answer.

// exemption holds when a ruling in effect exempts the person with the key from node.
func exemption(node, person string) string {
	return "EXISTS { MATCH (" + node + ")<-[:RULES_ON]-(tr:ToleranceRuling {effect: 'EXEMPT'}) WHERE tr.cadreKey = " + person +
		" AND tr.ruledOn <= $p.asOf AND (tr.revokedOn IS NULL OR tr.revokedOn > $p.asOf) }"
}

// caseCounts holds when a case counts for the person with the key: verified, or in part and then through the
// person's own finding; a negative one only when the person was told and heard; never when exempted.
func caseCounts(k, person string) string {
	return "(" + k + ".verification IN ['VERIFIED', 'PARTLY'] AND coalesce(" + k + ".verifiedOn <= $p.asOf, true) AND EXISTS { MATCH (" + k + ")-[ab:ABOUT]->(:Cadre {key: " + person + "})" +
		" WHERE (" + k + ".verification = 'VERIFIED' OR ab.finding IS NOT NULL) AND (" + k + ".polarity = 'POSITIVE' OR ab.notifiedOn <= $p.asOf AND (" +
		"coalesce(ab.respondBy, toString(date(ab.notifiedOn) + duration({days: $p.hearing}))) < $p.asOf OR" +
		" EXISTS { MATCH (" + k + ")<-[:ABOUT]-(st:Statement {status: 'ANSWERED'}) WHERE st.cadreKey = " + person + " AND st.answeredOn <= $p.asOf })) }" +
		" AND NOT " + exemption(k, person) + ")"
}

// evaluationCounts holds unless all that an evaluation rests on does not count.
func evaluationCounts(e string) string {
	return "(NOT EXISTS { (" + e + ")-[:BASED_ON]->() } OR EXISTS { MATCH (" + e + ")-[:BASED_ON]->(ground) WHERE" +
		" ground:Case AND " + caseCounts("ground", e+".cadreKey") + " OR ground:Task AND NOT " + exemption("ground", e+".cadreKey") + " })"
}

// decisionCounts holds unless all that a decision rests on does not count.
func decisionCounts(d string) string {
	return "(NOT EXISTS { (" + d + ")-[:BASED_ON]->() } OR EXISTS { MATCH (" + d + ")-[:BASED_ON]->(basis) WHERE" +
		" basis:RecommendationRound OR basis:Talk OR basis:Task AND NOT " + exemption("basis", d+".cadreKey") +
		" OR basis:Case AND " + caseCounts("basis", d+".cadreKey") + " OR basis:Evaluation AND " + evaluationCounts("basis") + " })"
}

// sanctionCounts holds when a sanction was neither revoked nor exempted from.
func sanctionCounts(s string) string {
	return "(" + s + ".revokedOn IS NULL OR " + s + ".revokedOn > $p.asOf) AND NOT " + exemption(s, s+".cadreKey")
}

// inForce tells whether a sanction's effects hold on the day: unknown, null, where its end is not known.
func inForce(s string) string {
	return "(coalesce(" + s + ".startsOn, " + s + ".decidedOn) <= $p.asOf AND $p.asOf < " + s + ".effectEndsOn AND " + sanctionCounts(s) + ")"
}

// cityManaged holds when the cadre held a post managed by the city on a day.
func cityManaged(c, day string) string {
	return "EXISTS { MATCH (" + c + ")<-[:OF]-(ap:Appointment)-[:TO]->(:Position {managedBy: 'CITY'}) WHERE ap.from <= " + day + " AND (ap.to IS NULL OR ap.to > " + day + ") }"
}

// fragments are what hand-written statements may use, for callers of one kind of scope.
func fragments(scope string) template.FuncMap {
	seen := func(v string) string {
		if scope == "" {
			return "true"
		}
		return v + "." + scope + " IN $p.scope"
	}
	return template.FuncMap{
		"scope":            seen,
		"ref":              func(v string) string { return "[labels(" + v + ")[0], " + v + ".key]" },
		"caseCounts":       caseCounts,
		"evaluationCounts": evaluationCounts,
		"decisionCounts":   decisionCounts,
		"sanctionCounts":   sanctionCounts,
		"inForce":          inForce,
		"exemption":        exemption,
		"cityManaged":      cityManaged,
		"decided": func(d string) string {
			return d + ".state IN ['DECIDED', 'EFFECTIVE'] AND " + d + ".decidedOn >= $p.from AND " + d + ".decidedOn <= $p.asOf AND " + seen(d) + " AND " + decisionCounts(d)
		},
	}
}
