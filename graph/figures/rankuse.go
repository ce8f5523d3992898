package figures

import (
	"context"
	"slices"
	"strings"

	"bole/graph"
)

// RankUse answers rankUse(unit, asOf): the rows of rankEstablishment by ladder, group and kind of organization.
func (f *Figures) RankUse(ctx context.Context, q graph.Query) (any, error) {
	rows, err := f.rowsOfUnit(ctx, q, "views/rank-establishment", map[string]any{"groups": rankRules.Groups})
	if err != nil {
		return nil, err
	}
	type use struct{ organizations, approved, used, undecided, vacant, over, organizationsOver int64 }
	sums := map[[3]string]*use{}
	var keys [][3]string
	for _, v := range rows {
		var key [3]string
		for i, name := range []string{"ladder", "group", "kind"} {
			key[i], _ = v[name].(string)
		}
		u := sums[key]
		if u == nil {
			u = &use{}
			sums[key], keys = u, append(keys, key)
		}
		grants, _ := v["grants"].([]any)
		approved, _ := v["approved"].(int64)
		open, _ := v["undecided"].([]any)
		used := int64(len(grants))
		u.organizations++
		u.approved, u.used, u.undecided = u.approved+approved, u.used+used, u.undecided+int64(len(open))
		u.vacant, u.over = u.vacant+max(0, approved-used), u.over+max(0, used-approved)
		if used > approved {
			u.organizationsOver++
		}
	}
	slices.SortFunc(keys, func(a, b [3]string) int {
		return strings.Compare(strings.Join(a[:], "\x00"), strings.Join(b[:], "\x00"))
	})
	out := make([]any, 0, len(keys))
	for _, key := range keys {
		u := sums[key]
		out = append(out, graph.Object{Type: "RankUse", Fields: map[string]any{"ladder": key[0], "group": key[1], "kind": key[2], "organizations": u.organizations,
			"approved": u.approved, "used": u.used, "undecided": u.undecided, "vacant": u.vacant, "over": u.over, "organizationsOver": u.organizationsOver}})
	}
	return out, nil
}
