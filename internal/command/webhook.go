package command

import (
	"context"
	"sync"
	"time"

	"bole/graph/message"
	"bole/internal/rooms"
	"bole/internal/webhooks"
	"bole/schema"
)

// readWebhooks reads the file of webhooks, and the secrets that it names.
func (c *Serve) readWebhooks(s *Settings) error {
	if c.Webhooks == "" {
		return nil
	}
	hooks, err := openWebhooks(c.Webhooks, c.RequirePurpose)
	s.webhooks = webhooks.Options{Hooks: hooks, Observe: c.telemetry}
	return err
}

// tell has webhooks told once the graph is migrated. What it returns ends that, and waits until what is on its way is kept
// or given back.
func tell(ctx context.Context, r *rooms.Rooms, migrated <-chan struct{}) (end func()) {
	ctx, stop := context.WithCancel(ctx)
	var telling sync.WaitGroup
	telling.Go(func() {
		select {
		case <-migrated:
			r.Webhooks.Keep(ctx)
		case <-ctx.Done():
		}
	})
	return func() {
		stop()
		telling.Wait()
	}
}

func openWebhooks(file string, purposes bool) ([]*webhooks.Hook, error) {
	sdl, err := schema.Load()
	if err != nil {
		return nil, err
	}
	return webhooks.Open(file, sdl, purposes)
}

// Webhook sends a webhook an event that says nothing, so that its receiver can be tried.
type Webhook struct {
	Name     string `arg:"" help:"Name of the webhook in the file."`
	Webhooks string `help:"File that says which systems are told of events." env:"BOLE_WEBHOOKS" type:"path" required:""`
}

// webhookPatience is how long the whole attempt may take.
const webhookPatience = 30 * time.Second

// Run sends the event once.
func (c *Webhook) Run(s *Settings) error {
	hooks, err := openWebhooks(c.Webhooks, false)
	if err != nil {
		return err
	}
	for _, h := range hooks {
		if h.Name != c.Name {
			continue
		}
		ctx, cancel := context.WithTimeout(context.Background(), webhookPatience)
		defer cancel()
		id, err := h.Try(ctx, time.Now())
		if err != nil {
			return message.Errorf("the receiver of %s did not take the event: %v", c.Name, err)
		}
		s.say(s.Stdout, "the receiver of %s took the event %s", c.Name, id)
		return nil
	}
	return message.Errorf("%s names no webhook %q; give the name of one", c.Webhooks, c.Name)
}
