import { Select } from "antd";
import { useId } from "react";
import { Link } from "react-router";

import { Answer, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { NodeLink, NodeLinks } from "../../parts/NodeLink";
import { Page } from "../../parts/Page";
import { Pager, usePaging } from "../../parts/Paging";
import { Rows } from "../../parts/Rows";
import { useMay } from "../../session/session";
import { common } from "../../words/common";
import { useWords } from "../../words/words";
import { QualityDocument, QualityRulesDocument } from "./quality.gen";
import { words } from "./words";

/** What is wrong with the data, with the way to mend it. */
export function Component() {
  const w = useWords(words);
  const c = useWords(common);
  const may = useMay();
  const id = useId();
  const { all, set } = useAddress();
  const rules = all("rules");
  const known = useAsked(QualityRulesDocument, {});
  const asked = useAsked(QualityDocument, { rules: rules.length ? rules : null, ...usePaging("at", 50) });
  return (
    <Page title={w.title} below={w.say}>
      <div className="find no-print">
        <span className="choice wide">
          <label htmlFor={id}>{w.rules}</label>
          <Select id={id} mode="multiple" placeholder={w.all} value={rules} onChange={(of: string[]) => set({ rules: of.join(","), at: null })} optionFilterProp="label" options={(known.data?.qualityRules ?? []).map((r) => ({ value: r.code, label: r.title, title: r.description }))} />
        </span>
      </div>
      <section className="section" aria-label={w.title}>
        <Answer to={asked} rows={10}>
          {({ dataQuality }) => (
            <>
              <p role="status">{c.total(dataQuality.totalCount)}</p>
              <Rows
                name={w.title}
                of={dataQuality.nodes.map((n, i) => ({ ...n, place: i }))}
                keyOf={(f) => `${f.rule.code} ${f.place}`}
                columns={[
                  { head: w.rule, cell: (f) => f.rule.title },
                  { head: w.subject, cell: (f) => <NodeLink of={f.subject} /> },
                  { head: w.problem, cell: (f) => f.problem },
                  { head: w.related, cell: (f) => <NodeLinks of={f.related} /> },
                  {
                    head: w.remedy,
                    cell: (f) => (
                      <>
                        {f.rule.remedy}
                        {may(`Mutation.correct${f.subject.__typename}`) && <div className="no-print"><Link to={`/record/correct${f.subject.__typename}?id=${f.subject.id}`}>{w.correct}</Link></div>}
                      </>
                    ),
                  },
                ]}
              />
              <Pager name="at" label={w.title} of={dataQuality.pageInfo} />
            </>
          )}
        </Answer>
      </section>
    </Page>
  );
}
