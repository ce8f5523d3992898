package nameorder_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"bole/graph/nameorder"
)

// byStrokes are surnames as lists of delegates have them, with the kinds of their strokes in the order of writing: the
// order was checked by these, by hand.
var byStrokes = strings.Fields(`
丁12 卜24 刁51
于112 万153 卫521 习541 马551
丰1112 王1121 井1132 韦1152 云1154 尤1354 车1512 牛3112 毛3115 文4134 方4153 尹5113 孔5215 邓5452
艾12234 古12251 左13121 石13251 龙13534 卢21513 叶25112 田25121 史25134 丘32121 白32511 冯41551 宁44512 司51251 皮53254 边53454
邢113252 吉121251 曲251211 吕251251 朱311234 乔313432 伍321132 任323121 华323512 向325125 全341121 刘413422 江441121 汤441533 安445531 许453112 阮521135 孙521234 牟543112 纪551515
严1224313 苏1225344 杜1234121 李1234521 杨1234533 连1512454 吴2511134 何3212512 谷3434251 邹3551152 汪4411121 沙4412343 沈4414535 宋4451234 张5153154 陆5211252 陈5215234 邵5325152
范12244155 林12341234 郁13251152 欧13453534 金34112431 周35121251 郑43113452 宗44511234 房45134153 孟52125221
赵121213434 胡122513511 柯123412512 柳123435352 段321113554 侯325131134 施415331525 姜431112531 姚531341534 贺532512534
秦1113431234 袁1212513534 夏1325111354 顾1335132534 徐3323411234 高4125125251 郭4125152152 唐4135112251
黄12212512134 萧12251123432 曹12512212511 盛13555325221 梁44153431234`)

// surnames are the first characters of each, without its strokes.
func surnames() []string {
	out := make([]string, len(byStrokes))
	for i, s := range byStrokes {
		out[i] = string([]rune(s)[0])
	}
	return out
}

func sorted(order string, names []string) []string {
	out := slices.Clone(names)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	slices.SortStableFunc(out, func(a, b string) int {
		return strings.Compare(nameorder.Key(order, a), nameorder.Key(order, b))
	})
	return out
}

func inOrder(t *testing.T, order string, want []string) {
	t.Helper()
	if got := sorted(order, want); !slices.Equal(got, want) {
		t.Errorf("by %s:\n%s, want\n%s", order, strings.Join(got, " "), strings.Join(want, " "))
	}
}

func TestSurnamesByStrokes(t *testing.T) {
	last := ""
	for _, s := range byStrokes { // the list itself: by number, then by kinds
		k := string([]rune(s)[1:])
		if len(k) < len(last) || len(k) == len(last) && k < last {
			t.Fatalf("the list has %s behind %s", s, last)
		}
		last = k
	}
	inOrder(t, nameorder.Strokes, surnames())
}

// TestNamesByStrokes: a surname of one character before the longer one, a shorter name before a longer one, then the
// characters of the given name.
func TestNamesByStrokes(t *testing.T) {
	inOrder(t, nameorder.Strokes, []string{"丁乙", "丁甲", "丁一一", "丁一甲", "丁乙一", "王一", "王甲", "王一一", "欧一", "欧甲乙", "欧阳一", "欧阳甲", "欧阳一一"})
	inOrder(t, nameorder.Strokes, []string{"司一一", "司马一", "司马一一", "司徒一"})
	inOrder(t, nameorder.Strokes, []string{"龙一", "达一", "李一"}) // 达 has six strokes
	if a, b := nameorder.Key(nameorder.Strokes, "买买提·艾力"), nameorder.Key(nameorder.Strokes, "买买提 •艾力"); a != b {
		t.Errorf("a name written with another dot has another key: %q, %q", a, b)
	}
}

