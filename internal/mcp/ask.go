package mcp

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"

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
	if typ != "application/graphql-response+json" && typ != "application/json" || json.Unmarshal(text, &a) != nil {
		return answer{}, message.Errorf("%s does not answer as a server of bole; give the address of one", s.options.Address)
	}
	return a, nil
}

// sdl is the part of the schema that is for the caller's role.
func (s *Server) sdl(ctx context.Context, c caller) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.options.Address+"/schema.graphql", nil)
	if err != nil {
		return nil, fmt.Errorf("ask for the schema: %w", err)
	}
	req.Header = c.header.Clone()
	text, typ, err := s.send(req)
	if err == nil && typ != "application/graphql" {
		err = message.Errorf("%s does not answer as a server of bole; give the address of one", s.options.Address)
	}
	return text, err
}

func (s *Server) send(req *http.Request) (text []byte, typ string, err error) {
	resp, err := s.options.API.RoundTrip(req)
	if err != nil {
		return nil, "", message.Errorf("%s cannot be reached: %v; start the server, or give its address", s.options.Address, err)
	}
	defer resp.Body.Close() //nolint:errcheck // it was read
	if text, err = io.ReadAll(io.LimitReader(resp.Body, mostRead)); err != nil {
		return nil, "", message.Errorf("%s cannot be reached: %v; start the server, or give its address", s.options.Address, err)
	}
	typ, _, err = mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if err != nil {
		typ = ""
	}
	return text, typ, nil
}

// Check asks who the token of the options is of, and says why nothing could be asked with it.
func (s *Server) Check(ctx context.Context) error {
	a, err := s.ask(ctx, s.caller(nil), question{Query: "{ viewer { role } }"})
	if err == nil && len(a.Errors) > 0 {
		err = message.Plain(a.Errors[0].Message).Err()
	}
	return err
}
