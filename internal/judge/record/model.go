package record

import "context"

// A Model is fitted once and does not change; its methods may be called concurrently.
type Model struct{ summary Summary }

// Fit estimates the variance components and solves for everyone. It fails on input that cannot be fitted
// (ErrInput) and when ctx ends.
func Fit(ctx context.Context, in Input, o Options) (*Model, error) { panic("not yet") }

// Summary of the fit.
func (m *Model) Summary() Summary { return m.summary }

// Estimate of one person; false when no rating of the person is known. With Options.Draws < 0 it is one solve.
func (m *Model) Estimate(person string) (Estimate, bool) { panic("not yet") }

// Estimates of everyone, by key.
func (m *Model) Estimates() []Estimate { panic("not yet") }

// Exact estimates of a few people: their variances by one solve each, whatever the size. Unknown people are
// left out.
func (m *Model) Exact(ctx context.Context, people ...string) ([]Estimate, error) { panic("not yet") }

// Contributions to one person's estimate; false when the person is unknown.
func (m *Model) Contributions(person string) (Contributions, bool) { panic("not yet") }

// Without solves anew without some observations, the hyperparameters kept: what if these were removed.
func (m *Model) Without(ctx context.Context, keys ...string) (*Model, error) { panic("not yet") }

// MostInfluential rating of a person: the one whose removal changes the estimate most, and what it would be.
// At most 6 solves: those with the largest first-order change are tried. False when the person is unknown or has one rating only.
func (m *Model) MostInfluential(ctx context.Context, person string) (Influence, bool, error) { panic("not yet") }

// Compare two people by the joint distribution of their estimates; one solve. ErrUnknown when one is unknown.
func (m *Model) Compare(ctx context.Context, a, b string) (Comparison, error) { panic("not yet") }

// Severity of one evaluator; false when the evaluator is unknown or shares no work with others. Two solves.
func (m *Model) Severity(ctx context.Context, rater string) (Severity, bool, error) { panic("not yet") }

// TaskResidual compares a task's verified outcome with what its members' records and its recorded difficulty
// predict. rater is the reserved one of outcomes, "" for none. False when the task is unknown or no member is known.
func (m *Model) TaskResidual(ctx context.Context, task string, members []Member, outcome float64, rater string) (Team, bool, error) {
	panic("not yet")
}

// Bands of the people named (nil: all), component by component; one solve a band. Unknown people are left out.
func (m *Model) Bands(ctx context.Context, people []string) ([]Band, error) { panic("not yet") }
