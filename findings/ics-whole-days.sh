#!/usr/bin/env bash
# ics 0.7.3 (Python 3.11) and ical-generator 8.1.1 (Node 20), which write calendars (RFC 5545).
#
# Guess: a public notice from 6 May until the beginning of 11 May, five days, is DTSTART 20240506 and DTEND 20240511 as
# whole days: in the format the end is the first day after the event, which is what was given.
#
# Seen: ical-generator writes that. ics takes the end for the last day as soon as make_all_day is called and writes
# DTEND 20240512; the duration it tells has become six days. An end at 18:00 on the 10th gives 20240511. So the last moment
# of the last day is given to ics, or the file is read again.
#
# Prints four lines and fails if they are others than those. Needs Node 20, npm, Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
(cd "$dir" && npm init -y >npm.log && npm install --silent --no-audit --no-fund ical-generator@8.1.1 >>npm.log 2>&1)
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q ics==0.7.3

cat >"$dir/write.mjs" <<'JS'
import ical from 'ical-generator'
const calendar = ical()
calendar.createEvent({ start: new Date('2024-05-06'), end: new Date('2024-05-11'), allDay: true, summary: '公示', timezone: 'UTC' })
console.log('ical-generator:', calendar.toString().match(/DTEND[^\r\n]*/)[0])
JS
cat >"$dir/write.py" <<'PY'
from ics import Event

event = Event(name="公示", begin="2024-05-06", end="2024-05-11")
print("ics, before:", event.duration)
event.make_all_day()
print("ics:", next(l for l in str(event).splitlines() if l.startswith("DTEND")), "for", event.duration)
event = Event(name="公示", begin="2024-05-06", end="2024-05-10 18:00:00")
event.make_all_day()
print("ics, until 18:00 on the 10th:", next(l for l in str(event).splitlines() if l.startswith("DTEND")))
PY
{
  TZ=UTC node "$dir/write.mjs"
  "$dir/python/bin/python" -W ignore "$dir/write.py"
} | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
ical-generator: DTEND;VALUE=DATE:20240511
ics, before: 5 days, 0:00:00
ics: DTEND;VALUE=DATE:20240512 for 6 days, 0:00:00
ics, until 18:00 on the 10th: DTEND;VALUE=DATE:20240511
WANT
