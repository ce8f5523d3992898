package dataset

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bole/internal/rows"
)

// TestRowsFormat holds what becomes of values in the graph against what became of them in each format so far. Where it
// differs, raise rowsFormat and write down the new one: rows that are known are not written anew otherwise. A new version
// of what stands beside texts is in the digests already, and needs no other format.
func TestRowsFormat(t *testing.T) {
	formats := map[int]map[string]string{1: {
		"cadres":         `[{"Key":"c1","To":"","Identity":null,"Properties":{"birthMonth":"1970-01","ethnicity":null,"name":"张 某","nameAlike":"张某","nameFolded":"¦张¦ ¦某¦¦张¦某¦","nameOrder":"张 某","namePinyin":"zhang 01070NU 001mou 030904J","nameStrokes":"070NU 0010904J"},"References":{},"Locator":null},{"Key":"c1","To":"","Identity":null,"Properties":{},"References":{},"Locator":null}]`,
		"evaluations":    `[{"Key":"v1","To":"","Identity":null,"Properties":{"score":87.5},"References":{"cadre":["c1"],"organization":[]},"Locator":null},{"Key":"v1","To":"","Identity":null,"Properties":{},"References":{},"Locator":null}]`,
		"participations": `[{"Key":"c1","To":"t1","Identity":{"from":null,"role":"LEAD"},"Properties":{"note":"一"},"References":null,"Locator":null},{"Key":"c1","To":"t1","Identity":{"from":null,"role":"LEAD"},"Properties":{"note":"一"},"References":null,"Locator":null}]`,
		"requirements":   `[{"Key":"w1;EDUCATION","To":"","Identity":null,"Properties":{"rule":"EDUCATION","ruleOrder":"EDUCATION","strength":"MUST"},"References":{"vacancy":["w1"]},"Locator":null},{"Key":"w1;EDUCATION","To":"","Identity":null,"Properties":{},"References":{},"Locator":null}]`,
		"tasks":          `[{"Key":"t1","To":"","Identity":null,"Properties":{"difficulty":3,"title":"供水","titleFolded":null,"titleOrder":"供水"},"References":{"organizations":["a","b"],"source":["s1"]},"Locator":"第 1 页"},{"Key":"t1","To":"","Identity":null,"Properties":{},"References":{"parent":["t0"]},"Locator":"第 1 页"}]`,
	}}
	got := map[string]string{}
	for name, values := range map[string]map[string]any{
		"cadres":         {"key": "c1", "name": "张 某", "ethnicity": nil, "birthMonth": "1970-01"},
		"tasks":          {"key": "t1", "title": "供水", "organizations": []string{"a", "b"}, "parent": "t0", "source": "s1", "locator": "第 1 页", "difficulty": int64(3)},
		"evaluations":    {"key": "v1", "cadre": "c1", "score": 87.5},
		"requirements":   {"vacancy": "w1", "rule": "EDUCATION", "strength": "MUST"},
		"participations": {"cadre": "c1", "task": "t1", "role": "LEAD", "from": nil, "note": "一"},
	} {
		var out []any
		for _, pass := range []rows.Pass{rows.First, rows.Later} {
			row, _ := rows.Of(tableOf(t, name).Table, values, pass)
			out = append(out, row)
		}
		b, err := json.Marshal(out)
		if err != nil {
			t.Fatal(err)
		}
		got[name] = string(b)
	}
	if diff := cmp.Diff(formats[rowsFormat], got); diff != "" {
		t.Errorf("format %d (-), and what becomes of rows (+):\n%s", rowsFormat, diff)
	}
}
