package webhooks

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"bole/graph/message"
	"bole/graph/store"
	"bole/internal/access"
)

const (
	sendLimit  = 15 * time.Second
	mostAnswer = 16 << 10 // bytes of an answer that are read, and thrown away
	mostHeader = 16 << 10
	longestAsk = 12 * time.Hour // that a receiver may ask to be left alone
)

// failure is why an attempt did not deliver, as the schema's WebhookFailure has it.
type failure string

// The kinds of failures.
const (
	refused     failure = "REFUSED"     // the answer was not one of success
	redirected  failure = "REDIRECTED"  // to another address, which is not followed
	timedOut    failure = "TIMEOUT"     // no answer within the time
	unreachable failure = "UNREACHABLE" // no connection, or one that is not trusted
	gone        failure = "GONE"        // the receiver wants to hear nothing more
	unmade      failure = "NOT_MADE"    // what it says could not be made, or not be written down before
)

// failed is an attempt that did not deliver.
type failed struct {
	kind   failure
	status int           // of the answer; 0: there was none
	after  time.Duration // that the receiver asks to be left alone; 0: it does not say
	cause  error         // for the log; nil where the status says it
}

func (f *failed) Error() string {
	if f.cause != nil {
		return f.cause.Error()
	}
	return fmt.Sprintf("the receiver answered %d", f.status)
}

// sender sends to one receiver.
type sender struct {
	url     string
	signers []*standardwebhooks.Webhook
	client  *http.Client
}

func newSender(h *Hook, dir string) (*sender, error) {
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12}, TLSHandshakeTimeout: sendLimit,
		MaxResponseHeaderBytes: mostHeader, MaxIdleConnsPerHost: 1, IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true}
	if h.CA != "" {
		var err error
		if transport.TLSClientConfig.RootCAs, err = access.Authorities(h.CA, dir); err != nil {
			return nil, err
		}
	}
	// What is signed is for the address that the operator has written, and for no other.
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &sender{url: h.URL, signers: h.signers, client: &http.Client{Transport: transport, Timeout: sendLimit, CheckRedirect: stay}}, nil
}

// send makes one attempt. An error is a *failed, or that the context has ended.
func (s *sender) send(ctx context.Context, id string, now time.Time, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, bytes.NewReader(body))
	if err != nil {
		return &failed{kind: unreachable, cause: bare(err)}
	}
	signatures := make([]string, len(s.signers))
	for i, signer := range s.signers {
		if signatures[i], err = signer.Sign(id, now, body); err != nil {
			return &failed{kind: unmade, cause: fmt.Errorf("sign an event: %w", err)}
		}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "bole")
	req.Header.Set(standardwebhooks.HeaderWebhookID, id)
	req.Header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(now.Unix(), 10))
	req.Header.Set(standardwebhooks.HeaderWebhookSignature, strings.Join(signatures, " "))
	resp, err := s.client.Do(req)
	if err != nil {
		var asked *url.Error
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.As(err, &asked) && asked.Timeout():
			return &failed{kind: timedOut, cause: bare(err)}
		}
		return &failed{kind: unreachable, cause: bare(err)}
	}
	defer resp.Body.Close()                                    //nolint:errcheck // the status is what counts
	io.Copy(io.Discard, io.LimitReader(resp.Body, mostAnswer)) //nolint:errcheck // read so that the connection is used again
	switch status := resp.StatusCode; {
	case status >= 200 && status < 300:
		return nil
	case status == http.StatusGone:
		return &failed{kind: gone, status: status}
	case status >= 300 && status < 400:
		return &failed{kind: redirected, status: status, after: retryAfter(resp.Header, now)}
	default:
		return &failed{kind: refused, status: status, after: retryAfter(resp.Header, now)}
	}
}

// bare is the cause of a failure without the receiver's address, whose path may be a secret.
func bare(err error) error {
	if asked, ok := errors.AsType[*url.Error](err); ok {
		return asked.Err
	}
	return err
}

// retryAfter reads how long the receiver asks to be left alone: seconds, or a moment.
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.ParseInt(text, 10, 32); err == nil {
		return min(max(0, time.Duration(seconds)*time.Second), longestAsk)
	}
	if at, err := http.ParseTime(text); err == nil {
		return min(max(0, at.Sub(now)), longestAsk)
	}
	return 0
}

// Try sends an event of the type test, which says nothing, and gives its id. An error is why the receiver did not take it.
func (h *Hook) Try(ctx context.Context, now time.Time) (id string, err error) {
	id = newID()
	b, err := json.Marshal(body{test, store.FormatTime(now), struct{}{}})
	if err != nil {
		return "", fmt.Errorf("write an event: %w", err)
	}
	err = h.sender.send(ctx, id, now, b)
	if f, ok := errors.AsType[*failed](err); ok && f.cause == nil {
		err = message.Errorf("it answered %d", f.status)
	}
	return id, err
}

// newID is the webhook-id of a new event.
func newID() string { return "msg_" + strings.ToLower(rand.Text()) }
