package httpapi_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bole/internal/access"
	"bole/internal/httpapi"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
	"bole/test/output"
)

const (
	csvType   = "text/csv"
	jsonlType = "application/jsonl"
)

// walked is a list as a client gets it page by page; arguments begin with a comma or are empty.
func (a *api) walked(field, arguments, items, selection string, header ...string) []json.RawMessage {
	a.t.Helper()
	var out []json.RawMessage
	after := ""
	for {
		r := a.query(fmt.Sprintf(`{ list: %s(first: 170%s%s) { items: %s { %s } pageInfo { hasNextPage endCursor } } }`, field, after, arguments, items, selection), header...)
		var page struct {
			Data struct {
				List struct {
					Items    []json.RawMessage
					PageInfo struct {
						HasNextPage bool
						EndCursor   string
					}
				}
			}
		}
		if err := json.Unmarshal([]byte(r.body), &page); err != nil || len(r.Errors) > 0 {
			a.t.Fatal(r.body, err)
		}
		out = append(out, page.Data.List.Items...)
		if !page.Data.List.PageInfo.HasNextPage {
			return out
		}
		after = fmt.Sprintf(", after: %q", page.Data.List.PageInfo.EndCursor)
	}
}

// text is what lines hold, one item a line.
func text(items []json.RawMessage) string {
	var b strings.Builder
	for _, i := range items {
		b.Write(i)
		b.WriteByte('\n')
	}
	return b.String()
}

// TestExportIsTheList compares exports with the list walked by its pages, in content and order.
func TestExportIsTheList(t *testing.T) {
	a := open(t)
	for _, c := range []struct{ field, arguments, items, selection string }{
		{"tasks", "", "nodes", "key title category difficulty difficultySetOn frontline outcomeScore"},
		{"tasks", ", orderBy: {difficulty: DESC}, filter: {category: {in: [DEBT_RESOLUTION, REFORM]}}", "edges", "cursor node { title summary }"},
		{"cadres", ", orderBy: {partyJoinedOn: ASC}", "nodes", "id name organization { name parent { name } } tasks(first: 3) { totalCount edges { role node { title } } }"},
		{"evaluations", ", orderBy: {evaluatedOn: DESC}", "nodes", "key score comment: period subject { __typename ... on Cadre { name } ... on Organization { title: name } }"},
		{"vacancies", `, filter: {key: {eq: "nothing"}}`, "nodes", "key"},
	} {
		want := a.walked(c.field, c.arguments, c.items, c.selection)
		arguments := ""
		if c.arguments != "" {
			arguments = "(" + c.arguments[2:] + ")"
		}
		r := a.query(fmt.Sprintf(`query Q { list: %s%s { pageInfo { endCursor } rows: %s { ...F } } } fragment F on %s { %s }`,
			c.field, arguments, c.items, a.typeOf(c.field, c.items), c.selection), "Accept", jsonlType)
		if r.status != 200 || r.header.Get("Content-Type") != jsonlType+"; charset=utf-8" || r.body != text(want) {
			t.Errorf("%s: status %d, %d bytes, want the %d of its %d items", c.field, r.status, len(r.body), len(text(want)), len(want))
		}
	}
	if n := len(a.walked("evaluations", "", "nodes", "key")); n < 1000 {
		t.Errorf("there are %d evaluations; too few to turn pages", n)
	}
}

func (a *api) typeOf(field, items string) string {
	a.t.Helper()
	r := a.query(fmt.Sprintf(`{ %s(first: 1) { %s { __typename } } }`, field, items))
	list, _ := r.Data[field].(map[string]any)
	rows, _ := list[items].([]any)
	if len(rows) == 0 {
		return "Vacancy"
	}
	return rows[0].(map[string]any)["__typename"].(string)
}

