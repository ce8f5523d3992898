package dataset

import (
	"strconv"
	"strings"

	"bole/graph/message"
	"bole/internal/table"
)

// builtinNumbers are the numbers of formats that show a number otherwise than with its own digits.
var builtinNumbers = map[int]string{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
	37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00", 48: "##0.0E+0"}

// asText is the text that a cell with a number stands for in a column of texts, dates or keys. A cell shows a number by
// its format, and a reader means what it shows; where that is not the number's own digits, the cell has to say it as
// a text.
func (c sheetCell) asText(of *Column) (string, *table.Misfit) {
	own := strconv.FormatFloat(c.number, 'f', -1, 64)
	remedy := message.New("format the cell as text and write into it what is meant")
	shown, ok := shownNumber(c.number, c.format)
	switch digits := strings.Trim(strings.TrimLeft(own, "-"), "0."); {
	case !ok:
		return "", &table.Misfit{Problem: message.New("holds the number %s, which its format %s shows as something else", own, c.format), Remedy: remedy}
	case of.Type == "Date":
		return shown, nil
	case len(strings.TrimLeft(own, "-")) > 15 && !strings.Contains(own, ".") || len(digits) > 16:
		return "", &table.Misfit{Problem: message.New("is a number of %d digits, of which Excel keeps the first 15", len(strings.TrimLeft(own, "-"))), Remedy: message.New("format the cell as text and write the whole number again")}
	case shown != own:
		return "", &table.Misfit{Problem: message.New("holds the number %s and shows %s", own, shown), Remedy: remedy}
	}
	return own, nil
}

// shownNumber is a number as a format shows it, without signs that part thousands. It is false for formats that add
// letters or cut digits off.
func shownNumber(x float64, format string) (string, bool) {
	own := strconv.FormatFloat(x, 'f', -1, 64)
	code := digitsOf(format)
	if code == "" || strings.EqualFold(code, "General") || code == "@" {
		return own, true
	}
	whole, fraction, _ := strings.Cut(code, ".")
	if strings.Trim(whole+fraction, "0#?") != "" {
		return "", false
	}
	shown := strconv.FormatFloat(x, 'f', len(fraction), 64)
	if back, err := strconv.ParseFloat(shown, 64); err != nil || back != x {
		return "", false
	}
	ownWhole, ownFraction, _ := strings.Cut(own, ".")
	if n := strings.Count(whole, "0") - len(strings.TrimLeft(ownWhole, "-")); n > 0 && x >= 0 {
		ownWhole = strings.Repeat("0", n) + ownWhole
	}
	if n := strings.Count(fraction, "0") - len(ownFraction); n > 0 {
		ownFraction += strings.Repeat("0", n)
	}
	if ownFraction != "" {
		ownWhole += "." + ownFraction
	}
	return ownWhole, true
}

// digitsOf is a format for positive numbers without colours, conditions, paddings and the signs between thousands.
func digitsOf(format string) string {
	code, _, _ := strings.Cut(format, ";")
	var b strings.Builder
	bracket, skip := false, false
	for _, r := range code {
		switch {
		case skip:
			skip = false
		case r == '[':
			bracket = true
		case r == ']':
			bracket = false
		case bracket || r == ',' || r == ' ':
		case r == '_' || r == '*':
			skip = true
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
