package lrmx

import (
	"regexp"
	"strings"

	"bole/graph/message"
)

// parties are the names of GB/T 4762 for how forms write a political status.
var parties = map[string]string{
	"中共": communist, "中国共产党": communist, "中共党员": communist, "党员": communist, "中共预备党员": "中共预备党员", "预备党员": "中共预备党员",
	"共青团员": "共青团员", "团员": "共青团员", "民革": "民革党员", "民革党员": "民革党员", "民盟": "民盟盟员", "民盟盟员": "民盟盟员",
	"民建": "民建会员", "民建会员": "民建会员", "民进": "民进会员", "民进会员": "民进会员", "农工党": "农工党党员", "农工党党员": "农工党党员",
	"农工民主党": "农工党党员", "致公党": "致公党党员", "致公党党员": "致公党党员", "九三学社": "九三学社社员", "九三学社社员": "九三学社社员",
	"台盟": "台盟盟员", "台盟盟员": "台盟盟员", "无党派": "无党派人士", "无党派人士": "无党派人士", "群众": "群众",
}

const communist = "中共党员"

// member is a party with or without the date of joining it: 民盟（200001）, 200001民盟, 民盟.
var member = regexp.MustCompile(`^(?:(` + day + `)\s*)?([^\d()\s]+)\s*(?:\(?\s*(` + day + `)\s*\)?)?$`)

// Party reads RuDangShiJian, or what a person wrote instead of it: when the Communist Party was joined, or another
// party, or both with a semicolon between.
func Party(text string) (joined string, statuses []string, notices []Notice, doubts []Doubt) {
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("；;，,、\n", r) }) {
		part = strings.TrimSpace(part)
		name, day, ok := membership(part)
		switch {
		case !ok, name == communist && day != "" && joined != "":
			return "", nil, nil, []Doubt{{"RuDangShiJian", text, message.New("is neither a date nor a party")}}
		case name == communist && day != "":
			joined = day
		case day != "":
			notices = append(notices, Notice{"RuDangShiJian", message.New("%s: the day of joining is kept for the Communist Party alone", part)})
		}
		statuses = append(statuses, name)
	}
	return joined, statuses, notices, nil
}

// membership reads one party and when it was joined; false where it is not understood.
func membership(part string) (name, day string, ok bool) {
	if day, ok := date(part); ok {
		return communist, day, true
	}
	m := member.FindStringSubmatch(string(plain(part)))
	if m == nil || parties[m[2]] == "" || m[1] != "" && m[3] != "" {
		return "", "", false
	}
	day, ok = date(m[1] + m[3])
	return parties[m[2]], day, ok
}
