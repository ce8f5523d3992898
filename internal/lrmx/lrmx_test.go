package lrmx

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"bole/graph/message"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"
)

const whole = "\uFEFF" + `<?xml version="1.0" encoding="utf-8"?>
<Person><XingMing>张某甲</XingMing><XingBie>男</XingBie><ChuShengNianYue>
 198003
</ChuShengNianYue><MinZu>汉族</MinZu><RuDangShiJian>200206；民革党员</RuDangShiJian><CanJiaGongZuoShiJian>2001.8</CanJiaGongZuoShiJian>
<JianKangZhuangKuang>健康</JianKangZhuangKuang><QuanRiZhiJiaoYu_XueLi>大学</QuanRiZhiJiaoYu_XueLi><XianRenZhiWu>某市财政局副局长</XianRenZhiWu>
<JianLi>2001.08--2005.03  某市财政局科员
2005.03—2012.06  某镇副镇长
（其间：2008.09--2011.07  某党校在职研究生班学习；2009.03--2010.03  挂职）
2012.06-至今  某市财政局副局长，
分管债务</JianLi><NianDuKaoHeJieGuo>2020-2022年称职，2023年优秀</NianDuKaoHeJieGuo>
<JiaTingChengYuan><Item><ChengWei>妻子</ChengWei><XingMing>李某</XingMing></Item></JiaTingChengYuan>
<ShenFenZheng>000000000000000000</ShenFenZheng><ZhaoPian>AAAA</ZhaoPian><TianBiaoShiJian>20240831</TianBiaoShiJian></Person>`

func TestParse(t *testing.T) {
	got, err := Parse(strings.NewReader(whole))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(got.ResumeText, "\n")
	want := &Form{Name: "张某甲", Gender: "男", Birth: "1980-03", Ethnicity: "汉族", PartyText: "200206；民革党员", WorkStarted: "2001-08",
		FullTime: Education{Level: "大学"}, Post: "某市财政局副局长", FilledOn: "2024-08-31", AnnualText: "2020-2022年称职，2023年优秀", ResumeText: got.ResumeText,
		Read: Read{PartyJoined: "2002-06", Parties: []string{"中共党员", "民革党员"},
			Resume: []Stretch{{"2001-08", "2005-03", "某市财政局科员", false, lines[0]}, {"2005-03", "2012-06", "某镇副镇长", false, lines[1]},
				{"2008-09", "2011-07", "某党校在职研究生班学习", true, "（其间：2008.09--2011.07  某党校在职研究生班学习）"},
				{"2009-03", "2010-03", "挂职", true, "（其间：2009.03--2010.03  挂职）"},
				{"2012-06", "", "某市财政局副局长，分管债务", false, "2012.06-至今  某市财政局副局长，\n分管债务"}},
			Annual:  []Grade{{2020, "COMPETENT", "2020-2022年称职"}, {2021, "COMPETENT", "2020-2022年称职"}, {2022, "COMPETENT", "2020-2022年称职"}, {2023, "EXCELLENT", "2023年优秀"}},
			Notices: []Notice{{"Person", message.New("blanks around the values of ChuShengNianYue were left out")}}}}
	if d := cmp.Diff(want, got, asSaid); d != "" {
		t.Error(d)
	}
	var b bytes.Buffer
	if err := got.Write(&b); err != nil {
		t.Fatal(err)
	}
	for _, private := range []string{"李某", "AAAA", "0000", "健康"} {
		if strings.Contains(b.String(), private) {
			t.Errorf("%s was kept", private)
		}
	}
}

