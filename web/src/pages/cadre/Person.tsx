import { useEffect, type ComponentType, type ReactNode } from "react";
import { useLocation } from "react-router";

import { Answer, useAsked } from "../../api/Answer";
import { worst } from "../../api/problem";
import { NodeActions } from "../../parts/NodeActions";
import { NodeLink } from "../../parts/NodeLink";
import { Facts, Page, Section } from "../../parts/Page";
import { useMay } from "../../session/session";
import { common } from "../../words/common";
import { useShortTerm, useWords } from "../../words/words";
import { BackgroundSection, ClearancesSection } from "./BackgroundSections";
import { CasesSection } from "./CasesSection";
import { DecisionsSection } from "./DecisionsSection";
import { EvaluationsSection } from "./EvaluationsSection";
import { LifeSection } from "./LifeSection";
import { ReadBySection } from "./ReadBySection";
import { RecordSection } from "./RecordSection";
import { SanctionsSection } from "./SanctionsSection";
import { Sources } from "./Sources";
import { StatementsSection } from "./StatementsSection";
import { TasksSection } from "./TasksSection";
import "./cadre.css";
import { CadreDocument, type CadreQuery } from "./cadre.gen";
import { words } from "./words";

/** A section of the record: each asks for itself, so that one may be missing without the others. */
interface Part {
  id: string;
  title: keyof typeof words & string;
  Part: ComponentType<{ id: string }>;
  needs?: string;
}

const parts: readonly Part[] = [
  { id: "life", title: "life", Part: LifeSection },
  { id: "record", title: "record", Part: RecordSection, needs: "Cadre.workRecord" },
  { id: "tasks", title: "tasks", Part: TasksSection },
  { id: "cases", title: "cases", Part: CasesSection },
  { id: "evaluations", title: "evaluations", Part: EvaluationsSection },
  { id: "decisions", title: "decisions", Part: DecisionsSection },
  { id: "sanctions", title: "sanctions", Part: SanctionsSection },
  { id: "statements", title: "statements", Part: StatementsSection },
  { id: "clearances", title: "clearances", Part: ClearancesSection },
  { id: "background", title: "background", Part: BackgroundSection },
  { id: "readBy", title: "readBy", Part: ReadBySection, needs: "Cadre.readBy" },
];

/** Sections that a page has above those of the record, such as what waits for the person. */
export interface Above {
  id: string;
  title: string;
  section: ReactNode;
}

/** The record of one official, from who they are to who read it; with a title of its own, one's own. */
export function Person({ id, title, above = [] }: { id: string; title?: string; above?: readonly Above[] }) {
  const w = useWords(words);
  const may = useMay();
  const asked = useAsked(CadreDocument, {
    id,
    gender: may("Cadre.gender"),
    birthMonth: may("Cadre.birthMonth"),
    ethnicity: may("Cadre.ethnicity"),
    nativePlace: may("Cadre.nativePlace"),
  });
  const node = asked.data?.node;
  const kind = worst(asked.problems)?.kind;
  // An address that names nobody has nothing below it; where only the answer is missing, the sections may still be there.
  const nobody = asked.data != null && node?.__typename !== "Cadre" && kind == null;
  const hopeless = kind === "input" || kind === "signedOut" || kind === "refused";
  useAnchor();
  if (nobody) return <Page title={w.noOne}>{null}</Page>;

  const shown = parts.filter((p) => !p.needs || may(p.needs));
  const name = node?.__typename === "Cadre" ? node.name : w.title;
  return (
    <Page title={title ?? name} actions={<NodeActions of={{ __typename: "Cadre", id }} />} below={node?.__typename === "Cadre" && <Below of={node} name={title != null} />}>
      <div className="dossier">
        <nav className="index no-print" aria-label={w.index}>
          <ul className="plain">
            {above.map((a) => (
              <li key={a.id}><a href={`#${a.id}`}>{a.title}</a></li>
            ))}
            <li><a href="#facts">{w.facts}</a></li>
            {shown.map((p) => (
              <li key={p.id}><a href={`#${p.id}`}>{String(w[p.title])}</a></li>
            ))}
          </ul>
        </nav>
        <div>
          {above.map((a) => (
            <div key={a.id}>{a.section}</div>
          ))}
          <Section title={w.facts} id="facts">
            <Answer to={asked}>{({ node }) => (node?.__typename === "Cadre" ? <AtAGlance of={node} /> : null)}</Answer>
          </Section>
          {!hopeless && shown.map(({ id: part, Part }) => <Part key={part} id={id} />)}
        </div>
      </div>
    </Page>
  );
}

type Cadre = Extract<CadreQuery["node"], { __typename: "Cadre" }>;

/** The name where the title is another, posts and unit: what one looks for first. */
function Below({ of, name }: { of: Cadre; name: boolean }) {
  const post = of.appointments.nodes.find((a) => a.main) ?? of.appointments.nodes[0];
  return (
    <>
      {name && <>{of.name} · </>}
      {post ? <NodeLink of={post.position} /> : <NodeLink of={of.organization} />}
    </>
  );
}

function AtAGlance({ of }: { of: Cadre }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useShortTerm();
  const posts = of.appointments.nodes.map((a) => (
    <div key={a.id}>
      <NodeLink of={a.position} /> <NodeLink of={a}><span className="quiet">{[term("PostGrade", a.grade ?? a.position.grade), a.kind && a.kind !== "REGULAR" && term("AppointmentKind", a.kind), w.since(a.from)].filter(Boolean).join(c.comma)}</span></NodeLink>
    </div>
  ));
  return (
    <div className="columns">
      <Facts
        of={[
          [w.posts, posts.length > 0 ? posts : <span className="quiet">{w.noPost}</span>],
          [w.ranks, of.rankGrants.nodes.map((r) => <div key={r.id}><NodeLink of={r}>{r.rank}</NodeLink> <span className="quiet">{w.since(r.grantedOn)}</span></div>)],
          [c.unit, <NodeLink of={of.organization} />],
          [w.status, of.status && `${term("CadreStatus", of.status)}${of.statusFrom ? c.aside(w.since(of.statusFrom)) : ""}`],
          [w.managed, term("ManagedBy", of.managedBy)],
        ]}
      />
      <Facts
        of={[
          [w.gender, term("Gender", of.gender)],
          [w.birth, of.birthMonth],
          [w.ethnicity, of.ethnicity],
          [w.native, of.nativePlace],
          [w.political, of.politicalStatus],
          [w.party, of.partyJoinedOn],
          [w.work, of.workStartedOn],
          [c.sources, <Sources of={of.sources} />],
        ]}
      />
    </div>
  );
}

/**
 * An address with an anchor is gone to once the page is there, and kept in view while the sections above it are filled; until
 * the reader does something.
 */
function useAnchor() {
  const { hash } = useLocation();
  useEffect(() => {
    const at = hash ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
    const all = document.querySelector(".dossier");
    if (!at || !all) return;
    const observer = new ResizeObserver(() => at.scrollIntoView());
    const stop = () => observer.disconnect();
    observer.observe(all);
    const acts = ["wheel", "touchstart", "pointerdown", "keydown"] as const;
    for (const act of acts) window.addEventListener(act, stop, { passive: true });
    return () => {
      stop();
      for (const act of acts) window.removeEventListener(act, stop);
    };
  }, [hash]);
}
