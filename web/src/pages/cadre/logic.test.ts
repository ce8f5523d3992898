import { describe, expect, test } from "vitest";

import { pageAt } from "../../parts/Paging";
import { signed } from "../../parts/numbers";
import { allMet, by, conditionsOf, type CaseFacts } from "./counting";
import { dayOf, lanesOf, placeIn, ticks, within, withoutDay, yearsOf, type Span } from "./life";
import { sittings } from "./reading";
import { marks, reach, sumsOf } from "./sums";

const node = { __typename: "Task", id: "x", label: "x" };
const span = (from: string | null, to: string | null, text = ""): Span => ({ group: "task", key: `${from}`, node, from, to, text, weight: 1 });

describe("a life", () => {
  test("days are placed within whole years, and partial dates at their first day", () => {
    expect(dayOf("2020-03")).toBe(dayOf("2020-03-01"));
    const place = placeIn([2020, 2021]);
    expect([place("2020"), place("2021-12-31") < 100, place("2019-05-01"), place("2030")]).toEqual([0, true, 0, 100]);
  });
  test("the years go from the first date to today, or as asked", () => {
    expect(yearsOf([span("2015-08-01", null)], [{ on: "2012-07", kind: "EDUCATION", node }], "2024-08-31", { from: null, to: null })).toEqual([2012, 2024]);
    expect(yearsOf([span("2015-08-01", null)], [], "2024-08-31", { from: 2020, to: 2021 })).toEqual([2020, 2021]);
  });
  test("stretches that meet the years stay, and those that go on", () => {
    const asked = { from: 2020, to: 2021 };
    expect([span("2010", "2019-12-31"), span("2010", "2020-01-02"), span("2010", null), span("2022", null), span(null, null)].map((s) => within(s, asked))).toEqual([false, true, true, false, true]);
  });
  test("nothing lies on another in its lane, and what has no first day is not drawn", () => {
    const bars = lanesOf([span("2020-01-01", "2020-06-01", "一二三四五六七八九十"), span("2020-07-01", "2020-08-01"), span("2021-11-01", null, "十分长的名称十分长的名称"), span(null, "2020-01-01")], placeIn([2020, 2021]), "2021-12-31");
    expect(bars).toHaveLength(3);
    for (const a of bars) for (const b of bars) if (a !== b && a.lane === b.lane) expect(a.right <= b.left || b.right <= a.left).toBe(true);
    expect(bars[2]?.back).toBe(true);
    expect(lanesOf([span("2020-01-01", "2020-06-01"), span("2020-06-01", null)], placeIn([2020, 2021]), "2021-12-31").map((b) => b.lane)).toEqual([0, 0]);
  });
  test("a day is not said twice", () => {
    expect([withoutDay("2022-12-01 诫勉", "2022-12-01"), withoutDay("2022-12-01 诫勉", "2023-06-01"), withoutDay("事例一", "2022-12-01")]).toEqual(["诫勉", "2022-12-01 诫勉", "事例一"]);
  });
  test("the axis has no more years than fit", () => {
    expect(ticks([2015, 2024])).toHaveLength(10);
    expect(ticks([1990, 2024])).toEqual([1990, 1995, 2000, 2005, 2010, 2015, 2020]);
  });
});

describe("what counts", () => {
  const facts: CaseFacts = { polarity: "NEGATIVE", verification: "VERIFIED", verifiedOn: "2023-01-01", notifiedOn: "2023-02-01", heard: true, rulings: [] };
  const day = "2024-08-31";
  const of = (change: Partial<CaseFacts>) => conditionsOf({ ...facts, ...change }, day);
  test("a negative case asks to be verified, told and heard", () => {
    expect(of({}).map((c) => [c.name, c.met])).toEqual([["verified", "yes"], ["told", "yes"], ["heard", "yes"]]);
    expect(allMet(of({ notifiedOn: null }))).toBe("no");
    expect(allMet(of({ heard: false }))).toBe("no");
    expect(allMet(of({ heard: null }))).toBe("unknown");
  });
  test("a positive one asks only to be verified; what is untrue never counts", () => {
    expect(of({ polarity: "POSITIVE", notifiedOn: null, heard: false }).map((c) => c.name)).toEqual(["verified"]);
    for (const v of ["REPORTED", "CHECKING", "REJECTED", "MALICIOUS"]) expect(allMet(of({ verification: v }))).toBe("no");
  });
  test("in part only by the person's own finding", () => {
    expect(allMet(of({ verification: "PARTLY" }))).toBe("no");
    expect(allMet(of({ verification: "PARTLY", finding: "负有责任" }))).toBe("yes");
  });
  test("a ruling that exempts takes it out, until it is revoked", () => {
    expect(allMet(of({ rulings: [{ effect: "EXEMPT", ruledOn: "2023-05-01" }] }))).toBe("no");
    expect(allMet(of({ rulings: [{ effect: "EXEMPT", ruledOn: "2023-05-01", revokedOn: "2024-01-01" }] }))).toBe("yes");
    expect(allMet(of({ rulings: [{ effect: "MITIGATED", ruledOn: "2023-05-01" }] }))).toBe("yes");
  });
  test("a day that is not known precisely tells nothing within its time", () => {
    expect([by("2024", day), by("2024-08", day), by("2023", day), by("2025", day), by(null, day)]).toEqual(["unknown", "unknown", "yes", "no", "unknown"]);
  });
});

describe("a record", () => {
  const record = { estimate: -1.821314, population: 0.017764, remainder: 0, items: { totalCount: 2, nodes: [{ contribution: -1.914506 }, { contribution: 0.075428 }] } };
  test("its lines add up", () => {
    const whole = sumsOf(record);
    expect(whole.elsewhere).toBeNull();
    expect(whole.here + record.population + record.remainder).toBeCloseTo(record.estimate, 6);
    const first = sumsOf({ ...record, items: { totalCount: 2, nodes: record.items.nodes.slice(0, 1) } });
    expect(first.elsewhere).toBeCloseTo(0.075428, 6);
  });
  test("its scale holds the interval and two spreads, with 0 in the middle", () => {
    expect(reach(-10, 7, 6)).toBeGreaterThanOrEqual(12);
    expect(marks(13)).toEqual([-10, -5, 0, 5, 10]);
  });
  test("signs are written, but not of nothing", () => {
    expect([signed(1.25), signed(-0.3), signed(-0.01), signed(0)]).toEqual(["+1.3", "−0.3", "0.0", "0.0"]);
  });
});

test("what one reader opened at one sitting is one reading", () => {
  const read = (at: string, by: string) => ({ at, kind: "READ", by, role: "ORGANIZER", purpose: null });
  const all = sittings([read("2026-01-01T10:04:00Z", "a"), read("2026-01-01T10:03:58Z", "a"), read("2026-01-01T10:03:57Z", "b"), read("2026-01-01T09:00:00Z", "b")]);
  expect(all.map((s) => s.of.length)).toEqual([2, 1, 1]);
  expect(all[0]).toMatchObject({ from: "2026-01-01T10:03:58Z", to: "2026-01-01T10:04:00Z" });
});

test("a page is asked for forward or back", () => {
  expect(pageAt("", 20)).toEqual({ first: 20, after: null, last: null, before: null });
  expect(pageAt("a.x.y", 20)).toEqual({ first: 20, after: "x.y", last: null, before: null });
  expect(pageAt("b.x", 20)).toEqual({ first: null, after: null, last: 20, before: "x" });
});
