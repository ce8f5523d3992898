#!/usr/bin/env bash
# lifelines 0.30.3, numpy 2.4.6, pandas 2.3.3, Python 3.11.
#
# Guess: datetimes_to_durations, which makes durations for survival curves of two columns of days, gives 1 year from 1
# May to 1 May and 60 months from 30 September 2020 to 30 September 2025, as a calendar does.
#
# Seen: days are divided by a year of 365.2425 days and a month of a twelfth of that, and cut to whole ones. From 1 May
# 2021 to 1 May 2022 is 0 years and 11 months; the same over a leap day is 1 year. Five years to the day are 4, or 59
# months. So of two people promoted to the day after equally many years one is in the year before, depending on leap
# days alone. So durations are counted by the calendar first, or kept in days.
#
# Prints five lines and fails if they are others than those. Needs Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q lifelines==0.30.3 numpy==2.4.6 pandas==2.3.3

cat >"$dir/main.py" <<'PY'
from lifelines.utils import datetimes_to_durations

posts = [
    ("2021-05-01", "2022-05-01"),
    ("2019-05-01", "2020-05-01"),
    ("2020-09-30", "2025-09-30"),
    ("2016-01-01", "2019-01-01"),
    ("2017-01-01", "2020-01-01"),
]
since, until = zip(*posts)
years, _ = datetimes_to_durations(since, until, freq="Y")
months, _ = datetimes_to_durations(since, until, freq="M")
for post, y, m in zip(posts, years, months):
    print(f"{post[0]} to {post[1]}: {y:.0f} years, {m:.0f} months")
PY
"$dir/python/bin/python" -W ignore "$dir/main.py" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
2021-05-01 to 2022-05-01: 0 years, 11 months
2019-05-01 to 2020-05-01: 1 years, 12 months
2020-09-30 to 2025-09-30: 4 years, 59 months
2016-01-01 to 2019-01-01: 3 years, 36 months
2017-01-01 to 2020-01-01: 2 years, 35 months
WANT
