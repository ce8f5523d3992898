import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";

export type Role = "ANALYST" | "ORGANIZER" | "EVALUATOR" | "SUBJECT" | "AUDITOR" | "SERVICE" | "ADMIN";

/** What a token of a role opens; the one who starts the flows gives them. */
export function token(role: Role): string {
  const found = process.env[`BOLE_TOKEN_${role}`];
  if (!found) throw new Error(`BOLE_TOKEN_${role} is not set`);
  return found;
}

/**
 * A page that fails its test when a script throws, the console writes an error, the policy of the page forbids something, or
 * a request goes anywhere but to the server.
 */
export const test = base.extend<{ page: Page }>({
  page: async ({ page, baseURL }, use) => {
    const wrong: string[] = [];
    page.on("pageerror", (e) => wrong.push(`threw: ${e.message}`));
    page.on("console", (m) => {
      // A driver that draws in software says so when the picture is read for a screenshot.
      if (m.text().includes("GPU stall due to ReadPixels")) return;
      // The server says by 404 that nobody signs in with a provider here, which browsers write down.
      if ((m.type() === "error" || m.type() === "warning") && !m.location().url.endsWith("/sign-in/session")) wrong.push(`${m.type()}: ${m.text()} ${m.location().url}`);
    });
    page.on("request", (r) => {
      if (!r.url().startsWith(baseURL ?? "") && !r.url().startsWith("data:") && !r.url().startsWith("blob:")) wrong.push(`asked ${r.url()}`);
    });
    await use(page);
    expect(wrong, "errors of the page").toEqual([]);
  },
});

/** Opens an address as somebody of a role. */
export async function open(page: Page, role: Role, path = "/") {
  const [address = "", hash = ""] = path.split("#");
  await page.goto(`${address}#token=${token(role)}${hash ? `&${hash}` : ""}`);
  await expect(page.getByRole("main")).toBeVisible();
  await settled(page);
}

/** Waits until nothing is loading. */
export async function settled(page: Page) {
  await expect(page.locator('[aria-busy="true"], .ant-skeleton, .ant-spin-spinning')).toHaveCount(0, { timeout: 40_000 });
}

/** What axe finds that is serious or critical, in both themes; and a picture of the page for the docs where asked for. */
export async function looked(page: Page, name: string) {
  await settled(page);
  for (const theme of ["light", "dark"] as const) {
    if ((await page.locator("html").getAttribute("data-theme")) !== theme) {
      await page.getByRole("button", { name: /切换深浅色|Light or dark/ }).click();
      await page.waitForTimeout(400); // colours change by a transition
    }
    const { violations } = await new AxeBuilder({ page }).analyze();
    const bad = violations
      .filter((v) => v.impact === "serious" || v.impact === "critical")
      .map((v) => `${theme} ${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join("; ")} ${v.nodes[0]?.failureSummary ?? ""}`);
    expect(bad, `axe on ${name}`).toEqual([]);
    if (theme === "light" && process.env.BOLE_PICTURES) {
      await page.evaluate(() => window.scrollTo(0, 0));
      await page.screenshot({ path: `${process.env.BOLE_PICTURES}/${name}.jpg`, type: "jpeg", quality: 60 });
    }
  }
  await page.getByRole("button", { name: /切换深浅色|Light or dark/ }).click();
}

export { expect };

/** Asks the API beside the pages, as ORGANIZER. */
export async function ask(page: Page, query: string, variables: object) {
  const answer = await page.request.post("/graphql", { headers: { Authorization: `Bearer ${token("ORGANIZER")}` }, data: { query, variables } });
  return (await answer.json()) as { data: any; errors?: unknown };
}
