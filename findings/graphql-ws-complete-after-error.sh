#!/usr/bin/env bash
# graphql-ws 6.0.4 and gqlgen 0.17.98, which speak graphql-transport-ws.
#
# Guess: when one of two subscriptions on a socket is refused, the other goes on.
#
# Seen: gqlgen's transport answers a document that does not hold with an error message and a complete message behind it for
# the same operation; the protocol has either. graphql-ws takes each of the two for the end of an operation, counts down
# twice, and closes its socket under the one that goes on, which ends without an error: nothing is told any more. Without
# the second message it goes on. A server keeps to one of them; here refusals are sent as a result and a complete.
#
# Prints four lines and fails if they are others than those. Needs Go, Node 20 and npm.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

cat > "$dir/main.go" <<'GO'
package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// numbers is a schema with one subscription, which gives a number every 200 ms.
type numbers struct{ schema *ast.Schema }

func (n numbers) Schema() *ast.Schema { return n.schema }

func (n numbers) Complexity(context.Context, string, string, int, map[string]any) (int, bool) {
	return 0, false
}

func (n numbers) Exec(context.Context) graphql.ResponseHandler {
	i := 0
	return func(ctx context.Context) *graphql.Response {
		select {
		case <-time.After(200 * time.Millisecond):
		case <-ctx.Done():
			return nil
		}
		i++
		return &graphql.Response{Data: fmt.Appendf(nil, `{"n":%d}`, i)}
	}
}

func main() {
	s := handler.New(numbers{gqlparser.MustLoadSchema(&ast.Source{Input: "type Query { n: Int } type Subscription { n: Int }"})})
	s.AddTransport(transport.Websocket{})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(l.Addr())
	panic(http.Serve(l, s))
}
GO
cat >"$dir/go.mod" <<'MOD'
module finding
go 1.26
require github.com/99designs/gqlgen v0.17.98
MOD
cat >"$dir/listen.mjs" <<'JS'
import { createClient } from 'graphql-ws';
import WebSocket, { WebSocketServer } from 'ws';

const listen = async (name, url) => {
  const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0 });
  let heard = 0, late = 0, ended = 'goes on';
  client.subscribe({ query: 'subscription { n }' }, {
    next: () => { heard++; }, error: () => { ended = 'ends with an error'; }, complete: () => { ended = 'ends'; } });
  await new Promise(r => setTimeout(r, 500));
  client.subscribe({ query: 'subscription { none }' }, { next() {}, error() {}, complete() {} });
  await new Promise(r => setTimeout(r, 1000));
  late = heard;
  await new Promise(r => setTimeout(r, 1500));
  console.log(`${name}: ${ended}`);
  console.log(`${name}: ${heard > late ? 'is told more' : 'is told nothing more'}`);
};

// The same without the second message.
const plain = new WebSocketServer({ port: 0, host: '127.0.0.1' });
plain.on('connection', socket => socket.on('message', text => {
  const m = JSON.parse(text);
  if (m.type === 'connection_init') socket.send('{"type":"connection_ack"}');
  if (m.type !== 'subscribe') return;
  if (m.payload.query.includes('none')) {
    socket.send(JSON.stringify({ id: m.id, type: 'error', payload: [{ message: 'there is none' }] }));
    return;
  }
  let n = 0;
  setInterval(() => socket.send(JSON.stringify({ id: m.id, type: 'next', payload: { data: { n: ++n } } })), 200);
}));
await listen('error and complete', `ws://${process.argv[2]}/`);
await listen('error alone', `ws://127.0.0.1:${plain.address().port}/`);
process.exit(0);
JS
cat >"$dir/package.json" <<'JSON'
{"name": "finding", "version": "1.0.0", "dependencies": {"graphql": "16.9.0", "graphql-ws": "6.0.4", "ws": "8.18.0"}}
JSON
(cd "$dir" && npm install --silent --no-audit --no-fund && go mod tidy 2>/dev/null && go build -o server .)
"$dir/server" > "$dir/address" &
server=$!
trap 'kill $server; rm -rf "$dir"' EXIT
until [ -s "$dir/address" ]; do sleep .1; done
(cd "$dir" && node listen.mjs "$(cat "$dir/address")") | tee "$dir/seen"
cat >"$dir/want" <<'WANT'
error and complete: ends
error and complete: is told nothing more
error alone: goes on
error alone: is told more
WANT
diff "$dir/want" "$dir/seen"
