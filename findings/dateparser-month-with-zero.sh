#!/usr/bin/env bash
# dateparser 1.5.0, python-dateutil 4.0.0, pytz 2026.6, regex 2026.11.19, tzlocal 5.4.5, Python 3.11.
#
# Guess: a month of birth as forms write it, 1975年03月, is read as 1975年3月 is, and as 2024年03月05日 is.
#
# Seen: the zero makes it no date at all (None) where no day follows: of a column of months in that form those of October
# to December are read, and three quarters come out empty. With a day the zero does not matter. So the form is read by a
# pattern of one's own, or the zero is taken away before.
#
# Prints six lines and fails if they are others than those. Needs Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q dateparser==1.5.0 python-dateutil==4.0.0 pytz==2026.6 regex==2026.11.19 tzlocal==5.4.5

cat >"$dir/main.py" <<'PY'
import dateparser

for text in ["1975年3月", "1975年03月", "1975年10月", "2024年3月5日", "2024年03月05日"]:
    date = dateparser.parse(text, languages=["zh"], settings={"PREFER_DAY_OF_MONTH": "first"})
    print(text, date and date.date())
months = [f"1975年{month:02}月" for month in range(1, 13)]
print("read of twelve:", sum(dateparser.parse(text, languages=["zh"]) is not None for text in months))
PY
"$dir/python/bin/python" "$dir/main.py" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
1975年3月 1975-03-01
1975年03月 None
1975年10月 1975-10-01
2024年3月5日 2024-03-05
2024年03月05日 2024-03-05
read of twelve: 3
WANT
