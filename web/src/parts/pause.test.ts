import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { usePause } from "./pause";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("waits for a pause in typing, and leaves out blanks", () => {
  const { result, rerender } = renderHook(({ typed }) => usePause(typed), { initialProps: { typed: "" } });
  for (const typed of ["债", "债务", " 债务 "]) {
    rerender({ typed });
    act(() => void vi.advanceTimersByTime(100));
    expect(result.current).toBe("");
  }
  act(() => void vi.advanceTimersByTime(200));
  expect(result.current).toBe("债务");
});
