package record_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bole/internal/judge/record"
	"bole/internal/judge/record/simulate"
)

var update = flag.Bool("update", false, "write golden files")

// The digits do not change: not by the machine, not by the order of sums, not unnoticed.
func TestGolden(t *testing.T) {
	s := simulate.Scenario{People: 60, Tasks: 90, Raters: 12, Ratings: 5, Repeat: 2, Rule: simulate.Able, Silo: .8, Missing: .2, Participation: 3, Unknown: .1, Mean: 85, Bias: 2}
	for _, tt := range []struct {
		name string
		fit  func(record.Input) (*record.Model, error)
	}{
		{"exact", func(in record.Input) (*record.Model, error) { return record.Fit(t.Context(), in, record.Options{}) }},
		{"sampled", func(in record.Input) (*record.Model, error) {
			return record.FitSampled(t.Context(), in, record.Options{})
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			truth := s.Draw(1)
			m, err := tt.fit(truth.Input)
			if err != nil {
				t.Fatal(err)
			}
			must := func(v any, err error) any {
				t.Helper()
				if err != nil {
					t.Fatal(err)
				}
				return v
			}
			contributions, _ := m.Contributions("p00007")
			influence, _, err := m.MostInfluential(t.Context(), "p00007")
			must(nil, err)
			severity, _, err := m.Severity(t.Context(), "r0002")
			must(nil, err)
			team, _, err := m.TaskResidual(t.Context(), "t00003", []record.Member{{Person: "p00007", Weight: 2}, {Person: "p00008", Weight: 1}}, 80, "r0002")
			must(nil, err)
			bands, err := m.Bands(t.Context(), nil)
			must(nil, err)
			var sizes []int
			for _, b := range bands {
				sizes = append(sizes, len(b.People))
			}
			got, err := json.MarshalIndent(map[string]any{
				"summary": m.Summary(), "estimates": m.Estimates()[:12], "contributions": contributions, "influence": influence,
				"compare": must(m.Compare(t.Context(), "p00001", "p00002")), "severity": severity, "team": team, "bands": sizes,
			}, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", tt.name+".json")
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), string(got)); d != "" {
				t.Error(d)
			}
		})
	}
}
