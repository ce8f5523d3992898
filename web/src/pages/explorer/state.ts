import type { Direction, RelationshipType } from "./explorer.gen";

/** What was done to come to the picture, in its order: the picture is what these steps give, and nothing else. */
export type Step =
  | { do: "show"; id: string }
  | { do: "expand"; id: string; limit: number; only?: Only }
  | { do: "path"; from: string; to: string; via: RelationshipType[]; max: number; all: boolean }
  | { do: "remove"; id: string }
  | { do: "pin"; id: string; x: number; y: number }
  | { do: "unpin"; id: string }
  | { do: "layout" };

/** Of a node's neighbours, those by one relationship, direction and type. */
export interface Only {
  relationship: RelationshipType;
  direction: Direction;
  type: string;
}

/** The whole state of the page. */
export interface State {
  steps: Step[];
  /** Types of nodes and of relationships that are not shown. */
  hidden: string[];
  without: string[];
  /** Months between which what has a day is shown, such as 2020-01; empty is without an end. */
  since: string;
  until: string;
  /** The node whose facts stand beside, and the relationship. */
  at: string;
  edge: string;
  /** What stands beside the picture. */
  tab: Tab;
  /** The ends between which a path is looked for; empty are not chosen. */
  from: string;
  to: string;
  /** The nodes of a path that is marked. */
  marked: string[];
  /** Where one looks from; null sees everything, however large the window. */
  look: Look | null;
}

export const tabs = ["selected", "nodes", "edges", "path"] as const;
export type Tab = (typeof tabs)[number];

/** The middle of the picture in parts of the drawn square, and how much of it is in sight. */
export interface Look {
  x: number;
  y: number;
  ratio: number;
}

/** Nothing yet. */
export const blank: State = { steps: [], hidden: [], without: [], since: "", until: "", at: "", edge: "", tab: "selected", from: "", to: "", marked: [], look: null };

/** How many neighbours come at once, and at most how many the API gives of one node. */
export const EACH = 25;
export const MOST = 100;

const letters = { show: "b", expand: "e", path: "p", remove: "x", pin: "k", unpin: "u", layout: "l" } as const;

/**
 * The state as an address has it. n are the ids that steps name, s the steps: a letter, and what they say in numbers of base
 * 36, the first of which is a place in n. All signs stand in an address as they are.
 */
export function written(state: State): URLSearchParams {
  const ids: string[] = [];
  const n = (id: string) => {
    let at = ids.indexOf(id);
    if (at < 0) at = ids.push(id) - 1;
    return at.toString(36);
  };
  const steps = state.steps.map((s) => {
    const at = letters[s.do];
    switch (s.do) {
      case "layout":
        return at;
      case "expand":
        return [at + n(s.id), s.limit.toString(36), ...(s.only ? [s.only.relationship, s.only.direction === "IN" ? "i" : "o", s.only.type] : [])].join("-");
      case "path":
        return [at + n(s.from), n(s.to), s.max.toString(36), s.all ? "a" : "s", ...s.via].join("-");
      case "pin":
        return [at + n(s.id), signed(s.x), signed(s.y)].join("-");
      default:
        return at + n(s.id);
    }
  });
  const out = new URLSearchParams();
  if (steps.length) {
    if (ids.length) out.set("n", ids.join("."));
    out.set("s", steps.join("."));
  }
  if (state.hidden.length) out.set("hide", state.hidden.join("."));
  if (state.without.length) out.set("without", state.without.join("."));
  if (state.since) out.set("since", state.since);
  if (state.until) out.set("until", state.until);
  if (state.at) out.set("at", state.at);
  if (state.edge) out.set("edge", state.edge);
  if (state.tab !== "selected") out.set("tab", state.tab);
  if (state.from) out.set("from", state.from);
  if (state.to) out.set("to", state.to);
  if (state.marked.length) out.set("mark", state.marked.join("."));
  if (state.look) out.set("look", [signed(state.look.x * FINE), signed(state.look.y * FINE), signed(state.look.ratio * FINE)].join("-"));
  return out;
}

