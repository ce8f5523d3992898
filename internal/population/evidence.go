package population

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"strconv"

	"bole/internal/judge/record"
)

// Evidence describes the scores that hyperparameters are found from. It holds nothing of anybody: numbers, and a digest
// that is equal for equal scores.
type Evidence struct {
	Digest     string   `json:"digest"`
	Scores     int      `json:"scores"`
	People     int      `json:"people"`
	Tasks      int      `json:"tasks"`
	Evaluators int      `json:"evaluators"`
	Sources    []source `json:"sources"` // by record.Source
}

// source is what scores of one source are like.
type source struct {
	Scores int     `json:"scores"`
	Mean   float64 `json:"mean"`
	Spread float64 `json:"spread"` // standard deviation, in points
}

// Of describes scores; their order means nothing.
func Of(in record.Input) Evidence {
	e := Evidence{Scores: len(in.Observations), Sources: make([]source, record.Outcome+1)}
	var sum digest
	people, tasks, evaluators := map[string]bool{}, map[string]bool{}, map[string]bool{}
	var line []byte
	for i := range in.Observations {
		o := &in.Observations[i]
		people[o.Person], tasks[o.Task] = true, true
		if o.Rater != "" {
			evaluators[o.Rater] = true
		}
		s := &e.Sources[o.Source]
		s.Scores++
		s.Mean += o.Score
		s.Spread += o.Score * o.Score
		line = line[:0]
		for _, text := range []string{o.Key, o.Person, o.Task, o.Rater} {
			line = append(strconv.AppendInt(line, int64(len(text)), 10), ':')
			line = append(line, text...)
		}
		line = binary.BigEndian.AppendUint64(line, math.Float64bits(o.Score))
		sum.add(append(line, byte(o.Source), flag(o.Own)))
	}
	for i := range in.Tasks {
		t := &in.Tasks[i]
		line = append(append(line[:0], 't'), t.Key...)
		sum.add(append(binary.BigEndian.AppendUint64(line, math.Float64bits(t.Difficulty)), flag(t.Known)))
	}
	for i := range e.Sources {
		if s := &e.Sources[i]; s.Scores > 0 {
			n := float64(s.Scores)
			s.Mean /= n
			s.Spread = math.Sqrt(max(0, s.Spread/n-s.Mean*s.Mean))
		}
	}
	e.Digest, e.People, e.Tasks, e.Evaluators = sum.text(), len(people), len(tasks), len(evaluators)
	return e
}

func flag(is bool) byte {
	if is {
		return 1
	}
	return 0
}

// digest is the sum of the digests of lines, so that their order means nothing.
type digest [4]uint64

func (d *digest) add(line []byte) {
	h := sha256.Sum256(line)
	for i := range d {
		d[i] += binary.BigEndian.Uint64(h[8*i:])
	}
}

func (d *digest) text() string {
	var b []byte
	for _, v := range d {
		b = binary.BigEndian.AppendUint64(b, v)
	}
	return hex.EncodeToString(b)
}

// share by which evidence may differ from that which hyperparameters were found from. Standard deviations of the
// population are known to no better than that from some thousand scores.
const share = .02

// Moved reports whether evidence has become other than that which hyperparameters were found from: one of its numbers
// by more than a fiftieth, what a source's scores are like by more than a fiftieth of their spread, or another source
// has enough scores for a noise of its own.
func (e Evidence) Moved(from Evidence) bool {
	far := func(a, b int) bool { return math.Abs(float64(a-b)) > share*float64(b) }
	if far(e.Scores, from.Scores) || far(e.People, from.People) || far(e.Tasks, from.Tasks) || far(e.Evaluators, from.Evaluators) || len(e.Sources) != len(from.Sources) {
		return true
	}
	for i, s := range e.Sources {
		f := from.Sources[i]
		if (s.Scores >= record.EnoughScores) != (f.Scores >= record.EnoughScores) {
			return true
		}
		if few := max(s.Scores, f.Scores) < e.Scores/100; few { // of which a few scores would be many
			continue
		}
		if far(s.Scores, f.Scores) || math.Abs(s.Mean-f.Mean) > share*f.Spread || math.Abs(s.Spread-f.Spread) > share*f.Spread {
			return true
		}
	}
	return false
}
