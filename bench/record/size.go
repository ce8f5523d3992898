package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"bole/internal/judge/record"
	"bole/internal/judge/record/simulate"
)

// sizes measures the CPU seconds of each step at numbers of people: hyperparameters from nothing and from a warm start, estimates
// with them fixed, intervals of all by draws, and one question each.
func sizes(ctx context.Context, people []string) error {
	for _, text := range people {
		n, err := strconv.Atoi(text)
		if err != nil {
			return err
		}
		truth := simulate.Deployment(n).Draw(*first)
		fmt.Printf("\n%d people, %d tasks, %d ratings\n", n, len(truth.Tasks), len(truth.Observations))
		runtime.GC()
		if err := steps(ctx, truth); err != nil {
			return err
		}
		fmt.Println("peak memory of the process,", peak())
	}
	return nil
}

func steps(ctx context.Context, truth simulate.Truth) error {
	begun := cpu()
	at := time.Now()
	step := func(name string) {
		if name != "" {
			fmt.Printf("%-52s %8.3f s, %8.3f s by the clock\n", name, (cpu() - begun).Seconds(), time.Since(at).Seconds())
		}
		begun, at = cpu(), time.Now()
	}
	fit := func(o record.Options) (*record.Model, error) {
		runtime.GC()
		step("")
		return record.Fit(ctx, truth.Input, o)
	}
	found, err := hyperparameters(ctx, truth.Input, step)
	if err != nil {
		return err
	}
	if _, err = fit(record.Options{Draws: -1, By: &found}); err != nil {
		return err
	}
	step("estimates, hyperparameters given")
	m, err := fit(record.Options{By: &found})
	if err != nil {
		return err
	}
	step("estimates and intervals of all")
	all := m.Estimates()
	step("reading all")
	score := simulate.Judge(all, truth.Ability)
	step("")
	if _, err = m.Exact(ctx, all[0].Person); err != nil {
		return err
	}
	step("one exact interval")
	if _, err = m.Compare(ctx, all[0].Person, all[1].Person); err != nil {
		return err
	}
	step("one comparison")
	if _, _, err = m.Severity(ctx, "r0001"); err != nil {
		return err
	}
	step("one evaluator")
	if len(truth.Observations) > whole {
		fmt.Printf("coverage %.3f, top tenth %.3f, Spearman %.3f, raw %.3f\n", score.Coverage, score.Top, score.Spearman, score.Raw)
		return nil
	}
	if _, _, err = m.MostInfluential(ctx, all[0].Person); err != nil {
		return err
	}
	step("most influential rating of one")
	bands, err := m.Bands(ctx, nil)
	if err != nil {
		return err
	}
	step(fmt.Sprintf("bands of all, %d", len(bands)))
	fmt.Printf("coverage %.3f, top tenth %.3f, Spearman %.3f, raw %.3f\n", score.Coverage, score.Top, score.Spearman, score.Raw)
	return nil
}

// whole records up to so many ratings are used for the hyperparameters; of larger ones the first people are.
const whole = 150000

// hyperparameters from nothing, and from there with one score more.
func hyperparameters(ctx context.Context, in record.Input, step func(string)) (record.Population, error) {
	if len(in.Observations) > whole {
		in.Observations = in.Observations[:whole]
	}
	runtime.GC()
	step("")
	cold, err := record.Find(ctx, in, record.Options{})
	if err != nil {
		return cold, err
	}
	step(fmt.Sprintf("hyperparameters, %d ratings, %d steps", len(in.Observations), cold.Iterations))
	again := in.Observations[0]
	again.Key, again.Task = again.Key+" again", in.Observations[len(in.Observations)/2].Task
	in.Observations = append(slices.Clone(in.Observations), again)
	warm, err := record.Find(ctx, in, record.Options{Start: &cold})
	if err != nil {
		return cold, err
	}
	step(fmt.Sprintf("hyperparameters from there, one more, %d steps", warm.Iterations))
	return cold, nil
}

// cpu is what the process has used, so that neighbours on the machine do not count.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peak is the resident set's high-water mark as Linux counts it.
func peak() string {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(b)) {
		if v, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			return strings.TrimSpace(v)
		}
	}
	return "unknown"
}
