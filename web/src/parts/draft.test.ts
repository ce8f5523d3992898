import { act, renderHook } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import { useDraft } from "./draft";

const empty = { cadre: "", reason: "" };
const form = () => renderHook(() => useDraft("choose.s1", empty));

describe("a draft", () => {
  beforeEach(() => sessionStorage.clear());

  it("outlives a reload with its key, which is made once for the form", () => {
    const first = form();
    act(() => first.result.current.change({ reason: "经集体讨论" }));
    act(() => first.result.current.change({ cadre: "c1" }));
    const { key } = first.result.current;
    first.unmount();
    const again = form();
    expect(again.result.current.values).toEqual({ cadre: "c1", reason: "经集体讨论" });
    expect(again.result.current.key).toBe(key);
  });

  it("that is done leaves nothing, and the next has another key", () => {
    const { result } = form();
    act(() => result.current.change({ cadre: "c1" }));
    const { key } = result.current;
    act(() => result.current.renew());
    expect(result.current.values).toEqual(empty);
    expect(result.current.key).not.toBe(key);
    expect(sessionStorage.length).toBe(0);
  });

  it("goes on from another version under another key, with what was typed", () => {
    const { result } = form();
    act(() => result.current.change({ cadre: "c1" }));
    const { key } = result.current;
    act(() => result.current.renew(result.current.values));
    expect(result.current.values.cadre).toBe("c1");
    expect(result.current.key).not.toBe(key);
  });

  it("that cannot be read is begun anew", () => {
    sessionStorage.setItem("draft.choose.s1", "{");
    expect(form().result.current.values).toEqual(empty);
  });
});
