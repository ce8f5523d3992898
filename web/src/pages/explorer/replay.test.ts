import { describe, expect, it } from "vitest";

import { relax } from "./relax";
import { aroundOf, Player, type Found } from "./replay";
import type { Step } from "./state";
import { edge, node, star } from "./testing";

const show = (id: string): Step => ({ do: "show", id });
const expand = (id: string): Step => ({ do: "expand", id, limit: 25 });
const answers = new Map<string, Found>([
  ["around a 1", { around: star("a", ["t1"], 3) }],
  ["around a 25", { around: star("a", ["t1", "t2", "t3"]) }],
  ["around t2 25", { around: star("t2", ["a", "b"], 40) }],
  ["around gone 1", { around: null }],
  [
    "between a b 4 false",
    { between: { truncated: false, complete: true, via: [], around: [], paths: [{ length: 2, nodes: [node("a", "Cadre"), node("t9"), node("b", "Cadre")], edges: [edge("a", "t9"), edge("b", "t9")] }] } },
  ],
]);
const path: Step = { do: "path", from: "a", to: "b", via: [], max: 4, all: false };
const ids = (of: { picture: { nodes: Map<string, unknown> } }) => [...of.picture.nodes.keys()];

describe("the picture that steps give", () => {
  it("begins with the node alone, says what is around it, and grows without doubles", () => {
    const player = new Player();
    const begun = player.play([show("a")], answers, new Map());
    expect(ids(begun)).toEqual(["a"]);
    expect(aroundOf(begun.picture, "a")).toMatchObject([{ type: "Task", there: 3, shown: 0 }]);
    const grown = player.play([show("a"), expand("a"), expand("t2")], answers, new Map());
    expect(ids(grown)).toEqual(["a", "t1", "t2", "t3", "b"]);
    expect([...grown.places.keys()].sort()).toEqual(["a", "b", "t1", "t2", "t3"]);
    // What was given before is as it was.
    expect(ids(begun)).toEqual(["a"]);
  });

  it("is the same step by step, at once, and after going back", () => {
    const steps = [show("a"), expand("a"), { do: "pin", id: "t1", x: 40, y: -70 } as Step, expand("t2"), path, { do: "remove", id: "t3" } as Step];
    const player = new Player();
    for (let i = 1; i <= steps.length; i++) player.play(steps.slice(0, i), answers, new Map());
    const grown = player.play(steps, answers, new Map());
    const loaded = new Player().play(steps, answers, new Map());
    expect(loaded).toEqual(grown);
    expect(loaded.places.get("t1")).toEqual({ x: 40, y: -70, pinned: true });
    expect(ids(loaded)).not.toContain("t3");
    expect(loaded.ways).toHaveLength(1);
    expect(player.play(steps.slice(0, 2), answers, new Map())).toEqual(new Player().play(steps.slice(0, 2), answers, new Map()));
  });

  it("shows what is there while an answer is missing, and says which nodes are not for the reader", () => {
    const found = new Player().play([show("gone"), show("a"), expand("x")], answers, new Map());
    expect(found.nothing).toEqual(["gone"]);
    expect(found.pending).toEqual(["around x 25"]);
    expect(ids(found)).toEqual(["a"]);
  });

  it("asks for a layout, and has its places once it is there", () => {
    const steps = [show("a"), expand("a"), { do: "pin", id: "t1", x: 40, y: -70 } as Step, { do: "layout" } as Step, expand("t2")];
    const player = new Player();
    const before = player.play(steps, answers, new Map());
    expect(before.layout?.task.nodes).toHaveLength(4);
    const layouts = new Map([[before.layout!.name, relax(before.layout!.task)]]);
    const after = player.play(steps, answers, layouts);
    expect(after.layout).toBeNull();
    expect(after.places.get("t1")).toEqual({ x: 40, y: -70, pinned: true });
    expect(after.places.get("a")).toEqual(new Map(layouts.get(before.layout!.name)).get("a"));
    expect(after).toEqual(new Player().play(steps, answers, layouts));
  });
});
