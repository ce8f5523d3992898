#!/usr/bin/env bash
# @modelcontextprotocol/inspector 2.12.0, its command line, beside @modelcontextprotocol/server-everything 2026.8.31,
# Node 20.
#
# Guess: --tool-arg key=2024 gives the tool the text "2024" where the tool's own schema says that key is a string: the
# command line lists the tools before it calls one.
#
# Seen: what can be read as JSON is sent as what it is there, whatever the schema says. 2024 becomes a number and true a
# truth value, which the tool refuses; 007 and abc stay texts. Keys of digits need quotes of their own within those of the
# shell: 'key="2024"'.
#
# Prints four lines and fails if they are others than those. Needs Node 20 and npm.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

cd "$dir"
npm install --silent --no-save --no-audit --no-fund @modelcontextprotocol/inspector@2.12.0 @modelcontextprotocol/server-everything@2026.8.31 >/dev/null
for given in 'message=007' 'message=2024' 'message=true' 'message="2024"'; do
	HOME="$dir" node_modules/.bin/mcp-inspector --cli node_modules/.bin/mcp-server-everything \
		--method tools/call --tool-name echo --tool-arg "$given" 2>/dev/null >answer.json || true
	node -e 'const text = JSON.parse(require("fs").readFileSync("answer.json", "utf8")).content[0].text
		console.log(process.argv[1] + ": " + text.replace(/.*Invalid input: /, ""))' "$given"
done | tee seen
diff seen - <<'WANT'
message=007: Echo: 007
message=2024: expected string, received number at message
message=true: expected string, received boolean at message
message="2024": Echo: 2024
WANT
