package acts_test

import (
	"fmt"
	"strings"
	"testing"

	"bole/graph"
	"bole/graph/law"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

// wrong is a mutation that has to be refused.
type wrong struct {
	who  law.Caller
	text string
	code graph.Code
	says string
}

// TestDifficultyStands: what was judged before the outcome stays; what is thought later stands beside it.
func TestDifficultyStands(t *testing.T) {
	c := &recorder{t: t, r: roomstest.Fresh(t, rooms.Options{})}
	c.office()
	all := organizer("甲")
	for _, text := range []string{
		`createSource(input: {KEY, key: "s1", title: "会议纪要", kind: DOCUMENT}) { source { key } }`,
		`createTask(input: {KEY, key: "t1", title: "保障供水", category: PUBLIC_SERVICE, difficulty: 4, difficultySetOn: "2023-01-10", difficultySource: "s1", organizations: ["a"]}) { task { key } }`,
		`createTask(input: {KEY, key: "t2", title: "修路", category: PUBLIC_SERVICE, organizations: ["a"], outcome: SUCCEEDED, outcomeVerifiedOn: "2023-12-01"}) { task { key } }`,
		// Before the outcome it is corrected like anything else.
		`correctTask(input: {KEY, key: "t1", expectedVersion: 1, why: "重新评估", difficulty: 3, difficultySetOn: "2023-02-01"}) { task { key } }`,
	} {
		c.done(all, text)
	}
	c.refused(all, `createDifficultyRevision(input: {KEY, task: "t1", difficulty: 5, revisedOn: "2023-03-01", reason: "更难"}) { difficultyRevision { key } }`, graph.CodeStep, `input.task the outcome of "t1" is not verified, .*; correct the difficulty of the task itself`)
	c.done(all, `correctTask(input: {KEY, key: "t1", expectedVersion: 2, why: "结果核实", outcome: SUCCEEDED, outcomeVerifiedOn: "2023-12-01"}) { task { key } }`)
	for _, tt := range []wrong{
		{all, `correctTask(input: {KEY, key: "t1", expectedVersion: 3, why: "更难", difficulty: 5}) { task { key } }`, graph.CodeStep, `input.difficulty stands as it was judged: outcomeVerifiedOn is 2023-12-01; leave it, and record what is thought now with createDifficultyRevision`},
		{all, `correctTask(input: {KEY, key: "t1", expectedVersion: 3, why: "更早", difficultySetOn: "2023-01-01"}) { task { key } }`, graph.CodeStep, `input.difficultySetOn stands as it was judged`},
		{all, `correctTask(input: {KEY, key: "t1", expectedVersion: 3, why: "去掉", difficultySource: null}) { task { key } }`, graph.CodeStep, `input.difficultySource stands as it was judged`},
		{all, `correctTask(input: {KEY, key: "t1", expectedVersion: 3, why: "绕过", outcomeVerifiedOn: null}) { task { key } }`, graph.CodeStep, `input.outcomeVerifiedOn cannot be cleared: difficulty stands by it`},
		{organizer("乙", "b"), `createDifficultyRevision(input: {KEY, task: "t1", difficulty: 5, revisedOn: "2024-01-10", reason: "更难"}) { difficultyRevision { key } }`, graph.CodeForbidden, `outside the token's scope`},
		{all, `createDifficultyRevision(input: {KEY, task: "t1", difficulty: 6, revisedOn: "2024-01-10", reason: "更难"}) { difficultyRevision { key } }`, graph.CodeBadInput, `input.difficulty`},
	} {
		c.refused(tt.who, tt.text, tt.code, tt.says)
	}
	got := c.done(all, `createDifficultyRevision(input: {KEY, task: "t1", difficulty: 5, revisedOn: "2024-01-10", reason: "当时不知道水源已断", organization: "city"}) { difficultyRevision { task { difficulty difficultyRevisions { nodes { difficulty reason revisedOn } } } } }`)
	if want := "map[difficultyRevision:map[task:map[difficulty:3 difficultyRevisions:map[nodes:[map[difficulty:5 reason:当时不知道水源已断 revisedOn:2024-01-10]]]]]]"; fmt.Sprint(got) != want {
		t.Errorf("beside it %v, want %s", got, want)
	}
	// The same again, and what is no part of the difficulty, is no change of it.
	c.done(all, `correctTask(input: {KEY, key: "t1", expectedVersion: 3, why: "标题", title: "保障城区供水", difficulty: 3, difficultySource: "s1"}) { task { key } }`)
	// Recorded after the outcome it is kept, and does not count.
	got = c.done(all, `correctTask(input: {KEY, key: "t2", expectedVersion: 1, why: "补记", difficulty: 5, difficultySetOn: "2024-02-01", difficultySource: "s1"}) { task { difficulty difficultySetOn outcomeVerifiedOn } }`)
	if want := "map[task:map[difficulty:5 difficultySetOn:2024-02-01 outcomeVerifiedOn:2023-12-01]]"; fmt.Sprint(got) != want {
		t.Errorf("after the outcome %v, want %s", got, want)
	}
	findings, err := c.r.Figures.Quality(t.Context(), all, "2024-03-01", []string{"difficulty-set-after-outcome"})
	if err != nil || len(findings) != 1 || findings[0].Subject.Key != "t2" {
		t.Errorf("flagged: %v %v", findings, err)
	}
}

// TestNoticeAndHearing takes a negative case to a sanction: nobody is held to what they could not answer.
func TestNoticeAndHearing(t *testing.T) {
	c := &recorder{t: t, r: roomstest.Fresh(t, rooms.Options{})}
	c.office()
	all, other := organizer("甲"), organizer("乙")
	self := law.Caller{Role: law.Subject, Issuer: "bole", Subject: "ca", Name: "ca", Self: "ca"}
	c.done(all, `createCase(input: {KEY, key: "k1", title: "推诿", occurredOn: "2026-03-01", kind: INACTION, polarity: NEGATIVE, subjects: [{cadre: "ca"}]}) { case { key } }`)
	sanction := func(on string) string {
		return `createSanction(input: {KEY, key: "x1", cadre: "ca", regime: ADMONITION, name: "诫勉", decidedOn: "` + on + `", effectEndsOn: "2027-01-01", cases: ["k1"]}) { sanction { key } }`
	}
	c.refused(all, sanction("2026-07-01"), graph.CodeStep, `input.cases the case "k1" is REPORTED; it can be taken further once it is checked`)
	c.done(other, `correctCase(input: {KEY, key: "k1", expectedVersion: 1, why: "核查", verification: CHECKING}) { case { key } }`)
	c.done(other, `correctCase(input: {KEY, key: "k1", expectedVersion: 2, why: "部分属实", verification: PARTLY, verifiedOn: "2026-04-01"}) { case { key } }`)
	c.refused(all, sanction("2026-07-01"), graph.CodeStep, `the case "k1" was found true in part; record in the finding`)
	c.done(all, `correctCaseSubject(input: {KEY, case: "k1", cadre: "ca", expectedVersion: 3, why: "认定", finding: "未及时到场"}) { case { key } }`)
	c.refused(all, sanction("2026-07-01"), graph.CodeStep, `the official was not told of the case "k1" by 2026-07-01; record notifiedOn`)
	c.refused(all, `correctCaseSubject(input: {KEY, case: "k1", cadre: "ca", expectedVersion: 4, why: "期限", respondBy: "2026-05-01"}) { case { key } }`, graph.CodeBadInput, `input.notifiedOn is missing, and respondBy needs it; give both, or neither`)

	got := c.done(all, `correctCaseSubject(input: {KEY, case: "k1", cadre: "ca", expectedVersion: 4, why: "告知", notifiedOn: "2026-04-10"}) {
		case { hearings(asOf: "2026-04-20") { notifiedOn heard deadline { on recorded overdue undecided rule { code days workingDays citations { article status } } } } subjects { edges { respondBy } } } }`)
	if want := "map[case:map[hearings:[map[deadline:map[on:2026-05-10 overdue:false recorded:false rule:map[citations:[map[article:63 status:SOURCED]] code:HEARING days:30 workingDays:false] undecided:false] heard:false notifiedOn:2026-04-10]] subjects:map[edges:[map[respondBy:<nil>]]]]]"; fmt.Sprint(got) != want {
		t.Errorf("told:\n%v\nwant\n%s", got, want)
	}
	c.refused(all, sanction("2026-05-10"), graph.CodeStep, `of the case "k1" the official was told on 2026-04-10 and may answer until 2026-05-10, and no answer to a statement of theirs is recorded by 2026-05-10`)
	demote := `createDecision(input: {KEY, key: "d1", cadre: "ca", kind: REMOVAL, decidedOn: "2026-05-01", organization: "city", fromPosition: "pa", cases: ["k1"]}) { decision { state headcount(asOf: "2026-05-01") { organization { key } filled proposedOut vacantAfter } } }`
	got = c.done(all, demote)
	if want := "map[decision:map[headcount:[map[filled:1 organization:map[key:a] proposedOut:1 vacantAfter:<nil>]] state:PROPOSED]]"; fmt.Sprint(got) != want {
		t.Errorf("proposed %v, want %s", got, want)
	}
	c.refused(other, `correctDecision(input: {KEY, key: "d1", expectedVersion: 1, why: "决定", state: DECIDED}) { decision { key } }`, graph.CodeStep, `input.cases of the case "k1" the official was told on 2026-04-10`)

	// The person concerned answers, and is answered by somebody else.
	got = c.done(self, `createStatement(input: {KEY, key: "st1", cadre: "ca", kind: REVIEW, filedOn: "2026-04-15", text: "当时在另一处抢险", case: "k1"}) { statement { status dueOn deadline(asOf: "2026-05-16") { on recorded overdue rule { code } } } }`)
	if want := "map[statement:map[deadline:map[on:2026-05-15 overdue:true recorded:false rule:map[code:REVIEW_ANSWER]] dueOn:<nil> status:OPEN]]"; fmt.Sprint(got) != want {
		t.Errorf("said %v, want %s", got, want)
	}
	c.refused(other, `correctStatement(input: {KEY, key: "st1", expectedVersion: 1, why: "答复", status: ANSWERED, outcome: UPHELD}) { statement { key } }`, graph.CodeBadInput, `2 places of the input are wrong: correctStatement.input.answeredOn is missing, and ANSWERED needs it; .*input.answer is missing`)
	c.refused(self, `correctStatement(input: {KEY, key: "st1", expectedVersion: 1, why: "答复", status: ANSWERED}) { statement { key } }`, graph.CodeStep, `ANSWERED is not for the role SUBJECT`)
	c.done(other, `correctStatement(input: {KEY, key: "st1", expectedVersion: 1, why: "答复", status: ANSWERED, answeredOn: "2026-04-20", outcome: UPHELD, answer: "抢险已于当日上午结束"}) { statement { key } }`)
	for _, by := range []law.Caller{self, all} { // what was answered stays as it was said
		c.refused(by, `correctStatement(input: {KEY, key: "st1", expectedVersion: 2, why: "改写", text: "另有原因"}) { statement { key } }`, graph.CodeStep, `input.text stands since answeredOn is 2026-04-20; leave it`)
	}
	c.done(other, `correctStatement(input: {KEY, key: "st1", expectedVersion: 2, why: "补充答复", text: "当时在另一处抢险", answer: "抢险已于当日上午九时结束"}) { statement { key } }`)
	c.done(other, `correctDecision(input: {KEY, key: "d1", expectedVersion: 1, why: "决定", state: DECIDED}) { decision { key } }`)
	c.refused(all, strings.Replace(strings.Replace(sanction("2026-05-10"), "x1", "x3", 1), `"ca"`, `"cb"`, 1), graph.CodeStep, `input.cases a case that this rests on is not about the official; take it out`)
	c.done(all, sanction("2026-05-10"))
	// What follows from a day alone: the statement is answered by then, and not before.
	c.refused(all, strings.Replace(sanction("2026-04-19"), "x1", "x2", 1), graph.CodeStep, `may answer until 2026-05-10`)
}

// TestClearedAndTolerated: a false report is made known as such, and a ruling is revoked with its reason.
func TestClearedAndTolerated(t *testing.T) {
	c := &recorder{t: t, r: roomstest.Fresh(t, rooms.Options{})}
	c.office()
	all, other := organizer("甲"), organizer("乙")
	c.done(all, `createCase(input: {KEY, key: "k1", title: "收礼", occurredOn: "2026-03-01", kind: MISCONDUCT, polarity: NEGATIVE, subjects: [{cadre: "ca"}]}) { case { key } }`)
	c.done(other, `correctCase(input: {KEY, key: "k1", expectedVersion: 1, why: "核查", verification: CHECKING}) { case { key } }`)
	c.refused(other, `correctCase(input: {KEY, key: "k1", expectedVersion: 2, why: "澄清", clarifiedOn: "2026-04-10", clarifiedBy: "city", clarifiedTo: UNIT}) { case { key } }`, graph.CodeBadInput, `input.clarifiedOn is for rows whose verification is REJECTED, MALICIOUS; leave it out`)
	c.done(other, `correctCase(input: {KEY, key: "k1", expectedVersion: 2, why: "诬告", verification: MALICIOUS, verifiedOn: "2026-04-01"}) { case { key } }`)
	c.refused(other, `correctCase(input: {KEY, key: "k1", expectedVersion: 3, why: "澄清", clarifiedOn: "2026-04-10", clarifiedTo: UNIT}) { case { key } }`, graph.CodeBadInput, `input.clarifiedBy is missing, and clarifiedOn needs it`)
	got := c.done(other, `correctCase(input: {KEY, key: "k1", expectedVersion: 3, why: "澄清", clarifiedOn: "2026-04-10", clarifiedBy: "city", clarifiedTo: UNIT}) { case { clarifiedOn clarifiedTo clarifiedBy { key } } }`)
	if want := "map[case:map[clarifiedBy:map[key:city] clarifiedOn:2026-04-10 clarifiedTo:UNIT]]"; fmt.Sprint(got) != want {
		t.Errorf("cleared %v, want %s", got, want)
	}
	c.refused(other, `correctCase(input: {KEY, key: "k1", expectedVersion: 4, why: "去掉", clarifiedBy: null}) { case { key } }`, graph.CodeBadInput, `input.clarifiedBy is missing, and clarifiedOn needs it`)

	c.done(all, `createToleranceRuling(input: {KEY, key: "r1", cadre: "ca", effect: EXEMPT, ruledOn: "2026-04-01", basis: "先行先试", case: "k1"}) { toleranceRuling { key } }`)
	c.refused(all, `correctToleranceRuling(input: {KEY, key: "r1", expectedVersion: 1, why: "撤销", revokedOn: "2026-05-01"}) { toleranceRuling { key } }`, graph.CodeBadInput, `input.revocationReason is missing, and revokedOn needs it`)
	c.done(all, `correctToleranceRuling(input: {KEY, key: "r1", expectedVersion: 1, why: "撤销", revokedOn: "2026-05-01", revocationReason: "隐瞒了关键事实"}) { toleranceRuling { key } }`)
}

// TestDecidedOnEvidence: an incentive has something that counts behind it when it is decided, and as long as it stands.
func TestDecidedOnEvidence(t *testing.T) {
	c := &recorder{t: t, r: roomstest.Fresh(t, rooms.Options{})}
	c.office()
	all, other := organizer("甲"), organizer("乙")
	for _, text := range []string{
		`createTask(input: {KEY, key: "t1", title: "保障供水", category: PUBLIC_SERVICE, organizations: ["a"], cadres: [{cadre: "ca", role: LEAD, from: "2023"}]}) { task { key } }`,
		`createCase(input: {KEY, key: "k1", title: "抢险", occurredOn: "2026-01-05", kind: HARD_TASK, polarity: POSITIVE, subjects: [{cadre: "ca"}]}) { case { key } }`,
		`createDecision(input: {KEY, key: "d1", cadre: "ca", kind: RANK_PROMOTION, modes: [INCENTIVE], decidedOn: "2026-05-01", organization: "city", cases: ["k1"]}) { decision { key } }`,
		`createDecision(input: {KEY, key: "d2", cadre: "ca", kind: RANK_PROMOTION, decidedOn: "2026-05-01", organization: "city"}) { decision { key } }`,
	} {
		c.done(all, text)
	}
	const rests = `needs evidence that counts, and this rests on none; name tasks, cases, evaluations, rounds or talks that count, or leave the mode out`
	c.refused(other, `correctDecision(input: {KEY, key: "d1", expectedVersion: 1, why: "决定", state: DECIDED}) { decision { key } }`, graph.CodeStep, `input.modes INCENTIVE `+rests)
	c.refused(other, `correctDecision(input: {KEY, key: "d2", expectedVersion: 1, why: "决定", state: DECIDED, modes: [PRIORITY]}) { decision { key } }`, graph.CodeStep, `input.modes PRIORITY `+rests)
	c.done(other, `correctDecision(input: {KEY, key: "d2", expectedVersion: 1, why: "决定", state: DECIDED}) { decision { key } }`)
	c.refused(other, `correctDecision(input: {KEY, key: "d2", expectedVersion: 2, why: "补方式", modes: [PRIORITY]}) { decision { key } }`, graph.CodeStep, rests)
	c.done(other, `correctDecision(input: {KEY, key: "d1", expectedVersion: 1, why: "依据事项", tasks: ["t1"], state: DECIDED}) { decision { key } }`)
	c.refused(other, `correctDecision(input: {KEY, key: "d1", expectedVersion: 2, why: "去掉依据", tasks: []}) { decision { key } }`, graph.CodeStep, rests)
	c.done(other, `correctDecision(input: {KEY, key: "d1", expectedVersion: 2, why: "文号", documentNo: "1号"}) { decision { key } }`)
	// A ruling that exempts takes the evidence away: it is not decided on it.
	c.done(all, `createToleranceRuling(input: {KEY, key: "r1", cadre: "ca", effect: EXEMPT, ruledOn: "2026-04-01", task: "t1"}) { toleranceRuling { key } }`)
	c.refused(other, `correctDecision(input: {KEY, key: "d1", expectedVersion: 3, why: "生效", state: EFFECTIVE}) { decision { key } }`, graph.CodeStep, rests)
}

// TestSelectionInOrder: steps of a selection are recorded in their order, or say why not.
func TestSelectionInOrder(t *testing.T) {
	c := &recorder{t: t, r: roomstest.Fresh(t, rooms.Options{})}
	c.office()
	all := organizer("甲")
	c.done(all, `createVacancy(input: {KEY, key: "w1", title: "副县长", position: "pb", openedOn: "2026-05-01"}) { vacancy { key } }`)
	c.done(all, `createVacancy(input: {KEY, key: "w2", title: "副县长", position: "pb", openedOn: "2026-05-01"}) { vacancy { key } }`)
	step := func(stage, more string) string {
		return `createSelectionStep(input: {KEY, vacancy: "w1", stage: ` + stage + `, on: "2026-05-10"` + more + `}) { selectionStep { deviation } }`
	}
	c.refused(all, step("TARGET", ""), graph.CodeStep, `input.stage TARGET comes after MOTION, RECOMMENDATION, which "w1" lacks; record what is due first, or give the reason in deviation`)
	c.done(all, step("MOTION", ""))
	c.refused(all, step("TARGET", ""), graph.CodeStep, `TARGET comes after RECOMMENDATION, which "w1" lacks`)
	got := c.done(all, step("TARGET", `, key: "s1", deviation: "换届时已推荐"`))
	if want := "map[selectionStep:map[deviation:换届时已推荐]]"; fmt.Sprint(got) != want {
		t.Errorf("deviating %v, want %s", got, want)
	}
	c.refused(all, `correctSelectionStep(input: {KEY, key: "s1", expectedVersion: 1, why: "去掉", deviation: null}) { selectionStep { key } }`, graph.CodeStep, `TARGET comes after RECOMMENDATION`)
	c.refused(all, `correctSelectionStep(input: {KEY, key: "s1", expectedVersion: 1, why: "别的空缺", vacancy: "w2", deviation: null}) { selectionStep { key } }`, graph.CodeStep, `TARGET comes after MOTION, RECOMMENDATION, which "w2" lacks`)
	c.done(all, `correctSelectionStep(input: {KEY, key: "s1", expectedVersion: 1, why: "结果", result: "两人"}) { selectionStep { key } }`)
	c.done(all, step("MOTION", ""))
}
