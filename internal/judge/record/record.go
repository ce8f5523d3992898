// Package record estimates how well people did their work from ratings of it: a mixed model of person, task,
// evaluator and participation in which people need not have been assigned to tasks at random. It is pure: no
// Neo4j, no GraphQL, no clock, no globals. The same input in any order gives the same digits.
//
// Method, in words and in formulas, with what was measured: docs/method.md.
package record

import (
	"errors"
)

// Low and High are the limits of a score. A score at a limit says only that the work was at least so bad, or so
// good: it enters as a censored observation.
const (
	Low  = 0.0
	High = 100.0
)

// An Observation is one score of one person's part in one task.
type Observation struct {
	Key    string // unique
	Person string
	Task   string
	Rater  string  // the evaluator; "" is unknown: such a score gets an evaluator of its own. A verified outcome has a reserved one
	Score  float64 // Low to High
	Own    bool    // evaluator and person belong to the same unit
	Source Source
}

// Source is where a score comes from. Each source that gave enough scores has a noise of its own.
type Source uint8

// The sources of scores. Other is a review by someone of no known kind.
const (
	Other Source = iota
	Leader
	Panel
	Colleagues
	Public
	Outcome // the verified outcome of a task
	sources
)

// A Task has the difficulty recorded for it, 1 to 5. A task that is not listed has an unknown difficulty.
type Task struct {
	Key        string
	Difficulty float64
	Known      bool
}

// Input is what a model is fitted to. Order means nothing.
type Input struct {
	Observations []Observation
	Tasks        []Task
}

// Options of a fit; the zero value is right.
type Options struct {
	// Plain leaves informative assignment out of account (κ = 0, γ = 0): REML as textbooks have it, for comparison.
	Plain bool
	// Fixed holds variances, κ and r at values estimated before, on more data: only one system is solved.
	Fixed *Hyperparameters
	// By is what Find found, in this input or in another: only one system is solved, and the summary says how the search
	// ended. Fixed goes before it.
	By *Population
	// Start begins the search at what was found before, on nearly the same data.
	Start *Population
	// Draws of the Monte Carlo estimate of variances where the system is too large for exact ones, in fours; 0 is 200.
	// Negative takes none: each interval is then one exact solve when it is asked for.
	Draws int
	// Seed of the draws; 0 is a fixed one.
	Seed uint64
	// Progress is told how far a search is, from 0 to 1 and never back; nil: nobody is.
	Progress func(share float64)
}

// Hyperparameters are what the whole population shares. Standard deviations are in points of the score.
type Hyperparameters struct {
	Mean       float64 // μ: expected score at average recorded difficulty
	Difficulty float64 // β: points for each grade of recorded difficulty
	Missing    float64 // points by which tasks of unknown difficulty differ
	Assignment float64 // γ: points for each grade by which a person's tasks lie above the average

	Person        float64 // σ_p
	Task          float64 // σ_m, beyond the recorded difficulty
	TaskUnknown   float64 // σ_m where the difficulty is unknown
	Rater         float64 // σ_r
	Participation float64 // σ_g; 0 where no participation has several ratings
	Residual      float64 // σ of a score whose source has none of its own
	// Noise is σ of the scores of a source; 0 where Residual serves, since the source gave too few to tell or is
	// what Residual was estimated from.
	Noise [sources]float64

	Kappa        float64 // κ: strength of assignment by ability, per point²; 0 is at random
	Correlation  float64 // r between a person's ability and the true difficulty of the tasks given to him, from κ
	Spread       float64 // σ_D: true difficulty, in points
	Shrink       float64 // k: tasks' worth of shrinkage in a person's mean difficulty; 1e9 where people's tasks do not differ
	MeanRecorded float64 // c̄: average recorded difficulty over participations
}

// Summary says what was fitted, how far it can be trusted as a whole, and what it cannot tell apart.
type Summary struct {
	Hyperparameters
	Converged bool // of all stages of the search
	// Unconverged says why the search did not come to its end; empty where it did.
	Unconverged []Unconverged
	// Plain says that assignment was taken as random: by Options, or since people work on most of what their
	// colleagues work on (Crowding above .3), where the model of assignment would do harm.
	Plain bool
	// Crowding is the share that people's own tasks have of those of their colleagues and their colleagues'
	// colleagues, on average.
	Crowding   float64
	Iterations int  // steps of the variance components, all stages together
	Exact      bool // variances are exact rather than Monte Carlo
	Ratings    int
	Scores     [sources]int // ratings by source
	People     int
	Tasks      int
	Raters     int // known ones
	Censored   int // scores at Low or High
	Components int // groups of people that share no task and no evaluator with one another
	Rank       int // of the fixed effects
	// Dropped fixed effects are not identified: "difficulty", "missing", "assignment".
	Dropped []string
	// Cuts says how often κ was cut back to where the prior is positive definite; 0 unless people and tasks overlap densely.
	Cuts int
}

