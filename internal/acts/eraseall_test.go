package acts_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

// leftOffice is an official who left, with rows of all that may be about one; what is not theirs is in other hands. Keys of
// theirs look alike, and one has what JSON writes otherwise.
var leftOffice = map[string]string{
	"sources":       `{"key":"s-9","title":"欧阳远行任免审批表","kind":"DOCUMENT","url":"https://example.org/%E6%AC%A7%E9%98%B3%E8%BF%9C%E8%A1%8C.html"}`,
	"organizations": `{"key":"o","name":"某市水务局","kind":"GOVERNMENT","level":"CITY"}`,
	"positions":     `{"key":"p","title":"局长","organization":"o"}`,
	"cadres": `{"key":"left-1","name":"欧阳远航","sortName":"ouyang yuanxing","gender":"FEMALE","birthMonth":"1931-07","ethnicity":"满族","nativePlace":"河北遵化","politicalStatus":"中共党员","partyJoinedOn":"1951-03-04","workStartedOn":"1949-11-12","managedBy":"CITY","status":"RETIRED","statusFrom":"1991-08","source":"s-9","locator":"left-1 卷"}
{"key":"living","name":"李四","managedBy":"CITY","status":"ACTIVE"}
{"key":"same","name":"王前","managedBy":"CITY","status":"ACTIVE"}`,
	"educations":          `{"key":"a\"b\\c<d>","cadre":"left-1","level":"大学","school":"遵化师范学院","major":"历史学"}`,
	"appointments":        `{"key":"left-1-post","cadre":"left-1","position":"p","from":"1980-01","to":"1991-08","main":true,"kind":"REGULAR","documentNo":"遵人〔1980〕7号"}` + "\n" + `{"key":"xl","cadre":"living","position":"p","from":"1991-08","main":true,"kind":"REGULAR"}`,
	"rankGrants":          `{"key":"left-1-rank","cadre":"left-1","ladder":"GENERAL","rank":"一级调研员","grantedOn":"1985-06"}`,
	"tasks":               `{"key":"t-9","title":"欧阳远航牵头的供水工程","summary":"由 left-1 牵头","category":"PUBLIC_SERVICE","organizations":["o"],"source":"s-9"}`,
	"schemes":             `{"key":"sc","version":"1","name":"担当指数","effectiveFrom":"1980"}`,
	"dimensions":          `{"key":"di","scheme":"sc","name":"实绩","weight":1}`,
	"indicators":          `{"key":"in","dimension":"di","name":"完成","weight":1}`,
	"evaluations":         `{"key":"mine-7","kind":"TASK_REVIEW","cadre":"left-1","scheme":"sc","score":88,"evaluatedOn":"1985","comment":"为人宽厚","tasks":["t-9"],"source":"s-9","locator":"欧阳远行卷第3页"}`,
	"scores":              `{"evaluation":"mine-7","indicator":"in","score":9}`,
	"rounds":              `{"key":"ro","kind":"NO_VACANCY","method":"MEETING","heldOn":"1984-03","organization":"o"}`,
	"nominations":         `{"round":"ro","cadre":"left-1","votes":9,"electorate":10}` + "\n" + `{"round":"ro","cadre":"living","byLeader":true,"leader":"left-1"}`,
	"talks":               `{"key":"left-1-talk","cadre":"left-1","heldOn":"1984-04","purpose":"VISIT","organization":"o"}` + "\n" + `{"key":"tl","cadre":"living","heldOn":"1984-04","purpose":"VISIT","organization":"o"}`,
	"talkRecommendations": `{"talk":"tl","cadre":"left-1","level":"处级"}`,
	"cases": `{"key":"own-case","title":"独自下水救人","summary":"水库边的一个傍晚","occurredOn":"1984-07-01","kind":"HARD_TASK","polarity":"POSITIVE","verification":"VERIFIED","verifiedOn":"1984-09"}
{"key":"both","title":"欧阳远行与李四抢修","occurredOn":"1983-07-01","kind":"HARD_TASK","polarity":"NEGATIVE","verification":"VERIFIED","verifiedOn":"1983-09","collectedIn":["mine-7"]}`,
	"caseSubjects":     `{"case":"own-case","cadre":"left-1","part":"第一个跳下去"}` + "\n" + `{"case":"both","cadre":"left-1","part":"值守大坝","finding":"擅离职守半日"}` + "\n" + `{"case":"both","cadre":"living","part":"与欧阳远行一起指挥"}`,
	"participations":   `{"cadre":"left-1","task":"t-9","role":"LEAD","note":"一直住在工地"}` + "\n" + `{"cadre":"living","task":"t-9","role":"MEMBER","note":"给欧阳远行当助手"}`,
	"decisions":        `{"key":"left-1-dec","cadre":"left-1","kind":"PROMOTION","state":"EFFECTIVE","decidedOn":"1985-05","documentNo":"遵委〔1985〕3号","reason":"能扛事","cases":["own-case"]}`,
	"recognitions":     `{"key":"left-1-rec","cadre":"left-1","kind":"AWARD","name":"抗洪勇士","awardedOn":"1984-10"}`,
	"sanctions":        `{"key":"left-1-san","cadre":"left-1","regime":"PARTY","name":"警告","decidedOn":"1986-01","effectEndsOn":"1987-01","documentNo":"遵纪〔1986〕1号","cases":["both"]}`,
	"toleranceRulings": `{"key":"left-1-tol","cadre":"left-1","effect":"MITIGATED","ruledOn":"1986-02","basis":"先行先试","revokedOn":"1986-03","revocationReason":"材料有误","case":"both"}`,
	"statements":       `{"key":"left-1-said","cadre":"left-1","kind":"STATEMENT","filedOn":"1986-01-05","text":"当时我在外地开会","status":"ANSWERED","answeredOn":"1986-01-20","outcome":"UPHELD","answer":"已予采纳","sanction":"left-1-san"}`,
	"clearances":       `{"key":"left-1-cl","cadre":"left-1","kind":"AUDIT","checkedOn":"1985-01","result":"CLEAR"}`,
	"vacancies":        `{"key":"va","title":"局长","position":"p","openedOn":"1985-01","status":"CLOSED"}`,
	"campaigns":        `{"key":"cm","name":"走访","kind":"TALKS","endsOn":"1985-12","units":["o"]}`,
}

