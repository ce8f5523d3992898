package command

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os/signal"
	"strconv"
	"syscall"
	"text/tabwriter"

	"bole/graph/figures"
	"bole/graph/law"
	"bole/graph/message"
	"bole/internal/dataset/demo"
	"bole/internal/rooms"
)

// Stats counts the statistics and prints them beside the published account's figures.
type Stats struct {
	AsOf   string `name:"as-of" help:"Day to count as of, YYYY-MM-DD." default:"${asof}"`
	Unit   string `help:"Organization whose subtree is counted; empty: the one the account speaks of, for each statistic."`
	Format string `help:"table, csv or json." default:"table" enum:"table,csv,json"`
}

// stat is one row of the output.
type stat struct {
	Code         string         `json:"code"`
	Title        string         `json:"title"`
	Unit         string         `json:"unit"`
	Period       string         `json:"period"`
	From         string         `json:"from,omitempty"`
	AsOf         string         `json:"asOf"`
	Organization string         `json:"organization"`
	Numerator    int            `json:"numerator"`
	Denominator  *int           `json:"denominator,omitempty"`
	Parts        []figures.Part `json:"parts,omitempty"`
	Figure       string         `json:"figure"`
	Account      string         `json:"account,omitempty"`
	Agrees       *bool          `json:"agrees,omitempty"`
}

// errDisagrees ends the command with status 1 when a published figure is not the one counted.
var errDisagrees = message.Errorf("a figure counted is not the published one; open its members through the API")

// Run counts over the whole graph that serve uses.
func (c *Stats) Run(s *Settings) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	var rows []stat
	err := s.withRooms(ctx, func(ctx context.Context, r *rooms.Rooms) error {
		for _, d := range figures.Definitions() {
			counted, err := r.Figures.Count(ctx, d, law.Caller{Role: "ADMIN", Whole: true}, c.AsOf, c.Unit)
			if err != nil {
				return err
			}
			rows = append(rows, newStat(counted, c.AsOf == demo.AsOf))
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := c.print(s, rows); err != nil {
		return err
	}
	for _, r := range rows {
		if r.Agrees != nil && !*r.Agrees {
			return errDisagrees
		}
	}
	return nil
}

func newStat(s *figures.Statistic, published bool) stat {
	out := stat{Code: s.Code, Title: s.Title, Unit: s.Unit, Period: s.Period, From: s.From, AsOf: s.AsOf, Organization: s.Organization,
		Numerator: s.Numerator, Parts: s.Parts, Figure: s.Written()}
	if s.Unit == "PERCENT" {
		out.Denominator = &s.Denominator
	}
	if published && s.Published() {
		agrees := s.Agrees()
		out.Account, out.Agrees = s.Account.Figure, &agrees
	}
	return out
}

func (c *Stats) print(s *Settings, rows []stat) error {
	switch c.Format {
	case "json":
		e := json.NewEncoder(s.Stdout)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(rows)
	case "csv":
		w := csv.NewWriter(s.Stdout)
		w.Write([]string{"code", "title", "unit", "organization", "from", "asOf", "numerator", "denominator", "figure", "account", "agrees"}) //nolint:errcheck // Error below tells
		for _, r := range rows {
			w.Write([]string{r.Code, r.Title, r.Unit, r.Organization, r.From, r.AsOf, strconv.Itoa(r.Numerator), whole(r.Denominator), r.Figure, r.Account, r.agreement()}) //nolint:errcheck // Error below tells
		}
		w.Flush()
		return w.Error()
	default:
		w := tabwriter.NewWriter(s.Stdout, 0, 0, 2, ' ', 0)
		s.say(w, "statistic\tunit\torganization\tcounted\taccount\tagrees\t")
		for _, r := range rows {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r.Code, r.Unit, r.Organization, r.Figure, r.Account, r.agreement(), r.Title)
		}
		return w.Flush()
	}
}

func (r stat) agreement() string {
	if r.Agrees == nil {
		return ""
	}
	return strconv.FormatBool(*r.Agrees)
}

func whole(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}
