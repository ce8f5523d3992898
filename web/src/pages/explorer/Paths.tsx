import { Alert, Button, Radio, Select } from "antd";
import { Fragment, useId, useState } from "react";

import { NodeLink } from "../../parts/NodeLink";
import { typeName } from "../../parts/name";
import { values } from "../../terms/terms.gen";
import { useLanguage, useWords } from "../../words/words";
import type { RelationshipType } from "./explorer.gen";
import { FindNode } from "./FindNode";
import { Mark } from "./Mark";
import type { GraphNode, Picture } from "./model";
import { edgeName, relationName } from "./names";
import type { Way } from "./replay";
import type { Step } from "./state";
import { words } from "./words";

interface Props {
  picture: Picture;
  nodes: readonly GraphNode[];
  ways: readonly Way[];
  from: string;
  to: string;
  setEnds: (from: string, to: string) => void;
  add: (...steps: Step[]) => void;
  mayAdd: boolean;
  marked: ReadonlySet<string>;
  mark: (ids: string[]) => void;
}

/** Paths of evidence between two nodes: what is asked, and what was found so far. */
export function Paths({ picture, nodes, ways, from, to, setEnds, add, mayAdd, marked, mark }: Props) {
  const w = useWords(words);
  const language = useLanguage();
  const id = useId();
  const [via, setVia] = useState<RelationshipType[]>([]);
  const [max, setMax] = useState(4);
  const [all, setAll] = useState(false);
  return (
    <>
      <form
        className="path-form"
        onSubmit={(e) => {
          e.preventDefault();
          if (from && to && from !== to) add({ do: "path", from, to, via, max, all });
        }}
      >
        <FindNode label={w.from} value={from} among={nodes} onFound={(found) => setEnds(found, to)} />
        <FindNode label={w.to} value={to} among={nodes} onFound={(found) => setEnds(from, found)} />
        <Select
          mode="multiple"
          aria-label={w.via}
          placeholder={w.viaAll}
          value={via}
          onChange={setVia}
          optionFilterProp="label"
          options={Object.keys(values.RelationshipType).map((v) => ({ value: v as RelationshipType, label: language === "zh" ? `${relationName(v, "zh")}（${v}）` : v }))}
        />
        <div className="line">
          <label htmlFor={id}>{w.most}</label>
          <Select id={id} value={max} onChange={setMax} options={[1, 2, 3, 4, 5, 6].map((v) => ({ value: v, label: v }))} />
          <Radio.Group aria-label={w.mode} value={all} onChange={(e) => setAll(e.target.value as boolean)} options={[{ value: false, label: w.shortest }, { value: true, label: w.every }]} />
        </div>
        <Button type="primary" htmlType="submit" disabled={!mayAdd || !from || !to || from === to}>{w.look}</Button>
      </form>
      {[...ways].reverse().map(({ step, answer }, i) => (
        <section key={i} className="way" aria-label={w.path}>
          <h3>
            {picture.nodes.get(step.from)?.label ?? step.from} → {picture.nodes.get(step.to)?.label ?? step.to}
          </h3>
          <p role="status">{answer.paths.length ? w.ways(answer.paths.length, answer.truncated) : w.noWay(step.max)}</p>
          {!answer.complete && <Alert type="warning" title={w.notWhole} />}
          {answer.around.length > 0 && <p className="quiet small">{w.wentAround(answer.around.map((t) => typeName(t, language)).join(language === "zh" ? "、" : ", "))}</p>}
          <ol>
            {answer.paths.map((path, j) => {
              const ids = path.nodes.map((n) => n.id);
              const on = ids.length === marked.size && ids.every((n) => marked.has(n));
              return (
                <li key={j}>
                  <span className="quiet small">{w.steps(path.length)}</span>{" "}
                  {path.nodes.map((n, k) => {
                    const between = path.edges.filter((e) => k > 0 && ends(e, n.id, path.nodes[k - 1]!.id));
                    return (
                      <Fragment key={n.id}>
                        {k > 0 && <span className="quiet small"> — {[...new Set(between.map((e) => edgeName({ ...e, from: null, to: null }, picture, language)))].join("、")} — </span>}
                        <span className="nowrap"><Mark type={n.type} /> <NodeLink of={{ __typename: n.type, id: n.id, label: n.label }} /></span>
                      </Fragment>
                    );
                  })}{" "}
                  <Button size="small" aria-pressed={on} onClick={() => mark(on ? [] : ids)}>{on ? w.unmark : w.mark}</Button>
                </li>
              );
            })}
          </ol>
        </section>
      ))}
    </>
  );
}

const ends = (e: { source: string; target: string }, a: string, b: string) => (e.source === a && e.target === b) || (e.source === b && e.target === a);
