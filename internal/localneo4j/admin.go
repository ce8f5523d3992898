package localneo4j

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"bole/graph/message"
)

// little are options of the virtual machine for commands that need little.
const little = "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"

// admin runs one of Neo4j's administration commands on the server's folder.
func (s *Server) admin(ctx context.Context, args ...string) error {
	return s.adminWith(ctx, little, args...)
}

// adminWith is admin with options of the virtual machine, separated by blanks. Neo4j's own command would start a second
// Java, whose memory follows from the server's configuration and not from these options. The command ends with this
// process, however that ends: what it works on is then free for the next one. What it says goes into a file of its own,
// since it may hold paths and data.
func (s *Server) adminWith(ctx context.Context, options string, args ...string) error {
	jvm := append([]string{}, opens...)
	jvm = append(jvm, strings.Fields(options)...)
	jvm = append(jvm, s.library.shared()...)
	jvm = append(jvm, "-cp", filepath.Join(s.library.dir, "*"), "org.neo4j.cli.AdminTool")
	cmd := exec.CommandContext(ctx, s.library.java.path, append(jvm, args...)...)
	cmd.Env = append(environment(), "NEO4J_HOME="+s.options.Dir, "NEO4J_CONF="+filepath.Join(s.options.Dir, "conf"))
	cmd.Dir = s.options.Dir
	cmd.ExtraFiles = []*os.File{s.children.file}
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	err := cmd.Start()
	if err == nil {
		var w *watchdog
		if w, err = watch(cmd.Process.Pid); err != nil {
			err = errors.Join(err, cmd.Process.Kill())
		}
		err = errors.Join(err, cmd.Wait())
		w.end()
	}
	if err == nil {
		return nil
	}
	file := filepath.Join(s.logs, "admin.log")
	if e := os.WriteFile(file, said.Bytes(), 0o600); e != nil {
		s.log.Warn("what Neo4j's command said cannot be kept", "cause", e)
	}
	switch text := said.String(); {
	case ctx.Err() != nil:
		return message.Errorf("Neo4j's command %s %s was broken off", args[0], args[1])
	case strings.Contains(text, "No space left on device"):
		return message.Errorf("no space is left on the disk for Neo4j's command %s %s; make room, and do it again", args[0], args[1])
	}
	return message.Errorf("Neo4j's command %s %s failed (%v); what it said stands in %s", args[0], args[1], err, file)
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
	file := filepath.Join(private, dumpFile)
	if err := errors.Join(os.Chmod(file, 0o600), os.Rename(file, filepath.Join(to, dumpFile))); err != nil {
		return message.Errorf("put the dump in its place: %v", err)
	}
	return nil
}

func stopped(ctx context.Context, o Options, do func(*Server) error) error {
	s, err := prepare(ctx, o)
	if err != nil {
		return err
	}
	return errors.Join(do(s), s.release())
}
