import { expect, it } from "vitest";

import { filterOf } from "./filter";

const nothing = { text: "", status: "", unit: "", from: "", to: "" };

it("asks for everything where nothing is asked, and for all of what is", () => {
  expect(filterOf(nothing)).toBeNull();
  expect(filterOf({ ...nothing, status: "OPEN", from: "2024-01-01" })).toEqual({ and: [{ status: { eq: "OPEN" } }, { openedOn: { gte: "2024-01-01" } }] });
});