func TestDates(t *testing.T) {
	for text, want := range map[string]string{"198003": "1980-03", "1980": "1980", "19800305": "1980-03-05", "1980.3": "1980-03", "1980.03.05": "1980-03-05", " \n1980年3月 ": "1980-03", "": "",
		"1980/03": "1980-03", "1980-3": "1980-03", "１９８０．０３": "1980-03", "(2002.06)": "2002-06", "（2002年6月）": "2002-06", "1980.03（44岁）": "1980-03", "1980年": "1980", "2005. 03": "2005-03"} {
		if got, ok := date(text); got != want || !ok {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	for _, text := range []string{"198013", "19800230", "八〇年", "80", "1980033", "19 80.03", "198000", "1980.13", "80.03", "2.0.0.5", "1980.03 2001.08", "约1980"} {
		if got, ok := date(text); ok {
			t.Errorf("%q is taken for %q", text, got)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	person := func(inner string) string { return "<Person><XingMing>张某甲</XingMing>" + inner + "</Person>" }
	for name, tt := range map[string]struct{ text, element, problem string }{
		"nothing":               {"", "Person", "is not there"},
		"not a form":            {"<html></html>", "html", "is not a form"},
		"no markup":             {"no form", "Person", "has text that stands in no element"},
		"not well formed":       {"<Person><XingMing>张", "Person", "is not well-formed XML"},
		"two people":            {"<Person><XingMing>张某</XingMing></Person><Person/>", "Person", "is there 2 times"},
		"no name":               {"<Person><XingBie>男</XingBie></Person>", "XingMing", "is empty"},
		"twice":                 {person("<JianLi>a</JianLi><JianLi>b</JianLi>"), "JianLi", "stands twice"},
		"children":              {person("<MinZu><Item>汉族</Item></MinZu>"), "MinZu", "holds the element Item"},
		"an attribute":          {person(`<MinZu value="汉族"/>`), "MinZu", "has the attribute value"},
		"a text between":        {person("汉族"), "Person", "has text that stands in no element"},
		"a month too many":      {person("<ChuShengNianYue>198013</ChuShengNianYue>"), "ChuShengNianYue", "is not a date"},
		"gender":                {person("<XingBie>先生</XingBie>"), "XingBie", "is neither 男 nor 女"},
		"markup in a value":     {person("<JiGuan>某省&lt;br&gt;某市</JiGuan>"), "JiGuan", "holds a line break written as text"},
		"two lines":             {person("<JiGuan>某省\n某市</JiGuan>"), "JiGuan", "holds the control character U+000A"},
		"paragraphs in a value": {person("<JiGuan><p>某省</p><p>某市</p></JiGuan>"), "JiGuan", "holds a line break written as text"},
		"a no-break blank":      {"<Person><XingMing>张\u00A0某甲</XingMing></Person>", "XingMing", "holds U+00A0"},
		"a zero-width sign":     {"<Person><XingMing>张\u200B某甲</XingMing></Person>", "XingMing", "holds U+200B"},
		"one at the end":        {"<Person><XingMing>张某甲\uFEFF</XingMing></Person>", "XingMing", "holds U+FEFF"},
		"one in a title":        {person("<JianLi>2012.06--  某市\u2060局长</JianLi>"), "JianLi", "holds U+2060"},
		"private use":           {"<Person><XingMing>张\uE863</XingMing></Person>", "XingMing", "holds the private-use character U+E863"},
		"private use, plane 15": {"<Person><XingMing>张\U000F0001</XingMing></Person>", "XingMing", "holds the private-use character U+F0001"},
		"too large":             {person("<ZhaoPian>" + strings.Repeat("A", maxForm) + "</ZhaoPian>"), "Person", "is larger than 8 MiB"},
		"too long":              {person("<JianLi>" + strings.Repeat("长", maxText+1) + "</JianLi>"), "JianLi", "has 20001 characters"},
		"entities":              {`<!DOCTYPE p [<!ENTITY a "b">]><Person><XingMing>&a;</XingMing></Person>`, "Person", "is not well-formed XML"},
		"gb2312 that is UTF-8":  {`<?xml version="1.0" encoding="gb2312"?>` + person(""), "Person", "says that it is gb2312, and is written in UTF-8"},
		"UTF-8 that is GB18030": {`<?xml version="1.0" encoding="utf-8"?>` + encoded(t, simplifiedchinese.GB18030, person("")), "Person", "says that it is UTF-8, and is not"},
		"neither":               {person("\xFF\xFF"), "Person", "is not UTF-8 or GB18030"},
		"an encoding not read":  {`<?xml version="1.0" encoding="Big5"?>` + person(""), "Person", "is written in big5"},
		"a broken UTF-16":       {"\xFF\xFE<\x00P", "Person", "is not"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(strings.NewReader(tt.text))
			var errs Errors
			if !errors.As(err, &errs) || len(errs) != 1 || errs[0].Element != tt.element || !strings.HasPrefix(errs[0].Problem.String(), tt.problem) || errs[0].Remedy.Empty() {
				t.Fatalf("%v, want a finding at %s: %s", err, tt.element, tt.problem)
			}
			if strings.Contains(err.Error(), "张") || strings.Contains(err.Error(), "某省") {
				t.Errorf("%v names what stands in it", err)
			}
		})
	}
}

func TestParseNamesAllThatIsWrong(t *testing.T) {
	_, err := Parse(strings.NewReader("<Person><XingBie>?</XingBie><ChuShengNianYue>x</ChuShengNianYue></Person>"))
	var errs Errors
	if !errors.As(err, &errs) || len(errs) != 3 {
		t.Error(err)
	}
}

func encoded(t *testing.T, e encoding.Encoding, text string) string {
	t.Helper()
	out, err := e.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestEncodings holds that a form says the same in each encoding that offices save it in.
func TestEncodings(t *testing.T) {
	text := "<Person><XingMing>张某甲</XingMing><XingBie>男性</XingBie></Person>"
	declare := func(name string) string {
		return `<?xml version='1.0' encoding='` + name + `' standalone="yes"?>` + "\r\n" + text
	}
	for name, form := range map[string]string{
		"nothing said":          text,
		"UTF-8":                 declare("UTF-8"),
		"UTF-8 with its mark":   "\uFEFF" + declare("utf-8"),
		"the mark goes first":   "\uFEFF" + declare("gb2312"),
		"gb2312":                encoded(t, simplifiedchinese.GB18030, declare("gb2312")),
		"GBK":                   encoded(t, simplifiedchinese.GBK, declare("GBK")),
		"GB18030":               encoded(t, simplifiedchinese.GB18030, declare("GB18030")),
		"GB18030, nothing said": encoded(t, simplifiedchinese.GB18030, text),
		"UTF-16":                encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), declare("UTF-16")),
		"UTF-16, big end":       encoded(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), declare("UTF-16")),
		"UTF-16 without mark":   encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), declare("UTF-16")),
		"said UTF-16, is UTF-8": declare("utf-16"),
	} {
		got, err := Parse(strings.NewReader(form))
		if err != nil || got.Name != "张某甲" || got.Gender != "男" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestParty(t *testing.T) {
	for text, want := range map[string]Read{
		"":              {},
		"200206":        {PartyJoined: "2002-06", Parties: []string{"中共党员"}},
		"(2002.06)":     {PartyJoined: "2002-06", Parties: []string{"中共党员"}},
		"中共党员（2002.06）": {PartyJoined: "2002-06", Parties: []string{"中共党员"}},
		"民盟（200001）":    {Parties: []string{"民盟盟员"}, Notices: []Notice{{"RuDangShiJian", message.New("民盟（200001）: the day of joining is kept for the Communist Party alone")}}},
		"200206；民革":     {PartyJoined: "2002-06", Parties: []string{"中共党员", "民革党员"}},
		"群众":            {Parties: []string{"群众"}},
		"无党派":           {Parties: []string{"无党派人士"}},
		"大学时入党":         {Doubts: []Doubt{{"RuDangShiJian", "大学时入党", message.New("is neither a date nor a party")}}},
		"200206；某党":     {Doubts: []Doubt{{"RuDangShiJian", "200206；某党", message.New("is neither a date nor a party")}}},
		"200206；200306": {Doubts: []Doubt{{"RuDangShiJian", "200206；200306", message.New("is neither a date nor a party")}}},
	} {
		var got Read
		got.PartyJoined, got.Parties, got.Notices, got.Doubts = Party(text)
		if d := cmp.Diff(want, got, asSaid); d != "" {
			t.Errorf("%s: %s", text, d)
		}
	}
}

// TestParagraphs holds that line breaks and paragraphs are lines, as elements and as text.
func TestParagraphs(t *testing.T) {
	for _, text := range []string{
		"2005.03--2012.06 某镇<br/>副镇长<br/>2012.06-- 某镇镇长",
		"<p>2005.03--2012.06 某镇</p>\n<p>副镇长</p><p>2012.06-- 某镇镇长</p>",
		"&lt;p&gt;2005.03--2012.06 某镇副镇长&lt;/p&gt;&lt;p&gt;2012.06-- 某镇镇长&lt;/p&gt;",
		"<![CDATA[<P>2005.03--2012.06 某镇副镇长</P><P>2012.06-- 某镇镇长</P>]]>",
	} {
		f, err := Parse(strings.NewReader("<Person><XingMing>张某甲</XingMing><JianLi>" + text + "</JianLi></Person>"))
		if err != nil || len(f.Resume) != 2 || f.Resume[0].Text != "某镇副镇长" || f.Resume[1].Text != "某镇镇长" || len(f.Doubts) > 0 {
			t.Errorf("%s: %+v, %v", text, f, err)
		}
	}
}

func TestEvents(t *testing.T) {
	for text, want := range map[string][]Event{
		"": nil, "无": nil, "无。": nil,
		"2020-03-10 某先进；2019年5月党内警告。\n 全国劳模": {{"2020-03-10", "某先进", "2020-03-10 某先进"}, {"2019-05", "党内警告", "2019年5月党内警告"}, {"", "全国劳模", "全国劳模"}},
		"2020年，获某奖":            {{"2020", "获某奖", "2020年，获某奖"}},
		"2020.13 某奖":           {{"", "2020.13 某奖", "2020.13 某奖"}},
		"2019.05--2020.05 影响期": {{"", "2019.05--2020.05 影响期", "2019.05--2020.05 影响期"}},
	} {
		if d := cmp.Diff(want, events(text)); d != "" {
			t.Errorf("%s: %s", text, d)
		}
	}
}

// TestWrapped holds that the lines of a post or a school are one text.
func TestWrapped(t *testing.T) {
	f, err := Parse(strings.NewReader("<Person><XingMing>张某甲</XingMing><XianRenZhiWu>某市财政局\n  副局长</XianRenZhiWu></Person>"))
	if err != nil || f.Post != "某市财政局副局长" || len(f.Notices) != 1 || f.Notices[0].Element != "XianRenZhiWu" {
		t.Errorf("%+v, %v", f, err)
	}
}

// TestUnknownElements holds that an element nobody knows is asked for, and not what stands in it.
func TestUnknownElements(t *testing.T) {
	f, err := Parse(strings.NewReader("<Person><XingMing>张某甲</XingMing><BeiZhu>有话</BeiZhu><Kong/></Person>"))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]Doubt{{"BeiZhu", "BeiZhu", message.New("is not an element of the form")}}, f.Doubts, asSaid); d != "" {
		t.Error(d)
	}
}

