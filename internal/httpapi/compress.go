package httpapi

import (
	"compress/gzip"
	"net/http"

	"github.com/klauspost/compress/gzhttp"
	"github.com/klauspost/compress/zstd"
)

// smallest is how many bytes an answer has at least that is compressed: a smaller one fits into one packet anyway.
const smallest = 1400

// compressed answers in zstd or gzip where the client takes them, at the levels that cost least: beside one statement
// on the same cores, a higher one costs more than the bytes it saves. Nothing secret is mixed with text of an
// attacker's choice (docs/decisions/0037-answers-that-clients-keep.md), so that no padding is added.
func compressed(next http.Handler) http.Handler {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(smallest), gzhttp.CompressionLevel(gzip.BestSpeed), gzhttp.ZstdCompressionLevel(int(zstd.SpeedFastest)))
	if err != nil {
		panic("httpapi: " + err.Error()) // of levels that there are not
	}
	return wrap(next)
}
