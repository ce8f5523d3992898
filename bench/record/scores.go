package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"strconv"

	"bole/internal/judge/record"
)

// scores measures a fit of a file of scores, such as insteval.R writes, and beside a file of people's effects how far
// the two are apart.
func scores(ctx context.Context, file, effects string) error {
	in, err := readScores(file)
	if err != nil {
		return err
	}
	runtime.GC()
	begun := cpu()
	m, err := record.Fit(ctx, in, record.Options{Draws: -1})
	if err != nil {
		return err
	}
	took := cpu() - begun
	s := m.Summary()
	fmt.Printf("%d scores of %d people on %d tasks by %d evaluators\n", s.Ratings, s.People, s.Tasks, s.Raters)
	fmt.Printf("fit, %d steps, converged %t: %.2f s of CPU, peak memory of the process %s\n", s.Iterations, s.Converged, took.Seconds(), peak())
	fmt.Printf("spreads: person %.4f, task %.4f, evaluator %.4f, participation %.4f, residual %.4f\n", s.Person, s.TaskUnknown, s.Rater, s.Participation, s.Residual)
	if effects == "" {
		return nil
	}
	return apart(m, effects)
}

// apart tells how far people's values are from the effects in a file, both less their averages.
func apart(m *record.Model, file string) error {
	rows, err := table(file, "person", "effect")
	if err != nil {
		return err
	}
	var ours, theirs []float64
	for _, r := range rows {
		e, ok := m.Estimate(r[0])
		effect, err := strconv.ParseFloat(r[1], 64)
		if !ok || err != nil {
			return fmt.Errorf("%s: person %q with effect %q: not rated, or no number", file, r[0], r[1])
		}
		ours, theirs = append(ours, e.Value), append(theirs, effect)
	}
	centre(ours)
	centre(theirs)
	most, xy, xx, yy := 0.0, 0.0, 0.0, 0.0
	for i, x := range ours {
		y := theirs[i]
		most, xy, xx, yy = max(most, math.Abs(x-y)), xy+x*y, xx+x*x, yy+y*y
	}
	fmt.Printf("%d people at most %.4f points apart, correlation %.7f\n", len(ours), most, xy/math.Sqrt(xx*yy))
	return nil
}

func centre(x []float64) {
	mean := 0.0
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for i := range x {
		x[i] -= mean
	}
}

func readScores(file string) (record.Input, error) {
	rows, err := table(file, "key", "person", "task", "rater", "score")
	if err != nil {
		return record.Input{}, err
	}
	var in record.Input
	for _, r := range rows {
		score, err := strconv.ParseFloat(r[4], 64)
		if err != nil {
			return in, fmt.Errorf("%s: score of %s: %w", file, r[0], err)
		}
		in.Observations = append(in.Observations, record.Observation{Key: r[0], Person: r[1], Task: r[2], Rater: r[3], Score: score})
	}
	return in, nil
}

// table reads a CSV file with these columns.
func table(file string, columns ...string) ([][]string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if len(rows) < 2 || !slices.Equal(rows[0], columns) {
		return nil, fmt.Errorf("%s: want the columns %v and rows below", file, columns)
	}
	return rows[1:], nil
}
