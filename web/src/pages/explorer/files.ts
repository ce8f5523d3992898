import { short } from "./labels";
import { UNIT, type Places } from "./layout";
import { colorsOf, corners, markOf } from "./marks";
import type { Scene } from "./scene";
import { bends } from "./view";

/** Text as XML takes it: markup is text, and signs that XML has no way to write are left out. */
export const xml = (text: string) =>
  text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "")
    .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const R = 12;
const n = (v: number) => v.toFixed(1);

/** The picture as it stands, for a paper: shapes, letters, labels and arrows. */
export function toSvg({ view, places, theme, language, edgeLabels }: Scene): string {
  const colors = colorsOf(theme);
  const halo = `stroke="${colors.page}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"`;
  const seen = view.nodes.flatMap((node) => {
    const p = places.get(node.id);
    return p ? [{ node, x: p.x, y: -p.y }] : [];
  });
  const at = new Map(seen.map((s) => [s.node.id, s]));
  const xs = seen.map((s) => s.x);
  const ys = seen.map((s) => s.y);
  const [x0, y0] = [Math.min(...xs, 0) - UNIT, Math.min(...ys, 0) - UNIT * 0.6];
  const [width, height] = [Math.max(...xs, 0) - x0 + UNIT, Math.max(...ys, 0) - y0 + UNIT * 0.7];
  const bent = bends(view.edges);
  const lines = view.edges.flatMap((e) => {
    const [a, b] = [at.get(e.source), at.get(e.target)];
    if (!a || !b) return [];
    const d = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    const bend = (bent.get(e.id) ?? 0) * d;
    const [mx, my] = [(a.x + b.x) / 2 - ((b.y - a.y) / d) * bend, (a.y + b.y) / 2 + ((b.x - a.x) / d) * bend];
    const away = Math.hypot(b.x - mx, b.y - my) || 1;
    const [ex, ey] = [b.x - ((b.x - mx) / away) * R * 1.3, b.y - ((b.y - my) / away) * R * 1.3];
    const label = view.edges.length <= 80 ? edgeLabels.get(e.id) : "";
    const [lx, ly] = bend ? [(a.x + 2 * mx + b.x) / 4, (a.y + 2 * my + b.y) / 4] : [(a.x + b.x) / 2, (a.y + b.y) / 2];
    return [
      `<path d="M${n(a.x)} ${n(a.y)}${bend ? `Q${n(mx)} ${n(my)} ` : "L"}${n(ex)} ${n(ey)}" fill="none" stroke="${colors.edge}" marker-end="url(#arrow)"/>` +
        (label ? `<text x="${n(lx)}" y="${n(ly - 3)}" font-size="9" fill="${colors.quiet}" ${halo} text-anchor="middle">${xml(label)}</text>` : ""),
    ];
  });
  const marks = seen.map(({ node, x, y }) => {
    const mark = markOf(node.type, theme, language);
    const points = corners(mark.shape).map(([px, py]) => `${n(x + px * R)},${n(y + py * R)}`);
    const shape = points.length ? `<polygon points="${points.join(" ")}" fill="${mark.color}"/>` : `<circle cx="${n(x)}" cy="${n(y)}" r="${R}" fill="${mark.color}"/>`;
    return `<g><title>${xml(node.label)}</title>${shape}<text x="${n(x)}" y="${n(y + 4.5)}" font-size="12" fill="${mark.ink}" text-anchor="middle">${mark.letter}</text><text x="${n(x)}" y="${n(y + R + 13)}" font-size="11" fill="${colors.text}" ${halo} text-anchor="middle">${xml(short(node.label))}</text></g>`;
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.ceil(width)}" height="${Math.ceil(height)}" viewBox="${n(x0)} ${n(y0)} ${Math.ceil(width)} ${Math.ceil(height)}" font-family="system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif">` +
    `<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="${colors.edge}"/></marker></defs>` +
    `<rect x="${n(x0)}" y="${n(y0)}" width="100%" height="100%" fill="${colors.page}"/>\n${lines.join("\n")}\n${marks.join("\n")}\n</svg>\n`
  );
}

/** A picture in dots, twice as fine as the screen's, within what browsers can draw at once. */
export async function toPng(scene: Scene): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(toSvg(scene))}`;
  await image.decode();
  const scale = Math.min(2, 8192 / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(image.width * scale);
  canvas.height = Math.ceil(image.height * scale);
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/png"));
}

/** The shown nodes and relationships as Gephi, yEd and NetworkX read them. */
export function toGraphML({ view, places }: { view: Scene["view"]; places: Places }): string {
  const names = [...new Set(view.edges.flatMap((e) => e.properties.map((p) => p.name)))].filter((name) => !["from", "to"].includes(name)).sort();
  const key = (id: string, on: "node" | "edge", name: string, type = "string") => `<key id="${id}" for="${on}" attr.name="${xml(name)}" attr.type="${type}"/>`;
  const data = (id: string, value: string | number | null | undefined) => (value == null || value === "" ? "" : `<data key="${id}">${xml(String(value))}</data>`);
  const keys = [
    ...["type", "key", "label", "from", "to"].map((name) => key(`n_${name}`, "node", name)),
    key("n_x", "node", "x", "double"),
    key("n_y", "node", "y", "double"),
    ...["type", "from", "to"].map((name) => key(`e_${name}`, "edge", name)),
    ...names.map((name, i) => key(`p${i}`, "edge", name)),
  ];
  const nodes = view.nodes.map((v) => {
    const p = places.get(v.id);
    return `<node id="${xml(v.id)}">${data("n_type", v.type)}${data("n_key", v.key)}${data("n_label", v.label)}${data("n_from", v.from)}${data("n_to", v.to)}${data("n_x", p && Math.round(p.x))}${data("n_y", p && Math.round(p.y))}</node>`;
  });
  const edges = view.edges.map(
    (e) => `<edge id="${xml(e.id)}" source="${xml(e.source)}" target="${xml(e.target)}">${data("e_type", e.type)}${data("e_from", e.from)}${data("e_to", e.to)}${names.map((name, i) => data(`p${i}`, e.properties.find((p) => p.name === name)?.value)).join("")}</edge>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n${keys.join("\n")}\n<graph edgedefault="directed">\n${[...nodes, ...edges].join("\n")}\n</graph>\n</graphml>\n`;
}

/** Gives a file to whoever reads the page. */
export function save(name: string, content: Blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
