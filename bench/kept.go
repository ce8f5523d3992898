package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"bole/graph/law"
	"bole/graph/message"
	"bole/internal/dataset"
	"bole/internal/dataset/demo"
	"bole/internal/localneo4j"
	"bole/internal/rooms"
)

// kept measures requests whose client has the answer and asks whether it is right still, beside the same question asked
// anew, over the demo's graph.
func kept(ctx context.Context) error {
	server, err := localneo4j.Start(ctx, localneo4j.Options{Dir: filepath.Join(*dir, "kept"), HeapMB: 1024, PageCacheMB: 256, Progress: func(s message.Text) { log.Print(s) }})
	if err != nil {
		return err
	}
	defer server.Close()
	if err := fillDemo(ctx, server); err != nil {
		return err
	}
	token, err := analyst()
	if err != nil {
		return err
	}
	p, err := startPeer(os.Args[0], inProduct, server, token)
	if err != nil {
		return err
	}
	defer p.stop()
	atOnce, err := numbers("-clients", *clients)
	if err != nil {
		return err
	}
	fmt.Println("| question | clients | anew | 304 | 304 : anew |\n| --- | --- | --- | --- | --- |")
	for _, q := range []struct{ what, text string }{
		{"average score by the task's category", `{ evaluations { groupBy(by: [{basedOn: {task: {category: VALUE}}}]) { groups { key { basedOn { task { category } } } aggregate { count score { avg } } } } } }`},
		{"one statistic", `{ statistic(code: "frontline-observations", asOf: "2024-08-31") { figure numerator denominator } }`},
	} {
		for _, n := range atOnce {
			if err := p.compared(q.what, q.text, n); err != nil {
				return err
			}
		}
	}
	return nil
}

func fillDemo(ctx context.Context, server *localneo4j.Server) error {
	r, err := open(server.URI(), server.Password())
	if err != nil {
		return err
	}
	defer r.Close(ctx)
	if err := r.Migrate(ctx); err != nil {
		return err
	}
	return r.Store.Once(ctx, "kept", func() error { return importDemo(ctx, r) })
}

func importDemo(ctx context.Context, r *rooms.Rooms) (err error) {
	data, err := os.MkdirTemp("", "bole-kept-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(data)) }()
	if err := demo.Write(data, demo.Options{}); err != nil {
		return err
	}
	_, err = dataset.Import(ctx, r.Dataset(), data, dataset.Options{Now: time.Now(), Caller: law.System})
	return err
}

// compared prints a row: medians of the rounds, and of their ratios.
func (p *process) compared(what, text string, clients int) error {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients, DisableCompression: true}}
	defer client.CloseIdleConnections()
	sum := sha256.Sum256([]byte(text))
	extensions := object{"persistedQuery": object{"version": 1, "sha256Hash": hex.EncodeToString(sum[:])}}
	body, err := json.Marshal(object{"query": text, "extensions": extensions})
	if err != nil {
		return err
	}
	if _, err := p.ask(client, body); err != nil {
		return err
	}
	by, err := json.Marshal(extensions)
	if err != nil {
		return err
	}
	address := "http://" + p.address + "/graphql?extensions=" + url.QueryEscape(string(by))
	tag, err := p.status(client, address, "", http.StatusOK)
	if err != nil {
		return err
	}
	ways := [2]func() error{
		func() error { _, err := p.ask(client, bytes.Clone(body)); return err },
		func() error { _, err := p.status(client, address, tag, http.StatusNotModified); return err },
	}
	var rates [2][]float64
	var ratios []float64
	for round := range *rounds + 1 { // the first is to warm up
		var rate [2]float64
		for i := range ways {
			at := (i + round) % 2
			if rate[at], err = perSecond(ways[at], clients); err != nil {
				return err
			}
		}
		if round > 0 {
			rates[0], rates[1], ratios = append(rates[0], rate[0]), append(rates[1], rate[1]), append(ratios, rate[1]/rate[0])
		}
	}
	slices.Sort(ratios)
	fmt.Printf("| %s | %d | %.0f/s | %.0f/s | %.1f (%.1f–%.1f) |\n", what, clients, median(rates[0], self), median(rates[1], self), median(ratios, self), ratios[0], ratios[len(ratios)-1])
	return nil
}

// status asks by GET and gives the answer's tag.
func (p *process) status(c *http.Client, address, tag string, want int) (string, error) {
	req, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", "Bearer "+p.token)
	if tag != "" {
		req.Header.Set("If-None-Match", tag)
	}
	resp, err := c.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if tag = resp.Header.Get("ETag"); err == nil && (resp.StatusCode != want || !strings.HasPrefix(tag, "W/")) {
		err = fmt.Errorf("status %d, tag %q: %.300s", resp.StatusCode, tag, b)
	}
	return tag, err
}

// perSecond is how often clients do something together in a second.
func perSecond(do func() error, clients int) (float64, error) {
	var done atomic.Int64
	var group sync.WaitGroup
	errs := make([]error, clients)
	begun := time.Now()
	for i := range clients {
		group.Go(func() {
			for time.Since(begun).Seconds() < *seconds && errs[i] == nil {
				if errs[i] = do(); errs[i] == nil {
					done.Add(1)
				}
			}
		})
	}
	group.Wait()
	return float64(done.Load()) / time.Since(begun).Seconds(), errors.Join(errs...)
}
