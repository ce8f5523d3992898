import { beforeEach, expect, test } from "vitest";

import { newKey } from "../../parts/draft";
import { atFields, dropDraft, emptyDraft, keepDraft, keptDraft } from "./draft";

beforeEach(() => sessionStorage.clear());

test("a draft is kept with its key, for each person apart", () => {
  const draft = { ...emptyDraft(), text: "情况说明" };
  keepDraft("a", draft);
  expect(keptDraft("a")).toEqual(draft);
  expect(keptDraft("b").text).toBe("");
  dropDraft("a");
  expect(keptDraft("a").key).not.toBe(draft.key);
});

test("what cannot be read is as nothing", () => {
  sessionStorage.setItem("statement a", "{");
  expect(keptDraft("a").text).toBe("");
});

test("no two keys are the same", () => {
  expect(newKey()).toMatch(/^[0-9a-f]{32}$/);
  expect(newKey()).not.toBe(newKey());
});

test("what is wrong is said at its field", () => {
  expect(atFields("输入有 2 处不对：createStatement.input.text 只有空格；请填写文字，或留空、createStatement.input.case 在 case、evaluation 之中填了 0 栏；其中必须且只能填一栏")).toEqual({
    text: "只有空格；请填写文字，或留空",
    about: "在 case、evaluation 之中填了 0 栏；其中必须且只能填一栏",
  });
  expect(atFields("createStatement.input.filedOn 晚于今天")).toEqual({ "": "晚于今天" });
  expect(atFields("系统出错")).toEqual({ "": "系统出错" });
});
