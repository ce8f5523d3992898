package record

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// middle stands for a difficulty that is not known; its tasks have an indicator and a variance of their own.
const middle = 3.0

// The sides of the bipartite graph of who worked on what.
const (
	people = 0
	tasks  = 1
)

// A design is the input as numbers: observations ordered by person, task and key, participations (person, task)
// over them, and both sides' lists of participations.
type design struct {
	obs    []Observation
	names  [2][]string // keys of people and tasks
	raters []string

	rater  []int32    // of an observation; -1 unknown
	part   []int32    // participation of an observation
	slot   []int32    // of an observation in slots, -1 when the rater is unknown
	first  []int32    // first observation of a participation, and the end
	end    [2][]int32 // person and task of a participation
	list   [2][]int32 // participations of people, then of tasks
	start  [2][]int32 // where each one's begin in list
	across [2][]int32 // the other end of each participation in list
	slots  []int32    // distinct known raters of a participation
	slotAt []int32    // where a participation's slots begin

	easy    []float64 // recorded difficulty of a task less the average; 0 when unknown
	unknown []bool    // task's difficulty is not known
	x       []float64 // shrunken mean difficulty of a person's tasks

	shrink, mean, spread float64 // k, c̄, variance of recorded difficulty over tasks
	component            [2][]int32
	raterComponent       []int32
	components           int
}

// newDesign checks and indexes the input. fixed gives k and c̄ of a larger data set.
func newDesign(in Input, fixed *Hyperparameters) (*design, error) {
	d := &design{obs: slices.Clone(in.Observations)}
	slices.SortFunc(d.obs, func(a, b Observation) int {
		return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(a.Task, b.Task), cmp.Compare(a.Key, b.Key))
	})
	if err := check(d.obs, in.Tasks); err != nil {
		return nil, err
	}
	difficulty := make(map[string]float64, len(in.Tasks))
	for _, t := range in.Tasks {
		if t.Known {
			difficulty[t.Key] = t.Difficulty
		}
	}
	d.index()
	d.difficulties(difficulty, fixed)
	d.connect()
	return d, nil
}

func check(obs []Observation, list []Task) error {
	if len(obs) == 0 {
		return fmt.Errorf("%w: there are no observations", ErrInput)
	}
	seen := make(map[string]bool, len(obs))
	for _, o := range obs {
		switch {
		case o.Key == "" || o.Person == "" || o.Task == "":
			return fmt.Errorf("%w: observation %q lacks its key, person or task", ErrInput, o.Key)
		case seen[o.Key]:
			return fmt.Errorf("%w: observation %q is there twice", ErrInput, o.Key)
		case !(o.Score >= Low && o.Score <= High):
			return fmt.Errorf("%w: observation %q has score %v, outside %v to %v", ErrInput, o.Key, o.Score, Low, High)
		}
		seen[o.Key] = true
	}
	known := make(map[string]bool, len(list))
	for _, t := range list {
		switch {
		case known[t.Key]:
			return fmt.Errorf("%w: task %q is there twice", ErrInput, t.Key)
		case t.Known && !(t.Difficulty >= 1 && t.Difficulty <= 5):
			return fmt.Errorf("%w: task %q has difficulty %v, outside 1 to 5", ErrInput, t.Key, t.Difficulty)
		}
		known[t.Key] = true
	}
	return nil
}

// ordered gives the distinct keys in order and the place of each.
func ordered(obs []Observation, key func(Observation) string) ([]string, map[string]int32) {
	at := map[string]int32{}
	for _, o := range obs {
		at[key(o)] = 0
	}
	delete(at, "")
	names := make([]string, 0, len(at))
	for k := range at {
		names = append(names, k)
	}
	slices.Sort(names)
	for i, k := range names {
		at[k] = int32(i)
	}
	return names, at
}

func (d *design) index() {
	var personAt, taskAt, raterAt map[string]int32
	d.names[people], personAt = ordered(d.obs, func(o Observation) string { return o.Person })
	d.names[tasks], taskAt = ordered(d.obs, func(o Observation) string { return o.Task })
	d.raters, raterAt = ordered(d.obs, func(o Observation) string { return o.Rater })
	n := len(d.obs)
	d.rater, d.part, d.slot = make([]int32, n), make([]int32, n), make([]int32, n)
	d.slotAt = []int32{0}
	for i, o := range d.obs {
		p, m := personAt[o.Person], taskAt[o.Task]
		e := len(d.first) - 1
		if e < 0 || d.end[people][e] != p || d.end[tasks][e] != m {
			d.first = append(d.first, int32(i))
			d.end[people], d.end[tasks] = append(d.end[people], p), append(d.end[tasks], m)
			d.slotAt = append(d.slotAt, d.slotAt[e+1])
			e++
		}
		d.part[i], d.rater[i], d.slot[i] = int32(e), -1, -1
		if o.Rater == "" {
			continue
		}
		r := raterAt[o.Rater]
		d.rater[i] = r
		s := int(d.slotAt[e])
		if k := slices.Index(d.slots[s:], r); k >= 0 {
			d.slot[i] = int32(s + k)
			continue
		}
		d.slot[i] = int32(len(d.slots))
		d.slots = append(d.slots, r)
		d.slotAt[e+1]++
	}
	d.first = append(d.first, int32(n))
	for side := range d.end {
		d.list[side], d.start[side] = group(d.end[side], len(d.names[side]))
		d.across[side] = make([]int32, len(d.list[side]))
		for n, e := range d.list[side] {
			d.across[side][n] = d.end[1-side][e]
		}
	}
}

