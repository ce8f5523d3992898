package record

import "slices"

// Unconverged says why a search did not come to its end.
type Unconverged string

// Reasons for which a search does not end: the data cannot tell two spreads apart, or the search had to give up.
const (
	// OneScoreEach: everyone has one score, so that people and chance cannot be told apart.
	OneScoreEach Unconverged = "ONE_SCORE_EACH"
	// OneTaskEach: everyone has scores of one task, so that people and their parts in tasks cannot be told apart.
	OneTaskEach Unconverged = "ONE_TASK_EACH"
	// OnePersonEach: every task has scores of one person, so that tasks and people's parts in them cannot be told apart.
	OnePersonEach Unconverged = "ONE_PERSON_EACH"
	// AssignmentAtLimit: the search stood where assignment leaves nothing to chance, beyond which the equations have no
	// solution, and the likelihood would have it go on.
	AssignmentAtLimit Unconverged = "ASSIGNMENT_AT_LIMIT"
	// StepsUsedUp: it had not come to its end when all its steps were used up.
	StepsUsedUp Unconverged = "STEPS_USED_UP"
	// NoWayOn: no step led on before the end.
	NoWayOn Unconverged = "NO_WAY_ON"
)

// Reasons are all that there are.
func Reasons() []Unconverged {
	return []Unconverged{OneScoreEach, OneTaskEach, OnePersonEach, AssignmentAtLimit, StepsUsedUp, NoWayOn}
}

// ends notes how a stage ended that did not converge.
func (s *search) ends(at *point, reason Unconverged) {
	if s.beyond(at) {
		reason = AssignmentAtLimit
	}
	if !slices.Contains(s.unconverged, reason) {
		s.unconverged = append(s.unconverged, reason)
	}
}

// why a search as a whole did not converge: what the data cannot tell, or else how the search ended. None where all
// its stages converged.
func (s *search) why() []Unconverged {
	if len(s.unconverged) == 0 {
		return nil
	}
	single := func(side int) bool { return len(s.list[side]) == len(s.names[side]) }
	var out []Unconverged
	switch {
	case len(s.obs) == len(s.names[people]):
		out = append(out, OneScoreEach)
	case single(people):
		out = append(out, OneTaskEach)
	}
	if single(tasks) {
		out = append(out, OnePersonEach)
	}
	return append(out, s.unconverged...)
}