/** The state of an address, or of ?of=id from another page; what it cannot be is left out. */
export function read(address: URLSearchParams): State {
  const list = (name: string) => (address.get(name) ?? "").split(".").filter(Boolean);
  const ids = list("n");
  const month = (name: string) => (/^\d{4}-\d{2}$/.test(address.get(name) ?? "") ? address.get(name)! : "");
  const begin = (address.get("of") ?? "").split(",").filter(Boolean);
  const steps = address.has("s")
    ? list("s").flatMap((text) => step(text, ids) ?? [])
    : begin.flatMap((id): Step[] => [{ do: "show", id }, { do: "expand", id, limit: EACH }]);
  return {
    steps,
    hidden: list("hide"),
    without: list("without"),
    since: month("since"),
    until: month("until"),
    at: address.get("at") ?? (address.has("s") ? "" : (begin[0] ?? "")),
    edge: address.get("edge") ?? "",
    tab: tabs.find((t) => t === address.get("tab")) ?? "selected",
    from: address.get("from") ?? "",
    to: address.get("to") ?? "",
    marked: list("mark"),
    look: lookOf(address.get("look") ?? ""),
  };
}

/** How finely an address says where one looks from. */
const FINE = 10_000;

function lookOf(text: string): Look | null {
  const [x = NaN, y = NaN, ratio = NaN] = text.split("-").map((part) => unsigned(part) / FINE);
  return Number.isFinite(x) && Number.isFinite(y) && ratio > 0 ? { x, y, ratio } : null;
}

function step(text: string, ids: string[]): Step | null {
  const [first = "", ...rest] = text.slice(1).split("-");
  const id = (of: string | undefined) => ids[parseInt(of ?? "", 36)];
  const number = (of: string | undefined, most: number) => Math.min(Math.max(parseInt(of ?? "", 36) || 1, 1), most);
  const letter = text[0];
  if (letter === "l") return { do: "layout" };
  const of = id(first);
  if (!of) return null;
  switch (letter) {
    case "b":
      return { do: "show", id: of };
    case "x":
      return { do: "remove", id: of };
    case "u":
      return { do: "unpin", id: of };
    case "k": {
      const [x, y] = [unsigned(rest[0]), unsigned(rest[1])];
      return Number.isFinite(x) && Number.isFinite(y) ? { do: "pin", id: of, x, y } : null;
    }
    case "e": {
      const [limit, relationship, direction, type] = rest;
      const only = relationship && type ? { relationship: relationship as RelationshipType, direction: direction === "i" ? ("IN" as const) : ("OUT" as const), type } : undefined;
      return { do: "expand", id: of, limit: number(limit, MOST), ...(only && { only }) };
    }
    case "p": {
      const [to, max, mode, ...via] = rest;
      const other = id(to);
      return other ? { do: "path", from: of, to: other, via: via as RelationshipType[], max: number(max, 6), all: mode === "a" } : null;
    }
  }
  return null;
}

/** Whole numbers of either sign, without a sign: 0, -1, 1, -2, … */
const signed = (v: number) => (v < 0 ? -Math.round(v) * 2 - 1 : Math.round(v) * 2).toString(36);
const unsigned = (text: string | undefined) => {
  const v = parseInt(text ?? "", 36);
  return v % 2 ? -(v + 1) / 2 : v / 2;
};

/** The steps with one more. What it makes idle goes: an earlier place of the same node, an earlier and smaller expansion. */
export function withStep(steps: readonly Step[], next: Step): Step[] {
  const last = steps.at(-1);
  if (next.do === "pin" && last?.do === "pin" && last.id === next.id) return [...steps.slice(0, -1), next];
  if (next.do === "layout" && last?.do === "layout") return [...steps];
  if (next.do === "show") {
    // Shown again after it was removed: only then is it new.
    const before = steps.findLast((s) => (s.do === "show" || s.do === "remove") && s.id === next.id);
    if (before?.do === "show") return [...steps];
  }
  return [...steps, next];
}
