package probe

import (
	"fmt"
	"slices"
)

// change alters a row that is there.
func (b *builder) change(table, key string, set row) {
	i := slices.IndexFunc(b.data[table], func(r row) bool { return r["key"] == key })
	if i < 0 {
		panic("the probe changes what is not there: " + table + " " + key)
	}
	for k, v := range set {
		b.data[table][i][k] = v
	}
}

// unseen adds everything that there can be about hidden officials, wherever it can hang on something that is seen:
// seen are the keys of officials who are. Nothing of it enters an estimate of work.
func (b *builder) unseen(hidden, seen []string) {
	for i, h := range hidden {
		b.change("cadres", h, row{"name": "王" + h, "status": "RETIRED", "statusFrom": "2024-01-02", "birthMonth": "1964-09", "workStartedOn": "2023-01-01", "gender": "FEMALE", "partyJoinedOn": "2023-05-05"})
		b.posts(h, i)
		b.found(h, i, seen)
		b.moved(h, i, seen)
	}
	for i, n := range b.data["nominations"] {
		if slices.Contains(seen, n["cadre"].(string)) { // who named them is one of the hidden
			b.data["nominations"][i]["leader"] = hidden[i%len(hidden)]
		}
	}
	for _, c := range seen { // one more of the same name, month of birth and first unit
		for _, r := range b.data["cadres"] {
			if r["key"] == c {
				twin := row{}
				for k, v := range r {
					twin[k] = v
				}
				twin["key"] = "z" + c
				b.add("cadres", twin)
			}
		}
		b.add("appointments", row{"key": "ap-z" + c, "cadre": "z" + c, "position": b.first(c), "from": "2005-01-01", "to": "2006-01-01", "main": true},
			row{"key": "aq-z" + c, "cadre": "z" + c, "position": "a2-staff", "from": "2006-01-01", "main": true})
		b.add("caseSubjects", row{"case": "k-" + c, "cadre": hidden[0], "part": "参与"})
	}
}

// first is the post where someone's career began.
func (b *builder) first(cadre string) string {
	for _, r := range b.data["appointments"] {
		if r["cadre"] == cadre {
			p, _ := r["position"].(string)
			return p
		}
	}
	return ""
}

func (b *builder) posts(h string, i int) {
	for j, p := range []string{"a1-chief", "a1-staff", "a1t-deputy", "a1p-deputy", "a1e-chief", "a3-staff"} {
		b.add("appointments", row{"key": fmt.Sprint("x", j, h), "cadre": h, "position": p, "from": "2011-01-01", "main": false, "kind": "CONCURRENT", "countsHeadcount": true, "termEndsOn": "2024-09-09", "probationEndsOn": "2024-09-10"},
			row{"key": fmt.Sprint("w", j, h), "cadre": h, "position": p, "from": "2001-01-01", "to": "2002-01-01", "main": true, "kind": "REGULAR"})
	}
	b.add("rankGrants", row{"key": "rx-" + h, "cadre": h, "ladder": "POLICE", "rank": "三级高级警长", "grantedOn": "2020-01-01"}, row{"key": "ry-" + h, "cadre": h, "ladder": "POLICE", "rank": "一级警长", "grantedOn": "2022-09-15"})
	b.add("educations", row{"key": "ex-" + h, "cadre": h, "level": "研究生", "school": "某大学", "major": "管理", "completedOn": "2003-07-01"})
	for j, t := range []string{"t5", "t6", "t7", "t8"} {
		b.add("participations", row{"cadre": h, "task": t, "role": []string{"LEAD", "MEMBER"}[(i+j)%2], "from": "2022-03-01", "note": "牵头"})
	}
}

// found adds evaluations, cases, sanctions, rulings, statements, checks and recognitions.
func (b *builder) found(h string, i int, seen []string) {
	for j, t := range []string{"t1", "t2", "t3", "t4", "t5", "t6"} {
		b.add("evaluations", row{"key": fmt.Sprint("ev", j, h), "kind": "SPECIAL", "cadre": h, "evaluator": "e-a1", "scheme": "s332", "score": 11.5, "evaluatedOn": "2024-03-01", "comment": "摘要", "tasks": []string{t}, "cases": []string{"k-" + seen[0]}})
	}
	b.add("evaluations", row{"key": "evr" + h, "kind": "RESPONSIBILITY_INDEX", "cadre": h, "evaluator": "e-a1", "scheme": "sidx", "score": 99.5, "evaluatedOn": "2024-02-01", "causedBy": "sx-" + h},
		row{"key": "evp" + h, "kind": "POLITICAL_REVIEW", "cadre": h, "evaluator": "e-a1", "scheme": "s332", "grade": "UNQUALIFIED", "evaluatedOn": "2024-02-01"})
	b.add("scores", row{"evaluation": "evr" + h, "indicator": "ind1", "score": 1.5})
	for j, v := range []string{"VERIFIED", "REPORTED", "REJECTED"} {
		b.add("cases", row{"key": fmt.Sprint("kx", j, h), "title": "事例王", "summary": "摘要", "occurredOn": "2023-06-01", "verifiedOn": "2023-09-01", "kind": "MISCONDUCT", "polarity": "NEGATIVE", "verification": v, "task": fmt.Sprint("t", j+1),
			"collectedIn": []string{"po-" + seen[0]}})
		b.add("caseSubjects", row{"case": fmt.Sprint("kx", j, h), "cadre": h, "part": "分管"})
	}
	b.add("sanctions", row{"key": "sx-" + h, "cadre": h, "regime": "PARTY", "name": "警告", "decidedOn": "2024-01-01", "effectEndsOn": "2024-09-15", "cases": []string{"k-" + seen[0]}})
	b.add("toleranceRulings", row{"key": "tx-" + h, "cadre": h, "effect": "EXEMPT", "ruledOn": "2023-01-01", "basis": "容错", "case": "k-" + seen[0]}, row{"key": "ty-" + h, "cadre": h, "effect": "EXEMPT", "ruledOn": "2023-01-01", "task": "t7"})
	b.add("statements", row{"key": "sx-" + h, "cadre": h, "kind": "STATEMENT", "text": "不服", "filedOn": "2024-08-02", "dueOn": "2024-09-02", "status": "OPEN", "case": "k-" + seen[0]},
		row{"key": "sy-" + h, "cadre": h, "kind": "STATEMENT", "text": "不服", "filedOn": "2024-08-02", "status": "ANSWERED", "answeredOn": "2024-08-05", "decision": "d-" + seen[0]})
	b.add("clearances", row{"key": "cx-" + h, "cadre": h, "kind": "COMPLAINTS", "checkedOn": "2024-05-02", "result": "ISSUE", "vacancy": "v1", "organization": "a1"})
	b.add("recognitions", row{"key": "rx-" + h, "cadre": h, "kind": "CARE", "name": "先进", "awardedOn": "2023-01-01", "evaluations": []string{"an-" + seen[0]}})
}

