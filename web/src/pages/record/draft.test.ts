import { describe, expect, it } from "vitest";

import { newKey } from "../../parts/draft";
import { inputOf, placeOf, typed } from "./draft";
import { forms, inputs, type FormField } from "./forms.gen";

const field = (name: string, more: Partial<FormField> = {}): FormField => ({ name, zh: name, en: name, type: "String", kind: "scalar", ...more });

describe("the input of a form", () => {
  it("leaves out what is empty, and has numbers as numbers", () => {
    const fields = [field("title"), field("score", { type: "Float" }), field("year", { type: "Int" }), field("summary")];
    expect(inputOf(fields, {}, { title: " 抢险 ", score: "87.5", year: "二〇二四", summary: "" })).toEqual({ title: "抢险", score: 87.5, year: "二〇二四" });
  });
  it("has rows of other forms within it", () => {
    const fields = [field("subjects", { kind: "input", type: "CaseSubjectInput", list: true })];
    const rows = { CaseSubjectInput: [field("cadre"), field("part")] };
    expect(inputOf(fields, rows, { subjects: [{ cadre: "c1", part: "" }, { cadre: "c2", part: "带队" }] })).toEqual({ subjects: [{ cadre: "c1" }, { cadre: "c2", part: "带队" }] });
  });
  it("corrects what was changed alone, and clears by null", () => {
    const fields = [field("title"), field("summary"), field("on"), field("why", { required: true }), field("tasks", { list: true })];
    const before = { title: "旧", summary: "有", on: "2024", tasks: ["t1", "t2"] };
    expect(inputOf(fields, {}, { ...before, title: "新", summary: "", tasks: ["t2"], why: "笔误" }, before)).toEqual({ title: "新", summary: null, tasks: ["t2"], why: "笔误" });
    expect(inputOf(fields, {}, { ...before, tasks: [], why: "笔误" }, before)).toEqual({ tasks: [], why: "笔误" });
  });
  it("keeps false apart from nothing", () => {
    const fields = [field("main", { type: "Boolean" })];
    expect(inputOf(fields, {}, { main: false })).toEqual({ main: false });
    expect(inputOf(fields, {}, {})).toEqual({});
  });
});

describe("forms", () => {
  it("are there for every type that is recorded, and never ask for the key of idempotency", () => {
    expect(Object.keys(forms).length).toBeGreaterThan(90);
    for (const form of Object.values(forms)) {
      const asked = typed(inputs[form.input] ?? [], form.kind !== "create");
      expect(asked.length, form.input).toBeGreaterThan(0);
      expect(asked.some((f) => f.name === "idempotencyKey" || f.name === "expectedVersion")).toBe(false);
      for (const f of asked) expect(f.zh && f.en, `${form.input}.${f.name}`).toBeTruthy();
    }
  });
  it("have a key of their own each", () => {
    expect(newKey()).not.toBe(newKey());
  });
  it("know the place of an error by its path, from a variable or from the answer", () => {
    expect(placeOf(["input", "subjects", 0, "cadre"])).toBe("subjects.0.cadre");
    expect(placeOf(["createCase", "input", "occurredOn"])).toBe("occurredOn");
    expect(placeOf(["createCase"])).toBe("");
    expect(placeOf(undefined)).toBe("");
  });
});
