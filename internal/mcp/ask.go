package mcp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"time"

	"golang.org/x/text/language"

	"bole/graph/message"
)

// mostRead bounds what is read of the API's answer; the API's own limit lies below.
const mostRead = 64 << 20

// question is the body of a request to the API.
type question struct {
	Query         string         `json:"query,omitempty"`
	DocumentID    string         `json:"documentId,omitempty"`
	OperationName string         `json:"operationName,omitempty"`
	Variables     map[string]any `json:"variables,omitempty"`
}

// answer is what the API says.
type answer struct {
	Data       json.RawMessage `json:"data"`
	Errors     []problem       `json:"errors"`
	Extensions struct {
		Warnings json.RawMessage `json:"warnings"`
	} `json:"extensions"`
}

// problem is one error of an answer.
type problem struct {
	Message    string          `json:"message"`
	Path       json.RawMessage `json:"path,omitempty"`
	Extensions struct {
		Code string `json:"code"`
	} `json:"extensions"`
}

// refusal is an answer of errors alone, to what was asked for something else. The API gave it, in the caller's language.
type refusal struct{ answer }

func (r refusal) Error() string          { return r.Errors[0].Message }
func (r refusal) In(language.Tag) string { return r.Errors[0].Message }

// refused is an answer that nothing was asked for.
func refused(code string, text message.Text, c caller) answer {
	p := problem{Message: text.In(c.lang)}
	p.Extensions.Code = code
	return answer{Errors: []problem{p}}
}

// ask sends a question to the API as the caller. The error is that the API cannot be reached or does not speak GraphQL;
// what it refuses is an answer.
func (s *Server) ask(ctx context.Context, c caller, q question) (answer, error) {
	body, err := json.Marshal(q)
	if err != nil {
		return answer{}, fmt.Errorf("write a question: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.options.Address+"/graphql", bytes.NewReader(body))
	if err != nil {
		return answer{}, fmt.Errorf("ask the API: %w", err)
	}
	req.Header = c.header.Clone()
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/graphql-response+json")
	text, typ, err := s.send(req)
	if err != nil {
		return answer{}, err
	}
	var a answer
	if !isAnswer(typ) || json.Unmarshal(text, &a) != nil {
		return answer{}, s.foreign()
	}
	return a, nil
}

// read asks for what has to be answered whole.
func (s *Server) read(ctx context.Context, c caller, q question, into any) error {
	a, err := s.ask(ctx, c, q)
	switch {
	case err != nil:
		return err
	case len(a.Errors) > 0:
		return refusal{a}
	}
	if err := json.Unmarshal(a.Data, into); err != nil {
		return fmt.Errorf("read what the API says: %w", err)
	}
	return nil
}

// sdl is the part of the schema that is for the caller's role.
func (s *Server) sdl(ctx context.Context, c caller) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.options.Address+"/schema.graphql", nil)
	if err != nil {
		return nil, fmt.Errorf("ask for the schema: %w", err)
	}
	req.Header = c.header.Clone()
	text, typ, err := s.send(req)
	var a answer
	switch {
	case err != nil:
		return nil, err
	case typ == "application/graphql":
		return text, nil
	case isAnswer(typ) && json.Unmarshal(text, &a) == nil && len(a.Errors) > 0: // such as that the token has ended
		return nil, refusal{a}
	}
	return nil, s.foreign()
}

// foreign says that what answers is no server of bole.
func (s *Server) foreign() error {
	return message.Errorf("%s does not answer as a server of bole; give the address of one", s.options.Address)
}

func isAnswer(typ string) bool {
	return typ == "application/graphql-response+json" || typ == "application/json"
}

// send sends a request and reads what is answered, within the time that one may take.
func (s *Server) send(req *http.Request) (text []byte, typ string, err error) {
	if s.options.Timeout > 0 {
		ctx, cancel := context.WithTimeout(req.Context(), s.options.Timeout)
		defer cancel()
		req = req.WithContext(ctx)
	}
	resp, err := s.options.API.RoundTrip(req)
	if err != nil {
		return nil, "", s.unreached(err)
	}
	defer resp.Body.Close() //nolint:errcheck // it was read
	if text, err = io.ReadAll(io.LimitReader(resp.Body, mostRead+1)); err != nil {
		return nil, "", s.unreached(err)
	}
	if len(text) > mostRead {
		return nil, "", message.Errorf("the answer of %s has more than %d bytes; ask for fewer at a time (first), or for fewer fields", s.options.Address, mostRead)
	}
	typ, _, err = mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if err != nil {
		typ = ""
	}
	return text, typ, nil
}

// unreached says why there is no answer. What was said for people, such as that there is no token, is said as it is.
func (s *Server) unreached(err error) error {
	switch _, ours := errors.AsType[translated](err); {
	case ours:
		return err
	case errors.Is(err, context.DeadlineExceeded):
		return message.Errorf("%s gave no answer in time; see whether the server is well, or ask for less", s.options.Address)
	}
	return message.Errorf("%s cannot be reached: %v; start the server, or give its address", s.options.Address, err)
}

// checkTimeout is how long a client that starts the server may wait to learn that nothing can be asked.
const checkTimeout = 15 * time.Second

// Check asks who the token of the options is of, and says why nothing could be asked with it.
func (s *Server) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	var v struct{}
	return s.read(ctx, s.caller(nil), question{Query: "{ viewer { role } }"}, &v)
}
