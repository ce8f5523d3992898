// Command signin has the product read tokens of a real OpenID Connect provider, Keycloak, with users, roles, a service
// account and rotated keys; and signs people in there as a browser does. It needs Java 17 and Maven, and fetches Keycloak once. See docs/security.md.
package main

import (
	"archive/zip"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"bole/internal/access"
)

// version of Keycloak.
const version = "26.4.0"

func main() {
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "signin:", err)
		os.Exit(1)
	}
	fmt.Println("Keycloak", version, "and the product agree")
}

func run(ctx context.Context) (err error) {
	home, err := fetched(ctx)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "bole-signin-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	k, err := start(ctx, home, dir)
	if err != nil {
		return err
	}
	defer k.stop()
	if err := k.furnish(); err != nil {
		return err
	}
	if err := k.grants(ctx, dir); err != nil {
		return err
	}
	program := filepath.Join(dir, "bole")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", program, "bole").CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w: %s", err, out)
	}
	if err := k.served(ctx, program, dir); err != nil {
		return err
	}
	return k.browsers(ctx, program, dir)
}

// fetched is the folder of Keycloak, which Maven brings once.
func fetched(ctx context.Context) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	cache = filepath.Join(cache, "bole")
	home := filepath.Join(cache, "keycloak-"+version)
	if _, err := os.Stat(home); err == nil {
		return home, nil
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return "", err
	}
	fmt.Println("fetching Keycloak (once, 160 MB)…")
	out, err := exec.CommandContext(ctx, "mvn", "-q", "-B", "--strict-checksums", "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy",
		"-Dartifact=org.keycloak:keycloak-quarkus-dist:"+version+":zip", "-DoutputDirectory="+cache).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("fetch Keycloak: %w: %s", err, out)
	}
	file := filepath.Join(cache, "keycloak-quarkus-dist-"+version+".zip")
	partial := home + ".partial"
	if err := errors.Join(os.RemoveAll(partial), unzip(file, partial), os.Rename(filepath.Join(partial, "keycloak-"+version), home), os.RemoveAll(partial)); err != nil {
		return "", fmt.Errorf("unpack Keycloak: %w", err)
	}
	return home, os.Remove(file)
}

func unzip(file, to string) error {
	z, err := zip.OpenReader(file)
	if err != nil {
		return err
	}
	defer z.Close()
	for _, f := range z.File {
		if !filepath.IsLocal(f.Name) {
			return fmt.Errorf("%s is outside", f.Name)
		}
		path := filepath.Join(to, f.Name)
		if f.FileInfo().IsDir() {
			if err := os.MkdirAll(path, 0o755); err != nil {
				return err
			}
			continue
		}
		if err := unpack(f, path); err != nil {
			return err
		}
	}
	return nil
}

func unpack(f *zip.File, path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, f.Mode()|0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// keycloak is a server under way.
type keycloak struct {
	url   string
	cmd   *exec.Cmd
	admin string // token
}

func start(ctx context.Context, home, dir string) (*keycloak, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err = errors.Join(err, l.Close()); err != nil {
		return nil, err
	}
	log, err := os.Create(filepath.Join(dir, "keycloak.log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	// Its data stands below its home; a copy of links keeps the fetched one clean.
	own := filepath.Join(dir, "keycloak")
	if err := linked(home, own); err != nil {
		return nil, err
	}
	k := &keycloak{url: "http://127.0.0.1:" + port}
	k.cmd = exec.CommandContext(ctx, filepath.Join(own, "bin", "kc.sh"), "start-dev", "--http-host", "127.0.0.1", "--http-port", port, "--hostname", k.url)
	k.cmd.Env = append(os.Environ(), "KC_BOOTSTRAP_ADMIN_USERNAME=admin", "KC_BOOTSTRAP_ADMIN_PASSWORD=admin", "JAVA_OPTS_APPEND=-Xmx512m -XX:TieredStopAtLevel=1", "KC_HTTP_MANAGEMENT_PORT=0", "KC_HTTP_MANAGEMENT_HOST=127.0.0.1")
	k.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	k.cmd.Stdout, k.cmd.Stderr = log, log
	if err := k.cmd.Start(); err != nil {
		return nil, err
	}
	for begun := time.Now(); time.Since(begun) < 3*time.Minute; time.Sleep(500 * time.Millisecond) {
		resp, err := http.Get(k.url + "/realms/master/.well-known/openid-configuration")
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return k, nil
			}
		}
	}
	k.stop()
	text, _ := os.ReadFile(log.Name())
	return nil, fmt.Errorf("start Keycloak:\n%s", text)
}

// linked makes a folder of links to the files of another.
func linked(from, to string) error {
	return filepath.WalkDir(from, func(path string, d os.DirEntry, err error) error {
		rel, relErr := filepath.Rel(from, path)
		if err = errors.Join(err, relErr); err != nil {
			return err
		}
		at := filepath.Join(to, rel)
		if d.IsDir() {
			return os.MkdirAll(at, 0o755)
		}
		// The build step writes the files of quarkus anew, and the scripts look for their home behind links.
		if slash := filepath.ToSlash(rel); strings.HasPrefix(slash, "lib/quarkus") || strings.HasPrefix(slash, "bin/") {
			in, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			return os.WriteFile(at, in, 0o755)
		}
		return os.Symlink(path, at)
	})
}

func (k *keycloak) stop() {
	syscall.Kill(-k.cmd.Process.Pid, syscall.SIGKILL)
	k.cmd.Wait()
}

// call sends JSON to the administration's API, and gives what it answers and the last part of the address it made.
func (k *keycloak) call(method, path string, body, into any) (string, error) {
	b, err := json.Marshal(body)
	if err != nil {
		return "", err
	}
	req, err := http.NewRequest(method, k.url+path, strings.NewReader(string(b)))
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", "Bearer "+k.admin)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode >= 300 {
		return "", errors.Join(err, fmt.Errorf("%s %s: %s: %s", method, path, resp.Status, text))
	}
	if into != nil {
		if err := json.Unmarshal(text, into); err != nil {
			return "", err
		}
	}
	return resp.Header.Get("Location")[strings.LastIndex(resp.Header.Get("Location"), "/")+1:], nil
}

