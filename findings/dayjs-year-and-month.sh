#!/usr/bin/env bash
# dayjs 1.11.23, date-fns 4.4.0, luxon 3.7.2, Node 20.
#
# Guess: a birth month as forms have it, 1965.10, is October 1965 or not valid, since 1965.10.01, 1965-10 and 1965/10
# are read.
#
# Seen: dayjs makes 1 January 1965 of it, and says it is valid: what follows the point is taken for milliseconds. Each
# month is January of its year, so that everybody is up to eleven months older and all posts of a year begin at once.
# The same text with a day is right. date-fns and luxon refuse it. So such a text is read with its format given
# (customParseFormat).
#
# Prints four lines and fails if they are others than those. Needs Node 20 and npm.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
(cd "$dir" && npm init -y >npm.log && npm install --silent --no-audit --no-fund dayjs@1.11.23 date-fns@4.4.0 luxon@3.7.2 >>npm.log 2>&1)

cat >"$dir/main.cjs" <<'JS'
const dayjs = require('dayjs'), { parseISO, isValid } = require('date-fns'), { DateTime } = require('luxon')
const told = (valid, date) => (valid ? date : 'refused')
for (const text of ['1965-10', '1965.10.01', '1965.10', '2003.7']) {
  const day = dayjs(text), iso = parseISO(text), time = DateTime.fromISO(text)
  console.log(`${text}: dayjs ${told(day.isValid(), day.format('YYYY-MM-DD'))},`,
    `date-fns ${told(isValid(iso), dayjs(iso).format('YYYY-MM-DD'))}, luxon ${told(time.isValid, time.toISODate())}`)
}
JS
node "$dir/main.cjs" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
1965-10: dayjs 1965-10-01, date-fns 1965-10-01, luxon 1965-10-01
1965.10.01: dayjs 1965-10-01, date-fns refused, luxon refused
1965.10: dayjs 1965-01-01, date-fns refused, luxon refused
2003.7: dayjs 2003-01-01, date-fns refused, luxon refused
WANT
