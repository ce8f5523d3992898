package probe

import (
	"fmt"

	"bole/internal/dataset/demo"
)

// county is the scope of narrow callers, and self the official whom a SUBJECT is.
const (
	county = "a1"
	self   = "c1"
)

type row = demo.Row

// A variant says in which hidden facts a world differs from the first one.
type variant struct {
	county    bool // everything about the officials of the other county
	others    bool // everything about everyone but one official, and what is pending about that one
	protected bool // the values of fields that only some roles may read
}

// builder collects the rows of a world.
type builder struct {
	data demo.Data
	v    variant
}

func (b *builder) add(table string, rows ...row) { b.data[table] = append(b.data[table], rows...) }

// world is a small dataset. Two variants hold the same facts but for those that the variant names; none of these enters
// an estimate of work: reviews of tasks and participations in tasks with a verified outcome are the same everywhere.
func world(v variant) demo.Data {
	b := &builder{data: demo.Data{}, v: v}
	b.open()
	b.people()
	b.work()
	b.judged()
	b.decided()
	b.selection()
	b.pending()
	if v.county {
		b.unseen([]string{"h1", "h2", "h3", "h4"}, []string{"c1", "c2", "c3", "c4"})
	}
	if v.others {
		b.unseen([]string{"h1", "h2", "c3", "c4"}, []string{"c1"})
	}
	return b.data
}

// open adds what every role sees.
func (b *builder) open() {
	b.add("sources", row{"key": "s1", "title": "文件", "kind": "DOCUMENT"}, row{"key": "register", "title": "登记", "kind": "DOCUMENT"}, row{"key": "account", "title": "报道", "kind": "NEWS"})
	b.add("organizations", row{"key": "zj", "name": "市", "kind": "GOVERNMENT", "level": "CITY"})
	for _, c := range []string{"a1", "a2", "a3"} {
		b.add("organizations", row{"key": c, "name": c + "县", "kind": "GOVERNMENT", "level": "COUNTY", "parent": "zj", "area": true},
			row{"key": c + "t", "name": c + "镇", "kind": "TOWNSHIP", "level": "TOWNSHIP", "parent": c}, row{"key": c + "p", "name": c + "公安", "kind": "POLICE", "level": "COUNTY", "parent": c},
			row{"key": c + "e", "name": c + "国企", "kind": "ENTERPRISE", "level": "COUNTY", "parent": c})
		for _, o := range []string{c, c + "t", c + "p", c + "e"} {
			b.add("positions", row{"key": o + "-chief", "title": o + "正职", "organization": o, "grade": "DIVISION_CHIEF", "managedBy": "CITY", "chief": true, "headcount": 1, "headcountFrom": "2018-01-01", "termYears": 5},
				row{"key": o + "-deputy", "title": o + "副职", "organization": o, "grade": "DIVISION_DEPUTY", "managedBy": "CITY", "headcount": 2, "headcountFrom": "2018-01-01"},
				row{"key": o + "-staff", "title": o + "科员", "organization": o, "grade": "STAFF", "managedBy": "COUNTY"})
		}
		b.add("rankQuotas", row{"key": "q-" + c, "organization": c + "p", "ladder": "POLICE", "group": "四高及以上", "quota": 3, "from": "2019-01-01"})
		b.add("evaluators", row{"key": "e-" + c, "name": c + "调研组", "kind": "PANEL", "organization": c}, row{"key": "l-" + c, "name": c + "领导", "kind": "LEADER", "organization": c})
	}
	b.add("schemes", row{"key": "s332", "version": "1", "name": "政治素质", "effectiveFrom": "2018-01-01"}, row{"key": "sidx", "version": "1", "name": "担当指数", "effectiveFrom": "2018-01-01"})
	b.add("dimensions", row{"key": "dim1", "scheme": "sidx", "name": "担当", "weight": 0.5})
	b.add("indicators", row{"key": "ind1", "dimension": "dim1", "name": "实绩", "weight": 1})
	b.add("programs", row{"key": "tilt", "name": "三个倾斜", "from": "2019-01-01", "organization": "zj"}, row{"key": "geese", "name": "头雁", "from": "2019-01-01", "organization": "zj"},
		row{"key": "incentive", "name": "激励", "from": "2019-01-01", "organization": "zj"}, row{"key": "inc1", "name": "措施", "from": "2019-01-01", "parent": "incentive", "organization": "zj"})
	for i := range 4 {
		b.add("batches", row{"key": fmt.Sprint("b", i), "organization": "zj", "decidedOn": fmt.Sprintf("2024-0%d-15", i+3), "number": i + 1})
	}
	b.add("rounds", row{"key": "r1", "kind": "NO_VACANCY", "method": "MEETING", "heldOn": "2024-02-01", "organization": "zj"}, row{"key": "r2", "kind": "VACANCY", "method": "TALKS", "heldOn": "2024-02-10", "organization": "a1", "vacancy": "v1"})
	b.add("vacancies", row{"key": "v1", "title": "a1科员", "position": "a1e-staff", "openedOn": "2024-01-01", "closesOn": "2024-12-01", "status": "OPEN", "wants": []string{"REFORM:1", "INDUSTRY:2"}},
		row{"key": "v2", "title": "a3科员", "position": "a3-staff", "openedOn": "2024-01-01", "status": "OPEN", "wants": []string{"REFORM:1"}})
	b.add("requirements", row{"vacancy": "v1", "rule": "YEARS_OF_SERVICE", "operator": "GTE", "value": "5", "strength": "MUST"}, row{"vacancy": "v2", "rule": "YEARS_OF_SERVICE", "operator": "GTE", "value": "1", "strength": "MUST"})
}

