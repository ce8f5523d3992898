import { fan, placeAlone, span, type Place, type Places } from "./layout";
import { between, counted, empty, groupsOf, merge, neighbourhood, questionOf, remove, type Answers, type Group, type Picture } from "./model";
import type { Task } from "./relax";
import { blank, written, type State, type Step } from "./state";

/** What a question was answered with: null where there is nothing that the reader may see. */
export type Found = { around: Answers["around"] } | { between: Answers["between"] };

/** The nodes of a path search, and what was found out about it. */
export interface Way {
  step: Step & { do: "path" };
  answer: Answers["between"];
}

export interface Replay {
  picture: Picture;
  places: Places;
  ways: Way[];
  /** Nodes that the reader may not see, or that are not there. */
  nothing: string[];
  /** The questions that have no answer yet. */
  pending: string[];
  /** A layout that has not been worked out yet, by the name of the steps it comes after. */
  layout: { name: string; task: Task } | null;
}

const fresh = (): Replay => ({ picture: empty(), places: new Map(), ways: [], nothing: [], pending: [], layout: null });

/** Maps of its own, so that what was given before stays as it was. */
const copy = (r: Replay): Replay => ({
  ...r,
  picture: { nodes: new Map(r.picture.nodes), edges: new Map(r.picture.edges), around: new Map(r.picture.around) },
  places: new Map(r.places),
  ways: [...r.ways],
  nothing: [...r.nothing],
  pending: [...r.pending],
});

const nameOf = (steps: Step[]) => written({ ...blank, steps }).toString();

/**
 * The picture that steps give, with what was answered to them. It depends on nothing else: going back a step, loading the
 * page again and opening a link all show the same. What the last call found is gone on from where it can be.
 */
export class Player {
  private last: { steps: Step[]; result: Replay; answers: Found[] } | null = null;

  play(steps: readonly Step[], answers: ReadonlyMap<string, Found>, layouts: ReadonlyMap<string, [string, Place][]>): Replay {
    const used = steps.flatMap((s) => answers.get(questionOf(s)) ?? []);
    const last = this.last;
    const goesOn =
      last &&
      last.steps.length <= steps.length &&
      last.result.pending.length === 0 &&
      last.result.layout === null &&
      last.answers.every((a, i) => used[i] === a) &&
      JSON.stringify(last.steps) === JSON.stringify(steps.slice(0, last.steps.length));
    const result = goesOn ? copy(last.result) : fresh();
    for (let i = goesOn ? last.steps.length : 0; i < steps.length; i++) one(result, steps.slice(0, i + 1), answers, layouts);
    this.last = { steps: [...steps], result, answers: used };
    return result;
  }
}

function one(r: Replay, steps: Step[], answers: ReadonlyMap<string, Found>, layouts: ReadonlyMap<string, [string, Place][]>) {
  const step = steps.at(-1)!;
  const { picture, places } = r;
  const question = questionOf(step);
  const found = answers.get(question);
  if (question && !found) {
    r.pending.push(question);
    return;
  }
  switch (step.do) {
    case "show":
    case "expand": {
      const answer = found && "around" in found ? found.around : null;
      if (!answer) {
        r.nothing.push(step.id);
        return;
      }
      const groups = new Map((picture.around.get(step.id) ?? []).map((g) => [`${g.relationship} ${g.direction} ${g.type}`, g]));
      for (const g of groupsOf(answer, step.id)) groups.set(`${g.relationship} ${g.direction} ${g.type}`, g);
      picture.around.set(step.id, [...groups.values()]);
      const part = neighbourhood(answer, step.id, step.do === "expand" ? step.only : undefined);
      const before = neighboursOf(picture, step.id);
      if (step.do === "show") merge(picture, { nodes: part.nodes.slice(0, 1), edges: [], paths: [] });
      else {
        const added = merge(picture, part).filter((id) => id !== step.id);
        fan(places, step.id, added, before);
      }
      placeAlone(places, step.id);
      return;
    }
    case "path": {
      const answer = found && "between" in found ? found.between : null;
      if (!answer) return;
      const part = between(answer);
      merge(picture, part);
      span(places, part.paths);
      r.ways.push({ step, answer });
      return;
    }
    case "remove":
      remove(picture, step.id);
      places.delete(step.id);
      return;
    case "pin":
      if (picture.nodes.has(step.id)) places.set(step.id, { x: step.x, y: step.y, pinned: true });
      return;
    case "unpin": {
      const place = places.get(step.id);
      if (place) places.set(step.id, { ...place, pinned: false });
      return;
    }
    case "layout": {
      const task: Task = { nodes: [...places], edges: [...picture.edges.values()].map((e) => [e.source, e.target]) };
      const name = `${nameOf(steps)} ${task.nodes.length} ${task.edges.length}`;
      const done = layouts.get(name);
      if (done) for (const [id, place] of done) places.set(id, place);
      // While answers are missing the layout would be of a part; and one waits for the one before it.
      else if (r.pending.length === 0) r.layout ??= { name, task };
    }
  }
}

function neighboursOf(picture: Picture, id: string): string[] {
  const others = new Set<string>();
  for (const e of picture.edges.values()) {
    if (e.source === id) others.add(e.target);
    else if (e.target === id) others.add(e.source);
  }
  return [...others];
}

/** What is known to be around a node, with how much of it is in the picture. */
export const aroundOf = (picture: Picture, id: string): Group[] => counted(picture, id, picture.around.get(id) ?? []);

export type { State };
