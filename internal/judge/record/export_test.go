package record

import "context"

// Gradient gives the score of −2 log restricted likelihood at h and a function for its value elsewhere, for the
// free parameters, by name.
func Gradient(ctx context.Context, in Input, h Hyperparameters, small int) (score []float64, value func(i int, by float64) (float64, error), n int, err error) {
	d, err := newDesign(in, nil)
	if err != nil {
		return nil, nil, 0, err
	}
	p := newProblem(d, Options{})
	p.small = small
	free := p.free(true)
	pt, err := p.evaluate(ctx, p.settingOf(h), nil, allGroups)
	if err != nil {
		return nil, nil, 0, err
	}
	for _, i := range free {
		score = append(score, pt.score[i])
	}
	return score, func(i int, by float64) (float64, error) {
		var step [parameters]float64
		step[free[i]] = by
		q, err := p.evaluate(ctx, p.settingOf(h.moved(step, free, 1, 0, 0)), nil, allGroups)
		if err != nil {
			return 0, err
		}
		return q.objective, nil
	}, len(free), nil
}

// FitSampled takes moments by draws whatever the size.
func FitSampled(ctx context.Context, in Input, o Options) (*Model, error) { return fit(ctx, in, o, 0) }
