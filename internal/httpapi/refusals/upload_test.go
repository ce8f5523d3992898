package refusals

import (
	"os"
	"strings"
	"testing"
	"time"

	"bole/internal/access"
	"bole/internal/httpapi"
)

// multipartOf is a body of parts: name, file name or "", content.
func multipartOf(parts ...[3]string) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString("--X\r\nContent-Disposition: form-data; name=\"" + p[0] + "\"")
		if p[1] != "" {
			b.WriteString("; filename=\"" + p[1] + "\"")
		}
		b.WriteString("\r\n\r\n" + p[2] + "\r\n")
	}
	return b.String() + "--X--\r\n"
}

// TestUploads: what is refused of a request with files, before anything is asked of the graph; nothing of it stays on
// disk.
func TestUploads(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	a := open(t, away, httpapi.Options{MaxUpload: 3000, MaxBody: 1000, UploadTimeout: time.Second}).as(access.Grant{Role: "ADMIN", Name: "u1", Whole: true})
	analyst := a.as(access.Grant{Role: "ANALYST", Name: "u2", Whole: true})
	const query = `{"query": "mutation($f: Upload!) { importDataset(input: {idempotencyKey: \"k\", file: $f}) { id } }", "variables": {"f": null, "l": [null, 1]}}`
	operations := [3]string{"operations", "", query}
	places := func(text string) [3]string { return [3]string{"map", "", text} }
	file := [3]string{"0", "d.zip", "PK"}
	for name, c := range map[string]struct {
		as     *api
		body   string
		header []string
		status int
		says   string
	}{
		"another site's page":    {a, multipartOf(operations, places(`{"0": ["variables.f"]}`), file), []string{"GraphQL-Preflight", ""}, 400, "needs the header GraphQL-Preflight"},
		"a role that may not":    {analyst, multipartOf(operations, places(`{"0": ["variables.f"]}`), file), nil, 403, "is not for the role ANALYST"},
		"no boundary":            {a, "x", []string{"Content-Type", "multipart/form-data"}, 400, "cannot be read as multipart/form-data"},
		"broken off":             {a, multipartOf(operations)[:60], nil, 400, "cannot be read as multipart/form-data"},
		"nothing":                {a, multipartOf(), nil, 400, "operations is missing"},
		"the map first":          {a, multipartOf(places(`{}`), operations), nil, 400, "operations is missing"},
		"no map":                 {a, multipartOf(operations, file), nil, 400, "map is missing"},
		"a map of texts":         {a, multipartOf(operations, places(`{"0": "variables.f"}`), file), nil, 400, "map is not a JSON object of lists"},
		"two files":              {a, multipartOf(operations, places(`{"0": ["variables.f"], "1": ["variables.l.0"]}`), file), nil, 400, "map names 2 files; the limit is 1"},
		"a file twice":           {a, multipartOf(operations, places(`{"0": ["variables.f"]}`), file, file), nil, 400, `"0" is no file that the map names with one path`},
		"two places":             {a, multipartOf(operations, places(`{"0": ["variables.f", "variables.l.0"]}`), file), nil, 400, `with one path`},
		"not a file":             {a, multipartOf(operations, places(`{"0": ["variables.f"]}`), [3]string{"0", "", "PK"}), nil, 400, `is no file`},
		"a file that is missing": {a, multipartOf(operations, places(`{"0": ["variables.f"]}`)), nil, 400, "a file that the part map names is missing"},
		"another place":          {a, multipartOf(operations, places(`{"0": ["query"]}`), file), nil, 400, `"query" is not the path of a variable`},
		"no such variable":       {a, multipartOf(operations, places(`{"0": ["variables.g"]}`), file), nil, 400, `not the path of a variable that is null`},
		"past a list":            {a, multipartOf(operations, places(`{"0": ["variables.l.7"]}`), file), nil, 400, `not the path of a variable that is null`},
		"not null":               {a, multipartOf(operations, places(`{"0": ["variables.l.1"]}`), file), nil, 400, `not the path of a variable that is null`},
		"several operations":     {a, multipartOf([3]string{"operations", "", "[" + query + "]"}, places(`{"0": ["0.variables.f"]}`), file), nil, 400, "is not a JSON object"},
		"long operations":        {a, multipartOf([3]string{"operations", "", strings.Repeat(" ", 1500) + query}), nil, 400, "operations is larger than 1000 bytes"},
		"a long file":            {a, multipartOf(operations, places(`{"0": ["variables.f"]}`), [3]string{"0", "d.zip", strings.Repeat("x", 3000)}), nil, 413, "(BOLE_MAX_UPLOAD)"},
		"a file that is not wanted": {a, multipartOf([3]string{"operations", "", `{"query": "mutation($f: Int) { importDataset(input: {idempotencyKey: \"k\", file: \"sha256:00\"}) { id } }", "variables": {"f": null}}`},
			places(`{"0": ["variables.f"]}`), file), nil, 400, "f"},
	} {
		header := append([]string{"Content-Type", "multipart/form-data; boundary=X", "GraphQL-Preflight", "1", "Accept", newType}, c.header...)
		if r := c.as.do("POST", "/graphql", c.body, header...); r.status != c.status || !strings.Contains(r.Errors[0].Message, c.says) {
			t.Errorf("%s: %d %s, want %d %q", name, r.status, r.body, c.status, c.says)
		}
	}
	left, err := os.ReadDir(temp)
	if err != nil || len(left) > 0 {
		t.Errorf("%v left on disk, %v", left, err)
	}
}
