import { values } from "../../terms/terms.gen";
import type { Language } from "../../words/words";

/**
 * What conditions say of somebody is data that the API has in English. These are the same sentences as offices write them,
 * known by their English text; one that is not here (a rule book may bring its own) stays as it came, marked as English.
 */
const sentences: readonly (readonly [en: string, zh: string])[] = [
  // what is asked
  ["The person is in service on the day.", "截止日在职。"],
  ["The person does not hold the post on the day.", "截止日不担任该职务。"],
  ["Years since the person began to work: at least {}.", "参加工作年数不少于 {} 年。"],
  ["Years in posts that count as work at the grassroots; overlapping posts count once: at least {}.", "计为基层工作的任职年数不少于 {} 年，重叠的只计一次。"],
  ["How many posts the person has held one level below, or above that. As another post count a rank at that level beside a leading post, the same post with duties that changed much, and half a year of special work on orders: at least {}.", "下一级或以上的任职不少于 {} 个。领导职务之外的同层次职级、职责有较大变动的同一职务、受组织委派从事专项工作半年以上，各按一个职位计。"],
  ["How many posts the person has held one level below, or above that. As another post count a rank at that level beside a leading post, the same post with duties that changed much, and half a year of special work on orders.", "下一级或以上的任职个数。领导职务之外的同层次职级、职责有较大变动的同一职务、受组织委派从事专项工作半年以上，各按一个职位计。"],
  ["Years one level below, or above that, in posts, comparable posts and ranks: of a deputy who becomes chief, of a chief who becomes deputy one level up: at least {}.", "在下一级或以上的职务、相当职务和职级上任职（副职提任正职，或下级正职提任上级副职）不少于 {} 年。"],
  ["The person stands at the level below, by post or rank. One level may be passed over with consent from above; two never.", "按职务或职级，现处下一级。经上级同意可越一级，不得连越两级。"],
  ["Who can only be promoted by exception is not on probation and was not promoted less than a year ago.", "须破格提拔的，不在试用期，且距上次提任已满一年。"],
  ["The highest study the person has completed: at least {}.", "已完成的最高学历不低于{}。"],
  ["Years in the Party, for members and alternates of local Party committees: at least {}.", "地方党委委员、候补委员的党龄不少于 {} 年。"],
  ["Years in the Party, for members and alternates of local Party committees.", "地方党委委员、候补委员的党龄。"],
  ["No probation of a post the person holds is running.", "所任职务不在试用期内。"],
  ["No sanction or measure whose effect runs on the day. It bars promotion and 进一步使用; a plain move at the same level is for a person to tell, unless the sanction bars equal posts too.", "截止日没有在影响期内的处分处理。影响期内不得提拔和进一步使用；平级调整由人判断，处分另有限制的除外。"],
  ["No bar that a separate, dated finding continues beyond the effect of a sanction.", "没有另行认定、期满后继续影响使用的情形。"],
  ["No finding says that the standing with the public is low.", "没有群众公认度不高的认定。"],
  ["No finding says that the person ran after a post or canvassed for votes.", "没有跑官要官、拉票的认定。"],
  ["No finding says that the spouse, or without one all children, settled abroad; the result only. Special posts are for a person to tell.", "没有配偶（无配偶的，子女均）移居国（境）外的认定；只看结论。特殊岗位由人判断。"],
  ["Nothing that may weigh against the person is being looked into; what is not concluded is unknown, never held against them.", "没有正在接受的审查调查；没有结论的算不明，不作为对本人不利的依据。"],
  ["No annual grade {} from {} to {}.", "{2} 年至 {3} 年的年度考核没有{1}。"],
  ["A check {} with the result CLEAR that may be used on the day.", "有截止日可用的{}，结论为无问题。"],
  ["A place of the post is free on the day.", "截止日该职位有空额。"],
  ["The person has not served the post without a break for the number of terms after which one does not hold it again; for posts of article 2.", "第 2 条所列职务，未连续任满规定届数。"],
  ["Fewer than {} full terms in the post without a break.", "连续任同一职务不满 {} 届。"],
  ["Years in posts of article 2 at the level of the post; after fifteen one is not proposed for such a post of that level again.", "在第 2 条所列同一层次职务上的累计年数；满十五年的，不再推荐担任同一层次职务。"],
  ["Less than {} years in posts of article 2 at the level of the post.", "在第 2 条所列同一层次职务上累计不满 {} 年。"],
  ["The latest political review that counts is not {}.", "最近一次有效的政治素质考察不是{}。"],
  ["A post at one of {}.", "曾在下列单位任职：{}。"],
  ["At least {} years in posts at one of {}.", "在下列单位任职不少于 {} 年：{}。"],
  ["Younger than {} on the day.", "截止日不满 {} 周岁。"],
  ["Not older than {} on the day.", "截止日不超过 {} 周岁。"],
  // what rules look at
  ["Years since the person began to work.", "参加工作的年数。"],
  ["Years in posts that count as work at the grassroots; overlapping posts count once.", "计为基层工作的任职年数，重叠的只计一次。"],
  ["Years one level below, or above that, in posts, comparable posts and ranks: of a deputy who becomes chief, of a chief who becomes deputy one level up.", "在下一级或以上的职务、相当职务和职级上的任职年数（副职提任正职，或下级正职提任上级副职）。"],
  ["The highest study the person has completed.", "已完成的最高学历。"],
  ["Three months or 550 hours of training within five years; below 县处级, 12 days or 90 hours a year. What is lacking is completed within one year after the promotion.", "五年内累计培训三个月或 550 学时；县处级以下每年 12 天或 90 学时。不足的，提任后一年内完成。"],
  ["The person is fit to do the work; the result only, nothing medical.", "能正常履行职责的身体条件；只看结论。"],
  ["The qualification that a law asks for the post.", "法律规定该职位须有的资格。"],
  ["The grades of the last years' annual assessments; the value is how many years.", "近年年度考核的等次；值为看几年。"],
  ["The results of the checks before a proposal, valid on the day; requirements may name the kinds, such as AUDIT where one is due and UNIT_OPINION, the conclusion of the unit on integrity signed by two secretaries.", "提出人选前各项审核的结果，截止日有效；可指明种类，如应作经济责任审计的 AUDIT，单位廉洁意见（双签字）的 UNIT_OPINION。"],
  ["The post puts the person under no duty to avoid it; the result only, no kin.", "任该职位没有须回避的情形；只看结论，不涉亲属。"],
  ["The latest political review that counts; a gate, never a weight. The value may name its scheme.", "最近一次有效的政治素质考察；只作条件，不计权重。值可指明考察方案。"],
  ["Years in posts of organizations of the named kinds, as KIND,KIND:YEARS.", "在所列种类单位任职的年数，写作：种类,种类:年数。"],
  ["Full years of age; only on request, and only where a rule to be cited asks for it.", "周岁年龄；只在有法规依据并明确要求时使用。"],
  ["Years in the rank or level below, shortened and lengthened by annual grades; a year graded INCOMPETENT counts for nothing.", "下一职级或层次的任职年数，按年度考核缩短或延长；不称职的年度不计。"],
  // what was found
  ["The rule asks nothing of this post.", "此规则对该职位无要求。"],
  ["There is no level below that of the post.", "该职位没有下一级。"],
  ["The level of the post is not known.", "该职位的层次不详。"],
  ["No post is named.", "没有指明职位。"],
  ["No rank is asked for.", "没有涉及职级。"],
  ["The check of {} says {}, valid until {}.", "{} 的审核结论为{}，有效至 {}。"],
  ["The check of {} says {}.", "{} 的审核结论为{}。"],
  ["The finding of {} says {}, valid until {}.", "{} 的认定为{}，有效至 {}。"],
  ["The finding of {} says {}.", "{} 的认定为{}。"],
  ["No finding of this kind stands against the person.", "没有此类认定。"],
  ["No finding continues the effect of a sanction.", "没有期满后继续影响使用的认定。"],
  ["No check is recorded.", "没有审核记录。"],
  ["No sanction has effect on the day.", "截止日没有在影响期内的处分。"],
  ["The move is none to a higher level: it is barred as 进一步使用 if the post weighs more, which a person has to tell.", "此次不是提拔；如职位更重要则属进一步使用，不得进行，须由人判断。"],
  ["A ruling mitigates it.", "有从轻认定。"],
  ["None of the cases it was taken for counts; whether it stands is for whoever decided it.", "所依据的事例都不计入；是否维持由作出机关决定。"],
  ["Does not hold the post.", "现不担任该职务。"],
  ["Holds the post.", "现任该职务。"],
  ["May hold the post: a date is too coarse to tell.", "日期不够具体，不能确定是否现任该职务。"],
  ["Stands at {} already: the move is none to a higher level.", "现已是{}，此次不是提到更高层次。"],
  ["Stands at {}; the level below the post is {}.", "现为{}；该职位的下一级是{}。"],
  ["Two levels would be passed over, which no consent allows.", "将连越两级，任何同意都不能准许。"],
  ["The status is {} since {}.", "人员状态：{}，自 {} 起。"],
  ["The status is {}.", "人员状态：{}。"],
  ["No probation is recorded for a post held.", "所任职务没有试用期记录。"],
  ["The probation of appointment {} runs until {}.", "任职 {} 的试用期至 {}。"],
  ["The probation of appointment {} has ended.", "任职 {} 的试用期已满。"],
  ["Whether the probation of appointment {} runs is not known.", "任职 {} 是否在试用期内不详。"],
  ["Places approved: {}; taken by others: {}.", "核定职数 {}，已由他人占用 {}。"],
  ["The review of {} says {}.", "{} 的考察结论为{}。"],
  ["No political review that counts is recorded.", "没有有效的政治素质考察记录。"],
  ["Part of what it rests on does not count.", "其部分依据不计入。"],
  ["Another of about the same day says otherwise.", "同期另有一次结论不同。"],
  ["Nothing is recorded as pending, and the discipline organ's opinion of {} is clear.", "没有未结事项的记录，纪检监察机关 {} 的意见为无问题。"],
  ["Nothing is recorded as pending, and no valid opinion of the discipline organ says that there is nothing.", "没有未结事项的记录，但也没有纪检监察机关表明无问题的有效意见。"],
  ["Something is being looked into and not concluded.", "有事项正在核查，尚无结论。"],
  ["The highest study certainly completed is {}.", "能确定完成的最高学历是{}。"],
  ["No completed study is recorded.", "没有已完成学历的记录。"],
  ["It comes to no time.", "没有这样的任职时间。"],
  ["It comes to {}.", "合计{}。"],
  ["It is {} from {} to {}.", "自 {2} 至 {3}，{1}。"],
  ["The date is not known.", "日期不详。"],
  ["No exception is needed.", "不需要破格。"],
  ["An exception is needed for: {}.", "需要破格的条件：{}。"],
  ["At {} for {}.", "任{}{}。"],
  ["At the level of the post for {}.", "在该职位层次上{}。"],
  ["Posts at {} or above: {}.", "{}及以上的任职：{} 个。"],
  ["Nothing in the graph tells.", "系统中没有记录可以判断。"],
  ["No term is set for the post.", "该职位没有任期。"],
  ["Held the post without a break for {} at most; a term is {} years.", "连续任该职务至多{}；一届为 {} 年。"],
  ["Whoever holds the post is no member of the committee.", "任该职务者不是党委委员。"],
  ["The political status is {}.", "政治面貌：{}。"],
  ["Born in {}: {} old.", "{} 出生，{}。"],
  ["The birth is not known.", "出生日期不详。"],
  ["{}: {}.", "{} 年：{}。"],
  // what is missing
  ["a check {} that is valid on the day", "截止日有效的{}"],
  ["which check {} is the last, or whether it was made by the day", "哪一次{}是最近的，或是否在截止日前作出"],
  ["a later check {} that clears what check {} found; nothing is decided until then", "此后一次{}，对审核 {} 发现的问题作出澄清；在此之前不作决定"],
  ["a check {}", "{}"],
  ["the result of check {}", "审核 {} 的结论"],
  ["a valid opinion of the discipline organ", "纪检监察机关的有效意见"],
  ["a political review", "政治素质考察"],
  ["the conclusion", "核查结论"],
  ["the days on which the effect of sanction {} begins and ends", "处分 {} 影响期的起止日"],
  ["the level of posts that rank {} of ladder {} corresponds to", "职级“{}”（{}）对应的职务层次"],
  ["the level the person stands at on the day", "截止日所处的职务层次"],
  ["the level of appointment {}", "任职 {} 的层次"],
  ["the annual grade of {}", "{} 年的年度考核结果"],
  ["the studies the person has completed", "已完成的学历"],
  ["the status on the day, and since when it holds", "截止日的人员状态及其起始日"],
  ["whether an exception is needed", "是否需要破格"],
  ["whether appointment {} counts: its {}", "任职 {} 是否计入：{}"],
  ["the day appointment {} began, which is known as {}", "任职 {} 的起始日（现记为 {}）"],
  ["the day appointment {} ended, which is known as {}", "任职 {} 的终止日（现记为 {}）"],
  ["the level of the post {}", "职位 {} 的层次"],
  // why an item is evidence
  ["Contributes {} to the record.", "为工作记录贡献 {} 分。"],
  ["Led; difficulty {}; {}.", "牵头，难度 {}，{}。"],
  ["Led; the difficulty does not count; {}.", "牵头，难度不计，{}。"],
  // what a selection's record lacks
  ["is not recorded", "没有记录"],
  ["record the step with its day and document, or correct the stages after it", "补记该环节的日期和文件，或更正其后的环节"],
  ["took place on {}, before {} on {}", "于 {} 进行，早于“{}”（{}）"],
  ["took place on {}, while NOTICE lasted, from {} until before {}", "于 {} 进行，公示尚未结束（{} 至 {} 前）"],
  ["correct the day, or record what was repeated", "更正日期，或补记重做的环节"],
  ["a public notice lasts at least {} working days", "公示不少于 {} 个工作日"],
  ["lasted at most {} working days", "至多公示了 {} 个工作日"],
  ["lasted {} working days", "公示了 {} 个工作日"],
  ["has no beginning known to the day", "起始日不详"],
  ["has no end known to the day", "终止日不详"],
  ["give on and to as YYYY-MM-DD; to is the first day after the notice", "写明起止日；止为公示结束后的第一天"],
  ["has no complete count of who was entitled, present and in favour", "应到、实到、同意人数不全"],
  ["give all three", "三项都要写明"],
  ["counts {} in favour among {} present of {} entitled", "同意 {} 人、实到 {} 人、应到 {} 人，数目不符"],
  ["correct the counts", "更正人数"],
  ["was held with {} of {} entitled", "应到 {2} 人，实到 {1} 人"],
  ["two thirds have to be present; repeat it", "须有三分之二以上到会；应重新进行"],
  ["found {} of {} entitled in favour", "应到 {2} 人，同意 {1} 人"],
  ["more than half of those entitled have to agree", "须有应到人数过半数同意"],
  ["has no document", "没有文件"],
  ["give the number of its minutes", "写明会议纪要文号"],
  ["give the number of the document of appointment", "写明任职文件文号"],
];