// An Interval of values in points.
type Interval struct{ Low, High float64 }

// Estimate is a person's adjusted work in points of the score, relative to the average of all rated people. An
// absolute level is not identified when assignment depends on ability. The interval is the answer; the value
// alone is not.
type Estimate struct {
	Person string
	Value  float64 // from the Gaussian fit, to which the intervals and contributions belong
	Robust float64 // from a fit in which outlying ratings weigh less (Huber); lists are ordered by it
	SE     float64
	I80    Interval
	I95    Interval

	Ratings int
	Tasks   int
	Raters  int // distinct known evaluators
	Unknown int // ratings by unknown evaluators

	RawMean     float64 // of the person's scores, unadjusted
	RawRelative float64 // RawMean less the mean of all scores

	Component int // people of different components are not comparable; 0 is the largest
	Shaky     shaky
}

// shaky says what an estimate suffers from.
type shaky struct {
	Few               bool    // fewer than 3 tasks
	OneRater          bool    // all ratings by one evaluator
	Disconnected      bool    // not in the largest component
	Outliers          bool    // Robust lies more than half an SE from Value
	Thin              bool    // the 80 % interval is wider than one and a half times the spread between people: too little to compare
	MissingDifficulty float64 // share of the person's tasks whose difficulty is unknown
}

// contributions decompose an estimate exactly: Value is the sum of all Points and Population. Each holds the
// others' estimates fixed; it is not what would change if the item were removed (Without tells that).
type contributions struct {
	Person     string
	Value      float64
	Ratings    []RatingContribution // by key
	Tasks      []taskContribution   // by key
	Population float64              // the average of all rated people, taken off; takes up the rounding
}

// RatingContribution is one rating's part.
type RatingContribution struct {
	Key, Task, Rater string
	Score            float64
	Adjusted         float64 // the score less what task, evaluator and population explain, in points
	Points           float64
	Censored         bool // a score at a limit: Adjusted is from the working response
}

// taskContribution is what a task's difficulty says by the person having been given it, apart from ratings.
type taskContribution struct {
	Task   string
	Points float64
}

// Influence is what an item does to an estimate: its value without the item, all else kept but solved anew.
type Influence struct {
	Key     string
	Without float64
	Change  float64 // Without less the value with it
}

// Comparison of two people, from the joint distribution of both estimates.
type Comparison struct {
	A, B            string
	Comparable      bool    // false: no task or evaluator links them, and all below is zero and means nothing
	Difference      float64 // A less B, in points
	SE              float64
	I80, I95        Interval
	Distinguishable bool // 0 lies outside I95
	Likely          bool // 0 lies outside I80
}

// Severity says how far an evaluator's scores lie above what others gave the same work, in points; positive is
// lenient. Few ratings pull it towards 0. Evaluators who share no work with others are absent.
type Severity struct {
	Rater    string
	Value    float64
	SE       float64
	I80, I95 Interval
	Ratings  int

	Spread   float64  // standard deviation of this evaluator's residuals, in points; compare Summary.Residual
	Spread95 Interval // by χ²
	Freedom  float64  // effective degrees of freedom of Spread; below about 5 it says little

	Own        *ownUnit // nil when ratings of the own unit or of others are missing, or cannot be told apart
	OwnRated   int      // ratings of people of the own unit
	OtherRated int
}

// ownUnit is how much more an evaluator gives people of the own unit than others, for the same work.
type ownUnit struct {
	Difference float64
	SE         float64
	I80, I95   Interval
}

// A Member of a team, with the weight of the role; weights are relative.
type Member struct {
	Person string
	Weight float64
}

// Team is what the members' records and the recorded difficulty predict for a task's outcome, all ratings of the
// task itself left out, beside the outcome.
type Team struct {
	Task      string
	Outcome   float64
	Predicted float64
	SE        float64 // of the prediction, the noise of one outcome included
	I80, I95  Interval
	Above     float64 // Outcome less Predicted
	Members   int     // members with ratings of other tasks; the others count as average people
}

// A band holds people who cannot be told from its first, the best of those left, at 95 %.
type band struct {
	Component int
	People    []Estimate // by the lower end of the 80 % interval, best first
}

// ErrInput says that the input cannot be fitted; the message says which item and why.
var ErrInput = errors.New("record: input")

// ErrUnknown says that a person, task, evaluator or observation is not known to the model.
var ErrUnknown = errors.New("record: unknown")
