import { describe, expect, it } from "vitest";

import { toGraphML, toSvg, xml } from "./files";
import { short } from "./labels";
import { edgeOf, nodeOf } from "./model";
import type { Scene } from "./scene";
import { edge, node } from "./testing";

const view = {
  nodes: [nodeOf({ ...node("a", "Cadre"), label: `<script>alert("1")</script> & 王\u0001某` }), nodeOf(node("t", "Task", { startedOn: "2020-01-01", completedOn: null }))],
  edges: [edgeOf(edge("a", "t", "WORKED_ON", { role: "LEAD", from: "2020-01-01" })), edgeOf(edge("a", "t", "WORKED_ON", { role: "MEMBER" }))],
};
const places = new Map([["a", { x: 0, y: 0, pinned: false }], ["t", { x: 100, y: 50, pinned: true }]]);
const scene: Scene = { view, places, at: "", edge: "", marked: new Set(), badges: new Map(), edgeLabels: new Map(), theme: "light", language: "zh" };

it("labels are cut by the room they take", () => {
  expect(short("2024-03-20 政治素质")).toBe("2024-03-20 政治素质");
  expect(short("2024-03-20 政治素质考察结论")).toBe("2024-03-20 政治素质考察…");
  expect(short("𠮷".repeat(13))).toBe(`${"𠮷".repeat(12)}…`);
});

describe("files of a picture", () => {
  it("have markup as text, and nothing that XML cannot write", () => {
    expect(xml(`<b a="1">&'\u0001\u{1F600}`)).toBe("&#60;b a=&#34;1&#34;&#62;&#38;&#39;\u{1F600}");
    for (const text of [toSvg(scene), toGraphML(scene)]) {
      expect(text).not.toContain("<script");
      expect(text).not.toContain("\u0001");
    }
  });

  it("GraphML has every node and relationship with its properties", () => {
    const text = toGraphML(scene);
    const all = (what: RegExp) => [...text.matchAll(what)].map((m) => m.slice(1));
    expect(all(/<node id="(\w+)">/g)).toEqual([["a"], ["t"]]);
    expect(all(/<edge id="[^"]+" source="(\w+)" target="(\w+)">/g)).toEqual([["a", "t"], ["a", "t"]]);
    const declared = new Set(all(/<key id="(\w+)"/g).flat());
    for (const [key] of all(/<data key="(\w+)"/g)) expect(declared).toContain(key);
    expect(all(/<data key="p0">(\w+)</g)).toEqual([["LEAD"], ["MEMBER"]]);
    expect(text).toContain('<key id="p0" for="edge" attr.name="role"');
    expect(toGraphML({ view: { nodes: [], edges: [] }, places })).toContain("<graph ");
  });

  it("SVG has a mark for every node and a line for every relationship, none on another", () => {
    const text = toSvg(scene);
    expect(text.match(/<g>/g)).toHaveLength(2);
    const lines = [...text.matchAll(/<path d="(M[^"]+)" fill="none"/g)].map((m) => m[1]);
    expect(new Set(lines).size).toBe(2);
    expect(text).not.toContain("NaN");
  });
});
