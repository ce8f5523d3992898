import { Input, Select } from "antd";

import { Answer, Asking, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { NodeLink } from "../../parts/NodeLink";
import { plain } from "../../parts/numbers";
import { Section } from "../../parts/Page";
import { Rows } from "../../parts/Rows";
import { useViewer } from "../../session/session";
import { values } from "../../terms/terms.gen";
import { common } from "../../words/common";
import { useTerm, useWords, type EnumName } from "../../words/words";
import { dayBefore } from "./kind";
import { FairnessReportDocument, SelectionsToReportDocument, type FairnessReportQuery, type SelectionsToReportQuery } from "./practice.gen";
import { words } from "./words";

type Group = NonNullable<FairnessReportQuery["fairnessReport"]>["groups"][number];

/** Who was selected among those who passed, group by group, for one shortlist or one batch of decisions. */
export function Fairness() {
  const w = useWords(words);
  const listed = useAsked(SelectionsToReportDocument, {});
  return (
    <Section title={w.fairness}>
      <p className="quiet">{w.fairnessSay}</p>
      <Answer to={listed}>{(of) => <Report of={of} />}</Answer>
    </Section>
  );
}

function Report({ of }: { of: SelectionsToReportQuery }) {
  const w = useWords(words);
  const c = useWords(common);
  const { today } = useViewer();
  const { get, set } = useAddress();
  const shortlist = get("shortlist");
  const batch = shortlist ? "" : get("batch");
  const decided = of.batches.nodes.find((b) => b.key === batch)?.decidedOn;
  const drawn = of.shortlists.nodes.find((s) => s.key === shortlist)?.asOf;
  const asOf = get("asOf") || (decided ? dayBefore(decided) : (drawn ?? today));
  const asked = useAsked(FairnessReportDocument, { ...(shortlist ? { shortlist } : { batch }), asOf }, { pause: !shortlist && !batch });
  const { shortlists, batches } = of;
  return (
    <>
      <div className="inputs no-print">
        <div className="grow2">
          <label htmlFor="selection">{w.ofBoth}</label>
          <Select
            id="selection"
            showSearch={{ optionFilterProp: "label" }}
            value={shortlist ? `shortlist ${shortlist}` : batch ? `batch ${batch}` : undefined}
            placeholder={w.chooseSelection}
            onChange={(value: string) => {
              const [kind, key = ""] = [value.slice(0, value.indexOf(" ")), value.slice(value.indexOf(" ") + 1)];
              set({ shortlist: kind === "shortlist" ? key : null, batch: kind === "batch" ? key : null, asOf: null });
            }}
            options={[
              { label: w.shortlist, options: shortlists.nodes.map((s) => ({ value: `shortlist ${s.key}`, label: s.label })) },
              { label: w.batch, options: batches.nodes.map((b) => ({ value: `batch ${b.key}`, label: b.label })) },
            ]}
          />
          {[shortlists, batches].map((list, i) => list.totalCount > list.nodes.length && <span key={i} className="quiet">{c.says([w.shortlist, w.batch][i] ?? "", c.firstOf(list.nodes.length, list.totalCount))}</span>)}
        </div>
        <div>
          <label htmlFor="as-of">{w.day}</label>
          <Input id="as-of" type="date" className="day" value={asOf} onChange={(e) => /^[12]\d{3}-/.test(e.target.value) && set({ asOf: e.target.value }, true)} />
        </div>
        <p className="quiet help">{w.batchDay}</p>
      </div>
      {shortlist || batch ? (
        <Asking to={asked} of="fairnessReport" rows={8}>
          {({ fairnessReport: report }) =>
            report && (
              <>
                <p><NodeLink of={report.batch ?? report.shortlist?.vacancy} /> <span className="quiet" role="status">{w.poolOf(report.pool, report.selected, report.asOf)}</span></p>
                {report.selectedOutside > 0 && <p>{w.outside(report.selectedOutside)}</p>}
                <Groups of={report.groups} />
              </>
            )
          }
        </Asking>
      ) : (
        <p className="quiet">{w.chooseSelection}</p>
      )}
    </>
  );
}

const enums: Partial<Record<Group["attribute"], EnumName>> = { GENDER: "Gender", UNIT_KIND: "OrganizationKind" };

function Groups({ of }: { of: readonly Group[] }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useTerm();
  const nameOf = (g: Group) => {
    if (g.group === null) return <span className="quiet">{c.notKnown}</span>;
    const type = enums[g.attribute];
    if (type && g.group in values[type]) return term(type, g.group);
    if (g.group === "HAN") return w.HAN;
    if (g.attribute === "ETHNICITY") return w.OTHER;
    return ageBand(g.group, w.ages);
  };
  return (
    <Rows
      name={w.fairness}
      of={of}
      keyOf={(g) => `${g.attribute} ${g.group ?? ""}`}
      columns={[
        { head: w.attribute, cell: (g) => term("FairnessAttribute", g.attribute) },
        { head: w.group, cell: nameOf },
        { head: w.pool, number: true, cell: (g) => g.pool },
        { head: w.selected, number: true, cell: (g) => g.selected },
        { head: w.rate, number: true, cell: (g) => (g.rate === null ? <span className="quiet">—</span> : c.percent(plain(100 * g.rate))) },
        { head: w.ratio, cell: (g) => (g.ratio === null || g.low === null ? <span className="quiet">—</span> : w.shareOf(plain(g.ratio, 2), plain(g.low, 2), g.high === null ? w.noEnd : plain(g.high, 2))) },
        { head: w.verdict, cell: (g) => (g.verdict ? term("FairnessVerdict", g.verdict) : <span className="quiet">—</span>) },
      ]}
    />
  );
}

/** UNDER_35, 35_TO_44 or 55_AND_OVER as people say it. */
function ageBand(code: string, say: (from: string, to: string) => string): string {
  const [, under] = /^UNDER_(\d+)$/.exec(code) ?? [];
  if (under) return say("", under);
  const [, from = "", to = ""] = /^(\d+)_(?:TO_(\d+)|AND_OVER)$/.exec(code) ?? [];
  return from ? say(from, to) : code;
}
