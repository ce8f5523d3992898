package adjustment_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"bole/internal/judge"
	"bole/internal/judge/adjustment"
	"bole/internal/judge/fact"
)

const day = "2024-08-31"

func on(t interface{ Fatal(...any) }, f *fact.Facts) *judge.Day {
	y, err := judge.On(f, day, 0)
	if err != nil {
		t.Fatal(err)
	}
	return y
}

// town is three bodies of a chief's post with one place and a deputy's with two, and one more post of which nothing is
// known; officials hold posts by their names: "a:x-chief,x-deputy" holds both, the first as the main one.
func town(held ...string) *fact.Facts {
	f := &fact.Facts{Positions: map[string]*fact.Position{}, Organizations: map[string]*fact.Organization{}, Vacancies: map[string]*fact.Vacancy{}}
	one, two := 1, 2
	for _, o := range []string{"x", "y", "z"} {
		f.Organizations[o] = &fact.Organization{Key: o, Kind: "TOWNSHIP"}
		f.Positions[o+"-chief"] = &fact.Position{Key: o + "-chief", Organization: o, Grade: "SECTION_CHIEF", Chief: true, Headcount: &one}
		f.Positions[o+"-deputy"] = &fact.Position{Key: o + "-deputy", Organization: o, Grade: "SECTION_DEPUTY", Headcount: &two}
	}
	f.Positions["z-other"] = &fact.Position{Key: "z-other", Organization: "z", Grade: "SECTION_DEPUTY"}
	for _, h := range held {
		key, posts := h[:1], h[2:]
		d := &fact.Dossier{Key: key, Status: "ACTIVE", StatusFrom: "2000-01-01"}
		for i, p := range split(posts) {
			d.Appointments = append(d.Appointments, fact.Appointment{Key: fmt.Sprint(key, i), Position: p, From: "2020-01-01", Main: i == 0, CountsHeadcount: i == 0})
		}
		f.Cadres = append(f.Cadres, d)
	}
	return f
}

func split(s string) (out []string) {
	for at := 0; at < len(s); {
		end := at
		for end < len(s) && s[end] != ',' {
			end++
		}
		out, at = append(out, s[at:end]), end+1
	}
	return out
}

func who(f *fact.Facts, key string) *fact.Dossier {
	i := slices.IndexFunc(f.Cadres, func(d *fact.Dossier) bool { return d.Key == key })
	return f.Cadres[i]
}

func move(f *fact.Facts, key, to string, leaves ...string) adjustment.Move {
	return adjustment.Move{Cadre: who(f, key), To: to, Leaves: leaves}
}

// Who follows whom, by hand.
func TestChains(t *testing.T) {
	f := town("a:x-chief", "b:y-chief", "c:x-deputy", "d:y-deputy", "e:z-chief", "g:z-deputy", "h:z-other")
	for _, c := range []struct {
		name  string
		moves []adjustment.Move
		want  []adjustment.Chain
	}{
		{"one into a free place leaves its own", []adjustment.Move{move(f, "c", "y-deputy", "x-deputy")}, []adjustment.Chain{{Moves: []int{0}, Vacant: []string{"x-deputy"}}}},
		{"each takes the post of the one before", []adjustment.Move{move(f, "c", "x-chief", "x-deputy"), move(f, "a", "y-chief", "x-chief"), move(f, "b", "", "y-chief")},
			[]adjustment.Chain{{Moves: []int{2, 1, 0}, Vacant: []string{"x-deputy"}}}},
		{"two change places", []adjustment.Move{move(f, "a", "y-chief", "x-chief"), move(f, "b", "x-chief", "y-chief")}, []adjustment.Chain{{Moves: []int{0, 1}, Exchange: true}}},
		{"three go round, and a fourth is beside it", []adjustment.Move{move(f, "g", "y-deputy", "z-deputy"), move(f, "a", "y-chief", "x-chief"), move(f, "b", "z-chief", "y-chief"), move(f, "e", "x-chief", "z-chief")},
			[]adjustment.Chain{{Moves: []int{0}, Vacant: []string{"z-deputy"}}, {Moves: []int{1, 3, 2}, Exchange: true}}},
		{"of a post whose places are not known the place is vacant", []adjustment.Move{move(f, "h", "", "z-other")}, []adjustment.Chain{{Moves: []int{0}, Vacant: []string{"z-other"}}}},
		{"two come to one post that one leaves", []adjustment.Move{move(f, "c", "x-chief", "x-deputy"), move(f, "d", "x-chief", "y-deputy"), move(f, "a", "", "x-chief")},
			[]adjustment.Chain{{Moves: []int{1}, Vacant: []string{"y-deputy"}}, {Moves: []int{2, 0}, Vacant: []string{"x-deputy"}}}},
		{"who holds it beside takes no place", []adjustment.Move{{Cadre: who(f, "b"), To: "x-chief", Beside: true}, move(f, "a", "", "x-chief")},
			[]adjustment.Chain{{Moves: []int{0}}, {Moves: []int{1}, Vacant: []string{"x-chief"}}}},
	} {
		if got := adjustment.Lay(on(t, f), c.moves).Chains; !cmp.Equal(got, c.want) {
			t.Errorf("%s: %s", c.name, cmp.Diff(c.want, got))
		}
	}
}

