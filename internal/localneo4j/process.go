package localneo4j

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"bole/graph/message"
)

// Patience with the process.
const (
	startTimeout = 120 * time.Second // without a sign of progress
	startSaid    = 30 * time.Second  // between two lines of the log about a start that takes long
	stopTimeout  = 15 * time.Second
)

// process is one run of the server's Java process.
type process struct {
	cmd      *exec.Cmd
	watchdog *watchdog
	dir      string // the server's
	logFile  string
	gone     chan struct{}
}

func (p *process) pid() int { return p.cmd.Process.Pid }

// launch starts Java and waits until Bolt is answered and the database is open.
func (s *Server) launch(ctx context.Context) (*process, error) {
	logFile := filepath.Join(s.logs, "console.log")
	out, err := os.OpenFile(logFile, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, message.Errorf("open the server's log: %v", err)
	}
	defer out.Close() //nolint:errcheck // the child has its own descriptor
	cmd := exec.Command(s.library.java.path, s.arguments()...)
	cmd.Stdout, cmd.Stderr = out, out
	cmd.Env = environment()
	cmd.Dir = s.options.Dir
	cmd.ExtraFiles = []*os.File{s.children.file}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // Ctrl-C is for the parent, which stops the child
	if err := cmd.Start(); err != nil {
		return nil, message.Errorf("start Java: %v", err)
	}
	p := &process{cmd: cmd, dir: s.options.Dir, logFile: logFile, gone: make(chan struct{})}
	p.watchdog, err = watch(cmd.Process.Pid)
	go func() {
		cmd.Wait() //nolint:errcheck // its log says why
		p.watchdog.end()
		close(p.gone)
	}()
	if err == nil {
		err = s.ready(ctx, p)
	}
	if err != nil {
		p.stop()
		return nil, err
	}
	return p, nil
}

// stop ends the process: politely, then by force.
func (p *process) stop() {
	p.cmd.Process.Signal(syscall.SIGTERM) //nolint:errcheck // it may be gone
	select {
	case <-p.gone:
	case <-time.After(stopTimeout):
		p.kill()
	}
}

// kill ends the process by force, also one that is frozen.
func (p *process) kill() {
	p.cmd.Process.Kill() //nolint:errcheck // it may be gone
	<-p.gone
}

// ready waits until the log says so, a Bolt handshake is answered and the database is open. A recovery may take as long
// as it likes while it gets on.
func (s *Server) ready(ctx context.Context, p *process) error {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	watched := s.progress(p)
	for {
		select {
		case <-p.gone:
			return p.failure()
		case <-ctx.Done():
			return message.Errorf("the start of Neo4j was broken off")
		case <-tick.C:
		}
		if text, err := os.ReadFile(p.logFile); err == nil && bytes.Contains(text, []byte("Started.")) && handshake(s.options.Port) {
			open, err := s.opened(ctx)
			if open || errors.Is(err, errUnopened) {
				return err
			}
		}
		if !watched() {
			return message.Errorf("Neo4j does not get on with its start for %v; its log is %s", startTimeout, p.logFile)
		}
	}
}

// handshake offers Bolt versions; an answer other than zero means that one was agreed on.
func handshake(port int) bool {
	c, err := net.DialTimeout("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), time.Second)
	if err != nil {
		return false
	}
	defer c.Close()                                //nolint:errcheck // only a question
	c.SetDeadline(time.Now().Add(2 * time.Second)) //nolint:errcheck // a dead connection fails below
	offer := []byte("\x60\x60\xb0\x17\x00\x08\x08\x05\x00\x02\x04\x04\x00\x00\x00\x00\x00\x00\x00\x00")
	if _, err := c.Write(offer); err != nil {
		return false
	}
	answer := make([]byte, 4)
	_, err = io.ReadFull(c, answer)
	return err == nil && !bytes.Equal(answer, make([]byte, 4))
}

// Reasons for which a start failed, told apart by what may help.
var (
	errStoreLocked = message.Errorf("another server uses the data folder")
	errUnopened    = message.Errorf("the graph's files cannot be opened")
	errNoSpace     = message.Errorf("no space is left on the disk of the graph")
)

// failure says why the server ended while starting, from the end of its log.
func (p *process) failure() error {
	text, err := os.ReadFile(p.logFile)
	if err != nil {
		return message.Errorf("the server ended while starting, and its log cannot be read: %v", err)
	}
	s := string(text)
	switch {
	case strings.Contains(s, "store_lock") || strings.Contains(s, "FileLockException"):
		return message.Errorf("%v; stop it, or use another folder", errStoreLocked)
	case strings.Contains(s, "No space left on device"):
		return message.Errorf("%v; make room and start again", errNoSpace)
	case strings.Contains(s, "Address already in use"):
		return message.Errorf("the server ended while starting: its port is taken; choose another one, or 0 for any free one")
	}
	return message.Errorf("the server ended while starting; its log is %s", p.logFile)
}

// environment is the parent's with a character set in which any path can be opened.
func environment() []string { return append(os.Environ(), "LC_ALL=C.UTF-8") }

// arguments are Java's: class path of jars only, so that the class-data archive fits.
func (s *Server) arguments() []string {
	o := s.options
	args := append([]string{}, opens...)
	initial := min(o.HeapMB, 128)
	if o.Fast {
		// Nearly every statement of a test is new, and what plans it runs too seldom to earn Java's optimising compiler,
		// which took a third of all CPU. The first tier alone has 48 MB for its code by default; there it throws out and
		// compiles again, which costs as much. The heap has its size at once, so that the young part is large.
		initial = o.HeapMB
		args = append(args, "-XX:+UseSerialGC", "-XX:NewRatio=1", "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=240m", "-XX:-UseCodeCacheFlushing")
	} else {
		args = append(args, "-XX:+UseG1GC", "-XX:+DisableExplicitGC", "-XX:+UnlockExperimentalVMOptions", "-XX:+TrustFinalNonStaticFields")
	}
	args = append(args, fmt.Sprintf("-Xms%dm", initial), fmt.Sprintf("-Xmx%dm", o.HeapMB))
	args = append(args, s.library.shared()...)
	if t := s.library.training; t != "" {
		args = append(args, "-XX:ArchiveClassesAtExit="+t)
	}
	return append(args, "-cp", filepath.Join(s.library.dir, "*"), releaseOf(o.Version).main,
		"--home-dir="+o.Dir, "--config-dir="+filepath.Join(o.Dir, "conf"), "--console-mode")
}

// shared are the flags by which Java takes its classes from the archive.
func (l library) shared() []string {
	if l.archive == "" {
		return nil
	}
	return []string{"-Xshare:auto", "-XX:SharedArchiveFile=" + l.archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off"}
}

// opens are the flags Neo4j's own launcher gives.
var opens = []string{
	"--add-opens=java.base/java.nio=ALL-UNNAMED", "--add-opens=java.base/java.io=ALL-UNNAMED",
	"--add-opens=java.base/sun.nio.ch=ALL-UNNAMED", "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
	"--enable-native-access=ALL-UNNAMED", "-Dio.netty.tryReflectionSetAccessible=true", "-Djdk.nio.maxCachedBufferSize=1024",
	"-Dlog4j2.disable.jmx=true", "-Dfile.encoding=UTF-8", "-XX:-OmitStackTraceInFastThrow", "-XX:+ExitOnOutOfMemoryError",
}
