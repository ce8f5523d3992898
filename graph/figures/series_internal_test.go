package figures

import (
	"strings"
	"testing"
	"time"
)

func TestPoints(t *testing.T) {
	for _, c := range []struct{ from, to, step, want string }{
		{"2024-01-31", "2024-03-01", "MONTH", "2024-01-31 2024-02-29 2024-03-01"},
		{"2024-02-01", "2024-02-29", "MONTH", "2024-02-29"},
		{"2023-11-15", "2024-08-31", "QUARTER", "2023-12-31 2024-03-31 2024-06-30 2024-08-31"},
		{"2021-06-01", "2023-12-31", "YEAR", "2021-12-31 2022-12-31 2023-12-31"},
		{"2024-05-05", "2024-05-05", "YEAR", "2024-05-05"},
		{"2019-09-01", "2024-08-31", "MONTH", "60"},
		{"2019-08-31", "2024-08-31", "MONTH", "step makes more than 60 points"},
		{"2024-08-31", "2024-08-30", "MONTH", "from is after to"},
		{"2024", "2024-08-30", "MONTH", "from must be a full date"},
	} {
		days, err := points(map[string]any{"from": c.from, "to": c.to, "step": c.step})
		if err != nil {
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v: %v", c, err)
			}
			continue
		}
		var got []string
		for _, d := range days {
			got = append(got, d.Format(time.DateOnly))
		}
		if text := strings.Join(got, " "); text != c.want && !(c.want == "60" && len(got) == 60) {
			t.Errorf("%v: %s", c, text)
		}
	}
}
