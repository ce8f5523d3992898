package record

// scratchEach holds the vectors of one solve for four right-hand sides.
type scratchEach struct{ x, r, p, ap, told []quad }

func (v *solver) scratchEach() *scratchEach {
	n := len(v.jacobi)
	return &scratchEach{make([]quad, n), make([]quad, n), make([]quad, n), make([]quad, n), make([]quad, v.longest)}
}

// solveEach is solve for four at once. After it c.r holds the residuals of the kept side and raters; those of all
// others are none.
func (v *solver) solveEach(b, z []quad, tol float64, c *scratchEach) bool {
	_, kept, raters, _ := sections(v.system, z)
	copy(c.x, kept)
	copy(c.x[len(kept):], raters)
	fixed := v.reduceEach(b, c.r)
	goal := v.lengthEach(c.r).times(sqr(tol)).array()
	v.timesEach(c.x, c.ap, c)
	for i, x := range c.ap {
		c.r[i] = c.r[i].minus(x)
	}
	clear(c.p)
	var alpha, beta [4]float64
	last := [4]float64{1, 1, 1, 1}
	for range most {
		rz, left := v.lengthEach(c.r).array(), false
		for k, x := range rz {
			if alpha[k], beta[k] = 0, 0; !(x <= goal[k]) {
				left = true
				beta[k] = x / last[k]
			}
			last[k] = max(x, 1e-300)
		}
		if !left {
			v.restoreEach(b, z, c.x, fixed)
			return true
		}
		by := quadOf(beta)
		for i, d := range v.jacobi {
			c.p[i] = c.r[i].times(d).plus(c.p[i].each(by))
		}
		v.timesEach(c.p, c.ap, c)
		var sum quad
		for i, p := range c.p {
			sum = sum.plus(p.each(c.ap[i]))
		}
		for k, pap := range sum.array() {
			if rz[k] <= goal[k] { // it stands still until the others are there
				continue
			}
			if !(pap > 0) {
				return false
			}
			alpha[k] = rz[k] / pap
		}
		by = quadOf(alpha)
		for i, p := range c.p {
			c.x[i] = c.x[i].plus(p.each(by))
			c.r[i] = c.r[i].minus(c.ap[i].each(by))
		}
	}
	return false
}

func (v *solver) timesEach(x, y []quad, c *scratchEach) {
	v.schurEach(x, y, c.told)
	var t [4]quad // of each fixed effect
	for j, q := range v.columns {
		for f, w := range q.array() {
			t[f] = t[f].plus(x[j].times(w))
		}
	}
	v.takeEach(t, y)
}

// takeEach takes what the fixed effects explain.
func (v *solver) takeEach(t [4]quad, y []quad) {
	for j, q := range v.columns {
		y[j] = y[j].minus(t[0].times(q.a).plus(t[1].times(q.b)).plus(t[2].times(q.c)).plus(t[3].times(q.d)))
	}
}

func (v *solver) lengthEach(r []quad) (sum quad) {
	for i, d := range v.jacobi {
		sum = sum.plus(r[i].each(r[i]).times(d))
	}
	return sum
}

// transposed turns one quad for each fixed effect into the fixed effects of each of the four, and back.
func transposed(x [4]quad) (y [4]quad) {
	for f, q := range x {
		for k, v := range q.array() {
			y[k].set(f, v)
		}
	}
	return y
}

func (v *solver) reduceEach(b, r []quad) (fixed [4]quad) {
	out, kept, raters, fs := sections(v.system, b)
	nk := len(kept)
	copy(r, kept)
	copy(r[nk:], raters)
	if !v.likelihood {
		for i, d := range v.diagonal[v.out] {
			x := out[i].times(v.kappa / d)
			for _, j := range v.across[v.out][v.start[v.out][i]:v.start[v.out][i+1]] {
				r[j] = r[j].minus(x)
			}
		}
		return fixed
	}
	copy(fixed[:], fs)
	for i, d := range v.diagonal[v.out] {
		x := out[i].times(1 / d)
		for f, w := range v.border[v.out][i].array() {
			fixed[f] = fixed[f].minus(x.times(w))
		}
		for n, links := 0, v.linksOf(i); n < len(links); n++ {
			l := &links[n]
			r[l.kept] = r[l.kept].minus(x.times(l.cross))
			if l.slot >= 0 {
				at := nk + int(l.slot)
				r[at] = r[at].minus(x.times(l.beta))
				continue
			}
			for q, to := v.evaluators(l); q < to; q++ {
				at := nk + int(v.slots[q])
				r[at] = r[at].minus(x.times(v.beta[q]))
			}
		}
	}
	by := transposed(fixed)
	for k, x := range by {
		by[k] = v.forward(x)
	}
	fixed = transposed(by)
	v.takeEach(fixed, r)
	return fixed
}

func (v *solver) restoreEach(b, z, x []quad, fixed [4]quad) {
	out, kept, raters, fs := sections(v.system, z)
	nk := len(kept)
	copy(kept, x)
	copy(raters, x[nk:])
	from, _, _, _ := sections(v.system, b)
	if !v.likelihood {
		for i, d := range v.diagonal[v.out] {
			var sum quad
			for _, j := range v.across[v.out][v.start[v.out][i]:v.start[v.out][i+1]] {
				sum = sum.plus(kept[j])
			}
			out[i] = from[i].minus(sum.times(v.kappa)).times(1 / d)
		}
		return
	}
	for j, q := range v.columns {
		for f, w := range q.array() {
			fixed[f] = fixed[f].minus(x[j].times(w))
		}
	}
	by := transposed(fixed)
	for k, y := range by {
		by[k] = v.back(y)
	}
	fixed = transposed(by)
	copy(fs, fixed[:v.nf])
	for i, d := range v.diagonal[v.out] {
		q := v.border[v.out][i]
		sum := from[i].minus(fixed[0].times(q.a).plus(fixed[1].times(q.b)).plus(fixed[2].times(q.c)).plus(fixed[3].times(q.d)))
		for n, links := 0, v.linksOf(i); n < len(links); n++ {
			l := &links[n]
			sum = sum.minus(kept[l.kept].times(l.cross))
			if l.slot >= 0 {
				sum = sum.minus(raters[l.slot].times(l.beta))
				continue
			}
			for q, to := v.evaluators(l); q < to; q++ {
				sum = sum.minus(raters[v.slots[q]].times(v.beta[q]))
			}
		}
		out[i] = sum.times(1 / d)
	}
}
