package main

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"time"

	"bole/graph/law"
	"bole/graph/message"
	"bole/internal/httpapi"
	"bole/internal/localneo4j"
)

// Words of titles: some in many titles, some in few.
var (
	places = []string{"润州区", "京口区", "丹徒区", "丹阳市", "句容市", "扬中市", "高新区", "经开区"}
	works  = []string{"债务化解", "项目建设", "招商引资", "产业发展", "防汛", "信访", "安全生产", "乡村振兴", "改革", "民生服务", "援派"}
	things = []string{"攻坚", "协调", "专项整治", "平台搭建", "工程", "调研", "督查", "清零"}
	rare   = []string{"龘字号", "芯片", "GDP核算", "5G基站", "鱼塘", "古桥", "长江岸线"}
)

// search measures full text over 100,000 tasks: first pages of words from frequent to rare, one character to a
// sentence, for a caller of the whole graph and one of a unit.
func search(ctx context.Context) error {
	r, server, stop, err := opened(ctx, localneo4j.Options{Dir: filepath.Join(*dir, "search"), HeapMB: 2048, PageCacheMB: 512, Progress: func(s message.Text) { log.Print(s) }})
	if err != nil {
		return err
	}
	defer stop()
	if err := once(ctx, r, writeTasks); err != nil {
		return err
	}
	api, err := answering(r, httpapi.Options{})
	if err != nil {
		return err
	}
	texts := []string{"债", "债务化解", "化解", "润州区债务化解攻坚", "项目建设 扬中", "龘", "龘字号", "芯片", "GDP", "5G", "古桥", "2024", "〔2024〕15号", "12345", "工程 丹阳 防汛", "不存在的词语", "长江岸线", "督查"}
	log.Printf("| caller | requests | p50 | p95 | p99 | most | CPU Neo4j, a request | of the dearest text |\n| --- | --- | --- | --- | --- | --- | --- | --- |")
	for _, c := range []law.Caller{{Role: "ANALYST", Whole: true}, {Role: "ANALYST", Units: []string{"o001"}}} {
		var took []time.Duration
		spent := make([]float64, len(texts)) // seconds of Neo4j's CPU, which others on the machine do not change
		for round := range 25 {
			for i, text := range texts {
				begun, before := time.Now(), cpu(server.PID())
				if _, err := api.Ask(ctx, c, `query($t: String!) { search(text: $t) { edges { field excerpt node { id } } pageInfo { endCursor } } }`, map[string]any{"t": text}); err != nil {
					return fmt.Errorf("%q: %w", text, err)
				}
				if round >= 5 { // the first rounds warm the server
					took = append(took, time.Since(begun))
					spent[i] += cpu(server.PID()) - before
				}
			}
		}
		slices.Sort(took)
		at := func(p float64) float64 { return ms(took[int(p*float64(len(took)-1))]) }
		who := "a unit"
		if c.Whole {
			who = "whole graph"
		}
		all, most := 0.0, 0
		for i, x := range spent {
			if all += x; x > spent[most] {
				most = i
			}
		}
		log.Printf("| %s | %d | %.1f ms | %.1f ms | %.1f ms | %.1f ms | %.1f ms | %.1f ms (%s) |", who, len(took), at(0.5), at(0.95), at(0.99), at(1),
			1000*all/float64(len(took)), 1000*spent[most]/20, texts[most])
	}
	return nil
}

func writeTasks(t *tables) {
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range 100_000 {
		title := pick(rng, places...) + pick(rng, works...) + pick(rng, things...) + fmt.Sprintf("〔20%02d〕%d号", 15+rng.IntN(10), rng.IntN(500))
		if rng.IntN(200) == 0 {
			title = pick(rng, rare...) + title
		}
		t.add("tasks", object{"key": fmt.Sprintf("t%06d", (i*7919)%1_000_003), "title": title, "category": categories[rng.IntN(len(categories))],
			"summary": "为" + pick(rng, places...) + pick(rng, things...) + "，" + pick(rng, works...) + fmt.Sprintf("涉及%d户", rng.IntN(20_000))})
	}
}
