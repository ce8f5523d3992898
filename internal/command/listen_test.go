package command_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"bole/internal/access/accesstest"
)

// TestListening refuses addresses beyond this machine where tokens would travel in the clear, or ones of a local secret
// would be accepted.
func TestListening(t *testing.T) {
	dir := t.TempDir()
	issuers := accesstest.NewProvider(t).Described(t)
	for _, tt := range []struct{ args, want string }{
		{"--addr 0.0.0.0:0", "name the providers that sign tokens with --sign-in"},
		{"--addr 0.0.0.0:0 --sign-in " + issuers, "tokens must not travel in the clear"},
		{"--addr 0.0.0.0:0 --tls-cert c --tls-key k", "name the providers that sign tokens with --sign-in"},
		{"--tls-cert c", "of --tls-cert and --tls-key one is given"},
		{"--tls-cert c --tls-key k --proxy 10.0.0.1", "both given"},
		{"--tls-cert c --tls-key k", "read the server's certificate"},
		{"--proxy 127.0.0.1", "development tokens are not accepted from there"},
		{"--sign-in " + issuers + " --proxy office", `"office", which is not an address or a network`},
		{"--sign-in " + filepath.Join(dir, "none.json"), "read who may sign in"},
		{"--session-secret s", "no issuer of --sign-in has a client"},
		{"--session-secret s --sign-in " + accesstest.NewProvider(t).DescribedAt(t, "http://127.0.0.1:1"), "read the secrets of sessions"},
	} {
		args := append([]string{"serve", "--addr", "127.0.0.1:0"}, strings.Fields(tt.args)...)
		status, _, err := run(t, map[string]string{"BOLE_DATA": dir, "NEO4J_URI": "", "JAVA_HOME": dir}, args...) // before a Neo4j is looked for
		if status != 1 || !strings.Contains(err, tt.want) {
			t.Errorf("serve %s: %d %s", tt.args, status, err)
		}
	}
	if status, _, err := run(t, nil, "demo", "--proxy", "127.0.0.1"); status != 1 || !strings.Contains(err, "development tokens are not accepted from there") {
		t.Errorf("demo: %d %s", status, err)
	}
	if status, _, err := run(t, nil, "demo", "--addr", "0.0.0.0:0"); status != 1 || !strings.Contains(err, "where the demo's development tokens are not accepted") {
		t.Errorf("demo: %d %s", status, err)
	}
}

// certificateIn writes a certificate for 127.0.0.1 with a number, and its key.
func certificateIn(t *testing.T, dir string, number int64) (cert, key string, pool *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(number), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	public := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	for file, b := range map[string][]byte{cert: public, key: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})} {
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pool = x509.NewCertPool()
	pool.AppendCertsFromPEM(public)
	return cert, key, pool
}

// serving starts a server without a graph and gives its address.
func serving(t *testing.T, args ...string) string {
	t.Helper()
	return said(t, begunIn(t, t.TempDir(), args...), `bole listens on (\S+)`)
}

