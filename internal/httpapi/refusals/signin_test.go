package refusals

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"bole/internal/access"
	"bole/internal/access/accesstest"
	"bole/internal/httpapi"
)

// TestSignIn asks with tokens of a provider: what is wrong with one is for the log alone, a role that is not held is
// refused by name, and a provider that is away is no fault of the token's.
func TestSignIn(t *testing.T) {
	p := accesstest.NewProvider(t)
	var log bytes.Buffer
	a := open(t, away, httpapi.Options{Logger: slog.New(slog.NewTextHandler(&log, nil))})
	issuers, err := access.OpenIssuers(p.Described(t))
	if err != nil {
		t.Fatal(err)
	}
	signed := a.with(t, access.Tokens{Signer: a.signer, Issuers: issuers}, httpapi.Options{Logger: slog.New(slog.NewTextHandler(&log, nil))})
	const document = `{"query":"{ __typename }"}`
	ask := func(token string, header ...string) answer {
		t.Helper()
		return signed.do("POST", "/graphql", document, append([]string{"Authorization", "Bearer " + token, "Content-Type", "application/json"}, header...)...)
	}
	whole := func(changes map[string]any) string {
		changes["bole_whole"] = true // units are looked up in the graph
		return p.Token(changes)
	}
	two := whole(map[string]any{"roles": []string{"analyst", "auditor"}})
	for _, tt := range []struct {
		name, token, role string
		status            int
		code, message     string
	}{
		{"a provider's token", whole(map[string]any{}), "", 200, "", ""},
		{"one signed here", signed.token, "", 200, "", ""},
		{"one of two roles", two, "AUDITOR", 200, "", ""},
		{"two roles", two, "", 403, "FORBIDDEN", "the token holds the roles ANALYST, AUDITOR; name the one to ask in with the header Bole-Role"},
		{"another role", p.Token(nil), "ADMIN", 403, "FORBIDDEN", "the token does not hold the role ADMIN that the header Bole-Role names; it holds ANALYST"},
		{"another role, signed here", signed.token, "ADMIN", 403, "FORBIDDEN", "the token does not hold the role ADMIN that the header Bole-Role names; it holds ANALYST"},
		{"no role", p.Token(map[string]any{"roles": []string{}}), "", 403, "FORBIDDEN", "the token holds no role here; ask whoever keeps the accounts for one"},
		{"another audience", p.Token(map[string]any{"aud": "secret-audience"}), "", 401, "UNAUTHENTICATED", "the token is not valid here; sign in again"},
		{"no JWT", "abc", "", 401, "UNAUTHENTICATED", "the token is not valid here; sign in again"},
	} {
		log.Reset()
		r := ask(tt.token, "Bole-Role", tt.role)
		if r.status != tt.status || r.code() != tt.code || tt.message != "" && r.Errors[0].Message != tt.message {
			t.Errorf("%s: %d %s", tt.name, r.status, r.body)
		}
		if strings.Contains(log.String(), tt.token) {
			t.Errorf("%s: the token stands in the log", tt.name)
		}
		if denied := tt.status == 401; denied != strings.Contains(log.String(), "a token was refused") {
			t.Errorf("%s: the log holds %s", tt.name, log.String())
		}
		if tt.name == "another audience" && !strings.Contains(log.String(), "secret-audience") {
			t.Errorf("the log does not say why: %s", log.String())
		}
	}
	for token, message := range map[string]string{two: "令牌有多个角色：ANALYST、AUDITOR；应以标头 Bole-Role 写明使用哪一个", "abc": "令牌无效，此处不接受；应重新登录"} {
		if r := ask(token, "Accept-Language", "zh-CN"); len(r.Errors) != 1 || r.Errors[0].Message != message {
			t.Errorf("in Chinese: %s; want %s", r.body, message)
		}
	}
	p.Away(true)
	other := accesstest.NewProvider(t)
	other.Away(true)
	if issuers, err = access.OpenIssuers(other.Described(t)); err != nil {
		t.Fatal(err)
	}
	signed = a.with(t, access.Tokens{Issuers: issuers}, httpapi.Options{})
	if r := ask(other.Token(nil)); r.status != 503 || r.code() != "SERVICE_UNAVAILABLE" || r.header.Get("Retry-After") == "" {
		t.Errorf("a provider that is away: %d %s", r.status, r.body)
	}
	if r := ask(a.token); r.status != 401 {
		t.Errorf("where no token of this machine is accepted, one is answered with %d", r.status)
	}
}
