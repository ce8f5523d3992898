package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"bole/internal/localneo4j"
)

// life of access tokens, in seconds: one is renewed in its last thirty.
const life = 36

// browsers signs people in at two servers of the product on one graph, as browsers do.
func (k *keycloak) browsers(ctx context.Context, program, dir string) (err error) {
	addresses, err := free(2)
	if err != nil {
		return err
	}
	user, err := k.client("http://" + addresses[0])
	if err != nil {
		return err
	}
	file, err := k.web(dir, "http://"+addresses[0])
	if err != nil {
		return err
	}
	secrets := filepath.Join(dir, "session.secret")
	if err := os.WriteFile(secrets, []byte(strings.Repeat("5f", 32)+"\n"), 0o600); err != nil {
		return err
	}
	graph, err := localneo4j.Start(ctx, localneo4j.Options{Dir: filepath.Join(dir, "neo4j"), Fast: true, HeapMB: 512, PageCacheMB: 64})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, graph.Close()) }()
	env := []string{"BOLE_DATA=" + filepath.Join(dir, "data"), "NEO4J_URI=" + graph.URI(), "NEO4J_PASSWORD=" + graph.Password()}
	first, err := begin(ctx, program, env, "--addr", addresses[0], "--sign-in", file, "--session-secret", secrets)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, first.end()) }()
	second, err := begin(ctx, program, env, "--addr", addresses[1], "--sign-in", file, "--session-secret", secrets)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, second.end()) }()
	if err := errors.Join(first.ready(ctx), second.ready(ctx)); err != nil {
		return err
	}
	for _, step := range []func(context.Context, *product, *product, string) error{k.round, k.renewals, k.logout} {
		if err := step(ctx, first, second, user); err != nil {
			return err
		}
	}
	return nil
}

// free are addresses of this machine that nobody listens on.
func free(n int) (out []string, err error) {
	for range n {
		l, e := net.Listen("tcp", "127.0.0.1:0")
		if e != nil {
			return nil, errors.Join(err, e)
		}
		out = append(out, l.Addr().String())
		defer func() { err = errors.Join(err, l.Close()) }()
	}
	return out, nil
}

// client makes the client that browsers sign in by, has refresh tokens be good once, and gives the id of the user "two".
func (k *keycloak) client(address string) (string, error) {
	type object = map[string]any
	const realm = "/admin/realms/office"
	if err := k.administer(); err != nil {
		return "", err
	}
	if _, err := k.call("PUT", realm, object{"revokeRefreshToken": true, "refreshTokenMaxReuse": 0, "eventsEnabled": true, "enabledEventTypes": []string{"REFRESH_TOKEN", "REFRESH_TOKEN_ERROR", "LOGOUT"}}, nil); err != nil {
		return "", err
	}
	mappers := []object{{"name": "units", "protocol": "openid-connect", "protocolMapper": "oidc-usermodel-attribute-mapper", "config": object{"user.attribute": "bole_units", "claim.name": "bole_units", "multivalued": "true", "jsonType.label": "String", "access.token.claim": "true"}}}
	if _, err := k.call("POST", realm+"/clients", object{"clientId": "bole-web", "secret": "secret of the client", "redirectUris": []string{address + "/sign-in/callback"}, "protocolMappers": mappers,
		"attributes": object{"backchannel.logout.url": address + "/sign-out/back-channel", "backchannel.logout.session.required": "true", "post.logout.redirect.uris": address + "/",
			"pkce.code.challenge.method": "S256", "access.token.lifespan": fmt.Sprint(life)}}, nil); err != nil {
		return "", err
	}
	var users []struct{ ID string }
	_, err := k.call("GET", realm+"/users?exact=true&username=two", nil, &users)
	if err != nil || len(users) != 1 {
		return "", errors.Join(err, fmt.Errorf("%d users", len(users)))
	}
	return users[0].ID, nil
}

