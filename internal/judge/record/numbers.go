package record

import (
	"math"
	"strconv"
)

func ln(x float64) float64 { return math.Log(x) }

// mills gives λ(z) = φ(z)/Φ(z), and λ(z) + z, which cancels far below 0.
func mills(z float64) (lambda, plus float64) {
	if z > -5 {
		lambda = math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) / (0.5 * math.Erfc(-z/math.Sqrt2))
		return lambda, lambda + z
	}
	// Continued fraction of Mills' ratio: λ(−t) = t + 1/(t + 2/(t + 3/(t + …))).
	t, tail := -z, 0.0
	for k := 30.0; k >= 2; k-- {
		tail = k / (t + tail)
	}
	plus = 1 / (t + tail)
	return t + plus, plus
}

// logPhi is log Φ(z).
func logPhi(z float64) float64 {
	if z > -5 {
		return math.Log(0.5 * math.Erfc(-z/math.Sqrt2))
	}
	lambda, _ := mills(z)
	return -z*z/2 - math.Log(math.Sqrt(2*math.Pi)) - math.Log(lambda)
}

// round to a millionth of a point: what is published has the same digits on every machine.
func round(x float64) float64 { return math.Round(x*1e6)/1e6 + 0 } // + 0: no negative zero

// significant rounds to nine digits.
func significant(x float64) float64 {
	if x == 0 || math.IsInf(x, 0) || math.IsNaN(x) {
		return x
	}
	y, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 9, 64), 64) // its own output
	return y
}
