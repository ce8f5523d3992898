import { expect, it } from "vitest";

import { doneSince } from "./since";

const edge = (at: string, label: string) => ({ at, by: "某", reason: "因为", node: { __typename: "Cadre" as const, id: label, label, key: label } });
const list = {
  version: 3,
  chosen: { edges: [edge("2024-09-03T00:00:00Z", "甲")] },
  waivers: { edges: [{ ...edge("2024-09-02T00:00:00Z", "乙"), rule: "EDUCATION", consentedBy: "部", consentedOn: "2024-09-01" }] },
};

it("tells what was done to a shortlist since the version that was seen", () => {
  const told = (version: number) => doneSince(list, version).map((d) => `${d.act} ${d.whom}`);
  expect(told(1)).toEqual(["waived 乙", "chosen 甲"]);
  expect(told(2)).toEqual(["chosen 甲"]);
  expect(told(3)).toEqual([]);
});