// begunIn starts a server with this data folder and without a graph, which ends with the test.
func begunIn(t *testing.T, data string, args ...string) *started {
	t.Helper()
	p := processes{t: t, bin: binary(t), env: append(os.Environ(), "BOLE_DATA="+data, "NEO4J_URI=bolt://127.0.0.1:1", "NEO4J_PASSWORD=none")}
	s := p.start(append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
	t.Cleanup(func() {
		s.cmd.Process.Signal(syscall.SIGINT)
		if status, out := s.end(); status != 0 {
			t.Errorf("serve ended with %d: %s", status, out)
		}
	})
	return s
}

// said waits for a line that a process prints and gives a part of it.
func said(t *testing.T, s *started, pattern string) string {
	t.Helper()
	line := regexp.MustCompile(pattern)
	for begun := time.Now(); time.Since(begun) < 2*time.Minute; time.Sleep(20 * time.Millisecond) {
		if found := line.FindStringSubmatch(s.out.String()); found != nil {
			return found[1]
		}
	}
	t.Fatalf("it does not say %s: %s", pattern, s.out)
	return ""
}

// TestTLS asks over TLS, and goes on after the certificate was renewed in its place.
func TestTLS(t *testing.T) {
	dir := t.TempDir()
	cert, key, pool := certificateIn(t, dir, 1)
	address := serving(t, "--tls-cert", cert, "--tls-key", key)
	if !strings.HasPrefix(address, "https://") {
		t.Fatalf("it listens on %s", address)
	}
	ask := func(pool *x509.CertPool, most uint16) (*http.Response, error) {
		c := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MaxVersion: most}, ForceAttemptHTTP2: true, DisableKeepAlives: true}}
		resp, err := c.Get(address + "/healthz")
		if err == nil {
			resp.Body.Close()
		}
		return resp, err
	}
	resp, err := ask(pool, 0)
	if err != nil || resp.StatusCode != 200 || resp.ProtoMajor != 2 || resp.TLS.PeerCertificates[0].SerialNumber.Int64() != 1 {
		t.Fatalf("%v, %v", resp, err)
	}
	if _, err := ask(pool, tls.VersionTLS11); err == nil {
		t.Error("TLS 1.1 is spoken")
	}
	_, _, renewed := certificateIn(t, dir, 2)
	if resp, err := ask(renewed, 0); err != nil || resp.TLS.PeerCertificates[0].SerialNumber.Int64() != 2 {
		t.Errorf("after its renewal: %v, %v", resp, err)
	}
	if err := os.WriteFile(cert, []byte("half a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	if resp, err := ask(renewed, 0); err != nil || resp.TLS.PeerCertificates[0].SerialNumber.Int64() != 2 {
		t.Errorf("while it is being renewed: %v, %v", resp, err)
	}
}

// TestBehindProxy answers a proxy that is named, and nobody else.
func TestBehindProxy(t *testing.T) {
	issuers := accesstest.NewProvider(t).Described(t)
	for network, answered := range map[string]bool{"127.0.0.1": true, "10.0.0.7, 127.0.0.0/8": true, "10.0.0.0/8": false} {
		resp, err := http.Get(serving(t, "--sign-in", issuers, "--proxy", network) + "/healthz")
		if err == nil {
			resp.Body.Close()
		}
		if (err == nil) != answered {
			t.Errorf("behind %s: %v", network, err)
		}
	}
}

// TestBrowsers come to a server whose providers have a client for them, and to no other.
func TestBrowsers(t *testing.T) {
	p := accesstest.NewProvider(t)
	for issuers, want := range map[string]string{p.Described(t): "404 Not Found", p.DescribedAt(t, "http://127.0.0.1:1"): "303 See Other"} {
		c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		resp, err := c.Get(serving(t, "--sign-in", issuers) + "/sign-in")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.Status != want {
			t.Errorf("%s leads to %q, want %q", resp.Status, resp.Header.Get("Location"), want)
		}
	}
}

// TestDevelopmentTokens are accepted on loopback, also beside those of providers, and not from behind a proxy.
func TestDevelopmentTokens(t *testing.T) {
	data, issuers := t.TempDir(), accesstest.NewProvider(t).Described(t)
	status, token, problem := run(t, map[string]string{"BOLE_DATA": data}, "token", "--role", "ANALYST", "--whole")
	if status != 0 {
		t.Fatal(problem)
	}
	for args, want := range map[string]int{"": http.StatusServiceUnavailable, "--proxy 127.0.0.1": http.StatusUnauthorized} {
		server := begunIn(t, data, append([]string{"--sign-in", issuers}, strings.Fields(args)...)...)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, said(t, server, `bole listens on (\S+)`)+"/graphql", strings.NewReader(`{"query": "{ cadres { totalCount } }"}`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+strings.TrimSpace(token))
		req.Header.Set("Content-Type", "application/json")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%q: %s, want %d", args, resp.Status, want)
		}
	}
}
