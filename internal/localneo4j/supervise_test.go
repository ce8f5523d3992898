package localneo4j

import (
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"
)

// TestAStartMayTakeAsLongAsItGetsOn watches a process that does nothing: a log that grows now and then is progress, and
// only without any the start is broken off.
func TestAStartMayTakeAsLongAsItGetsOn(t *testing.T) {
	idle := exec.Command("sleep", "300")
	if err := idle.Start(); err != nil {
		t.Fatal(err)
	}
	defer idle.Wait()
	defer idle.Process.Kill()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "logs"), 0o700); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		p := &process{cmd: idle, dir: dir, logFile: filepath.Join(dir, "logs", "console.log")}
		s := &Server{log: slog.New(slog.DiscardHandler)}
		watched := s.progress(p)
		lasts := func() (d time.Duration) {
			for begun := time.Now(); watched(); time.Sleep(time.Second) {
				if d = time.Since(begun); d > time.Hour {
					break
				}
				if d < 10*startTimeout && int(d.Seconds())%90 == 0 {
					text := "recovery\n 40% completed\n"
					f, err := os.OpenFile(p.debugLog(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
					if err != nil {
						t.Fatal(err)
					}
					f.WriteString(text)
					f.Close()
				}
			}
			return d
		}
		if d := lasts(); d < 10*startTimeout || d > 12*startTimeout {
			t.Errorf("the start was broken off after %v; the log grew until %v", d, 10*startTimeout)
		}
		if got := p.recovered(); got != "40 %" {
			t.Errorf("recovered %q", got)
		}
	})
}

// TestRoom has a disk that is full by its threshold, and has room again.
func TestRoom(t *testing.T) {
	s := &Server{log: slog.New(slog.DiscardHandler), options: Options{Dir: t.TempDir(), ReserveMB: 1 << 40}}
	full, free := s.room()
	if !full || !s.Full() || free == 0 {
		t.Errorf("full %v, %v; %d MiB free", full, s.Full(), free)
	}
	s.options.ReserveMB = int(free) * 19 / 20 // room, but not by an eighth
	if full, _ := s.room(); !full {
		t.Error("it flickers")
	}
	s.options.ReserveMB = 1
	if full, _ := s.room(); full || s.Full() {
		t.Error("with room it is full")
	}
}