// What a date leaves open stays open.
func TestPlacesThatMayBeTaken(t *testing.T) {
	f := town("a:x-chief", "b:y-chief")
	who(f, "a").Appointments[0].To = "2024" // may have ended
	p := adjustment.Lay(on(t, f), []adjustment.Move{move(f, "b", "x-chief", "y-chief")})
	q := p.Post("x-chief")
	if over, open := q.Over(); q.Filled != 0 || q.Undecided != 1 || q.After != 1 || q.MayBe != 1 || over || !open {
		t.Errorf("%+v: over %t, open %t", q, over, open)
	}
	p = adjustment.Lay(on(t, f), []adjustment.Move{move(f, "b", "x-chief", "y-chief"), move(f, "a", "", "x-chief")})
	q = p.Post("x-chief")
	if over, open := q.Over(); q.After != 1 || q.MayBe != 0 || over || open {
		t.Errorf("%+v after who may hold it leaves: over %t, open %t", q, over, open)
	}
	who(f, "a").Appointments[0].To = ""
	p = adjustment.Lay(on(t, f), []adjustment.Move{move(f, "b", "x-chief", "y-chief")})
	q = p.Post("x-chief")
	if over, _ := q.Over(); !over || q.After != 2 {
		t.Errorf("%+v: a second one in a post of one place is not over", q)
	}
}

// carriedOut is the facts as they would be recorded once a plan is carried out on the day.
func carriedOut(f *fact.Facts, moves []adjustment.Move) *fact.Facts {
	g := *f
	g.Cadres = nil
	for _, d := range f.Cadres {
		c := *d
		c.Appointments = slices.Clone(d.Appointments)
		for _, m := range moves {
			if m.Cadre != d {
				continue
			}
			for i := range c.Appointments {
				if slices.Contains(m.Leaves, c.Appointments[i].Position) {
					c.Appointments[i].To = day
				}
			}
			if m.To != "" {
				c.Appointments = append(c.Appointments, fact.Appointment{Key: "new" + d.Key, Position: m.To, From: day, Main: !m.Beside, CountsHeadcount: !m.Beside})
			}
		}
		g.Cadres = append(g.Cadres, &c)
	}
	return &g
}

// Whatever is planned: posts and bodies after it are those of facts in which it was carried out, each move stands in one
// chain, and as many places fall vacant as are then free and were not.
func TestAsIfCarriedOut(t *testing.T) {
	f := town()
	posts := []string{"x-chief", "x-deputy", "y-chief", "y-deputy", "z-chief", "z-deputy", "z-other"}
	rapid.Check(t, func(t *rapid.T) {
		var held []string
		for i := range rapid.IntRange(1, 12).Draw(t, "officials") {
			held = append(held, string(rune('a'+i))+":"+rapid.SampledFrom(posts).Draw(t, "post"))
		}
		f = town(held...)
		var moves []adjustment.Move
		for _, d := range f.Cadres {
			from := d.Appointments[0].Position
			switch rapid.IntRange(0, 3).Draw(t, "moves") {
			case 0:
				moves = append(moves, adjustment.Move{Cadre: d, Leaves: []string{from}})
			case 1, 2:
				if to := rapid.SampledFrom(posts).Draw(t, "to"); to != from {
					m := adjustment.Move{Cadre: d, To: to, Leaves: []string{from}}
					if rapid.IntRange(0, 4).Draw(t, "beside") == 0 {
						m.Leaves, m.Beside = nil, true
					}
					moves = append(moves, m)
				}
			}
		}
		p := adjustment.Lay(on(t, f), moves)
		after := on(t, carriedOut(f, moves))
		vacated := 0
		for i := range p.Posts {
			q := &p.Posts[i]
			if taken, perhaps := after.Places(q.Position.Key); taken != q.After || perhaps != q.MayBe {
				t.Fatalf("%s is held by %d and perhaps %d more, carried out by %d and %d", q.Position.Key, q.After, q.MayBe, taken, perhaps)
			}
			before, _ := on(t, f).Places(q.Position.Key)
			freed := max(0, before-q.After)
			if q.Known {
				freed = max(0, min(freed, q.Approved-q.After))
			}
			vacated += freed
		}
		for _, b := range p.Bodies {
			got, want := map[string]bool{}, map[string]bool{}
			for _, m := range b.After {
				got[m.Cadre.Key+" "+m.Position.Key] = true
			}
			for key, q := range f.Positions {
				for _, h := range after.Holders(key) {
					if q.Organization == b.Organization && h.Appointment.Main {
						want[h.Dossier.Key+" "+key] = true
					}
				}
			}
			if !cmp.Equal(got, want) {
				t.Fatalf("%s: %s", b.Organization, cmp.Diff(want, got))
			}
		}
		var told []int
		vacant := 0
		for _, c := range p.Chains {
			told = append(told, c.Moves...)
			vacant += len(c.Vacant)
			if c.Exchange && len(c.Moves) < 2 {
				t.Fatalf("one move goes round: %+v", c)
			}
		}
		slices.Sort(told)
		if want := slices.Collect(func(yield func(int) bool) {
			for i := range moves {
				if !yield(i) {
					return
				}
			}
		}); !slices.Equal(told, want) {
			t.Fatalf("moves %v are in chains, of %d", told, len(moves))
		}
		if vacant != vacated {
			t.Fatalf("%d posts are told to fall vacant, %d do: %+v", vacant, vacated, p.Chains)
		}
	})
}