// people adds six officials of the one county and as many of the other.
func (b *builder) people() {
	for i := range 12 {
		of, prefix, n := "a1", "c", i+1
		if i >= 6 {
			of, prefix, n = "a2", "h", i-5
		}
		key := fmt.Sprint(prefix, n)
		b.person(key, of, n)
	}
}

func (b *builder) person(key, of string, n int) {
	gender, ethnicity, native := "MALE", "汉族", "江南"
	born := fmt.Sprintf("19%d-0%d", 70+n, n)
	if n%2 == 0 {
		gender = "FEMALE"
	}
	if b.v.protected {
		gender, ethnicity, native, born = map[string]string{"MALE": "FEMALE", "FEMALE": "MALE"}[gender], "苗族", "塞北", fmt.Sprintf("19%d-1%d", 71+n, n%3)
	}
	b.add("cadres", row{"key": key, "name": "张" + key, "sortName": "zhang " + key, "gender": gender, "ethnicity": ethnicity, "nativePlace": native, "birthMonth": born, "politicalStatus": "中共党员",
		"partyJoinedOn": "2001-01-01", "workStartedOn": fmt.Sprintf("199%d-07-01", n), "managedBy": "CITY", "status": "ACTIVE"})
	place := of + []string{"", "t", "p", "e"}[n%4]
	b.add("appointments", row{"key": "ap-" + key, "cadre": key, "position": place + "-staff", "from": "2005-01-01", "to": "2018-06-01", "main": true, "kind": "REGULAR"},
		row{"key": "aq-" + key, "cadre": key, "position": place + "-deputy", "from": "2019-06-01", "main": true, "kind": "REGULAR", "teamOrder": n, "termEndsOn": "2024-10-01", "probationEndsOn": "2024-11-01"},
		row{"key": "ar-" + key, "cadre": key, "position": of + "-chief", "from": "2010-06-01", "to": "2012-01-01", "main": false, "kind": "SECONDED", "grassroots": true})
	b.add("educations", row{"key": "ed-" + key, "cadre": key, "level": "大学本科", "mode": "FULL_TIME", "school": "某大学", "major": "管理", "completedOn": "1998-07-01"})
	b.add("rankGrants", row{"key": "rg-" + key, "cadre": key, "ladder": "POLICE", "rank": "四级高级警长", "grantedOn": "2019-01-01"}, row{"key": "rh-" + key, "cadre": key, "ladder": "GENERAL", "rank": "四级调研员", "grantedOn": "2022-10-01"})
	b.add("recognitions", row{"key": "rc-" + key, "cadre": key, "kind": "AWARD", "name": "先进", "awardedOn": "2022-01-01"})
	for _, kind := range []string{"DOSSIER", "REPORTED_MATTERS"} {
		b.add("clearances", row{"key": "ck-" + kind + key, "cadre": key, "kind": kind, "checkedOn": "2024-05-01", "result": "CLEAR", "validUntil": "2025-05-01", "vacancy": "v1", "organization": "zj"})
	}
}