// left imports an office that somebody left, and records, corrects and withdraws some of it.
func (c *recorder) left() {
	c.t.Helper()
	c.imported(leftOffice)
	all := organizer("甲")
	for _, text := range []string{
		`correctCadre(input: {KEY, key: "left-1", expectedVersion: 1, why: "原名有误", name: "欧阳远行"}) { __typename }`,
		`correctEvaluation(input: {KEY, key: "mine-7", expectedVersion: 1, why: "本人来信更正", comment: "为人宽厚踏实"}) { __typename }`,
		`createEvaluation(input: {KEY, key: "mine-8", kind: ANNUAL, cadre: "left-1", evaluatedOn: "1986", grade: COMPETENT, comment: "脾气急躁"}) { __typename }`,
		`withdrawEvaluation(input: {KEY, key: "mine-8", expectedVersion: 1, why: "重复"}) { __typename }`,
		`createCase(input: {KEY, key: "gone-case", title: "彻夜守库", summary: "雨夜里的独行", occurredOn: "1984-08-01", kind: HARD_TASK, polarity: POSITIVE, subjects: [{cadre: "left-1", part: "提灯"}]}) { __typename }`,
		`withdrawCase(input: {KEY, key: "gone-case", expectedVersion: 1, why: "查无此事"}) { __typename }`,
		`correctCase(input: {KEY, key: "both", expectedVersion: 1, why: "同 left-1 一并更正", collectedIn: []}) { __typename }`,
		`correctTask(input: {KEY, key: "t-9", expectedVersion: 1, why: "欧阳远航来电", title: "欧阳远行主持的供水工程"}) { __typename }`,
	} {
		c.done(all, text)
	}
	id := base64.RawURLEncoding.EncodeToString([]byte("Evaluation:mine-7"))
	cursor := base64.RawURLEncoding.EncodeToString([]byte(`["x","欧阳远行","left-1"]`))
	roomstest.Exec(c.t, `MATCH (o:Cadre {key: 'left-1'}), (v:Vacancy {key: 'va'}), (m:Campaign {key: 'cm'})
CREATE (l:Shortlist {key: 'sl', createdOn: '1985-02', createdBy: '甲', asOf: '1985-02', edition: '1', digest: 'd', inputs: '{}', version: 1, recordedAt: '1985-02-01T00:00:00.000Z'})-[:FOR]->(v)
CREATE (l)-[:PROPOSES {eligibility: 'ELIGIBLE', place: 1}]->(o), (l)-[:CHOSEN {reason: '一贯敢于担当', by: '甲', at: '1985'}]->(o), (l)-[:WAIVED {rule: 'EDUCATION', reason: '自学成才', by: '甲', at: '1985'}]->(o)
CREATE (m)-[:PLANS {unit: 'o'}]->(o)
CREATE (:SavedQuestion {key: 'q', owner: '甲', name: '问欧阳远行', description: '查 left-1', roles: [], version: 1, recordedAt: '2024-01-01T00:00:00Z'})
CREATE (:SavedQuestionVersion {key: 'q@1', question: 'q', version: 1, document: '{ evaluation(key: "mine-7") { key } }', variables: $p.variables, digest: 'd'})
CREATE (:ImportJob {key: 'j', file: 'd.zip', en: 'mine-7 is wrong', zh: '有误', state: 'REFUSED', begunAt: '2999-01-01T00:00:00.000Z', seenAt: 0})
CREATE (:IdempotencyKey {key: 'earlier', digest: 'x', answer: '{"Rows":1,"Values":1,"Entries":1,"Mentions":["Cadre left-1","Task t-9"]}', recordedAt: '2024'})`,
		map[string]any{"variables": fmt.Sprintf(`{"key":"left-1","id":%q,"after":%q}`, id, cursor)})
}

