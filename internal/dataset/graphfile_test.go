package dataset_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bole/graph/law"
	"bole/internal/dataset"
)

// TestGraphFiles writes a graph whose texts are awkward for both forms, and reads it as a graph tool would.
func TestGraphFiles(t *testing.T) {
	g := empty(t)
	load(t, g, folder(t,
		"sources.jsonl", `{"key":"s","title":"一 <&> \"二\"","kind":"DOCUMENT"}`+"\n",
		"organizations.jsonl", `{"key":"o1","name":"某市","kind":"GOVERNMENT"}`+"\n"+`{"key":"o2","name":"某局","kind":"DEPARTMENT","parent":"o1","area":true,"source":"s","locator":"第<1>条"}`+"\n",
		"cadres.jsonl", `{"key":"c","name":"张某"}`+"\n",
		"tasks.jsonl", `{"key":"t","title":"化债","category":"DEBT_RESOLUTION","difficulty":4,"outcomeScore":87.5,"organizations":["o1","o2"]}`+"\n",
		"participations.jsonl", `{"task":"t","cadre":"c","role":"LEAD","from":"2023","source":"s","locator":"二"}`+"\n"))
	want := []string{
		"Cadre:c WORKED_ON Task:t", "Organization:o2 PART_OF Organization:o1", "Organization:o2 SOURCED_FROM Source:s",
		"Task:t ASSIGNED_TO Organization:o1", "Task:t ASSIGNED_TO Organization:o2",
	}
	t.Run("json", func(t *testing.T) {
		b, err := os.ReadFile(export(t, g, "g.json", dataset.ExportOptions{}))
		must(t, err)
		var out struct{ Nodes, Edges []map[string]any }
		must(t, json.Unmarshal(b, &out))
		ids := map[any]map[string]any{}
		for _, n := range out.Nodes {
			ids[n["id"]] = n
		}
		twice(t, b)
		if n := ids["Task:t"]; n["difficulty"] != 4.0 || n["outcomeScore"] != 87.5 || n["type"] != "Task" || len(ids) != 5 {
			t.Errorf("nodes: %v", ids)
		}
		var got []string
		for _, e := range out.Edges {
			if ids[e["source"]] == nil || ids[e["target"]] == nil {
				t.Errorf("an edge without its ends: %v", e)
			}
			if e["type"] == "WORKED_ON" && (e["role"] != "LEAD" || e["from"] != "2023" || e["source_"] != "s" || e["locator"] != "二") || e["type"] == "SOURCED_FROM" && e["locator"] != "第<1>条" {
				t.Errorf("an edge without its properties: %v", e)
			}
			s, _ := e["source"].(string)
			x, _ := e["type"].(string)
			d, _ := e["target"].(string)
			got = append(got, s+" "+x+" "+d)
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("edges: %v", got)
		}
	})
	t.Run("graphml", func(t *testing.T) {
		b, err := os.ReadFile(export(t, g, "g.graphml", dataset.ExportOptions{}))
		must(t, err)
		type data struct {
			Key  string `xml:"key,attr"`
			Text string `xml:",chardata"`
		}
		var out struct {
			Keys []struct {
				ID   string `xml:"id,attr"`
				Name string `xml:"attr.name,attr"`
				Type string `xml:"attr.type,attr"`
			} `xml:"key"`
			Nodes []struct {
				ID   string `xml:"id,attr"`
				Data []data `xml:"data"`
			} `xml:"graph>node"`
			Edges []struct {
				Source string `xml:"source,attr"`
				Target string `xml:"target,attr"`
				Data   []data `xml:"data"`
			} `xml:"graph>edge"`
		}
		must(t, xml.Unmarshal(b, &out))
		declared := map[string]bool{}
		for _, k := range out.Keys {
			if declared[k.ID] = true; k.Name == "source" || k.Name == "target" || k.Name == "id" {
				t.Errorf("a value is called %s", k.Name)
			}
			if k.Type == "boolean" { // python-igraph reads a missing one as False
				t.Errorf("%s is a boolean", k.Name)
			}
		}
		check := func(values []data) {
			for _, d := range values {
				if !declared[d.Key] {
					t.Errorf("%s is not declared", d.Key)
				}
			}
		}
		title, source := "", ""
		for _, n := range out.Nodes {
			check(n.Data)
			for _, d := range n.Data {
				if n.ID == "Source:s" && d.Key == "node.title" {
					title = d.Text
				}
			}
		}
		var got []string
		for _, e := range out.Edges {
			check(e.Data)
			got = append(got, e.Source+" "+e.Data[0].Text+" "+e.Target)
			for _, d := range e.Data {
				if d.Key == "edge.source_" {
					source = d.Text
				}
			}
		}
		if slices.Sort(got); !slices.Equal(got, want) || len(out.Nodes) != 5 || title != `一 <&> "二"` || source != "s" {
			t.Errorf("%d nodes, title %q, source %q, edges: %s", len(out.Nodes), title, source, strings.Join(got, "; "))
		}
	})
}

// twice finds members of an object that have the same name, which readers of JSON take for one.
func twice(t *testing.T, b []byte) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(b))
	var value func()
	token := func() json.Token {
		x, err := d.Token()
		must(t, err)
		return x
	}
	value = func() {
		switch token() {
		case json.Delim('{'):
			seen := map[json.Token]bool{}
			for d.More() {
				name := token()
				if seen[name] {
					t.Errorf("two members are called %v", name)
				}
				seen[name] = true
				value()
			}
			token()
		case json.Delim('['):
			for d.More() {
				value()
			}
			token()
		}
	}
	value()
}

