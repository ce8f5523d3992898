import { buildSchema, coerceInputValue, parse, validate, type GraphQLInputType } from "graphql";
import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { fileOf, groupsOf, pageOf, questionOf } from "./documents";
import { columnChoices, conditionChoices, keyChoices, referenceChoices, valueFor } from "./fields";
import { filterOf } from "./filter";
import { groupKeys, membersOf, span } from "./groups";
import { newList, read, written, type List } from "./model";
import { listOf, savedOf } from "./question";
import { sentence } from "./says";
import { figures, orders, roots } from "./shape.gen";

const folder = "../schema";
const schema = buildSchema(readdirSync(folder).filter((f) => f.endsWith(".graphqls")).map((f) => readFileSync(`${folder}/${f}`, "utf8")).join("\n"));
const wrong = (query: string) => validate(schema, parse(query)).map((e) => e.message);
const validateValue = (value: unknown, type: string) => {
  const said: string[] = [];
  coerceInputValue(value, schema.getType(type) as GraphQLInputType, (_, __, e) => said.push(e.message));
  return said;
};
const options = (of: { options: { value: string }[] }[]) => of.flatMap((g) => g.options.map((o) => o.value));

const debt: List = {
  ...newList("cadres"),
  where: {
    how: "all",
    of: [
      {
        field: "tasks",
        has: "some",
        of: { how: "all", of: [{ field: "role", op: "eq", value: "LEAD" }, { field: "node.category", op: "eq", value: "DEBT_RESOLUTION" }, { field: "node.difficulty", op: "gte", value: 4 }] },
      },
    ],
  },
};

/** Ends of keys that were validated: what leads to them is the same for all lists. */
const seen = new Set<string>();

describe("every list of the schema", () => {
  it.each(Object.keys(roots))("%s is asked by valid documents, with any column, order, group and figure", (of) => {
    const type = roots[of]?.[0] ?? "";
    const list = { ...newList(of), columns: options(columnChoices(type, "ADMIN", "zh")) };
    const order = Object.keys(orders[`${type}Order`] ?? {})[0];
    expect(order).toBeDefined();
    expect(wrong(pageOf({ ...list, order: [order ?? "", "ASC"] }, { first: 20 }, true).query)).toEqual([]);
    expect(wrong(questionOf(list).query)).toEqual([]);
    expect(wrong(fileOf(list).query)).toEqual([]);
    // A condition whose variable is not given is refused.
    for (const asking of [fileOf(list), savedOf(list)]) expect(asking.query).not.toContain("$filter");
    const figure = Object.entries(figures[`${type}Aggregate`] ?? {})[0];
    for (const by of options(keyChoices(type, "ADMIN", "zh"))) {
      const end = by.split(".").slice(-2).join(".");
      if (seen.has(end)) continue;
      seen.add(end);
      expect(groupKeys(type, [by])).toHaveLength(1);
      expect(wrong(groupsOf({ ...list, by: [by], figure: figure ? `${figure[0]}.min` : "" }).query)).toEqual([]);
      expect(wrong(fileOf({ ...list, by: [by] }).query)).toEqual([]);
    }
  });

  it("leaves out what a role may not use", () => {
    expect(options(conditionChoices("CadreFilter", "ORGANIZER", "zh"))).toContain("gender");
    expect(options(conditionChoices("CadreFilter", "ANALYST", "zh"))).not.toContain("gender");
    expect(options(columnChoices("Cadre", "ANALYST", "zh"))).not.toContain("gender");
    expect(options(keyChoices("Cadre", "ANALYST", "zh"))).not.toContain("gender");
  });
});

