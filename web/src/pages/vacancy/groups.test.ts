import { describe, expect, it } from "vitest";

import { titlesOf } from "../../parts/gates/titles";
import { signed } from "../../parts/numbers";
import { conditionsOf, groupsOf, moveOf, placeOn, scaleOf, wantOf, type Row } from "./groups";

const gate = (code: string, outcome: Row["gates"][number]["outcome"], part: string | null = null): Row["gates"][number] => ({ rule: { code, title: code }, part, title: part ?? code, strength: "MUST", outcome });
const row = (key: string, eligibility: Row["eligibility"], band: number | null, thinEvidence: boolean, gates: Row["gates"] = []): Row => ({
  cadre: { __typename: "Cadre", id: key, label: key, key, organization: { __typename: "Organization", id: "o", label: "o" } },
  eligibility,
  band,
  thinEvidence,
  gates,
  record: null,
});

describe("the groups of a list", () => {
  it("keep the list's order, and say why somebody is in no band", () => {
    const groups = groupsOf([row("b", "ELIGIBLE", 1, false), row("a", "ELIGIBLE", 1, false), row("c", "ELIGIBLE", null, true), row("d", "ELIGIBLE", null, false), row("e", "REVIEW", 1, false), row("f", "FAILED", null, false)]);
    expect(groups.map((g) => [g.eligibility, g.standing, g.rows.map((r) => r.cadre.key).join("")])).toEqual([
      ["ELIGIBLE", { band: 1 }, "ba"],
      ["ELIGIBLE", "thin", "c"],
      ["ELIGIBLE", "noRecord", "d"],
      ["REVIEW", { band: 1 }, "e"],
      ["FAILED", "failed", "f"],
    ]);
  });
});

describe("the conditions of a page", () => {
  it("are one column for each part of a rule, and tell where somebody does not pass", () => {
    const all = conditionsOf([
      row("a", "ELIGIBLE", 1, false, [gate("AGE", "PASS"), gate("CLEARANCES", "PASS", "DOSSIER"), gate("CLEARANCES", "NOT_APPLICABLE", "COMPLAINTS")]),
      row("b", "UNKNOWN", 1, false, [gate("AGE", "PASS"), gate("CLEARANCES", "UNKNOWN", "DOSSIER"), gate("TERMS", "PASS")]),
    ]);
    expect(all.map((c) => [c.key, c.telling])).toEqual([["AGE", false], ["CLEARANCES.DOSSIER", true], ["CLEARANCES.COMPLAINTS", false], ["TERMS", false]]);
  });
});

it("a rule of one part goes by what it asks, one of several by its parts", () => {
  const titles = titlesOf([
    { rule: { code: "C", title: "无跑官拉票" }, part: "CANVASSING", title: "跑官拉票" },
    { rule: { code: "X", title: "凡提四必" }, part: "DOSSIER", title: "档案审核" },
    { rule: { code: "X", title: "凡提四必" }, part: "COMPLAINTS", title: "信访举报核查" },
  ]);
  expect([...titles.values()]).toEqual(["无跑官拉票", "档案审核", "信访举报核查"]);
});

describe("numbers", () => {
  it("are signed, and nothing is a negative zero", () => {
    expect([signed(-3.728), signed(0.04), signed(-0.04), signed(2.19)]).toEqual(["−3.7", "0.0", "0.0", "+2.2"]);
  });
  it("stand on a scale that has the average in it", () => {
    const scale = scaleOf([{ low: 2, high: 8 }, null]);
    expect(scale.low).toBeLessThan(0);
    expect(placeOn(scale, scale.low)).toBe(0);
    expect(placeOn(scale, scale.high)).toBe(100);
    const nothing = scaleOf([]);
    expect(Number.isFinite(placeOn(nothing, 0))).toBe(true);
  });
  it("of work wanted are read from behind, and are 1 where none is given", () => {
    expect([wantOf("REFORM:2.5"), wantOf("REFORM")]).toEqual([{ category: "REFORM", weight: "2.5" }, { category: "REFORM", weight: "1" }]);
  });
});

describe("a move", () => {
  it("is about the list, which nobody who failed is on", () => {
    expect(moveOf({ before: "FAILED", after: "UNKNOWN" })).toBe("comes");
    expect(moveOf({ before: "REVIEW", after: "FAILED" })).toBe("goes");
    expect(moveOf({ before: "REVIEW", after: "ELIGIBLE" })).toBe("otherEligibility");
    expect(moveOf({ before: "ELIGIBLE", after: "ELIGIBLE" })).toBe("otherBand");
  });
});
