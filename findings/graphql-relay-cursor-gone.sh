#!/usr/bin/env bash
# graphql-relay 0.10.2, graphql 16.11.0 (Node 20): Relay's own helpers for pages of lists.
#
# Guess: a cursor behind the end of a list that has become shorter gives an empty page, and one that is no cursor is an
# error.
#
# Seen: both give the first page again, with hasNextPage. A client that reads a list to its end while entries go away never
# comes to an end: the page behind the last one is the first. A cursor in `before` that is beyond the list is taken for its
# end. So cursors are checked before the helper sees them.
#
# Prints five lines and fails if they are others than those. Needs Node 20 and npm.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
(cd "$dir" && npm init -y >npm.log && npm install --silent --no-audit --no-fund graphql-relay@0.10.2 graphql@16.11.0 >>npm.log 2>&1)

cat >"$dir/pages.cjs" <<'JS'
const { connectionFromArray, offsetToCursor } = require('graphql-relay')
const all = ['甲', '乙', '丙', '丁', '戊']
const shown = (what, args) => {
  const { edges, pageInfo } = connectionFromArray(all, args)
  console.log(`${what}: ${edges.map((e) => e.node).join('')}, next ${pageInfo.hasNextPage}`)
}
shown('behind the second', { first: 2, after: offsetToCursor(1) })
shown('behind the last', { first: 2, after: offsetToCursor(4) })
shown('behind one that is gone', { first: 2, after: offsetToCursor(5) })
shown('behind no cursor', { first: 2, after: 'no cursor' })
shown('before one that is gone', { last: 2, before: offsetToCursor(9) })
JS
node "$dir/pages.cjs" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
behind the second: 丙丁, next true
behind the last: , next false
behind one that is gone: 甲乙, next true
behind no cursor: 甲乙, next true
before one that is gone: 丁戊, next false
WANT
