package record

// An exact inverse holds S⁻¹, dense, for the kept side, raters and fixed effects. It is made where they are few.
type exact struct {
	*system
	n      int
	s      []float64
	logdet float64 // log|H|
}

// newExact fails when H is not positive definite.
func newExact(s *system, invert bool) (*exact, bool) {
	x := &exact{system: s}
	kept := 1 - s.out
	nk, nd := len(s.diagonal[kept]), s.nr+s.nf
	n := nk + nd
	x.n = n
	a := make([]float64, n*n)
	for j, d := range s.diagonal[kept] {
		a[j*n+j] = d
	}
	block := s.block()
	for r := range nd {
		copy(a[(nk+r)*n+nk:(nk+r+1)*n], block[r*nd:(r+1)*nd])
	}
	row := newSparse(n)
	if s.likelihood {
		for e, j := range s.end[kept] {
			row.clear()
			s.denseRow(e, nk, row)
			for _, k := range row.at {
				a[int(k)*n+int(j)] += row.v[k] // lower triangle: dense rows below
			}
		}
	}
	for i, d := range s.diagonal[s.out] {
		x.gather(i, row)
		for _, j := range row.at {
			v := row.v[j] / d
			for _, k := range row.at {
				if k <= j {
					a[int(j)*n+int(k)] -= float64(v * row.v[k])
				}
			}
		}
	}
	if !cholesky(a, n) {
		return nil, false
	}
	x.logdet = logdet(a, n)
	for _, d := range s.diagonal[s.out] {
		x.logdet += ln(d)
	}
	if invert {
		x.s = inverse(a, n)
	}
	return x, true
}

// gather sets row to an eliminated unknown's couplings.
func (x *exact) gather(i int, row *sparse) {
	row.clear()
	kept := 1 - x.out
	for _, e := range x.parts(x.out, i) {
		row.add(int(x.end[kept][e]), x.omega[e]+x.kappa)
		if x.likelihood {
			x.denseRow(int(e), len(x.diagonal[kept]), row)
		}
	}
}

// apply sets out to S⁻¹v on v's entries, and gives v'S⁻¹v.
func (x *exact) apply(v *sparse) float64 {
	sum := 0.0
	for _, j := range v.at {
		r := x.s[int(j)*x.n : (int(j)+1)*x.n]
		t := 0.0
		for _, k := range v.at {
			t += float64(r[k] * v.v[k])
		}
		v.out[j] = t
		sum += float64(t * v.v[j])
	}
	return sum
}

// moments of H⁻¹, exactly.
func (x *exact) moments() moments {
	var m moments
	kept := 1 - x.out
	for j := range x.diagonal[kept] {
		m.add(kept, len(x.parts(kept, j)), kept == tasks && x.unknown[j], x.s[j*x.n+j])
	}
	nk := len(x.diagonal[kept])
	for r := nk; r < nk+x.nr; r++ {
		m.raters += x.s[r*x.n+r]
	}
	row, q := newSparse(x.n), newSparse(x.n)
	for i, d := range x.diagonal[x.out] {
		x.gather(i, row)
		v := 1/d + x.apply(row)/sqr(d)
		m.add(x.out, len(x.parts(x.out, i)), x.out == tasks && x.unknown[i], v)
		for _, e := range x.parts(x.out, i) {
			m.pairs -= row.out[x.end[kept][e]] / d
			if x.g2 > 0 {
				m.effects += x.effectVariance(int(e), row, d, q)
			}
		}
	}
	return m
}

// effectVariance of a participation's effect: its own given all others, and what the others' variance adds. row
// and d are those of its eliminated end.
func (x *exact) effectVariance(e int, row *sparse, d float64, q *sparse) float64 {
	kept := 1 - x.out
	nk := len(x.diagonal[kept])
	q.clear()
	sum := x.omega[e]
	q.add(int(x.end[kept][e]), sum)
	x.denseRow(e, nk, q)
	for _, k := range row.at {
		q.add(int(k), -float64(sum*row.v[k])/d)
	}
	return float64(x.g2*x.ratio[e]) + float64(sqr(x.g2)*(sqr(sum)/d+x.apply(q)))
}
