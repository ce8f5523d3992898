import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";

import { Value } from "./Value";

const text = { name: "summary", zh: "概要", en: "", is: "value", type: "String" } as const;

test("markup in a fact is shown as text", () => {
  const markup = `<img src=x onerror="alert(1)"> <b>bold</b> <script>alert(2)</script>`;
  const { container } = render(<Value of={markup} field={text} />);
  expect(container.textContent).toBe(markup);
  expect(container.querySelectorAll("*")).toHaveLength(0);
});

test("only an address of the web is a link, and nothing that runs", () => {
  const { container, rerender } = render(<Value of="https://example.org/a" field={text} />);
  expect(screen.getByRole("link").getAttribute("href")).toBe("https://example.org/a");
  for (const of of ["javascript:alert(1)", "data:text/html,<b>", "see https://example.org", "https://a b"]) {
    rerender(<Value of={of} field={text} />);
    expect(container.querySelector("a")).toBeNull();
    expect(container.textContent).toBe(of);
  }
});

test("enums, days and truth are read as people say them", () => {
  const read = (of: unknown, type: string) => render(<Value of={of} field={{ ...text, type }} />).container.textContent;
  expect(read("LEAD", "TaskRole")).toBe("牵头");
  expect(read(true, "Boolean")).toBe("是");
  expect(read(0, "Int")).toBe("0");
  expect(read(["INCENTIVE", "PRIORITY"], "DecisionMode")).toBe("激励性、优先");
});
