package acts_test

import (
	"bytes"
	"encoding/binary"
	"flag"
	"io"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bole/graph/store"
	"bole/internal/localneo4j/neo4jtest"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

// Messages of Bolt, by the signature that follows the size of the structure.
const (
	boltBegin  = 0x11
	boltRun    = 0x10
	boltCommit = 0x12
)

// What becomes of a commit.
const (
	passes     int32 = iota
	lostBefore       // it never reaches Neo4j
	lostAfter        // it is done, and its answer lost
)

// breaker stands between the product and Neo4j. In the transaction of an erasure it puts a statement that fails in the place
// of the one with a number, or loses the connection at the commit.
type breaker struct {
	t      *testing.T
	listen net.Listener
	to     string
	at     atomic.Int32 // the number of the statement, from 1; 0: none
	commit atomic.Int32
	seen   atomic.Int32 // statements of the last erasure
}

func newBreaker(t *testing.T) *breaker {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	b := &breaker{t: t, listen: l, to: strings.TrimPrefix(neo4jtest.Server(t).URI(), "bolt://")}
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			go b.pass(in)
		}
	}()
	return b
}

func (b *breaker) pass(in net.Conn) {
	defer in.Close()
	out, err := net.Dial("tcp", b.to)
	if err != nil {
		return
	}
	defer out.Close()
	var mute atomic.Bool
	go func() { // answers
		buffer := make([]byte, 1<<16)
		for {
			n, err := out.Read(buffer)
			if err == nil && !mute.Load() {
				_, err = in.Write(buffer[:n])
			}
			if err != nil || mute.Load() { // the commit has been answered
				in.Close()
				out.Close()
				return
			}
		}
	}()
	hello := make([]byte, 20) // what begins with 4 bytes and offers four versions
	if _, err := io.ReadFull(in, hello); err != nil {
		return
	}
	copy(hello[4:8], []byte{0, 0, 0, 0}) // the first stands for a longer handshake, which is not in messages
	if _, err := out.Write(hello); err != nil {
		return
	}
	erasing := false
	for {
		message, err := boltMessage(in)
		if err != nil {
			return
		}
		switch {
		case len(message) < 2:
		case message[1] == boltBegin:
			if erasing = bytes.Contains(message, []byte("eraseCadre")); erasing {
				b.seen.Store(0)
			}
		case erasing && message[1] == boltRun:
			if b.seen.Add(1) == b.at.Load() {
				message = []byte{0xB3, boltRun, 0x81, 'X', 0xA0, 0xA0}
			}
		case erasing && message[1] == boltCommit:
			erasing = false
			switch b.commit.Load() {
			case lostBefore:
				return
			case lostAfter:
				mute.Store(true)
			}
		}
		if err := boltWrite(out, message); err != nil {
			return
		}
	}
}

// boltMessage reads one message, which comes in chunks; an empty one keeps the connection alive.
func boltMessage(r io.Reader) ([]byte, error) {
	var message []byte
	for {
		var size uint16
		if err := binary.Read(r, binary.BigEndian, &size); err != nil {
			return nil, err
		}
		if size == 0 {
			return message, nil
		}
		chunk := make([]byte, size)
		if _, err := io.ReadFull(r, chunk); err != nil {
			return nil, err
		}
		message = append(message, chunk...)
	}
}

func boltWrite(w io.Writer, message []byte) error {
	var out []byte
	for chunk := range slices.Chunk(message, 0xFFFF) {
		out = append(binary.BigEndian.AppendUint16(out, uint16(len(chunk))), chunk...)
	}
	_, err := w.Write(append(out, 0, 0))
	return err
}

// apart is how many statements lie between those that fail: each call runs all before, so that all of them take minutes.
var apart = flag.Int("erase.apart", 12, "break an erasure at every nth statement")

// TestEraseBroken breaks an erasure at its statements, and at its commit: nothing has been erased then, and the same
// call again does it. Where the answer alone was lost, the same call again gives it.
func TestEraseBroken(t *testing.T) {
	roomstest.Fresh(t, rooms.Options{})
	roomstest.NewLog(t)
	b := newBreaker(t)
	uri := "bolt://" + b.listen.Addr().String()
	c := &recorder{t: t, r: roomstest.Open(t, rooms.Options{Store: store.Options{URI: uri}})}
	c.imported(leftOffice)
	if _, err := c.r.Store.Versions(t.Context()); err != nil {
		t.Fatal(err)
	}
	input := strings.ReplaceAll(strings.ReplaceAll(leftErased, "expectedVersion: 2", "expectedVersion: 1"), "KEY", `idempotencyKey: "broken"`)
	ask := func() (string, error) {
		answer, refused, err := c.compute(eraser, "eraseCadre", "(input: {"+input+"}) { rows values entries mentions }", c.r.Acts.EraseCadre)
		if refused != nil {
			return "", refused
		}
		return answer, err
	}
	sorted := func() []string {
		lines := c.stored()
		slices.Sort(lines)
		return lines
	}
	before := sorted()
	n := int32(0)
	for at := int32(1); n == 0 || at <= n; at += int32(*apart) { //nolint:gosec // a small number
		b.at.Store(at)
		answer, err := ask()
		if err == nil { // there are no more statements: it was done
			t.Fatalf("done at statement %d of %d: %s", at, b.seen.Load(), answer)
		}
		if b.seen.Load() != at {
			t.Fatalf("%d statements were sent, and the one to fail is %d", b.seen.Load(), at)
		}
		if diff := cmp.Diff(before, sorted()); diff != "" {
			t.Fatalf("after a failure at statement %d: %.2000s", at, diff)
		}
		if n == 0 { // how many there are shows at the commit
			b.at.Store(0)
			b.commit.Store(lostBefore)
			if answer, err := ask(); err == nil {
				t.Fatalf("done without a commit: %s", answer)
			}
			if diff := cmp.Diff(before, sorted()); diff != "" {
				t.Fatalf("after a commit that was lost: %.2000s", diff)
			}
			b.commit.Store(passes)
			if n = b.seen.Load(); n < 40 {
				t.Fatalf("an erasure has %d statements", n)
			}
		}
	}
	t.Logf("%d statements", n)
	b.at.Store(0)
	b.commit.Store(lostAfter)
	if answer, err := ask(); err == nil {
		t.Errorf("answered %s", answer)
	}
	b.commit.Store(passes)
	answer, err := ask()
	if err != nil || !strings.Contains(answer, `"mentions"`) {
		t.Fatalf("the same call again: %s %v", answer, err)
	}
	if again, err := ask(); err != nil || again != answer {
		t.Errorf("once more: %s %v, want %s", again, err, answer)
	}
	for _, line := range holding(sorted(), "left-1") {
		t.Errorf("the key is still there: %.300s", line)
	}
	if v, err := c.r.Store.Verify(t.Context()); err != nil || v.Broken != 0 {
		t.Errorf("the log is %+v: %v", v, err)
	}
}
