package dataset

// spec is a table in short: its node type and columns, or the relation its rows are.
type spec struct {
	table    string
	typ      string // node type; "" for tables of relationships
	columns  string
	oneOf    string // exactly one of these columns is given
	identity string
	relation string // owner.field of the relation, for tables of relationships
	from, to string // columns of its ends
}

var specs = []spec{
	{table: "sources", typ: "Source", columns: "key title kind publisher publishedOn documentNo url"},
	{table: "organizations", typ: "Organization", columns: "key name kind level parent area"},
	{table: "positions", typ: "Position", columns: "key title organization grade chief headcount headcountFrom managedBy termYears"},
	{table: "cadres", typ: "Cadre", columns: "key name sortName gender birthMonth ethnicity nativePlace politicalStatus partyJoinedOn workStartedOn managedBy status statusFrom"},
	{table: "educations", typ: "Education", columns: "key cadre level degree mode school major completedOn"},
	{table: "appointments", typ: "Appointment", columns: "key cadre position from to main kind grade grassroots countsHeadcount teamOrder termEndsOn probationEndsOn method documentNo"},
	{table: "rankGrants", typ: "RankGrant", columns: "key cadre ladder rank grantedOn to modes"},
	{table: "rankQuotas", typ: "RankQuota", columns: "key organization ladder group quota from to documentNo"},
	{table: "tasks", typ: "Task", columns: "key title summary category setting difficulty difficultySetOn difficultyBasis difficultySource accountabilityRisk frontline startedOn dueOn completedOn outcome outcomeScore outcomeVerifiedOn parent organizations"},
	{table: "evaluators", typ: "Evaluator", columns: "key name kind organization"},
	{table: "schemes", typ: "Scheme", columns: "key version name effectiveFrom effectiveTo"},
	{table: "dimensions", typ: "Dimension", columns: "key scheme name weight"},
	{table: "indicators", typ: "Indicator", columns: "key dimension name weight scale"},
	{table: "cases", typ: "Case", columns: "key title summary occurredOn kind polarity verification verifiedOn clarifiedOn task collectedIn"},
	{table: "evaluations", typ: "Evaluation", columns: "key kind cadre organization evaluator scheme score grade year comment evaluatedOn period tasks cases causedBy", oneOf: "cadre organization"},
	{table: "vacancies", typ: "Vacancy", columns: "key title position openedOn closesOn status wants"},
	{table: "requirements", typ: "Requirement", columns: "vacancy rule operator value strength", identity: "vacancy rule"},
	{table: "rounds", typ: "RecommendationRound", columns: "key kind method heldOn organization vacancy"},
	{table: "talks", typ: "Talk", columns: "key cadre heldOn purpose organization sanction"},
	{table: "programs", typ: "Program", columns: "key name from to parent organization"},
	{table: "batches", typ: "Batch", columns: "key organization decidedOn number documentNo"},
	{table: "decisions", typ: "Decision", columns: "key cadre kind modes cause state decidedOn batch documentNo reason vacancy program organization fromPosition toPosition appointment rankGrant tasks cases evaluations rounds talks"},
	{table: "recognitions", typ: "Recognition", columns: "key cadre kind name awardedOn evaluations"},
	{table: "sanctions", typ: "Sanction", columns: "key cadre regime name decidedOn startsOn effectEndsOn revokedOn documentNo decision cases"},
	{table: "toleranceRulings", typ: "ToleranceRuling", columns: "key cadre effect ruledOn basis organization revokedOn case sanction task", oneOf: "case sanction task"},
	{table: "statements", typ: "Statement", columns: "key cadre kind filedOn dueOn text status answeredOn outcome case evaluation sanction decision", oneOf: "case evaluation sanction decision"},
	{table: "clearances", typ: "Clearance", columns: "key cadre kind checkedOn result validUntil organization vacancy"},
	{table: "selectionSteps", typ: "SelectionStep", columns: "key vacancy stage on to organization cadres round evaluations decision entitled present inFavour objections result documentNo"},
	{table: "participations", relation: "Cadre.tasks", from: "cadre", to: "task", columns: "role from to note", identity: "task cadre role from"},
	{table: "caseSubjects", relation: "Case.subjects", from: "case", to: "cadre", columns: "part responsibility finding notifiedOn respondBy", identity: "case cadre"},
	{table: "scores", relation: "Evaluation.scores", from: "evaluation", to: "indicator", columns: "score", identity: "evaluation indicator"},
	{table: "nominations", relation: "RecommendationRound.nominations", from: "round", to: "cadre", columns: "byLeader leader votes electorate outstanding", identity: "round cadre"},
	{table: "talkRecommendations", relation: "Talk.recommendations", from: "talk", to: "cadre", columns: "level", identity: "talk cadre"},
}

// deferred are references that may point at rows of the same or a later table.
var deferred = map[string]bool{
	"Organization.parent": true, "Task.parent": true, "Program.parent": true,
	"Case.collectedIn": true, "Evaluation.causedBy": true, "Talk.sanction": true,
}

// ranges of numbers that are narrower than their type's, ends included.
var ranges = map[string][2]float64{
	"Task.difficulty": {1, 5}, "Task.accountabilityRisk": {1, 5}, "Task.outcomeScore": {0, 100},
	"Evaluation.score": {0, 100}, "Evaluation.year": {1, 9999},
}

// order is a rule that one date stands before another; strict when they may not be equal.
type order struct {
	earlier, later string
	strict         bool
}

// orders hold for every table that has both columns.
var orders = []order{
	{"from", "to", true}, {"grantedOn", "to", true}, {"on", "to", true},
	{"openedOn", "closesOn", false}, {"startedOn", "completedOn", false}, {"occurredOn", "verifiedOn", false},
	{"notifiedOn", "respondBy", false}, {"decidedOn", "effectEndsOn", false}, {"startsOn", "effectEndsOn", false}, {"filedOn", "answeredOn", false},
	{"effectiveFrom", "effectiveTo", false},
}
