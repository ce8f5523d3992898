package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// poolFull asks for more than runs at once: the rest is refused at once, and the server stays ready.
func poolFull(ctx context.Context, s *stage) error {
	return s.with(ctx, func(p *process) error {
		if err := p.waitReady(ctx); err != nil {
			return err
		}
		if _, err := p.firstGood(ctx, heavy); err != nil {
			return err
		}
		l := p.load(ctx, 64, heavy)
		var err error
		for range 30 {
			if status, body := p.ready(ctx); status != 200 {
				err = fmt.Errorf("under load it says %s", body)
			}
			time.Sleep(100 * time.Millisecond)
		}
		all := l.stop()
		s.note("%s", tally(all))
		if len(refused(all, "OVERLOADED")) == 0 {
			err = errors.Join(err, errors.New("nothing was refused, so that nothing was tried"))
		}
		if n := p.logged("requests are refused"); n > 1 {
			err = errors.Join(err, fmt.Errorf("%d lines of the log", n))
		}
		return errors.Join(err, proper(all, "OVERLOADED"), p.settled(ctx))
	}, "BOLE_REQUESTS=8", "BOLE_REQUESTS_OF_PERSON=8")
}

// clientsLeave has clients that go away, that send half of a request, and that read byte by byte.
func clientsLeave(ctx context.Context, s *stage) error {
	return s.with(ctx, func(p *process) error {
		if err := p.waitReady(ctx); err != nil {
			return err
		}
		if _, err := p.firstGood(ctx, heavy); err != nil {
			return err
		}
		var wg sync.WaitGroup
		for i := range 100 {
			wg.Go(func() { // leaves
				short, cancel := context.WithTimeout(ctx, time.Duration(1+i)*time.Millisecond)
				defer cancel()
				p.ask(short, heavy, nil)
			})
		}
		address := strings.TrimPrefix(p.url, "http://")
		var open []net.Conn
		defer func() {
			for _, c := range open {
				c.Close()
			}
		}()
		body := fmt.Sprintf(`{"query": %q}`, heavy)
		head := fmt.Sprintf("POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n", p.token, len(body))
		for _, sent := range []string{"", "POST /gra", head, head + "\r\n" + body[:20], head + "\r\n" + body} {
			for range 20 {
				c, err := net.Dial("tcp", address)
				if err != nil {
					return err
				}
				open = append(open, c)
				if _, err := io.WriteString(c, sent); err != nil { // and is silent from here on
					return err
				}
			}
		}
		wg.Wait()
		if a := p.ask(ctx, light, nil); !a.good() {
			return fmt.Errorf("beside such clients a request gets %d %s %w", a.status, a.code, a.lost)
		}
		time.Sleep(4 * time.Second)
		for i, c := range open {
			if whole := i >= 80; whole {
				continue // its answer waits to be read
			}
			c.SetReadDeadline(time.Now().Add(5 * time.Second)) // a read that fails is seen below
			if _, err := io.Copy(io.Discard, c); err != nil && strings.Contains(err.Error(), "timeout") {
				return fmt.Errorf("connection %d that sent half of a request is still open", i)
			}
		}
		return p.settled(ctx)
	}, "BOLE_HEADER_TIMEOUT=2s", "BOLE_BODY_TIMEOUT=2s", "BOLE_WRITE_TIMEOUT=2s", "BOLE_DEADLINE=5s")
}

// connections2000 has as many clients, each with a connection of its own, that all ask at once.
func connections2000(ctx context.Context, s *stage) error {
	return s.with(ctx, func(p *process) error {
		if err := p.waitReady(ctx); err != nil {
			return err
		}
		const clients = 2000
		p.client.Transport = &http.Transport{MaxIdleConnsPerHost: clients}
		var at sync.WaitGroup
		at.Add(1)
		var mu sync.Mutex
		var all []answer
		var wg sync.WaitGroup
		for range clients {
			wg.Go(func() {
				at.Wait()
				for range 3 {
					a := p.ask(ctx, light, nil)
					mu.Lock()
					all = append(all, a)
					mu.Unlock()
				}
			})
		}
		unready := atomic.Int32{}
		done := make(chan struct{})
		go func() {
			defer close(done)
			probe := &process{url: p.url, client: &http.Client{Timeout: 30 * time.Second}}
			for range 20 {
				if status, _ := probe.ready(ctx); status != 200 {
					unready.Add(1)
				}
				time.Sleep(100 * time.Millisecond)
			}
		}()
		at.Done()
		wg.Wait()
		<-done
		s.note("%s; not ready %d of 20", tally(all), unready.Load())
		if unready.Load() > 0 {
			return errors.New("it was not ready while it answered")
		}
		return errors.Join(proper(all, "OVERLOADED", "SERVICE_UNAVAILABLE"), p.settled(ctx))
	})
}

