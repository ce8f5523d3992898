import { Alert, Input, Select } from "antd";

import { Answer, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { NodeLink } from "../../parts/NodeLink";
import { Facts, Section } from "../../parts/Page";
import { usePaging } from "../../parts/Paging";
import { plain, signed } from "../../parts/numbers";
import { useMay, useViewer } from "../../session/session";
import { values } from "../../terms/terms.gen";
import { common } from "../../words/common";
import { useShortTerm, useWords } from "../../words/words";
import { RecordItems } from "./RecordItems";
import { RecordScale } from "./RecordScale";
import { CadreRecordDocument, type CadreRecordQuery } from "./record.gen";
import { words } from "./words";

export type WorkRecord = NonNullable<Extract<CadreRecordQuery["node"], { __typename: "Cadre" }>["workRecord"]>;
type TaskCategory = keyof typeof values.TaskCategory;

/** What reviews and outcomes say about the work: an interval, what makes it shaky, and each item down to its source. */
export function RecordSection({ id }: { id: string }) {
  const w = useWords(words);
  const term = useShortTerm();
  const may = useMay();
  const { today } = useViewer();
  const { get, all, set } = useAddress();
  const categories = all("categories").filter((c): c is TaskCategory => c in values.TaskCategory);
  const asked = useAsked(CadreRecordDocument, {
    id,
    asOf: get("asOf") || null,
    categories: categories.length > 0 ? categories : null,
    evaluator: may("Evaluation.evaluator"),
    ...usePaging("items"),
  });
  return (
    <Section title={w.record} id="record">
      <div className="controls no-print">
        <label>{w.asOf}<Input type="date" value={get("asOf") || today} onChange={(e) => set({ asOf: e.target.value, items: null })} /></label>
        <Select
          mode="multiple"
          allowClear
          maxTagCount="responsive"
          className="wide"
          aria-label={w.categories}
          placeholder={w.allCategories}
          value={categories}
          onChange={(of: string[]) => set({ categories: of.join(","), items: null })}
          options={Object.keys(values.TaskCategory).map((v) => ({ value: v, label: term("TaskCategory", v) }))}
          optionFilterProp="label"
        />
      </div>
      <Answer to={asked} rows={6}>
        {({ node }) => {
          if (node?.__typename !== "Cadre") return null;
          if (node.workRecord) return <Record of={node.workRecord} />;
          // Where the record could not be read, it is not said that there is none.
          return asked.problems.length > 0 ? null : <p>{w.noRecord}</p>;
        }}
      </Answer>
    </Section>
  );
}

function Record({ of }: { of: WorkRecord }) {
  const w = useWords(words);
  const c = useWords(common);
  const { low, high } = of.interval95;
  return (
    <>
      {!of.model.current && <Alert type="info" showIcon title={w.older(of.model.progress == null ? "…" : `${Math.round(of.model.progress * 100)}%`)} />}
      <p className="figures">
        <a href="#record-items" className="record-figure" title={w.itemsLink}>{signed(of.estimate)}</a>{" "}
        <span>
          {w.in80} {w.between(signed(of.interval80.low), signed(of.interval80.high))}{c.comma}{w.in95} {w.between(signed(low), signed(high))}
        </span>
      </p>
      <RecordScale of={of} />
      <p className="quiet">{w.legend}</p>
      <p>{low <= 0 && high >= 0 && `${w.includesZero} `}<span className="quiet">{w.estimateSay(of.model.cadres)}</span></p>
      {of.caveats.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={w.caveats}
          description={
            <ul className="plain">
              {of.caveats.map((c) => (
                <li key={c}>{w[c]}</li>
              ))}
            </ul>
          }
        />
      )}
      <h3>{w.basisAndFit}</h3>
      <Facts
        of={[
          [w.restsOn, w.restsOnSay(of.reviews, of.outcomes, of.tasks, of.evaluators)],
          [w.before, of.beforeOutcome != null && w.beforeSay(`${Math.round(of.beforeOutcome * 100)}%`)],
          [w.raw, w.rawSay(plain(of.rawMean), signed(of.rawDifference))],
          [w.mostInfluence, of.influence && <><NodeLink of={of.influence.item.evaluation ?? of.influence.item.task} /> <span className="quiet">{w.influence(signed(of.influence.without), signed(of.influence.change))}</span></>],
          [w.group, of.group > 0 && w.groupSay(of.group)],
          [w.fit, w.fitSay(of.model.asOf, of.model.hyperparametersAsOf)],
        ]}
      />
      <h3 id="record-items" tabIndex={-1}>{w.items}</h3>
      <RecordItems of={of} />
    </>
  );
}
