#!/usr/bin/env bash
# opencc-python-reimplemented 0.1.7 (Python 3.11), which writes simplified Chinese in traditional characters.
#
# Guess: the name of a person in front of a title keeps its surname, since 范, 余, 于, 后, 干 and 郁 are surnames in both
# scripts and other surnames than 範, 餘, 於, 後, 幹 and 鬱; at least one conversion in each direction gives the name back.
#
# Seen: all six become the other character, as if they were the common words, and 岳 becomes 嶽. What comes back is right,
# so that a round trip does not show it, but whoever compares names with a list in traditional characters finds nobody.
# 姜, 沈 and 向 stay. So names are converted by nobody, or by a list of surnames before the text.
#
# Prints ten lines and fails if they are others than those. Needs Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q opencc-python-reimplemented==0.1.7

cat >"$dir/convert.py" <<'PY'
from opencc import OpenCC

there, back = OpenCC("s2t"), OpenCC("t2s")
for surname in "范余于后干郁岳姜沈向":
    name = surname + "某某局长"
    traditional = there.convert(name)
    print(traditional, back.convert(traditional) == name)
PY
"$dir/python/bin/python" "$dir/convert.py" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
範某某局長 True
餘某某局長 True
於某某局長 True
後某某局長 True
幹某某局長 True
鬱某某局長 True
嶽某某局長 True
姜某某局長 True
沈某某局長 True
向某某局長 True
WANT
