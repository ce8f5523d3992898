package probe

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"net"
	"sync"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"bole/internal/localneo4j/neo4jtest"
)

// statement is one that the product sent to Neo4j.
type statement struct {
	text   string
	params map[string]any
}

// wire stands between the product and Neo4j and notes what is run.
type wire struct {
	address string
	mu      sync.Mutex
	ran     []statement
}

// tap listens before the package's Neo4j.
func tap(t *testing.T) *wire {
	t.Helper()
	var config net.ListenConfig
	l, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() }) //nolint:errcheck // the test is over
	w := &wire{address: l.Addr().String()}
	server := neo4jtest.Server(t).URI()[len("bolt://"):]
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			var d net.Dialer
			far, err := d.DialContext(context.WithoutCancel(t.Context()), "tcp", server)
			if err != nil {
				client.Close() //nolint:errcheck // the client sees that nobody is there
				continue
			}
			go w.relay(client, far)
		}
	}()
	return w
}

// relay passes on both directions and reads the client's messages on the way.
func (w *wire) relay(client, far net.Conn) {
	defer client.Close() //nolint:errcheck // both ends are done
	read, write := io.Pipe()
	go w.messages(read)
	go func() {
		io.Copy(client, far) //nolint:errcheck // the connection is over
		client.Close()       //nolint:errcheck // the connection is over
	}()
	io.Copy(io.MultiWriter(far, write), client) //nolint:errcheck // the connection is over
	write.Close()                               //nolint:errcheck // the reader sees the end
	far.Close()                                 //nolint:errcheck // the connection is over
}

// messages reads a client's half of a Bolt connection: a handshake, then messages in chunks.
func (w *wire) messages(r io.Reader) {
	defer io.Copy(io.Discard, r) //nolint:errcheck // what is not understood is passed on all the same
	hello := make([]byte, 20)
	if _, err := io.ReadFull(r, hello); err != nil {
		return
	}
	r, ok := agreed(r)
	if !ok {
		return
	}
	var message []byte
	for {
		var n uint16
		if binary.Read(r, binary.BigEndian, &n) != nil {
			return
		}
		if n > 0 {
			chunk := make([]byte, n)
			if _, err := io.ReadFull(r, chunk); err != nil {
				return
			}
			message = append(message, chunk...)
			continue
		}
		if len(message) > 1 && message[1] == 0x10 { // RUN: text, parameters, more
			p := &packed{b: message[2:]}
			text, _ := p.value().(string)
			params, _ := p.value().(map[string]any)
			w.mu.Lock()
			w.ran = append(w.ran, statement{text, params})
			w.mu.Unlock()
		}
		message = nil
	}
}

// agreed skips the client's choice of a version, which it sends where the server has offered several: five bytes that
// begin with 0, while a message's first chunk is never empty.
func agreed(r io.Reader) (io.Reader, bool) {
	b := bufio.NewReader(r)
	begin, err := b.Peek(2)
	if err != nil {
		return b, false
	}
	if begin[0] == 0 && begin[1] == 0 {
		_, err = b.Discard(5)
	}
	return b, err == nil
}

// take gives what was run since it was asked last.
func (w *wire) take() []statement {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := w.ran
	w.ran = nil
	return out
}

// packed is a value in PackStream.
type packed struct{ b []byte }

func (p *packed) next(n int) []byte {
	out := p.b[:n]
	p.b = p.b[n:]
	return out
}

func (p *packed) size(width int) int {
	n := 0
	for _, x := range p.next(width) {
		n = n<<8 | int(x)
	}
	return n
}

func (p *packed) value() any {
	m := p.next(1)[0]
	switch {
	case m < 0x80:
		return int64(m)
	case m >= 0xF0:
		return int64(int8(m)) //nolint:gosec // a tiny negative number
	case m < 0x90:
		return string(p.next(int(m & 0x0F)))
	case m < 0xA0:
		return p.list(int(m & 0x0F))
	case m < 0xB0 && m >= 0xA0:
		return p.members(int(m & 0x0F))
	}
	switch m {
	case 0xC0:
		return nil
	case 0xC1:
		return math.Float64frombits(binary.BigEndian.Uint64(p.next(8)))
	case 0xC2, 0xC3:
		return m == 0xC3
	case 0xC8:
		return int64(int8(p.next(1)[0])) //nolint:gosec // as it was written
	case 0xC9:
		return int64(int16(binary.BigEndian.Uint16(p.next(2)))) //nolint:gosec // as it was written
	case 0xCA:
		return int64(int32(binary.BigEndian.Uint32(p.next(4)))) //nolint:gosec // as it was written
	case 0xCB:
		return int64(binary.BigEndian.Uint64(p.next(8))) //nolint:gosec // as it was written
	case 0xD0, 0xD1, 0xD2:
		return string(p.next(p.size(1 << (m - 0xD0))))
	case 0xD4, 0xD5, 0xD6:
		return p.list(p.size(1 << (m - 0xD4)))
	case 0xD8, 0xD9, 0xDA:
		return p.members(p.size(1 << (m - 0xD8)))
	}
	panic(fmt.Sprintf("a value of kind %x in a statement's parameters", m))
}

func (p *packed) list(n int) []any {
	out := make([]any, n)
	for i := range out {
		out[i] = p.value()
	}
	return out
}

func (p *packed) members(n int) map[string]any {
	out := make(map[string]any, n)
	for range n {
		name, _ := p.value().(string)
		out[name] = p.value()
	}
	return out
}

// hits is how often Neo4j looks at its store to run a statement.
func hits(t *testing.T, s statement) int64 {
	t.Helper()
	n := neo4jtest.Server(t)
	d, err := neo4j.NewDriverWithContext(n.URI(), neo4j.BasicAuth(n.User(), n.Password(), ""))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close(t.Context()) //nolint:errcheck // the statement's own outcome is what counts
	result, err := neo4j.ExecuteQuery(t.Context(), d, "PROFILE "+s.text, s.params, neo4j.EagerResultTransformer)
	if err != nil {
		t.Fatalf("%v in %s", err, s.text)
	}
	var sum func(neo4j.ProfiledPlan) int64
	sum = func(p neo4j.ProfiledPlan) int64 {
		out := p.DbHits()
		for _, c := range p.Children() {
			out += sum(c)
		}
		return out
	}
	return sum(result.Summary.Profile())
}
