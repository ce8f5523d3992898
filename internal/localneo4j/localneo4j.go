// Package localneo4j runs a Neo4j Community server as a child process, from its published Maven artifacts:
// loopback only, with a generated password, supervised, and stopped when its parent stops.
package localneo4j

import (
	"context"
	"crypto/rand"
	_ "embed"
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"text/template"

	"bole/graph/message"
)

// User of the server's one account.
const User = "neo4j"

// Options of a server; the zero value of all but Dir is right.
type Options struct {
	Dir         string             // home of the server: data, logs, configuration, password; made with mode 0700
	Cache       string             // folder for the jars; "" is bole/neo4j-VERSION in the user's cache folder
	Version     string             // of Neo4j; "" is the one with long-term support
	Port        int                // Bolt port; 0 is a free one
	Fast        bool               // for tests: quick to start and to plan what is asked once, slower at what is asked often
	Routing     bool               // answers neo4j:// with the routes of a server that forwards what it cannot do
	HeapMB      int                // 0 is 512
	PageCacheMB int                // 0 is 256
	ReserveMB   int                // of free disk, below which Full reports true; 0 is 512
	Hold        *Hold              // of the folder; nil: it is taken for as long as the server runs
	Logger      *slog.Logger       // nil discards
	Progress    func(message.Text) // called with a line for people at each slow step; may be nil
}

// Server is a running server.
type Server struct {
	options  Options
	library  library
	logs     string // folder of what its processes say
	password string
	lock     *lock
	children *lock // inherited by each process that is started on the folder
	log      *slog.Logger
	stopping chan struct{}
	done     chan struct{}
	closing  sync.Once
	full     atomic.Bool

	mu      sync.Mutex
	current *process
	lost    error
}

//go:embed neo4j.conf.tmpl
var configText string

var configTemplate = template.Must(template.New("neo4j.conf").Parse(configText))

// Start fetches what is missing, starts the server and returns once it answers. Its errors say what is
// wrong with the machine or the folder and what to do.
func Start(ctx context.Context, o Options) (*Server, error) {
	s, err := prepare(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := os.RemoveAll(filepath.Join(s.options.Dir, bulkFiles)); err != nil {
		return nil, errors.Join(message.Errorf("clear what a bulk import left: %v", err), s.release())
	}
	if err := s.first(ctx); err != nil {
		return nil, errors.Join(err, s.release())
	}
	go s.supervise()
	return s, nil
}

// prepare does all that needs no running server: the library, the folder, its lock, the password.
func prepare(ctx context.Context, o Options) (*Server, error) {
	o = o.withDefaults()
	lib, err := provide(ctx, o)
	if err != nil {
		return nil, err
	}
	var l *lock
	if o.Hold == nil {
		if l, err = claim(o.Dir); err != nil {
			return nil, err
		}
	}
	s := &Server{options: o, library: lib, logs: filepath.Join(o.Dir, "logs"), lock: l, log: o.Logger, stopping: make(chan struct{}), done: make(chan struct{})}
	if s.children, err = claimChildren(ctx, o.Dir); err != nil {
		return nil, errors.Join(err, l.release())
	}
	if err := clearHalf(o.Dir); err != nil {
		return nil, errors.Join(message.Errorf("clear what a bulk import left: %v", err), s.release())
	}
	if err := clearLoaded(o.Dir); err != nil {
		return nil, errors.Join(err, s.release())
	}
	if err := s.initialise(ctx); err != nil {
		return nil, errors.Join(err, s.release())
	}
	return s, nil
}

// release frees the folder for another process, but where somebody holds it beyond this server.
func (s *Server) release() error { return errors.Join(s.children.release(), s.lock.release()) }

func (o Options) withDefaults() Options {
	if o.HeapMB == 0 {
		o.HeapMB = 512
	}
	if o.PageCacheMB == 0 {
		o.PageCacheMB = 256
	}
	if o.ReserveMB == 0 {
		o.ReserveMB = 512
	}
	if o.Version == "" {
		o.Version = longTerm
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Progress == nil {
		o.Progress = func(message.Text) {}
	}
	if dir, err := filepath.Abs(o.Dir); err == nil {
		o.Dir = dir
	}
	return o
}

// initialise makes the folders and sets the password of a new store.
func (s *Server) initialise(ctx context.Context) error {
	if err := s.folders(); err != nil {
		return err
	}
	if err := enoughSpace(s.options.Dir, 200<<20); err != nil {
		return err
	}
	if err := s.choosePort(); err != nil {
		return err
	}
	if err := s.configure(); err != nil {
		return err
	}
	return s.setPassword(ctx)
}

func (s *Server) folders() error {
	for _, d := range []string{"conf", "data", "logs", "run", "plugins", "import", "licenses"} {
		if err := os.MkdirAll(filepath.Join(s.options.Dir, d), 0o700); err != nil {
			return message.Errorf("make the server's folders: %v", err)
		}
	}
	return nil
}

// choosePort finds a free port, or refuses one that is taken.
func (s *Server) choosePort() error {
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(s.options.Port)))
	if err != nil {
		return message.Errorf("port %d is taken; choose another one, or 0 for any free one: %v", s.options.Port, err)
	}
	if a, ok := l.Addr().(*net.TCPAddr); ok {
		s.options.Port = a.Port
	}
	return l.Close()
}

func (s *Server) configure() error {
	f, err := os.OpenFile(filepath.Join(s.options.Dir, "conf", "neo4j.conf"), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return message.Errorf("write the server's configuration: %v", err)
	}
	if err := errors.Join(configTemplate.Execute(f, s.options), f.Close()); err != nil {
		return message.Errorf("write the server's configuration: %v", err)
	}
	return nil
}

// setPassword generates a password once. On a store that has been started the admin command says success and
// changes nothing, so a file of its own says that it was set.
func (s *Server) setPassword(ctx context.Context) error {
	file := filepath.Join(s.options.Dir, "password")
	if b, err := os.ReadFile(file); err == nil {
		s.password = strings.TrimSpace(string(b))
		return nil
	}
	s.options.Progress(message.New("making a new graph…"))
	password := rand.Text()
	// The password is an argument of this short-lived process: the command takes it in no other way.
	if err := s.admin(ctx, "dbms", "set-initial-password", password); err != nil {
		return err
	}
	if err := os.WriteFile(file, []byte(password+"\n"), 0o600); err != nil {
		return message.Errorf("keep the password: %v", err)
	}
	s.password = password
	return nil
}

// URI is the server's Bolt address.
func (s *Server) URI() string { return "bolt://127.0.0.1:" + strconv.Itoa(s.options.Port) }

// User is the account to use.
func (s *Server) User() string { return User }

// Password is the generated password; it stands nowhere but in the folder's file of that name.
func (s *Server) Password() string { return s.password }

// PID is the server's process, 0 while it is being restarted.
func (s *Server) PID() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current == nil {
		return 0
	}
	return s.current.pid()
}

// Done is closed when the server is gone for good: closed, or not to be brought back, for the reason that Err gives.
func (s *Server) Done() <-chan struct{} { return s.done }

// Err is why the server is not brought back, once Done is closed; nil where it was closed.
func (s *Server) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lost
}

// Close stops the server and waits until it is gone. Data is kept.
func (s *Server) Close() error {
	s.closing.Do(func() { close(s.stopping) })
	<-s.done
	return s.release()
}
