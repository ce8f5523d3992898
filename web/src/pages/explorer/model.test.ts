import { describe, expect, it } from "vitest";

import { counted, degrees, edgeOf, empty, groupsOf, limitFor, merge, missing, neighbourhood, nextLimit, nodeOf, remove } from "./model";
import { around, edge, left, node, star } from "./testing";
import { bends, kinds, monthNumber, monthOf, months, shown, within } from "./view";

const all = { hidden: [], without: [], since: "", until: "" };

describe("merging neighbourhoods", () => {
  it("has no node and no relationship twice", () => {
    const picture = empty();
    expect(merge(picture, neighbourhood(star("a", ["t1", "t2"]), "a"))).toEqual(["a", "t1", "t2"]);
    expect(merge(picture, neighbourhood(star("b", ["t2", "t3"]), "b"))).toEqual(["b", "t3"]);
    expect(merge(picture, neighbourhood(star("b", ["t2", "t3"]), "b"))).toEqual([]);
    expect([...picture.nodes.keys()]).toEqual(["a", "t1", "t2", "b", "t3"]);
    expect(picture.edges.size).toBe(4);
  });

  it("has two relationships between the same nodes where they are two", () => {
    const picture = empty();
    merge(picture, neighbourhood(around([node("a", "Cadre"), node("t")], [edge("a", "t", "WORKED_ON", { role: "LEAD" }), edge("a", "t", "WORKED_ON", { role: "MEMBER" })]), "a"));
    expect(picture.edges.size).toBe(2);
  });

  it("takes of one kind what was asked for, and not what came beside it", () => {
    const answer = around([node("a", "Cadre"), node("ev", "Evaluation"), node("ap", "Appointment")], [edge("ev", "a", "OF"), edge("ap", "a", "OF")]);
    const part = neighbourhood(answer, "a", { relationship: "OF", direction: "IN", type: "Evaluation" });
    expect(part.nodes.map((n) => n.id)).toEqual(["a", "ev"]);
    expect(part.edges).toHaveLength(1);
  });

  it("removes a node with its relationships", () => {
    const picture = empty();
    merge(picture, neighbourhood(star("a", ["t1", "t2"]), "a"));
    remove(picture, "t1");
    expect([...picture.nodes.keys()]).toEqual(["a", "t2"]);
    expect([...picture.edges.values()].map((e) => e.target)).toEqual(["t2"]);
  });
});

describe("what is around a node", () => {
  it("is counted from what is shown and what was left out", () => {
    const answer = around([node("a", "Cadre"), node("t1"), node("o", "Organization")], [edge("a", "t1"), edge("a", "o", "SERVES_IN")], [left("a", "Task", 1, 6), left("a", "Evaluation", 0, 8, "OF", "IN")]);
    const groups = groupsOf(answer, "a");
    expect(groups.map((g) => [g.type, g.there])).toEqual([["Task", 6], ["Organization", 1], ["Evaluation", 8]]);
    const picture = empty();
    merge(picture, neighbourhood(answer, "a"));
    expect(missing(counted(picture, "a", groups))).toBe(13);
  });

  it("asks for as many as bring the next of one kind, of those that come in turn", () => {
    const group = (type: string, there: number, shown: number) => ({ relationship: "OF" as const, direction: "IN" as const, type, there, more: false, shown });
    const groups = [group("Evaluation", 60, 0), group("Education", 2, 2), { ...group("Task", 99, 0), relationship: "WORKED_ON" as const }];
    expect(limitFor(groups, groups[0]!, 100)).toBe(27);
    expect(limitFor([group("Evaluation", 600, 90)], group("Evaluation", 600, 90), 100)).toBe(100);
  });
});

describe("another expansion", () => {
  it("asks for more than there is, also where two relationships lead to one neighbour", () => {
    const picture = empty();
    merge(picture, neighbourhood(around([node("a", "Cadre"), node("t")], [edge("a", "t", "WORKED_ON", { role: "LEAD" }), edge("a", "t", "WORKED_ON", { role: "MEMBER" })]), "a"));
    expect(degrees(picture).get("a")).toBe(1);
    expect([0, 1, 24, 25, 26, 99, 500].map(nextLimit)).toEqual([25, 25, 25, 50, 50, 100, 100]);
  });
});