// TestExportAsTable holds the columns, the cells and the line ends of a table to the list.
func TestExportAsTable(t *testing.T) {
	a := open(t)
	selection := `key title category difficulty frontline outcomeScore difficultySource { key } parent { parent { key } } cadres { totalCount } n: __typename`
	var want [][]string
	want = append(want, []string{"key", "title", "category", "difficulty", "frontline", "outcomeScore", "difficultySource.key", "parent.parent.key", "cadres.totalCount", "n"})
	for _, item := range a.walked("tasks", ", orderBy: {title: DESC}", "nodes", selection) {
		var row struct {
			Key, Title, Category, N  string
			Difficulty, OutcomeScore json.Number
			Frontline                *bool
			DifficultySource         struct{ Key string }
			Parent                   struct{ Parent struct{ Key string } }
			Cadres                   struct{ TotalCount json.Number }
		}
		if err := json.Unmarshal(item, &row); err != nil {
			t.Fatal(err)
		}
		frontline := ""
		if row.Frontline != nil {
			frontline = fmt.Sprint(*row.Frontline)
		}
		want = append(want, []string{row.Key, row.Title, row.Category, row.Difficulty.String(), frontline, row.OutcomeScore.String(),
			row.DifficultySource.Key, row.Parent.Parent.Key, row.Cadres.TotalCount.String(), row.N})
	}
	get := "/graphql?query=" + url.QueryEscape(`{ tasks(orderBy: {title: DESC}) { nodes { `+selection+` } } }`)
	r := a.do("GET", get, "", "Accept", csvType+"; bom=true, */*")
	body, marked := strings.CutPrefix(r.body, "\uFEFF")
	got, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("the table has %d lines and begins %v; want %d beginning %v", len(got), got[:2], len(want), want[:2])
	}
	if !marked || strings.Count(body, "\r\n") != len(want) || !strings.ContainsAny(body, "镇江市") {
		t.Errorf("the mark is there: %t; %d line ends for %d lines", marked, strings.Count(body, "\r\n"), len(want))
	}
	if r := a.do("GET", get, "", "Accept", csvType); r.body != body || r.header.Get("Content-Type") != csvType+"; charset=utf-8" {
		t.Errorf("without bom=true the body is not the same without its mark; its type is %q", r.header.Get("Content-Type"))
	}
	if r := a.query(`{ vacancies(filter: {key: {eq: "nothing"}}) { nodes { key status } } }`, "Accept", csvType); r.body != "key,status\r\n" {
		t.Errorf("an empty list is %q", r.body)
	}
}

// TestExportToSpreadsheets: a text that a spreadsheet would run is none it runs, line ends within a cell stay, a
// list is one cell, and a line with nothing in it is still a line. JSON lines give texts as they are.
func TestExportToSpreadsheets(t *testing.T) {
	a := open(t)
	titles := []string{"=1+1", "+86", "-5", "@SUM(A1)", "＝1+1", "=HYPERLINK(\"x\"),b", "债务, \"化解\"\r\n第二行"}
	dir := t.TempDir()
	tasks := ""
	for i, title := range titles {
		q, _ := json.Marshal(title)
		tasks += fmt.Sprintf(`{"key":"export%d","title":%s,"category":"OTHER","outcomeScore":%d.5}`+"\n", i, q, i)
	}
	if err := os.WriteFile(filepath.Join(dir, "tasks.jsonl"), []byte(tasks), 0o600); err != nil {
		t.Fatal(err)
	}
	roomstest.Import(t, roomstest.Open(t, rooms.Options{}), dir, time.Now())
	list := `{ tasks(filter: {key: {startsWith: "export"}}) { nodes { %s } } }`
	want := "title,outcomeScore\r\n'=1+1,0.5\r\n'+86,1.5\r\n'-5,2.5\r\n'@SUM(A1),3.5\r\n'＝1+1,4.5\r\n\"'=HYPERLINK(\"\"x\"\"),b\",5.5\r\n\"债务, \"\"化解\"\"\r\n第二行\",6.5\r\n"
	if r := a.query(fmt.Sprintf(list, "title outcomeScore"), "Accept", csvType); r.body != want {
		t.Errorf("got  %q\nwant %q", r.body, want)
	}
	if r := a.query(fmt.Sprintf(list, "summary"), "Accept", csvType); r.body != "summary\r\n"+strings.Repeat("\"\"\r\n", len(titles)) {
		t.Errorf("lines with nothing in them are %q", r.body)
	}
	r := a.query(fmt.Sprintf(list, "title"), "Accept", jsonlType)
	for i, line := range strings.Split(strings.TrimSpace(r.body), "\n") {
		var row struct{ Title string }
		if err := json.Unmarshal([]byte(line), &row); err != nil || row.Title != titles[i] {
			t.Errorf("line %d is %s, want the title %q", i, line, titles[i])
		}
	}
	decisions := a.walked("decisions", "", "nodes", "modes")
	lines := strings.Split(a.query(`{ decisions { nodes { modes version } } }`, "Accept", csvType).body, "\r\n")[1:]
	for i, d := range decisions {
		var row struct{ Modes []string }
		json.Unmarshal(d, &row)
		if cell, _, _ := strings.Cut(lines[i], ","); cell != strings.Join(row.Modes, ";") {
			t.Errorf("the modes %v are the cell %q", row.Modes, cell)
		}
	}
	if len(decisions) < 100 {
		t.Errorf("there are %d decisions; too few to turn pages", len(decisions))
	}
}

