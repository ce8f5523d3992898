import { describe, expect, it } from "vitest";

import { filterOf, placeOf } from "./filter";
import type { Condition, Group } from "./model";

const all = (...of: Condition[]): Group => ({ how: "all", of });
const lead: Condition = { field: "role", op: "eq", value: "LEAD" };
const hard: Condition = { field: "node.difficulty", op: "gte", value: 4 };
const debt: Condition = { field: "node.category", op: "eq", value: "DEBT_RESOLUTION" };

describe("filters", () => {
  it("writes who led hard debt work as a person would", () => {
    expect(filterOf(all({ field: "tasks", has: "some", of: all(lead, debt, hard) }), "CadreFilter").filter).toEqual({
      tasks: { some: { role: { eq: "LEAD" }, node: { category: { eq: "DEBT_RESOLUTION" }, difficulty: { gte: 4 } } } },
    });
  });

  it("never makes one of two conditions that two entries may meet", () => {
    expect(filterOf(all({ field: "tasks", has: "some", of: all(lead) }, { field: "tasks", has: "some", of: all(hard) }), "CadreFilter").filter).toEqual({
      tasks: { some: { role: { eq: "LEAD" } } },
      and: [{ tasks: { some: { node: { difficulty: { gte: 4 } } } } }],
    });
  });

  it("keeps two bounds of one value, and two of the same apart", () => {
    const score = (op: string, value: number): Condition => ({ field: "score", op, value });
    expect(filterOf(all(score("gte", 1), score("lt", 3)), "CadreFilter").filter).toEqual({ score: { gte: 1, lt: 3 } });
    expect(filterOf(all(score("gte", 1), score("gte", 3)), "CadreFilter").filter).toEqual({ score: { gte: 1 }, and: [{ score: { gte: 3 } }] });
  });

  it("says any and none of", () => {
    expect(filterOf({ how: "any", of: [lead, hard] }, "CadreFilter").filter).toEqual({ or: [{ role: { eq: "LEAD" } }, { node: { difficulty: { gte: 4 } } }] });
    expect(filterOf({ how: "not", of: [lead] }, "CadreFilter").filter).toEqual({ not: { role: { eq: "LEAD" } } });
    expect(filterOf({ how: "not", of: [lead, hard] }, "CadreFilter").filter).toEqual({ not: { or: [{ role: { eq: "LEAD" } }, { node: { difficulty: { gte: 4 } } }] } });
  });

  it("counts entries, and asks for a node that there is", () => {
    expect(filterOf(all({ field: "tasks", has: "count", op: "gte", number: 2, of: all(lead) }), "CadreFilter").filter).toEqual({ tasks: { count: [{ where: { role: { eq: "LEAD" } }, gte: 2 }] } });
    expect(filterOf(all({ field: "organization", is: all() }), "CadreFilter").filter).toEqual({ organization: {} });
    expect(filterOf(all({ field: "organization", is: all({ field: "within", op: "keys", value: ["a2"] }) }), "CadreFilter").filter).toEqual({ organization: { within: ["a2"] } });
  });

  it("asks for nothing where nothing is filled in", () => {
    expect(filterOf(all({ field: "name", op: "contains", value: null }, { field: "status", op: "in", value: [] }, { how: "any", of: [] }), "CadreFilter").filter).toBeNull();
  });

  it("compares with fields of the nodes around, which it gives a name", () => {
    // Good marks from their own unit alone, as on the day of the mark.
    const good: Condition = { field: "score", op: "gte", value: 90 };
    const post = all(
      { field: "from", op: "lteField", value: "1:evaluatedOn" },
      { field: "position", is: all({ field: "organization", is: all({ field: "key", op: "eqField", value: "1:evaluator.organization.key" }) }) },
    );
    const marks = all({ field: "evaluations", has: "none", of: all(good, { field: "cadre", is: all({ field: "appointments", has: "none", of: post }) }) });
    expect(filterOf(marks, "CadreFilter").filter).toEqual({
      evaluations: {
        none: {
          as: "evaluation1",
          score: { gte: 90 },
          cadre: { appointments: { none: { from: { lteField: "evaluation1.evaluatedOn" }, position: { organization: { key: { eqField: "evaluation1.evaluator.organization.key" } } } } } },
        },
      },
    });
  });

  it("names an entry of a relation or its node, as is referred to, each where it begins", () => {
    const failed = all({ field: "category", op: "eqField", value: "1:node.category" }, { field: "startedOn", op: "gtField", value: "1:from" }, { field: "outcome", op: "eq", value: "FAILED" });
    const where = all({ field: "tasks", has: "some", of: all(lead, hard, { field: "node.exists.tasks", is: failed }) });
    expect(filterOf(where, "CadreFilter").filter).toEqual({
      tasks: {
        some: {
          as: "workedOnTask1",
          role: { eq: "LEAD" },
          node: { as: "task1", difficulty: { gte: 4 }, exists: { tasks: { category: { eqField: "task1.category" }, startedOn: { gtField: "workedOnTask1.from" }, outcome: { eq: "FAILED" } } } },
        },
      },
    });
    // Two that ask for another are asked for one by one: one object of exists names one list.
    const two = all({ field: "exists.tasks", is: failed }, { field: "exists.cases", is: all() });
    expect(Object.keys(filterOf(two, "TaskFilter").filter ?? {})).toEqual(["exists", "and"]);
    expect(filterOf(all({ field: "outcomeVerifiedOn", op: "ltField", value: "0:startedOn" }, { how: "any", of: [{ field: "title", op: "eqField", value: "0:key" }] }), "TaskFilter").filter).toEqual({
      as: "task",
      outcomeVerifiedOn: { ltField: "task.startedOn" },
      title: { eqField: "task.key" },
    });
  });

  it("asks for nothing where the other field is not chosen yet", () => {
    expect(filterOf(all({ field: "startedOn", op: "ltField", value: null }), "TaskFilter").filter).toBeNull();
  });

  it("finds the condition that an error is about", () => {
    const group = all(
      { field: "tasks", has: "some", of: all(lead, { how: "any", of: [hard, debt] }) },
      { field: "tasks", has: "none", of: all({ how: "not", of: [hard, debt] }) },
      { field: "tasks", has: "some", of: all(hard) },
    );
    const { filter, places } = filterOf(group, "CadreFilter");
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
