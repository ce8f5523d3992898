package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"bole/graph/message"
	"bole/internal/localneo4j"
)

// exportRows is how many rows are exported; as many as an export may have.
const exportRows = 1_000_000

// export measures a list of 1,000,000 rows as CSV: how long it takes, and how much memory the server has meanwhile.
func export(ctx context.Context) error {
	server, err := localneo4j.Start(ctx, localneo4j.Options{Dir: filepath.Join(*dir, "export"), HeapMB: 2048, PageCacheMB: 1024, Progress: func(s message.Text) { log.Print(s) }})
	if err != nil {
		return err
	}
	defer server.Close()
	r, err := open(server.URI(), server.Password())
	if err != nil {
		return err
	}
	if err := once(ctx, r, func(t *tables) {
		for i := range exportRows {
			t.add("tasks", object{"key": fmt.Sprintf("t%07d", (i*7919)%10_000_019), "title": fmt.Sprintf("事项%07d", i), "category": categories[i%len(categories)], "difficulty": 1 + i%5})
		}
	}); err != nil {
		return err
	}
	r.Close(ctx)
	token, err := analyst()
	if err != nil {
		return err
	}
	p, err := startPeer(os.Args[0], inProduct, server, token)
	if err != nil {
		return err
	}
	defer p.stop()
	body, err := json.Marshal(object{"query": "{ tasks(orderBy: {difficulty: DESC}) { nodes { key title category difficulty outcome } } }"})
	if err != nil {
		return err
	}
	for _, accept := range []string{"text/csv", "application/jsonl"} {
		if err := exported(p, accept, body); err != nil {
			return err
		}
	}
	return nil
}

func exported(p *process, accept string, body []byte) error {
	req, err := http.NewRequest(http.MethodPost, "http://"+p.address+"/graphql", bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", accept)
	req.Header.Set("Authorization", "Bearer "+p.token)
	begun := time.Now()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	lines, size, next := 0, 0, 0
	buffer := make([]byte, 1<<16)
	for {
		n, err := resp.Body.Read(buffer)
		lines += bytes.Count(buffer[:n], []byte("\n"))
		size += n
		if lines >= next {
			log.Printf("%s: %d lines after %.1f s, server %d MB", accept, lines, time.Since(begun).Seconds(), rss(p.cmd.Process.Pid, "VmRSS"))
			next += exportRows / 5
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	log.Printf("%s: %d lines, %d MB in %.1f s, X-Bole-Rows %s; the server at most %d MB", accept, lines, size>>20, time.Since(begun).Seconds(),
		resp.Trailer.Get("X-Bole-Rows"), rss(p.cmd.Process.Pid, "VmHWM"))
	return nil
}

// rss is a process's memory, MB.
func rss(pid int, line string) int {
	b, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(b), line+":")
	kb, _ := strconv.Atoi(strings.Fields(rest)[0])
	return kb >> 10
}
