package command

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bole/graph/law"
	"bole/graph/message"
	"bole/internal/access"
)

// keys is a flag's list of keys. An empty key is an error: `--units "$UNIT"` with a variable that is not set would
// otherwise ask for everything.
type keys []string

// UnmarshalText reads keys separated by commas.
func (k *keys) UnmarshalText(text []byte) error {
	list := strings.Split(string(text), ",")
	if slices.Contains(list, "") {
		return message.Errorf("%q holds an empty key, as a shell variable that is not set leaves it; give keys separated by commas, or leave the flag out", text)
	}
	*k = list
	return nil
}

// key is one key. An empty one is refused: what it was to narrow would be everything.
type key string

// UnmarshalText reads a key.
func (k *key) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		return message.Errorf("is an empty key, as a shell variable that is not set leaves it; give a key, or leave the flag out")
	}
	*k = key(text)
	return nil
}

// Token signs a development token.
type Token struct {
	Role  string        `help:"ANALYST, ORGANIZER, EVALUATOR, SUBJECT, AUDITOR, SERVICE or ADMIN." required:""`
	Name  string        `help:"Who the token is for, its subject; what they save belongs to them."`
	Units keys          `help:"Keys of organizations whose subtrees are in scope, separated by commas." xor:"scope" placeholder:"KEY,…"`
	Whole bool          `help:"The whole graph is in scope." xor:"scope"`
	Self  string        `help:"Key of the cadre a SUBJECT is." xor:"scope"`
	TTL   time.Duration `help:"How long the token is good for." default:"12h"`
}

// Run prints the token.
func (t *Token) Run(s *Settings) error {
	if t.Role != law.Subject && !t.Whole && len(t.Units) == 0 && t.Self == "" {
		return message.Errorf("nothing is in scope; give organizations with --units KEY,…, or --whole for the whole graph")
	}
	signer, err := access.NewSigner(s.Data)
	if err != nil {
		return err
	}
	token, err := signer.Sign(access.Grant{Role: t.Role, Subject: t.Name, Name: t.Name, Whole: t.Whole, Units: t.Units, Self: t.Self}, t.TTL)
	if err != nil {
		return err
	}
	fmt.Fprintln(s.Stdout, token)
	return nil
}