describe("days", () => {
  it("are those of what a node stands for", () => {
    expect(nodeOf(node("t", "Task", { startedOn: "2020-01-02", completedOn: null }))).toMatchObject({ from: "2020-01-02", to: null });
    expect(nodeOf(node("e", "Evaluation", { evaluatedOn: "2021" }))).toMatchObject({ from: "2021", to: "2021" });
    expect(nodeOf(node("e", "Education", { completedOn: "1999-07" }))).toMatchObject({ from: "1999-07", to: "1999-07" });
    expect(nodeOf(node("c", "Campaign", { startedOn: "2020-01-01", endsOn: "2020-02-01" }))).toMatchObject({ to: "2020-02-01" });
    expect(nodeOf(node("c", "Cadre"))).toMatchObject({ from: null, to: null });
    expect(edgeOf(edge("a", "t", "WORKED_ON", { from: "2020-01-02", to: "2020-03" }))).toMatchObject({ from: "2020-01-02", to: "2020-03" });
  });

  it.each([
    ["2020-01-02", null, "2021-01", "", true],
    ["2020-01-02", "2020-12-31", "2021-01", "", false],
    ["2020-01-02", "2020-12-31", "2020-12", "", true],
    ["2020-01-02", "2020-12-31", "", "2019-12", false],
    ["2020", "2020", "2020-06", "2020-06", true],
    ["2020", "2020", "2021-01", "", false],
    [null, null, "2021-01", "2021-02", true],
  ])("%s to %s within %s and %s is %s", (from, to, since, until, is) => {
    expect(within({ from, to }, { since, until })).toBe(is);
  });

  it("count as months for a slider, and back", () => {
    expect(monthOf(monthNumber("1999-12") + 1)).toBe("2000-01");
    const picture = empty();
    merge(picture, neighbourhood(around([node("a", "Cadre"), node("t", "Task", { startedOn: "2020", completedOn: "2021-05-06" })], [edge("a", "t", "WORKED_ON", { from: "2018-03-01" })]), "a"));
    expect(months(picture)).toEqual(["2018-03", "2021-05"]);
    expect(months(empty())).toBeNull();
  });
});

describe("what is shown", () => {
  const picture = empty();
  merge(picture, neighbourhood(around([node("a", "Cadre"), node("t", "Task", { startedOn: "2020-01-01", completedOn: "2020-02-01" }), node("s", "Source")], [edge("a", "t"), edge("a", "s", "SOURCED_FROM")]), "a"));

  it("leaves out hidden kinds, with the relationships that lead to them", () => {
    const view = shown(picture, { ...all, hidden: ["Source"] });
    expect(view.nodes.map((n) => n.id)).toEqual(["a", "t"]);
    expect(view.edges.map((e) => e.target)).toEqual(["t"]);
    expect(shown(picture, { ...all, without: ["WORKED_ON"] }).nodes).toHaveLength(3);
    expect(shown(picture, { ...all, without: ["WORKED_ON"] }).edges.map((e) => e.target)).toEqual(["s"]);
    expect(shown(picture, { ...all, since: "2021-01" }).nodes.map((n) => n.id)).toEqual(["a", "s"]);
  });

  it("is counted by kind, most first", () => {
    expect(kinds([{ type: "A" }, { type: "B" }, { type: "B" }])).toEqual([["B", 2], ["A", 1]]);
  });

  it("bends relationships between the same two nodes apart, whichever way they lead", () => {
    const of = [edge("a", "b"), edge("b", "a"), edge("a", "b", "OF"), edge("a", "c")].map(edgeOf);
    const bent = bends(of);
    expect(bent.get(of[3]!.id)).toBe(0);
    // The bend is to the left of an edge's own way: those of the other way count from the other side.
    const sides = of.slice(0, 3).map((e) => bent.get(e.id)! * (e.source === "a" ? 1 : -1));
    expect(new Set(sides).size).toBe(3);
  });
});
