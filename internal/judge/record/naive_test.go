package record_test

import (
	"math"
	"slices"
	"testing"

	"bole/internal/judge/record"
	"bole/internal/judge/record/simulate"
)

// fixed are hyperparameters for tests that are not about estimating them.
func fixed() *record.Hyperparameters {
	return &record.Hyperparameters{Person: 5, Task: 3, TaskUnknown: 5, Rater: 3, Participation: 2, Residual: 4, Kappa: .006, Correlation: .3, Spread: 4, Shrink: 2, MeanRecorded: 3}
}

// naive writes the equations of docs/method.md down with every effect explicit and inverts them by Gauss and
// Jordan. It gives people's values and how they vary together.
func naive(in record.Input, h record.Hyperparameters) (keys []string, value []float64, covariance [][]float64) {
	var names [3][]string // people, tasks, raters
	for _, o := range in.Observations {
		for k, v := range []string{o.Person, o.Task, o.Rater} {
			if !slices.Contains(names[k], v) {
				names[k] = append(names[k], v)
			}
		}
	}
	for k := range names {
		slices.Sort(names[k])
	}
	np, nm, nr := len(names[0]), len(names[1]), len(names[2])
	type pair struct{ p, m int }
	var pairs []pair
	for _, o := range in.Observations {
		if e := (pair{slices.Index(names[0], o.Person), slices.Index(names[1], o.Task)}); !slices.Contains(pairs, e) {
			pairs = append(pairs, e)
		}
	}
	c, missing, x := make([]float64, nm), make([]float64, nm), make([]float64, np)
	for m, key := range names[1] {
		missing[m] = 1
		for _, task := range in.Tasks {
			if task.Key == key && task.Known {
				c[m], missing[m] = task.Difficulty-h.MeanRecorded, 0
			}
		}
	}
	n, t := make([]float64, np), make([]float64, nm)
	for _, e := range pairs {
		n[e.p]++
		t[e.m]++
		x[e.p] += c[e.m]
	}
	for p := range x {
		x[p] /= n[p] + h.Shrink
	}
	base := np + nm + nr + len(pairs)
	a := make([][]float64, base+4)
	for i := range a {
		a[i] = make([]float64, base+5) // the last column is the right-hand side
	}
	free := 1 - h.Correlation*h.Correlation
	for p := range np {
		a[p][p] = 1/(h.Person*h.Person) + h.Kappa*h.Kappa*free*h.Spread*h.Spread*n[p]
	}
	for m := range nm {
		sd := h.Task
		if missing[m] == 1 {
			sd = h.TaskUnknown
		}
		a[np+m][np+m] = 1/(sd*sd) + h.Kappa*h.Kappa*h.Person*h.Person*free*t[m]
	}
	for r := range nr {
		a[np+nm+r][np+nm+r] = 1 / (h.Rater * h.Rater)
	}
	for g, e := range pairs {
		a[e.p][np+e.m] += h.Kappa
		a[np+e.m][e.p] += h.Kappa
		a[np+nm+nr+g][np+nm+nr+g] = 1 / (h.Participation * h.Participation)
	}
	for _, o := range in.Observations {
		e := pair{slices.Index(names[0], o.Person), slices.Index(names[1], o.Task)}
		row := map[int]float64{e.p: 1, np + e.m: 1, np + nm + slices.Index(names[2], o.Rater): 1, np + nm + nr + slices.Index(pairs, e): 1,
			base: 1, base + 1: c[e.m], base + 2: missing[e.m], base + 3: x[e.p]}
		for i, u := range row {
			for j, v := range row {
				a[i][j] += u * v / (h.Residual * h.Residual)
			}
			a[i][base+4] += u * o.Score / (h.Residual * h.Residual)
		}
	}
	inv, z := invert(a)
	var ks [][]float64
	for p := range np {
		k := make([]float64, base+4)
		for q := range np {
			k[q] -= 1 / float64(np)
			k[base+3] -= x[q] / float64(np)
		}
		k[p]++
		k[base+3] += x[p]
		ks = append(ks, k)
	}
	covariance = make([][]float64, np)
	for p, k := range ks {
		s := 0.0
		v := make([]float64, len(k))
		for i := range k {
			s += k[i] * z[i]
			for j := range k {
				v[j] += k[i] * inv[i][j]
			}
		}
		value = append(value, s)
		for _, l := range ks {
			c := 0.0
			for j := range l {
				c += v[j] * l[j]
			}
			covariance[p] = append(covariance[p], c)
		}
	}
	return names[0], value, covariance
}