// tokens are what a provider gives out at a time.
type tokens struct {
	Access  string `json:"access_token"`
	ID      string `json:"id_token"`
	Refresh string `json:"refresh_token"`
	Error   string `json:"error_description"`
}

func (k *keycloak) token(realm string, form map[string][]string) (tokens, error) {
	var t tokens
	resp, err := http.PostForm(k.url+"/realms/"+realm+"/protocol/openid-connect/token", form)
	if err != nil {
		return t, err
	}
	defer resp.Body.Close()
	err = json.NewDecoder(resp.Body).Decode(&t)
	if t.Access == "" {
		err = errors.Join(err, fmt.Errorf("no token: %s", t.Error))
	}
	return t, err
}

// user gives the tokens of a person who signs in by a client.
func (k *keycloak) user(client, name string) (tokens, error) {
	return k.token("office", map[string][]string{"grant_type": {"password"}, "client_id": {client}, "username": {name}, "password": {"secret"}, "scope": {"openid"}})
}

// administer gets the administrator's token, which is good for a minute.
func (k *keycloak) administer() error {
	t, err := k.token("master", map[string][]string{"grant_type": {"password"}, "client_id": {"admin-cli"}, "username": {"admin"}, "password": {"admin"}})
	k.admin = t.Access
	return err
}

// furnish makes a realm as an office would have it.
func (k *keycloak) furnish() error {
	if err := k.administer(); err != nil {
		return err
	}
	type object = map[string]any
	const realm = "/admin/realms/office"
	mappers := []object{
		{"name": "audience", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper", "config": object{"included.client.audience": "bole", "access.token.claim": "true"}},
		{"name": "units", "protocol": "openid-connect", "protocolMapper": "oidc-usermodel-attribute-mapper", "config": object{"user.attribute": "bole_units", "claim.name": "bole_units", "multivalued": "true", "jsonType.label": "String", "access.token.claim": "true"}},
	}
	var profile object
	steps := []func() (string, error){
		func() (string, error) {
			return k.call("POST", "/admin/realms", object{"realm": "office", "enabled": true, "accessTokenLifespan": 600}, nil)
		},
		func() (string, error) { return k.call("GET", realm+"/users/profile", nil, &profile) },
		func() (string, error) { // an attribute that is not declared is dropped without a word
			list, _ := profile["attributes"].([]any)
			profile["attributes"] = append(list, object{"name": "bole_units", "multivalued": true, "permissions": object{"view": []string{"admin"}, "edit": []string{"admin"}}})
			return k.call("PUT", realm+"/users/profile", profile, nil)
		},
		func() (string, error) {
			return k.call("POST", realm+"/clients", object{"clientId": "plain", "publicClient": true, "directAccessGrantsEnabled": true}, nil)
		},
		func() (string, error) {
			return k.call("POST", realm+"/clients", object{"clientId": "views", "publicClient": true, "directAccessGrantsEnabled": true, "protocolMappers": mappers}, nil)
		},
	}
	for _, step := range steps {
		if _, err := step(); err != nil {
			return err
		}
	}
	return k.people(mappers)
}

// people makes the roles, those who hold them, and a service.
func (k *keycloak) people(mappers []map[string]any) error {
	type object = map[string]any
	const realm = "/admin/realms/office"
	api, err := k.call("POST", realm+"/clients", object{"clientId": "bole", "bearerOnly": true}, nil)
	if err != nil {
		return err
	}
	roles := map[string]object{}
	for _, name := range []string{"分析员", "审计"} {
		var role object
		if _, err := k.call("POST", realm+"/clients/"+api+"/roles", object{"name": name}, nil); err != nil {
			return err
		}
		if _, err := k.call("GET", realm+"/clients/"+api+"/roles/"+name, nil, &role); err != nil {
			return err
		}
		roles[name] = role
	}
	give := func(user string, names ...string) error {
		list := make([]object, len(names))
		for i, n := range names {
			list[i] = roles[n]
		}
		_, err := k.call("POST", realm+"/users/"+user+"/role-mappings/clients/"+api, list, nil)
		return err
	}
	for name, held := range map[string][]string{"one": {"分析员"}, "two": {"分析员", "审计"}, "none": {}} {
		user, err := k.call("POST", realm+"/users", object{"username": name, "enabled": true, "firstName": "测试", "lastName": "者", "email": name + "@office.example", "emailVerified": true,
			"attributes": object{"bole_units": []string{"zj", "a1"}}, "credentials": []object{{"type": "password", "value": "secret"}}}, nil)
		if err != nil {
			return err
		}
		if err := give(user, held...); err != nil {
			return err
		}
	}
	service, err := k.call("POST", realm+"/clients", object{"clientId": "hr-system", "secret": "secret", "serviceAccountsEnabled": true, "standardFlowEnabled": false, "protocolMappers": mappers}, nil)
	if err != nil {
		return err
	}
	var account object
	if _, err := k.call("GET", realm+"/clients/"+service+"/service-account-user", nil, &account); err != nil {
		return err
	}
	id, _ := account["id"].(string)
	return give(id, "分析员")
}

// described is the operator's file.
func (k *keycloak) described(dir string) (string, error) {
	b, err := json.Marshal(map[string]any{"issuers": []any{map[string]any{"issuer": k.url + "/realms/office", "audience": "bole",
		"roles":  map[string]string{"分析员": "ANALYST", "审计": "AUDITOR"},
		"claims": map[string][]string{"roles": {"resource_access", "bole", "roles"}, "units": {"bole_units"}}}}})
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "issuers.json")
	return file, os.WriteFile(file, b, 0o600)
}

