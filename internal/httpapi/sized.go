package httpapi

import (
	"sync/atomic"

	lru "github.com/hashicorp/golang-lru/v2"
)

// Bounds of what is kept of clients' documents.
const (
	keptDocuments = 1000
	keptText      = 4 << 20 // bytes of all their texts; a parsed document is some twenty times as large
)

// sized keeps the last that were used, keptDocuments of them and keptText bytes of their texts.
type sized[V any] struct {
	kept *lru.Cache[string, V]
	of   func(key string, v V) (text string)
	text atomic.Int64 // bytes of the texts kept
}

func newSized[V any](of func(key string, v V) (text string)) (*sized[V], error) {
	s := &sized[V]{of: of}
	var err error
	s.kept, err = lru.NewWithEvict(keptDocuments, func(key string, v V) { s.text.Add(-int64(len(of(key, v)))) })
	return s, err
}

func (s *sized[V]) get(key string) (V, bool) { return s.kept.Get(key) }

// add keeps a value, unless there is one.
func (s *sized[V]) add(key string, v V) {
	if _, known, _ := s.kept.PeekOrAdd(key, v); known {
		return
	}
	for s.text.Add(int64(len(s.of(key, v)))); s.text.Load() > keptText; {
		if _, _, ok := s.kept.RemoveOldest(); !ok {
			break
		}
	}
}
