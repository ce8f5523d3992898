package graph

import (
	"hash/maphash"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"bole/graph/law"
	"bole/graph/refusal"
)

// Planning a text that Neo4j has not seen costs a hundred times as much as running it. A person may bring new texts
// in bursts, and then at a pace, whatever role and scope they ask with; texts seen before are free for everyone.
const (
	seenTexts     = 5000 // texts remembered, somewhat fewer than Neo4j's own cache would keep apart
	newTexts      = 5    // new texts a second for one person
	textsBurst    = 100  // new texts at once
	namelessTexts = 1    // new texts a second for all callers whose tokens name nobody
	namelessBurst = 30   // new texts at once for all of them
	persons       = 1000 // persons remembered
)

// unseen tells new texts from known ones and paces them for each caller.
type unseen struct {
	seed  maphash.Seed
	texts *lru.Cache[uint64, struct{}]
	paces *lru.Cache[string, *rate.Limiter] // by Caller.Owner
	// nameless is the pace of all callers without a subject: a token that names nobody can be signed as often as
	// one likes, so each of them must not have an allowance of its own.
	nameless *rate.Limiter
}

func newUnseen() *unseen {
	texts, err := lru.New[uint64, struct{}](seenTexts)
	if err != nil {
		panic("graph: " + err.Error()) // only a size below one is refused
	}
	paces, err := lru.New[string, *rate.Limiter](persons)
	if err != nil {
		panic("graph: " + err.Error())
	}
	return &unseen{seed: maphash.MakeSeed(), texts: texts, paces: paces, nameless: rate.NewLimiter(namelessTexts, namelessBurst)}
}

// admit refuses a new text of a caller who has brought too many. The system's own texts are not a caller's to bring.
func (u *unseen) admit(text string, c Caller) error {
	sum := maphash.String(u.seed, text)
	if _, known := u.texts.Get(sum); known {
		return nil
	}
	if c.Role != law.System.Role && !u.pace(c).Allow() {
		return u.tooMany(c)
	}
	u.texts.Add(sum, struct{}{})
	return nil
}

func (u *unseen) pace(c Caller) *rate.Limiter {
	who := c.Owner()
	if who == "" {
		return u.nameless
	}
	fresh := rate.NewLimiter(newTexts, textsBurst)
	if kept, known, _ := u.paces.PeekOrAdd(who, fresh); known {
		u.paces.Get(who) // it was used just now
		return kept
	}
	return fresh
}

func (u *unseen) tooMany(c Caller) error {
	if c.Owner() == "" {
		return refusal.Newf(CodeLimit, "too many new kinds of questions at once: tokens without a subject share %d at once and %d a second; use a token with a subject, or send values as variables so that questions share a shape", namelessBurst, namelessTexts).Hit(newQuestions)
	}
	return refusal.Newf(CodeLimit, "too many new kinds of questions at once: one person may bring %d at once and %d a second; send values as variables so that questions share a shape, or wait a second", textsBurst, newTexts).Hit(newQuestions)
}

// newQuestions is the limit's name in metrics.
const newQuestions = "new-questions"
