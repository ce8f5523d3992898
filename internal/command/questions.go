package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"bole/graph/law"
	"bole/graph/message"
	"bole/internal/access"
	"bole/internal/rooms"
)

// Questions stores operations of the deployment's as trusted documents, and hands saved questions over.
type Questions struct {
	Load     LoadQuestions     `cmd:"" default:"withargs" help:"Store a folder's operations as trusted documents; the command without another name."`
	HandOver HandOverQuestions `cmd:"" help:"Give saved questions that belong to nobody to someone; docs/questions.md."`
}

// HandOverQuestions gives the questions that were saved under a name, before issuer and subject were kept, to a subject.
type HandOverQuestions struct {
	Owner   string `help:"The name that the questions show as their owner." required:""`
	Subject string `help:"Whose they are from now on: the subject (sub) of that person's token." required:""`
	Issuer  string `help:"Who issues that token (iss); bole for tokens of bole token." default:"bole"`
	Name    string `help:"The name shown from now on; left out: the subject."`
}

// Run hands the questions over and says how many they were.
func (c *HandOverQuestions) Run(s *Settings) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if c.Name == "" {
		c.Name = c.Subject
	}
	return s.withRooms(ctx, func(ctx context.Context, r *rooms.Rooms) error {
		n, err := r.Acts.HandOverQuestions(ctx, c.Owner, law.Caller{Issuer: c.Issuer, Subject: c.Subject, Name: c.Name})
		if err != nil {
			return err
		}
		s.say(s.Stdout, "%d questions of %s belong to %s", n, c.Owner, c.Subject)
		return nil
	})
}

// LoadQuestions stores operations of the deployment's as trusted documents.
type LoadQuestions struct {
	Dir   string `arg:"" help:"Folder of .graphql files, one operation each." type:"existingdir"`
	Roles keys   `help:"Roles that may run them; left out: every role." placeholder:"ROLE,…"`
}

// Run stores each file under its name and prints the id to run it by. A file that cannot be run stores none.
func (c *LoadQuestions) Run(s *Settings) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	files, err := filepath.Glob(filepath.Join(c.Dir, "*.graphql"))
	if err != nil || len(files) == 0 {
		return errors.Join(err, message.Errorf("%s holds no .graphql files", c.Dir))
	}
	roles := []string(c.Roles)
	if len(roles) == 0 {
		roles = access.Roles
	}
	texts := map[string]string{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			return message.Errorf("read an operation: %v", err)
		}
		texts[f] = string(b)
	}
	return s.withRooms(ctx, func(ctx context.Context, r *rooms.Rooms) error {
		if err := r.Migrate(ctx); err != nil {
			return err
		}
		for _, f := range files {
			if err := r.Acts.CheckDocument(texts[f]); err != nil {
				return message.Errorf("%s: %v", f, err)
			}
		}
		for _, f := range files {
			name := strings.TrimSuffix(filepath.Base(f), ".graphql")
			id, err := r.Acts.LoadDocument(ctx, name, texts[f], roles)
			if err != nil {
				return message.Errorf("%s: %v", f, err)
			}
			fmt.Fprintf(s.Stdout, "%s  %s\n", id, name)
		}
		return nil
	})
}
