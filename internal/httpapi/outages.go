package httpapi

import (
	"log/slog"
	"sync"
	"time"
)

// outages keep the log short while every request is refused for one reason, such as a Neo4j that is away: a line
// when that begins, and one with the number of the refused when it has ended.
type outages struct {
	log   *slog.Logger
	quiet time.Duration // without a refusal, after which it has ended

	mu    sync.Mutex
	times map[Code]*outage
}

// outage is the time in which requests are refused with one code.
type outage struct {
	count       int
	first, last time.Time
}

func newOutages(log *slog.Logger) *outages {
	return &outages{log: log, quiet: 10 * time.Second, times: map[Code]*outage{}}
}

// met counts a refusal.
func (o *outages) met(code Code, request string, cause error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := time.Now()
	if t := o.times[code]; t != nil {
		t.count++
		t.last = now
		o.log.Debug("a request was refused", "request", request, "code", code, "cause", cause)
		return
	}
	o.times[code] = &outage{count: 1, first: now, last: now}
	o.log.Warn("requests are refused", "code", code, "request", request, "cause", cause)
	time.AfterFunc(o.quiet, func() { o.end(code) })
}

// end says that a time of refusals is over, or looks again later.
func (o *outages) end(code Code) {
	o.mu.Lock()
	defer o.mu.Unlock()
	t := o.times[code]
	if left := o.quiet - time.Since(t.last); left > 0 {
		time.AfterFunc(left, func() { o.end(code) })
		return
	}
	delete(o.times, code)
	o.log.Info("requests are not refused any more", "code", code, "refused", t.count, "for", t.last.Sub(t.first).Round(time.Millisecond).String())
}
