package store

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/hashicorp/golang-lru/v2/simplelru"

	"bole/graph/cypher"
	"bole/graph/law"
)

const (
	dearFrom = 20 * time.Millisecond
	// keptFor is how long rows stay in memory that nobody has found right again. What was erased is told to nobody from
	// the erasure on; by then it is gone from the memory of every process too.
	keptFor = 10 * time.Minute
	// keptShare is the part of all bytes that the rows of one statement may take.
	keptShare = 8
	keptTexts = 5000 // of which it is known whether they are dear
	// oftenCheap is how often in a row a text is cheap until the log is not asked before it any more. Where it turns out
	// dear then, for other values, it is from the next time on.
	oftenCheap = 3
)

// keeper keeps the rows of statements that were dear, each with how far the log was before they were read. They are
// given again where the log, as it is now, has no entry since of a type that they were read from.
type keeper struct {
	most  int64
	from  time.Duration
	types func(text string) ([]string, bool)

	mu      sync.Mutex
	answers *simplelru.LRU[keptKey, *keptRows]
	bytes   int64
	sweep   *time.Timer // nil: none is due
	closed  bool
	texts   *lru.Cache[string, *keptText]

	hits, misses, evicted atomic.Int64
}

// keptRows are the rows of one statement. They are given to several requests at once, which read them and change nothing.
type keptRows struct {
	rows  [][]any
	bytes int64
	types []string
	at    mark      // up to here nothing has changed
	found time.Time // when that was known last
}

// keptText is what is known of a statement's text, whatever its values.
type keptText struct {
	types []string
	ok    bool         // its rows may be kept
	cheap atomic.Int64 // how often in a row it was
}

func newKeeper(o Options) *keeper {
	if o.KeepBytes <= 0 || o.TypesRead == nil {
		return nil
	}
	if o.KeepFrom <= 0 {
		o.KeepFrom = dearFrom
	}
	out := &keeper{most: o.KeepBytes, from: o.KeepFrom, types: o.TypesRead}
	var errs [2]error
	out.answers, errs[0] = simplelru.NewLRU[keptKey, *keptRows](int(o.KeepBytes/leastKept)+1, func(_ keptKey, r *keptRows) { out.bytes -= r.bytes })
	out.texts, errs[1] = lru.New[string, *keptText](keptTexts)
	if errs[0] != nil || errs[1] != nil {
		panic("store: only a size below one is refused")
	}
	return out
}

// readKept gives the rows that are kept for a statement where they are right still, and otherwise reads them, and keeps
// them where that was dear.
func (s *Store) readKept(ctx context.Context, caller law.Caller, st cypher.Statement) ([][]any, error) {
	text := s.keeper.text(st.Text)
	if !text.ok {
		rows, _, err := s.readNow(ctx, caller, st)
		return rows, err
	}
	key := keyOf(caller, st)
	kept := s.keeper.get(key)
	var now mark // is read before the rows, so that they are of that or of later
	if kept != nil || text.cheap.Load() < oftenCheap {
		var since mark
		var types []string
		if kept != nil {
			since, types = s.keeper.stood(kept), kept.types
		}
		var right bool
		if now, right = s.standing(ctx, since, types); right {
			s.keeper.moved(kept, now)
			s.keeper.hits.Add(1)
			noted(ctx, st)
			return kept.rows, nil
		}
	}
	rows, worked, err := s.readNow(ctx, caller, st)
	if err != nil {
		return nil, err
	}
	if worked+time.Millisecond <= s.keeper.from { // Neo4j tells whole milliseconds
		text.cheap.Add(1)
		s.keeper.drop(key)
		return rows, nil
	}
	text.cheap.Store(0)
	s.keeper.misses.Add(1)
	if now.chain != "" {
		s.keeper.put(key, &keptRows{rows: rows, bytes: sizeOf(rows), types: text.types, at: now, found: time.Now()})
	}
	return rows, nil
}

// text is what is known of a statement's text.
func (k *keeper) text(text string) *keptText {
	if t, known := k.texts.Get(text); known {
		return t
	}
	t := &keptText{}
	t.types, t.ok = k.types(text)
	t.ok = t.ok && len(t.types) > 0
	k.texts.Add(text, t)
	return t
}

func (k *keeper) get(key keptKey) *keptRows {
	k.mu.Lock()
	defer k.mu.Unlock()
	r, _ := k.answers.Get(key)
	return r
}

func (k *keeper) drop(key keptKey) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.answers.Remove(key)
}

// put keeps rows, and lets others go that were not asked for the longest.
func (k *keeper) put(key keptKey, r *keptRows) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed || r.bytes > k.most/keptShare {
		return
	}
	k.answers.Remove(key)
	for k.bytes+r.bytes > k.most {
		if _, _, some := k.answers.RemoveOldest(); !some {
			break
		}
		k.evicted.Add(1)
	}
	k.bytes += r.bytes
	if k.answers.Add(key, r) {
		k.evicted.Add(1)
	}
	k.due()
}

// moved notes that rows are right further on, which spares the next look at the log the way up to there.
func (k *keeper) moved(r *keptRows, to mark) {
	k.mu.Lock()
	defer k.mu.Unlock()
	r.found = time.Now()
	if to.seq > r.at.seq {
		r.at = to
	}
}

// stood is how far the log was when rows were known to be right last.
func (k *keeper) stood(r *keptRows) mark {
	k.mu.Lock()
	defer k.mu.Unlock()
	return r.at
}

// forget lets all rows go, as after an erasure: nothing of whom it was of stays in memory.
func (k *keeper) forget() {
	if k == nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.answers.Purge()
}

// due has what nobody found right for long let go in time, also when nothing is asked any more.
func (k *keeper) due() {
	if k.sweep == nil && !k.closed {
		k.sweep = time.AfterFunc(keptFor/2, k.swept)
	}
}

func (k *keeper) swept() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.sweep = nil
	for _, key := range slices.Clone(k.answers.Keys()) {
		if r, _ := k.answers.Peek(key); time.Since(r.found) > keptFor/2 {
			k.answers.Remove(key)
		}
	}
	if k.answers.Len() > 0 {
		k.due()
	}
}

// close lets all go and keeps nothing more.
func (k *keeper) close() {
	if k == nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.closed = true
	k.answers.Purge()
	if k.sweep != nil {
		k.sweep.Stop()
	}
}

// keeps is what is kept of dear answers, and how often it served.
type keeps struct {
	Answers               int
	Bytes, Most           int64
	Hits, Misses, Evicted int64 // since the start; a miss is a dear statement that was run
}

// Keeps says what is kept of dear answers at this moment.
func (s *Store) Keeps() keeps {
	k := s.keeper
	if k == nil {
		return keeps{}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return keeps{Answers: k.answers.Len(), Bytes: k.bytes, Most: k.most, Hits: k.hits.Load(), Misses: k.misses.Load(), Evicted: k.evicted.Load()}
}
