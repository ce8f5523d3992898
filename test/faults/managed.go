package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// passwordWrong starts the product with a wrong password: it ends, and says what is wrong in words of its own.
func passwordWrong(ctx context.Context, s *stage) error {
	p, err := s.begin(s.free("wrong"), s.neo4j.URI(), "NEO4J_PASSWORD=wrong")
	if err != nil {
		return err
	}
	select {
	case <-p.gone:
	case <-time.After(time.Minute):
		p.kill()
		return fmt.Errorf("it does not end: %s", p.said)
	}
	last := lastLine(p.said.String())
	if p.cmd.ProcessState.ExitCode() != 1 || !strings.Contains(last, "NEO4J_PASSWORD") {
		return fmt.Errorf("it ended with %v: %s", p.cmd.ProcessState, p.said)
	}
	_, err = s.warm(ctx) // others are not locked out
	return err
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}

// memoryShort asks a Neo4j with little memory for what it cannot do: it refuses, or it dies and comes back.
func memoryShort(ctx context.Context, s *stage) error {
	data := s.free("memory")
	if err := s.imported(ctx, data); err != nil {
		return err
	}
	p, err := s.serveIn(ctx, data, "", "BOLE_HEAP=128", "BOLE_PAGE_CACHE=16", "BOLE_CYPHER=ADMIN", "BOLE_DEADLINE=20s")
	if err != nil {
		return err
	}
	defer p.kill()
	if err := p.waitReady(ctx); err != nil {
		return err
	}
	const greedy = "MATCH (a:Evaluation), (b:Evaluation), (c:Evaluation) WITH collect(a.key + b.key + c.key) AS l RETURN size(l) AS n"
	var all []answer
	for range 3 {
		all = append(all, p.ask(ctx, `query($s: String!) { cypher(statement: $s) { rows } }`, map[string]any{"s": greedy}))
	}
	late, err := p.firstGood(ctx, light)
	s.note("%s; a good answer after %v; died %d times", tally(all), late.Round(time.Millisecond), p.logged("the local Neo4j died and is started again"))
	return errors.Join(err, proper(all, "SERVICE_UNAVAILABLE", "LIMIT_EXCEEDED", "TIMEOUT"), p.settled(ctx), p.stop())
}

// javaOf is the process of a managed Neo4j, 0 while there is none.
func javaOf(data string) int {
	all, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		return 0
	}
	for _, file := range all {
		b, err := os.ReadFile(file)
		if err == nil && strings.Contains(string(b), "--home-dir="+filepath.Join(data, "neo4j")+"\x00") {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
			return pid
		}
	}
	return 0
}

// managedKilledOften kills the managed Neo4j more often than a supervisor with a limit would bear, also while it starts.
func managedKilledOften(ctx context.Context, s *stage) error {
	data := s.free("often")
	p, err := s.serveIn(ctx, data, "")
	if err != nil {
		return err
	}
	defer p.kill()
	for i := range 6 {
		pid := 0
		if err := eventually(ctx, 2*time.Minute, "Neo4j is started", func() bool { pid = javaOf(data); return pid != 0 }); err != nil {
			return err
		}
		time.Sleep(time.Duration(i) * 300 * time.Millisecond)
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			return err
		}
		if err := eventually(ctx, time.Minute, "it is gone", func() bool { return javaOf(data) != pid }); err != nil {
			return err
		}
	}
	late, err := p.firstGood(ctx, light)
	s.note("killed 6 times, back after %v", late.Round(100*time.Millisecond))
	if err != nil {
		return err
	}
	if n := watchdogs(p.cmd.Process.Pid); n != 1 {
		return fmt.Errorf("%d watchdogs, want that of the Neo4j that runs", n)
	}
	return p.stop()
}

// watchdogs counts the shells that a process has started.
func watchdogs(parent int) int {
	out, err := exec.Command("ps", "-o", "comm=", "--ppid", strconv.Itoa(parent)).Output()
	if err != nil {
		return -1
	}
	return strings.Count(string(out), "sh\n")
}

// managedUnopenable damages the graph's files under a running product: when no start helps it ends, and says why.
func managedUnopenable(ctx context.Context, s *stage) error {
	data := s.free("unopenable")
	p, err := s.serveIn(ctx, data, "")
	if err != nil {
		return err
	}
	defer p.kill()
	if err := p.waitReady(ctx); err != nil {
		return err
	}
	if err := syscall.Kill(javaOf(data), syscall.SIGKILL); err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(data, "neo4j", "data", "databases", "neo4j", "neostore*"))
	if err != nil {
		return err
	}
	for _, f := range files {
		noise := make([]byte, 8192)
		rand.Read(noise)
		if err := os.WriteFile(f, noise, 0o600); err != nil {
			return err
		}
	}
	select {
	case <-p.gone:
	case <-ctx.Done():
		return fmt.Errorf("it does not end: %s", p.said)
	}
	last := lastLine(p.said.String())
	s.note("%s", last)
	if p.cmd.ProcessState.ExitCode() != 1 || !strings.Contains(p.said.String(), "cannot be opened") || !strings.Contains(p.said.String(), "bole neo4j load") {
		return fmt.Errorf("it ended with %v: %s", p.cmd.ProcessState, p.said)
	}
	return nil
}

// imported is a data folder whose managed Neo4j holds the dataset.
func (s *stage) imported(ctx context.Context, data string) error {
	return s.imports(ctx, append(s.environment(data, ""), "BOLE_DISK_RESERVE=20"))
}

