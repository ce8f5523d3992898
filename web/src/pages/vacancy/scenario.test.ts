import { expect, it } from "vitest";

import { scenarioOf } from "./scenario";

it("leaves out what stays as it is", () => {
  const nothing = { rule: "", value: "", strength: "", day: "" };
  expect(scenarioOf("v", "2024-08-31", nothing)).toEqual({ vacancy: "v", asOf: "2024-08-31" });
  expect(JSON.stringify(scenarioOf("v", "2024-08-31", { ...nothing, rule: "AGE", value: "55" }))).toBe('{"vacancy":"v","asOf":"2024-08-31","requirements":[{"rule":"AGE","value":"55"}]}');
  expect(scenarioOf("v", "2024-08-31", { rule: "AGE", value: "", strength: "MUST", day: "2023-08-31" })).toEqual({ vacancy: "v", asOf: "2023-08-31", requirements: [{ rule: "AGE", strength: "MUST" }] });
});
