package acts_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"bole/graph"
	"bole/graph/law"
	"bole/internal/dataset"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

// TestErasedStaysErased tries all that could bring somebody back: rows of a dataset, mutations under the old key and the new
// one, and taking back what brought or changed the official.
func TestErasedStaysErased(t *testing.T) {
	c := &recorder{t: t, r: roomstest.Fresh(t, rooms.Options{})}
	roomstest.NewLog(t)
	first := c.imported(leftOffice)
	changed := c.imported(map[string]string{"evaluations": `{"key":"mine-7","kind":"TASK_REVIEW","cadre":"left-1","score":88,"evaluatedOn":"1985","comment":"极为宽厚"}`})
	about := c.imported(map[string]string{"tasks": `{"key":"t-9","title":"欧阳远航修的水库","category":"PUBLIC_SERVICE","organizations":["o"]}`})
	later := c.imported(map[string]string{"educations": `{"key":"later","cadre":"left-1","level":"大专","school":"唐山学院"}`})
	if answer, refused := c.erases(eraser, strings.ReplaceAll(leftErased, "expectedVersion: 2", "expectedVersion: 1")); refused != nil {
		t.Fatal(answer, refused)
	}
	key := c.one("MATCH (c:Cadre) WHERE c.erased IS NOT NULL RETURN c.key")
	evaluation := c.one("MATCH (e:Evaluation {score: 88}) RETURN e.key")
	before := len(c.stored())

	for _, id := range []string{first, changed, about, later} {
		if answer, refused := c.withdraws(eraser, id); refused == nil || refused.Code != "NOT_KNOWN" {
			t.Errorf("an import was taken back: %s %v", answer, refused)
		}
	}
	const nothing = "is about an official who was erased, of whom nothing is recorded any more"
	for _, batch := range []map[string]string{
		{"cadres": `{"key":"left-1","name":"欧阳远航","managedBy":"CITY","status":"RETIRED"}`},
		{"cadres": fmt.Sprintf(`{"key":%q,"name":"欧阳远航","managedBy":"CITY","status":"RETIRED"}`, key)},
		{"educations": `{"key":"later","cadre":"left-1","level":"大专","school":"唐山学院"}`},
		{"educations": fmt.Sprintf(`{"key":"later","cadre":%q,"level":"大专","school":"唐山学院"}`, key)},
		{"evaluations": fmt.Sprintf(`{"key":%q,"kind":"TASK_REVIEW","cadre":%q,"score":88,"evaluatedOn":"1985","comment":"极为宽厚"}`, evaluation, key)},
		{"participations": fmt.Sprintf(`{"cadre":%q,"task":"t-9","role":"LEAD","note":"一直住在工地"}`, key)},
	} {
		if _, err := dataset.Import(t.Context(), c.r.Dataset(), written(t, batch), dataset.Options{Now: time.Now(), Caller: law.System}); err == nil {
			t.Errorf("imported %v", batch)
		}
	}
	all := organizer("甲")
	for _, m := range []struct {
		text string
		code graph.Code
		says string
	}{
		{`createCadre(input: {KEY, key: "left-1", name: "欧阳远航", managedBy: CITY, status: RETIRED}) { __typename }`, graph.CodeConflict, `"left-1" is the key of an official who was erased`},
		{`createEducation(input: {KEY, cadre: "left-1", level: "大专", school: "唐山学院"}) { __typename }`, graph.CodeBadInput, `"left-1" is not a key of Cadre`},
		{`createEducation(input: {KEY, cadre: "OLD", level: "大专", school: "唐山学院"}) { __typename }`, graph.CodeConflict, nothing},
		{`correctCadre(input: {KEY, key: "OLD", expectedVersion: 2, why: "补录", name: "欧阳远航"}) { __typename }`, graph.CodeConflict, nothing},
		{`correctEvaluation(input: {KEY, key: "EVALUATION", expectedVersion: 3, why: "补录", comment: "极为宽厚"}) { __typename }`, graph.CodeConflict, nothing},
		{`createCaseSubject(input: {KEY, case: "both", cadre: "living", part: "又"}) { __typename }`, graph.CodeConflict, "recorded already"},
		{`correctCaseSubject(input: {KEY, case: "both", cadre: "OLD", expectedVersion: 1, why: "补录", part: "值守大坝"}) { __typename }`, graph.CodeConflict, nothing},
		{`createParticipation(input: {KEY, cadre: "OLD", task: "t-9", role: MEMBER, note: "住在工地"}) { __typename }`, graph.CodeConflict, nothing},
	} {
		text := strings.NewReplacer("OLD", key, "EVALUATION", evaluation).Replace(m.text)
		_, refused := c.do(all, text)
		if refused == nil || refused.Code != m.code || !strings.Contains(refused.Error(), m.says) {
			t.Errorf("%s: %v, want %s %s", text, refused, m.code, m.says)
		}
	}
	lines := c.stored()
	for _, text := range []string{"欧阳远航", "极为宽厚", "唐山学院", "一直住在工地", "值守大坝", "left-1"} {
		for _, line := range holding(lines, text) {
			if !strings.Contains(line, "给欧阳远行当助手") && !strings.Contains(line, `"ImportBatch"`) && !strings.Contains(line, `"ImportJob"`) {
				t.Errorf("%s is there again: %.400s", text, line)
			}
		}
	}
	if n := len(holding(lines, `"Cadre"`)); n == 0 || len(lines) < before {
		t.Errorf("%d lines, %d before", len(lines), before)
	}
}

// one is the one text that a statement finds.
func (c *recorder) one(text string) string {
	c.t.Helper()
	rows := c.read(text)
	if len(rows) != 1 {
		c.t.Fatalf("%s: %v", text, rows)
	}
	return fmt.Sprint(rows[0][0])
}