describe("a list", () => {
  it("is said in words", () => {
    expect(sentence(debt, "zh")).toBe("干部，事项有一项以上（角色是 牵头，且类别是 债务化解，且难度不小于 4）");
    expect(sentence(newList("tasks"), "zh")).toBe("事项");
    const any: List = { ...newList("tasks"), where: { how: "all", of: [{ how: "any", of: [{ field: "frontline", op: "eq", value: true }, { field: "difficulty", op: "gte", value: 4 }] }, { how: "not", of: [{ field: "outcome", op: "isNull", value: true }] }] } };
    expect(sentence(any, "zh")).toBe("事项，（基层一线是 是，或难度不小于 4），且不是（结果缺失）");
  });

  it("stands in the address and comes out of it", () => {
    const list: List = { ...debt, columns: ["name", "organization.parent.name"], order: ["nameStrokes", "DESC"], by: ["status"], figure: "statusFrom.min", first: "key" };
    expect(read(written(list))).toEqual(list);
    expect(read(written(debt))).toEqual(debt);
  });

  it("compares facts of one question with each other, in words, and by documents that hold", () => {
    const early: List = {
      ...newList("decisions"),
      where: { how: "all", of: [{ field: "cadre", is: { how: "all", of: [{ field: "tasks", has: "some", of: { how: "all", of: [{ field: "from", op: "gtField", value: "0:decidedOn" }, { field: "node.exists.tasks", is: { how: "all", of: [{ field: "category", op: "eqField", value: "2:node.category" }] } }] } }] } }] },
    };
    expect(sentence(early, "zh")).toBe("人事决定，干部（事项有一项以上（起晚于人事决定的时间，且另有事项（类别同于事项的类别）））");
    expect(read(written(early))).toEqual(early);
    expect(wrong(questionOf(early).query)).toEqual([]);
    const { query, variables } = savedOf(early);
    expect(JSON.stringify(variables)).toContain("decision.decidedOn");
    expect(listOf(query, JSON.stringify(variables))).toEqual(early);
    expect(validateValue(variables.filter, "DecisionFilter")).toEqual([]);
  });

  it("offers fields of one kind, of what is around, and of the node of an entry within it alone", () => {
    const scopes = [{ filter: "CadreFilter", name: "干部", by: "" }, { filter: "WorkedOnTaskFilter", name: "事项", by: "tasks" }];
    const of = (field: string, what: string) => referenceChoices(scopes, field, what, "ORGANIZER", "zh").flatMap((g) => g.options.map((o) => o.value));
    expect(of("node.startedOn", "DateFilter")).toEqual(expect.arrayContaining(["1:from", "1:node.completedOn", "0:partyJoinedOn"]));
    expect(of("node.startedOn", "DateFilter")).not.toContain("1:node.startedOn");
    expect(of("from", "DateFilter").filter((v) => v.startsWith("1:node"))).toEqual([]);
    expect(of("node.difficulty", "IntFilter").some((v) => v.endsWith("title"))).toBe(false);
    expect(of("node.category", "TaskCategoryFilter")).toEqual(["1:node.parent.category", "1:node.parent.parent.category"]);
  });

  it("keeps of a value what another operator can use", () => {
    const on = (op: string, value: string | number | boolean | null | string[]) => ({ field: "f", op, value });
    expect(valueFor("in", on("eq", "LEAD"))).toEqual(["LEAD"]);
    expect(valueFor("in", on("eq", null))).toEqual([]);
    expect(valueFor("eq", on("in", ["LEAD", "MEMBER"]))).toBe("LEAD");
    expect(valueFor("gt", on("gte", 4))).toBe(4);
    expect(valueFor("isNull", on("gte", 4))).toBe(true);
    expect(valueFor("gte", on("isNull", true))).toBeNull();
    expect(valueFor("gtField", on("gt", "2024-01-01"))).toBeNull();
    expect(valueFor("ltField", on("gtField", "0:decidedOn"))).toBe("0:decidedOn");
    expect(valueFor("in", on("eqField", "0:kind"))).toEqual([]);
  });

  it("drops a comparison with what is not there, is of no scope, or no field", () => {
    const withValue = (value: string) => read(JSON.stringify({ of: "tasks", where: { how: "all", of: [{ field: "startedOn", op: "ltField", value }] } })).where.of.length;
    expect(withValue("0:completedOn")).toBe(1);
    for (const value of ["1:completedOn", "0:nope", "0:organizations", "completedOn", "0:", "0:constructor"]) expect(withValue(value)).toBe(0);
  });

  it("is read without what the schema has not, and never breaks the page", () => {
    expect(read("")).toEqual(newList("cadres"));
    expect(read("{")).toEqual(newList("cadres"));
    expect(read("null")).toEqual(newList("cadres"));
    expect(read('{"of":"spies"}')).toEqual(newList("cadres"));
    const strange = { of: "cadres", where: { how: "all", of: [{ field: "secret", op: "eq", value: 1 }, { field: "tasks", has: "some", of: { how: "all", of: [{ field: "node.nope", op: "eq", value: 1 }] } }, 7, null] }, columns: ["nope", "name"], order: ["nope", "ASC"] };
    expect(read(JSON.stringify(strange))).toEqual({ ...newList("cadres"), columns: ["name"], where: { how: "all", of: [{ field: "tasks", has: "some", of: { how: "all", of: [] } }] } });
  });

  it("is opened again from what was saved, unless somebody wrote another question under it", () => {
    const { query, variables } = savedOf(debt);
    expect(wrong(query)).toEqual([]);
    expect(listOf(query, JSON.stringify(variables))).toEqual(debt);
    expect(listOf(query, "{}")).toBeNull();
    expect(listOf(query.replace("totalCount", "totalCount __typename"), JSON.stringify(variables))).toBeNull();
    expect(listOf("{ viewer { name } }", "{}")).toBeNull();
  });
});

describe("members of a group", () => {
  const filter = (type: string, by: string[], key: unknown) => filterOf({ how: "all", of: membersOf(type, groupKeys(type, by), key) }, `${type}Filter`).filter;

  it("are found by its values", () => {
    expect(filter("Cadre", ["status"], { status: "ACTIVE" })).toEqual({ status: { eq: "ACTIVE" } });
    expect(filter("Cadre", ["organization.within:COUNTY"], { organization: { within: { key: "a1" } } })).toEqual({ organization: { within: ["a1"] } });
    expect(filter("Evaluation", ["evaluatedOn:QUARTER", "evaluator.self"], { evaluatedOn: "2023-Q4", evaluator: { self: { key: "e1" } } })).toEqual({ evaluatedOn: { gte: "2023-10", lt: "2024-01" }, evaluator: { key: { eq: "e1" } } });
    expect(filter("Decision", ["modes"], { modes: "PRIORITY" })).toEqual({ modes: { has: "PRIORITY" } });
    expect(filter("Cadre", ["organization.within:COUNTY"], { organization: { within: null } })).toMatchObject({ not: { or: [{ organization: { level: { eq: "COUNTY" } } }, { organization: { parent: { level: { eq: "COUNTY" } } } }, {}, {}, {}, {}] } });
    expect(filter("Cadre", ["status"], { status: null })).toEqual({ not: { status: { isNull: false } } });
  });

  it("meet two keys through one relation by one entry of it", () => {
    expect(filter("Cadre", ["tasks.role", "tasks.node.category"], { tasks: { role: "LEAD", node: { category: "REFORM" } } })).toEqual({ tasks: { some: { role: { eq: "LEAD" }, node: { category: { eq: "REFORM" } } } } });
  });

  it("lie between the first day of a period and the first behind it", () => {
    expect(span("2024")).toEqual(["2024", "2025"]);
    expect(span("2024-Q1")).toEqual(["2024-01", "2024-04"]);
    expect(span("2024-12")).toEqual(["2024-12", "2025-01"]);
  });
});
