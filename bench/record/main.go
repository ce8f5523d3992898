// Command record measures the model of the work record on simulated records whose truth is known: how often its
// intervals hold the truth and how well it orders, by scenario, and how long it takes at the sizes of a
// deployment. bench/README.md has the results.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"strings"

	"bole/bench/cpuprofile"
	"bole/internal/judge/record"
	"bole/internal/judge/record/simulate"
)

var (
	seeds   = flag.Int("seeds", 200, "seeds of each scenario")
	first   = flag.Uint64("first", 500000, "first seed")
	only    = flag.String("only", "", "scenarios whose name holds this")
	large   = flag.Int("large", 0, "seeds of the scenario of 2,000 people instead")
	timing  = flag.String("time", "", "measure sizes instead: numbers of people, such as 20000,165000")
	ratings = flag.String("scores", "", "measure a fit of this file of scores instead, such as insteval.R writes")
	effects = flag.String("effects", "", "and compare with the people's effects in this file")
	profile = flag.String("profile", "", "write a CPU profile")
)

func main() {
	flag.Parse()
	log.SetFlags(0)
	if err := cpuprofile.While(*profile, func() error { return run(context.Background()) }); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	switch {
	case *ratings != "":
		return scores(ctx, *ratings, *effects)
	case *timing != "":
		return sizes(ctx, strings.Split(*timing, ","))
	case *large > 0:
		head()
		return scenario(ctx, simulate.Large(), *large)
	}
	head()
	for _, s := range simulate.Scenarios() {
		if !strings.Contains(s.Name, *only) {
			continue
		}
		if err := scenario(ctx, s, *seeds); err != nil {
			return err
		}
	}
	return nil
}

func head() {
	fmt.Println("| scenario | coverage | lowest | top tenth | half width | Spearman | Huber | nDCG@10 | r | crowding | plain: coverage | Spearman | half width | raw: Spearman | nDCG@10 | unconverged |")
	fmt.Println("| --- " + strings.Repeat("| ---: ", 15) + "|")
}

// scenario fits n seeds, with and without informative assignment, and writes a row of means.
func scenario(ctx context.Context, s simulate.Scenario, n int) error {
	var ours, plain simulate.Score
	lowest, r, crowding, unconverged := 1.0, 0.0, 0.0, 0
	for i := range n {
		truth := s.Draw(*first + uint64(i))
		for _, o := range []record.Options{{}, {Plain: true}} {
			m, err := record.Fit(ctx, truth.Input, o)
			if err != nil {
				return fmt.Errorf("%s, seed %d: %w", s.Name, *first+uint64(i), err)
			}
			score := simulate.Judge(m.Estimates(), truth.Ability)
			if !m.Summary().Converged {
				unconverged++
			}
			if o.Plain {
				plain = plain.Plus(score, 1/float64(n))
				continue
			}
			ours = ours.Plus(score, 1/float64(n))
			lowest = min(lowest, score.Coverage)
			crowding += m.Summary().Crowding / float64(n)
			r += m.Summary().Correlation / float64(n)
		}
	}
	fmt.Printf("| %s | %.3f | %.3f | %.3f | %.2f | %.3f | %.3f | %.3f | %.2f | %.2f | %.3f | %.3f | %.2f | %.3f | %.3f | %d |\n", s.Name, ours.Coverage, lowest,
		ours.Top, ours.Width, ours.Spearman, ours.Robust, ours.NDCG, r, crowding, plain.Coverage, plain.Spearman, plain.Width, plain.Raw, plain.RawNDCG, unconverged)
	return nil
}
