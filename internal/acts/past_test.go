package acts_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

// graphText is what reads of a context see of the graph, one line for each node and relationship, but for versions.
func (c *recorder) graphText(ctx context.Context) []string {
	c.t.Helper()
	const own = roomstest.System
	var out []string
	for _, text := range []cypher.Word{
		"MATCH (n) WHERE NOT n:" + own + " RETURN labels(n)[0] + ' ' + n.key, '', properties(n)",
		"MATCH (a)-[x]->(b) WHERE NOT a:" + own + " RETURN labels(a)[0] + ' ' + a.key + ' ' + type(x), labels(b)[0] + ' ' + b.key, properties(x)",
	} {
		rows, err := c.r.Store.Read(ctx, law.System, cypher.Statement{Text: string(text)})
		if err != nil {
			c.t.Fatal(err)
		}
		for _, row := range rows {
			p, _ := row[2].(map[string]any)
			delete(p, "recordedAt")
			delete(p, "version")
			for k, v := range p {
				p[k] = fmt.Sprintf("%T %v", v, v)
			}
			out = append(out, fmt.Sprint(row[0], " ", row[1], " ", p))
		}
	}
	slices.Sort(out)
	return out
}

// TestPast records, corrects and withdraws, and then looks back at each moment: the whole graph is as it was.
func TestPast(t *testing.T) {
	c := &recorder{t: t, r: roomstest.Fresh(t, rooms.Options{})}
	c.recordAll()
	all := organizer("甲")
	type moment struct {
		at   time.Time
		text []string
		next string
	}
	var moments []moment
	for _, text := range []string{
		`createCase(input: {KEY, key: "k1", title: "抢险", occurredOn: "2024-07-01", kind: HARD_TASK, polarity: POSITIVE, task: "t1", subjects: [{cadre: "ca", part: "带队"}, {cadre: "cb"}]}) { case { key } }`,
		`correctCaseSubject(input: {KEY, case: "k1", cadre: "ca", expectedVersion: 1, why: "更正", part: "指挥"}) { __typename }`,
		`withdrawCaseSubject(input: {KEY, case: "k1", cadre: "cb", expectedVersion: 2, why: "不在场"}) { __typename }`,
		`correctTask(input: {KEY, key: "t1", expectedVersion: 1, why: "更正", title: "保障供水供电", organizations: ["a"], difficulty: null}) { __typename }`,
		`createSource(input: {KEY, key: "s2", title: "另一份", kind: DOCUMENT}) { source { key } }`,
		`correctTask(input: {KEY, key: "t1", expectedVersion: 2, why: "更正", source: "s2", locator: "第 9 页"}) { __typename }`,
		`correctTask(input: {KEY, key: "t1", expectedVersion: 3, why: "更正", locator: "第 10 页"}) { __typename }`,
		`correctTask(input: {KEY, key: "t1", expectedVersion: 4, why: "没有来源", source: null}) { __typename }`,
		`correctEvaluation(input: {KEY, key: "v1", expectedVersion: 1, why: "更正", score: 90}) { __typename }`,
		`correctEvaluation(input: {KEY, key: "v1", expectedVersion: 2, why: "评价的是单位", organization: "a"}) { __typename }`,
		`withdrawEvaluation(input: {KEY, key: "v1", expectedVersion: 3, why: "重复"}) { __typename }`,
		`createEvaluation(input: {KEY, key: "v1", kind: ANNUAL, cadre: "cb", evaluatedOn: "2023", grade: COMPETENT}) { evaluation { key } }`,
		`createPosition(input: {KEY, key: "pn", title: "县长", organization: "b", chief: true}) { position { key } }`,
		`createAppointment(input: {KEY, key: "xn", cadre: "ca", position: "pn", from: "2023-01", main: true, kind: REGULAR}) { appointment { key } }`,
		`withdrawRequirement(input: {KEY, key: "w1;EDUCATION", expectedVersion: 1, why: "取消"}) { __typename }`,
		`withdrawAppointment(input: {KEY, key: "xa", expectedVersion: 1, why: "录错"}) { __typename }`,
	} {
		time.Sleep(2 * time.Millisecond) // the log counts in milliseconds
		moments = append(moments, moment{time.Now(), c.graphText(t.Context()), text})
		time.Sleep(2 * time.Millisecond)
		c.done(all, text)
	}
	now := c.graphText(t.Context())
	for _, m := range slices.Backward(moments) {
		looked := false
		if err := c.r.History.Past(t.Context(), m.at.Format(time.RFC3339Nano), nil, func(ctx context.Context) {
			looked = true
			if diff := cmp.Diff(present(m.text), present(c.graphText(ctx))); diff != "" {
				t.Errorf("before %s: as it was (-), as it is said to have been (+):\n%s", m.next, diff)
			}
		}); err != nil || !looked {
			t.Fatalf("before %s: %v", m.next, err)
		}
	}
	if diff := cmp.Diff(now, c.graphText(t.Context())); diff != "" {
		t.Errorf("looking back changed the graph:\n%s", diff)
	}
}

// present leaves out in whose scope things are, which goes by today.
func present(lines []string) []string {
	out := slices.Clone(lines)
	for i, line := range out {
		if before, rest, ok := strings.Cut(line, " unit:"); ok {
			_, after, _ := strings.Cut(rest, " ")
			_, after, _ = strings.Cut(after, " ")
			out[i] = before + " " + after
		}
	}
	return out
}

// TestPastOfErased looks back beyond a correction of somebody who has been erased since: what was there nobody knows, and
// today's state does not stand for it. What others have is as it was.
func TestPastOfErased(t *testing.T) {
	c := &recorder{t: t, r: roomstest.Fresh(t, rooms.Options{})}
	c.recordAll()
	all := organizer("甲")
	c.done(all, `createCadre(input: {KEY, key: "left", name: "欧阳远行", managedBy: CITY, status: RETIRED}) { __typename }`)
	c.done(all, `createEvaluation(input: {KEY, key: "vl", kind: ANNUAL, cadre: "left", evaluatedOn: "2016", grade: EXCELLENT, comment: "宽厚"}) { __typename }`)
	time.Sleep(2 * time.Millisecond)
	before := time.Now()
	time.Sleep(2 * time.Millisecond)
	c.done(all, `correctEvaluation(input: {KEY, key: "vl", expectedVersion: 1, why: "更正", comment: "急躁"}) { __typename }`)
	c.done(all, `correctTask(input: {KEY, key: "t1", expectedVersion: 1, why: "更正", title: "保障供电"}) { __typename }`)
	then := func() string {
		t.Helper()
		var out string
		if err := c.r.History.Past(t.Context(), before.Format(time.RFC3339Nano), nil, func(ctx context.Context) {
			rows, err := c.r.Store.Read(ctx, law.System, cypher.Statement{Text: "MATCH (n:Evaluation|Task) WHERE n.kind = 'ANNUAL' OR n:Task RETURN coalesce(n.comment, n.title, n.key) AS said ORDER BY said"})
			if err != nil {
				t.Error(err)
			}
			out = fmt.Sprint(rows)
		}); err != nil {
			t.Fatal(err)
		}
		return out
	}
	if got := then(); got != "[[v2] [保障供水] [宽厚]]" {
		t.Errorf("before the erasure %s", got)
	}
	if answer, refused := c.erases(eraser, `KEY, cadre: "left", confirmation: "left", expectedVersion: 1, basis: "3 号", why: "保管期满"`); refused != nil {
		t.Fatal(answer, refused)
	}
	if got := then(); got != "[[v2] [保障供水]]" {
		t.Errorf("after the erasure %s", got)
	}
}
