import { NodeLink } from "../../parts/NodeLink";
import { Pager } from "../../parts/Paging";
import { plain, signed } from "../../parts/numbers";
import { common } from "../../words/common";
import { useShortTerm, useWords } from "../../words/words";
import type { WorkRecord } from "./RecordSection";
import { Sources } from "./Sources";
import { sumsOf } from "./sums";
import { words } from "./words";

type Item = WorkRecord["items"]["nodes"][number];

/** What each item adds, down to the evaluation or task and where it was taken from; the lines add up to the estimate. */
export function RecordItems({ of }: { of: WorkRecord }) {
  const w = useWords(words);
  const c = useWords(common);
  const { here, elsewhere } = sumsOf(of);
  const most = Math.max(...of.items.nodes.map((i) => Math.abs(i.contribution)), 0.01);
  const sums: [string, number][] = [
    [w.sumHere, here],
    ...(elsewhere == null ? [] : [[w.sumElsewhere, elsewhere] satisfies [string, number]]),
    ...(of.remainder === 0 ? [] : [[w.remainder, of.remainder] satisfies [string, number]]),
    [w.population, of.population],
  ];
  return (
    <>
      <table className="rows" aria-label={w.items}>
        <thead>
          <tr>
            <th scope="col">{w.item}</th>
            <th scope="col">{c.sources}</th>
            <th scope="col">{w.countedDifficulty}</th>
            <th scope="col" className="number">{w.itemScore}</th>
            <th scope="col" className="number">{w.adjusted}</th>
            <th scope="col" className="number">{w.contribution}</th>
          </tr>
        </thead>
        <tbody>
          {of.items.nodes.map((item, i) => (
            <ItemRow key={`${item.kind} ${item.task.id} ${item.evaluation?.id} ${i}`} of={item} most={most} />
          ))}
        </tbody>
        <tfoot>
          {sums.map(([name, points]) => (
            <tr key={name}>
              <td colSpan={5} className="quiet">{name}</td>
              <td className="number">{signed(points, 2)}<Space /></td>
            </tr>
          ))}
          <tr className="sum">
            <td colSpan={5}>{w.sum}</td>
            <td className="number">{signed(of.estimate, 2)}<Space /></td>
          </tr>
        </tfoot>
      </table>
      <Pager name="items" label={w.items} of={of.items.pageInfo} total={of.items.totalCount} />
    </>
  );
}

function ItemRow({ of, most }: { of: Item; most: number }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useShortTerm();
  const late = of.evaluation && of.beforeOutcome === false;
  return (
    <tr>
      <td>
        <div>{of.evaluation ? <NodeLink of={of.evaluation} /> : term("RecordItemKind", of.kind)}</div>
        <div className="quiet"><NodeLink of={of.task} /></div>
        {of.evaluation?.evaluator && <div className="quiet"><NodeLink of={of.evaluation.evaluator}>{w.evaluatedBy(of.evaluation.evaluator.label)}</NodeLink></div>}
        {(late || of.atLimit) && <div className="quiet">{[late && w.afterOutcome, of.atLimit && w.atLimit].filter(Boolean).join(c.comma)}</div>}
      </td>
      <td>
        {of.evaluation && <Sources of={of.evaluation.sources} />}
        {of.evaluation && <div className="quiet">{w.taskSources}</div>}
        <Sources of={of.task.sources} />
      </td>
      <td>
        {of.difficulty ?? <span className="quiet">{w.middle}</span>}
        {of.difficulty != null && of.task.difficultySource && <div className="quiet"><NodeLink of={of.task.difficultySource} /></div>}
      </td>
      <td className="number">{of.score == null ? "—" : plain(of.score)}</td>
      <td className="number">{of.adjusted == null ? "—" : signed(of.adjusted)}</td>
      <td className="number">{signed(of.contribution, 2)}<PartBar of={of.contribution} most={most} /></td>
    </tr>
  );
}

/** How much an item moves the estimate and to which side, beside the number itself. */
function PartBar({ of, most }: { of: number; most: number }) {
  const wide = (Math.abs(of) / most) * 44;
  return (
    <svg className="part-bar" viewBox="0 0 90 12" aria-hidden="true">
      <line x1="45" x2="45" y1="0" y2="12" />
      <rect className={of < 0 ? "minus" : "plus"} x={of < 0 ? 45 - wide : 45} width={wide} y="2" height="8" />
    </svg>
  );
}

/** The room of a bar where there is none, so that numbers stand below each other. */
const Space = () => <svg className="part-bar" aria-hidden="true" />;