// TestExportTakesSomeRows holds first and after to the rows they name, and smaller pages to the same rows.
func TestExportTakesSomeRows(t *testing.T) {
	a := open(t)
	all := a.walked("evaluations", "", "edges", "cursor node { key }")
	var last struct{ Cursor string }
	if err := json.Unmarshal(all[9], &last); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		arguments string
		from, to  int
	}{{"first: 0", 0, 0}, {"first: 3", 0, 3}, {"first: 450", 0, 450}, {`first: 207, after: "` + last.Cursor + `"`, 10, 217}, {`after: "` + last.Cursor + `"`, 10, len(all)}} {
		r := a.query(`{ evaluations(`+c.arguments+`) { edges { cursor node { key } } } }`, "Accept", "application/x-ndjson")
		if r.body != text(all[c.from:c.to]) {
			t.Errorf("%s gave %d lines, want %d", c.arguments, strings.Count(r.body, "\n"), c.to-c.from)
		}
	}
	wide := "name tasks(first: 30) { nodes { cadres(first: 20) { nodes { key } } } }" // 200 of these are 126,200 rows as limits count
	var rows []json.RawMessage
	for _, key := range a.walked("cadres", "", "nodes", "key") {
		var k struct{ Key string }
		json.Unmarshal(key, &k)
		var one struct {
			Data struct{ Cadre json.RawMessage }
		}
		r := a.query(fmt.Sprintf(`{ cadre(key: %q) { %s } }`, k.Key, wide))
		if err := json.Unmarshal([]byte(r.body), &one); err != nil {
			t.Fatal(r.body)
		}
		rows = append(rows, one.Data.Cadre)
	}
	if r := a.query(`{ cadres { nodes { `+wide+` } } }`, "Accept", jsonlType); r.body != text(rows) {
		t.Errorf("rows too wide for a page of 200 gave status %d, %d bytes, want %d", r.status, len(r.body), len(text(rows)))
	}
}

// TestExportKeepsScope holds an export to what its caller sees.
func TestExportKeepsScope(t *testing.T) {
	a := open(t)
	county := []string{"Authorization", "Bearer " + a.sign(access.Grant{Role: "ANALYST", Units: []string{"a1"}})}
	whole := a.walked("cadres", "", "nodes", "key name")
	want := a.walked("cadres", "", "nodes", "key name", county...)
	r := a.query(`{ cadres { nodes { key name } } }`, append(county, "Accept", jsonlType)...)
	if len(want) == 0 || len(want) >= len(whole) || r.body != text(want) {
		t.Errorf("a county's export has %d lines, the list %d, the whole graph %d", strings.Count(r.body, "\n"), len(want), len(whole))
	}
	r = a.query(`{ cadres { nodes { key } } }`, "Accept", csvType, "Authorization", "Bearer "+a.sign(access.Grant{Role: "SUBJECT", Self: "c0001"}))
	if r.body != "key\r\nc0001\r\n" {
		t.Errorf("a subject's export is %q", r.body)
	}
}

