package appraisal_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"bole/internal/access"
	"bole/internal/dataset/demo"
	"bole/internal/httpapi"
	"bole/internal/localneo4j/neo4jtest"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

func TestMain(m *testing.M) { neo4jtest.Main(m) }

const asOf = demo.AsOf

// now is the day the facts are read as of.
var now = time.Date(2024, time.August, 31, 12, 0, 0, 0, time.UTC)

type row = demo.Row

// rows are the demo's rows of 300 officials; a unit whose officials are made for conditions; and rows of every kind
// that the demo has none of, so that each column stands for itself.
func rows() demo.Data {
	d := demo.Generate(demo.Options{Cadres: 300})
	add := func(table string, more ...row) { d[table] = append(d[table], more...) }
	add("organizations", row{"key": "xu", "name": "条件试验单位", "kind": "DEPARTMENT", "level": "COUNTY", "parent": "a1"},
		row{"key": "xv", "name": "载入试验单位", "kind": "DEPARTMENT", "level": "COUNTY", "parent": "a1"})
	add("positions", row{"key": "xu-p1", "title": "科员", "organization": "xu", "grade": "STAFF"}, row{"key": "xu-p2", "title": "待补职位", "organization": "xu", "grade": "STAFF"},
		row{"key": "xv-p1", "title": "副职", "organization": "xv", "grade": "DIVISION_DEPUTY", "managedBy": "CITY", "chief": true, "headcount": 3, "headcountFrom": "2018-02-03", "termYears": 4, "committeeMember": true})
	for _, c := range []row{
		{"key": "x1", "workStartedOn": "2005-07-01"}, {"key": "x2"}, {"key": "x3", "workStartedOn": "2006-07-01"}, {"key": "x4", "workStartedOn": "2007-07-01"},
		{"key": "x5", "workStartedOn": "2023-07-01"}, {"key": "x6", "workStartedOn": "2008-07-01"}, {"key": "x8", "workStartedOn": "2009-07-01"},
	} {
		c["name"], c["status"], c["managedBy"] = "试验"+key(c), "ACTIVE", "UNIT"
		add("cadres", c)
		add("appointments", row{"key": "ap-" + key(c), "cadre": c["key"], "position": "xu-p1", "from": "2010-01-01", "main": true, "kind": "REGULAR"})
		if k := key(c); k != "x4" {
			add("educations", row{"key": "ed-" + k, "cadre": k, "level": map[bool]string{true: "高中", false: "大学本科"}[k == "x3"], "completedOn": "2005-06-30"})
		}
	}
	add("vacancies", row{"key": "xvac", "title": "条件试验空缺", "position": "xu-p2", "openedOn": "2024-08-01", "closesOn": "2024-12-01", "status": "OPEN", "wants": []string{"REFORM:2.5"}})
	add("requirements", row{"vacancy": "xvac", "rule": "YEARS_OF_SERVICE", "operator": "GTE", "value": "5", "strength": "MUST"},
		row{"vacancy": "xvac", "rule": "EDUCATION", "operator": "GTE", "value": "大学本科", "strength": "NORMALLY"}, row{"vacancy": "xvac", "rule": "NO_SANCTION_IN_FORCE", "strength": "MUST"})
	add("vacancies", row{"key": "xbad", "title": "条件有误", "position": "xu-p2", "openedOn": "2024-08-01", "wants": []string{"REFORM:1"}})
	add("requirements", row{"vacancy": "xbad", "rule": "YEARS_OF_SERVICE", "operator": "GTE", "value": "3", "strength": "MUST"})
	for i, r := range d["sanctions"] { // of people who were used again, which a sensitive statistic tells
		if text(r, "decidedOn") == "2020-03-10" {
			add("toleranceRulings", row{"key": fmt.Sprint("tr-m", i), "cadre": r["cadre"], "effect": "MITIGATED", "ruledOn": "2021-01-01", "sanction": r["key"]})
		}
	}
	everyColumn(add)
	return d
}

