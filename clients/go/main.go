// Command led prints officials who led tasks of difficulty 4 and above, with these tasks: all pages, typed by genqlient.
// BOLE_URL and BOLE_TOKEN say where and as whom.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/Khan/genqlient/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

//go:generate go tool genqlient

// signed adds the token to each request.
type signed struct{ token string }

func (s signed) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+s.token)
	return http.DefaultTransport.RoundTrip(r)
}

func main() {
	client := graphql.NewClient(os.Getenv("BOLE_URL"), &http.Client{Transport: signed{os.Getenv("BOLE_TOKEN")}, Timeout: time.Minute})
	if err := run(context.Background(), client); err != nil {
		fmt.Fprintln(os.Stderr, explain(err))
		os.Exit(1)
	}
}

func run(ctx context.Context, client graphql.Client) error {
	const difficulty = 4
	officials, tasks := 0, 0
	var after *string
	for {
		page, err := LedHardTasks(ctx, client, difficulty, 50, after)
		if err != nil {
			return err
		}
		for _, c := range page.Cadres.Nodes {
			officials++
			if c.Tasks.PageInfo.HasNextPage {
				fmt.Println(c.Key, c.Name, "has more tasks than are listed")
			}
			for _, e := range c.Tasks.Edges {
				tasks++
				outcome := "-" // not known yet
				if e.Node.Outcome != nil {
					outcome = string(*e.Node.Outcome)
				}
				fmt.Println(c.Key, c.Name, e.Role, e.Node.Key, *e.Node.Difficulty, outcome)
			}
		}
		if !page.Cadres.PageInfo.HasNextPage {
			fmt.Println(officials, "of", page.Cadres.TotalCount, "officials,", tasks, "tasks")
			return nil
		}
		after = page.Cadres.PageInfo.EndCursor
	}
}

// explain says an error with its code and place: docs/errors.md lists the codes and what to do.
func explain(err error) string {
	var list gqlerror.List
	var refused *graphql.HTTPError // before anything was asked of the graph
	if errors.As(err, &refused) {
		list = refused.Response.Errors
	}
	if len(list) > 0 || errors.As(err, &list) {
		place := list[0].Path.String()
		if place == "" {
			place = "the request"
		}
		return fmt.Sprintf("%v at %s: %s", list[0].Extensions["code"], place, list[0].Message)
	}
	return err.Error()
}