// boleKilledInWrites kills the product in the midst of changes: what was acknowledged is there, once.
func boleKilledInWrites(ctx context.Context, s *stage) error {
	name := fmt.Sprintf("killed%d", time.Now().UnixNano())
	var keys []string
	for round := range 4 {
		p, err := s.serve(ctx, s.proxied())
		if err != nil {
			return err
		}
		if err := p.waitReady(ctx); err != nil {
			return err
		}
		w := p.writes(ctx, fmt.Sprintf("%s-%d", name, round), 8)
		time.Sleep(time.Duration(300+150*round) * time.Millisecond)
		p.kill()
		w.load.stop()
		keys = append(keys, w.keys...)
	}
	return s.stored(ctx, name, keys)
}

// replicas sends each request to the next server that says it is ready, as a load balancer does.
type replicas struct {
	mu   sync.Mutex
	next int
	all  []*process
	up   []bool
}

// watch asks each server every 100 ms whether it is ready.
func (r *replicas) watch(ctx context.Context) {
	for ; ctx.Err() == nil; time.Sleep(100 * time.Millisecond) {
		r.mu.Lock()
		all := append([]*process{}, r.all...)
		r.mu.Unlock()
		for i, p := range all {
			status, _ := p.ready(ctx)
			r.mu.Lock()
			if r.all[i] == p {
				r.up[i] = status == http.StatusOK
			}
			r.mu.Unlock()
		}
	}
}

func (r *replicas) choose() *process {
	r.mu.Lock()
	defer r.mu.Unlock()
	for range r.all {
		r.next++
		if i := r.next % len(r.all); r.up[i] {
			return r.all[i]
		}
	}
	return r.all[0]
}

func (r *replicas) put(i int, p *process) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all[i], r.up[i] = p, false
}

// rollingRestart starts two servers anew, one after the other, while clients ask and write by way of both.
func rollingRestart(ctx context.Context, s *stage) (err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	data := s.free("replicas") // they share the secret of their tokens
	start := func() (*process, error) { return s.serveIn(ctx, data, s.proxied(), "BOLE_DRAIN_WAIT=1s") }
	r := &replicas{all: make([]*process, 2), up: make([]bool, 2)}
	for i := range r.all {
		p, err := start()
		if err != nil {
			return err
		}
		defer func() { r.all[i].kill() }()
		r.put(i, p)
		if err := p.waitReady(ctx); err != nil {
			return err
		}
	}
	go r.watch(ctx)
	time.Sleep(300 * time.Millisecond)
	name := fmt.Sprintf("rolling%d", time.Now().UnixNano())
	var n atomic.Int64
	var keys sync.Map
	l := r.all[0].loadOf(ctx, 8, func(ctx context.Context) answer {
		i := n.Add(1)
		if i%2 == 0 {
			return r.choose().ask(ctx, heavy, nil)
		}
		key := fmt.Sprintf("%s-%d", name, i)
		a := r.choose().write(ctx, key)
		if a.good() {
			keys.Store(key, true)
		}
		return a
	})
	for i := range r.all {
		time.Sleep(500 * time.Millisecond)
		if e := r.all[i].stop(); e != nil {
			return e
		}
		p, e := start()
		if e != nil {
			return e
		}
		r.put(i, p)
		if e := p.waitReady(ctx); e != nil {
			return e
		}
		time.Sleep(500 * time.Millisecond)
	}
	all := l.stop()
	s.note("%s", tally(all))
	var acknowledged []string
	keys.Range(func(k, _ any) bool { acknowledged = append(acknowledged, k.(string)); return true })
	return errors.Join(proper(all), s.stored(ctx, name, acknowledged))
}
