#!/usr/bin/env bash
# cn2an 0.5.24 (Python 3.11), whose transform writes the Chinese numerals of a sentence with digits.
#
# Guess: "两三年" (two or three years) stays as it is, or is refused, as 五六十人 (fifty to sixty people) stays; and
# numerals in the name of a city or in a title stand, since they are no numbers there.
#
# Seen: "两三年" becomes 23年, without a word. Cities and parties are renamed: 三门峡市 is 3门峡市, 十堰市 10堰市,
# 九三学社 93学社, and a 第一书记 is a 第1书记. Dates and terms in the same sentence come out right, so that a résumé looks
# well read. So numerals are read where a grammar asks for one, and nowhere else.
#
# Prints six lines and fails if they are others than those. Needs Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q cn2an==0.5.24

cat >"$dir/read.py" <<'PY'
import cn2an

for text in ("一九九八年八月任副科长", "有两三年基层工作经历", "参加者五六十人", "三门峡市委副书记", "十堰市、六安市副市长", "九三学社社员，驻村第一书记"):
    print(cn2an.transform(text))
PY
"$dir/python/bin/python" "$dir/read.py" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
1998年8月任副科长
有23年基层工作经历
参加者五六十人
3门峡市委副书记
10堰市、6安市副市长
93学社社员，驻村第1书记
WANT
