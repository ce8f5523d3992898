package demo

import "fmt"

// org is an organization with its posts.
type org struct {
	key, name, kind string
	area            string // key of the county it lies in, "" for the city's own
	posts           []post
}

type post struct {
	key   string
	grade string
	chief bool
	staff bool
}

var areas = []string{"润州区", "句容市", "丹阳市", "扬中市", "丹徒区", "京口区"}

var countyUnits = []struct{ name, kind string }{
	{"人民政府", "GOVERNMENT"}, {"发展和改革部门", "DEPARTMENT"}, {"财政部门", "DEPARTMENT"}, {"住房和城乡建设部门", "DEPARTMENT"},
	{"信访部门", "DEPARTMENT"}, {"应急管理部门", "DEPARTMENT"}, {"公安机关", "POLICE"}, {"人民法院", "COURT"}, {"人民检察院", "PROCURATORATE"},
	{"第一街道", "SUBDISTRICT"}, {"第二街道", "SUBDISTRICT"}, {"第一镇", "TOWNSHIP"}, {"第二镇", "TOWNSHIP"}, {"第三镇", "TOWNSHIP"},
}

var cityUnits = []struct{ name, kind string }{
	{"组织部门", "PARTY_COMMITTEE"}, {"纪检监察机关", "DISCIPLINE"}, {"发展和改革部门", "DEPARTMENT"}, {"财政部门", "DEPARTMENT"},
	{"国有资产部门", "DEPARTMENT"}, {"统计部门", "DEPARTMENT"}, {"交通运输部门", "DEPARTMENT"}, {"应急管理部门", "DEPARTMENT"},
	{"公安机关", "POLICE"}, {"中级人民法院", "COURT"}, {"人民检察院", "PROCURATORATE"}, {"属第一企业", "ENTERPRISE"},
	{"属第二企业", "ENTERPRISE"}, {"属第三企业", "ENTERPRISE"}, {"第一开发区", "ZONE"},
}

// organizations are the city, its areas, and the units below each, with their posts.
func (g *generator) organizations() {
	g.organization("zj", "镇江市", "GOVERNMENT", "CITY", "", "")
	for i, u := range cityUnits {
		g.organization(fmt.Sprintf("zj-%02d", i+1), "镇江市"+u.name, u.kind, "CITY", "zj", "")
	}
	for a, name := range areas {
		key := fmt.Sprintf("a%d", a+1)
		g.add("organizations", Row{"key": key, "name": name, "kind": "PARTY_COMMITTEE", "level": "COUNTY", "parent": "zj", "area": true, "source": "generated"})
		for i, u := range countyUnits {
			level := "COUNTY"
			if u.kind == "TOWNSHIP" || u.kind == "SUBDISTRICT" {
				level = "TOWNSHIP"
			}
			g.organization(fmt.Sprintf("%s-%02d", key, i+1), name+u.name, u.kind, level, key, key)
		}
	}
}

func (g *generator) organization(key, name, kind, level, parent, area string) {
	o := &org{key: key, name: name, kind: kind, area: area}
	g.orgs = append(g.orgs, o)
	g.add("organizations", Row{"key": key, "name": name, "kind": kind, "level": level, "parent": parent, "source": "generated"})
	chief, deputy, managed := "DIVISION_CHIEF", "DIVISION_DEPUTY", "CITY"
	if area != "" && kind != "GOVERNMENT" {
		chief, deputy, managed = "SECTION_CHIEF", "SECTION_DEPUTY", "COUNTY"
	}
	for i, p := range []struct {
		title, grade string
		places       int
	}{{"主要负责人", chief, 1}, {"副职", deputy, 4}, {"工作人员", "STAFF", 30}} {
		k := fmt.Sprintf("%s-p%d", key, i+1)
		o.posts = append(o.posts, post{key: k, grade: p.grade, chief: i == 0, staff: i == 2})
		r := Row{"key": k, "title": name + p.title, "organization": key, "grade": p.grade, "chief": i == 0, "headcount": p.places,
			"headcountFrom": "2019-01-01", "managedBy": managed, "source": "generated"}
		if i == 0 {
			r["termYears"] = 5
		}
		if i == 2 {
			r["managedBy"] = "UNIT"
		}
		g.add("positions", r)
	}
	for i, group := range []string{"调研员", "主任科员"} {
		g.add("rankQuotas", Row{"key": key + fmt.Sprintf("-q%d", i+1), "organization": key, "ladder": "GENERAL", "group": group,
			"quota": 3 + 9*i, "from": "2019-06-01"})
	}
	if kind == "POLICE" || kind == "COURT" || kind == "PROCURATORATE" {
		ladder := map[string]string{"POLICE": "POLICE", "COURT": "JUDGE", "PROCURATORATE": "PROSECUTOR"}[kind]
		g.add("rankQuotas", Row{"key": key + "-q3", "organization": key, "ladder": ladder, "group": "四高及以上", "quota": 6, "from": "2019-06-01"})
	}
}