// TestExportRefusals holds what is no export to an ordinary error answer.
func TestExportRefusals(t *testing.T) {
	a := open(t)
	for _, c := range []struct {
		accept, query string
		status        int
		code, message string
	}{
		{csvType, `{ tasks { nodes { key } } cadres { nodes { key } } }`, 400, "BAD_USER_INPUT", "has 2 root fields"},
		{csvType, `{ cadre(key: "c0001") { key } }`, 400, "BAD_USER_INPUT", "cadre.key is no list of objects"},
		{csvType, `{ __typename }`, 400, "BAD_USER_INPUT", "__typename is no list of objects"},
		{csvType, `{ cadre(key: "c0001") { tasks { nodes { key } } name } }`, 400, "BAD_USER_INPUT", "cadre.name stands beside tasks"},
		{csvType, `{ node(id: "x") { ... on Cadre { tasks { nodes { key } } } } }`, 400, "BAD_USER_INPUT", "node may be of several types"},
		{csvType, `{ tasks { groupBy(by: [{category: VALUE}]) { groups { key { category } } totalCount } } }`, 400, "BAD_USER_INPUT", "tasks.groupBy.totalCount has no place in rows"},
		{csvType, `{ tasks { groupBy(by: [{category: VALUE}], last: 3) { groups { key { category } } } } }`, 400, "BAD_USER_INPUT", "tasks.groupBy.last asks for a list backwards"},
		{csvType, `{ cadre(key: "c0001") { tasks(after: "x") { nodes { key } } } }`, 400, "BAD_CURSOR", "cadre.tasks.after is not a valid cursor"},
		{csvType, `{ tasks { totalCount nodes { key } } }`, 400, "BAD_USER_INPUT", "tasks.totalCount has no place in rows"},
		{csvType, `{ tasks { pageInfo { hasNextPage } } }`, 400, "BAD_USER_INPUT", "tasks selects no rows"},
		{csvType, `{ tasks { nodes { key } edges { cursor } } }`, 400, "BAD_USER_INPUT", "tasks.edges stands beside nodes"},
		{csvType, `{ t: tasks { nodes { c: cadres { e: edges { role } } } } }`, 400, "BAD_USER_INPUT", "t.nodes.c.e is a list, and a cell of a table holds one value; accept application/jsonl"},
		{jsonlType, `{ tasks(last: 3) { nodes { key } } }`, 400, "BAD_USER_INPUT", "tasks.last asks for a list backwards"},
		{jsonlType, `{ tasks(first: 1000001) { nodes { key } } }`, 400, "BAD_USER_INPUT", "tasks.first is not a number from 0 to 1000000"},
		{jsonlType, `{ tasks(first: -1) { nodes { key } } }`, 400, "BAD_USER_INPUT", "tasks.first is not a number"},
		{jsonlType, `{ tasks(after: "x") { nodes { key } } }`, 400, "BAD_CURSOR", "tasks.after is not a valid cursor"},
		{jsonlType, `{ tasks(after: "") { nodes { key } } }`, 400, "BAD_CURSOR", "tasks.after is not a valid cursor"},
		{jsonlType, `{ tasks(filter: {startedOn: {gte: "2024-02-30"}}) { nodes { key } } }`, 400, "BAD_USER_INPUT", "is not a date"},
		{jsonlType, `{ cadres { nodes { gender } } }`, 403, "FORBIDDEN", "cadres.nodes.gender is not for the role ANALYST"},
		{jsonlType, `{ cadres { nodes { nothing } } }`, 400, "GRAPHQL_VALIDATION_FAILED", "nothing"},
		{jsonlType, `{ cadres { nodes { tasks(first: 200) { nodes { cadres(first: 200) { nodes { tasks(first: 200) { totalCount } } } } } } } }`, 400, "LIMIT_EXCEEDED", "estimated rows"},
	} {
		r := a.query(c.query, "Accept", c.accept)
		if r.status != c.status || r.code() != c.code || !strings.Contains(r.Errors[0].Message, c.message) || !strings.HasPrefix(r.header.Get("Content-Type"), newType) {
			t.Errorf("%s: status %d, %s\nwant %d %s %q", c.query, r.status, r.body, c.status, c.code, c.message)
		}
	}
	if r := a.query(`{ tasks(first: 1) { nodes { key } } }`, "Accept", "application/json, "+csvType); r.Data["tasks"] == nil {
		t.Errorf("a client that names JSON first got %s", r.body)
	}
	if r := a.query(`{ tasks { nodes { key } } }`, "Accept", jsonlType, "Authorization", ""); r.status != 401 {
		t.Errorf("without a token: %d %s", r.status, r.body)
	}
	if r := a.raw("HTTP/1.0"); !strings.Contains(r, " 505 ") || !strings.Contains(r, "BAD_REQUEST") {
		t.Errorf("a client of HTTP/1.0 got %s", r)
	}
}