// TestWriteReadsBack holds that a form read from what was written is the same.
func TestWriteReadsBack(t *testing.T) {
	word := rapid.StringMatching(`[甲乙丙丁局长副<&a-z]{1,8}`)
	day := rapid.StringMatching(`(19[5-9]\d|20[0-2]\d)(-(0[1-9]|1[0-2]))?`)
	when := rapid.StringMatching(`(19[5-9]\d|20[0-2]\d)(-(0[1-9]|1[0-2])(-(0[1-9]|1\d|2[0-8]))?)?`)
	rapid.Check(t, func(rt *rapid.T) {
		var resume []Stretch
		for range rapid.IntRange(0, 5).Draw(rt, "posts") {
			s := Stretch{From: when.Draw(rt, "from"), Text: word.Draw(rt, "text"), Meanwhile: rapid.Bool().Draw(rt, "meanwhile")}
			if to := when.Draw(rt, "to"); to > s.From {
				s.To = to
			}
			resume = append(resume, s)
		}
		f := &Form{Name: word.Draw(rt, "name"), Birth: day.Draw(rt, "birth"), PartyText: day.Draw(rt, "party"), Post: word.Draw(rt, "post"),
			FullTime: Education{Level: word.Draw(rt, "level"), LevelSchool: word.Draw(rt, "school")}, FilledOn: "2024-08-31", ResumeText: ResumeText(resume)}
		f.read()
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			rt.Fatal(err)
		}
		got, err := Parse(&b)
		if err != nil {
			rt.Fatal(err)
		}
		if d := cmp.Diff(f, got, asSaid); d != "" {
			rt.Fatal(d)
		}
		less := func(a, b Stretch) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) }
		for i := range got.Resume {
			got.Resume[i].Line = ""
		}
		slices.SortFunc(resume, less)
		slices.SortFunc(got.Resume, less)
		if d := cmp.Diff(resume, got.Resume); d != "" {
			rt.Fatalf("%s\n%s", d, f.ResumeText)
		}
	})
}