// moved adds nominations, talks, decisions and steps of a selection.
func (b *builder) moved(h string, i int, seen []string) {
	b.add("nominations", row{"round": "r2", "cadre": h, "byLeader": true, "leader": seen[0], "votes": 29, "electorate": 30, "outstanding": true})
	b.add("talks", row{"key": "kx-" + h, "cadre": h, "heldOn": "2024-04-04", "purpose": "VISIT", "organization": "a1", "sanction": "sx-" + h})
	b.add("talks", row{"key": "ky-" + h, "cadre": h, "heldOn": "2024-04-04", "purpose": "RETURN_VISIT", "organization": "a1", "sanction": "sx-" + h})
	b.add("talkRecommendations", row{"talk": "k1-" + seen[0], "cadre": h, "level": "市"})
	for _, c := range seen {
		b.add("talkRecommendations", row{"talk": "kx-" + h, "cadre": c, "level": "市"})
	}
	for j, k := range []string{"PROMOTION", "RANK_PROMOTION", "TRANSFER"} {
		b.add("decisions", row{"key": fmt.Sprint("dx", j, h), "cadre": h, "kind": k, "modes": []string{"INCENTIVE", "PRIORITY"}, "state": "DECIDED", "decidedOn": "2024-06-20", "batch": fmt.Sprint("b", (i+j)%4), "organization": "a1",
			"fromPosition": "a1e-chief", "toPosition": []string{"a1-chief", "a1t-deputy", "a3-staff"}[j], "program": "geese", "reason": "实绩", "vacancy": "v1", "tasks": []string{"t1", "t5", "t7"}, "cases": []string{"k-" + seen[0]},
			"evaluations": []string{"an-" + seen[0]}, "rounds": []string{"r1", "r2"}, "talks": []string{"k1-" + seen[0]}})
	}
	b.add("decisions", row{"key": "dp" + h, "cadre": h, "kind": "REMOVAL", "state": "PROPOSED", "decidedOn": "2024-08-20", "organization": "a1", "fromPosition": "a1-deputy"},
		row{"key": "dq" + h, "cadre": h, "kind": "TRANSFER_IN", "state": "PROPOSED", "decidedOn": "2024-08-20", "organization": "a1", "toPosition": "a1t-deputy"})
	for _, c := range seen { // what is seen rests on what is hidden too
		grounds, _ := b.row("decisions", "d-"+c)["evaluations"].([]string)
		b.change("decisions", "d-"+c, row{"evaluations": append(slices.Clone(grounds), "ev0"+h), "talks": append(texts(b.row("decisions", "d-"+c)["talks"]), "kx-"+h), "cases": append(texts(b.row("decisions", "d-"+c)["cases"]), "kx0"+h)})
	}
	b.change("selectionSteps", "ss3", row{"cadres": append(texts(b.row("selectionSteps", "ss3")["cadres"]), h), "evaluations": append(texts(b.row("selectionSteps", "ss3")["evaluations"]), "ev0"+h)})
}

func (b *builder) row(table, key string) row {
	i := slices.IndexFunc(b.data[table], func(r row) bool { return r["key"] == key })
	return b.data[table][i]
}

func texts(v any) []string { s, _ := v.([]string); return slices.Clone(s) }

// pending adds what is open about the official whom a SUBJECT is, in the world that hides it from them.
func (b *builder) pending() {
	if !b.v.others {
		return
	}
	for i, v := range []string{"REPORTED", "CHECKING"} {
		key := fmt.Sprint("kp", i)
		b.add("cases", row{"key": key, "title": "事例举报", "summary": "经过", "occurredOn": "2024-07-01", "kind": "MISCONDUCT", "polarity": "NEGATIVE", "verification": v, "task": "t1", "collectedIn": []string{"po-c1"}})
		b.add("caseSubjects", row{"case": key, "cadre": self, "part": "被举报", "responsibility": "DIRECT"})
	}
	b.add("clearances", row{"key": "cp1", "cadre": self, "kind": "COMPLAINTS", "checkedOn": "2024-07-02", "result": "PENDING", "vacancy": "v1", "organization": "a1"})
	b.add("decisions", row{"key": "dp1", "cadre": self, "kind": "PROMOTION", "state": "PROPOSED", "decidedOn": "2024-08-20", "organization": "a1", "toPosition": "a1-deputy", "vacancy": "v1"})
	b.change("evaluations", "an-c1", row{"comment": "摘要", "evaluator": "e-a1", "cases": []string{"kp0"}})
	b.change("decisions", "d-c1", row{"cases": []string{"kp1"}})
}
