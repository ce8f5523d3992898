package record

import "math"

// Dense kernels in plain Go: no assembly, no fused products, one order of summation. Matrices are square and
// row by row.

// dots gives the products of one row with four others.
func dots(x, a, b, c, d []float64) (p, q, r, s float64) {
	a, b, c, d = a[:len(x)], b[:len(x)], c[:len(x)], d[:len(x)]
	for k, v := range x {
		p += float64(v * a[k])
		q += float64(v * b[k])
		r += float64(v * c[k])
		s += float64(v * d[k])
	}
	return p, q, r, s
}

// cholesky replaces the lower triangle of a by L with A = LL'; false when a is not positive definite.
func cholesky(a []float64, n int) bool {
	for j := 0; j < n; j += 4 {
		w := min(4, n-j)
		// The panel's rows, by what stands left of them, then the panel itself.
		for i := j; i < n; i++ {
			x := a[i*n : i*n+j]
			if w == 4 && i >= j+3 {
				p, q, r, s := dots(x, a[j*n:], a[(j+1)*n:], a[(j+2)*n:], a[(j+3)*n:])
				a[i*n+j] -= p
				a[i*n+j+1] -= q
				a[i*n+j+2] -= r
				a[i*n+j+3] -= s
				continue
			}
			for k := j; k < min(j+w, i+1); k++ {
				a[i*n+k] -= dot(x, a[k*n:])
			}
		}
		for k := j; k < j+w; k++ {
			d := a[k*n+k] - dot(a[k*n+j:k*n+k], a[k*n+j:])
			if !(d > 0) {
				return false
			}
			d = math.Sqrt(d)
			a[k*n+k] = d
			for i := k + 1; i < n; i++ {
				a[i*n+k] = (a[i*n+k] - dot(a[i*n+j:i*n+k], a[k*n+j:])) / d
			}
		}
	}
	return true
}

// substitute solves LL'x = b in place.
func substitute(l []float64, n int, x []float64) {
	for i := range n {
		x[i] = (x[i] - dot(l[i*n:i*n+i], x)) / l[i*n+i]
	}
	for i := n - 1; i >= 0; i-- {
		v := x[i] / l[i*n+i]
		x[i] = v
		for j, u := range l[i*n : i*n+i] {
			x[j] -= float64(u * v)
		}
	}
}

// logdet of A from its factor.
func logdet(l []float64, n int) float64 {
	sum := 0.0
	for i := range n {
		sum += math.Log(l[i*n+i])
	}
	return 2 * sum
}

// inverse of A from its factor, both triangles.
func inverse(l []float64, n int) []float64 {
	t := make([]float64, n*n) // rows are the columns of L⁻¹
	for j := 0; j < n; j += 4 {
		w := min(4, n-j)
		for i := j; i < n; i++ {
			for k := j; k < j+w; k++ {
				if i == k {
					t[k*n+k] = 1 / l[i*n+i]
				}
			}
			if i < j+w {
				for k := j; k < min(i, j+w); k++ {
					t[k*n+i] = -dot(l[i*n+k:i*n+i], t[k*n+k:]) / l[i*n+i]
				}
				continue
			}
			if w == 4 {
				p, q, r, s := dots(l[i*n+j:i*n+i], t[j*n+j:], t[(j+1)*n+j:], t[(j+2)*n+j:], t[(j+3)*n+j:])
				t[j*n+i], t[(j+1)*n+i], t[(j+2)*n+i], t[(j+3)*n+i] = -p/l[i*n+i], -q/l[i*n+i], -r/l[i*n+i], -s/l[i*n+i]
				continue
			}
			for k := j; k < j+w; k++ {
				t[k*n+i] = -dot(l[i*n+j:i*n+i], t[k*n+j:]) / l[i*n+i]
			}
		}
	}
	v := make([]float64, n*n)
	for i := range n {
		j := 0
		for ; j+3 <= i; j += 4 {
			p, q, r, s := dots(t[i*n+i:(i+1)*n], t[j*n+i:], t[(j+1)*n+i:], t[(j+2)*n+i:], t[(j+3)*n+i:])
			v[i*n+j], v[i*n+j+1], v[i*n+j+2], v[i*n+j+3] = p, q, r, s
		}
		for ; j <= i; j++ {
			v[i*n+j] = dot(t[i*n+i:(i+1)*n], t[j*n+i:])
		}
		for k := range i {
			v[k*n+i] = v[i*n+k]
		}
	}
	return v
}
