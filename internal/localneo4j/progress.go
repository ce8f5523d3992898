package localneo4j

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// progress watches a start. The function it returns, called again and again, says in the log how far a long start is,
// and reports false once nothing has moved for startTimeout: neither Neo4j's logs nor its use of the processor.
func (s *Server) progress(p *process) func() bool {
	begun := time.Now()
	moved, looked, told := begun, begun, begun
	last := p.signs()
	return func() bool {
		now := time.Now()
		if now.Sub(looked) < time.Second {
			return true
		}
		looked = now
		if next := p.signs(); next.beyond(last) {
			moved, last = now, next
		}
		if now.Sub(told) >= startSaid {
			told = now
			s.log.Info("the local Neo4j is still starting", "for", now.Sub(begun).Round(time.Second).String(),
				"recovered", p.recovered(), "last_sign", now.Sub(moved).Round(time.Second).String())
		}
		return now.Sub(moved) < startTimeout
	}
}

// signs are what tells that a process does something.
type signs struct {
	logs int64 // bytes in Neo4j's logs
	cpu  int64 // hundredths of a second; 0 where the system does not say
}

// busy is the processor time that counts as doing something; a Java that only waits uses less in two minutes.
const busy = 200

func (s signs) beyond(before signs) bool { return s.logs != before.logs || s.cpu-before.cpu >= busy }

func (p *process) signs() (s signs) {
	for _, name := range []string{p.logFile, p.debugLog()} {
		if info, err := os.Stat(name); err == nil {
			s.logs += info.Size()
		}
	}
	// Behind the name of the program, which may hold anything: the state is the first field, user and system time are
	// the 12th and 13th.
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.pid()))
	if err != nil {
		return s
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	for i := 11; i < 13 && i < len(fields); i++ {
		n, _ := strconv.ParseInt(fields[i], 10, 64) // 0 is no sign
		s.cpu += n
	}
	return s
}

func (p *process) debugLog() string { return filepath.Join(p.dir, "logs", "debug.log") }

var percent = regexp.MustCompile(`(\d+)% completed`)

// recovered is how far Neo4j's recovery is, as the end of its log says, "" where it says nothing of one.
func (p *process) recovered() string {
	f, err := os.Open(p.debugLog())
	if err != nil {
		return ""
	}
	defer f.Close() //nolint:errcheck // only read
	const tail = 16 << 10
	end := make([]byte, tail)
	info, err := f.Stat()
	if err != nil {
		return ""
	}
	n, _ := f.ReadAt(end, max(0, info.Size()-tail)) // what there is of it
	all := percent.FindAllSubmatch(end[:n], -1)
	if len(all) == 0 {
		return ""
	}
	return string(all[len(all)-1][1]) + " %"
}
