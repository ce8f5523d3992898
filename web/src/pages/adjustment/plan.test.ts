import { describe, expect, it } from "vitest";

import { asked, leavesOf, most, placeOf, planOf, planText, type Move } from "./plan";

const plan: Move[] = [
  { cadre: "c1", to: "p1", leaves: null },
  { cadre: "c2", to: null, leaves: null },
  { cadre: "c3", to: "p3", leaves: [] },
  { cadre: "c4", to: null, leaves: ["p1", "p,\"2"] },
];

describe("a plan in the address", () => {
  it("comes back as it was, whatever the keys hold", () => {
    expect(planOf(planText(plan) ?? "")).toEqual(plan);
    expect(planText([])).toBeNull();
    expect(planOf("")).toEqual([]);
  });

  it("is none where it is not whole, or too long", () => {
    for (const text of ["[", "{}", "1", "[1]", "[[]]", '[["c",1]]', '[["c","p",["x",2]]]', '[["c","p",[],1]]', '[[""]]', '[["c",""]]', JSON.stringify(Array.from({ length: most + 1 }, (_, i) => [`c${i}`]))]) expect(planOf(text), text).toBeNull();
  });

  it("asks for what is given alone: no leaves is not the same as none", () => {
    expect(asked(plan)).toEqual([{ cadre: "c1", to: "p1" }, { cadre: "c2" }, { cadre: "c3", to: "p3", leaves: [] }, { cadre: "c4", leaves: ["p1", "p,\"2"] }]);
  });

  it("says nothing of leaves where these are the main posts", () => {
    expect(leavesOf(["b", "a"], ["a", "b"])).toBeNull();
    expect(leavesOf([], [])).toBeNull();
    expect(leavesOf([], ["a"])).toEqual([]);
    expect(leavesOf(["a", "c"], ["a", "b"])).toEqual(["a", "c"]);
  });

  it("finds the move that a problem is about", () => {
    expect(placeOf("moves[0].to")).toEqual({ move: 1, part: "to" });
    expect(placeOf("after[11]")).toEqual({ move: 12, part: "" });
    expect(placeOf("asOf")).toBeNull();
  });
});
