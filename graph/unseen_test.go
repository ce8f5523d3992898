package graph

import (
	"fmt"
	"testing"

	"bole/graph/law"
)

// admitted counts the new texts that a caller may bring at once.
func admitted(u *unseen, prefix string, c Caller) int {
	n := 0
	for i := range 3 * textsBurst {
		if u.admit(fmt.Sprint(prefix, i), c) == nil {
			n++
		}
	}
	return n
}

// TestUnseen lets a burst of new texts through, refuses more, and never a known one or another person's.
func TestUnseen(t *testing.T) {
	u := newUnseen()
	person := Caller{Role: "ANALYST", Issuer: "bole", Subject: "u1"}
	if n := admitted(u, "text ", person); n < textsBurst || n > textsBurst+newTexts {
		t.Errorf("%d new texts were admitted", n)
	}
	if err := u.admit("text 0", person); err != nil {
		t.Errorf("a known text: %v", err)
	}
	if n := admitted(u, "again ", Caller{Role: "ADMIN", Issuer: "bole", Subject: "u1", Units: []string{"a1"}}); n > newTexts {
		t.Errorf("the same person with another role and scope brought %d more", n)
	}
	for _, other := range []Caller{{Role: "ANALYST", Issuer: "bole", Subject: "u2"}, {Role: "ANALYST", Issuer: "elsewhere", Subject: "u1"}} {
		if err := u.admit("another of "+other.Owner(), other); err != nil {
			t.Errorf("another person: %v", err)
		}
	}
}

// TestUnseenOfNobody holds all tokens without a subject to one small allowance, and leaves the system alone.
func TestUnseenOfNobody(t *testing.T) {
	u := newUnseen()
	n := admitted(u, "analyst ", Caller{Role: "ANALYST"}) + admitted(u, "admin ", Caller{Role: "ADMIN", Name: "甲", Units: []string{"a1"}})
	if n < namelessBurst || n > namelessBurst+2*namelessTexts {
		t.Errorf("tokens without a subject brought %d new texts", n)
	}
	if n := admitted(u, "system ", law.System); n != 3*textsBurst {
		t.Errorf("the system brought %d new texts of %d", n, 3*textsBurst)
	}
}