const leftErased = `KEY, cadre: "left-1", confirmation: "left-1", expectedVersion: 2, basis: "档案局 3 号", why: "保管期满"`

// theirs are the personal values of an official and of what is theirs, by field, and their keys.
func (c *recorder) theirs(key string) (values map[string][]string, keys []string) {
	c.t.Helper()
	read := func(text string) [][]any {
		rows, err := c.r.Store.Read(c.t.Context(), law.System, cypher.Statement{Text: text, Params: map[string]any{"p": map[string]any{"key": key}}})
		if err != nil {
			c.t.Fatal(err)
		}
		return rows
	}
	values = map[string][]string{}
	take := func(field string, rows [][]any) {
		for _, row := range rows {
			values[field] = append(values[field], fmt.Sprint(row[0]))
		}
	}
	for _, t := range c.r.Schema.Types() {
		match := ""
		switch d := t.Def.Directives.ForName("relationship"); {
		case t == c.r.Schema.Owner():
			match = "MATCH (c:Cadre {key: $p.key}) WITH c AS n\n"
		case t.IsNode() && t.Via != nil:
			match = "MATCH (c:Cadre {key: $p.key})<-[:" + cypher.Quote(t.Via.Name) + "]-(n:" + cypher.Quote(t.Label) + ") WHERE NOT EXISTS { (n)-[:ABOUT]->(o:Cadre) WHERE o <> c }\n"
		case d != nil:
			match = "MATCH (c:Cadre {key: $p.key})-[n:" + cypher.Quote(d.Arguments.ForName("type").Value.Raw) + "]-()\n"
		default:
			continue
		}
		if t.IsNode() {
			for _, row := range read(match + "RETURN DISTINCT n.key") {
				keys = append(keys, fmt.Sprint(row[0]))
			}
		}
		for _, f := range t.Fields {
			if f.Personal {
				take(t.Name+"."+f.Name, read(match+"WITH n WHERE n."+cypher.Quote(f.Property)+" IS NOT NULL RETURN n."+cypher.Quote(f.Property)))
				if len(values[t.Name+"."+f.Name]) == 0 {
					c.t.Errorf("%s.%s holds nothing that could be erased; give the official of the test one", t.Name, f.Name)
				}
			}
		}
	}
	// What stands beside the name, such as its forms for sorting and comparing.
	take("beside", read("MATCH (c:Cadre {key: $p.key}) UNWIND [p IN keys(c) WHERE p STARTS WITH 'name' OR p STARTS WITH 'sortName'] AS p RETURN c[p]"))
	return values, keys
}

// TestEraseAll erases somebody of whom there is all that may be: no store of the graph holds the key, the name, a former
// name or anything personal afterwards.
func TestEraseAll(t *testing.T) {
	c := &recorder{t: t, r: roomstest.Fresh(t, rooms.Options{})}
	roomstest.NewLog(t)
	c.left()
	values, keys := c.theirs("left-1")
	if len(values["beside"]) < 4 || len(keys) < 13 {
		t.Errorf("theirs are %v, beside the name %v", keys, values["beside"])
	}
	values["of before"] = []string{"欧阳远航", "为人宽厚", "脾气急躁", "彻夜守库", "雨夜里的独行", "提灯", "%E6%AC%A7%E9%98%B3"}
	keys = append(keys, "mine-8", "gone-case")
	values["ids"] = []string{base64.RawURLEncoding.EncodeToString([]byte("Evaluation:mine-7")), base64.RawURLEncoding.EncodeToString([]byte(`["x","欧阳远行","left-1"]`))}

	answer, refused := c.erases(eraser, leftErased)
	if refused != nil {
		t.Fatal(refused.Code, refused)
	}
	if !strings.Contains(answer, `"Task t-9"`) && !strings.Contains(answer, `"mentions":["Cadre living"]`) {
		t.Errorf("the name is told where it still stands: %s", answer) // on what the living one had to do with the task
	}
	lines := c.stored()
	for field, texts := range values {
		for _, text := range texts {
			for _, line := range holding(lines, text) {
				if !strings.Contains(line, `"WORKED_ON"`) || !strings.Contains(line, "给欧阳远行当助手") { // another one's text; it is told
					t.Errorf("%s %s is still there: %.600s", field, text, line)
				}
			}
		}
	}
	for _, key := range keys {
		quoted, err := json.Marshal(key)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range append(holding(lines, string(quoted)), holding(lines, strings.Trim(string(quoted), `"`)+`\`)...) {
			t.Errorf("the key %s is still there: %.600s", key, line)
		}
	}
	for _, line := range holding(lines, "left-1") {
		t.Errorf("the key is still there: %.600s", line)
	}
	for _, stays := range []string{`"Task t-9"`, "与某某一起指挥", "某某主持的供水工程", "由 某某 牵头"} {
		if len(holding(lines, stays)) == 0 {
			t.Errorf("%s is gone", stays)
		}
	}
	if v, err := c.r.Store.Verify(t.Context()); err != nil || v.Broken != 0 || v.Erased == 0 {
		t.Errorf("the log is %+v: %v", v, err)
	}
}
