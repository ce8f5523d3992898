package judge

import (
	"math"
	"testing"
)

func TestAgreement(t *testing.T) {
	yes, no := true, false
	tests := []struct {
		name                         string
		both, first, second, neither int
		disagreement                 float64
		kappa                        float64 // NaN: none
	}{
		{"Cohen's example", 20, 5, 10, 15, .3, .4}, // po .7, pe .5
		{"full agreement", 3, 0, 0, 4, 0, 1},
		{"full disagreement", 0, 2, 2, 0, 1, -1},
		{"all alike", 5, 0, 0, 0, 0, math.NaN()},
		{"nobody", 0, 0, 0, 0, 0, math.NaN()},
		{"chance", 1, 1, 1, 1, .5, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var g Agreement
			for range tt.both {
				g.Add(&yes, &yes)
			}
			for range tt.first {
				g.Add(&yes, &no)
			}
			for range tt.second {
				g.Add(&no, &yes)
			}
			for range tt.neither {
				g.Add(&no, &no)
			}
			g.Add(nil, &yes)
			g.Add(&no, nil)
			if g.Unknown != 2 || g.Known() != tt.both+tt.first+tt.second+tt.neither {
				t.Errorf("unknown %d, known %d", g.Unknown, g.Known())
			}
			if math.Abs(g.Disagreement()-tt.disagreement) > 1e-12 {
				t.Errorf("disagreement %v, want %v", g.Disagreement(), tt.disagreement)
			}
			k := g.Kappa()
			if math.IsNaN(tt.kappa) != (k == nil) || k != nil && math.Abs(*k-tt.kappa) > 1e-12 {
				t.Errorf("kappa %v, want %v", k, tt.kappa)
			}
		})
	}
}
