import { describe, expect, it } from "vitest";

import { apart, fan, placeAlone, span, type Place, type Places } from "./layout";
import { relax } from "./relax";

const ids = (n: number, letter = "n") => Array.from({ length: n }, (_, i) => `${letter}${i}`);

/** Every place is a number, and no two are the same. */
function sound(places: Places) {
  for (const p of places.values()) expect(Number.isFinite(p.x) && Number.isFinite(p.y)).toBe(true);
  expect(new Set([...places.values()].map((p) => `${p.x.toFixed(3)} ${p.y.toFixed(3)}`)).size).toBe(places.size);
}

describe("places", () => {
  it("are there for one node, and for many that belong to nothing", () => {
    const places: Places = new Map();
    for (const id of ids(40)) placeAlone(places, id);
    expect(places.size).toBe(40);
    sound(places);
  });

  it.each([1, 2, 25, 100, 1000])("fan %i neighbours out around a node", (n) => {
    const places: Places = new Map();
    fan(places, "a", ids(n), []);
    expect(places.size).toBe(n + 1);
    sound(places);
  });

  it("do not move but for the node that is opened, and not that one where it is pinned", () => {
    const places: Places = new Map();
    fan(places, "a", ids(12), []);
    const before = new Map(places);
    fan(places, "n3", ids(25, "m"), ["a"]);
    sound(places);
    for (const [id, p] of before) if (id !== "n3") expect(places.get(id)).toEqual(p);
    expect(places.get("n3")).not.toEqual(before.get("n3"));

    const pinned: Places = new Map(before).set("n3", { ...before.get("n3")!, pinned: true });
    fan(pinned, "n3", ids(25, "m"), ["a"]);
    expect(pinned.get("n3")).toEqual({ ...before.get("n3"), pinned: true });
    sound(pinned);
  });

  it("lie between the ends of paths, each path beside the others", () => {
    const places: Places = new Map();
    span(places, [["a", "x", "b"], ["a", "y", "b"], ["a", "z", "y", "b"]]);
    expect([...places.keys()].sort()).toEqual(["a", "b", "x", "y", "z"]);
    sound(places);
    const one: Places = new Map([["a", { x: 5, y: 5, pinned: false }]]);
    span(one, [["a"]]);
    span(one, []);
    sound(one);
  });
});

describe("laying out anew", () => {
  const all = (places: Record<string, Place>) => Object.entries(places);
  const at = (x: number, y: number, pinned = false): Place => ({ x, y, pinned });

  it.each([
    ["nothing", {}, []],
    ["one node", { a: at(0, 0) }, []],
    ["nodes at one place", { a: at(0, 0), b: at(0, 0), c: at(0, 0) }, [["a", "b"]]],
    ["nodes that are all pinned apart", { a: at(0, 0, true), b: at(500, 0, true) }, [["a", "b"]]],
    ["a relationship to itself, and one twice", { a: at(0, 0), b: at(1, 0) }, [["a", "a"], ["a", "b"], ["b", "a"]]],
    ["parts that do not hang together", { a: at(0, 0), b: at(9, 9), c: at(-9, 0), d: at(3, 3) }, [["a", "b"], ["c", "d"]]],
  ] as [string, Record<string, Place>, [string, string][]][])("never gives a place that is none: %s", (_, places, edges) => {
    const found = new Map(relax({ nodes: all(places), edges }));
    expect([...found.keys()]).toEqual(Object.keys(places));
    sound(found);
    for (const [id, p] of all(places)) if (p.pinned) expect(found.get(id)).toEqual(p);
  });

  it("keeps pinned nodes where they are, and gives the same places each time", () => {
    const places: Places = new Map();
    fan(places, "a", ids(60), []);
    places.set("n7", { x: 900, y: -900, pinned: true });
    const task = { nodes: [...places], edges: ids(60).map((id): [string, string] => ["a", id]) };
    const found = new Map(relax(task));
    expect(found.get("n7")).toEqual({ x: 900, y: -900, pinned: true });
    sound(found);
    expect(relax(task)).toEqual([...found]);
  });

  it("moves apart what stands at one place", () => {
    const places: Places = new Map(ids(30).map((id) => [id, at(1, 1)]));
    apart(places, 60);
    sound(places);
  });
});
