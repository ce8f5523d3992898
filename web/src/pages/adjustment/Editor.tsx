import { Button, Select } from "antd";
import { useState } from "react";

import { ProblemSaid, useAsked } from "../../api/Answer";
import { worst } from "../../api/problem";
import { NodeLink } from "../../parts/NodeLink";
import { Section } from "../../parts/Page";
import { PersonFinder } from "../../parts/PersonFinder";
import { PostPicker } from "../../parts/PostPicker";
import { PostsNamedDocument } from "../../parts/posts.gen";
import { useWords } from "../../words/words";
import { PlannedOfficialsDocument } from "./adjustment.gen";
import { leavesOf, most, type Move } from "./plan";
import { words } from "./words";

/** The moves of a plan: who, which posts are left, which is taken up. Each change is a step that the browser goes back by. */
export function Editor({ plan, asOf, change }: { plan: readonly Move[]; asOf: string; change: (to: Move[]) => void }) {
  const w = useWords(words);
  const [choosing, setChoosing] = useState<string | null>(null);
  const [twice, setTwice] = useState(false);
  const officials = useAsked(PlannedOfficialsDocument, { keys: plan.map((m) => m.cadre), asOf }, { pause: plan.length === 0 });
  const posts = useAsked(PostsNamedDocument, { keys: plan.flatMap((m) => m.to ?? []) }, { pause: plan.every((m) => m.to === null) });
  const official = new Map(officials.data?.cadres.nodes.map((n) => [n.key, n]));
  const post = new Map(posts.data?.positions.nodes.map((n) => [n.key, n]));
  const problem = worst(officials.problems) ?? worst(posts.problems);
  const put = (i: number, changes: Partial<Move>) => change(plan.map((m, n) => (n === i ? { ...m, ...changes } : m)));
  const add = (key: string) => {
    const known = plan.some((m) => m.cadre === key);
    setTwice(known);
    if (known) return;
    change([...plan, { cadre: key, to: null, leaves: null }]);
    setChoosing(key);
  };
  const row = (m: Move, i: number) => {
    const who = official.get(m.cadre);
    const held = who?.appointments.nodes ?? [];
    const main = held.filter((a) => a.main).map((a) => a.position.key);
    const name = who?.label ?? m.cadre;
    const to = m.to === null ? null : post.get(m.to);
    return (
      <tr key={m.cadre} id={`move-${i + 1}`}>
        <td className="number">{i + 1}</td>
        <th scope="row">{who ? <NodeLink of={who} /> : m.cadre}</th>
        <td>
          <Select
            mode="multiple"
            className="node-picker"
            aria-label={w.leavesOf(name)}
            placeholder={m.leaves?.length === 0 ? w.keepsAll : undefined}
            value={[...(m.leaves ?? main)]}
            onChange={(chosen: string[]) => put(i, { leaves: leavesOf(chosen, main) })}
            showSearch={false}
            options={held.map((a) => ({ value: a.position.key, label: a.position.label }))}
          />
        </td>
        <td>
          {m.to === null ? <span className="quiet">{w.only}</span> : to ? <NodeLink of={to} /> : m.to}{" "}
          <Button size="small" className="no-print" aria-label={`${w.toOf(name)}: ${choosing === m.cadre ? w.done : m.to === null ? w.choosePost : w.changePost}`} aria-expanded={choosing === m.cadre} onClick={() => setChoosing(choosing === m.cadre ? null : m.cadre)}>
            {choosing === m.cadre ? w.done : m.to === null ? w.choosePost : w.changePost}
          </Button>
          {choosing === m.cadre && (
            <PostPicker
              label={w.toOf(name)}
              none={w.noPost}
              choose={(key) => {
                put(i, { to: key });
                setChoosing(null);
              }}
            />
          )}
        </td>
        <td className="no-print"><Button size="small" aria-label={w.removeOf(name)} onClick={() => change(plan.filter((_, n) => n !== i))}>{w.remove}</Button></td>
      </tr>
    );
  };
  return (
    <Section title={w.moves}>
      {problem && <ProblemSaid problem={problem} again={officials.again} />}
      {plan.length > 0 ? (
        <table className="rows moves" aria-label={w.moves}>
          <thead>
            <tr>
              <th scope="col" className="number">{w.number}</th>
              <th scope="col">{w.official}</th>
              <th scope="col">{w.leaves}</th>
              <th scope="col">{w.to}</th>
              <td className="no-print" />
            </tr>
          </thead>
          <tbody>{plan.map(row)}</tbody>
        </table>
      ) : (
        <p className="quiet">{w.empty}</p>
      )}
      <div className="no-print add-move">
        {plan.length < most ? <PersonFinder label={w.add} choose={add} /> : <p className="quiet">{w.full(most)}</p>}
        {twice && <p role="status">{w.twice}</p>}
      </div>
    </Section>
  );
}
