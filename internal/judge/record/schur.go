package record

// A link is a participation as the elimination meets it: its kept end, its evaluator and the weights.
type link struct {
	kept, slot, part int32 // slot −1: none or several evaluators
	cross, beta      float64
}

// lay lists participations in the order of the eliminated side.
func (s *system) lay() {
	s.links = make([]link, len(s.omega))
	for n, e := range s.list[s.out] {
		l := link{kept: s.across[s.out][n], slot: -1, part: e, cross: s.omega[e] + s.kappa}
		if s.nr > 0 && s.slotAt[e+1] == s.slotAt[e]+1 {
			l.slot, l.beta = s.slots[s.slotAt[e]], s.beta[s.slotAt[e]]
		}
		s.links[n] = l
	}
}

// linksOf one that is eliminated.
func (s *system) linksOf(i int) []link {
	return s.links[s.start[s.out][i]:s.start[s.out][i+1]]
}

// evaluators of a participation that has several or none: where its slots begin and end.
func (s *system) evaluators(l *link) (from, to int32) {
	if s.nr == 0 {
		return 0, 0
	}
	return s.slotAt[l.part], s.slotAt[l.part+1]
}

// shared is by how much ratings of one participation take from one another, over the product of their weights.
func (s *system) shared(part int32) float64 { return s.g2 / s.ratio[part] }

// schur sets y = Sx for what is left, over the kept side and evaluators, when the other side is eliminated. It is
// where the time goes. Fixed effects are eliminated by the solver.
func (s *system) schur(x, y, told []float64) {
	nk := len(s.diagonal[1-s.out])
	k, a := x[:nk], x[nk:]
	ky, ay := y[:nk], y[nk:]
	for j, v := range s.diagonal[1-s.out] {
		ky[j] = float64(v * k[j])
	}
	if !s.likelihood {
		s.couple(k, ky)
		return
	}
	for r, v := range s.raters {
		ay[r] = float64(v * a[r])
	}
	for i, d := range s.diagonal[s.out] {
		links := s.linksOf(i)
		sum := 0.0
		for n := range links {
			l := &links[n]
			t := 0.0
			if l.slot >= 0 {
				t = float64(l.beta * a[l.slot])
			} else {
				for q, to := s.evaluators(l); q < to; q++ {
					t += float64(s.beta[q] * a[s.slots[q]])
				}
			}
			told[n] = t
			sum += float64(l.cross*k[l.kept]) + t
		}
		sum /= d
		for n := range links {
			l := &links[n]
			v, t := k[l.kept]-sum, told[n]
			ky[l.kept] += t - float64(l.cross*sum)
			if l.slot >= 0 {
				ay[l.slot] += float64(l.beta * v)
			} else if q, to := s.evaluators(l); q < to {
				for v -= float64(s.shared(l.part) * t); q < to; q++ {
					ay[s.slots[q]] += float64(s.beta[q] * v)
				}
			}
		}
	}
}

// couple takes from y what the prior's coupling alone takes through the eliminated side.
func (s *system) couple(k, y []float64) {
	across, square := s.across[s.out], sqr(s.kappa)
	for i, d := range s.diagonal[s.out] {
		ends := across[s.start[s.out][i]:s.start[s.out][i+1]]
		sum := 0.0
		for _, j := range ends {
			sum += k[j]
		}
		sum *= square / d
		for _, j := range ends {
			y[j] -= sum
		}
	}
}

// schurEach is schur for four at once.
func (s *system) schurEach(x, y, told []quad) {
	nk := len(s.diagonal[1-s.out])
	k, a := x[:nk], x[nk:]
	ky, ay := y[:nk], y[nk:]
	for j, v := range s.diagonal[1-s.out] {
		ky[j] = k[j].times(v)
	}
	if !s.likelihood {
		s.coupleEach(k, ky)
		return
	}
	for r, v := range s.raters {
		ay[r] = a[r].times(v)
	}
	for i, d := range s.diagonal[s.out] {
		links := s.linksOf(i)
		var sum quad
		for n := range links {
			l := &links[n]
			var t quad
			if l.slot >= 0 {
				t = a[l.slot].times(l.beta)
			} else {
				for q, to := s.evaluators(l); q < to; q++ {
					t = t.plus(a[s.slots[q]].times(s.beta[q]))
				}
			}
			told[n] = t
			sum = sum.plus(k[l.kept].times(l.cross).plus(t))
		}
		sum = sum.times(1 / d)
		for n := range links {
			l := &links[n]
			v, t := k[l.kept].minus(sum), told[n]
			ky[l.kept] = ky[l.kept].plus(t.minus(sum.times(l.cross)))
			if l.slot >= 0 {
				ay[l.slot] = ay[l.slot].plus(v.times(l.beta))
			} else if q, to := s.evaluators(l); q < to {
				for v = v.minus(t.times(s.shared(l.part))); q < to; q++ {
					ay[s.slots[q]] = ay[s.slots[q]].plus(v.times(s.beta[q]))
				}
			}
		}
	}
}

func (s *system) coupleEach(k, y []quad) {
	across, square := s.across[s.out], sqr(s.kappa)
	for i, d := range s.diagonal[s.out] {
		ends := across[s.start[s.out][i]:s.start[s.out][i+1]]
		var sum quad
		for _, j := range ends {
			sum = sum.plus(k[j])
		}
		sum = sum.times(square / d)
		for _, j := range ends {
			y[j] = y[j].minus(sum)
		}
	}
}
