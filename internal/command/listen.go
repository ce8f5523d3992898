package command

import (
	"crypto/tls"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"bole/graph/message"
	"bole/internal/access"
	"bole/internal/rooms"
	"bole/internal/signin"
)

// loopback reports whether an address is of this machine alone.
func loopback(addr string) (bool, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false, message.Errorf("%q is not a valid address; write HOST:PORT, such as 127.0.0.1:8080", addr)
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback(), nil
}

// listensSafely refuses an address beyond this machine where anybody could read the tokens on their way, or where those
// signed by a local secret would be accepted.
func (c *Serve) listensSafely() error {
	here, err := loopback(c.Addr)
	switch {
	case err != nil:
		return err
	case (c.TLSCert == "") != (c.TLSKey == ""):
		return message.Errorf("of --tls-cert and --tls-key one is given; give both, or neither")
	case c.TLSCert != "" && len(c.Proxy) > 0:
		return message.Errorf("--tls-cert and --proxy are both given; where a proxy ends TLS, leave the certificate to it")
	case len(c.Proxy) > 0 && c.SignIn == "":
		return message.Errorf("--proxy lets in who asks from elsewhere, and locally signed development tokens are not accepted from there; name the providers that sign tokens with --sign-in")
	case here:
		return nil
	case c.SignIn == "":
		return message.Errorf("%s is beyond loopback, where locally signed development tokens are not accepted; name the providers that sign tokens with --sign-in, or listen on 127.0.0.1", c.Addr)
	case c.TLSCert == "" && len(c.Proxy) == 0:
		return message.Errorf("%s is beyond loopback, where tokens must not travel in the clear; give --tls-cert and --tls-key, or the addresses of the proxy that ends TLS with --proxy", c.Addr)
	}
	return nil
}

// readTokens gives those that are accepted: of this machine's secret on loopback alone, and not behind a proxy, whose
// clients are elsewhere.
func (c *Serve) readTokens(s *Settings) (access.Tokens, error) {
	var t access.Tokens
	here, err := loopback(c.Addr)
	if err == nil && here && len(c.Proxy) == 0 {
		t.Signer, err = access.NewSigner(s.Data)
	}
	if err == nil && c.SignIn != "" {
		t.Issuers, err = access.OpenIssuers(c.SignIn)
	}
	return t, err
}

// signIn is signing in with a browser; nil where no provider has a client for it.
func (c *Serve) signIn(s *Settings, r *rooms.Rooms, t access.Tokens) (*signin.SignIn, error) {
	if t.Issuers == nil || t.Issuers.Browsers() == nil {
		return nil, nil
	}
	return signin.Open(signin.Options{Issuers: t.Issuers, Store: r.Store, Keys: c.keys, Log: s.Log})
}

// readKeys reads the secrets of sessions; it refuses them where there are no sessions.
func (c *Serve) readKeys() (*signin.Keyring, error) {
	if c.Secrets != "" && (c.tokens.Issuers == nil || c.tokens.Issuers.Browsers() == nil) {
		return nil, message.Errorf("--session-secret is for sessions of browsers, and no issuer of --sign-in has a client for them; give one, or leave the secrets out")
	}
	return signin.OpenKeyring(c.Secrets)
}

func (c *Serve) scheme() string {
	if c.TLSCert != "" {
		return "https"
	}
	return "http"
}

// wrapping reads the certificate, or the proxies named, and gives what puts a listener behind them.
func (c *Serve) wrapping() (func(net.Listener) net.Listener, error) {
	switch {
	case c.TLSCert != "":
		files := &certificate{cert: c.TLSCert, key: c.TLSKey}
		if _, err := files.get(nil); err != nil {
			return nil, err
		}
		return func(l net.Listener) net.Listener {
			return tls.NewListener(l, &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}, GetCertificate: files.get})
		}, nil
	case len(c.Proxy) > 0:
		networks, err := networksOf(c.Proxy)
		return func(l net.Listener) net.Listener { return &fromProxies{l, networks} }, err
	}
	return func(l net.Listener) net.Listener { return l }, nil
}

// certificate is read anew when its files have changed, so that a renewed one needs no restart.
type certificate struct {
	cert, key string

	mu      sync.Mutex
	loaded  *tls.Certificate
	changed [2]time.Time
}

func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var changed [2]time.Time
	for i, file := range []string{c.cert, c.key} {
		info, err := os.Stat(file)
		if err != nil && c.loaded == nil {
			return nil, message.Errorf("read the server's certificate: %v", err)
		}
		if err == nil {
			changed[i] = info.ModTime()
		}
	}
	if c.loaded != nil && changed == c.changed {
		return c.loaded, nil
	}
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	switch {
	case err == nil:
		c.loaded, c.changed = &pair, changed
	case c.loaded == nil:
		return nil, message.Errorf("read the server's certificate: %v", err)
	}
	return c.loaded, nil // while files are being replaced, the one that was good
}

// networksOf reads addresses and networks: 10.0.0.7, 10.1.0.0/16.
func networksOf(list []string) ([]netip.Prefix, error) {
	out := make([]netip.Prefix, len(list))
	for i, text := range list {
		network, err := netip.ParsePrefix(strings.TrimSpace(text))
		if err != nil {
			var one netip.Addr
			if one, err = netip.ParseAddr(strings.TrimSpace(text)); err == nil {
				network = netip.PrefixFrom(one, one.BitLen())
			}
		}
		if err != nil {
			return nil, message.Errorf("--proxy names %q, which is not an address or a network; write 10.0.0.7 or 10.1.0.0/16", text)
		}
		out[i] = network
	}
	return out, nil
}

// fromProxies accepts connections from the networks alone, and closes others before they say anything.
type fromProxies struct {
	net.Listener
	networks []netip.Prefix
}

// Accept implements net.Listener.
func (p *fromProxies) Accept() (net.Conn, error) {
	for {
		conn, err := p.Listener.Accept()
		if err != nil {
			return nil, err
		}
		from, err := netip.ParseAddrPort(conn.RemoteAddr().String())
		if err == nil && slices.ContainsFunc(p.networks, func(n netip.Prefix) bool { return n.Contains(from.Addr().Unmap().WithZone("")) }) {
			return conn, nil
		}
		conn.Close() //nolint:errcheck // nobody who is expected
	}
}