// TestGraphFileHasBothEnds exports tables whose rows refer to others that are not chosen: no edge is without its ends, and
// what is left out is counted.
func TestGraphFileHasBothEnds(t *testing.T) {
	g := empty(t)
	load(t, g, folder(t,
		"organizations.jsonl", `{"key":"o1","name":"某市","kind":"GOVERNMENT"}`+"\n"+`{"key":"o2","name":"某局","kind":"DEPARTMENT","parent":"o1"}`+"\n",
		"cadres.jsonl", `{"key":"c","name":"张某"}`+"\n",
		"tasks.jsonl", `{"key":"t","title":"化债","category":"DEBT_RESOLUTION","organizations":["o1","o2"]}`+"\n",
		"participations.jsonl", `{"task":"t","cadre":"c","role":"LEAD"}`+"\n"))
	for name, c := range map[string]struct {
		tables []string
		edges  int
		loose  map[string]int
	}{
		"without tasks":         {[]string{"organizations", "cadres", "participations"}, 1, map[string]int{"participations": 1}},
		"without organizations": {[]string{"tasks", "cadres", "participations"}, 1, map[string]int{"tasks": 2}},
		"all":                   {nil, 4, map[string]int{}},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "g.json")
			done, err := dataset.Export(t.Context(), g.Dataset(), path, dataset.ExportOptions{Caller: law.System, Tables: c.tables})
			must(t, err)
			b, err := os.ReadFile(path)
			must(t, err)
			var out struct{ Nodes, Edges []map[string]any }
			must(t, json.Unmarshal(b, &out))
			ids := map[any]bool{}
			for _, n := range out.Nodes {
				ids[n["id"]] = true
			}
			for _, e := range out.Edges {
				if !ids[e["source"]] || !ids[e["target"]] {
					t.Errorf("an edge without its ends: %v", e)
				}
			}
			loose := map[string]int{}
			for _, d := range done {
				if d.Loose > 0 {
					loose[d.Table] = d.Loose
				}
			}
			if len(out.Edges) != c.edges || !maps.Equal(loose, c.loose) {
				t.Errorf("%d edges, left out: %v", len(out.Edges), loose)
			}
		})
	}
}

// TestGraphFileCaptions holds that nodes are called as people call them, by what the scope sees alone.
func TestGraphFileCaptions(t *testing.T) {
	g := empty(t)
	load(t, g, folder(t,
		"organizations.jsonl", `{"key":"o1","name":"某镇","kind":"GOVERNMENT"}`+"\n"+`{"key":"o2","name":"某局","kind":"DEPARTMENT"}`+"\n",
		"positions.jsonl", `{"key":"p1","title":"镇长","organization":"o1"}`+"\n"+`{"key":"p2","title":"某局局长","organization":"o2"}`+"\n",
		"cadres.jsonl", `{"key":"c1","name":"张某"}`+"\n"+`{"key":"c2","name":"李某"}`+"\n",
		"appointments.jsonl", `{"key":"ap1","cadre":"c1","position":"p1","from":"2019-03","main":true}`+"\n"+`{"key":"ap2","cadre":"c2","position":"p2","from":"2020","to":"2021-05","main":true}`+"\n",
		"cases.jsonl", `{"key":"x","title":"他人之事","occurredOn":"2020","kind":"HARD_TASK","polarity":"NEGATIVE","verification":"VERIFIED"}`+"\n",
		"caseSubjects.jsonl", `{"case":"x","cadre":"c2"}`+"\n",
		"toleranceRulings.jsonl", `{"key":"r","cadre":"c1","effect":"EXEMPT","ruledOn":"2021","case":"x"}`+"\n"))
	captions := func(c law.Caller) map[string]string {
		path := filepath.Join(t.TempDir(), "g.json")
		_, err := dataset.Export(t.Context(), g.Dataset(), path, dataset.ExportOptions{Caller: c})
		must(t, err)
		b, err := os.ReadFile(path)
		must(t, err)
		var out struct{ Nodes []struct{ ID, Label string } }
		must(t, json.Unmarshal(b, &out))
		by := map[string]string{}
		for _, n := range out.Nodes {
			by[n.ID] = n.Label
		}
		return by
	}
	all := captions(law.System)
	for id, want := range map[string]string{"Appointment:ap1": "2019-03 至今 某镇镇长", "Appointment:ap2": "2020 至2021-05 某局局长", "Cadre:c1": "张某", "Position:p1": "某镇镇长", "Position:p2": "某局局长"} {
		if all[id] != want {
			t.Errorf("%s is called %q, want %q", id, all[id], want)
		}
	}
	if l := all["ToleranceRuling:r"]; !strings.HasSuffix(l, " 他人之事") {
		t.Errorf("the ruling is called %q", l)
	}
	narrow := captions(scope(t, g, "o1"))
	if narrow["Appointment:ap1"] != all["Appointment:ap1"] || narrow["Appointment:ap2"] != "" {
		t.Errorf("the scope sees %v", narrow)
	}
	for id, label := range narrow {
		if strings.Contains(label, "李某") || strings.Contains(label, "他人") {
			t.Errorf("%s is called %q, which names what is out of scope", id, label)
		}
	}
}
