#!/usr/bin/env bash
# python-stdnum 2.2 (Python 3.11), id-validator 1.3.0 of npm (Node 20), both for resident identity numbers.
#
# Guess: a number begins with the code of the county where its holder was registered when it was given, from 1984 on. It
# is valid if there was such a county at any time, as id-validator has it, whatever year the holder was born in.
#
# Seen: stdnum wants the code to have stood in the year of birth, when nobody had a number. Many districts got theirs in
# 1983: of one in Hefei (340102) and those of Shenzhen (440301) it takes who was born in 1985 and refuses who was born
# in 1965, with the error a mistyped code has. It refuses the older ones among people in office. So length, check
# digit and birthday alone refuse a number, and the code is a hint.
#
# Prints four lines and fails if they are others than those. Needs Node 20, npm, Python with venv, and pip.
# Writes made-up numbers of real county codes, with the check digits of GB 11643.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
(cd "$dir" && npm init -y >npm.log && npm install --silent --no-audit --no-fund id-validator@1.3.0 >>npm.log 2>&1)
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q python-stdnum==2.2

cat >"$dir/main.py" <<'PY'
import sys

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

for code in ("340102", "440301"):
    for day in ("19651001", "19851001"):
        number = f"{code}{day}001"
        number += ric.calc_check_digit(number + "0")
        try:
            ric.validate(number)
            told = "valid"
        except ValidationError as e:
            told = type(e).__name__
        print(f"{number}: stdnum {told}")
PY
cat >"$dir/main.cjs" <<'JS'
const lines = require('fs').readFileSync(0, 'utf8').trim().split('\n')
const Validator = require('id-validator'), validator = new Validator()
for (const line of lines) console.log(`${line}, id-validator ${validator.isValid(line.slice(0, 18)) ? 'valid' : 'not valid'}`)
JS
"$dir/python/bin/python" "$dir/main.py" | node "$dir/main.cjs" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
340102196510010019: stdnum InvalidComponent, id-validator valid
340102198510010018: stdnum valid, id-validator valid
440301196510010017: stdnum InvalidComponent, id-validator valid
440301198510010016: stdnum valid, id-validator valid
WANT
