import { Button } from "antd";
import { useEffect, useMemo, useState } from "react";
import { Link } from "react-router";
import type { TypedDocumentNode } from "urql";

import { Answer, useAsked } from "../../api/Answer";
import type { Problem } from "../../api/problem";
import { NodeLink, type NodeRef } from "../../parts/NodeLink";
import { common } from "../../words/common";
import { useLanguage, useWords, type Language } from "../../words/words";
import { figureOf, groupsOf } from "./documents";
import { groupKeys, membersOf, valueOfKey, type Key } from "./groups";
import { written, type List } from "./model";
import { keyNamed, named, valueNamed } from "./says";
import { figures, roots, types } from "./shape.gen";
import { words } from "./words";

interface GroupRow {
  key: Record<string, unknown>;
  aggregate: { count: number } & Record<string, unknown>;
}
type GroupsAnswer = Record<string, { totalCount: number; groupBy: { totalCount: number; groups: GroupRow[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } }>;

/** The list by one or two keys: how many, a figure, a bar for the eye, and each group's members. */
export function Groups({ list, refused }: { list: List; refused: (of: Problem[]) => void }) {
  const w = useWords(words);
  const c = useWords(common);
  const language = useLanguage();
  const asking = useMemo(() => groupsOf(list), [list]);
  const [after, setAfter] = useState<string[]>([]);
  useEffect(() => setAfter([]), [asking]);
  const { data, ...asked } = useAsked(asking.query as unknown as TypedDocumentNode<GroupsAnswer>, { ...asking.variables, after: after.at(-1) ?? null });
  const said = JSON.stringify(asked.problems);
  useEffect(() => refused(JSON.parse(said) as Problem[]), [said, refused]);
  const type = roots[list.of]?.[0] ?? "";
  const keys = groupKeys(type, list.by);
  const figure = figureOf(list);
  return (
    <Answer to={{ ...asked, data: data?.[list.of] }}>
      {({ totalCount, groupBy }) => {
        const sizes = groupBy.groups.map((g) => (list.first === "figure" && figure?.[1] && typeof figureValue(g, figure) === "number" ? Number(figureValue(g, figure)) : g.aggregate.count));
        const most = Math.max(...sizes, 1);
        return (
          <>
            <p role="status">{w.total(totalCount.toLocaleString())} · {w.groupsFound(groupBy.totalCount.toLocaleString())}</p>
            <table className="rows grouped" aria-label={w.groups}>
              <thead>
                <tr>
                  {keys.map((k) => <th key={k.text} scope="col">{keyNamed(type, k, language)}</th>)}
                  <th scope="col" className="number">{w.entriesCount}</th>
                  {figure && <th scope="col" className="number">{figureNamed(list, language)}</th>}
                  <th scope="col"><span className="unseen">{w.members}</span></th>
                </tr>
              </thead>
              <tbody>
                {groupBy.groups.map((group, i) => {
                  const name = keys.map((k) => keyText(k, group.key, language) || w.noValue).join(" · ");
                  const members: List = { ...list, by: [], figure: "", where: { how: "all", of: [...(list.where.how === "all" ? list.where.of : [list.where]), ...membersOf(type, keys, group.key)] } };
                  return (
                    <tr key={name + String(i)}>
                      {keys.map((k) => <td key={k.text}><KeyValue of={k} group={group.key} none={w.noValue} language={language} /></td>)}
                      <td className="number">{group.aggregate.count.toLocaleString()}</td>
                      {figure && (
                        <td className="number" title={w.withValue(String((group.aggregate[figure[0]] as { count: number }).count))}>
                          {figureText(figureValue(group, figure)) || c.notKnown}
                        </td>
                      )}
                      <td className="drawn">
                        <div className="bar">
                          <svg width="100%" height="14" aria-hidden="true"><rect width={`${((sizes[i] ?? 0) / most) * 100}%`} height="14" rx="2" /></svg>
                          <Link to={`/list?list=${encodeURIComponent(written(members))}`} aria-label={w.openMembers(name)}>{w.members}</Link>
                        </div>
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
            {(groupBy.pageInfo.hasNextPage || after.length > 0) && (
              <nav className="pager" aria-label={w.groups}>
                {after.length > 0 && <Button onClick={() => setAfter((a) => a.slice(0, -1))}>{c.previous}</Button>}
                {groupBy.pageInfo.hasNextPage && <Button onClick={() => setAfter((a) => [...a, groupBy.pageInfo.endCursor ?? ""])}>{c.next}</Button>}
              </nav>
            )}
          </>
        );
      }}
    </Answer>
  );
}

const figureValue = (group: GroupRow, [field, kind]: [string, string]) => (group.aggregate[field] as Record<string, unknown> | undefined)?.[kind];
const figureText = (value: unknown) => (typeof value === "number" ? value.toLocaleString(undefined, { maximumFractionDigits: 2 }) : String(value ?? ""));

/** What a figure is called, such as 得分平均. */
function figureNamed(list: List, language: Language): string {
  const [field = "", kind = ""] = list.figure.split(".");
  return figureLabel(roots[list.of]?.[0] ?? "", field, kind, language);
}

export function figureLabel(type: string, field: string, kind: string, language: Language): string {
  const entry = figures[`${type}Aggregate`]?.[field];
  const index = language === "zh" ? 0 : 1;
  const date = entry?.[0] === "date";
  const word = { avg: words.avg, median: words.median, min: date ? words.first : words.min, max: date ? words.last : words.max, sum: words.sum }[kind];
  return `${named(field, entry, language)}${language === "zh" ? "·" : " · "}${word?.[index] ?? kind}`;
}

function keyText(key: Key, group: unknown, language: Language): string {
  const value = valueOfKey(key, group);
  return types[key.is] ? ((value as NodeRef | null)?.label ?? "") : valueNamed(key.is, value, language);
}

function KeyValue({ of, group, none, language }: { of: Key; group: unknown; none: string; language: Language }) {
  const value = valueOfKey(of, group);
  if (value === null) return <span className="quiet">{none}</span>;
  return types[of.is] ? <NodeLink of={value as NodeRef} /> : <>{keyText(of, group, language)}</>;
}