const patterns = sentences.map(([en, zh]) => ({ match: new RegExp(`^${en.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replaceAll("{}", "(.+?)")}$`), zh }));

/** The enums whose values stand in such sentences and in facts; the first that has a value names it. */
const enums = ["PostGrade", "CadreStatus", "ClearanceKind", "ClearanceResult", "EvaluationGrade", "OrganizationKind", "RankLadder", "SelectionStage", "TaskOutcome", "AppointmentKind", "Verification", "Polarity", "OrganizationLevel", "CaseKind"] as const;

/** What a value is called, where it is one of an enum's. */
export function valueSaid(value: string, language: Language): string {
  for (const name of enums) {
    const term = (values[name] as Record<string, readonly [string, string] | undefined>)[value];
    if (term) return language === "zh" ? term[0] : value;
  }
  return value;
}

/** 2 years 1 month 3 days, as it is said in Chinese. */
export const spanSaid = (text: string) =>
  text.replace(/(\d+) years?/, "$1 年").replace(/(\d+) months?/, "$1 个月").replace(/(\d+) days?/, "$1 天").replaceAll(/(年|个月) (?=\d)/g, "$1 ");

function piece(text: string, titles: ReadonlyMap<string, string>): string {
  const between = /^between (.+) and (.+)$/.exec(text);
  if (between) return `${piece(between[1] ?? "", titles)}至 ${piece(between[2] ?? "", titles)}`;
  if (text === "no time" || text === "nothing") return "无";
  if (text === "not known") return "不详";
  if (/^\d+ (year|month|day)s?\b/.test(text)) return ` ${spanSaid(text)}`;
  if (/^[A-Z][A-Z_]+(( or |, | )[A-Z][A-Z_]+)*$/.test(text.trim())) {
    return text.trim().split(/ or |, | /).map((code) => titles.get(code) ?? valueSaid(code, "zh")).join("、");
  }
  return valueSaid(text, "zh");
}

