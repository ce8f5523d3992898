import { buildSchema, parse, validate } from "graphql";
import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { fileOf, groupsOf, pageOf, questionOf } from "./documents";
import { columnChoices, conditionChoices, keyChoices } from "./fields";
import { filterOf } from "./filter";
import { groupKeys, membersOf, span } from "./groups";
import { newList, read, written, type List } from "./model";
import { listOf, savedOf } from "./question";
import { sentence } from "./says";
import { figures, orders, roots } from "./shape.gen";

const folder = "../schema";
const schema = buildSchema(readdirSync(folder).filter((f) => f.endsWith(".graphqls")).map((f) => readFileSync(`${folder}/${f}`, "utf8")).join("\n"));
const wrong = (query: string) => validate(schema, parse(query)).map((e) => e.message);
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
  const filter = (type: string, by: string[], key: unknown) => filterOf({ how: "all", of: membersOf(type, groupKeys(type, by), key) }).filter;

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
