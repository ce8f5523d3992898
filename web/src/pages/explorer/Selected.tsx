import { Button } from "antd";

import { Answer, useAsked } from "../../api/Answer";
import { NodeLink } from "../../parts/NodeLink";
import { typeName } from "../../parts/name";
import { Facts } from "../../parts/Page";
import { useLanguage, useWords } from "../../words/words";
import { AroundDocument } from "./explorer.gen";
import { useFacts } from "./facts";
import { Mark } from "./Mark";
import { counted, groupsOf, limitFor, type GraphNode, type Group, type Picture } from "./model";
import { groupName } from "./names";
import { EACH, MOST, type Step } from "./state";
import { words } from "./words";

interface Props {
  node: GraphNode;
  picture: Picture;
  pinned: boolean;
  /** How many neighbours the next expansion asks for. */
  more: number;
  /** False where the picture is full. */
  mayAdd: boolean;
  add: (...steps: Step[]) => void;
  place: (id: string) => { x: number; y: number };
  pathFrom: (id: string) => void;
}

/** What is done with one node, here and in the table. */
export function Actions({ node, pinned, mayAdd, add, place, pathFrom, more, small }: Omit<Props, "picture"> & { small?: boolean }) {
  const w = useWords(words);
  const size = small ? "small" : "middle";
  const say = (what: string) => (small ? `${what}：${node.label}` : undefined);
  return (
    <div className="actions">
      <Button size={size} disabled={!mayAdd} aria-label={say(w.expand)} title={w.expandAll} onClick={() => add({ do: "expand", id: node.id, limit: more })}>{w.expand}</Button>
      {pinned ? (
        <Button size={size} aria-label={say(w.unpin)} onClick={() => add({ do: "unpin", id: node.id })}>{w.unpin}</Button>
      ) : (
        <Button size={size} aria-label={say(w.pin)} onClick={() => add({ do: "pin", id: node.id, ...place(node.id) })}>{w.pin}</Button>
      )}
      <Button size={size} aria-label={say(w.pathFrom)} onClick={() => pathFrom(node.id)}>{small ? w.path : w.pathFrom}</Button>
      <Button size={size} aria-label={say(w.removeNode)} onClick={() => add({ do: "remove", id: node.id })}>{w.removeNode}</Button>
    </div>
  );
}

/** The picked node: its facts, what is around it and how much of that is shown. */
export function Selected(props: Props) {
  const { node, picture, mayAdd, add } = props;
  const w = useWords(words);
  const language = useLanguage();
  const facts = useFacts(node);
  const known = picture.around.get(node.id);
  const around = useAsked(AroundDocument, { of: node.id, limit: 1, kinds: null }, { pause: false });
  return (
    <>
      <h3 className="picked"><Mark type={node.type} /> <NodeLink of={{ __typename: node.type, id: node.id, label: node.label }} /></h3>
      <p className="quiet">{typeName(node.type, language)} · <NodeLink of={{ __typename: node.type, id: node.id, label: node.label }}>{w.openPage}</NodeLink></p>
      <Actions {...props} />
      <h3>{w.around}</h3>
      <Answer to={around} rows={3}>
        {({ neighborhood }) => {
          const groups = counted(picture, node.id, (neighborhood && groupsOf(neighborhood, node.id)) ?? known ?? []);
          return groups.length === 0 ? <p className="quiet">{w.noAround}</p> : <Groups of={groups} node={node} mayAdd={mayAdd} add={add} />;
        }}
      </Answer>
      <h3>{w.facts}</h3>
      <Answer to={facts.asked} rows={4}>{({ node: found }) => found && <Facts of={facts.rows(found)} />}</Answer>
    </>
  );
}

/** Neighbours by relationship and type: how many are shown of how many there are, and the way to more of them. */
function Groups({ of, node, mayAdd, add }: { of: readonly Group[]; node: GraphNode; mayAdd: boolean; add: (...steps: Step[]) => void }) {
  const w = useWords(words);
  const language = useLanguage();
  return (
    <ul className="plain groups">
      {of.map((g) => {
        const name = groupName(node.type, g, language);
        const limit = limitFor(of, g, MOST);
        const left = g.there - g.shown;
        return (
          <li key={`${g.relationship} ${g.direction} ${g.type}`}>
            <Mark type={g.type} />
            <span>{name} <span className="quiet number">{w.aroundOf(g.shown, g.more ? `${g.there}+` : String(g.there))}</span></span>
            {left <= 0 ? (
              <span className="quiet small">{w.allShown}</span>
            ) : g.shown >= MOST ? (
              <span className="quiet small">{w.mostShown}</span>
            ) : (
              <Button size="small" disabled={!mayAdd} aria-label={`${w.expandMore(Math.min(left, EACH))}：${name}`} onClick={() => add({ do: "expand", id: node.id, limit, only: { relationship: g.relationship, direction: g.direction, type: g.type } })}>
                {w.expandMore(Math.min(left, EACH))}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