// everyColumn adds an official with a row of each kind, and all values of a row apart.
func everyColumn(add func(string, ...row)) {
	add("cadres", row{"key": "x7", "name": "载入", "status": "RETIRED", "statusFrom": "2024-02-29", "managedBy": "CITY", "politicalStatus": "民盟盟员", "partyJoinedOn": "1999-09-09",
		"workStartedOn": "1991-01-02", "gender": "FEMALE", "ethnicity": "苗族", "birthMonth": "1969-03"})
	add("educations", row{"key": "ed-x7", "cadre": "x7", "level": "大学专科", "degree": "学士", "mode": "IN_SERVICE", "school": "某校", "major": "某业", "completedOn": "1990-07"})
	add("appointments", row{"key": "ap-x7", "cadre": "x7", "position": "xv-p1", "from": "2012-03-04", "to": "2024-03-05", "main": true, "kind": "PROBATION", "grade": "DIVISION_CHIEF",
		"termEndsOn": "2017-05-06", "probationEndsOn": "2013-07-08", "comparableGrade": "SECTION_CHIEF", "newDuties": true},
		row{"key": "ap-x7b", "cadre": "x7", "position": "xu-p1", "from": "2015-03-04", "main": false, "kind": "SECONDED", "grassroots": true},
		row{"key": "ap-x7c", "cadre": "x7", "position": "xu-p1", "from": "2016-03-04", "main": false, "kind": "RETAINED", "countsHeadcount": true})
	add("rankGrants", row{"key": "rg-x7", "cadre": "x7", "ladder": "POLICE", "rank": "一级警长", "grantedOn": "2014-04-05", "to": "2018-06-07"})
	add("tasks", row{"key": "tx", "title": "载入", "category": "OTHER", "setting": "CENTRAL_WORK", "difficulty": 4, "difficultySetOn": "2020-02-03", "difficultySource": "register-1", "accountabilityRisk": 2,
		"frontline": true, "startedOn": "2020-03-04", "completedOn": "2021-04-05", "outcome": "PARTLY", "outcomeVerifiedOn": "2021-06-07", "organizations": []string{"xu", "xv"}})
	add("participations", row{"cadre": "x7", "task": "tx", "role": "SUPPORT", "from": "2020-05-06", "to": "2020-09-10"}, row{"cadre": "x7", "task": "tx", "role": "DEPUTY"})
	add("cases", row{"key": "kx", "title": "载入", "occurredOn": "2020-06-07", "verifiedOn": "2020-08-09", "kind": "INACTION", "polarity": "NEGATIVE", "verification": "PARTLY", "task": "tx"})
	add("caseSubjects", row{"case": "kx", "cadre": "x7", "part": "分管", "responsibility": "IMPORTANT_LEADER", "finding": "部分属实", "notifiedOn": "2020-10-11", "respondBy": "2020-12-13"})
	add("sanctions", row{"key": "sn-x7", "cadre": "x7", "regime": "OTHER", "name": "通报", "decidedOn": "2021-01-02", "startsOn": "2021-01-10", "effectEndsOn": "2021-07-10", "revokedOn": "2021-05-05", "cases": []string{"kx"}})
	add("evaluations", row{"key": "v-x7", "kind": "SPECIAL", "cadre": "x7", "evaluator": "e003", "scheme": "sidx", "score": 61.5, "grade": "BASIC", "year": 2020, "evaluatedOn": "2021-02-03",
		"tasks": []string{"tx"}, "cases": []string{"kx"}, "causedBy": "sn-x7"},
		row{"key": "v-xu", "kind": "RESPONSIBILITY_INDEX", "organization": "xu", "evaluator": "e004", "scheme": "s332", "score": 82, "grade": "COMPETENT", "year": 2022, "evaluatedOn": "2023-01-04",
			"tasks": []string{"tx"}, "cases": []string{"kx"}})
	add("rounds", row{"key": "r-x", "kind": "VACANCY", "method": "TALKS", "heldOn": "2024-08-05", "organization": "xv", "vacancy": "xvac"})
	add("nominations", row{"round": "r-x", "cadre": "x7", "byLeader": false, "outstanding": true, "votes": 7, "electorate": 9}, row{"round": "r-x", "cadre": "x6"})
	add("talks", row{"key": "k-x7", "cadre": "x7", "heldOn": "2024-08-07", "purpose": "INQUIRY", "organization": "xu"})
	add("decisions", row{"key": "d-x7", "cadre": "x7", "kind": "DEMOTION", "modes": []string{"INCENTIVE", "PRIORITY"}, "cause": "UNFIT", "state": "DECIDED", "decidedOn": "2024-08-08", "vacancy": "xvac",
		"tasks": []string{"tx", "t0001"}, "cases": []string{"kx"}, "evaluations": []string{"v-x7", "v-xu", "v00001"}, "rounds": []string{"r-x"}, "talks": []string{"k-x7"}})
	add("toleranceRulings", row{"key": "tr-x7", "cadre": "x7", "effect": "MITIGATED", "ruledOn": "2021-03-03", "revokedOn": "2021-04-04", "sanction": "sn-x7"},
		row{"key": "tr-x7b", "cadre": "x7", "effect": "EXEMPT", "ruledOn": "2022-03-03", "task": "tx"})
	for of, on := range map[string]string{"evaluation": "v-x7", "sanction": "sn-x7", "decision": "d-x7"} {
		add("statements", row{"key": "st-x7-" + of, "cadre": "x7", "kind": "APPEAL", "text": "不服", "filedOn": "2021-06-06", "dueOn": "2021-08-08", "status": "ANSWERED", "answeredOn": "2021-07-07", "outcome": "CHANGED", of: on})
	}
	add("clearances", row{"key": "ck-x7", "cadre": "x7", "kind": "AUDIT", "checkedOn": "2024-01-02", "result": "ISSUE", "validUntil": "2025-02-03", "vacancy": "xvac"})
}

