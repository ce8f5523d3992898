package appraisal_test

import (
	"flag"
	"syscall"
	"testing"
	"time"

	"bole/internal/appraisal"
	"bole/internal/dataset/demo"
)

var officials = flag.Int("officials", 1000, "size of BenchmarkOneReviewMore")

// BenchmarkOneReviewMore: what an answer waits for after a review was recorded, once its official's facts have been read.
func BenchmarkOneReviewMore(b *testing.B) {
	few := factsOf(demo.Generate(demo.Options{Cadres: min(*officials, 2400)}))
	set, _, err := appraisal.Refit(b.Context(), few, asOf, nil)
	if err != nil {
		b.Fatal(err)
	}
	all := factsOf(demo.Generate(demo.Options{Cadres: *officials}))
	begun, n := cpu(b), 0
	for b.Loop() {
		if _, n, err = appraisal.Refit(b.Context(), all, asOf, set); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n), "scores")
	b.ReportMetric((cpu(b)-begun).Seconds()/float64(b.N), "cpu-s/op")
}

func cpu(tb testing.TB) time.Duration {
	tb.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