// invert a, whose last column is a right-hand side.
func invert(a [][]float64) (inverse [][]float64, solution []float64) {
	n := len(a)
	b := make([][]float64, n)
	for i := range a {
		b[i] = append(slices.Clone(a[i]), make([]float64, n)...)
		b[i][n+1+i] = 1
	}
	for i := range n {
		pivot := i
		for j := i; j < n; j++ {
			if math.Abs(b[j][i]) > math.Abs(b[pivot][i]) {
				pivot = j
			}
		}
		b[i], b[pivot] = b[pivot], b[i]
		d := b[i][i]
		for k := range b[i] {
			b[i][k] /= d
		}
		for j := range n {
			if f := b[j][i]; j != i && f != 0 {
				for k := range b[j] {
					b[j][k] -= f * b[i][k]
				}
			}
		}
	}
	for i := range n {
		inverse, solution = append(inverse, b[i][n+1:]), append(solution, b[i][n])
	}
	return inverse, solution
}

// Estimates and errors are those of the equations written out, whichever side is eliminated.
func TestAgainstEquations(t *testing.T) {
	for _, s := range []simulate.Scenario{
		{Name: "more tasks", People: 20, Tasks: 30, Raters: 6, Ratings: 5, Repeat: 2, Rule: simulate.Able, Missing: .3},
		{Name: "more people", People: 30, Tasks: 14, Raters: 6, Ratings: 4, Repeat: 2, Rule: simulate.Able, Missing: .3},
	} {
		t.Run(s.Name, func(t *testing.T) {
			in := s.Draw(3).Input
			keys, value, covariance := naive(in, *fixed())
			m := fit(t, in, record.Options{Fixed: fixed()})
			exact, err := m.Exact(t.Context(), keys...)
			if err != nil {
				t.Fatal(err)
			}
			for i, e := range m.Estimates() {
				se := 1.05 * math.Sqrt(covariance[i][i])
				if e.Person != keys[i] || math.Abs(e.Value-value[i]) > 2e-6 || math.Abs(e.SE-se) > 2e-6 || math.Abs(exact[i].SE-se) > 2e-6 {
					t.Errorf("%s: %v ± %v (one by one %v), want %v ± %v", e.Person, e.Value, e.SE, exact[i].SE, value[i], se)
				}
				c, err := m.Compare(t.Context(), keys[0], e.Person)
				if err != nil {
					t.Fatal(err)
				}
				if d := 1.05 * math.Sqrt(max(0, covariance[0][0]+covariance[i][i]-2*covariance[0][i])); i > 0 && math.Abs(c.SE-d) > 2e-6 {
					t.Errorf("%s and %s: ± %v, want ± %v", keys[0], e.Person, c.SE, d)
				}
			}
		})
	}
}

// Draws give the errors of exact solves to a few per cent, and nearly the same hyperparameters as exact moments.
func TestDraws(t *testing.T) {
	in := simulate.Scenario{People: 150, Tasks: 220, Raters: 20, Ratings: 6, Repeat: 2, Rule: simulate.Able, Missing: .2, Participation: 3}.Draw(5).Input
	m, err := record.FitSampled(t.Context(), in, record.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	all := m.Estimates()
	for _, e := range all {
		keys = append(keys, e.Person)
	}
	exact, err := m.Exact(t.Context(), keys...)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for i := range all {
		sum += math.Pow(all[i].SE/exact[i].SE-1, 2) / float64(len(all))
	}
	if math.Sqrt(sum) > .03 {
		t.Errorf("errors of draws differ by %.3f", math.Sqrt(sum))
	}
	a, b := m.Summary(), fit(t, in, record.Options{}).Summary()
	for _, v := range [][2]float64{{a.Person, b.Person}, {a.Task, b.Task}, {a.TaskUnknown, b.TaskUnknown}, {a.Rater, b.Rater}, {a.Participation, b.Participation}, {a.Residual, b.Residual}} {
		if math.Abs(v[0]/v[1]-1) > .06 {
			t.Errorf("by draws %v, exactly %v", v[0], v[1])
		}
	}
}
