package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"bole/internal/access"
	"bole/internal/audit"
	"bole/internal/httpapi"
	"bole/internal/localneo4j"
)

// inTrusted is the product as an office runs it: tokens of a provider, and an event of the audit before each answer.
const inTrusted = "trusted"

// signInFile is where the provider is described to that peer.
func signInFile() string { return filepath.Join(*dir, "sign-in.json") }

// trustedHandler is the product with the tokens of the provider.
func trustedHandler(password string) (http.Handler, error) {
	r, err := openWith(*uri, password, audit.Options{On: true})
	if err != nil {
		return nil, err
	}
	go r.Audit.Keep(context.Background())
	issuers, err := access.OpenIssuers(signInFile())
	if err != nil {
		return nil, err
	}
	return httpapi.New(r, access.Tokens{Issuers: issuers}, httpapi.Options{})
}

// startTrusted starts the peer, with a provider that lives in this process.
func startTrusted(server *localneo4j.Server) (*process, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	provider := httptest.NewServer(mux)
	answer := func(path string, v any) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) { json.NewEncoder(w).Encode(v) })
	}
	answer("/.well-known/openid-configuration", object{"issuer": provider.URL, "jwks_uri": provider.URL + "/keys", "authorization_endpoint": provider.URL + "/a", "token_endpoint": provider.URL + "/t"})
	answer("/keys", jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "one", Algorithm: "ES256", Use: "sig"}}})
	b, err := json.Marshal(object{"issuers": []any{object{"issuer": provider.URL, "audience": "bole", "claims": object{"roles": []string{"roles"}, "whole": []string{"whole"}}}}})
	if err == nil {
		err = os.WriteFile(signInFile(), b, 0o600)
	}
	if err != nil {
		return nil, err
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: key, KeyID: "one"}}, (&jose.SignerOptions{}).WithType("at+jwt"))
	if err != nil {
		return nil, err
	}
	token, err := jwt.Signed(signer).Claims(object{"iss": provider.URL, "aud": "bole", "sub": "bench", "name": "bench", "roles": []string{"ANALYST"}, "whole": true,
		"iat": time.Now().Unix(), "exp": time.Now().Add(6 * time.Hour).Unix()}).Serialize()
	if err != nil {
		return nil, err
	}
	return startPeer(os.Args[0], inTrusted, server, token)
}
