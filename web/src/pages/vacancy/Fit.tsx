import { NodeLink, NodeLinks } from "../../parts/NodeLink";
import { Facts } from "../../parts/Page";
import { common } from "../../words/common";
import { useLanguage, useTerm, useWords } from "../../words/words";
import type { CandidateWholeFragment } from "./person.gen";
import { words } from "./words";

/** How the work fits the post, side by side and never added up. */
export function Fit({ of }: { of: CandidateWholeFragment["fit"] }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useTerm();
  const join = useLanguage() === "zh" ? "、" : "; ";
  return (
    <>
      <h3>{w.fit}</h3>
      <Facts
        of={[
          [
            w.wantedWork,
            of.wanted.map((k) => (
              <div key={k.category}>
                {term("TaskCategory", k.category)}{" "}
                <span className="quiet">{k.roles.length === 0 ? w.nothing : k.roles.map((r) => `${term("TaskRole", r.role)} ${w.tasksOf(r.count)}`).join(join)}</span>
                {k.roles.length > 0 && <NodeLinks of={k.roles.flatMap((r) => r.tasks)} />}
              </div>
            )),
          ],
          [
            w.tilts,
            of.tilts.map((t) => (
              <div key={t.kind}>
                {term("TiltKind", t.kind)} <span className="quiet">{w.tiltSay(t.succeeded.length, t.partly.length, t.exposed)}</span>
                <NodeLinks of={[...t.succeeded, ...t.partly]} />
              </div>
            )),
          ],
          [
            w.led,
            of.led.length === 0 ? w.nothing : (
              <ul className="plain">
                {of.led.map((l) => (
                  <li key={l.task.id}><NodeLink of={l.task} /> <span className="quiet">{w.difficulty(l.difficulty)}{l.mitigated && ` · ${w.mitigated}`}</span></li>
                ))}
              </ul>
            ),
          ],
          [
            w.experience,
            of.experience ? (
              <>
                {w.experienceSay(`${Math.round(of.experience.share * 100)} %`)}
                {of.experience.missing.length > 0 && <div className="quiet">{w.lacks(of.experience.missing.map((k) => term("TaskCategory", k)).join(join))}</div>}
              </>
            ) : (
              c.notKnown
            ),
          ],
          [
            w.rounds,
            of.nominations.length === 0 ? c.nothing : (
              <ul className="plain">
                {of.nominations.map((n) => (
                  <li key={n.round.id}>
                    <NodeLink of={n.round} />{" "}
                    <span className="quiet">
                      {[
                        n.votes != null && n.electorate != null ? w.votes(n.votes, n.electorate) : "",
                        `${w.byLeader}${w.colon}${n.byLeader == null ? c.notKnown : n.byLeader ? c.yes : c.no}`,
                        `${w.outstanding}${w.colon}${n.outstanding == null ? c.notKnown : n.outstanding ? c.yes : c.no}`,
                      ].filter(Boolean).join(" · ")}
                    </span>
                  </li>
                ))}
              </ul>
            ),
          ],
        ]}
      />
    </>
  );
}