// readsOnly sees that a server with a full disk answers questions and refuses changes. What is about somebody waits for its
// event in the audit, which may take longer than a request on a busy machine. With met, Neo4j may have met the full disk
// itself: then it writes no event, or answers nothing, until it is started again, and the server says so.
func (s *stage) readsOnly(ctx context.Context, p *process, name string, met bool) error {
	if a := p.write(ctx, name); a.code != "DISK_FULL" || a.status == 503 && a.again == "" || foreign.MatchString(a.body) {
		return fmt.Errorf("a change gets %d %s: %s", a.status, a.code, a.body)
	}
	asked := func(question string) answer {
		a := p.ask(ctx, question, nil)
		for begun := time.Now(); !met && a.code == "SERVICE_UNAVAILABLE" && time.Since(begun) < time.Minute; a = p.ask(ctx, question, nil) {
			time.Sleep(time.Second)
		}
		return a
	}
	all := []answer{asked(light), asked(heavy)}
	status, body := p.ready(ctx)
	if met {
		s.note("with nothing left: %s; %s", tally(all), body)
		if err := proper(all, "SERVICE_UNAVAILABLE"); err != nil {
			return err
		}
	}
	switch {
	case met && !all[0].good():
		return eventually(ctx, 20*time.Second, "the server says that Neo4j is away", func() bool {
			status, body = p.ready(ctx)
			return status == 503 && strings.Contains(body, "DISK_FULL") && strings.Contains(body, "GRAPH_UNREACHABLE")
		})
	case !met && (!all[0].good() || !all[1].good()):
		return fmt.Errorf("questions get %s: %s %s", tally(all), all[0].body, all[1].body)
	case !met && status != 200 || !strings.Contains(body, "DISK_FULL"):
		return fmt.Errorf("it says %d %s", status, body)
	}
	return nil
}

// diskFullByThreshold takes more for the reserve than any disk has.
func diskFullByThreshold(ctx context.Context, s *stage) error {
	data := s.free("reserve")
	if err := s.imported(ctx, data); err != nil {
		return err
	}
	p, err := s.serveIn(ctx, data, "", "BOLE_DISK_RESERVE=1000000000")
	if err != nil {
		return err
	}
	defer p.kill()
	if err := errors.Join(p.waitReady(ctx), s.readsOnly(ctx, p, "full", false)); err != nil {
		return err
	}
	return p.stop()
}

// diskFull fills a small disk under the managed Neo4j, first to the reserve and then wholly, and makes room again. It
// needs the right to mount, and a Linux.
func diskFull(ctx context.Context, s *stage) (err error) {
	if os.Geteuid() != 0 || runtime.GOOS != "linux" {
		s.note("left out: it needs root on Linux")
		return nil
	}
	disk := s.free("disk")
	if err := os.Mkdir(disk, 0o700); err != nil {
		return err
	}
	if out, err := exec.CommandContext(ctx, "mount", "-t", "tmpfs", "-o", "size=700m", "tmpfs", disk).CombinedOutput(); err != nil {
		s.note("left out: no mount here: %s", strings.TrimSpace(string(out)))
		return nil
	}
	defer func() { // a Java that outlives its parent for some seconds keeps the disk
		err = errors.Join(err, eventually(context.WithoutCancel(ctx), time.Minute, "the disk is free", func() bool { return exec.Command("umount", disk).Run() == nil }))
	}()
	data := filepath.Join(disk, "data")
	if err := s.imported(ctx, data); err != nil {
		return err
	}
	p, err := s.serveIn(ctx, data, "", "BOLE_DISK_RESERVE=100")
	if err != nil {
		return err
	}
	defer p.kill()
	return errors.Join(s.fillUp(ctx, p, disk), p.stop())
}

func (s *stage) fillUp(ctx context.Context, p *process, disk string) error {
	if err := p.waitReady(ctx); err != nil {
		return err
	}
	if a := p.write(ctx, "room"); !a.good() {
		return fmt.Errorf("with room a change gets %s", a.body)
	}
	for _, leave := range []uint64{60 << 20, 0} {
		ballast := filepath.Join(disk, "ballast")
		if err := fillDisk(ballast, leave); err != nil {
			return err
		}
		if err := eventually(ctx, 20*time.Second, "the full disk is noticed", func() bool { return p.write(ctx, fmt.Sprintf("full-%d", leave)).code == "DISK_FULL" }); err != nil {
			return err
		}
		if err := s.readsOnly(ctx, p, "full", leave == 0); err != nil {
			return err
		}
		if leave == 0 { // what Neo4j writes by itself meets the full disk too
			time.Sleep(5 * time.Second)
		}
		if err := os.Remove(ballast); err != nil {
			return err
		}
		begun := time.Now()
		if err := eventually(ctx, 2*time.Minute, "changes are taken again", func() bool { return p.write(ctx, fmt.Sprintf("again-%d", leave)).good() }); err != nil {
			return fmt.Errorf("%w: %s", err, p.said)
		}
		s.note("with %d MiB left refused, written again %v after there was room", leave>>20, time.Since(begun).Round(100*time.Millisecond))
	}
	return p.settled(ctx)
}

// fillDisk writes a file until so many bytes are left.
func fillDisk(path string, leave uint64) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	block := make([]byte, 1<<20)
	for {
		var st syscall.Statfs_t
		if err := syscall.Fstatfs(int(f.Fd()), &st); err != nil {
			return err
		}
		free := st.Bavail * uint64(st.Bsize)
		if free <= leave {
			return nil
		}
		if _, err := f.Write(block[:min(uint64(len(block)), free-leave)]); err != nil {
			if errors.Is(err, syscall.ENOSPC) {
				return nil
			}
			return err
		}
	}
}