// TestEraseWhileOthersRecord records about somebody who is being erased: each mutation is done before, and goes, or is refused.
func TestEraseWhileOthersRecord(t *testing.T) {
	c := &recorder{t: t, r: roomstest.Fresh(t, rooms.Options{})}
	roomstest.NewLog(t)
	c.imported(leftOffice)
	versions := strings.ReplaceAll(leftErased, "expectedVersion: 2", "expectedVersion: 1")
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range 6 {
		all.Go(func() {
			<-start
			own := &recorder{t: t, r: c.r, n: 100 * (i + 1)}
			for j := range 8 {
				text := fmt.Sprintf(`createEvaluation(input: {KEY, key: "race-%d-%d", kind: ANNUAL, cadre: "left-1", evaluatedOn: "1990", grade: COMPETENT, comment: "同时写下的话"}) { __typename }`, i, j)
				switch i % 3 {
				case 1:
					text = fmt.Sprintf(`correctEvaluation(input: {KEY, key: "mine-7", expectedVersion: %d, why: "同时的更正", comment: "同时写下的话%d"}) { __typename }`, j+1, j)
				case 2:
					text = fmt.Sprintf(`correctCase(input: {KEY, key: "both", expectedVersion: %d, why: "同 left-1 一并更正", title: "欧阳远航与李四抢修第 %d 次"}) { __typename }`, j+1, j)
				}
				if _, refused := own.do(organizer("甲"), text); refused != nil && refused.Code != graph.CodeConflict && refused.Code != graph.CodeBadInput && refused.Code != graph.CodeBadID {
					t.Errorf("%s: %s %s", text, refused.Code, refused)
				}
			}
		})
	}
	close(start)
	answer, refused := c.erases(eraser, versions)
	all.Wait()
	if refused != nil {
		t.Fatal(answer, refused.Code, refused)
	}
	lines := c.stored()
	for _, text := range []string{"同时写下的话", "left-1", `"mine-7"`} {
		for _, line := range holding(lines, text) {
			if text != "left-1" || !strings.Contains(line, "同 left-1 一并更正") { // said of another one's case afterwards
				t.Errorf("%s is there: %.400s", text, line)
			}
		}
	}
	if v, err := c.r.Store.Verify(t.Context()); err != nil || v.Broken != 0 {
		t.Errorf("the log is %+v: %v", v, err)
	}
}

// TestEraseTwoAtOnce erases two officials of one case at the same time: one waits for the other's end, or is told of it, and
// in the end the case that they shared tells nothing any more.
func TestEraseTwoAtOnce(t *testing.T) {
	c := &recorder{t: t, r: roomstest.Fresh(t, rooms.Options{})}
	roomstest.NewLog(t)
	c.imported(leftOffice)
	c.imported(map[string]string{
		"cadres":       `{"key":"left-2","name":"司徒长青","managedBy":"CITY","status":"RETIRED"}`,
		"cases":        `{"key":"shared","title":"司徒长青和欧阳远航护堤","summary":"两人守了三夜","occurredOn":"1982-07-01","kind":"HARD_TASK","polarity":"POSITIVE","verification":"VERIFIED","verifiedOn":"1982-09"}`,
		"caseSubjects": `{"case":"shared","cadre":"left-1","part":"扛沙袋"}` + "\n" + `{"case":"shared","cadre":"left-2","part":"打木桩"}`,
	})
	var all sync.WaitGroup
	for i, key := range []string{"left-1", "left-2", "left-2"} {
		all.Go(func() {
			own := &recorder{t: t, r: c.r}
			for {
				_, refused, err := own.compute(eraser, "eraseCadre", fmt.Sprintf(`(input: {idempotencyKey: "two-%s", cadre: %q, confirmation: %q, expectedVersion: 1, basis: "3 号", why: "保管期满"}) { rows }`, key, key, key), c.r.Acts.EraseCadre)
				if refused != nil && refused.Code == graph.CodeConflict && strings.Contains(refused.Error(), "try again") || refused != nil && strings.Contains(refused.Error(), "the graph is held by the erasure of an official") {
					time.Sleep(50 * time.Millisecond)
					continue
				}
				if err := errors.Join(err, asError(refused)); err != nil {
					t.Errorf("%d: %s: %v", i, key, err)
				}
				return
			}
		})
	}
	all.Wait()
	lines := c.stored()
	for _, text := range []string{"left-1", "left-2", "司徒长青", "两人守了三夜", "护堤", "扛沙袋", "打木桩"} {
		for _, line := range holding(lines, text) {
			t.Errorf("%s is there: %.400s", text, line)
		}
	}
	if n := len(c.read("MATCH (c:Cadre) WHERE c.erased IS NOT NULL RETURN c.key")); n != 2 {
		t.Errorf("%d officials were erased", n)
	}
	if v, err := c.r.Store.Verify(t.Context()); err != nil || v.Broken != 0 {
		t.Errorf("the log is %+v: %v", v, err)
	}
}

func asError(refused *graph.Error) error {
	if refused == nil {
		return nil
	}
	return refused
}

// TestEraseWaitsForImports: what an import checked must be there when it writes.
func TestEraseWaitsForImports(t *testing.T) {
	c := &recorder{t: t, r: roomstest.Fresh(t, rooms.Options{})}
	c.imported(leftOffice)
	lease := roomstest.Lease(t, c.r)
	_, refused := c.erases(eraser, strings.ReplaceAll(leftErased, "expectedVersion: 2", "expectedVersion: 1"))
	if refused == nil || refused.Code != graph.CodeConflict || !strings.Contains(refused.Error(), "the graph is held by a test") {
		t.Errorf("erased during an import: %v", refused)
	}
	lease.Release(t.Context())
}
