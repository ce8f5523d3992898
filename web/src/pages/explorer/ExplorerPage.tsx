import { Alert, Tabs } from "antd";
import { useCallback, useMemo, useRef } from "react";

import { ProblemSaid } from "../../api/Answer";
import { worst } from "../../api/problem";
import { useLook } from "../../app/look";
import { Page } from "../../parts/Page";
import { useLanguage, useWords } from "../../words/words";
import { useExplorer } from "./address";
import { useReplay } from "./asked";
import { Canvas, type Eye } from "./Canvas";
import "./explorer.css";
import { FindNode } from "./FindNode";
import type { Badge } from "./labels";
import { Legend } from "./Legend";
import { degrees, missing, nextLimit } from "./model";
import { edgeName } from "./names";
import { Paths } from "./Paths";
import { aroundOf } from "./replay";
import type { Scene } from "./scene";
import { Actions, Selected } from "./Selected";
import { EACH, blank, type Tab } from "./state";
import { EdgeTable, NodeTable } from "./Tables";
import { Toolbar } from "./Toolbar";
import { shown } from "./view";
import { words } from "./words";

/** More than this nobody can read, and browsers draw it slowly. */
const FULL = 5000;

/** The graph as one explores it: begin at a node, go on to what is around it, find paths, filter, pin, and hand it on. */
export function Component() {
  const w = useWords(words);
  const language = useLanguage();
  const { theme } = useLook();
  const { state, set, add, undo, redo } = useExplorer();
  const { replay, busy, wrong, again } = useReplay(state.steps);
  const { picture, places, ways } = replay;
  const eye = useRef<Eye>(null);

  const { hidden, without, since, until, at, edge, tab, from, to } = state;
  const marked = useMemo(() => new Set(state.marked), [state.marked.join()]);
  const view = useMemo(() => shown(picture, { hidden, without, since, until }), [picture, hidden.join(), without.join(), since, until]);
  const scene = useMemo<Scene>(() => {
    const badges = new Map<string, Badge>();
    for (const id of picture.around.keys()) badges.set(id, { missing: missing(aroundOf(picture, id)), pinned: false });
    for (const [id, place] of places) if (place.pinned) badges.set(id, { missing: badges.get(id)?.missing ?? 0, pinned: true });
    const edgeLabels = new Map(view.edges.length <= 80 ? view.edges.map((e) => [e.id, edgeName(e, picture, language)]) : []);
    const picked = view.edges.find((e) => e.id === edge);
    if (picked) edgeLabels.set(edge, edgeName(picked, picture, language));
    return { view, places, at, edge, marked, badges, edgeLabels, theme, language };
  }, [picture, places, view, at, edge, marked, theme, language]);

  const pick = useCallback((id: string) => set(id ? { at: id, tab: "selected" } : { at: id }, true), [set]);
  const pathFrom = (id: string) => set({ from: id, to: to === id ? "" : to, tab: "path" }, true);
  const begin = (id: string) => set({ at: id, steps: [...state.steps, { do: "show", id }, ...(picture.nodes.size === 0 ? [{ do: "expand" as const, id, limit: EACH }] : [])] });
  const mayAdd = picture.nodes.size < FULL;
  const place = (id: string) => ({ x: Math.round(places.get(id)?.x ?? 0), y: Math.round(places.get(id)?.y ?? 0) });
  const degree = useMemo(() => degrees(picture), [picture]);
  const more = (id: string) => nextLimit(degree.get(id) ?? 0);
  const own = (id: string) => ({ more: more(id), pinned: places.get(id)?.pinned ?? false, mayAdd, add, place, pathFrom });
  const selected = picture.nodes.get(at);
  const problem = worst(wrong.flatMap((one) => one.problems));

  return (
    <Page title={w.title} below={w.say}>
      <div className="explorer">
        <div className="bar no-print">
          <FindNode label={w.find} onFound={begin} />
          <Toolbar scene={scene} undo={undo} redo={redo} layout={() => add({ do: "layout" })} clear={() => set(blank)} fit={() => eye.current?.fit()} zoom={(by) => eye.current?.zoom(by)} />
        </div>
        {problem && <ProblemSaid problem={problem} again={again} />}
        {replay.nothing.length > 0 && <Alert type="info" showIcon title={w.nothing(new Set(replay.nothing).size)} />}
        {!mayAdd && <Alert type="warning" showIcon title={w.full(picture.nodes.size)} />}
        {state.steps.length === 0 ? (
          <p className="quiet">{w.begin}</p>
        ) : (
          <>
            <p role="status" className="quiet said">{busy ? w.busy : w.status(view.nodes.length, view.edges.length, picture.nodes.size)}</p>
            <div className="sides" aria-busy={busy}>
              <div className="legend"><Legend picture={picture} state={state} set={set} /></div>
              <Canvas
                scene={scene}
                eye={eye}
                look={state.look}
                onLooked={(look) => set({ look }, true)}
                onPick={pick}
                onOpen={(id) => mayAdd && add({ do: "expand", id, limit: more(id) })}
                onMoved={(id, x, y) => add({ do: "pin", id, x, y })}
              />
              <section className="section panel" aria-label={w.selected}>
                <Tabs
                  size="small"
                  activeKey={tab}
                  onChange={(tab) => set({ tab: tab as Tab }, true)}
                  destroyOnHidden
                  items={[
                    { key: "selected", label: w.selected, children: selected ? <Selected key={at} node={selected} picture={picture} {...own(at)} /> : <p className="quiet">{w.select}</p> },
                    { key: "nodes", label: w.nodes(view.nodes.length), children: <NodeTable of={view.nodes} at={at} pick={(id) => set({ at: id }, true)} actions={(n) => <Actions node={n} {...own(n.id)} small />} /> },
                    { key: "edges", label: w.edges(view.edges.length), children: <EdgeTable of={view.edges} picture={picture} edge={edge} pick={(edge) => set({ edge }, true)} /> },
                    {
                      key: "path",
                      label: w.path,
                      children: <Paths picture={picture} nodes={view.nodes} ways={ways} from={from || at} to={to} setEnds={(from, to) => set({ from, to }, true)} add={add} mayAdd={mayAdd} marked={marked} mark={(marked) => set({ marked }, true)} />,
                    },
                  ]}
                />
              </section>
            </div>
          </>
        )}
      </div>
    </Page>
  );
}