// group lists the places of each of n values, in order.
func group(of []int32, n int) (list, start []int32) {
	start = make([]int32, n+1)
	for _, v := range of {
		start[v+1]++
	}
	for i := range n {
		start[i+1] += start[i]
	}
	next := slices.Clone(start[:n])
	list = make([]int32, len(of))
	for i, v := range of {
		list[next[v]] = int32(i)
		next[v]++
	}
	return list, start
}

// parts of one person or task.
func (d *design) parts(side int, i int) []int32 {
	return d.list[side][d.start[side][i]:d.start[side][i+1]]
}

// difficulties centres the recorded difficulty and shrinks each person's mean of it by k, the variance within
// people over the variance between them.
func (d *design) difficulties(of map[string]float64, fixed *Hyperparameters) {
	m := len(d.names[tasks])
	d.easy, d.unknown, d.x = make([]float64, m), make([]bool, m), make([]float64, len(d.names[people]))
	known, sum, square, over := 0, 0.0, 0.0, 0
	total := 0.0
	for j, key := range d.names[tasks] {
		c, ok := of[key]
		if !ok {
			d.unknown[j], d.easy[j] = true, math.NaN()
			continue
		}
		d.easy[j] = c
		known++
		sum += c
		n := len(d.parts(tasks, j))
		over += n
		total += float64(c * float64(n))
	}
	d.mean = middle
	if over > 0 {
		d.mean = total / float64(over)
	}
	if fixed != nil {
		d.mean = fixed.MeanRecorded
	}
	for j := range d.easy {
		if d.unknown[j] {
			d.easy[j] = 0
			continue
		}
		square += sqr(d.easy[j] - sum/float64(known))
		d.easy[j] -= d.mean
	}
	if known > 1 {
		d.spread = square / float64(known-1)
	}
	d.shrink = d.anova()
	if fixed != nil {
		d.shrink = fixed.Shrink
	}
	for p := range d.x {
		if d.shrink >= noSpread {
			break
		}
		sum := 0.0
		for _, e := range d.parts(people, p) {
			sum += d.easy[d.end[tasks][e]]
		}
		d.x[p] = sum / (float64(len(d.parts(people, p))) + d.shrink)
	}
}

// noSpread stands for a shrinkage without end: the tasks of different people are equally difficult.
const noSpread = 1e9

// anova gives within over between variance of the recorded difficulty by person; noSpread when people do not differ.
func (d *design) anova() float64 {
	groups, n, squares, within, means, all := 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
	for p := range d.names[people] {
		k, sum, square := 0.0, 0.0, 0.0
		for _, e := range d.parts(people, p) {
			if m := d.end[tasks][e]; !d.unknown[m] {
				k++
				sum += d.easy[m]
				square += sqr(d.easy[m])
			}
		}
		if k > 0 {
			groups++
			n += k
			squares += float64(k * k)
			all += sum
			means += float64(sum*sum) / k
			within += square - float64(sum*sum)/k
		}
	}
	if groups < 2 || n <= groups {
		return noSpread
	}
	within = max(0, within/(n-groups))
	between := ((means-float64(all*all)/n)/(groups-1) - within) / ((n - squares/n) / (groups - 1))
	if between <= 1e-9 {
		return noSpread
	}
	return min(within/between, noSpread)
}

// connect numbers the components of the graph of people, tasks and raters, the one with most people first.
func (d *design) connect() {
	np, nm := len(d.names[people]), len(d.names[tasks])
	root := make([]int32, np+nm+len(d.raters))
	for i := range root {
		root[i] = int32(i)
	}
	find := func(i int32) int32 {
		for root[i] != i {
			root[i] = root[root[i]]
			i = root[i]
		}
		return i
	}
	join := func(a, b int32) {
		a, b = find(a), find(b)
		root[max(a, b)] = min(a, b)
	}
	for i := range d.obs {
		e := d.part[i]
		p, m := d.end[people][e], int32(np)+d.end[tasks][e]
		join(p, m)
		if r := d.rater[i]; r >= 0 {
			join(p, int32(np+nm)+r)
		}
	}
	size := map[int32]int{} // by the first person, who is the root
	for p := range np {
		size[find(int32(p))]++
	}
	var roots []int32
	for p := range np {
		if find(int32(p)) == int32(p) {
			roots = append(roots, int32(p))
		}
	}
	slices.SortStableFunc(roots, func(a, b int32) int { return cmp.Compare(size[b], size[a]) })
	number := make(map[int32]int32, len(roots))
	for i, r := range roots {
		number[r] = int32(i)
	}
	at := func(from, n int) []int32 {
		out := make([]int32, n)
		for i := range out {
			out[i] = number[find(int32(from+i))]
		}
		return out
	}
	d.component[people], d.component[tasks], d.raterComponent = at(0, np), at(np, nm), at(np+nm, len(d.raters))
	d.components = len(roots)
}

func sqr(x float64) float64 { return float64(x * x) }
