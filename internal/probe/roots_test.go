package probe

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// arguments are what fields with arguments of their own are asked with, by Type.field. Lists are paged by the
// arguments that all lists have; these are only for fields that take others.
var arguments = map[string][]string{
	"Cadre.coworkers":          {`(min: 1, first: 5)`, `(min: 2, roles: [LEAD, MEMBER], ownRoles: [LEAD, MEMBER], last: 5)`},
	"Cadre.readBy":             {`(from: "2024-08-01", to: "2024-08-31", first: 5)`}, // no audit is kept where it is probed: it is refused
	"Query.auditEvents":        {`(from: "2024-08-01", to: "2024-08-31", cadre: "c1", reader: "甲", kinds: [READ], purpose: "考核", first: 5)`},
	"Query.import":             {`(id: "none")`},
	"Query.webhooks":           {""},
	"Query.history":            {`(id: "Q2FkcmU6YzE", first: 20)`, `(id: "Q2FkcmU6aDE", last: 5)`},
	"Query.changes":            {`(since: "2020-01-01T00:00:00Z", first: 20)`, `(since: "2020-01-01T00:00:00Z", types: ["Case", "CaseSubject"])`},
	"Cadre.superiors":          {`(asOf: "2024-08-31")`},
	"Cadre.timeline":           {`(first: 50)`, `(from: "2020-01-01", to: "2024-08-31", kinds: [JOINED_TASK, CASE, EVALUATION, NOMINATED, TALK, DECISION], last: 5)`},
	"Cadre.workRecord":         {`(asOf: "2024-08-31")`, `(asOf: "2024-08-31", categories: [REFORM])`},
	"Cadre.trend":              {`(asOf: ["2023-08-31", "2024-08-31"])`, `(asOf: ["2024-08-31"], categories: [REFORM])`},
	"Decision.timeline":        {`(first: 50)`, `(from: "2020-01-01", to: "2024-08-31", kinds: [DECISION, CASE, EVALUATION, TALK], last: 5)`},
	"Task.timeline":            {`(first: 50)`, `(from: "2020-01-01", to: "2024-08-31", kinds: [JOINED_TASK, CASE, EVALUATION, DECISION], last: 5)`},
	"Organization.team":        {`(asOf: "2024-08-31")`, `(asOf: "2001-06-01")`},
	"Task.teamOutcome":         {`(asOf: "2024-08-31")`},
	"Evaluator.severity":       {`(asOf: "2024-08-31")`, `(asOf: "2024-08-31", categories: [REFORM])`},
	"Vacancy.candidates":       {`(asOf: "2024-08-31")`},
	"ToleranceRuling.check":    {`(asOf: "2024-08-31")`},
	"Statistic.members":        {`(first: 50)`, `(counted: true, part: "a1", first: 50)`},
	"CandidateList.candidates": {`(eligibility: [ELIGIBLE, REVIEW, UNKNOWN, FAILED], first: 100)`},
	"CandidateList.whyNot":     {`(cadre: "c1")`, `(cadre: "h1")`, `(cadre: "zc1")`, `(cadre: "nobody")`},
	"CandidateChanges.changes": {`(first: 100)`},
	"TimeToPromotion.members":  {`(first: 50)`},
	"WorkRecord.items":         {`(first: 20)`},
	"Query.establishment":      {`(unit: "zj", asOf: "2024-08-31", first: 100)`, `(unit: "a2", asOf: "2024-08-31", last: 5)`, `(unit: "nowhere", asOf: "2024-08-31")`},
	"Query.rankEstablishment":  {`(unit: "zj", asOf: "2024-08-31", first: 100)`, `(unit: "a2", asOf: "2024-08-31", last: 5)`},
	"Query.rankUse":            {`(unit: "zj", asOf: "2024-08-31")`},
	"Query.agenda":             {`(from: "2024-09-01", to: "2025-08-31", first: 100)`, `(kinds: [TERM, PROBATION, SANCTION_END, STATEMENT_DUE], from: "2024-09-01", to: "2024-12-31", last: 5)`},
	"Query.selectionRecord":    {`(vacancy: "v1", asOf: "2024-08-31")`, `(vacancy: "nothing", asOf: "2024-08-31")`},
	"Query.todo":               {`(asOf: "2024-08-31", first: 100)`, `(asOf: "2024-10-31", last: 5)`},
	"Query.deadlineRules":      {""},
	"Case.hearings":            {`(asOf: "2024-08-31")`},
	"Campaign.coverage":        {`(asOf: "2024-08-31")`, `(asOf: "2024-08-31", unit: "a1")`},
	"CampaignCoverage.members": {`(first: 50)`, `(done: true, first: 50)`},
	"Statement.deadline":       {`(asOf: "2024-08-31")`},
	"Decision.headcount":       {`(asOf: "2024-08-31")`},
	"Decision.rankHeadcount":   {`(asOf: "2024-08-31")`},
	"Query.ruleBook":           {""},
	"Query.workingCalendar":    {""},
	"Query.candidates":         {`(vacancy: "v1", asOf: "2024-08-31")`, `(position: "a3-deputy", requirements: [{rule: "YEARS_OF_SERVICE", operator: "GTE", value: "20", strength: NORMALLY}], wants: [{category: REFORM, weight: 1}], asOf: "2024-08-31")`},
	"Query.candidateLists":     {`(vacancies: ["v1", "v2", "nothing"], asOf: "2024-08-31")`},
	"Query.candidateChanges":   {`(before: {vacancy: "v1", asOf: "2024-08-31"}, after: {vacancy: "v1", asOf: "2022-01-31", requirements: [{rule: "YEARS_OF_SERVICE", value: "27"}]})`},
	"Query.adjustment":         {`(moves: [{cadre: "c1", to: "a1-chief"}, {cadre: "c2"}, {cadre: "c3", to: "a1e-deputy", leaves: []}], asOf: "2024-08-31")`, `(moves: [{cadre: "h1", to: "a1-chief"}], asOf: "2024-08-31")`},
	"Query.adjustmentChanges":  {`(before: [{cadre: "c1", to: "a1-chief"}], after: [{cadre: "c2", to: "a1-chief"}, {cadre: "c1"}], asOf: "2024-08-31")`},
	"Query.overlooked":         {`(unit: "zj", asOf: "2024-08-31")`, `(unit: "a1", asOf: "2024-08-31", years: 1)`, `(unit: "nowhere", asOf: "2024-08-31")`},
	"Query.hiddenSteps":        {`(position: "a1e-chief", to: "2024-08-31")`, `(kind: {grade: DIVISION_CHIEF}, from: "2023-01-01", to: "2024-08-31")`},
	"Query.seniorityEffect":    {`(position: "a1e-chief", to: "2024-08-31")`, `(kind: {organizationKind: ENTERPRISE, chief: true}, from: "2023-01-01", to: "2024-08-31")`},
	"Query.caseCounts":         {`(asOf: "2024-08-31", first: 100)`, `(asOf: "2024-08-31", polarity: NEGATIVE, counts: true, heard: true, last: 5)`, `(case: "k1", asOf: "2024-08-31")`, `(cadre: "c1", case: "nothing", asOf: "2024-08-31")`},
	"Query.fairnessReport":     {`(batch: "b0", asOf: "2024-08-31")`, `(batch: "b1", asOf: "2024-08-31")`, `(batch: "nothing", asOf: "2024-08-31")`, `(shortlist: "%SHORTLIST%", asOf: "2024-08-31")`},
	"Query.roundAgreements":    {`(kind: NO_VACANCY, from: "2024-01-01", to: "2024-08-31", first: 10)`, `(kind: VACANCY, to: "2024-08-31", last: 10)`},
	"Query.timeToPromotion":    {`(asOf: "2024-08-31", difficulty: 3)`},
	"Query.dataQuality":        {`(asOf: "2024-08-31", first: 200)`, `(asOf: "2024-08-31", rules: ["task-without-lead", "task-without-evaluation", "required-missing"], last: 100)`},
	"Query.qualityRules":       {""},
	"Query.performers":         {`(tasks: {}, asOf: "2024-08-31", first: 100)`, `(tasks: {category: {eq: REFORM}}, roles: [LEAD], asOf: "2024-08-31", categories: [REFORM], last: 5)`},
	"Query.compare":            {`(cadres: ["c1", "c2", "h1"], asOf: "2024-08-31")`, `(cadres: ["c1", "c2", "zc1"], asOf: "2024-08-31", categories: [REFORM])`, `(cadres: ["c1", "nobody"], asOf: "2024-08-31")`},
	"Query.recordState":        {`(asOf: "2024-08-31")`, `(asOf: "2024-08-31", categories: [REFORM])`, `(asOf: "2024-08-31", vacancy: "v1")`, `(asOf: "2024-08-31", vacancy: "nothing")`},
	"Query.severities":         {`(asOf: "2024-08-31", first: 50)`, `(asOf: "2024-08-31", categories: [REFORM], orderBy: OWN_UNIT, last: 5)`},
	"Query.teamOutcomes":       {`(tasks: {}, asOf: "2024-08-31", first: 100)`, `(tasks: {cadres: {count: [{gte: 3}]}}, asOf: "2024-08-31", last: 100)`},
	"Query.statistic":          statisticArguments(),
	"Query.statisticSeries":    {`(code: "talks", from: "2024-01-01", to: "2024-08-31")`, `(code: "tilt-justice", from: "2022-06-30", to: "2024-08-31", step: YEAR, unit: "a1")`},
	"Query.statistics":         {`(asOf: "2024-08-31", unit: "a1")`, `(asOf: "2024-08-31")`},
	"Query.savedQuestion":      {`(id: "U2F2ZWRRdWVzdGlvbjpub25l")`},
	"Query.savedQuestions":     {`(first: 20)`, `(last: 20)`},
	"Query.cypher":             {`(statement: "MATCH (n:Cadre) RETURN n.key", params: "{}")`},
	"Query.search":             searchArguments(),
	"Query.path":               pathArguments(),
	"Query.neighborhood":       neighborhoodArguments(),
	"Query.viewer":             {""},
	"Query.vocabulary":         {`(types: ["Cadre", "Gender"], first: 100)`, `(kinds: [ENUM_VALUE], text: "干部", last: 20)`},
	"Query.node":               append(nodeArguments("(id: %q)"), `(id: "Q2FkcmU6YzE", recordedAsOf: "2020-01-01T00:00:00Z")`),
	"Query.nodes":              {"(ids: [" + strings.Join(quotedIDs(), ", ") + "])"},
}

