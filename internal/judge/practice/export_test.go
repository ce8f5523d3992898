package practice

import "fmt"

// What tests of the mathematics need.
var (
	Wilson  = wilson
	AtLeast = atLeast
)

// Fitted fits standardized factors of selections, each with those chosen first, and gives coefficients and their standard
// errors, the spreads, and the likelihood where the search ended.
func Fitted(x [][][]float64, chosen []int) (spreads, beta, variance []float64, l float64, err error) {
	var strata []stratum
	for i := range x {
		strata = append(strata, stratum{x[i], chosen[i]})
	}
	spreads = scale(strata)
	f, err := conditional(strata, len(factors))
	if err != nil {
		return spreads, nil, nil, 0, err
	}
	for i := range factors {
		variance = append(variance, f.variance.At(i, i))
	}
	l, _, _ = likelihood(strata, f.beta)
	return spreads, f.beta, variance, l, nil
}

// Likelihood is the logarithm of the conditional likelihood of selections at a point.
func Likelihood(x [][][]float64, chosen []int, beta []float64) float64 {
	var strata []stratum
	for i := range x {
		strata = append(strata, stratum{x[i], chosen[i]})
	}
	l, _, _ := likelihood(strata, beta)
	return l
}

// Code tells a step apart from all others.
func (p *Step) Code() string {
	return fmt.Sprintf("%s %s%s%d", p.Kind, p.OrganizationKind, p.Position, p.Years)
}
