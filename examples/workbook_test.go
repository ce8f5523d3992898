package examples_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"bole/internal/access"
)

// sheet is the answer to an operation that is asked for as a workbook too.
type sheet struct {
	Accept string     `json:"accept"`
	Rows   int        `json:"rows"`  // without the heads
	First  [][]string `json:"first"` // the heads, and the first rows as cells are shown
}

// exported asks an operation as a workbook and gives the rows of its sheet, the heads first.
func exported(t *testing.T, grant access.Grant, accept, query string, variables map[string]any) [][]string {
	t.Helper()
	grant.Whole = grant.Units == nil
	signer := tokens(t)
	token, err := signer.Sign(grant, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(handler(t, open(t), signer))
	defer srv.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL+"/graphql", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = http.Header{"Authorization": {"Bearer " + token}, "Content-Type": {"application/json"}, "Accept": {accept}}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %.300s %v", accept, resp.StatusCode, b, err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestRosterFromRows holds question 69 to the rows: everybody, each cell, with the terms of the schema.
func TestRosterFromRows(t *testing.T) {
	r := generated()
	terms := map[any]string{"MALE": "男", "FEMALE": "女"}
	home, want, got, names := r.homes(), map[string][]string{}, map[string][]string{}, []string{}
	for _, c := range r.serving("a3") {
		want[text(c["key"])] = []string{text(c["key"]), text(c["name"]), terms[c["gender"]], text(c["birthMonth"]), text(c["politicalStatus"]),
			text(c["workStartedOn"]), text(r.by("organizations")[home[c["key"]]]["name"])}
	}
	rows := exported(t, access.Grant{Role: "ORGANIZER"}, workbookWithTerms, operation(t, "69"), map[string]any{"unit": "a3"})
	for _, row := range rows[1:] {
		got[row[0]], names = row, append(names, row[1])
	}
	same(t, "69", want, got)
	byStrokes(t, "69", names)
	same(t, "69: heads", []string{"键", "姓名", "性别", "出生年月", "政治面貌", "参加工作时间", "单位"}, rows[0])
	if len(rows) <= 201 || len(names) != len(want) {
		t.Errorf("69: %d rows for %d officials: it has to be more than a page", len(rows)-1, len(want))
	}
}

const workbookWithTerms = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet; labels=zh"
