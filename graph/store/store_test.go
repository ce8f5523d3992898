package store

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/refusal"
	"bole/internal/localneo4j"
	"bole/internal/localneo4j/neo4jtest"
)

func TestMain(m *testing.M) { neo4jtest.Main(m) }

func open(t testing.TB, o Options) *Store {
	t.Helper()
	server := neo4jtest.Server(t)
	if o.URI == "" {
		o.URI = server.URI()
	}
	o.User, o.Password = localneo4j.User, server.Password()
	s, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return s
}

func code(err error) refusal.Code {
	var e *refusal.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// slow keeps a connection busy for some seconds without sleeping procedures, which Community lacks.
const slow = "UNWIND range(1, 30000) AS a UNWIND range(1, 30000) AS b WITH a, b WHERE a + b = 0 RETURN count(*)"

func TestAFullPoolIsUnavailableAndALongStatementATimeout(t *testing.T) {
	s := open(t, Options{MaxConnections: 1, Wait: 50 * time.Millisecond})
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, err := s.Read(ctx, law.System, cypher.Statement{Text: slow}); code(err) != refusal.Timeout {
			t.Errorf("a statement beyond its deadline gave %v, want TIMEOUT", err)
		}
	})
	for begun := time.Now(); len(s.slots) == 0; time.Sleep(time.Millisecond) {
		if time.Since(begun) > time.Minute {
			t.Fatal("the statement is never asked")
		}
	}
	if _, err := s.Read(t.Context(), law.System, cypher.Statement{Text: "RETURN 1"}); code(err) != refusal.Unavailable {
		t.Errorf("with the pool full a read gave %v, want SERVICE_UNAVAILABLE", err)
	}
	short, stop := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer stop()
	if _, err := s.Read(short, law.System, cypher.Statement{Text: "RETURN 1"}); code(err) != refusal.Unavailable {
		t.Errorf("a deadline that ends while waiting for the pool gave %v, want SERVICE_UNAVAILABLE", err)
	}
	wg.Wait()
	if rows, err := s.Read(t.Context(), law.System, cypher.Statement{Text: "RETURN 1"}); err != nil || len(rows) != 1 {
		t.Errorf("after it a read gave %v, %v", rows, err)
	}
}

// gate forwards connections to Neo4j until it is shut, as a server that goes away and comes back.
type gate struct {
	t    *testing.T
	to   string
	addr string
	l    net.Listener
	mu   sync.Mutex
	open []net.Conn
	// silence is held for writing while nothing passes, and connections stay open.
	silence sync.RWMutex
}

func (g *gate) listen() {
	l, err := net.Listen("tcp", g.addr)
	if err != nil {
		g.t.Fatal(err)
	}
	g.l, g.addr = l, l.Addr().String()
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", g.to)
			if err != nil {
				in.Close()
				continue
			}
			g.mu.Lock()
			g.open = append(g.open, in, out)
			g.mu.Unlock()
			go g.pipe(in, out)
			go g.pipe(out, in)
		}
	}()
}

func (g *gate) pipe(to, from net.Conn) {
	defer to.Close()
	buffer := make([]byte, 1<<16)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		g.silence.RLock()
		_, err = to.Write(buffer[:n])
		g.silence.RUnlock()
		if err != nil {
			return
		}
	}
}

func (g *gate) shut() {
	g.l.Close()
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, c := range g.open {
		c.Close()
	}
	g.open = nil
}

func TestAServerThatIsAwayFailsAtOnceAndWorksAgain(t *testing.T) {
	g := &gate{t: t, to: strings.TrimPrefix(neo4jtest.Server(t).URI(), "bolt://"), addr: "127.0.0.1:0"}
	g.listen()
	s := open(t, Options{URI: "bolt://" + g.addr})
	one := cypher.Statement{Text: "RETURN 1"}
	if _, err := s.Read(t.Context(), law.System, one); err != nil {
		t.Fatal(err)
	}
	g.shut()
	for range 2 {
		begun := time.Now()
		if _, err := s.Read(t.Context(), law.System, one); code(err) != refusal.Unavailable {
			t.Errorf("a read gave %v, want SERVICE_UNAVAILABLE", err)
		}
		if took := time.Since(begun); took > time.Second {
			t.Errorf("it took %v to see that the server is away", took)
		}
	}
	if err := s.Ping(t.Context()); code(err) != refusal.Unavailable {
		t.Errorf("Ping gave %v, want SERVICE_UNAVAILABLE", err)
	}
	g.listen()
	defer g.shut()
	// Nothing is sent to it until it has answered a question, which it is asked four times a second.
	_, err := s.Read(t.Context(), law.System, one)
	for until := time.Now().Add(2 * time.Second); code(err) == refusal.Unavailable && time.Now().Before(until); _, err = s.Read(t.Context(), law.System, one) {
		time.Sleep(20 * time.Millisecond)
	}
	if err != nil {
		t.Errorf("two seconds after the server is back a read gave %v", err)
	}
}

type table struct {
	columns []string
	rows    [][]any
}

func (t *table) Columns(names []string) { t.columns = names }
func (t *table) Row(values []any) (bool, error) {
	t.rows = append(t.rows, values)
	return len(t.rows) < 2, nil
}

func TestReadGraphGivesNoneOfTheDriversTypes(t *testing.T) {
	s := open(t, Options{})
	var got table
	st := cypher.Statement{Text: "UNWIND range(1, 1000) AS i RETURN date('2026-11-29') AS day, [duration('P1D'), {p: point({x: 1, y: 2})}] AS list"}
	if err := s.ReadGraph(t.Context(), law.System, st, time.Minute, &got); err != nil {
		t.Fatal(err)
	}
	if len(got.rows) != 2 || got.rows[0][0] != "2026-11-29" {
		t.Errorf("got %v", got)
	}
	err := s.ReadGraph(t.Context(), law.System, cypher.Statement{Text: "RETURN nowhere"}, time.Minute, &got)
	var server *ServerError
	if !errors.As(err, &server) || !server.is("Statement.SyntaxError") {
		t.Errorf("a faulty statement gave %v", err)
	}
	if _, err = s.Read(t.Context(), law.System, cypher.Statement{Text: "CREATE (:Cadre)"}); err == nil {
		t.Error("a read wrote")
	}
	plan, err := s.Explain(t.Context(), law.System, st, time.Minute)
	if err != nil || !strings.Contains(plan, "ProduceResults") {
		t.Errorf("the plan is %q, %v", plan, err)
	}
}
