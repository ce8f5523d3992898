package figures

import "text/template"

// What counts, as conditions of hand-written statements: the one place that decides it (docs/counting.md).
// Each takes names of variables and properties of the statement it stands in; values are parameters: $p.asOf,
// the day the answer is as of, and $p.hearing, the days after notice in which one may answer.

// exemption holds when a ruling in effect exempts the person with the key from node.
func exemption(node, person string) string {
	return "EXISTS { MATCH (" + node + ")<-[:RULES_ON]-(tr:ToleranceRuling {effect: 'EXEMPT'}) WHERE tr.cadreKey = " + person +
		" AND tr.ruledOn <= $p.asOf AND (tr.revokedOn IS NULL OR tr.revokedOn > $p.asOf) }"
}

// heard holds when the person with the key was told of a case and answered, or let the time for it pass.
func heard(k, person string) string {
	return "EXISTS { MATCH (" + k + ")-[tell:ABOUT]->(:Cadre {key: " + person + "}) WHERE " + heardBy(k, person, "tell") + " }"
}

// heardBy is heard by what a case says of the person.
func heardBy(k, person, tell string) string {
	return tell + ".notifiedOn <= $p.asOf AND (" +
		"coalesce(" + tell + ".respondBy, toString(date(" + tell + ".notifiedOn) + duration({days: $p.hearing}))) < $p.asOf OR" +
		" EXISTS { MATCH (" + k + ")<-[:ABOUT]-(st:Statement {status: 'ANSWERED'}) WHERE st.cadreKey = " + person + " AND st.answeredOn <= $p.asOf })"
}

// caseStands holds when a case is verified, or in part and then through the person's own finding; a negative one
// only when the person was told and heard.
func caseStands(k, person string) string {
	return k + ".verification IN ['VERIFIED', 'PARTLY'] AND " + k + ".occurredOn <= $p.asOf AND coalesce(" + k + ".verifiedOn <= $p.asOf, true) AND EXISTS { MATCH (" + k + ")-[ab:ABOUT]->(:Cadre {key: " + person + "})" +
		" WHERE (" + k + ".verification = 'VERIFIED' OR ab.finding IS NOT NULL) AND (" + k + ".polarity = 'POSITIVE' OR " + heardBy(k, person, "ab") + ") }"
}

// caseCounts holds when a case stands against or for the person with the key, and no ruling exempts from it.
func caseCounts(k, person string) string {
	return "(" + caseStands(k, person) + " AND NOT " + exemption(k, person) + ")"
}

// groundsCount holds unless all that an evaluation or decision rests on, at the end of one hop or two, does not
// count. One pattern for both: each subquery nested into another costs as much again when a text is planned.
func groundsCount(v string) string {
	return "(NOT EXISTS { (" + v + ")-[:BASED_ON]->() } OR EXISTS { MATCH (" + v + ")-[:BASED_ON*1..2]->(ground) WHERE" +
		" NOT EXISTS { (ground)-[:BASED_ON]->() } AND NOT " + exemption("ground", v+".cadreKey") +
		" AND (NOT ground:Case OR " + caseStands("ground", v+".cadreKey") + ") })"
}

// sanctionCounts holds when a sanction was neither revoked nor exempted from.
func sanctionCounts(s string) string {
	return "(" + s + ".revokedOn IS NULL OR " + s + ".revokedOn > $p.asOf) AND NOT " + exemption(s, s+".cadreKey")
}

// cityManaged holds when the cadre held a post managed by the city on a day.
func cityManaged(c, day string) string {
	return "EXISTS { MATCH (" + c + ")<-[:OF]-(ap:Appointment)-[:TO]->(:Position {managedBy: 'CITY'}) WHERE ap.from <= " + day + " AND (ap.to IS NULL OR ap.to > " + day + ") }"
}

// Dates are YYYY, YYYY-MM or YYYY-MM-DD, and each is the whole year, month or day that it names. What is so on a day is so
// for certain, may be so, or is not: a chief "to 2025" has not gone on 1 January 2025 for certain.

// mayLast holds when something that lasts from one property up to another, exclusively, may last on a day.
func mayLast(from, to, day string) string {
	return "(" + from + " <= left(" + day + ", size(" + from + ")) AND " + mayStillLast(to, day) + ")"
}

// mayStillLast is mayLast for what has begun.
func mayStillLast(to, day string) string {
	return "(" + to + " IS NULL OR " + mayFollow(to, day) + ")"
}

// mayFollow holds when a property names a time that may lie behind a day.
func mayFollow(v, day string) string {
	return v + " >= left(" + day + ", size(" + v + ")) AND " + v + " <> " + day
}

// unsure holds when what may last may as well not have begun, or have ended.
func unsure(from, to, day string) string {
	return "(" + partly(from, day) + " OR " + partly(to, day) + ")"
}

// partly holds when a property names no more than the month or year that a day lies in.
func partly(v, day string) string {
	return "coalesce(size(" + v + ") < 10 AND " + v + " = left(" + day + ", size(" + v + ")), false)"
}

// mayServe holds unless the cadre is known not to be in service on a day: a status that is missing is not known.
func mayServe(c, day string) string {
	return "(coalesce(" + c + ".status, 'ACTIVE') = 'ACTIVE' OR " + mayFollow(c+".statusFrom", day) + ")"
}

// serviceUnsure holds when a cadre who may serve may as well not.
func serviceUnsure(c, day string) string {
	return "(" + c + ".status IS NULL OR " + c + ".status <> 'ACTIVE' AND " + partly(c+".statusFrom", day) + ")"
}

// within holds when a date, or a part of the time it names, lies between two; without one of them, up to the other.
func within(on, from, to string) string {
	return "((" + from + " IS NULL OR left(" + on + ", size(" + from + ")) >= left(" + from + ", size(" + on + "))) AND (" + to + " IS NULL OR left(" + on + ", size(" + to + ")) <= " + to + "))"
}

// sought is within for a property with an index and days known in full, with the bounds that Neo4j seeks by.
func sought(on, from, to string) string {
	return on + " >= left(" + from + ", 4) AND " + on + " <= " + to + " AND " + within(on, from, to)
}

// Counting are the words that say what counts, for statements of other rooms. They take $p.asOf and $p.hearing.
func Counting() template.FuncMap { return counting }

// counting are the words that this room's statements may use beside the law's.
var counting = template.FuncMap{
	"exemption":      exemption,
	"heard":          heard,
	"caseCounts":     caseCounts,
	"groundsCount":   groundsCount,
	"sanctionCounts": sanctionCounts,
	"cityManaged":    cityManaged,
	"mayLast":        mayLast,
	"mayStillLast":   mayStillLast,
	"unsure":         unsure,
	"partly":         partly,
	"mayServe":       mayServe,
	"serviceUnsure":  serviceUnsure,
	"within":         within,
	"sought":         sought,
	"roots":          func() string { return "(root:Organization WHERE root.key IN $p.roots)" },
	"decided": func(d string) string {
		return d + ".state IN ['DECIDED', 'EFFECTIVE'] AND " + d + ".decidedOn >= $p.from AND " + d + ".decidedOn <= $p.asOf AND " + groundsCount(d)
	},
}
