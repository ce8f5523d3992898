package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"bole/internal/localneo4j"
)

// Bounds of what largeAnswers asks for: it ends at the first answer that is refused or larger than enough.
const (
	enough   = 256 << 20
	patience = time.Minute
)

// largeAnswers measures what the bytes of an answer cost the server: one request whose rows stay the same, some
// 25,000, and whose aliases of one field grow in number and length, as far as limits of the document allow (12 kB).
// Each is sent to a new process of the product, so that its peak of memory is that of one answer.
func largeAnswers(ctx context.Context) error {
	server, err := startNeo4j(ctx)
	if err != nil {
		return err
	}
	defer server.Close()
	token, err := analyst()
	if err != nil {
		return err
	}
	fmt.Print("| aliases | letters of each | request | status | answer | took | memory before | peak | CPU server | CPU Neo4j |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for _, step := range [][2]int{{1, 4}, {10, 4}, {60, 4}, {60, 50}, {60, 100}, {60, 200}} {
		size, err := largeAnswer(server, token, step[0], step[1])
		if err != nil {
			return fmt.Errorf("%d aliases of %d letters: %w", step[0], step[1], err)
		}
		if size > enough || size == 0 {
			return nil
		}
	}
	return nil
}

// largeAnswer measures one request and returns the bytes of its answer, 0 when it is refused.
func largeAnswer(server *localneo4j.Server, token string, aliases, letters int) (int64, error) {
	p, err := startPeer(os.Args[0], inProduct, server, token)
	if err != nil {
		return 0, err
	}
	defer p.stop()
	if _, err := p.ask(http.DefaultClient, largeRequest(1, 4)); err != nil { // warm
		return 0, err
	}
	body := largeRequest(aliases, letters)
	before, cpuServer, cpuNeo4j := rss(p.cmd.Process.Pid, "VmRSS"), cpu(p.cmd.Process.Pid), cpu(server.PID())
	begun := time.Now()
	resp, err := p.send(&http.Client{Timeout: patience}, body)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	var head bytes.Buffer
	if _, err := io.CopyN(&head, resp.Body, 2048); err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	rest, err := io.Copy(io.Discard, resp.Body)
	if err != nil {
		return 0, err
	}
	took, size := time.Since(begun), int64(head.Len())+rest
	status := fmt.Sprint(resp.StatusCode)
	if code := refusedWith(head.Bytes()); code != "" {
		status += " " + code
	}
	fmt.Printf("| %d | %d | %.1f kB | %s | %.1f MB | %.2f s | %d MB | %d MB | %.2f s | %.2f s |\n", aliases, letters, float64(len(body))/1000, status, float64(size)/1e6, took.Seconds(),
		before, rss(p.cmd.Process.Pid, "VmHWM"), cpu(p.cmd.Process.Pid)-cpuServer, cpu(server.PID())-cpuNeo4j)
	if resp.StatusCode != http.StatusOK || status != "200" {
		return 0, nil
	}
	return size, nil
}

// largeRequest asks for the tasks and their people of the people of 200 tasks, and in each row for a name under
// aliases of so many letters.
func largeRequest(aliases, letters int) []byte {
	var leaves strings.Builder
	for i := range aliases {
		fmt.Fprintf(&leaves, "a%0*d:name ", letters-1, i)
	}
	query := "{ tasks(first: 200) { nodes { cadres(first: 4) { nodes { tasks(first: 20) { nodes { cadres(first: 4) { nodes { " + leaves.String() + "} } } } } } } } }"
	body, err := json.Marshal(object{"query": query})
	if err != nil {
		panic(err)
	}
	return body
}

// refusedWith is the code of an answer that is one error, "" of any other.
func refusedWith(answer []byte) string {
	var body struct {
		Errors []struct{ Extensions struct{ Code string } }
	}
	if json.Unmarshal(answer, &body) != nil || len(body.Errors) == 0 {
		return ""
	}
	return body.Errors[0].Extensions.Code
}
