package command

import (
	"testing"
	"time"
)

func TestMidnightAfter(t *testing.T) {
	for at, want := range map[string]string{"2024-02-28T23:59:59": "2024-02-29T00:01:00", "2024-12-31T00:00:00": "2025-01-01T00:01:00"} {
		from, err := time.Parse("2006-01-02T15:04:05", at)
		if err != nil {
			t.Fatal(err)
		}
		if got := midnightAfter(from).Format("2006-01-02T15:04:05"); got != want {
			t.Errorf("after %s: %s, want %s", at, got, want)
		}
	}
}
