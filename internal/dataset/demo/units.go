package demo

import "fmt"

// org is an organization with its posts.
type org struct {
	key, name, kind string
	area            string // key of the county it lies in, "" for the city's own
	posts           []post
}

type post struct {
	key     string
	grade   string
	managed string
	chief   bool
	staff   bool
}

// The posts of an organization, in the order of org.posts.
const (
	head = iota
	deputy
	staff
	middle
)

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
	{"属第二企业", "ENTERPRISE"}, {"属第三企业", "ENTERPRISE"}, {"第一开发区", "ZONE"}, {"属第四企业", "ENTERPRISE"},
	{"属第五企业", "ENTERPRISE"}, {"属第六企业", "ENTERPRISE"}, {"教育部门", "DEPARTMENT"}, {"民政部门", "DEPARTMENT"}, {"自然资源部门", "DEPARTMENT"},
	{"生态环境部门", "DEPARTMENT"}, {"水利部门", "DEPARTMENT"}, {"农业农村部门", "DEPARTMENT"}, {"商务部门", "DEPARTMENT"}, {"卫生健康部门", "DEPARTMENT"},
	{"审计部门", "DEPARTMENT"}, {"信访部门", "DEPARTMENT"}, {"总工会", "MASS_ORGANIZATION"}, {"妇女联合会", "MASS_ORGANIZATION"}, {"第一学院", "INSTITUTION"},
	{"人民代表大会机关", "PEOPLES_CONGRESS"}, {"政治协商会议机关", "CPPCC"},
}

// organizations are the city, its areas, and the units below each, with their posts.
func (g *generator) organizations() {
	g.add("organizations", Row{"key": "js", "name": "江苏省", "kind": "PARTY_COMMITTEE", "level": "PROVINCE", "source": "generated"})
	g.organization("zj", "镇江市", "GOVERNMENT", "CITY", "js", "")
	for i, u := range cityUnits {
		g.organization(fmt.Sprintf("zj-%02d", i+1), "镇江市"+u.name, u.kind, "CITY", "zj", "")
	}
	for a, name := range areas {
		key := fmt.Sprintf("a%d", a+1)
		g.organization(key, name, "PARTY_COMMITTEE", "COUNTY", "zj", key)["area"] = true
		for i, u := range countyUnits {
			level := "COUNTY"
			if u.kind == "TOWNSHIP" || u.kind == "SUBDISTRICT" {
				level = "TOWNSHIP"
			}
			g.organization(fmt.Sprintf("%s-%02d", key, i+1), name+u.name, u.kind, level, key, key)
		}
	}
}

func (g *generator) organization(key, name, kind, level, parent, area string) Row {
	o := &org{key: key, name: name, kind: kind, area: area}
	g.orgs = append(g.orgs, o)
	row := g.add("organizations", Row{"key": key, "name": name, "kind": kind, "level": level, "parent": parent, "source": "generated"})
	g.posts(o)
	for i, group := range []string{"调研员", "主任科员"} {
		g.add("rankQuotas", Row{"key": key + fmt.Sprintf("-q%d", i+1), "organization": key, "ladder": "GENERAL", "group": group,
			"quota": 3 + 9*i, "from": "2019-06-01"})
	}
	if ladder := ladders[kind]; ladder != "" {
		g.add("rankQuotas", Row{"key": key + "-q3", "organization": key, "ladder": ladder, "group": highRanks, "quota": 6, "from": "2019-06-01", "source": "generated"})
	}
	return row
}

// highRanks is the group of ranks the account speaks of in courts, procuratorates and police.
const highRanks = "四高及以上"

// ladders are the ladders of ranks that kinds of organizations have of their own.
var ladders = map[string]string{"POLICE": "POLICE", "COURT": "JUDGE", "PROCURATORATE": "PROSECUTOR"}

// leading reports whether the organization's leading posts are managed by the city.
func (o *org) leading() bool { return o.area == "" || o.key == o.area || o.kind == "GOVERNMENT" }

func (g *generator) posts(o *org) {
	chief, second, managed, others, title := "DIVISION_CHIEF", "DIVISION_DEPUTY", "CITY", 20, "县处级干部"
	if !o.leading() {
		chief, second, managed, others, title = "SECTION_CHIEF", "SECTION_DEPUTY", "COUNTY", 6, "中层干部"
	}
	for i, p := range []struct {
		title, grade, managed string
		places                int
	}{{"主要负责人", chief, managed, 1}, {"副职", second, managed, 4}, {"工作人员", "STAFF", "UNIT", 30}, {title, second, managed, others}} {
		q := post{key: fmt.Sprintf("%s-p%d", o.key, i+1), grade: p.grade, managed: p.managed, chief: i == head, staff: i == staff}
		o.posts = append(o.posts, q)
		g.managed[q.key] = q.managed
		r := Row{"key": q.key, "title": o.name + p.title, "organization": o.key, "grade": p.grade, "chief": q.chief, "headcount": p.places,
			"headcountFrom": "2019-01-01", "managedBy": p.managed, "source": "generated"}
		if q.chief {
			r["termYears"] = 5
		}
		if q.staff {
			delete(r, "headcount") // no number is set for staff
			delete(r, "headcountFrom")
		}
		g.add("positions", r)
	}
}
