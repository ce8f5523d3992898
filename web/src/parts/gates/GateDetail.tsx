import { NodeLink } from "../NodeLink";
import { Facts } from "../Page";
import { facts as recorded } from "../../terms/graph.gen";
import { useLanguage, useTerm, useWords, type EnumName } from "../../words/words";
import type { WholeGateFragment, RuleCitationFragment } from "./gates.gen";
import { Outcome } from "./outcome";
import { words } from "./words";

type Gate = WholeGateFragment;

/** One condition of one person: what is asked, what was found by which facts, what is missing, and where the rule stands. */
export function GateDetail({ of, waived }: { of: Gate; waived: boolean }) {
  const w = useWords(words);
  const term = useTerm();
  const { exception } = of.rule;
  return (
    <div className="gate">
      <Facts
        of={[
          [w.outcome, <><Outcome of={of.outcome} />{waived && <> · <Outcome of="WAIVED" /></>}</>],
          [w.strength, of.strength === "MUST" ? w.must : w.normally],
          [w.required, of.required],
          [w.found, of.found],
          [w.missing, of.missing && <><strong>{of.missing}</strong><div className="quiet">{w.unknownSay}</div></>],
          [w.supplier, of.supplier],
          [w.metOn, of.metOn && <>{of.metOn} <span className="quiet">{w.metOnSay}</span></>],
          [w.facts, <GateFacts of={of.facts} />],
          [w.citation, of.citation ? <Cited of={of.citation} /> : w.premise],
          [
            w.waivable,
            of.waivable && exception ? (
              <>
                {w.waivableYes(term("ExceptionConsent", exception.consent), term("SelectionStage", exception.before))}
                {exception.citation && <div className="quiet"><Cited of={exception.citation} /></div>}
              </>
            ) : (
              w.waivableNo
            ),
          ],
        ]}
      />
    </div>
  );
}

/** The facts of a condition, each under the node that it is a fact of, which opens its sources. */
function GateFacts({ of }: { of: Gate["facts"] }) {
  const w = useWords(words);
  const term = useTerm();
  const language = useLanguage();
  if (of.length === 0) return <span className="quiet">{w.noFacts}</span>;
  const said = (type: string | undefined, f: Gate["facts"][number]) => {
    const [, name, of] = (language === "zh" && type && recorded[type]?.find(([field]) => field === f.property)) || [];
    return `${name ?? f.property}${w.colon}${f.value == null ? w.notRecorded : of ? term(of as EnumName, f.value) : f.value}`;
  };
  const byNode = new Map<string, Gate["facts"]>();
  for (const f of of) byNode.set(f.node?.id ?? "", [...(byNode.get(f.node?.id ?? "") ?? []), f]);
  return (
    <ul className="plain facts-used">
      {[...byNode.values()].map((facts, i) => {
        const node = facts[0]?.node;
        return (
          <li key={node?.id ?? i}>
            {node ? <NodeLink of={node} /> : <span className="quiet">{w.hiddenFact}</span>}
            <div className="quiet">
              {facts.map((f) => said(node?.__typename, f)).join(w.semicolon)}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

/** Where a rule stands, in which edition, and how far that was seen. */
export function Cited({ of }: { of: RuleCitationFragment }) {
  const w = useWords(words);
  const term = useTerm();
  const language = useLanguage();
  return (
    <>
      <span lang="zh-CN">《{of.law}》</span>{language === "en" && " "}{of.article ? w.article(of.article) : w.noArticle}{language === "zh" ? "，" : ", "}
      {of.edition ? w.edition(of.edition) : w.noEdition}
      <div>
        <span className={`tag ${of.status}`}>{term("RuleStatus", of.status)}</span>
        {of.status !== "SOURCED" && <span className="quiet"> {w.verify}</span>}
      </div>
      {(of.url || of.note) && (
        <div className="quiet small">
          {of.url && <>{w.seenAt} {of.url} </>}
          {of.note}
        </div>
      )}
    </>
  );
}
