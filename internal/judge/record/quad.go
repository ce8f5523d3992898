package record

// A quad is one number of each of four right-hand sides that are solved together: what a participation is linked to is
// read once for all four, and the four sums do not wait for one another.
type quad struct{ a, b, c, d float64 }

func (x quad) plus(y quad) quad  { return quad{x.a + y.a, x.b + y.b, x.c + y.c, x.d + y.d} }
func (x quad) minus(y quad) quad { return quad{x.a - y.a, x.b - y.b, x.c - y.c, x.d - y.d} }

func (x quad) times(f float64) quad {
	return quad{float64(x.a * f), float64(x.b * f), float64(x.c * f), float64(x.d * f)}
}

// each product of two quads' numbers.
func (x quad) each(y quad) quad {
	return quad{float64(x.a * y.a), float64(x.b * y.b), float64(x.c * y.c), float64(x.d * y.d)}
}

// dot is the sum of those products.
func (x quad) dot(y quad) float64 {
	return float64(x.a*y.a) + float64(x.b*y.b) + float64(x.c*y.c) + float64(x.d*y.d)
}

// array of a quad's numbers, to reach them by their place.
func (x quad) array() [4]float64 { return [4]float64{x.a, x.b, x.c, x.d} }

func quadOf(v [4]float64) quad { return quad{v[0], v[1], v[2], v[3]} }

// set one of the four.
func (x *quad) set(lane int, v float64) {
	switch lane {
	case 0:
		x.a = v
	case 1:
		x.b = v
	case 2:
		x.c = v
	default:
		x.d = v
	}
}
