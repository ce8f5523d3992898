package record

// Moments are sums over diagonal and coupled elements of H⁻¹, or Q⁻¹, as the score of the variance components
// asks for them.
type moments struct {
	people, peopleParts float64    // Σ of people's variances; weighted by their participations
	tasks               [2]float64 // of tasks with a known and an unknown difficulty
	taskParts           float64    // all tasks, weighted by their participations
	pairs               float64    // Σ over participations of person with task
	raters              float64
	effects             float64         // Σ of participation effects' variances
	fitted              [noises]float64 // Σ of weight times variance of the fitted value, of scores whose noise is not Residual
}

func (m *moments) addPerson(n int, v float64) {
	m.people += v
	m.peopleParts += float64(float64(n) * v)
}

func (m *moments) addTask(n int, unknown bool, v float64) {
	class := 0
	if unknown {
		class = 1
	}
	m.tasks[class] += v
	m.taskParts += float64(float64(n) * v)
}

func (m *moments) add(side, n int, unknown bool, v float64) {
	if side == people {
		m.addPerson(n, v)
		return
	}
	m.addTask(n, unknown, v)
}

// plus adds f times o.
func (m *moments) plus(o moments, f float64) {
	m.people += float64(f * o.people)
	m.peopleParts += float64(f * o.peopleParts)
	m.tasks[0] += float64(f * o.tasks[0])
	m.tasks[1] += float64(f * o.tasks[1])
	m.taskParts += float64(f * o.taskParts)
	m.pairs += float64(f * o.pairs)
	m.raters += float64(f * o.raters)
	m.effects += float64(f * o.effects)
	for n, v := range o.fitted {
		m.fitted[n] += float64(f * v)
	}
}

// squares are the moments of one vector of unknowns and its participation effects (nil: none).
func (s *system) squares(z, effects []float64) moments {
	var m moments
	for p, v := range z[:s.np] {
		m.addPerson(len(s.parts(people, p)), sqr(v))
	}
	for j, v := range z[s.np : s.np+s.nm] {
		m.addTask(len(s.parts(tasks, j)), s.unknown[j], sqr(v))
	}
	for e, p := range s.end[people] {
		m.pairs += float64(z[p] * z[s.np+int(s.end[tasks][e])])
	}
	for _, v := range z[s.dense() : s.dense()+s.nr] {
		m.raters += sqr(v)
	}
	for _, v := range effects {
		m.effects += sqr(v)
	}
	return m
}