// raw asks for an export in a given version of HTTP and returns all that comes.
func (a *api) raw(version string) string {
	a.t.Helper()
	host := strings.TrimPrefix(a.url, "http://")
	c, err := net.Dial("tcp", host)
	if err != nil {
		a.t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprintf(c, "GET /graphql?query=%s %s\r\nHost: %s\r\nAccept: %s\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n",
		url.QueryEscape("{ evaluations(first: 401) { nodes { key } } }"), version, host, csvType, a.token)
	b, err := io.ReadAll(c)
	if err != nil {
		a.t.Fatal(err)
	}
	return string(b)
}

// TestExportEnds tells a whole export by its trailer, and one broken off by its connection.
func TestExportEnds(t *testing.T) {
	if r := open(t).raw("HTTP/1.1"); !strings.HasSuffix(r, "\r\n0\r\nX-Bole-Rows: 401\r\n\r\n") {
		t.Errorf("a whole export ends in %q", r[max(0, len(r)-60):])
	}
	a := openWith(t, httpapi.Options{ExportRows: 430})
	for _, c := range []struct{ accept, language, last string }{{csvType, "", ""}, {jsonlType, "", `{"errors":[{"message":"after 430 rows: evaluations goes on`},
		{jsonlType, "zh", `{"errors":[{"message":"在 430 行之后：evaluations 之后还有内容`}} {
		resp := a.begin(c.accept, `{ evaluations { nodes { key } } }`, "Accept-Language", c.language)
		b, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		lines := strings.SplitAfter(strings.TrimSuffix(string(b), "\n"), "\n")
		if err == nil || resp.Trailer.Get("X-Bole-Rows") != "" || len(lines) != 431 {
			t.Errorf("%s: a list longer than an export gave %d lines, trailer %v and error %v", c.accept, len(lines), resp.Trailer, err)
			continue
		}
		if c.last != "" && !strings.HasPrefix(lines[430], c.last) {
			t.Errorf("the last line is %s", lines[430])
		}
	}
	if r := a.query(`{ evaluations(first: 430) { nodes { key } } }`, "Accept", jsonlType); strings.Count(r.body, "\n") != 430 || strings.Contains(r.body, "errors") {
		t.Errorf("as many rows as an export may have gave %d lines", strings.Count(r.body, "\n"))
	}
}

// begin asks for an export and leaves its body to be read.
func (a *api) begin(accept, query string, header ...string) *http.Response {
	a.t.Helper()
	req, err := http.NewRequestWithContext(a.t.Context(), "GET", a.url+"/graphql?query="+url.QueryEscape(query), nil)
	if err != nil {
		a.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+a.token)
	req.Header.Set("Accept", accept)
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		a.t.Fatal(err)
	}
	return resp
}

