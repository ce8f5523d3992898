package graph

import (
	"hash/maphash"
	"strings"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

// Planning a text that Neo4j has not seen costs a hundred times as much as running it. A caller may bring new
// texts in bursts, and then at a pace; texts seen before are free for everyone.
const (
	seenTexts  = 5000 // texts remembered, somewhat fewer than Neo4j's own cache would keep apart
	newTexts   = 5    // new texts a second for one caller
	textsBurst = 100  // new texts at once
	callers    = 1000 // callers remembered
)

// unseen tells new texts from known ones and paces them for each caller.
type unseen struct {
	seed  maphash.Seed
	texts *lru.Cache[uint64, struct{}]
	paces *lru.Cache[string, *rate.Limiter]
}

func newUnseen() *unseen {
	texts, err := lru.New[uint64, struct{}](seenTexts)
	if err != nil {
		panic("graph: " + err.Error()) // only a size below one is refused
	}
	paces, err := lru.New[string, *rate.Limiter](callers)
	if err != nil {
		panic("graph: " + err.Error())
	}
	return &unseen{seed: maphash.MakeSeed(), texts: texts, paces: paces}
}

// admit refuses a new text of a caller who has brought too many.
func (u *unseen) admit(text string, c Caller) error {
	sum := maphash.String(u.seed, text)
	if _, known := u.texts.Get(sum); known {
		return nil
	}
	who := c.Role + "\n" + c.Self + "\n" + strings.Join(c.Units, "\n")
	pace, ok := u.paces.Get(who)
	if !ok {
		pace = rate.NewLimiter(newTexts, textsBurst)
		u.paces.Add(who, pace)
	}
	if !pace.Allow() {
		return &Error{Code: CodeLimit, Message: "too many new kinds of questions at once; send values as variables so that questions share a shape, or wait a second"}
	}
	u.texts.Add(sum, struct{}{})
	return nil
}
