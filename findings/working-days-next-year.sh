#!/usr/bin/env bash
# chinese-days 1.5.7 (Node 20), chinesecalendar 1.11.0, holidays 0.109, workalendar 17.0.0 (Python 3.11). None of the four
# has the State Council's notice for 2027, which came after them; workalendar none since 2023.
#
# Guess: asked for a year they have no notice of, libraries of Chinese working days refuse, or keep at least the days the
# law fixes, such as 1 October.
#
# Seen: chinesecalendar refuses. holidays goes on with the law's days. To chinese-days 1 October 2027 is a working day like
# any Friday, and so is the Monday of Spring Festival: a deadline over the year's end comes out early and nothing says so.
# workalendar refuses on Mondays to Fridays; on Saturdays and Sundays it does not look, so that 10 October 2026, a Saturday
# that was worked, is free. So a deadline is computed only inside the years whose notice one has, which the caller checks.
#
# Prints four lines and fails if they are others than those. Needs Node 20, npm, Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
(cd "$dir" && npm init -y >npm.log && npm install --silent --no-audit --no-fund chinese-days@1.5.7 >>npm.log 2>&1)
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q chinesecalendar==1.11.0 holidays==0.109 workalendar==17.0.0

printf '%s\n' 2026-10-10 2027-02-08 2027-10-01 >"$dir/days"
cat >"$dir/ask.cjs" <<'JS'
const days = require('fs').readFileSync(`${__dirname}/days`, 'utf8').trim().split('\n')
console.log('chinese-days:', days.map(day => `${day} ${require('chinese-days').isWorkday(day) ? 'work' : 'free'}`).join(', '))
JS
cat >"$dir/ask.py" <<'PY'
import datetime, sys

import chinese_calendar, holidays
from workalendar.asia import China
from workalendar.exceptions import CalendarError


def told(ask, day):
    try:
        return f"{day} " + ("work" if ask(day) else "free")
    except (NotImplementedError, CalendarError):
        return f"{day} refused"


with open(sys.argv[1]) as f:
    days = [datetime.date.fromisoformat(line) for line in f.read().split()]
asks = {
    "chinesecalendar": chinese_calendar.is_workday,
    "holidays": holidays.CN().is_working_day,
    "workalendar": China().is_working_day,
}
for name, ask in asks.items():
    print(f"{name}:", ", ".join(told(ask, day) for day in days))
PY
(node "$dir/ask.cjs" && "$dir/python/bin/python" -W ignore "$dir/ask.py" "$dir/days") | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
chinese-days: 2026-10-10 work, 2027-02-08 work, 2027-10-01 work
chinesecalendar: 2026-10-10 work, 2027-02-08 refused, 2027-10-01 refused
holidays: 2026-10-10 work, 2027-02-08 free, 2027-10-01 free
workalendar: 2026-10-10 free, 2027-02-08 refused, 2027-10-01 refused
WANT
