import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const files = readdirSync("src", { recursive: true }).map(String);
const read = (file: string) => readFileSync(join("src", file), "utf8");

/** The classes that a stylesheet says something of by themselves; behind one of its own, any class may stand. */
function classesOf(css: string): Set<string> {
  const own = new Set<string>();
  for (const [, selectors = ""] of css.replace(/\/\*[\s\S]*?\*\//g, "").matchAll(/([^{}]+)\{/g)) {
    if (selectors.trim().startsWith("@")) continue;
    for (const selector of selectors.split(/,(?![^(]*\))/)) {
      const first = selector.trim().split(/[\s>+~]/)[0] ?? "";
      const [, name] = /^[a-z]*\.([\w-]+)/.exec(first) ?? [];
      if (name) own.add(name);
    }
  }
  return own;
}

const sheets = new Map(files.filter((f) => f.endsWith(".css")).map((f) => [f, classesOf(read(f))]));

// A stylesheet that was loaded with a page stays when the reader goes to another.
describe("styles", () => {
  it("of a class stand in one stylesheet, so that no page changes how another looks", () => {
    const by = new Map<string, string[]>();
    for (const [file, classes] of sheets) for (const c of classes) by.set(c, [...(by.get(c) ?? []), file]);
    expect([...by].filter(([c, of]) => of.length > 1 && !c.startsWith("ant-"))).toEqual([]);
  });

  it("give every colour of ours one value in each theme, for all pages", () => {
    for (const file of sheets.keys()) expect(read(file).includes("--good:"), file).toBe(file === "app/app.css");
    for (const file of sheets.keys()) if (file !== "app/app.css") expect(read(file), file).not.toMatch(/:root\b[^{]*\{/);
  });

  it("of a page are its own, or those of all pages, so that it looks the same whatever page was open before", () => {
    const shared = (file: string) => file.startsWith("app/") || file.startsWith("parts/");
    const sources = files.filter((f) => f.endsWith(".tsx") && !f.endsWith(".test.tsx"));
    const loads = (file: string, sheet: string) => sources.some((f) => dirname(f) === dirname(file) && [...read(f).matchAll(/^import "(.*\.css)";$/gm)].some(([, path = ""]) => join(dirname(f), path) === sheet));
    const wrong: string[] = [];
    for (const file of sources) {
      const used = new Set([...read(file).matchAll(/className=(?:"([^"]*)"|\{`([^`]*)`\})/g)].flatMap(([, plain, made]) => (plain ?? made?.replace(/\$\{[^}]*\}/g, " ") ?? "").split(/\s+/)));
      for (const [sheet, classes] of sheets) {
        if (shared(sheet) || loads(file, sheet)) continue;
        for (const c of used) if (classes.has(c)) wrong.push(`${file}: .${c} of ${sheet}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
