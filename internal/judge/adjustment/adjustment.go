// Package adjustment lays out what several proposed moves would come to together: who follows whom into which post, how
// many would hold each post, and who would make up each leading body. It judges nobody and chooses nothing; who meets
// the conditions of a post is for package judge.
package adjustment

import (
	"cmp"
	"maps"
	"slices"

	"bole/internal/judge"
	"bole/internal/judge/fact"
)

// Move is what a plan proposes for one official, who stands in no other move of it.
type Move struct {
	Cadre  *fact.Dossier
	To     string   // key of the post to be taken up; "" for who only leaves
	Leaves []string // keys of posts held on the day that are left
	Beside bool     // the post is held beside the main ones that are kept: it takes no place and is no main post
}

// Plan is what moves come to. Moves are named by their place in it.
type Plan struct {
	Moves  []Move
	Chains []Chain
	Posts  []Post // by key
	Bodies []Body // by key
}

// Chain is moves of which each takes up a post that one before leaves.
type Chain struct {
	Moves    []int
	Exchange bool     // they go round
	Vacant   []string // posts left that nobody takes up, in turn
}

// Post is a post that is left or taken up.
type Post struct {
	Position          *fact.Position
	Approved          int  // places
	Known             bool // whether Approved is known
	Filled, Undecided int  // places taken on the day: certainly, and perhaps besides
	Leaving, Coming   []int
	After, MayBe      int // places taken after the plan: certainly, and perhaps besides
	freed, placed     []int
}

// Over reports whether more hold the post after the plan than are approved, for all that is known; open, whether that
// cannot be told.
func (p *Post) Over() (over, open bool) {
	return p.Known && p.After > p.Approved, !p.Known || p.After <= p.Approved && p.After+p.MayBe > p.Approved
}

// Body is an organization whose posts are left or taken up.
type Body struct {
	Organization  string
	Before, After []Member
}

// Member is someone in a main post of a body.
type Member struct {
	Cadre    *fact.Dossier
	Position *fact.Position
	Sure     bool // false: a date is too coarse to tell whether the post is held
	Moves    bool // leaves it, or comes to it, by the plan
}

// Lay lays moves out as of a day. Posts that they name have to be posts of the facts.
func Lay(y *judge.Day, moves []Move) Plan {
	p := Plan{Moves: moves}
	p.posts(y)
	p.chains()
	p.bodies(y)
	return p
}

// Beside are, of the post that a move takes up, who leaves it by the other moves, and how many come to it by them.
func (p *Plan) Beside(move int) (leaving []string, coming int) {
	for i, m := range p.Moves {
		if i == move {
			continue
		}
		if slices.Contains(m.Leaves, p.Moves[move].To) {
			leaving = append(leaving, m.Cadre.Key)
		}
		if m.To == p.Moves[move].To && !m.Beside {
			coming++
		}
	}
	return leaving, coming
}

// Post is a post of the plan.
func (p *Plan) Post(key string) *Post {
	i, ok := slices.BinarySearchFunc(p.Posts, key, func(q Post, key string) int { return cmp.Compare(q.Position.Key, key) })
	if !ok {
		return nil
	}
	return &p.Posts[i]
}

