import { describe, expect, it } from "vitest";

import { blank, read, withStep, written, type State, type Step } from "./state";

describe("the address of the explorer", () => {
  it("gives back the state that it was written from", () => {
    const state: State = {
      steps: [
        { do: "show", id: "Q2FkcmU6YzAwMzk" },
        { do: "expand", id: "Q2FkcmU6YzAwMzk", limit: 25 },
        { do: "expand", id: "VGFzazp0_-1", limit: 100, only: { relationship: "WORKED_ON", direction: "IN", type: "Cadre" } },
        { do: "path", from: "Q2FkcmU6YzAwMzk", to: "b", via: ["WORKED_ON", "OF"], max: 6, all: true },
        { do: "path", from: "b", to: "VGFzazp0_-1", via: [], max: 4, all: false },
        { do: "pin", id: "b", x: -1234, y: 0 },
        { do: "layout" },
        { do: "unpin", id: "b" },
        { do: "remove", id: "b" },
      ],
      hidden: ["Source", "Evaluation"],
      without: ["SOURCED_FROM"],
      since: "2019-05",
      until: "2024-12",
      at: "b",
      edge: "V09SS0VEX09O",
      tab: "path",
      from: "Q2FkcmU6YzAwMzk",
      to: "b",
      marked: ["b", "VGFzazp0_-1"],
      look: { x: 0.4875, y: -1.25, ratio: 0.9 },
    };
    const address = written(state).toString();
    expect(read(new URLSearchParams(address))).toEqual(state);
    // Nothing of it has to be written in another way, and each id of the steps stands in it once.
    expect(address).not.toContain("%");
    expect(address.split("Q2FkcmU6YzAwMzk")).toHaveLength(3); // as a step's, and as an end
  });

  it("begins at the nodes that another page names", () => {
    expect(read(new URLSearchParams("of=a,b"))).toEqual({
      ...blank,
      steps: [
        { do: "show", id: "a" },
        { do: "expand", id: "a", limit: 25 },
        { do: "show", id: "b" },
        { do: "expand", id: "b", limit: 25 },
      ],
      at: "a",
    });
  });

  it.each(["s=b0", "s=z0.b7.k0.k0-x&n=a", "s=p0-9-4-s&n=a", "s=-.--&n=a", "since=May&until=2020-1", ""])("leaves out what is none: %s", (address) => {
    expect(read(new URLSearchParams(address)).steps).toEqual([]);
    expect(read(new URLSearchParams(address))).toMatchObject({ since: "", until: "" });
  });

  it.each(["look=1-2", "look=a-b-0", "look=a-b-1", "look=x", "tab=none"])("sees everything where an address says otherwise than it can: %s", (address) => {
    expect(read(new URLSearchParams(address))).toMatchObject({ look: null, tab: "selected" });
  });

  it("asks for no more than the API gives", () => {
    expect(read(new URLSearchParams("n=a.b&s=e0-zzz.e0.p0-1-z-a")).steps).toEqual([
      { do: "expand", id: "a", limit: 100 },
      { do: "expand", id: "a", limit: 1 },
      { do: "path", from: "a", to: "b", via: [], max: 6, all: true },
    ]);
  });
});

describe("one more step", () => {
  const a: Step = { do: "show", id: "a" };
  const pin = (id: string, x: number): Step => ({ do: "pin", id, x, y: 0 });

  it("takes the place of one that it makes idle", () => {
    expect(withStep([a, pin("a", 1)], pin("a", 2))).toEqual([a, pin("a", 2)]);
    expect(withStep([a, { do: "layout" }], { do: "layout" })).toEqual([a, { do: "layout" }]);
    expect(withStep([a], a)).toEqual([a]);
  });

  it("stands behind those that it does not", () => {
    expect(withStep([a, pin("b", 1)], pin("a", 2))).toEqual([a, pin("b", 1), pin("a", 2)]);
    expect(withStep([a, { do: "remove", id: "a" }], a)).toEqual([a, { do: "remove", id: "a" }, a]);
  });
});
