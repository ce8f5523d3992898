package dataset

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func TestEncodings(t *testing.T) {
	gbk := func(s string) string {
		b, err := simplifiedchinese.GB18030.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for name, c := range map[string]struct{ in, want string }{
		"nothing":                        {"", ""},
		"ASCII":                          {"key,name\n", "key,name\n"},
		"UTF-8":                          {"张某", "张某"},
		"a byte order mark":              {"\uFEFF张某", "张某"},
		"GBK":                            {gbk("张某,𠮷野"), "张某,𠮷野"},
		"codes of the edition of 2022":   {"\xfe\x59\xa6\xd9" + gbk("张") + "\xfe\x51\xa8\xbc", "龴︐张𠂇ḿ"},
		"four bytes of one of them":      {"\x82\x35\x90\x37", "龴"},
		"private use":                    {"\xaa\xa1\xfe\xfe\xa1\x40\xa7\xa0", "\uE000\uE4C5\uE4C6\uE765"},
		"late in a file of digits":       {strings.Repeat("1234567,", 20000) + gbk("张某"), strings.Repeat("1234567,", 20000) + "张某"},
		"the euro sign of code page 936": {"\x80" + gbk("张"), "€张"},
		"neither":                        {"\xff\xff", "\xff\xff"},
		"cut off":                        {gbk("张")[:1], gbk("张")[:1]},
	} {
		got, err := io.ReadAll(decoded(strings.NewReader(c.in)))
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %.40q %v, want %.40q", name, got, err, c.want)
		}
	}
	// The buffer that decides on the encoding ends within characters of all lengths.
	for _, text := range []string{"张", "𠮷", "龴"} {
		for shift := range 4 {
			want := strings.Repeat("a", shift) + strings.Repeat(text, sniffed)
			for what, in := range map[string]string{"UTF-8": want, "GB18030": gbk(want)} {
				if got, err := io.ReadAll(decoded(strings.NewReader(in))); err != nil || string(got) != want {
					t.Errorf("%s of %s, shifted by %d, is not read back: %v", what, text, shift, err)
				}
			}
		}
	}
}

// endless gives a CSV of rows that are all alike.
type endless struct {
	row  []byte
	left int
	rest []byte
}

func (e *endless) Read(p []byte) (int, error) {
	if len(e.rest) == 0 {
		if e.left <= 0 {
			return 0, io.EOF
		}
		e.left -= len(e.row)
		e.rest = e.row
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

// TestMemoryOfALargeFile holds that 100 MB of GB18030 are read in memory that does not grow with them.
func TestMemoryOfALargeFile(t *testing.T) {
	row, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte("c-0001,张某某," + strings.Repeat("某市某局", 20) + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	head, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte("键,姓名,籍贯\n"))
	if err != nil {
		t.Fatal(err)
	}
	const size = 100 << 20
	in := newCSV(io.MultiReader(bytes.NewReader(head), &endless{row: row, left: size}), file{table: tableOf(t, "cadres"), name: "cadres.csv"})
	var most uint64
	rows := 0
	for ; ; rows++ {
		rec, findings, err := in.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || len(findings) > 0 || rec.cells["name"].text != "张某某" {
			t.Fatal(rows, findings, err, rec)
		}
		if rows%100_000 == 0 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc)
		}
	}
	if want := (size + len(row) - 1) / len(row); rows != want || most > 64<<20 {
		t.Errorf("%d rows, want %d; %d MB of memory", rows, want, most>>20)
	}
}
