package localneo4j

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"bole/graph/message"
)

// admin runs one of Neo4j's administration commands on the server's folder.
func (s *Server) admin(ctx context.Context, args ...string) error {
	return s.adminWith(ctx, "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1", args...)
}

// adminWith is admin with options of the virtual machine, separated by blanks. Neo4j's own command would start a second
// Java, whose memory follows from the server's configuration and not from these options.
func (s *Server) adminWith(ctx context.Context, options string, args ...string) error {
	jvm := append([]string{}, opens...)
	jvm = append(jvm, strings.Fields(options)...)
	jvm = append(jvm, s.library.shared()...)
	jvm = append(jvm, "-cp", filepath.Join(s.library.dir, "*"), "org.neo4j.cli.AdminTool")
	cmd := exec.CommandContext(ctx, s.library.java.path, append(jvm, args...)...)
	cmd.Env = append(environment(), "NEO4J_HOME="+s.options.Dir, "NEO4J_CONF="+filepath.Join(s.options.Dir, "conf"))
	out, err := cmd.CombinedOutput()
	if err != nil {
		return message.Errorf("run Neo4j's %s %s: %v: %s", args[0], args[1], err, strings.TrimSpace(string(out)))
	}
	return nil
}

// Dump copies a stopped server's data into neo4j.dump in the folder to. The dump holds everything, so it is readable to
// its owner only, and so is the folder it is written in until then.
func Dump(ctx context.Context, o Options, to string) error {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return message.Errorf("make the folder for the dump: %v", err)
	}
	private, err := os.MkdirTemp(to, ".dump-*") // Neo4j writes it readable to all, and a folder that was there may be open
	if err != nil {
		return message.Errorf("make a folder for the dump: %v", err)
	}
	defer os.RemoveAll(private) //nolint:errcheck // empty by then, or what a failure left
	if err := stopped(ctx, o, func(s *Server) error {
		return s.admin(ctx, "database", "dump", "neo4j", "--to-path="+private)
	}); err != nil {
		return err
	}
	file := filepath.Join(private, "neo4j.dump")
	if err := errors.Join(os.Chmod(file, 0o600), os.Rename(file, filepath.Join(to, "neo4j.dump"))); err != nil {
		return message.Errorf("put the dump in its place: %v", err)
	}
	return nil
}

// Load replaces a stopped server's data by neo4j.dump in the folder from.
func Load(ctx context.Context, o Options, from string) error {
	if _, err := os.Stat(filepath.Join(from, "neo4j.dump")); err != nil {
		return message.Errorf("there is no neo4j.dump in %s; name the folder that holds it", from)
	}
	return stopped(ctx, o, func(s *Server) error {
		return s.admin(ctx, "database", "load", "neo4j", "--from-path="+from, "--overwrite-destination=true")
	})
}

func stopped(ctx context.Context, o Options, do func(*Server) error) error {
	s, err := prepare(ctx, o)
	if err != nil {
		return err
	}
	return errors.Join(do(s), s.lock.release())
}
