import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

/** The headings of a document and the steps below each. */
function jobsOf(text: string): [string, string[]][] {
  return text.split(/^## /m).slice(1).map((part) => [part.split("\n")[0] ?? "", [...part.matchAll(/^\d+\. (.*)$/gm)].map(([, step = ""]) => step)]);
}

it("the five jobs of the docs are those that the flows do, step by step", () => {
  const documented = jobsOf(readFileSync("../docs/zh-CN/jobs.md", "utf8"));
  const flows = readFileSync("flows/jobs.spec.ts", "utf8").split(/^test\("/m).slice(1).map((part): [string, string[]] => [part.slice(0, part.indexOf('"')), [...part.matchAll(/ step\("(.*?)", async/g)].map(([, step = ""]) => step)]);
  expect(documented).toHaveLength(5);
  expect(flows).toEqual(documented);
  for (const [job, steps] of documented) expect(steps.length, job).toBeLessThanOrEqual(5);
});
