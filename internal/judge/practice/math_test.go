package practice_test

import (
	"encoding/csv"
	"fmt"
	"math"
	"math/bits"
	"os"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"bole/internal/judge/practice"
)

// The conditional logit of 40 selections, some with two or three chosen, is the one that statsmodels finds; the command
// that made it and its versions stand in testdata.
func TestConditionalLogitAgainstReference(t *testing.T) {
	f, err := os.Open("testdata/choices.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var x [][][]float64
	var chosen []int
	for _, want := range []string{"1", "0"} { // those chosen first
		for _, r := range rows[1:] {
			g, _ := strconv.Atoi(r[0])
			for len(x) <= g {
				x, chosen = append(x, nil), append(chosen, 0)
			}
			if r[1] != want {
				continue
			}
			var of []float64
			for _, cell := range r[2:] {
				v, err := strconv.ParseFloat(cell, 64)
				if err != nil {
					t.Fatal(err)
				}
				of = append(of, v)
			}
			x[g] = append(x[g], of)
			if want == "1" {
				chosen[g]++
			}
		}
	}
	spreads, beta, variance, l, err := practice.Fitted(x, chosen)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("testdata/reference.txt")
	if err != nil {
		t.Fatal(err)
	}
	looked := 0
	near := func(what string, got, want float64) {
		looked++
		if math.Abs(got-want) > 1e-5*math.Abs(want) {
			t.Errorf("%s is %.9g, by statsmodels %.9g", what, got, want)
		}
	}
	for i, name := range []string{"age", "years", "work"} {
		for line := range strings.Lines(string(text)) {
			var spread, b, se float64
			if n, _ := fmt.Sscanf(line, name+" %g %g %g", &spread, &b, &se); n == 3 {
				near("spread of "+name, spreads[i], spread)
				near("coefficient of "+name, beta[i], b)
				near("standard error of "+name, math.Sqrt(variance[i]), se)
			}
			var want float64
			if n, _ := fmt.Sscanf(line, "loglike %g", &want); n == 1 && i == 0 {
				near("likelihood", l, want)
			}
		}
	}
	if looked != 10 {
		t.Errorf("%d figures were compared, want 10", looked)
	}
}

// The likelihood is that of all choices of as many, one by one.
func TestLikelihoodByEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, k := rapid.IntRange(1, 9).Draw(t, "people"), 0
		k = rapid.IntRange(1, n).Draw(t, "chosen")
		number := rapid.Float64Range(-3, 3)
		beta := []float64{number.Draw(t, "b"), number.Draw(t, "b"), number.Draw(t, "b")}
		var x [][]float64
		eta := make([]float64, n)
		for i := range n {
			x = append(x, []float64{number.Draw(t, "x"), number.Draw(t, "x"), number.Draw(t, "x")})
			for j, b := range beta {
				eta[i] += b * x[i][j]
			}
		}
		sum, own := 0.0, 0.0
		for set := range 1 << n {
			if bits.OnesCount(uint(set)) != k {
				continue
			}
			total := 0.0
			for i := range n {
				if set>>i&1 == 1 {
					total += eta[i]
				}
			}
			sum += math.Exp(total)
			if set == 1<<k-1 {
				own = total
			}
		}
		if got, want := practice.Likelihood([][][]float64{x}, []int{k}, beta), own-math.Log(sum); math.Abs(got-want) > 1e-9*(1+math.Abs(want)) {
			t.Fatalf("%g, by enumeration %g", got, want)
		}
	})
}

// Who has more is always chosen: no number is told, rather than a large one.
func TestSeparated(t *testing.T) {
	var x [][][]float64
	var chosen []int
	for i := range 30 {
		v := float64(i % 5)
		x, chosen = append(x, [][]float64{{50, v, 1}, {40, v + 1, 2}, {41, 3, 0}}), append(chosen, 1)
	}
	if _, beta, _, _, err := practice.Fitted(x, chosen); err == nil {
		t.Errorf("the oldest is always chosen, and the coefficients are %v", beta)
	}
}

// Score intervals as statsmodels' proportion_confint(method="wilson") of version 0.15.0 has them.
func TestWilson(t *testing.T) {
	for _, c := range []struct {
		k, n      int
		low, high float64
	}{{0, 5, 0, 0.43448246478317487}, {5, 5, 0.5655175352168252, 1}, {9, 10, 0.5958499732047614, 0.982123786904927}, {37, 40, 0.8013576647568946, 0.9741639742254119}} {
		if low, high := practice.Wilson(c.k, c.n); math.Abs(low-c.low) > 1e-12 || math.Abs(high-c.high) > 1e-12 {
			t.Errorf("%d of %d: %v to %v, want %v to %v", c.k, c.n, low, high, c.low, c.high)
		}
	}
}

func TestAtLeastByEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		of := rapid.SliceOfN(rapid.Float64Range(0, 1), 0, 10).Draw(t, "of")
		k := rapid.IntRange(0, len(of)).Draw(t, "k")
		want := 0.0
		for set := range 1 << len(of) {
			p := 1.0
			for i, q := range of {
				if set>>i&1 == 1 {
					p *= q
				} else {
					p *= 1 - q
				}
			}
			if bits.OnesCount(uint(set)) >= k {
				want += p
			}
		}
		if got := practice.AtLeast(k, of); math.Abs(got-want) > 1e-12 {
			t.Fatalf("%g, by enumeration %g", got, want)
		}
	})
}
