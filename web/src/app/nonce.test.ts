import { describe, expect, it } from "vitest";

import { allowStyles } from "./nonce";

describe("the nonce of the page", () => {
  it("is given to style elements that scripts make, and to no other", () => {
    const page = document.implementation.createHTMLDocument();
    allowStyles(page, "N0NCE");
    expect(page.createElement("style").nonce).toBe("N0NCE");
    expect(page.createElement("STYLE").nonce).toBe("N0NCE");
    expect(page.createElement("script").nonce ?? "").toBe("");
    page.body.innerHTML = "<style>a { color: red }</style>";
    expect(page.querySelector("style")?.nonce ?? "").toBe("");
  });
});