// work adds tasks, who worked on them and how it was reviewed. The tasks t5 to t8 enter no estimate: nothing came out
// of them yet and nobody reviewed them.
func (b *builder) work() {
	categories := []string{"REFORM", "INDUSTRY", "DEBT_RESOLUTION", "REFORM", "INDUSTRY", "REFORM", "WORK_SAFETY", "OTHER"}
	for i := range 8 {
		key := fmt.Sprint("t", i+1)
		r := row{"key": key, "title": "事项" + key, "summary": "摘要", "category": categories[i], "setting": "HARD_PROBLEM", "difficulty": 4, "difficultySetOn": "2020-01-10", "difficultySource": "register",
			"accountabilityRisk": 4, "frontline": true, "startedOn": "2020-02-01", "organizations": []string{"a1", "a2"}}
		if i < 4 {
			r["completedOn"], r["outcome"], r["outcomeScore"], r["outcomeVerifiedOn"] = "2021-03-01", "SUCCEEDED", 80.0+float64(i), "2021-05-05"
		} else if i < 6 {
			r["completedOn"] = "2023-03-01" // finished, and rated by nobody
		}
		b.add("tasks", r)
	}
	for i := range 12 {
		key := fmt.Sprint([]string{"c", "h"}[i/6], i%6+1)
		for j := range 3 {
			t := fmt.Sprint("t", (i+j)%4+1)
			b.add("participations", row{"cadre": key, "task": t, "role": []string{"LEAD", "MEMBER", "DEPUTY"}[(i+j)%3], "from": "2020-02-01", "to": "2021-03-01", "note": "分工"})
			r := row{"key": fmt.Sprint("v-", key, "-", t), "kind": "TASK_REVIEW", "cadre": key, "evaluator": []string{"e-", "l-"}[(i+j)%2] + []string{"a1", "a2"}[i/6], "scheme": "sidx",
				"score": float64(60 + (i*7+j*11)%35), "evaluatedOn": "2021-04-01", "tasks": []string{t}, "comment": "点评" + key}
			if b.v.protected {
				r["comment"] = "另评" + key
			}
			b.add("evaluations", r)
		}
		if i%2 == 0 {
			b.add("participations", row{"cadre": key, "task": "t7", "role": "MEMBER", "from": "2022-02-01"})
		}
	}
}

// judged adds what was found out about officials: assessments, cases, sanctions, rulings and statements.
func (b *builder) judged() {
	for i := range 12 {
		key := fmt.Sprint([]string{"c", "h"}[i/6], i%6+1)
		of := []string{"a1", "a2"}[i/6]
		comment := "评语" + key
		if b.v.protected {
			comment = "别的评语" + key
		}
		b.add("evaluations", row{"key": "an-" + key, "kind": "ANNUAL", "cadre": key, "grade": "COMPETENT", "year": 2023, "evaluatedOn": "2024-01-10", "comment": comment, "evaluator": "l-" + of},
			row{"key": "po-" + key, "kind": "POLITICAL_REVIEW", "cadre": key, "grade": "EXCELLENT", "evaluatedOn": "2024-01-20", "evaluator": "e-" + of, "scheme": "s332"},
			row{"key": "fl-" + key, "kind": "FRONTLINE_OBSERVATION", "cadre": key, "evaluatedOn": "2024-01-22", "evaluator": "e-" + of, "tasks": []string{"t7"}})
		b.add("scores", row{"evaluation": "an-" + key, "indicator": "ind1", "score": 80.5})
		verification := []string{"VERIFIED", "PARTLY"}[i%2]
		b.add("cases", row{"key": "k-" + key, "title": "事例" + key, "summary": "经过", "occurredOn": "2020-06-01", "verifiedOn": "2020-09-01", "kind": "HARD_TASK", "polarity": []string{"POSITIVE", "NEGATIVE"}[i%2], "verification": verification,
			"task": "t7", "collectedIn": []string{"po-" + key}})
		b.add("caseSubjects", row{"case": "k-" + key, "cadre": key, "part": "牵头", "responsibility": "DIRECT", "finding": "属实", "notifiedOn": "2020-10-01", "respondBy": "2020-11-01"})
		if i%6 == 1 || i%6 == 3 {
			b.add("sanctions", row{"key": "sn-" + key, "cadre": key, "regime": "PARTY", "name": "警告", "decidedOn": "2021-01-01", "startsOn": "2021-01-10", "effectEndsOn": "2022-01-10", "cases": []string{"k-" + key}})
			b.add("statements", row{"key": "st-" + key, "cadre": key, "kind": "APPEAL", "text": "不服", "filedOn": "2024-08-01", "dueOn": "2024-09-20", "status": "OPEN", "sanction": "sn-" + key})
			b.add("toleranceRulings", row{"key": "tr-" + key, "cadre": key, "effect": "MITIGATED", "ruledOn": "2021-06-01", "basis": "容错", "case": "k-" + key, "organization": "zj"},
				row{"key": "ts-" + key, "cadre": key, "effect": "EXEMPT", "ruledOn": "2021-06-01", "basis": "容错", "task": "t7"})
		}
	}
	b.add("toleranceRulings", row{"key": "tu-c3", "cadre": "c3", "effect": "MITIGATED", "ruledOn": "2021-06-01", "basis": "容错", "task": "t3"})
	b.add("evaluations", row{"key": "org-a1", "kind": "SPECIAL", "organization": "a1", "evaluator": "e-a1", "evaluatedOn": "2024-02-02", "grade": "COMPETENT"})
	b.add("caseSubjects", row{"case": "k-c1", "cadre": "c2", "part": "配合"})
}