/** A sentence of the API as the reader's language has it, and which language it came out in. */
export function sayingOf(text: string, language: Language, titles: ReadonlyMap<string, string> = new Map()): { text: string; lang?: "en" } {
  if (language === "en") return { text };
  // What stands beside each other is taken apart first: a pattern's gap would reach over the end of a sentence.
  const whole = parts(text, ". ", "", titles) ?? one(text, titles) ?? parts(text, "; ", "；", titles);
  return whole === undefined ? { text, lang: "en" } : { text: whole };
}

function parts(text: string, cut: string, join: string, titles: ReadonlyMap<string, string>): string | undefined {
  const pieces = text.split(cut).map((p, i, all) => (cut === ". " && i < all.length - 1 ? `${p}.` : p));
  if (pieces.length < 2) return undefined;
  const said = pieces.map((p) => one(p, titles));
  return said.every((s) => s !== undefined) ? said.join(join) : undefined;
}

function one(text: string, titles: ReadonlyMap<string, string>): string | undefined {
  for (const { match, zh } of patterns) {
    const found = match.exec(text);
    if (!found) continue;
    let next = 1;
    return zh.replace(/\{(\d?)\}/g, (_, place: string) => {
      const at = place ? Number(place) : next;
      next++;
      return piece(found[at] ?? "", titles);
    }).replaceAll("  ", " ").replaceAll("， ", "，");
  }
  return undefined;
}
