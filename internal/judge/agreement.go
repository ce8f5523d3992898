package judge

// Agreement is how two judgements of the same people agree: the 2 × 2 table of those of whom both are known.
type Agreement struct{ Both, First, Second, Neither, Unknown int }

// Add adds one person; nil is not known.
func (g *Agreement) Add(first, second *bool) {
	switch {
	case first == nil || second == nil:
		g.Unknown++
	case *first && *second:
		g.Both++
	case *first:
		g.First++
	case *second:
		g.Second++
	default:
		g.Neither++
	}
}

// Known is of how many both judgements are known.
func (g *Agreement) Known() int { return g.Both + g.First + g.Second + g.Neither }

// Disagreement is the share on whom the two disagree, 0 where nobody is known.
func (g *Agreement) Disagreement() float64 {
	if g.Known() == 0 {
		return 0
	}
	return float64(g.First+g.Second) / float64(g.Known())
}

// Kappa is Cohen's (1960): agreement beyond chance, 1 at most; nil where chance alone would agree on everyone.
func (g *Agreement) Kappa() *float64 {
	n := float64(g.Known())
	yes1, yes2 := float64(g.Both+g.First), float64(g.Both+g.Second)
	chance := yes1*yes2 + (n-yes1)*(n-yes2) // times n²
	if n*n == chance {
		return nil
	}
	k := (n*float64(g.Both+g.Neither) - chance) / (n*n - chance)
	return &k
}
