package simulate

// Scenarios by which the method is judged. dense ones give a person 6 tasks, sparse ones 3.
func Scenarios() []Scenario {
	dense := Scenario{People: 200, Tasks: 300, Raters: 50, Ratings: 6, Rule: Able}
	sparse := dense
	sparse.Ratings = 3
	vary := func(name string, s Scenario, change func(*Scenario)) Scenario {
		s.Name = name
		change(&s)
		return s
	}
	return []Scenario{
		vary("random", dense, func(s *Scenario) { s.Rule = Random }),
		vary("able get hard", dense, func(*Scenario) {}),
		vary("sparse", sparse, func(*Scenario) {}),
		vary("sparse, silos", sparse, func(s *Scenario) { s.Silo = .9 }),
		vary("recorded difficulty only", dense, func(s *Scenario) { s.Rule = Recorded }),
		vary("thresholds", dense, func(s *Scenario) { s.Rule = Threshold }),
		vary("reversed", dense, func(s *Scenario) { s.Rule = Reversed }),
		vary("missing difficulty, silos", dense, func(s *Scenario) { s.Silo, s.Missing = .9, .3 }),
		vary("scores at the limit", dense, func(s *Scenario) { s.Mean = 92 }),
		vary("several ratings", dense, func(s *Scenario) { s.Ratings, s.Repeat, s.Participation = 4, 3, 4 }),
		vary("outliers", dense, func(s *Scenario) { s.Outliers = .05 }),
		vary("unknown raters", dense, func(s *Scenario) { s.Unknown = .3 }),
		vary("closed units", dense, func(s *Scenario) { s.Silo, s.Within = .9, true }),
		vary("closed units, sparse", sparse, func(s *Scenario) { s.Silo, s.Within = .9, true }),
		vary("closed units, open raters", dense, func(s *Scenario) { s.Within = true }),
		vary("crowded units", dense, func(s *Scenario) { s.Silo, s.Within, s.Ratings = .9, true, 12 }),
		vary("crowded units, open raters", dense, func(s *Scenario) { s.Within, s.Ratings = true, 12 }),
	}
}

// OutcomeScenarios have verified outcomes beside reviews whose noise is 4.2 points: three in ten people have three.
func OutcomeScenarios() []Scenario {
	of := func(name string, noise float64) Scenario {
		return Scenario{Name: name, People: 200, Tasks: 300, Raters: 50, Ratings: 4, Rule: Able, Leading: .3, Outcomes: 3, OutcomeNoise: noise}
	}
	unrelated := of("outcomes unrelated to ability", 20)
	unrelated.Unrelated = true
	return []Scenario{of("outcomes of sd 5", 5), of("outcomes of sd 10", 10), of("outcomes of sd 20", 20), unrelated}
}

// Large is the scenario of 2,000 people in silos.
func Large() Scenario {
	return Scenario{Name: "2,000 people, silos", People: 2000, Tasks: 6000, Raters: 120, Ratings: 9, Rule: Able, Silo: .9}
}

// Deployment is a record of n people at the size of a province: 2 tasks for 3 people, 6 ratings a person.
func Deployment(n int) Scenario {
	return Scenario{Name: "deployment", People: n, Tasks: n * 133 / 200, Raters: 200, Ratings: 6, Rule: Able, Silo: .9, Missing: .1}
}
