import { Answer, useAsked } from "../api/Answer";
import { useMay } from "../session/session";
import { useLanguage, useTerm, useWords } from "../words/words";
import { HistoryDocument, type HistoryQuery } from "./history.gen";
import { nodeWords } from "./node.words";
import { columnsOf, nameOf, rowName } from "./nodes";
import { Pager, usePaging } from "./Paging";
import { Rows } from "./Rows";
import { moment, valueText } from "./value";

type Change = NonNullable<HistoryQuery["history"]>["edges"][number]["node"];

/** A page of the log about one node, the first entry first. */
export default function HistoryList({ id }: { id: string }) {
  const w = useWords(nodeWords);
  const term = useTerm();
  const who = useMay()("Change.by");
  const language = useLanguage();
  const asked = useAsked(HistoryDocument, { id, who, ...usePaging("changes") });
  return (
    <Answer to={asked}>
      {({ history }) =>
        history == null ? (
          <p className="quiet">{w.noHistory}</p>
        ) : (
          <>
            <Rows
              name={w.history}
              of={history.edges}
              keyOf={(e) => e.cursor}
              empty={w.noHistory}
              columns={[
                { head: w.at, cell: (e) => <time dateTime={e.node.at}>{moment(e.node.at)}</time> },
                { head: w.how, cell: (e) => term("ChangeKind", e.node.kind) },
                { head: w.row, cell: (e) => <>{rowName(e.node.type, language)} <span className="quiet">{e.node.key}</span></> },
                { head: w.changes, cell: (e) => <Values of={e.node} /> },
                ...(who ? [{ head: w.by, cell: (e: { node: Change }) => <>{e.node.by ?? w.system}{e.node.role && <span className="quiet"> {term("Role", e.node.role)}</span>}</> }] : []),
                { head: w.why, cell: (e) => <>{e.node.why ?? ""} <span className="quiet">{e.node.source ?? e.node.act}</span></> },
              ]}
            />
            <Pager name="changes" label={w.history} of={history.pageInfo} />
          </>
        )
      }
    </Answer>
  );
}

function Values({ of }: { of: Change }) {
  const w = useWords(nodeWords);
  const term = useTerm();
  const language = useLanguage();
  const fields = columnsOf(of.type);
  return (
    <ul className="plain">
      {of.values.map((v) => {
        const field = fields.find((f) => f.name === v.field);
        const say = (values: readonly string[] | null) => (values == null || values.length === 0 ? w.nothingBefore : values.map((one) => valueText(field?.type ?? "String", one, term, w)).join(w.comma));
        return (
          <li key={v.field}>
            <span className="quiet">{field ? nameOf(field, language) : v.field}{w.colon}</span>
            {of.kind === "CHANGED" && <><del>{say(v.before)}</del> → </>}
            {of.kind === "REMOVED" || of.kind === "ERASED" ? <del>{say(v.before)}</del> : <ins>{say(v.after)}</ins>}
          </li>
        );
      })}
    </ul>
  );
}
