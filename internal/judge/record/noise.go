package record

// EnoughScores of a source, from which its noise can be told: with 30 a standard deviation of 20 comes out as 15
// to 25.
const EnoughScores = 30

// noises numbers what the noise of a score may be made of: Residual or a source's own, then the same again with the
// effect of an unknown evaluator on top.
const noises = 2 * (1 + int(sources))

// A special observation is one whose noise is not Residual alone.
type special struct {
	i, part int32
	noise   uint8
}

// noises finds the sources that have a noise of their own. What has none goes by Residual; where all could have one,
// the source with most scores does. fixed, unless nil, has decided.
func (p *problem) noises(fixed *Hyperparameters) {
	var count [sources]int
	for _, o := range p.obs {
		count[o.Source]++
	}
	rest, largest := 0, Other
	for s, n := range count {
		if fixed != nil {
			p.noisy[s] = fixed.Noise[s] > 0
			continue
		}
		if p.noisy[s] = n >= EnoughScores; !p.noisy[s] {
			rest += n
		}
		if n > count[largest] {
			largest = Source(s)
		}
	}
	if rest < EnoughScores {
		p.noisy[largest] = false
	}
	p.noise = make([]uint8, len(p.obs))
	for i, o := range p.obs {
		n := uint8(0)
		if p.noisy[o.Source] {
			n = 1 + uint8(o.Source)
		}
		if p.rater[i] < 0 && p.nr > 0 {
			n += 1 + uint8(sources)
		}
		if p.noise[i] = n; n > 0 {
			p.specials = append(p.specials, special{int32(i), p.part[i], n})
		}
	}
}

// noiseOf tells the parameter that an observation's noise belongs to and its share in it: less than 1 where an
// unknown evaluator's effect is the rest.
func (p *problem) noiseOf(i int, h Hyperparameters) (parameter int, share float64) {
	n := int(p.noise[i])
	parameter = ofResidual + n%(1+int(sources))
	if n <= int(sources) {
		return parameter, 1
	}
	return parameter, p.share(parameter, h)
}

// NoiseOf a source's scores, a standard deviation in points.
func (h *Hyperparameters) NoiseOf(s Source) float64 {
	if h.Noise[s] > 0 {
		return h.Noise[s]
	}
	return h.Residual
}

// fittedRow adds what the fitted value of an observation, its participation's effect included, takes of raters and
// fixed effects, whose columns begin at base. Of person and task it takes the participation's ratio.
func (s *system) fittedRow(o special, base int, row *sparse) {
	e := int(o.part)
	if s.nr > 0 {
		if r := s.rater[o.i]; r >= 0 {
			row.add(base+int(r), 1)
		}
		for k := s.slotAt[e]; k < s.slotAt[e+1]; k++ {
			row.add(base+int(s.slots[k]), -float64(s.g2*s.beta[k]))
		}
	}
	for f, x := range s.fixed[e*s.nf : (e+1)*s.nf] {
		row.add(base+s.nr+f, float64(s.ratio[e]*x))
	}
}

// fittedVariances sums weight times variance of the fitted values of special observations, exactly.
func (x *exact) fittedVariances(of []special) (sums [noises]float64) {
	kept := 1 - x.out
	row, q := newSparse(x.n), newSparse(x.n)
	last := int32(-1)
	for _, o := range of {
		ratio, out := x.ratio[o.part], x.end[x.out][o.part]
		if out != last {
			x.gather(int(out), row)
			last = out
		}
		d := x.diagonal[x.out][out]
		q.clear()
		q.add(int(x.end[kept][o.part]), ratio)
		x.fittedRow(o, len(x.diagonal[kept]), q)
		for _, k := range row.at {
			q.add(int(k), -float64(ratio*row.v[k])/d)
		}
		v := sqr(ratio)/d + x.apply(q) + float64(x.g2*ratio)
		sums[o.noise] += float64(x.w[o.i] * v)
	}
	return sums
}

// fittedSquares sums the same over four draws z of N(0, H⁻¹), with people's own part exact: mean holds their
// expectations given all others.
func (s *system) fittedSquares(of []special, z, mean []quad) (sums [noises]float64) {
	a := z[s.dense():]
	for _, o := range of {
		e := int(o.part)
		p := s.end[people][e]
		v := mean[p].plus(z[s.np+int(s.end[tasks][e])])
		for f, x := range s.fixed[e*s.nf : (e+1)*s.nf] {
			v = v.plus(a[s.nr+f].times(x))
		}
		v = v.times(s.ratio[e])
		if s.nr > 0 {
			if r := s.rater[o.i]; r >= 0 {
				v = v.plus(a[r])
			}
			for k := s.slotAt[e]; k < s.slotAt[e+1]; k++ {
				v = v.minus(a[s.slots[k]].times(float64(s.g2 * s.beta[k])))
			}
		}
		own := sqr(s.ratio[e])/s.diagonal[people][p] + float64(s.g2*s.ratio[e])
		sums[o.noise] += float64(s.w[o.i] * (float64(4*own) + v.dot(v)))
	}
	return sums
}