// TestExportOutlivesTheDeadline: each page has a deadline of its own, and a client that leaves ends the export.
func TestExportOutlivesTheDeadline(t *testing.T) {
	a := open(t)
	query := `{ evaluations { nodes { key basedOn { totalCount } scores { nodes { name } } subject { ... on Cadre { name tasks { nodes { title cases { totalCount } } } } } } } }`
	want := a.query(query, "Accept", jsonlType).body // plans the texts
	begun := time.Now()
	a.query(query, "Accept", jsonlType)
	deadline := time.Since(begun) / 2
	var log output.Text
	a = openWith(t, httpapi.Options{Deadline: deadline, Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	begun = time.Now()
	if got := a.query(query, "Accept", jsonlType).body; got != want || strings.Count(got, "\n") < 5*200 || time.Since(begun) < deadline {
		t.Errorf("%d of %d bytes came in %v; want all, and longer than the deadline %v", len(got), len(want), time.Since(begun), deadline)
	}
	resp := a.begin(jsonlType, query)
	resp.Body.Read(make([]byte, 1))
	resp.Body.Close()
	for begun := time.Now(); !strings.Contains(log.String(), "a client left"); time.Sleep(5 * time.Millisecond) {
		if time.Since(begun) > 10*time.Second {
			t.Fatalf("an export goes on without its client:\n%s", log.String())
		}
	}
}

// TestExportOfAnyList holds lists below other fields, groups and lists without pages to their ordinary answers.
func TestExportOfAnyList(t *testing.T) {
	a := open(t)
	for _, c := range []struct{ query, at string }{
		{`{ organization(key: "a1") { positions(first: 200) { nodes { key title } } } }`, "organization.positions.nodes"},
		{`{ task(key: "t0001") { cadres(first: 200) { edges { role node { name } } } } }`, "task.cadres.edges"},
		{`{ o: organization(key: "no such") { positions { nodes { key } } } }`, ""},
		{`{ cadres(filter: {status: {eq: ACTIVE}}) { groupBy(by: [{self: VALUE}], first: 200) { groups { key { self { key name } } aggregate { count } } } } }`, "cadres.groupBy.groups"},
		{`{ evaluations { g: groupBy(by: [{basedOn: {task: {category: VALUE}}}, {evaluatedOn: YEAR}], orderBy: [{aggregate: {score: {avg: DESC}}}]) { groups { key { basedOn { task { category } } evaluatedOn } aggregate { count score { avg } } } } } }`, "evaluations.g.groups"},
		{`{ statisticSeries(code: "talks", from: "2024-01-01", to: "2024-08-31") { asOf figure value } }`, "statisticSeries"},
		{`{ neighborhood(of: "Q2FkcmU6YzAwMDE", depth: 1, limit: 5) { edges { type source target } } }`, "neighborhood.edges"},
		{`{ neighborhood(of: "Q2FkcmU6YzAwMDE", depth: 1, limit: 5) { leftOut { relationship type shown there } } }`, "neighborhood.leftOut"},
		{`{ vacancy(key: "vac01") { candidates(asOf: "2024-08-31") { candidates(first: 200) { nodes { cadre { key } band } } } } }`, "vacancy.candidates.candidates.nodes"},
	} {
		whole := a.query(c.query)
		if len(whole.Errors) > 0 {
			t.Fatalf("%s: %s", c.query, whole.body)
		}
		var want []json.RawMessage
		if c.at != "" {
			var answer struct{ Data json.RawMessage }
			if err := json.Unmarshal([]byte(whole.body), &answer); err != nil {
				t.Fatal(err)
			}
			data := answer.Data
			for _, name := range strings.Split(c.at, ".") {
				var object map[string]json.RawMessage
				if err := json.Unmarshal(data, &object); err != nil {
					t.Fatal(err)
				}
				data = object[name]
			}
			if err := json.Unmarshal(data, &want); err != nil || len(want) == 0 {
				t.Fatalf("%s: %d rows, %v", c.query, len(want), err)
			}
		}
		got := a.query(c.query, "Accept", jsonlType)
		all := strings.SplitAfter(got.body, "\n")
		if len(want) == 200 { // the first page of more
			all = all[:200]
		}
		if got.status != 200 || strings.Join(all, "") != text(want) {
			t.Errorf("%s: %d\n%.300s\nwant\n%.300s", c.query, got.status, got.body, text(want))
		}
		table := a.query(c.query, "Accept", csvType)
		if rows := strings.Count(table.body, "\r\n") - 1; table.status != 200 || rows != strings.Count(got.body, "\n") {
			t.Errorf("%s: %d with %d rows as CSV", c.query, table.status, rows)
		}
	}
}

// TestExportTurnsGroups holds an export of more groups than a page to all of them.
func TestExportTurnsGroups(t *testing.T) {
	a := open(t)
	r := a.query(`{ evaluations { totalCount groupBy(by: [{self: VALUE}], first: 0) { totalCount } } }`)
	var answer struct {
		Data struct {
			Evaluations struct {
				TotalCount int
				GroupBy    struct{ TotalCount int }
			}
		}
	}
	err := json.Unmarshal([]byte(r.body), &answer)
	whole := answer.Data
	if err != nil || whole.Evaluations.TotalCount < 400 || whole.Evaluations.GroupBy.TotalCount != whole.Evaluations.TotalCount {
		t.Fatalf("%s (%v)", r.body, err)
	}
	table := a.query(`{ evaluations { groupBy(by: [{self: VALUE}]) { groups { key { self { key } } aggregate { count } } } } }`, "Accept", csvType)
	seen := map[string]bool{}
	for _, line := range strings.Split(table.body, "\r\n") {
		seen[line] = true
	}
	if len(seen) != whole.Evaluations.TotalCount+2 || !seen["key.self.key,aggregate.count"] { // the heads, and what is behind the last line
		t.Errorf("%d lines of %d groups", len(seen), whole.Evaluations.TotalCount)
	}
}
