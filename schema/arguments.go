package schema

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// arguments are the descriptions of arguments that the SDL writes without one, since most stand on every list: by the
// argument's name, or by the field's and the argument's where the name means something else there. Each is its Chinese
// term and one English sentence, as everywhere in the SDL.
var arguments = map[string]string{
	"adjustmentChanges.after":  "之后 The moves of the plan that is compared with the first.",
	"adjustmentChanges.before": "之前 The moves of the plan that is compared from.",
	"after":                    "后于 The cursor that the page begins behind.",
	"asOf":                     "截止日 The day that is answered for; today, as viewer gives it, when it is left out.",
	"batch":                    "批次 Key of the batch of decisions.",
	"before":                   "先于 The cursor that the page ends before.",
	"by":                       "分组键 What the entries are grouped by.",
	"cadre":                    "干部 Key of the official.",
	"cadres":                   "干部 Keys of the officials.",
	"candidateChanges.after":   "之后 The list that is compared with the first.",
	"candidateChanges.before":  "之前 The list that is compared from.",
	"case":                     "事例 Key of the case.",
	"categories":               "事项类别 The categories of tasks that count; all of them when it is left out.",
	"code":                     "代码 Code of the statistic.",
	"coverage.unit":            "单位 Key of the unit in which they served then; all units when it is left out.",
	"counted":                  "计入 Only those that count, or only those that do not.",
	"done":                     "完成 Only those with whom it was done, or only those with whom it is left.",
	"counts":                   "作数 Only the cases that count, or only the others.",
	"depth":                    "层数 How many relationships away the nodes may be.",
	"difficulty":               "难度 From which difficulty a task is a hard one.",
	"eligibility":              "符合情况 Only those who stand to the conditions like this.",
	"filter":                   "筛选 Conditions on the entries; all that are given must hold.",
	"first":                    "前几条 At most how many entries from the beginning.",
	"from":                     "起 The first day.",
	"path.from":                "起点 The node that the paths begin at.",
	"having":                   "组条件 Conditions on the figures of a group.",
	"hiddenSteps.from":         "起 The first day of the choices; five years before the last when it is left out.",
	"hiddenSteps.kind":         "职位类别 The kind of posts, where no post is named.",
	"hiddenSteps.position":     "职位 Key of the post, where no kind is given.",
	"seniorityEffect.from":     "起 The first day of the choices; five years before the last when it is left out.",
	"seniorityEffect.kind":     "职位类别 The kind of posts, where no post is named.",
	"seniorityEffect.position": "职位 Key of the post, where no kind is given.",
	"heard":                    "已听取 Only the cases on which the official was heard, or only the others.",
	"id":                       "标识 Identifier, as an id field gave it.",
	"ids":                      "标识 Identifiers, as id fields gave them.",
	"input":                    "输入 What is to be done, and the key that makes it happen once.",
	"key":                      "键 Key of the node.",
	"kind":                     "类别 The kind of round.",
	"kinds":                    "类别 The kinds that are listed; all of them when it is left out.",
	"moves":                    "调整 The moves of the plan, in any order.",
	"neighborhood.kinds":       "关系类型 The relationships that are followed; all of them when it is left out.",
	"last":                     "后几条 At most how many entries from the end.",
	"limit":                    "上限 At most how many neighbours of each node.",
	"maxLength":                "最长 Of at most how many relationships a path is.",
	"min":                      "至少 In how many tasks at least they worked together.",
	"mode":                     "方式 Which paths are sought.",
	"of":                       "中心 The node in the middle.",
	"orderBy":                  "排序 What the entries are ordered by, the first before the second; by key among equals.",
	"ownRoles":                 "本人角色 The parts of the official that count; all of them when it is left out.",
	"params":                   "参数 The values of the statement's parameters, as a JSON object.",
	"part":                     "分项 Code of the part; all of them when it is left out.",
	"polarity":                 "性质 Only cases of this polarity.",
	"position":                 "职务 Key of the position, where there is no vacancy.",
	"purpose":                  "事由 The purpose stated, as it was stated.",
	"reader":                   "何人 The name of who asked.",
	"requirements":             "要求 The conditions that are asked beside those of the rules.",
	"recordedAsOf":             "记录时点 The moment as of which the node is answered as it was recorded; what was recorded, corrected or taken back later is not there.",
	"roles":                    "角色 The parts that count; all of them when it is left out.",
	"rules":                    "规则 Codes of the rules that are checked; all of them when it is left out.",
	"shortlist":                "人选建议名单 Key of the shortlist.",
	"since":                    "自 The moment since which.",
	"step":                     "步长 How far the points of the series stand apart.",
	"statement":                "语句 The statement in Cypher, which reads only.",
	"tasks":                    "事项 Which tasks count; {} is all of them.",
	"text":                     "文字 What is looked for.",
	"to":                       "止 The last day.",
	"path.to":                  "终点 The node that the paths lead to.",
	"types":                    "类型 The types that are looked through; all of them when it is left out.",
	"unit":                     "单位 Key of the organization, with all below it.",
	"vacancies":                "空缺 Keys of the vacancies.",
	"vacancy":                  "空缺 Key of the vacancy.",
	"via":                      "经由 The relationships that a path may take; without it all, past nodes that are shared.",
	"vocabulary.kinds":         "类别 The kinds of elements that are listed; all of them when it is left out.",
	"vocabulary.text":          "文字 A part of the term, the sentence or the name.",
	"vocabulary.types":         "类型 Names of the types that are listed, with what belongs to them; all of them when it is left out.",
	"years":                    "年数 For how many years, up to the day, they stood on no list.",
	"wants":                    "期望 The categories of work that are wanted, each with its weight.",
}

// describe gives the arguments their descriptions.
func describe(s *ast.Schema) {
	for name, d := range s.Types {
		if strings.HasPrefix(name, "__") {
			continue
		}
		for _, f := range d.Fields {
			for _, a := range f.Arguments {
				if a.Description != "" || strings.HasPrefix(f.Name, "__") {
					continue
				}
				if a.Description = arguments[f.Name+"."+a.Name]; a.Description == "" {
					a.Description = arguments[a.Name]
				}
			}
		}
	}
}
