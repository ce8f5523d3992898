package main

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// sample is what one round gave.
type sample struct {
	perSecond           float64
	p50, p95, p99       time.Duration
	cpuServer, cpuNeo4j float64 // milliseconds of CPU per request
}

func (s sample) cpu() float64 { return s.cpuServer + s.cpuNeo4j }

// round loads a peer with clients for some time.
func (p *peer) round(s scenario, clients int, long time.Duration, neo4jPID int) (sample, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients, DisableCompression: true}}
	defer client.CloseIdleConnections()
	cpuServer, cpuNeo4j := cpu(p.cmd.Process.Pid), cpu(neo4jPID)
	begun := time.Now()
	end := begun.Add(long)
	var mu sync.Mutex
	var took []time.Duration
	var failed error
	var group sync.WaitGroup
	for i := range clients {
		group.Go(func() {
			rng := rand.New(rand.NewPCG(uint64(i), uint64(begun.UnixNano())))
			var mine []time.Duration
			for time.Now().Before(end) {
				t := time.Now()
				if _, err := p.ask(client, p.request(s, p.variables(s, rng))); err != nil {
					mu.Lock()
					failed = errors.Join(failed, err)
					mu.Unlock()
					return
				}
				mine = append(mine, time.Since(t))
			}
			mu.Lock()
			took = append(took, mine...)
			mu.Unlock()
		})
	}
	group.Wait()
	if failed != nil || len(took) == 0 {
		return sample{}, fmt.Errorf("%s, %s: %w", s.name, p.name, failed)
	}
	elapsed := time.Since(begun)
	slices.Sort(took)
	at := func(q float64) time.Duration { return took[min(len(took)-1, int(q*float64(len(took))))] }
	n := float64(len(took))
	return sample{n / elapsed.Seconds(), at(0.5), at(0.95), at(0.99),
		(cpu(p.cmd.Process.Pid) - cpuServer) * 1000 / n, (cpu(neo4jPID) - cpuNeo4j) * 1000 / n}, nil
}

// cpu is a process's CPU so far, seconds.
func cpu(pid int) float64 {
	b, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return 0
	}
	f := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
	user, _ := strconv.ParseFloat(f[11], 64)
	system, _ := strconv.ParseFloat(f[12], 64)
	return (user + system) / 100
}

// measured is what the rounds of one scenario and number of clients gave, by peer, round by round.
type measured struct {
	scenario scenario
	clients  int
	rounds   map[string][]sample
}

// measure warms all peers and then alternates them: each round asks all, from another one on, odd rounds the
// other way round.
func measure(s scenario, clients int, peers []*peer, neo4jPID int) (measured, error) {
	of := func(seconds float64) time.Duration { return time.Duration(seconds * float64(time.Second)) }
	long := of(*seconds)
	m := measured{s, clients, map[string][]sample{}}
	for _, p := range peers {
		if _, err := p.round(s, clients, max(long, of(*warm)), neo4jPID); err != nil {
			return m, err
		}
	}
	for round := range *rounds {
		for i := range peers {
			at := (i + round) % len(peers)
			if round%2 == 1 {
				at = len(peers) - 1 - i
			}
			p := peers[at]
			x, err := p.round(s, clients, long, neo4jPID)
			if err != nil {
				return m, err
			}
			m.rounds[p.name] = append(m.rounds[p.name], x)
		}
	}
	return m, nil
}

// print writes a row of the scenario's table for each peer: medians of each column over the rounds.
func (m measured) print(peers []*peer) {
	for _, p := range peers {
		of := m.rounds[p.name]
		column := func(value func(sample) float64) float64 { return median(of, value) }
		raw := ""
		if len(m.rounds[inRaw]) > 0 {
			raw = fmt.Sprintf("%.2f", median(m.ratios(p.name, inRaw, requests), self))
		}
		fmt.Printf("| %s | %d | %.0f | %s | %.1f ms | %.1f ms | %.1f ms | %.2f ms | %.2f ms |\n", p.name, m.clients,
			column(func(x sample) float64 { return x.perSecond }), raw,
			column(func(x sample) float64 { return ms(x.p50) }), column(func(x sample) float64 { return ms(x.p95) }), column(func(x sample) float64 { return ms(x.p99) }),
			column(func(x sample) float64 { return x.cpuServer }), column(func(x sample) float64 { return x.cpuNeo4j }))
	}
}

// ratios compares two peers round by round.
func (m measured) ratios(a, b string, by func(a, b sample) float64) []float64 {
	var out []float64
	for i, x := range m.rounds[a] {
		out = append(out, by(x, m.rounds[b][i]))
	}
	return out
}

// How two samples compare; above 1 the first is better.
func requests(a, b sample) float64 { return a.perSecond / b.perSecond }
func lessCPU(a, b sample) float64  { return b.cpu() / a.cpu() }

func self(x float64) float64 { return x }

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// median of a value of the elements; of an even number the upper of the two in the middle.
func median[T any](of []T, value func(T) float64) float64 {
	values := make([]float64, len(of))
	for i, x := range of {
		values[i] = value(x)
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// summarize writes one line for a scenario and number of clients: the product beside each other peer.
func summarize(all []measured, peers []*peer) {
	fmt.Print("\nThe product : each peer, medians of the rounds' ratios\n\n| scenario | clients |")
	others := peers[1:]
	for _, p := range others {
		fmt.Printf(" %s | CPU |", p.name)
	}
	fmt.Print("\n| --- | --- |" + strings.Repeat(" --- | --- |", len(others)) + "\n")
	for _, m := range all {
		fmt.Printf("| (%s) | %d |", m.scenario.name, m.clients)
		for _, p := range others {
			if !p.takes(m.scenario) {
				fmt.Print(" | |")
				continue
			}
			r := m.ratios(inProduct, p.name, requests)
			fmt.Printf(" %.2f (%.2f–%.2f) | %.2f |", median(r, self), slices.Min(r), slices.Max(r), median(m.ratios(inProduct, p.name, lessCPU), self))
		}
		fmt.Println()
	}
}
