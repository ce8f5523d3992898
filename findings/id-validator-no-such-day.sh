#!/usr/bin/env bash
# id-validator 1.3.0 of npm (Node 20) and id-validator 1.0.20 of PyPI (Python 3.11), both for resident identity numbers.
#
# Guess: they agree on which birthdays a number may carry, and refuse those that no calendar has.
#
# Seen: npm's takes 29 February 1999 and 31 April 1970, if the check digit fits them, and gives them back as birthdays;
# of a number with 15 digits, which has no check digit, any 31st. PyPI's refuses them. So a birthday from a number is
# read as a date once more before it is kept or compared.
#
# Prints four lines and fails if they are others than those. Needs Node 20, npm, Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
(cd "$dir" && npm init -y >npm.log && npm install --silent --no-audit --no-fund id-validator@1.3.0 >>npm.log 2>&1)
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q id-validator==1.0.20

cat >"$dir/numbers.py" <<'PY'
# Writes made-up numbers of a real county code, with the check digits of GB 11643.
for birthday in ("19880229", "19990229", "19700431"):
    body = "330106" + birthday + "123"
    print(body + "10X98765432"[sum(int(d) * (2 ** (17 - i) % 11) for i, d in enumerate(body)) % 11])
print("330106" + "700431" + "123")
PY
cat >"$dir/read.py" <<'PY'
import sys

from id_validator import validator

for number in sys.stdin.read().split():
    told = validator.get_info(number)
    print(told["birthday_code"] if told else "refused")
PY
cat >"$dir/read.cjs" <<'JS'
const Validator = require('id-validator')
for (const number of require('fs').readFileSync(0, 'utf8').trim().split('\n')) {
  const told = new Validator().getInfo(number)
  console.log(`${number.length} digits: npm ${told ? told.birth : 'refused'}, PyPI`)
}
JS
python3 "$dir/numbers.py" >"$dir/numbers"
paste -d ' ' <(node "$dir/read.cjs" <"$dir/numbers") <("$dir/python/bin/python" "$dir/read.py" <"$dir/numbers") | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
18 digits: npm 1988-02-29, PyPI 1988-02-29
18 digits: npm 1999-02-29, PyPI refused
18 digits: npm 1970-04-31, PyPI refused
15 digits: npm 1970-04-31, PyPI refused
WANT