// grants reads each kind of token.
func (k *keycloak) grants(ctx context.Context, dir string) error {
	file, err := k.described(dir)
	if err != nil {
		return err
	}
	issuers, err := access.OpenIssuers(file)
	if err != nil {
		return err
	}
	one, err1 := k.user("views", "one")
	two, err2 := k.user("views", "two")
	none, err3 := k.user("views", "none")
	plain, err4 := k.user("plain", "one")
	service, err5 := k.token("office", map[string][]string{"grant_type": {"client_credentials"}, "client_id": {"hr-system"}, "client_secret": {"secret"}})
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		return err
	}
	fmt.Printf("bytes of a person's tokens: access %d, ID %d, refresh %d\n", len(two.Access), len(two.ID), len(two.Refresh))
	for _, tt := range []struct{ name, token, role, want string }{
		{"a person", one.Access, "", "ANALYST [zj a1] 测试 者"},
		{"one role of two", two.Access, "AUDITOR", "AUDITOR [zj a1] 测试 者"},
		{"two roles", two.Access, "", "refused: the token holds the roles"},
		{"no role", none.Access, "", "refused: the token holds no role here"},
		{"a service", service.Access, "", "ANALYST [] "},
		{"an ID token", one.ID, "", "refused: the token is not valid here"},
		{"a client without mappers", plain.Access, "", "ANALYST [] 测试 者"}, // the audience follows from the role of the client bole
		{"the administrator's", k.admin, "", "refused: the token is not valid here"},
	} {
		g, err := issuers.Read(ctx, tt.token)
		if err == nil {
			g, err = g.As(tt.role)
		}
		got := fmt.Sprint(g.Role, " ", g.Units, " ", g.Name)
		if err != nil {
			got = "refused: " + err.Error()
		}
		fmt.Printf("%s: %s (%v)\n", tt.name, got, access.Reason(err))
		if !strings.HasPrefix(got, tt.want) {
			return fmt.Errorf("%s gives %q, want %q", tt.name, got, tt.want)
		}
	}
	return k.rotated(ctx, issuers)
}

// rotated has Keycloak sign by a new key.
func (k *keycloak) rotated(ctx context.Context, issuers *access.Issuers) error {
	if err := k.administer(); err != nil {
		return err
	}
	var realm struct{ ID string }
	if _, err := k.call("GET", "/admin/realms/office", nil, &realm); err != nil {
		return err
	}
	if _, err := k.call("POST", "/admin/realms/office/components", map[string]any{"name": "new", "providerId": "rsa-generated", "providerType": "org.keycloak.keys.KeyProvider", "parentId": realm.ID,
		"config": map[string][]string{"priority": {"1000"}, "enabled": {"true"}, "active": {"true"}, "algorithm": {"RS256"}, "keySize": {"2048"}}}, nil); err != nil {
		return err
	}
	for begun := time.Now(); ; time.Sleep(time.Second) {
		t, err := k.user("views", "one")
		if err != nil {
			return err
		}
		if _, err = issuers.Read(ctx, t.Access); err == nil {
			fmt.Printf("a new key: read after %s\n", time.Since(begun).Round(time.Second))
			return nil
		}
		if time.Since(begun) > 30*time.Second {
			return fmt.Errorf("a token of a new key is refused: %w", access.Reason(err))
		}
	}
}
