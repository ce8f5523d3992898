package localneo4j

import (
	"io"
	"os/exec"
	"strconv"
	"syscall"

	"bole/graph/message"
)

// watchdog ties a process to this one, however this one dies: a shell waits for the end of a pipe that only this
// process holds open. It works wherever there is a shell; a signal on the parent's death is Linux's own, and bound to
// the thread that started the child.
type watchdog struct {
	cmd   *exec.Cmd
	leash io.Closer // held open as long as this process lives
}

// guard ends process $1, politely and after ten seconds by force, once the pipe has ended. Before each signal it looks
// whether the process is still the one that was there at first, by the moment of its start: the number of one that has
// ended is given to another some day.
const guard = `
begun() {
  if [ -r "/proc/$1/stat" ]; then
    line=$(cat "/proc/$1/stat" 2>/dev/null) || return
    set -- ${line##*) }
    echo "${20}"
  else
    ps -o lstart= -p "$1" 2>/dev/null
  fi
}
first=$(begun "$1")
[ -n "$first" ] || exit 0
echo ready
read -r x
same() { [ "$(begun "$1")" = "$first" ]; }
same "$1" && kill -TERM "$1" 2>/dev/null
i=0
while same "$1" && [ $i -lt 100 ]; do sleep 0.1; i=$((i+1)); done
same "$1" && kill -KILL "$1" 2>/dev/null
exit 0
`

// watch ties a child that has not been waited for yet.
func watch(pid int) (*watchdog, error) {
	w := &watchdog{cmd: exec.Command("/bin/sh", "-c", guard, "sh", strconv.Itoa(pid))}
	w.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	leash, err := w.cmd.StdinPipe()
	if err != nil {
		return nil, message.Errorf("watch the server: %v", err)
	}
	said, err := w.cmd.StdoutPipe()
	if err == nil {
		err = w.cmd.Start()
	}
	if err != nil {
		return nil, message.Errorf("watch the server: %v", err)
	}
	w.leash = leash
	said.Read(make([]byte, 8)) //nolint:errcheck // it has noted the start, or the child is gone already
	return w, nil
}

// end lets go of a process that has ended. A watchdog that stayed would signal its number later.
func (w *watchdog) end() {
	if w == nil {
		return
	}
	w.cmd.Process.Kill() //nolint:errcheck // it may be gone
	w.leash.Close()      //nolint:errcheck // nobody reads it
	w.cmd.Wait()         //nolint:errcheck // killed
}
