package record

// A link is a participation as the elimination meets it: its kept end, its evaluator and the weights.
type link struct {
	kept, slot   int32 // slot −1: none or several evaluators
	part         int32
	omega, cross float64 // ω, and ω + κ
	beta         float64
}

// lay lists participations in the order of the eliminated side.
func (s *system) lay() {
	s.links = make([]link, len(s.omega))
	for n, e := range s.list[s.out] {
		l := link{kept: s.end[1-s.out][e], slot: -1, part: e, omega: s.omega[e], cross: s.omega[e] + s.kappa}
		if s.nr > 0 && s.slotAt[e+1] == s.slotAt[e]+1 {
			l.slot, l.beta = s.slots[s.slotAt[e]], s.beta[s.slotAt[e]]
		}
		s.links[n] = l
	}
}

// several reports whether a link's evaluators are more than one.
func (s *system) several(l *link) bool {
	return l.slot < 0 && s.nr > 0 && s.slotAt[l.part+1] > s.slotAt[l.part]
}

// predict sets v to what the fixed effects a say of each on a side.
func (s *system) predict(side int, a, v []float64) {
	clear(v)
	for i := range v {
		for f, x := range s.covariates[side][i*s.nf : (i+1)*s.nf] {
			v[i] += float64(x * a[s.nr+f])
		}
	}
}

// schur sets y = Sx for the system that is left when one side is eliminated, the eliminated part of x and y being
// scratch. It is where the time goes: fixed effects are summed by side rather than by participation.
func (s *system) schur(x, y []float64, c *scratch) {
	h, k, a := s.sides(x)
	hy, ky, ay := s.sides(y)
	kept := 1 - s.out
	for j, v := range s.diagonal[kept] {
		ky[j] = float64(v * k[j])
	}
	n := s.nr + s.nf
	for i := range n {
		ay[i] = dot(s.block[i*n:(i+1)*n], a)
	}
	if s.likelihood {
		s.predict(s.out, a, h)
		s.predict(kept, a, c.fixed)
		clear(c.sum)
	}
	for i, d := range s.diagonal[s.out] {
		links := s.links[s.start[s.out][i]:s.start[s.out][i+1]]
		if s.likelihood {
			hy[i] = s.pass(links, h[i], d, c, k, a, ky, ay)
			continue
		}
		sum := 0.0
		for n := range links {
			sum += float64(links[n].cross * k[links[n].kept])
		}
		sum /= d
		for n := range links {
			ky[links[n].kept] -= float64(links[n].cross * sum)
		}
	}
	if s.likelihood {
		s.collect(s.out, hy, ay)
		s.collect(kept, c.sum, ay)
	}
}

// pass eliminates one: fixed is what fixed effects say of it. It gives Σω times the links' values.
func (s *system) pass(links []link, fixed, d float64, c *scratch, k, a, ky, ay []float64) float64 {
	sum := 0.0
	for n := range links {
		l := &links[n]
		r := float64(l.omega * (fixed + c.fixed[l.kept]))
		if l.slot >= 0 {
			r += float64(l.beta * a[l.slot])
		} else if s.several(l) {
			for q := s.slotAt[l.part]; q < s.slotAt[l.part+1]; q++ {
				r += float64(s.beta[q] * a[s.slots[q]])
			}
		}
		ky[l.kept] += r
		sum += float64(l.cross*k[l.kept]) + r
	}
	sum /= d
	total := 0.0
	for n := range links {
		l := &links[n]
		v := k[l.kept] - sum
		ky[l.kept] -= float64(l.cross * sum)
		if l.slot >= 0 {
			ay[l.slot] += float64(l.beta * v)
		} else if s.several(l) {
			for q := s.slotAt[l.part]; q < s.slotAt[l.part+1]; q++ {
				ay[s.slots[q]] += float64(s.beta[q] * v)
			}
		}
		v = float64(l.omega * v)
		c.sum[l.kept] += v
		total += v
	}
	return total
}

// collect adds a side's sums to the fixed effects.
func (s *system) collect(side int, v, ay []float64) {
	for i, h := range v {
		for f, x := range s.covariates[side][i*s.nf : (i+1)*s.nf] {
			ay[s.nr+f] += float64(x * h)
		}
	}
}
