package record

import "context"

// Population is what everyone shares, as it was found, and how the search for it ended. From the same input and
// population Fit gives the same digits, whoever asks and whatever was fitted before.
type Population struct {
	Hyperparameters
	Plain      bool // assignment was taken as random
	Converged  bool // all stages of the search
	Iterations int
	Cuts       int
	// Unconverged says why not; empty where it converged.
	Unconverged []Unconverged
	// Before are the ends of the stages before the last. A search that starts from a population begins each of its
	// stages where that one's ended.
	Before []Hyperparameters
}

// Find searches for the hyperparameters, which is what takes long: a fit by them takes a twentieth.
func Find(ctx context.Context, in Input, o Options) (Population, error) {
	return find(ctx, in, o, exactUpTo)
}

func find(ctx context.Context, in Input, o Options, small int) (Population, error) {
	d, err := newDesign(in, nil)
	if err != nil {
		return Population{}, err
	}
	o.Plain = o.Plain || d.crowding() > crowded
	p := newProblem(d, o)
	p.small = small
	s := &search{problem: p, told: progress{tell: o.Progress}}
	st, err := s.run(ctx, o)
	if err != nil {
		return Population{}, err
	}
	return Population{Hyperparameters: st.h.rounded(), Plain: o.Plain, Converged: len(s.unconverged) == 0, Unconverged: s.why(),
		Iterations: s.iterations, Cuts: s.cuts, Before: s.before}, nil
}

// fixed is the population that a fit is to be made by; nil: it is to be found.
func (o *Options) fixed() *Population {
	if o.Fixed == nil {
		return o.By
	}
	return &Population{Hyperparameters: *o.Fixed, Plain: o.Plain || o.Fixed.Kappa == 0, Converged: true}
}

// stages of a search.
const stages = 3

// progress of a search, by how far the decrement has come on the way to its stop, stage by stage.
type progress struct {
	tell         func(share float64)
	stage        int
	first, share float64
}

// begin enters a stage.
func (p *progress) begin(decrement float64) {
	p.stage++
	p.first = decrement
}

// at tells where a stage is that ends at the decrement enough.
func (p *progress) at(decrement, enough float64) {
	if p.tell == nil {
		return
	}
	part := 0.0
	if way := ln(p.first / enough); way > 0 {
		part = min(max(ln(p.first/max(decrement, enough))/way, 0), 1)
	}
	p.share = max(p.share, min((float64(p.stage-1)+part)/stages, 1))
	p.tell(p.share)
}