// TestRareCharacters: those beyond GB 13000.1 stand behind the others of their number of strokes, and what has no strokes
// stands last, by code point.
func TestRareCharacters(t *testing.T) {
	inOrder(t, nameorder.Strokes, []string{"王", "邓", "白", "𠔉", "梁", "A", "É", "ᠠ", "😀"})
	inOrder(t, nameorder.Pinyin, []string{"白", "王", "赵", "A", "ᠠ", "😀"})
	for _, order := range []string{nameorder.Strokes, nameorder.Pinyin} {
		seen := map[string]rune{}
		for _, r := range "王李张𠮷𬭚𡈽﨑䶮é😀1a" {
			k := nameorder.Key(order, string(r))
			if other, twice := seen[k]; twice || k == "" {
				t.Errorf("by %s %c has the key %q of %c", order, r, k, other)
			}
			seen[k] = r
		}
	}
}

func TestByPinyin(t *testing.T) {
	// Surnames whose characters are read otherwise elsewhere.
	inOrder(t, nameorder.Pinyin, strings.Fields("艾 柏 毕 薄 卜 曹 谌"))
	inOrder(t, nameorder.Pinyin, []string{"盖甲", "葛甲", "华甲", "解甲"})
	inOrder(t, nameorder.Pinyin, []string{"单于甲", "淳于甲", "令狐甲", "闾丘甲", "缪甲", "万俟甲", "那甲", "区甲", "欧甲", "欧阳甲", "朴甲", "覃甲", "仇甲", "任甲", "单甲", "万甲", "解甲", "燕甲", "尉迟甲", "员甲", "曾甲", "查甲", "翟甲", "长孙甲", "甄甲"})
	// Syllables, then tones, then strokes; ü behind u.
	inOrder(t, nameorder.Pinyin, []string{"卢甲", "鲁甲", "陆甲", "路甲", "吕甲", "栾甲", "伦甲", "罗甲"})
	inOrder(t, nameorder.Pinyin, []string{"张甲", "章甲", "彰甲"})
	inOrder(t, nameorder.Pinyin, []string{"张乙", "张甲一"})
	// In a given name the same characters are read as ever.
	if k := nameorder.Key(nameorder.Pinyin, "王单"); !strings.Contains(k, "dan") {
		t.Errorf("王单 has the key %q", k)
	}
	for name, syllable := range map[string]string{"单甲": "shan ", "仇甲": "qiu ", "解甲": "xie ", "查甲": "zha ", "区甲": "ou ", "朴甲": "piao ", "覃甲": "qin ",
		"万俟甲": "mo ", "尉迟甲": "yu ", "长孙甲": "zhang ", "长甲": "zhang ", "曾甲": "zeng ", "盖甲": "ge ", "纪甲": "ji 03", "任甲": "ren 02"} {
		if k := nameorder.Key(nameorder.Pinyin, name); !strings.HasPrefix(k, syllable) {
			t.Errorf("%s has the key %q, want one of %q", name, k, syllable)
		}
	}
}

// TestKeysAreASCII holds what the store relies on: nothing compares ASCII in two ways, and no key is too long for an
// index.
func TestKeysAreASCII(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringN(0, 500, -1).Draw(t, "name")
		for _, order := range []string{nameorder.Strokes, nameorder.Pinyin} {
			k := nameorder.Key(order, name)
			if strings.ContainsFunc(k, func(r rune) bool { return r > unicode.MaxASCII || r < ' ' }) || len(k) > 4000 {
				t.Errorf("by %s %q has the key %q", order, name, k)
			}
		}
	})
	if k := nameorder.Key("", "王𠮷"); !strings.HasPrefix(k, "王") {
		t.Errorf("in no order of names the key is that of texts: %q", k)
	}
}

// TestKeysStay holds the keys of a version: with other ones Version goes up, so that graphs are given them.
func TestKeysStay(t *testing.T) {
	if nameorder.Version != 1 {
		t.Fatal("write the keys of this version here")
	}
	for _, c := range []struct{ order, name, want string }{
		{nameorder.Strokes, "王伟", "04002 00106071"},
		{nameorder.Strokes, "欧阳一", "0809U+060EI 00101000"},
		{nameorder.Pinyin, "单甲", "shan 04080Q0 001jia 030502X"},
		{nameorder.Pinyin, "A", "~~000061 000"},
	} {
		if got := nameorder.Key(c.order, c.name); got != c.want {
			t.Errorf("%s by %s has the key %q, want %q", c.name, c.order, got, c.want)
		}
	}
}