// web is the operator's file with a client in it.
func (k *keycloak) web(dir, address string) (string, error) {
	b, err := os.ReadFile(filepath.Join(dir, "issuers.json"))
	if err != nil {
		return "", err
	}
	var all map[string]any
	if err := json.Unmarshal(b, &all); err != nil {
		return "", err
	}
	all["address"] = address
	all["issuers"].([]any)[0].(map[string]any)["client"] = map[string]any{"id": "bole-web", "secretFile": "client.secret"}
	if b, err = json.Marshal(all); err != nil {
		return "", err
	}
	file := filepath.Join(dir, "web.json")
	return file, errors.Join(os.WriteFile(file, b, 0o600), os.WriteFile(filepath.Join(dir, "client.secret"), []byte("secret of the client\n"), 0o600))
}

// browser keeps cookies, follows redirects, and fills in Keycloak's form.
type browser struct{ *http.Client }

func newBrowser() (*browser, error) {
	jar, err := cookiejar.New(nil)
	return &browser{&http.Client{Jar: jar, Timeout: 30 * time.Second}}, err
}

// page is what a browser ends at.
type page struct {
	status int
	at     *url.URL
	text   string
}

func read(resp *http.Response, err error) (page, error) {
	if err != nil {
		return page{}, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return page{resp.StatusCode, resp.Request.URL, string(b)}, err
}

var form = regexp.MustCompile(`<form[^>]* action="([^"]+)"`)

// signIn signs in, and gives whether Keycloak asked for the password.
func (b *browser) signIn(server, user string) (asked bool, err error) {
	p, err := read(b.Get(server + "/sign-in"))
	if err != nil {
		return false, err
	}
	if asked = p.at.Host != host(server); asked {
		action := form.FindStringSubmatch(p.text)
		if action == nil {
			return true, fmt.Errorf("no form of Keycloak: %d %.500s", p.status, p.text)
		}
		if p, err = read(b.PostForm(html.UnescapeString(action[1]), url.Values{"username": {user}, "password": {"secret"}})); err != nil {
			return true, err
		}
	}
	if p.status != http.StatusOK || p.at.Host != host(server) || p.at.Path != "/" {
		return asked, fmt.Errorf("%s is at %s: %d %.800s", user, p.at, p.status, p.text)
	}
	return asked, nil
}

func host(address string) string { return strings.TrimPrefix(address, "http://") }

// ask gives what the product answers a browser in a role.
func (b *browser) ask(ctx context.Context, server, role string) (page, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, server+"/graphql", strings.NewReader(`{"query": "{ viewer { name role roles } }"}`))
	if err != nil {
		return page{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Bole-Role", role)
	return read(b.Do(req))
}

// answered fails where the product does not answer with this status and text.
func (b *browser) answered(ctx context.Context, what, server, role string, status int, text string) error {
	p, err := b.ask(ctx, server, role)
	if err == nil && (p.status != status || !strings.Contains(p.text, text)) {
		err = fmt.Errorf("%d %s, want %d %s", p.status, p.text, status, text)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	fmt.Printf("%s: %d %s\n", what, p.status, p.text)
	return nil
}

// round signs in and out.
func (k *keycloak) round(ctx context.Context, first, second *product, _ string) error {
	b, err := newBrowser()
	if err != nil {
		return err
	}
	for i := range 2 { // the second time it has its session at Keycloak
		asked, err := b.signIn(first.url, "two")
		if err != nil {
			return err
		}
		if asked != (i == 0) {
			return fmt.Errorf("sign-in %d: asked for a password: %v", i, asked)
		}
	}
	if err := errors.Join(b.answered(ctx, "a person of two roles", first.url, "AUDITOR", 200, `"role":"AUDITOR"`),
		b.answered(ctx, "at another replica, without naming one", second.url, "", 403, "name the one to ask in")); err != nil {
		return err
	}
	p, err := read(b.Get(first.url + "/sign-in/session"))
	if err != nil {
		return err
	}
	if !strings.Contains(p.text, `"roles":["ANALYST","AUDITOR"]`) {
		return fmt.Errorf("who is signed in: %s", p.text)
	}
	p, err = read(b.Post(first.url+"/sign-out", "", nil))
	if err != nil {
		return err
	}
	if p.status != 200 || p.at.String() != first.url+"/" {
		return fmt.Errorf("sign out: %d at %s: %.800s", p.status, p.at, p.text)
	}
	if err := b.answered(ctx, "signed out", first.url, "AUDITOR", 401, "UNAUTHENTICATED"); err != nil {
		return err
	}
	asked, err := b.signIn(first.url, "two")
	if err == nil && !asked {
		err = errors.New("after the sign-out Keycloak does not ask for a password")
	}
	return err
}

// renewals asks at both replicas at once, each time an access token is about to end.
func (k *keycloak) renewals(ctx context.Context, first, second *product, _ string) error {
	b, err := newBrowser()
	if err != nil {
		return err
	}
	if _, err := b.signIn(first.url, "one"); err != nil {
		return err
	}
	for range 3 {
		select {
		case <-time.After((life - 28) * time.Second):
		case <-ctx.Done():
			return ctx.Err()
		}
		var all sync.WaitGroup
		failed := make(chan error, 16)
		for i := range 16 {
			all.Go(func() {
				p, err := b.ask(ctx, []*product{first, second}[i%2].url, "")
				if err == nil && p.status != 200 {
					err = fmt.Errorf("while it is renewed: %d %s", p.status, p.text)
				}
				failed <- err
			})
		}
		all.Wait()
		for range 16 {
			if err := <-failed; err != nil {
				return err
			}
		}
	}
	time.Sleep(time.Second)
	renewed, wrong, err := k.events()
	fmt.Printf("renewed %d times, refused %d times\n", renewed, wrong)
	if err == nil && (renewed < 3 || wrong != 0) {
		err = errors.New("renewals are missing, or a refresh token was used twice")
	}
	return err
}

// events counts the renewals that Keycloak has seen.
func (k *keycloak) events() (renewed, refused int, err error) {
	if err := k.administer(); err != nil {
		return 0, 0, err
	}
	var list []struct{ Type string }
	_, err = k.call("GET", "/admin/realms/office/events?client=bole-web&max=100", nil, &list)
	for _, e := range list {
		switch e.Type {
		case "REFRESH_TOKEN":
			renewed++
		case "REFRESH_TOKEN_ERROR":
			refused++
		}
	}
	return renewed, refused, err
}

// logout has the administrator end the sessions of a person who has four.
func (k *keycloak) logout(ctx context.Context, first, second *product, user string) error {
	var all []*browser
	for range 4 {
		b, err := newBrowser()
		if err != nil {
			return err
		}
		if _, err := b.signIn(first.url, "two"); err != nil {
			return err
		}
		if err := b.answered(ctx, "one of four sessions", second.url, "ANALYST", 200, "ANALYST"); err != nil {
			return err
		}
		all = append(all, b)
	}
	if err := k.administer(); err != nil {
		return err
	}
	if _, err := k.call("POST", "/admin/realms/office/users/"+user+"/logout", nil, nil); err != nil {
		return err
	}
	for i, b := range all {
		if err := b.answered(ctx, "ended by the administrator, where Keycloak says so", first.url, "ANALYST", 401, "UNAUTHENTICATED"); err != nil {
			return fmt.Errorf("session %d: %w", i, err)
		}
	}
	time.Sleep(6 * time.Second) // that long may another replica take
	for i, b := range all {
		if err := b.answered(ctx, "at the other replica", second.url, "ANALYST", 401, "UNAUTHENTICATED"); err != nil {
			return fmt.Errorf("session %d: %w", i, err)
		}
	}
	return nil
}
