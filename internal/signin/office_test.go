package signin_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bole/internal/access"
	"bole/internal/access/accesstest"
	"bole/internal/httpapi"
	"bole/internal/localneo4j/neo4jtest"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
	"bole/internal/signin"
	"bole/test/output"
)

func TestMain(m *testing.M) { neo4jtest.Main(m) }

// office is a provider and servers that trust it, all on one graph.
type office struct {
	t       *testing.T
	p       *accesstest.Provider
	rooms   *rooms.Rooms
	url     string // of the first server, where browsers go
	issuers string // file
	later   atomic.Int64
	log     output.Text
}

const (
	one = "1111111111111111111111111111111111111111111111111111111111111111"
	two = "2222222222222222222222222222222222222222222222222222222222222222"
)

// open starts a provider and a server.
func open(t *testing.T, others ...*accesstest.Provider) *office {
	t.Helper()
	o := &office{t: t, p: accesstest.NewProvider(t), rooms: roomstest.Open(t, rooms.Options{})}
	roomstest.Exec(t, "MATCH (s:BrowserSession) DELETE s", nil)
	srv := httptest.NewUnstartedServer(nil)
	o.url = "http://" + srv.Listener.Addr().String()
	o.issuers = o.p.DescribedAt(t, o.url, others...)
	o.start(srv, o.rooms, one)
	return o
}

// replica starts another server, with these secrets.
func (o *office) replica(secrets ...string) string {
	o.t.Helper()
	srv := httptest.NewUnstartedServer(nil)
	o.start(srv, o.rooms, secrets...)
	return srv.URL
}

func (o *office) start(srv *httptest.Server, r *rooms.Rooms, secrets ...string) {
	o.t.Helper()
	file := filepath.Join(o.t.TempDir(), "secrets")
	if err := os.WriteFile(file, []byte(strings.Join(secrets, "\n")), 0o600); err != nil {
		o.t.Fatal(err)
	}
	issuers, err := access.OpenIssuers(o.issuers)
	if err != nil {
		o.t.Fatal(err)
	}
	keys, err := signin.OpenKeyring(file)
	if err != nil {
		o.t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(&o.log, nil))
	s, err := signin.Open(signin.Options{Issuers: issuers, Store: r.Store, Keys: keys, Log: log,
		Now: func() time.Time { return time.Now().Add(time.Duration(o.later.Load())) }})
	if err != nil {
		o.t.Fatal(err)
	}
	h, err := httpapi.New(r, access.Tokens{Issuers: issuers}, httpapi.Options{SignIn: s, Logger: log, Origins: []string{"https://views.example"}})
	if err != nil {
		o.t.Fatal(err)
	}
	srv.Config.Handler = h
	srv.Start()
	o.t.Cleanup(srv.Close)
}

// pass lets time pass for the servers and the provider.
func (o *office) pass(d time.Duration) {
	o.later.Add(int64(d))
	o.p.Later(d)
}

// browser keeps cookies and follows redirects; what it sends beside is of what it was made with.
type browser struct {
	t      *testing.T
	client *http.Client
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t, &http.Client{Jar: jar, Timeout: 30 * time.Second}}
}

// reply is an answer as it was read.
type reply struct {
	status int
	header http.Header
	at     *url.URL
	body   string
}

func (b *browser) do(method, address, body string, header ...string) reply {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := b.client.Do(req)
	if err != nil {
		b.t.Error(err)
		return reply{header: http.Header{}, at: req.URL}
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Error(err)
	}
	return reply{resp.StatusCode, resp.Header, resp.Request.URL, string(text)}
}

func (b *browser) get(address string, header ...string) reply {
	b.t.Helper()
	return b.do(http.MethodGet, address, "", header...)
}

const who = `{"query": "{ viewer { name role } }"}`

// ask asks a server who is signed in.
func (b *browser) ask(server string, header ...string) reply {
	b.t.Helper()
	return b.do(http.MethodPost, server+"/graphql", who, header...)
}

// signIn signs in at a server, and fails where that does not lead back.
func (b *browser) signIn(server string) {
	b.t.Helper()
	if r := b.get(server + "/sign-in"); r.status != http.StatusOK || r.at.Path != "/" {
		b.t.Fatalf("sign in: %d at %s: %s", r.status, r.at, r.body)
	}
}

// cookies are those that the browser sends to a server, by name.
func (b *browser) cookies(server string) map[string]string {
	b.t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		b.t.Fatal(err)
	}
	out := map[string]string{}
	for _, c := range b.client.Jar.Cookies(u) {
		out[c.Name] = c.Value
	}
	return out
}

// with is a browser that holds this session, as another might who got hold of it.
func with(t *testing.T, server, session string) *browser {
	t.Helper()
	b := newBrowser(t)
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	b.client.Jar.SetCookies(u, []*http.Cookie{{Name: "bole-session", Value: session, Path: "/"}})
	return b
}

// stays has a browser follow no redirect.
func (b *browser) stays() *browser {
	c := *b.client
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{b.t, &c}
}

func (r reply) code() string {
	var answer struct {
		Errors []struct{ Extensions struct{ Code string } }
	}
	if json.Unmarshal([]byte(r.body), &answer) != nil || len(answer.Errors) == 0 {
		return ""
	}
	return answer.Errors[0].Extensions.Code
}

// expect compares an answer's status and code, "" for data.
func expect(t *testing.T, what string, r reply, status int, code string) {
	t.Helper()
	if r.status != status || r.code() != code || code == "" && !strings.Contains(r.body, `"ANALYST"`) {
		t.Errorf("%s: %d %.300s; want %d %s", what, r.status, r.body, status, code)
	}
}