// decided adds nominations, talks and decisions.
func (b *builder) decided() {
	leader := "h5"
	if b.v.protected {
		leader = "h6"
	}
	for i := range 12 {
		key := fmt.Sprint([]string{"c", "h"}[i/6], i%6+1)
		of := []string{"a1", "a2"}[i/6]
		b.add("nominations", row{"round": "r1", "cadre": key, "byLeader": i%2 == 0, "leader": leader, "votes": 10 + i, "electorate": 30, "outstanding": i%3 == 0})
		b.add("talks", row{"key": "k1-" + key, "cadre": key, "heldOn": "2024-03-03", "purpose": "VISIT", "organization": of})
		kinds := []string{"PROMOTION", "FURTHER_USE", "RANK_PROMOTION", "TRANSFER", "REASSIGNMENT", "PROMOTION"}
		b.add("decisions", row{"key": "d-" + key, "cadre": key, "kind": kinds[i%6], "modes": []string{"INCENTIVE", "PRIORITY"}, "state": "DECIDED", "decidedOn": fmt.Sprintf("2024-0%d-15", i%4+3), "batch": fmt.Sprint("b", i%4),
			"organization": "zj", "fromPosition": of + "-deputy", "toPosition": of + "e-chief", "program": "tilt", "reason": "实绩", "tasks": []string{"t1", "t3"}, "evaluations": []string{"po-" + key}, "rounds": []string{"r1"}})
	}
	b.add("talkRecommendations", row{"talk": "k1-c1", "cadre": "c2", "level": "县"}, row{"talk": "k1-h1", "cadre": "h2", "level": "县"})
	b.add("decisions", row{"key": "x-c3", "cadre": "c3", "kind": "DEMOTION", "cause": "UNFIT", "state": "PROPOSED", "decidedOn": "2024-08-20", "organization": "zj", "fromPosition": "a1-deputy", "toPosition": "a1-staff"},
		row{"key": "y-c4", "cadre": "c4", "kind": "REMOVAL", "cause": "UNFIT", "state": "DECIDED", "decidedOn": "2023-12-20", "organization": "zj", "fromPosition": "a1-deputy"})
}

func (b *builder) selection() {
	b.add("selectionSteps", row{"key": "ss1", "vacancy": "v1", "stage": "MOTION", "on": "2024-01-05", "organization": "a1"}, row{"key": "ss2", "vacancy": "v1", "stage": "RECOMMENDATION", "on": "2024-02-10", "round": "r2", "entitled": 20, "present": 18},
		row{"key": "ss3", "vacancy": "v1", "stage": "INSPECTION", "on": "2024-03-10", "cadres": []string{"c1", "c2"}, "evaluations": []string{"an-c1"}})
}
