package forms_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bole/graph"
	"bole/internal/document"
	"bole/internal/httpapi"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

// TestRoundTrip holds that the form of a person says the same to the graph it comes from, and gives the same facts to
// one that has the offices and not the person.
func TestRoundTrip(t *testing.T) {
	g := open(t)
	load(t, g, map[string]string{
		"cadres.csv": "key,name,gender,birthMonth,ethnicity,nativePlace,politicalStatus,partyJoinedOn,workStartedOn,status,statusFrom\nc1,张某甲,MALE,1980-03,汉族,某省某县,中共党员,2002-06-01,2001-08,RETIRED,2024-07-01\n",
		"appointments.csv": "key,cadre,position,from,to,main,kind\na0,c1,p5,2001-08,2005-03-15,true,\na1,c1,p2,2005-03-15,2012-06,true,\na2,c1,p1,2012-06,2024-07-01,true,ACTING\n" +
			"a3,c1,p3,2012-07-01,,false,\na4,c1,p4,2009-01,2013-01,false,CONCURRENT\na5,c1,p1,2008-09,2010-03,false,SECONDED\na6,c1,p4,1999-01,2000-01,false,\n",
		"educations.csv": "key,cadre,level,degree,mode,school,major,completedOn\ned1,c1,大学,经济学学士,FULL_TIME,某大学,经济学,2001-07\ned2,c1,研究生,,IN_SERVICE,,法学,2011-07\n" +
			"ed3,c1,大学,法学学士,IN_SERVICE,某党校,,2008-07\n",
		"evaluations.csv":  "key,kind,cadre,grade,year,evaluatedOn\ne0,ANNUAL,c1,EXCELLENT,2019,2020-01-15\ne1,ANNUAL,c1,UNGRADED,2022,2023-01-15\ne2,ANNUAL,c1,QUALIFIED,2023,2024-01-15\ne3,ANNUAL,c1,INCOMPETENT,2021,2022-01-15\n",
		"sanctions.csv":    "key,cadre,regime,name,decidedOn\ns1,c1,PARTY,警告,2019-05-02\n",
		"recognitions.csv": "key,cadre,kind,name,awardedOn\nr1,c1,AWARD,某先进,2020-03-10\n",
	})
	api, err := httpapi.New(g, nil, httpapi.Options{})
	must(t, err)
	ask := func(ctx context.Context, query string, variables map[string]any) (json.RawMessage, error) {
		return api.Ask(ctx, graph.Caller{Role: "ORGANIZER", Whole: true}, query, variables)
	}
	var b bytes.Buffer
	form, err := document.Form(t.Context(), ask, g.Schema.SDL, "c1", "2024-08-31")
	must(t, err)
	must(t, form.Write(&b))
	dir := folder(t, map[string]string{"c1.lrmx": b.String()})
	before := factsOf(t, g, "c1")
	for table, n := range counted(newDesk(t, g).asks(dir)) {
		if table != "sources" && table != "cadres" && n[0]+n[1] > 0 {
			t.Errorf("the same graph: %s %v", table, n)
		}
	}
	if diff := cmp.Diff(before, factsOf(t, g, "c1")); diff != "" {
		t.Error(diff)
	}

	roomstest.Empty(t)
	load(t, g, offices)
	d := newDesk(t, g)
	dir = folder(t, map[string]string{"x.lrmx": b.String()})
	// Which of the two posts of the town it was, of which level a degree without one is, and what an event is, is not in
	// the form.
	d.asks(dir, "POST 2005-03-15--2012-06  某镇副镇长 u3|某镇副镇长,u3|副镇长", "EDUCATION 法学学士 某党校", "EVENT 2020-03-10 某先进 ADMONITION,AWARD,GOVERNMENT,ORGANIZATIONAL,OTHER,PARTY",
		"EVENT 2019-05-02 党纪警告 ADMONITION,AWARD,GOVERNMENT,ORGANIZATIONAL,OTHER,PARTY")
	d.answers(map[string]string{"POST": "u3|某镇副镇长", "法学学士": "大学", "2020": "AWARD", "2019": "PARTY"})
	d.asks(dir)
	key := read(t, g, "MATCH (c:Cadre) RETURN c.key", "")[0][0]
	after := factsOf(t, g, key)
	for i, line := range after { // the form has one text for the school and what was studied there
		after[i] = strings.Replace(line, "某大学经济学 ", "某大学 经济学", 1)
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Error(diff)
	}
}

// factsOf are the facts about a person that a form holds.
func factsOf(t *testing.T, g *rooms.Rooms, cadre string) []string {
	t.Helper()
	var out []string
	for _, text := range []string{
		"MATCH (c:Cadre {key: $p.cadre}) RETURN c.name, c.gender, c.birthMonth, c.ethnicity, c.nativePlace, c.politicalStatus, c.partyJoinedOn, c.workStartedOn, c.status, c.statusFrom",
		"MATCH (:Cadre {key: $p.cadre})<-[:OF]-(a:Appointment)-[:TO]->(q:Position) RETURN q.key, a.from, a.to, toString(a.main), a.kind ORDER BY q.key, a.from",
		"MATCH (:Cadre {key: $p.cadre})<-[:OF]-(e:Education) RETURN e.level, e.degree, e.mode, e.school, e.major ORDER BY e.mode, e.level",
		"MATCH (:Cadre {key: $p.cadre})<-[:OF]-(e:Evaluation) RETURN e.kind, e.grade, toString(e.year) ORDER BY e.year",
		"MATCH (:Cadre {key: $p.cadre})<-[:ON]-(x:Sanction) RETURN x.regime, x.name, x.decidedOn",
		"MATCH (:Cadre {key: $p.cadre})<-[:OF]-(r:Recognition) RETURN r.kind, r.name, r.awardedOn",
	} {
		for _, row := range read(t, g, text, cadre) {
			out = append(out, strings.Join(row, " "))
		}
	}
	return out
}