// TestPhoto holds that a photo goes into a form and can be taken from it, and that nothing else reads it.
func TestPhoto(t *testing.T) {
	f := &Form{Name: "张某甲", Birth: "1980-03", Photo: []byte("\xff\xd8 a JPEG")}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	name, birth, jpeg, err := Photo(b.Bytes())
	if err != nil || name != "张某甲" || birth != "1980-03" || !bytes.Equal(jpeg, f.Photo) {
		t.Errorf("the photo of %s: %q %v", name, jpeg, err)
	}
	if got, err := Parse(&b); err != nil || got.Photo != nil || got.Name != f.Name || len(got.Doubts) > 0 {
		t.Errorf("the form: %+v %v", got, err)
	}
	for form, want := range map[string]string{
		"<Person><XingMing>张某甲</XingMing><ZhaoPian> /9g\n gYSBK UEVH </ZhaoPian></Person>": "\xff\xd8 a JPEG", // in lines, as other programs write it
		"<Person><XingMing>张某甲</XingMing><ZhaoPian/></Person>":                             "",
		"<Person><XingMing>张某甲</XingMing></Person>":                                        "",
	} {
		if _, _, jpeg, err := Photo([]byte(form)); err != nil || string(jpeg) != want {
			t.Errorf("%s: %q %v", form, jpeg, err)
		}
	}
	for form, want := range map[string]string{
		"<Person><XingMing>张某甲</XingMing><ZhaoPian>照片</ZhaoPian></Person>": "ZhaoPian: is not base64",
		"<Person>":                     "is not well-formed XML",
		"<Foto/>":                      "Foto: is not a form",
		strings.Repeat(" ", maxForm+1): "is larger than 8 MiB",
	} {
		if _, _, _, err := Photo([]byte(form)); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "照片") {
			t.Errorf("%.60s: %v, want %s", form, err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte("<Person><XingMing>a</XingMing><JianLi>2001.01--  x（其间：y）</JianLi><NianDuKaoHeJieGuo>2021年优秀，近三年</NianDuKaoHeJieGuo></Person>"))
	f.Fuzz(func(t *testing.T, b []byte) {
		form, err := Parse(bytes.NewReader(b))
		if err != nil {
			var errs Errors
			if !errors.As(err, &errs) || len(errs) == 0 {
				t.Fatalf("%v is not about the form", err)
			}
			return
		}
		var out bytes.Buffer
		if err := form.Write(&out); err != nil {
			t.Fatal(err)
		}
		again, err := Parse(&out)
		if err != nil {
			t.Fatalf("what was written is refused: %v\n%s", err, out.Bytes())
		}
		if d := cmp.Diff(form.Resume, again.Resume); d != "" {
			t.Errorf("what was written says something else: %s", d)
		}
	})
}

// asSaid compares messages by what they say.
var asSaid = cmp.Comparer(func(a, b message.Text) bool { return a.String() == b.String() })