// argumentsOf are the arguments to ask a field with, one entry for each time it is asked.
func argumentsOf(field string) []string {
	if of, ok := arguments[field]; ok {
		return of
	}
	return []string{""}
}

func statisticArguments() []string {
	var out []string
	for _, code := range []string{"talk-recommendations", "no-vacancy-share", "responsibility-index", "tilt-justice", "nothing"} {
		out = append(out, fmt.Sprintf(`(code: %q, asOf: "2024-08-31", unit: "zj")`, code))
	}
	return out
}

func searchArguments() []string {
	var out []string
	for _, text := range []string{"王", "张", "摘要", "事例", "警告", "不服", "c1", "评语"} {
		out = append(out, fmt.Sprintf("(text: %q, first: 30)", text))
	}
	return append(out, `(text: "事例", types: [CASE, TASK], first: 2)`)
}

func id(typ, key string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(typ + ":" + key))
}

// ids are of nodes of many types, seen and not.
var ids = []string{id("Cadre", "c1"), id("Cadre", "c2"), id("Cadre", "h1"), id("Cadre", "zc1"), id("Cadre", "nobody"), id("Task", "t1"), id("Task", "t7"), id("Case", "k-c1"), id("Case", "kx0h1"), id("Case", "kp0"),
	id("Evaluation", "an-c1"), id("Evaluation", "ev0h1"), id("Decision", "d-c1"), id("Decision", "dx0h1"), id("Talk", "k1-c1"), id("RecommendationRound", "r1"), id("Batch", "b0"), id("Clearance", "cp1"), id("Vacancy", "v1"), "x"}

