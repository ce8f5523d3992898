import { describe, expect, it } from "vitest";

import { filterOf, placeOf } from "./filter";
import type { Condition, Group } from "./model";

const all = (...of: Condition[]): Group => ({ how: "all", of });
const lead: Condition = { field: "role", op: "eq", value: "LEAD" };
const hard: Condition = { field: "node.difficulty", op: "gte", value: 4 };
const debt: Condition = { field: "node.category", op: "eq", value: "DEBT_RESOLUTION" };

describe("filters", () => {
  it("writes who led hard debt work as a person would", () => {
    expect(filterOf(all({ field: "tasks", has: "some", of: all(lead, debt, hard) })).filter).toEqual({
      tasks: { some: { role: { eq: "LEAD" }, node: { category: { eq: "DEBT_RESOLUTION" }, difficulty: { gte: 4 } } } },
    });
  });

  it("never makes one of two conditions that two entries may meet", () => {
    expect(filterOf(all({ field: "tasks", has: "some", of: all(lead) }, { field: "tasks", has: "some", of: all(hard) })).filter).toEqual({
      tasks: { some: { role: { eq: "LEAD" } } },
      and: [{ tasks: { some: { node: { difficulty: { gte: 4 } } } } }],
    });
  });

  it("keeps two bounds of one value, and two of the same apart", () => {
    const score = (op: string, value: number): Condition => ({ field: "score", op, value });
    expect(filterOf(all(score("gte", 1), score("lt", 3))).filter).toEqual({ score: { gte: 1, lt: 3 } });
    expect(filterOf(all(score("gte", 1), score("gte", 3))).filter).toEqual({ score: { gte: 1 }, and: [{ score: { gte: 3 } }] });
  });

  it("says any and none of", () => {
    expect(filterOf({ how: "any", of: [lead, hard] }).filter).toEqual({ or: [{ role: { eq: "LEAD" } }, { node: { difficulty: { gte: 4 } } }] });
    expect(filterOf({ how: "not", of: [lead] }).filter).toEqual({ not: { role: { eq: "LEAD" } } });
    expect(filterOf({ how: "not", of: [lead, hard] }).filter).toEqual({ not: { or: [{ role: { eq: "LEAD" } }, { node: { difficulty: { gte: 4 } } }] } });
  });

  it("counts entries, and asks for a node that there is", () => {
    expect(filterOf(all({ field: "tasks", has: "count", op: "gte", number: 2, of: all(lead) })).filter).toEqual({ tasks: { count: [{ where: { role: { eq: "LEAD" } }, gte: 2 }] } });
    expect(filterOf(all({ field: "organization", is: all() })).filter).toEqual({ organization: {} });
    expect(filterOf(all({ field: "organization", is: all({ field: "within", op: "keys", value: ["a2"] }) })).filter).toEqual({ organization: { within: ["a2"] } });
  });

  it("asks for nothing where nothing is filled in", () => {
    expect(filterOf(all({ field: "name", op: "contains", value: null }, { field: "status", op: "in", value: [] }, { how: "any", of: [] })).filter).toBeNull();
  });

  it("finds the condition that an error is about", () => {
    const group = all(
      { field: "tasks", has: "some", of: all(lead, { how: "any", of: [hard, debt] }) },
      { field: "tasks", has: "none", of: all({ how: "not", of: [hard, debt] }) },
      { field: "tasks", has: "some", of: all(hard) },
    );
    const { filter, places } = filterOf(group);
    expect(filter).toEqual({
      tasks: {
        some: { role: { eq: "LEAD" }, or: [{ node: { difficulty: { gte: 4 } } }, { node: { category: { eq: "DEBT_RESOLUTION" } } }] },
        none: { not: { or: [{ node: { difficulty: { gte: 4 } } }, { node: { category: { eq: "DEBT_RESOLUTION" } } }] } },
      },
      and: [{ tasks: { some: { node: { difficulty: { gte: 4 } } } } }],
    });
    expect(placeOf(places, "filter.tasks.some.role.eq".split("."))).toEqual([0, 0]);
    expect(placeOf(places, "cadres.filter.tasks.some.or.1.node.category.eq".split("."))).toEqual([0, 1, 1]);
    expect(placeOf(places, "filter.tasks.none.not.or.0.node.difficulty.gte".split("."))).toEqual([1, 0, 0]);
    expect(placeOf(places, "filter.and.0.tasks.some.node.difficulty".split("."))).toEqual([2, 0]);
    expect(placeOf(places, "cadres.filter.tasks.some".split("."))).toEqual([0]);
    expect(placeOf(places, "cadres.nodes.3.label".split("."))).toBeUndefined();
  });
});
