package command

import (
	"fmt"
	"time"

	"bole/internal/access"
)

// Token signs a development token.
type Token struct {
	Role  string        `help:"ANALYST, ORGANIZER, EVALUATOR, SUBJECT, AUDITOR, SERVICE or ADMIN." required:""`
	Name  string        `help:"Who the token is for; what they save belongs to them."`
	Units []string      `help:"Keys of organizations whose subtrees are in scope; none: the whole graph." sep:","`
	Self  string        `help:"Key of the cadre a SUBJECT is."`
	TTL   time.Duration `help:"How long the token is good for." default:"12h"`
}

// Run prints the token.
func (t *Token) Run(s *Settings) error {
	signer, err := access.NewSigner(s.Data)
	if err != nil {
		return err
	}
	token, err := signer.Sign(access.Grant{Role: t.Role, Name: t.Name, Units: t.Units, Self: t.Self}, t.TTL)
	if err != nil {
		return err
	}
	fmt.Fprintln(s.Stdout, token)
	return nil
}
