package command

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/pprof"
	"runtime/debug"
	"time"

	"bole/graph/message"
	"bole/internal/telemetry"
)

// Watch is how an operator looks at a server from outside.
type Watch struct {
	MetricsAddr string        `help:"Address to serve metrics for Prometheus on, at /metrics; empty: nowhere. They name nobody." env:"BOLE_METRICS_ADDR" placeholder:"HOST:PORT"`
	Slow        time.Duration `name:"slow-statements" help:"Statements that take as long are logged, with their text and without values; 0: none." env:"BOLE_SLOW_STATEMENTS" default:"0s"`
	PprofAddr   string        `help:"Address, of this machine, to serve profiles of the process on, at /debug/pprof/; empty: nowhere." env:"BOLE_PPROF_ADDR" placeholder:"HOST:PORT"`
}

// serve serves what is asked for until ctx ends. What cannot be listened on is an error before anything is served.
func (w Watch) serve(ctx context.Context, m *telemetry.Telemetry, s *Settings) error {
	profiles := http.NewServeMux()
	profiles.HandleFunc("/debug/pprof/", pprof.Index)
	profiles.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	profiles.HandleFunc("/debug/pprof/profile", pprof.Profile)
	profiles.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	profiles.HandleFunc("/debug/pprof/trace", pprof.Trace)
	if w.PprofAddr != "" {
		if here, err := loopback(w.PprofAddr); err != nil || !here {
			return errors.Join(err, message.Errorf("%s is beyond loopback, and profiles hold what the process holds; take 127.0.0.1 for --pprof-addr", w.PprofAddr))
		}
	}
	counts := http.NewServeMux()
	counts.Handle("GET /metrics", m.Handler())
	for _, one := range []struct {
		what       message.Text
		addr, path string
		h          http.Handler
	}{{message.New("metrics"), w.MetricsAddr, "/metrics", counts}, {message.New("profiles"), w.PprofAddr, "/debug/pprof/", profiles}} {
		if one.addr == "" {
			continue
		}
		l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", one.addr)
		if err != nil {
			return message.Errorf("listen on %s: %v; choose another address", one.addr, err)
		}
		s.say(s.Stdout, "%s are served on http://%s%s", one.what, l.Addr(), one.path)
		srv := &http.Server{Handler: one.h, ReadHeaderTimeout: 10 * time.Second}
		context.AfterFunc(ctx, func() { srv.Close() }) //nolint:errcheck // the process ends
		go srv.Serve(l)                                //nolint:errcheck // it ends with the process
	}
	return nil
}

// Version says which build this is.
type Version struct{}

// Run prints the version, the commit and Go's version.
func (Version) Run(s *Settings) error {
	version, commit, goVersion := build()
	s.say(s.Stdout, "bole %s, commit %s, %s", version, commit, goVersion)
	return nil
}

// build is what Go has stamped on the binary.
func build() (version, commit, goVersion string) {
	version, commit = "(development)", "(unknown)"
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return version, commit, "(unknown)"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		version = v
	}
	changed := ""
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			commit = s.Value
		case "vcs.modified":
			if s.Value == "true" {
				changed = " with changes"
			}
		}
	}
	return version, commit + changed, info.GoVersion
}
