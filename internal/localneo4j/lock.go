package localneo4j

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/text/language"

	"bole/graph/message"
)

// marker tells that a folder is a server's: no other folder is touched.
const marker = "bole-neo4j"

// lock is an advisory lock on a file; it ends with the process that holds it.
type lock struct{ file *os.File }

func (l *lock) release() error {
	if l == nil {
		return nil
	}
	err := l.file.Close()
	if errors.Is(err, os.ErrClosed) {
		return nil
	}
	return err
}

// tryLock returns nil when somebody else holds the lock.
func tryLock(path string) (*lock, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, message.Errorf("open the lock: %v", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, f.Close()
	}
	if err != nil {
		return nil, errors.Join(message.Errorf("lock %s: %v", path, err), f.Close())
	}
	return &lock{f}, nil
}

// lockSettles is how long a lock is waited for that a process still may hold which was killed while it started another:
// the new one has the file open until it runs its own program.
const lockSettles = 2 * time.Second

// waitLock waits until the lock is free.
func waitLock(ctx context.Context, path string) (*lock, error) {
	l, err := freed(ctx, path)
	if err == nil && l == nil {
		err = message.Errorf("another process holds %s, and does not end", path)
	}
	return l, err
}

// freed is tryLock again and again, until the context ends.
func freed(ctx context.Context, path string) (*lock, error) {
	for {
		l, err := tryLock(path)
		if err != nil || l != nil {
			return l, err
		}
		select {
		case <-ctx.Done():
			return nil, nil //nolint:nilnil // as tryLock: somebody else holds it
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// claim makes the folder a server's and locks it; it refuses folders that hold anything else.
func claim(dir string) (*lock, error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, message.Errorf("look at the data folder: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, marker)); len(entries) > 0 && err != nil {
		return nil, message.Errorf("the folder %s holds something else; name an empty or a new one", dir)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, message.Errorf("make the data folder: %v", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), lockSettles)
	defer cancel()
	l, err := freed(ctx, filepath.Join(dir, marker))
	if err != nil {
		return nil, err
	}
	if l == nil {
		return nil, message.Errorf("the folder %s is in use by process %d; stop that one, or name another folder", dir, owner(dir))
	}
	if err := errors.Join(l.file.Truncate(0), write(l.file, strconv.Itoa(os.Getpid())+"\n")); err != nil {
		return nil, errors.Join(message.Errorf("note who uses %s: %v", dir, err), l.release())
	}
	return l, nil
}

// Hold is a server's folder that is taken for several steps: what is done with it one after the other, with the hold in the
// options, leaves it to nobody else in between.
type Hold struct{ lock *lock }

// Take takes the folder of the options, or refuses one that is in use.
func Take(o Options) (*Hold, error) {
	l, err := claim(o.withDefaults().Dir)
	if err != nil {
		return nil, err
	}
	return &Hold{l}, nil
}

// Release leaves the folder to others.
func (h *Hold) Release() error { return h.lock.release() }

// childrenTimeout is how long a start waits for processes that an earlier one left behind: their watchdogs end them.
const childrenTimeout = 2 * stopTimeout

// claimChildren locks what the processes hold that this one starts on the folder: it is free once all have ended that
// an earlier one started, since they have the lock's file open too.
func claimChildren(ctx context.Context, dir string) (*lock, error) {
	ctx, cancel := context.WithTimeout(ctx, childrenTimeout)
	defer cancel()
	return waitLock(ctx, filepath.Join(dir, "children.lock"))
}

func write(f *os.File, s string) error {
	_, err := f.WriteAt([]byte(s), 0)
	return err
}

// owner is the process that last used the folder, 0 when none did.
func owner(dir string) int {
	b, err := os.ReadFile(filepath.Join(dir, marker))
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil {
		return 0
	}
	return pid
}

// state is whether a server runs on a folder.
type state struct {
	Running bool
	Owner   int    // process that runs it
	URI     string // its Bolt address
}

// In is the state in a language.
func (s state) In(lang language.Tag) string {
	if !s.Running {
		return message.New("no server runs").In(lang)
	}
	return message.New("a server runs at %s, kept by process %d", s.URI, s.Owner).In(lang)
}

// Status reports whether a server runs on the folder.
func Status(dir string) (state, error) {
	if _, err := os.Stat(filepath.Join(dir, marker)); err != nil {
		return state{}, nil //nolint:nilerr // no folder, no server
	}
	l, err := tryLock(filepath.Join(dir, marker))
	if err != nil {
		return state{}, err
	}
	if l != nil {
		return state{}, l.release()
	}
	s := state{Running: true, Owner: owner(dir)}
	b, err := os.ReadFile(filepath.Join(dir, "conf", "neo4j.conf"))
	if err != nil {
		return s, nil //nolint:nilerr // it is still being made
	}
	for line := range strings.Lines(string(b)) {
		if addr, ok := strings.CutPrefix(line, "server.bolt.listen_address="); ok {
			s.URI = "bolt://" + strings.TrimSpace(addr)
		}
	}
	return s, nil
}

// Stop ends the process that keeps a server on the folder, and the server with it.
func Stop(dir string) error {
	s, err := Status(dir)
	if err != nil {
		return err
	}
	if !s.Running {
		return message.Errorf("no server runs on %s", dir)
	}
	// Found first and looked at again: where the system has handles of processes, the signal reaches this one or none.
	process, err := os.FindProcess(s.Owner)
	if err != nil {
		return message.Errorf("stop process %d: %v", s.Owner, err)
	}
	if again, err := Status(dir); err != nil || !again.Running || again.Owner != s.Owner {
		return message.Errorf("no server runs on %s", dir)
	}
	if err := process.Signal(syscall.SIGTERM); err != nil {
		return message.Errorf("stop process %d: %v", s.Owner, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*stopTimeout)
	defer cancel()
	l, err := waitLock(ctx, filepath.Join(dir, marker))
	if err != nil {
		return message.Errorf("process %d does not end: %v", s.Owner, err)
	}
	return l.release()
}