// key and text are columns of a row.
func key(r row) string { return text(r, "key") }

func text(r row, column string) string { s, _ := r[column].(string); return s }

func texts(r row, column string) []string { s, _ := r[column].([]string); return s }

func load(t *testing.T, r *rooms.Rooms, d demo.Data) {
	t.Helper()
	dir := t.TempDir()
	if err := d.Write(dir); err != nil {
		t.Fatal(err)
	}
	roomstest.Import(t, r, dir, now)
}

// api answers requests as a server does.
type api struct {
	t      *testing.T
	rooms  *rooms.Rooms
	server *httpapi.Server
	signer *access.Signer
}

var (
	data   demo.Data // what is in the package's graph; nil: something else
	shared *api
)

// open gives an API over the package's graph with all rows in it. Tests leave in it what they found.
func open(t *testing.T) *api {
	t.Helper()
	if shared == nil {
		shared = serve(t, rooms.Options{})
	}
	if data == nil {
		roomstest.Empty(t)
		d := rows()
		load(t, shared.rooms, d)
		// An import refuses such a value today; a graph may hold it from before.
		roomstest.Set(t, shared.rooms, "Requirement", "xbad;YEARS_OF_SERVICE", map[string]any{"value": "许多"})
		for _, r := range d["requirements"] {
			if text(r, "vacancy") == "xbad" {
				r["value"] = "许多"
			}
		}
		data = d
	}
	return &api{t, shared.rooms, shared.server, shared.signer}
}

// bare gives an API over the package's graph with nothing in it but some rows.
func bare(t *testing.T, d demo.Data) *api {
	t.Helper()
	data = nil
	roomstest.Empty(t)
	a := serve(t, rooms.Options{})
	if d != nil {
		load(t, a.rooms, d)
	}
	return a
}

// serve gives an API with rooms of its own.
func serve(t *testing.T, o rooms.Options) *api {
	t.Helper()
	o.Graph.Unpaced = true
	r := roomstest.Dial(t, o)
	return over(t, r)
}