func quotedIDs() []string {
	var out []string
	for _, s := range ids[:len(ids)-1] {
		out = append(out, fmt.Sprintf("%q", s))
	}
	return out
}

func nodeArguments(format string) []string {
	var out []string
	for _, s := range ids {
		out = append(out, fmt.Sprintf(format, s))
	}
	return out
}

func pathArguments() []string {
	var out []string
	for i, from := range ids {
		to := ids[(i*7+3)%len(ids)]
		mode := []string{"SHORTEST", "ALL"}[i%2]
		out = append(out, fmt.Sprintf("(from: %q, to: %q, maxLength: 4, mode: %s, first: 5)", from, to, mode))
	}
	return append(out, fmt.Sprintf("(from: %q, to: %q, via: [WORKED_ON, CONCERNS, NOMINATED, ABOUT], maxLength: 4)", ids[0], ids[1]), fmt.Sprintf("(from: %q, to: %q, via: [NOMINATED])", ids[0], ids[2]))
}

func neighborhoodArguments() []string {
	out := nodeArguments("(of: %q, depth: 2, limit: 60)")
	return append(out, fmt.Sprintf("(of: %q, depth: 1, kinds: [WORKED_ON, NOMINATED], limit: 3)", ids[5]), fmt.Sprintf("(of: %q, limit: 200)", ids[15]))
}

// computed asks every root field that is neither a node by its key nor a list of nodes.
func (a *asker) computed(shortlist string) {
	listed := map[string]bool{}
	for _, n := range a.nodeTypes() {
		listed[n.one], listed[n.list.Name] = true, true
	}
	for _, f := range a.schema.Query.Fields {
		if strings.HasPrefix(f.Name, "__") || listed[f.Name] || !a.may(f.Directives) {
			continue
		}
		t := a.schema.Types[f.Type.Name()]
		for _, args := range argumentsOf("Query." + f.Name) {
			args = strings.ReplaceAll(args, "%SHORTLIST%", shortlist)
			a.ask(f.Name+args, "{ "+f.Name+args+" "+a.whole(t)+" }")
		}
	}
}
