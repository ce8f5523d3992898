import { readdirSync, readFileSync } from "node:fs";
import { buildSchema, print, validate } from "graphql";
import { expect, test } from "vitest";

import { nodes } from "../../terms/nodes.gen";
import { factQuestion, groupsOf, listQuestion, listsQuestion, partsOf, propertiesOf } from "./question";

const folder = "../schema/";
const schema = buildSchema(readdirSync(folder).filter((f) => f.endsWith(".graphqls")).map((f) => readFileSync(folder + f, "utf8")).join("\n"), { assumeValidSDL: true });
const all = () => true;

test.each(Object.keys(nodes))("what is asked of a %s is in the contract", (type) => {
  const { lists } = partsOf(type, all);
  const questions = [factQuestion(type, all), ...groupsOf(type, all).map((g) => listsQuestion(type, g, all)), ...lists.map((f) => listQuestion(type, f, all))];
  expect(questions.flatMap((q) => validate(schema, q)).map((e) => e.message)).toEqual([]);
});

test("every type of node has a page", () => {
  expect(Object.keys(nodes).sort()).toEqual(schema.getPossibleTypes(schema.getType("Node") as never).map((t) => t.name).sort());
});

test("what a role may not use is not asked for, and is named", () => {
  const may = (field: string) => !["Evaluation.comment", "Evaluation.evaluator", "Evaluation.tasks", "Nominated.leader"].includes(field);
  const text = print(factQuestion("Evaluation", may)) + groupsOf("Evaluation", may).map((g) => print(listsQuestion("Evaluation", g, may))).join("");
  for (const name of ["comment", "evaluator", "tasks"]) expect(text).not.toMatch(new RegExp(`\\b${name}\\b`));
  expect(text).toMatch(/\bcases\b/);
  expect(partsOf("Evaluation", may).kept.map((f) => f.name)).toEqual(["comment", "evaluator", "tasks"]);
  const nominations = nodes.RecommendationRound?.fields.find((f) => f.name === "nominations");
  expect(nominations && propertiesOf(nominations, may).map((p) => p.name)).not.toContain("leader");
});

test("every list is asked for once, a few at a time", () => {
  for (const type of Object.keys(nodes)) {
    const groups = groupsOf(type, all);
    expect(groups.flat()).toEqual(partsOf(type, all).lists);
    for (const group of groups) expect(group.length).toBeLessThanOrEqual(6);
  }
  expect(groupsOf("Organization", all).length).toBeGreaterThan(1);
});