func (p *Plan) posts(y *judge.Day) {
	of := map[string]*Post{}
	post := func(key string) *Post {
		if of[key] == nil {
			of[key] = &Post{Position: y.Facts().Positions[key]}
		}
		return of[key]
	}
	for i, m := range p.Moves {
		for _, key := range m.Leaves {
			q := post(key)
			q.Leaving = append(q.Leaving, i)
			if y.Takes(m.Cadre, key) {
				q.freed = append(q.freed, i)
			}
		}
		if m.To != "" {
			q := post(m.To)
			q.Coming = append(q.Coming, i)
			if !m.Beside {
				q.placed = append(q.placed, i)
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(of)) {
		q := of[key]
		q.Approved, q.Known = y.Approved(q.Position)
		q.Filled, q.Undecided = y.Places(key)
		var gone []string
		for _, i := range q.freed {
			gone = append(gone, p.Moves[i].Cadre.Key)
		}
		q.After, q.MayBe = y.Places(key, gone...)
		q.After += len(q.placed)
		p.Posts = append(p.Posts, *q)
	}
}

// chains follow each place that is left to who takes it up. A move takes up one place at most, so that what follows from
// moves are trees, and rounds with trees on them.
func (p *Plan) chains() {
	next, before := make([][]int, len(p.Moves)), make([]int, len(p.Moves))
	vacant := make([][]string, len(p.Moves))
	for i := range before {
		before[i] = -1
	}
	for k := range p.Posts {
		q := &p.Posts[k]
		free := len(q.freed) // of a post that too many hold, not each place that is left is free
		if q.Known {
			free = q.Approved - q.After
		}
		for n, i := range q.freed {
			switch {
			case n < len(q.placed):
				next[i], before[q.placed[n]] = append(next[i], q.placed[n]), i
			case n-len(q.placed) < free:
				vacant[i] = append(vacant[i], q.Position.Key)
			}
		}
	}
	// Who leaves a post makes it vacant for who comes: a chain is told from the move that takes up what nobody leaves.
	done := make([]bool, len(p.Moves))
	var walk func(c *Chain, i int)
	walk = func(c *Chain, i int) {
		if done[i] {
			c.Exchange = true
			return
		}
		done[i] = true
		c.Moves = append(c.Moves, i)
		c.Vacant = append(c.Vacant, vacant[i]...)
		slices.Sort(next[i])
		for _, j := range next[i] {
			walk(c, j)
		}
	}
	follow := func(i int) {
		if !done[i] {
			c := Chain{}
			walk(&c, i)
			p.Chains = append(p.Chains, c)
		}
	}
	for i := range p.Moves {
		if before[i] < 0 {
			follow(i)
		}
	}
	for i := range p.Moves { // what is left goes round
		at := i
		for n := 0; n < len(p.Moves) && !done[i] && before[at] >= 0; n++ { // back into the round
			at = before[at]
		}
		first := at
		for n := at; !done[i] && before[n] != at; n = before[n] {
			first = min(first, before[n])
		}
		follow(first)
	}
	slices.SortStableFunc(p.Chains, func(a, b Chain) int { return cmp.Compare(a.Moves[0], b.Moves[0]) })
}

func (p *Plan) bodies(y *judge.Day) {
	touched := map[string][]*fact.Position{}
	for i := range p.Posts {
		touched[p.Posts[i].Position.Organization] = nil
	}
	delete(touched, "")
	for _, q := range y.Facts().Positions {
		if _, ok := touched[q.Organization]; ok {
			touched[q.Organization] = append(touched[q.Organization], q)
		}
	}
	for _, o := range slices.Sorted(maps.Keys(touched)) {
		b := Body{Organization: o}
		for _, q := range touched[o] {
			b.hold(y, p, q)
		}
		for i, m := range p.Moves {
			if q := y.Facts().Positions[m.To]; q != nil && q.Organization == o && !m.Beside {
				b.After = append(b.After, Member{p.Moves[i].Cadre, q, true, true})
			}
		}
		slices.SortFunc(b.Before, order)
		slices.SortFunc(b.After, order)
		p.Bodies = append(p.Bodies, b)
	}
}

// hold adds who holds a post on the day, and who keeps it.
func (b *Body) hold(y *judge.Day, p *Plan, q *fact.Position) {
	seen := map[*fact.Dossier]int{}
	for _, h := range y.Holders(q.Key) {
		if !h.Appointment.Main {
			continue
		}
		if at, twice := seen[h.Dossier]; twice {
			b.Before[at].Sure = b.Before[at].Sure || h.Sure
			continue
		}
		leaves := slices.ContainsFunc(p.Moves, func(m Move) bool { return m.Cadre == h.Dossier && slices.Contains(m.Leaves, q.Key) })
		seen[h.Dossier] = len(b.Before)
		b.Before = append(b.Before, Member{h.Dossier, q, h.Sure, leaves})
	}
	for _, m := range b.Before {
		if m.Position == q && !m.Moves {
			b.After = append(b.After, m)
		}
	}
}

// order puts chiefs first; the places in a team are not known here.
func order(a, b Member) int {
	if a.Position.Chief != b.Position.Chief {
		if a.Position.Chief {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(a.Position.Key, b.Position.Key), cmp.Compare(a.Cadre.Key, b.Cadre.Key))
}
