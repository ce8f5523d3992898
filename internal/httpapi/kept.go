package httpapi

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"bole/graph"
	"bole/graph/store"
	"bole/internal/access"
)

// Bounds of what is known of answers: how many, about 500 bytes each, and about how many officials one may be. An answer
// about more is dear to ask about too, since each of them stands in the event.
const (
	keptAnswers   = 10_000
	keptOfficials = 1000
)

// keptAnswer is what is known of the last answer to a question: not the answer itself, which its client keeps.
type keptAnswer struct {
	tag      string      // of the answer, as it stands in ETag
	types    []string    // of the log, on which the answer depends
	versions string      // of these types when it was made
	stands   func() bool // whether all else that it was made from is as it was
	shown    graph.Shown // whom it is about: whoever is told that it is right has seen it again
}

// question is a request by GET whose answer its client may keep: a stored question, a trusted document or a persisted
// query. Its key is a digest of all that an answer depends on beside the graph: who asks with what in scope, what, with
// which values, in which form and language, and the day.
type question struct {
	server *Server
	key    string
	wanted string          // If-None-Match
	head   store.Versions  // of the whole log before the answer was made
	read   *store.Reading  // from which statements it was made
	plain  context.Context // whose statements are none of the answer's
	shown  graph.Shown     // whom the answer is about
}

type questionKey struct{}

// questionOf is nil for a request whose answer is not kept.
func (s *Server) questionOf(r *http.Request, n negotiated, c graph.Caller, a asked) *question {
	if !reads(r) || a.document == "" && a.digest == "" || a.profile || a.explain {
		return nil
	}
	c.Units = slices.Sorted(slices.Values(c.Units))
	c.Roots = slices.Sorted(slices.Values(c.Roots))
	values := a.Variables
	if len(values) == 0 {
		values = nil // none is none, whether {} was sent or nothing
	}
	h := sha256.New()
	err := json.NewEncoder(h).Encode([]any{c, a.Query, a.OperationName, values, n.typ, n.lang.String(), s.rooms.Graph.Today().Format(time.DateOnly), time.Now().Format(time.DateOnly)})
	if err != nil {
		s.log.Error("a question does not marshal", "request", idOf(r.Context()), "cause", err)
		return nil
	}
	return &question{server: s, key: string(h.Sum(nil)), wanted: strings.Join(r.Header.Values("If-None-Match"), ",")}
}

// unchanged is the answer that the client has, where it is known to be right still: of all that it was made from,
// nothing has changed. What this process was told is written is in these versions; what another one wrote may be
// missing for the milliseconds in which it gets its number.
// Where the versions cannot be read, the question is answered, and says what is the matter.
func (q *question) unchanged(ctx context.Context) (keptAnswer, bool) {
	k, known := q.server.kept.Get(q.key)
	if !known || !q.has(k.tag) || !k.stands() {
		return keptAnswer{}, false
	}
	now, err := q.server.rooms.Store.Versions(ctx, k.types...)
	return k, err == nil && now.Text() == k.versions
}

// has reports whether the client names a tag among those it has. Tags are compared weakly, as RFC 9110 asks.
func (q *question) has(tag string) bool {
	for one := range strings.SplitSeq(q.wanted, ",") {
		if strings.TrimPrefix(strings.TrimSpace(one), "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// begin notes where the log stands before the question is answered, and gives the context to answer it under.
func (q *question) begin(ctx context.Context) context.Context {
	head, err := q.server.rooms.Store.Versions(ctx)
	if err != nil {
		return ctx // answered will give no tag
	}
	q.head, q.plain = head, ctx
	ctx, q.read = store.WithReading(ctx)
	return context.WithValue(ctx, questionKey{}, q)
}

// answered keeps an answer's tag; false where somebody wrote meanwhile, so that it may be of no version at all, and where
// something newer is being computed. The tag is a digest of the answer itself and of the log's secret, which keeps
// anybody from finding out by trying what it was of: two servers that answer alike give one tag, and so does an answer
// that comes out as before although something of what it is made from has changed.
func (q *question) answered(parts [][]byte) (keptAnswer, bool) {
	if q.read == nil {
		return keptAnswer{}, false
	}
	types, ok := q.server.rooms.TypesRead(q.read.Texts(), q.read.Types()...)
	stands := q.read.Stands()
	if !ok || !stands() || q.read.Foreign() || len(q.shown.Officials)+len(q.shown.Followed) > keptOfficials {
		return keptAnswer{}, false
	}
	now, err := q.server.rooms.Store.Versions(q.plain, append(types, "")...)
	if err != nil || now.Seq[""] != q.head.Seq[""] {
		return keptAnswer{}, false
	}
	if types[0] != "" {
		delete(now.Seq, "") // the whole log was asked for above only to compare it
	}
	k := keptAnswer{types: types, versions: now.Text(), stands: stands, shown: q.shown}
	h := sha256.New()
	h.Write([]byte(q.key + now.Log()))
	for _, p := range parts {
		h.Write(p)
	}
	k.tag = `W/"` + base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:18]) + `"`
	q.server.kept.Add(q.key, k)
	return k, true
}

// mayBeKept are the headers of an answer that its client may keep and has to ask about before each use. Vary names what
// of the request tells answers apart beside its language.
func mayBeKept(h http.Header, tag string) {
	h.Set("ETag", tag)
	h.Set("Cache-Control", "private, no-cache")
	for _, name := range []string{"Accept", "Authorization", "Cookie", access.RoleHeader, PurposeHeader} {
		h.Add("Vary", name)
	}
}

// stillRight tells a client that the answer it has is right, once the event stands that it is shown again.
func (s *Server) stillRight(ctx context.Context, w http.ResponseWriter, n negotiated, op *operation, k keptAnswer, leave func()) {
	err := s.witnessed(graphql.WithOperationContext(ctx, op.OperationContext), k.shown)
	leave()
	if err != nil {
		s.refuse(w, n, s.presented(ctx, err))
		return
	}
	speak(w.Header(), n.lang)
	s.notModified(w, k)
}

// notModified says that the client has what would be answered.
func (s *Server) notModified(w http.ResponseWriter, k keptAnswer) {
	mayBeKept(w.Header(), k.tag)
	s.writeUntil(w, time.Now().Add(s.options.WriteTimeout))
	w.WriteHeader(http.StatusNotModified)
}

// reads reports whether a request asks for something and changes nothing.
func reads(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }
