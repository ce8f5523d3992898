package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"bole/internal/localneo4j"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// scenario is one question, in the product's words and in the loader's; "" where the loader has no answer.
type scenario struct{ name, what, query, loader string }

var scenarios = []scenario{
	{"a", "one cadre by key → tasks with role → cases and evaluations",
		`query($key: String!) { cadre(key: $key) { name tasks(first: 20) { edges { role node { title cases(first: 20) { nodes { title kind } } evaluations(first: 20) { nodes { score } } } } } } }`,
		`query($key: String!) { cadre(key: $key) { name tasks(first: 20) { edges { role node { title cases(first: 20) { nodes { title kind } } evaluations(first: 20) { nodes { score } } } } } } }`},
	{"b", "first 20 cadres by name who led a task of a category at difficulty ≥ 4",
		`query($category: TaskCategory!) { cadres(first: 20, orderBy: {name: ASC}, filter: {tasks: {some: {role: {eq: LEAD}, node: {category: {eq: $category}, difficulty: {gte: 4}}}}}) { nodes { key name } } }`,
		`query($category: String!) { cadres(first: 20, category: $category) { nodes { key name } } }`},
	{"c", "the same with totalCount",
		`query($category: TaskCategory!) { cadres(first: 20, orderBy: {name: ASC}, filter: {tasks: {some: {role: {eq: LEAD}, node: {category: {eq: $category}, difficulty: {gte: 4}}}}}) { nodes { key name } totalCount } }`,
		`query($category: String!) { cadres(first: 20, category: $category) { nodes { key name } totalCount } }`},
	{"d", "50 cadres × first 10 tasks × evaluations",
		`query($after: String) { cadres(first: 50, after: $after, orderBy: {name: ASC}) { nodes { name tasks(first: 10) { nodes { title evaluations(first: 10) { nodes { score } } } } } } }`,
		`query($after: String) { cadres(first: 50, after: $after) { nodes { name tasks(first: 10) { nodes { title evaluations(first: 10) { nodes { score } } } } } } }`},
	{"e", "first 20 tasks, hardest first, whose lead has three or more verified positive cases",
		`query($category: TaskCategory!) { tasks(first: 20, orderBy: {difficulty: DESC}, filter: {category: {eq: $category}, cadres: {some: {role: {eq: LEAD}, node: {cases: {count: [{where: {node: {polarity: {eq: POSITIVE}, verification: {eq: VERIFIED}}}, gte: 3}]}}}}}) { nodes { key title difficulty } } }`,
		`query($category: String!) { tasks(first: 20, category: $category) { nodes { key title difficulty } } }`},
	{"g", "average score of 120,000 evaluations by the category of the task they rest on",
		`{ evaluations { groupBy(by: [{basedOn: {task: {category: VALUE}}}]) { groups { key { basedOn { task { category } } } aggregate { count score { avg } } } } } }`, ""},
	{"f", "page 2 to 50 of all cadres by cursor",
		`query($after: String) { cadres(first: 50, after: $after, orderBy: {name: ASC}) { nodes { key name } pageInfo { hasNextPage endCursor } } }`,
		`query($after: String) { cadres(first: 50, after: $after) { nodes { key name } pageInfo { hasNextPage endCursor } } }`},
}

func (p *peer) ask(c *http.Client, body []byte) ([]byte, error) {
	req, err := http.NewRequest(http.MethodPost, "http://"+p.address+"/graphql", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+p.token)
	resp, err := c.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err == nil && (resp.StatusCode != http.StatusOK || bytes.Contains(b, []byte(`"errors"`))) {
		err = fmt.Errorf("status %d: %.300s", resp.StatusCode, b)
	}
	return b, err
}

// sample is what one round gave.
type sample struct {
	perSecond          float64
	p50, p95, p99      time.Duration
	cpuPeer, cpuServer float64 // milliseconds of CPU per request
}

// round loads a peer with clients for some seconds.
func (p *peer) round(s scenario, clients int, neo4jPID int) (sample, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	defer client.CloseIdleConnections()
	cpuPeer, cpuServer := cpu(p.cmd.Process.Pid), cpu(neo4jPID)
	begun := time.Now()
	end := begun.Add(time.Duration(*seconds * float64(time.Second)))
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
		(cpu(p.cmd.Process.Pid) - cpuPeer) * 1000 / n, (cpu(neo4jPID) - cpuServer) * 1000 / n}, nil
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

// measure interleaves the peers and prints a table row for each, with the ratio of medians to the raw driver.
func measure(s scenario, peers []*peer, neo4jPID int) error {
	fmt.Printf("\n(%s) %s\n\n| peer | clients | requests/s | : raw | p50 | p95 | p99 | CPU server | CPU Neo4j |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n", s.name, s.what)
	for _, clients := range []int{16, 1} {
		all := map[string][]sample{}
		for _, p := range peers { // warm
			if _, err := p.round(s, clients, neo4jPID); err != nil {
				return err
			}
		}
		for round := range *rounds {
			for i := range peers {
				p := peers[(i+round)%len(peers)]
				x, err := p.round(s, clients, neo4jPID)
				if err != nil {
					return err
				}
				all[p.name] = append(all[p.name], x)
			}
		}
		base := median(all["raw"])
		for _, p := range peers {
			m := median(all[p.name])
			fmt.Printf("| %s | %d | %.0f | %.2f | %.1f ms | %.1f ms | %.1f ms | %.2f ms | %.2f ms |\n", p.name, clients, m.perSecond, m.perSecond/base.perSecond,
				ms(m.p50), ms(m.p95), ms(m.p99), m.cpuPeer, m.cpuServer)
		}
	}
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func median(of []sample) sample {
	slices.SortFunc(of, func(a, b sample) int { return int(a.perSecond - b.perSecond) })
	return of[len(of)/2]
}

// bareWriter writes as many nodes and relationships with plain UNWIND … MERGE statements under labels of
// their own, and removes them.
func bareWriter(ctx context.Context, server *localneo4j.Server, data string) (time.Duration, error) {
	d, err := openDriver(server.URI(), server.Password())
	if err != nil {
		return 0, err
	}
	defer d.Close(ctx)
	do := func(text string, p object) error {
		_, err := neo4j.ExecuteQuery(ctx, d, text, p, neo4j.EagerResultTransformer)
		return err
	}
	if err := do("CREATE CONSTRAINT bare IF NOT EXISTS FOR (n:BareNode) REQUIRE n.key IS UNIQUE", nil); err != nil {
		return 0, err
	}
	begun := time.Now()
	files, err := filepath.Glob(filepath.Join(data, "*.jsonl"))
	if err != nil {
		return 0, err
	}
	slices.Sort(files)
	slices.Reverse(files) // tasks before participations is not needed: ends are merged
	for _, file := range files {
		if err := bareTable(file, do); err != nil {
			return 0, err
		}
	}
	took := time.Since(begun)
	for {
		r, err := neo4j.ExecuteQuery(ctx, d, "MATCH (n:BareNode) WITH n LIMIT 10000 DETACH DELETE n RETURN count(*)", nil, neo4j.EagerResultTransformer)
		if err != nil {
			return 0, err
		}
		if n, _ := r.Records[0].Values[0].(int64); n == 0 {
			return took, nil
		}
	}
}
