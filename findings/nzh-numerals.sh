#!/usr/bin/env bash
# nzh 1.0.14 (Node 20), cn2an 0.5.24 (Python 3.11), which read Chinese numerals.
#
# Guess: both read numerals as people write them in minutes and decisions, or say that they cannot.
#
# Seen: nzh takes each character it does not know for nothing and goes on. "两千零五" is 5, "二〇二三" is 223 and "廿" is 0.
# "三万五" is 30005. Nothing is raised, and most could stand there. cn2an reads all as meant. So what nzh gives is written
# out again and compared, or a reader that refuses is taken.
#
# Prints five lines and fails if they are others than those. Needs Node 20, npm, Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
(cd "$dir" && npm init -y >npm.log && npm install --silent --no-audit --no-fund nzh@1.0.14 >>npm.log 2>&1)
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q cn2an==0.5.24

printf '%s\n' 二千零五 两千零五 二〇二三 廿 三万五 >"$dir/numerals"
cat >"$dir/read.cjs" <<'JS'
const Nzh = require('nzh')
for (const text of require('fs').readFileSync(0, 'utf8').trim().split('\n')) console.log(`${text}: nzh ${Nzh.cn.decodeS(text)},`)
JS
cat >"$dir/read.py" <<'PY'
import sys

import cn2an

for text in sys.stdin.read().split():
    print("cn2an", cn2an.cn2an(text, "normal"))
PY
paste -d ' ' <(node "$dir/read.cjs" <"$dir/numerals") <("$dir/python/bin/python" "$dir/read.py" <"$dir/numerals") | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
二千零五: nzh 2005, cn2an 2005
两千零五: nzh 5, cn2an 2005
二〇二三: nzh 223, cn2an 2023
廿: nzh 0, cn2an 20
三万五: nzh 30005, cn2an 35000
WANT