// over gives an API over rooms.
func over(t *testing.T, r *rooms.Rooms) *api {
	t.Helper()
	signer, err := access.NewSigner(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	h, err := httpapi.New(r, signer, httpapi.Options{Deadline: 5 * time.Minute, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatal(err)
	}
	return &api{t, r, h, signer}
}

// answer is what a client reads.
type answer struct {
	Data   map[string]any
	Errors []struct {
		Message    string
		Path       []any
		Extensions struct{ Code string }
	}
}

// code is the first error's, "" without one.
func (a answer) code() string {
	if len(a.Errors) == 0 {
		return ""
	}
	return a.Errors[0].Extensions.Code
}

func (a answer) message() string {
	var all []string
	for _, e := range a.Errors {
		all = append(all, e.Message)
	}
	return strings.Join(all, " | ")
}

var (
	organizer = access.Grant{Role: "ORGANIZER", Name: "甲"}
	analyst   = access.Grant{Role: "ANALYST", Name: "乙"}
)

// ask sends a request and reads whatever answer it gets.
func (a *api) ask(grant access.Grant, query string, variables map[string]any) answer {
	a.t.Helper()
	if grant.Self == "" { // a grant without a scope stands for the whole graph here
		grant.Whole = grant.Units == nil
	}
	token, err := a.signer.Sign(grant, time.Hour)
	if err != nil {
		a.t.Fatal(err)
	}
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		a.t.Fatal(err)
	}
	req := httptest.NewRequestWithContext(a.t.Context(), http.MethodPost, "/graphql", bytes.NewReader(body))
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	a.server.ServeHTTP(w, req)
	var out answer
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		a.t.Fatalf("%v in %s", err, w.Body)
	}
	return out
}

// get is ask for what has to be answered without error.
func (a *api) get(grant access.Grant, query string, variables map[string]any) map[string]any {
	a.t.Helper()
	got := a.ask(grant, query, variables)
	if len(got.Errors) > 0 {
		a.t.Fatalf("%s: %s: %s", query, got.code(), got.message())
	}
	return got.Data
}

// at follows names and indexes into an answer; nil where there is nothing.
func at(v any, path ...any) any {
	for _, step := range path {
		switch s := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[s]
		case int:
			l, _ := v.([]any)
			if s >= len(l) {
				return nil
			}
			v = l[s]
		}
	}
	return v
}

func list(v any, path ...any) []any { l, _ := at(v, path...).([]any); return l }

// each hands over every text of an answer.
func each(v any, do func(string)) {
	switch v := v.(type) {
	case string:
		do(v)
	case []any:
		for _, x := range v {
			each(x, do)
		}
	case map[string]any:
		for _, x := range v {
			each(x, do)
		}
	}
}

// units are the officials' organizations by the rules: that of the main post with the greatest beginning by now, key.
func units(d demo.Data) map[string]string {
	organization := map[string]string{}
	for _, p := range d["positions"] {
		organization[key(p)] = text(p, "organization")
	}
	out, best := map[string]string{}, map[string]string{}
	for _, a := range d["appointments"] {
		c, place := text(a, "cadre"), text(a, "from")+" "+key(a)
		if a["main"] == true && text(a, "from") <= now.Format(time.DateOnly) && place > best[c] {
			best[c], out[c] = place, organization[text(a, "position")]
		}
	}
	return out
}

// below are an organization and all below it.
func below(d demo.Data, root string) []string {
	out := []string{root}
	for i := 0; i < len(out); i++ {
		for _, o := range d["organizations"] {
			if text(o, "parent") == out[i] {
				out = append(out, key(o))
			}
		}
	}
	return out
}

// within are the keys of the officials of an organization and all below it.
func within(d demo.Data, root string) map[string]bool {
	in, of := below(d, root), units(d)
	out := map[string]bool{}
	for _, c := range d["cadres"] {
		if slices.Contains(in, of[key(c)]) {
			out[key(c)] = true
		}
	}
	return out
}
