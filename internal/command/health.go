package command

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"bole/graph/message"
)

// Health asks the server of this machine, with the settings of serve, how it is: what a container's health check runs.
type Health struct {
	Addr    string `help:"Address that the server listens on." env:"BOLE_ADDR" default:"127.0.0.1:8080"`
	TLSCert string `name:"tls-cert" help:"File with the server's certificate and those above it, PEM." env:"BOLE_TLS_CERT" type:"path"`
	Ready   bool   `help:"Ask whether Neo4j answers too, and not only whether the process does."`
}

// healthPatience is how long a server may take to say how it is.
const healthPatience = 4 * time.Second

// Run prints what the server says, and fails unless it is well.
func (c *Health) Run(s *Settings) error {
	client, address, err := c.client()
	if err != nil {
		return err
	}
	path := "/healthz"
	if c.Ready {
		path = "/readyz"
	}
	ctx, cancel := context.WithTimeout(context.Background(), healthPatience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address+path, http.NoBody)
	if err != nil {
		return message.Errorf("ask %s: %v", address, err)
	}
	resp, err := client.Do(req)
	if err != nil {
		return message.Errorf("no server answers on %s: %v", address, err)
	}
	defer resp.Body.Close() //nolint:errcheck // only read
	said, err := io.ReadAll(io.LimitReader(resp.Body, 4096))
	if err != nil || resp.StatusCode != http.StatusOK {
		return message.Errorf("the server says %s: %s", resp.Status, strings.TrimSpace(string(said)))
	}
	_, err = s.Stdout.Write(said)
	return err
}

// client asks over the loopback, also a server that listens on all addresses. Nothing secret is sent, and the certificate
// is for the name by which others know the server, so that it is not looked at.
func (c *Health) client() (*http.Client, string, error) {
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return nil, "", message.Errorf("%q is not a valid address; write HOST:PORT, such as 127.0.0.1:8080", c.Addr)
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	at := net.JoinHostPort(host, port)
	if c.TLSCert == "" {
		return &http.Client{Transport: &http.Transport{}}, "http://" + at, nil
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: true}
	return &http.Client{Transport: &http.Transport{TLSClientConfig: config}}, "https://" + at, nil
}
