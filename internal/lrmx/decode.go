package lrmx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"bole/graph/message"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// declaration is the XML declaration, declared the encoding that it names.
var (
	declaration = regexp.MustCompile(`^\s*<\?xml\b[^>]*\?>`)
	declared    = regexp.MustCompile(`\bencoding\s*=\s*["']([^"']*)["']`)
)

// decoded is the form in UTF-8, without byte order mark and declaration. A byte order mark goes before what the
// declaration says; where neither says anything, a form that is not UTF-8 is read as GB18030, as CSV files are.
func decoded(b []byte) ([]byte, *Error) {
	switch {
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}), bytes.HasPrefix(b, []byte{'<', 0}):
		return converted(b, message.Plain("UTF-16"), unicode.UTF16(unicode.LittleEndian, unicode.UseBOM))
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}), bytes.HasPrefix(b, []byte{0, '<'}):
		return converted(b, message.Plain("UTF-16"), unicode.UTF16(unicode.BigEndian, unicode.UseBOM))
	}
	body, marked := bytes.CutPrefix(b, []byte("\uFEFF"))
	name := ""
	if m := declared.FindSubmatch(declaration.Find(body)); m != nil {
		name = strings.ToLower(string(m[1]))
	}
	isUTF8 := utf8.Valid(body)
	switch name {
	case "gb2312", "gbk", "gb18030", "cp936", "x-gbk", "gb_2312-80":
		if marked && isUTF8 {
			return bare(body), nil
		}
		text, err := converted(body, message.Plain("GB18030"), simplifiedchinese.GB18030)
		if isUTF8 && !ascii(body) {
			return nil, &Error{"Person", message.New("says that it is %s, and is written in UTF-8", name), message.New("save the form again as UTF-8, and let it say so")}
		}
		return text, err
	case "", "utf-8", "utf8", "utf-16", "us-ascii":
		if isUTF8 {
			return bare(body), nil
		}
		if name == "" && !marked {
			return converted(body, message.New("UTF-8 or GB18030"), simplifiedchinese.GB18030)
		}
		return nil, &Error{"Person", message.New("says that it is UTF-8, and is not"), message.New("save the form again as UTF-8")}
	default:
		return nil, &Error{"Person", message.New("is written in %s", name), message.New("save the form again as UTF-8 or GB18030")}
	}
}

func converted(b []byte, name message.Text, e encoding.Encoding) ([]byte, *Error) {
	out, err := e.NewDecoder().Bytes(b)
	if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
		return nil, &Error{"Person", message.New("is not %s", name), message.New("save the form again as UTF-8")}
	}
	return bare(out), nil
}

// bare leaves the declaration out: what it says of the encoding no longer holds.
func bare(text []byte) []byte {
	if at := declaration.FindIndex(text); at != nil {
		return text[at[1]:]
	}
	return text
}

func ascii(b []byte) bool {
	return !bytes.ContainsFunc(b, func(r rune) bool { return r >= utf8.RuneSelf })
}

// elements are the texts of those of Person's children that are wanted, by name, in the form's order. Others are passed
// over unread.
func elements(b []byte, wanted func(name string) bool) (map[string]string, []string, *Error) {
	d := xml.NewDecoder(bytes.NewReader(b))
	texts := map[string]string{}
	var order []string
	persons, inside := 0, false
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && persons == 1:
			return texts, order, nil
		case errors.Is(err, io.EOF) && persons == 0:
			return nil, nil, &Error{"Person", message.New("is not there"), message.New("a form has one element Person")}
		case errors.Is(err, io.EOF):
			return nil, nil, &Error{"Person", message.New("is there %d times", persons), message.New("a form is of one person")}
		case err != nil:
			return nil, nil, broken(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			name := e.Name.Local
			switch {
			case !inside && name != "Person":
				return nil, nil, &Error{name, message.New("is not a form"), message.New("a form has one element Person")}
			case !inside:
				persons, inside = persons+1, true
			case !wanted(name):
				if err := d.Skip(); err != nil {
					return nil, nil, broken(err)
				}
			default:
				text, err := textOf(d, e)
				if err != nil {
					return nil, nil, err
				}
				if _, twice := texts[name]; twice {
					return nil, nil, &Error{name, message.New("stands twice"), message.New("keep one of the two")}
				}
				texts[name] = text
				order = append(order, name)
			}
		case xml.EndElement:
			inside = false
		case xml.CharData:
			if len(bytes.TrimSpace(e)) > 0 {
				return nil, nil, &Error{"Person", message.New("has text that stands in no element"), message.New("put it into the element it belongs to")}
			}
		}
	}
}

func broken(err error) *Error {
	return &Error{"Person", message.New("is not well-formed XML: %v", err), message.New("export the form again")}
}

// textOf is the text of one element. Line breaks and paragraphs in it become the markup in the text that other offices
// write, to be read with it; another element in it is refused, for what it means is not known.
func textOf(d *xml.Decoder, e xml.StartElement) (string, *Error) {
	for _, a := range e.Attr {
		if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" && a.Name.Local != "space" && a.Name.Local != "nil" {
			return "", &Error{e.Name.Local, message.New("has the attribute %s", a.Name.Local), message.New("write its value as text")}
		}
	}
	var text strings.Builder
	depth := 0
	for {
		token, err := d.Token()
		if err != nil {
			return "", broken(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			tag := strings.ToLower(t.Name.Local)
			if tag != "br" && tag != "p" && tag != "div" {
				return "", &Error{e.Name.Local, message.New("holds the element %s", t.Name.Local), message.New("write its value as text")}
			}
			text.WriteString("<" + tag + ">")
			depth++
		case xml.EndElement:
			if depth == 0 {
				return text.String(), nil
			}
			if depth--; !strings.EqualFold(t.Name.Local, "br") {
				text.WriteString("</" + strings.ToLower(t.Name.Local) + ">")
			}
		case xml.CharData:
			text.Write(t)
		}
	}
}

const photo = "ZhaoPian"

// unkept is what no import reads: photo, identity number, health, family.
var unkept = map[string]bool{photo: true, "ShenFenZheng": true, "JianKangZhuangKuang": true, "JiaTingChengYuan": true}
