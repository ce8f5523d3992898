import type Sigma from "sigma";
import type { NodeHoverDrawingFunction, NodeLabelDrawingFunction } from "sigma/rendering";

import { colorsOf, type Colors } from "./marks";

/** What is said on a node: how many neighbours are not in the picture, and whether it stays where it is. */
export interface Badge {
  missing: number;
  pinned: boolean;
}

/** Labels in the picture are short, by the room they take; the whole one stands beside, and on what is picked. */
export function short(label: string, most = 24): string {
  let [room, text] = [0, ""];
  for (const c of label) {
    room += c > "\u2e7f" ? 2 : 1;
    if (room > most) return `${text}…`;
    text += c;
  }
  return label;
}

/** A label stands below its node, in the middle: rings of nodes stay legible. */
export const drawLabel: NodeLabelDrawingFunction = (context, data, settings) => {
  if (!data.label) return;
  context.font = `${settings.labelWeight} ${settings.labelSize}px ${settings.labelFont}`;
  const colors = colorsOf(data.theme);
  const y = data.y + data.size + settings.labelSize + 1;
  context.textAlign = "center";
  context.lineWidth = 3;
  context.strokeStyle = colors.page;
  context.strokeText(data.label, data.x, y);
  context.fillStyle = colors.text;
  context.fillText(data.label, data.x, y);
  context.textAlign = "start";
};

/** What is under the pointer, and what is picked: a ring, and its label on the ground of the page. */
export const drawHover: NodeHoverDrawingFunction = (context, data, settings) => {
  const colors = colorsOf(data.theme);
  context.beginPath();
  context.arc(data.x, data.y, data.size * 1.15 + 3, 0, 2 * Math.PI);
  context.lineWidth = 3;
  context.strokeStyle = colors.strong;
  context.stroke();
  if (!data.label) return;
  context.font = `600 ${settings.labelSize}px ${settings.labelFont}`;
  const width = context.measureText(data.label).width;
  const y = data.y + data.size + settings.labelSize + 4;
  context.fillStyle = colors.page;
  context.globalAlpha = 0.9;
  context.fillRect(data.x - width / 2 - 4, y - settings.labelSize, width + 8, settings.labelSize + 5);
  context.globalAlpha = 1;
  context.textAlign = "center";
  context.fillStyle = colors.text;
  context.fillText(data.label, data.x, y);
  context.textAlign = "start";
};

/** Letters on nodes that are large enough to read them, and badges. */
export function drawMarks(context: CanvasRenderingContext2D, sigma: Sigma, badges: ReadonlyMap<string, Badge>, colors: Colors) {
  const { width, height } = sigma.getDimensions();
  context.clearRect(0, 0, width, height);
  const radius = sigma.scaleSize(12);
  context.textAlign = "center";
  context.textBaseline = "middle";
  const at = (id: string) => {
    const data = sigma.getNodeDisplayData(id);
    if (!data || data.hidden) return null;
    const p = sigma.framedGraphToViewport(data);
    return p.x < -20 || p.y < -20 || p.x > width + 20 || p.y > height + 20 ? null : p;
  };
  if (radius >= 7) {
    context.font = `${Math.round(radius * 1.05)}px system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif`;
    sigma.getGraph().forEachNode((id, { letter, ink, shape }) => {
      const p = at(id);
      if (!p) return;
      context.fillStyle = ink;
      context.fillText(letter, p.x, p.y + (shape === 3 ? radius * 0.15 : 1));
    });
  }
  if (radius >= 5) {
    context.font = `600 10px system-ui, sans-serif`;
    for (const [id, { missing, pinned }] of badges) {
      const p = at(id);
      if (!p) continue;
      if (missing > 0) {
        const text = missing > 999 ? "999+" : `+${missing}`;
        const w = context.measureText(text).width + 6;
        pill(context, p.x + radius * 0.7, p.y - radius - 7, w, colors.quiet);
        context.fillStyle = colors.page;
        context.fillText(text, p.x + radius * 0.7 + w / 2, p.y - radius);
      }
      if (pinned) {
        context.beginPath();
        context.arc(p.x - radius * 0.9, p.y - radius * 0.9, 4, 0, 2 * Math.PI);
        context.fillStyle = colors.text;
        context.fill();
        context.lineWidth = 1.5;
        context.strokeStyle = colors.page;
        context.stroke();
      }
    }
  }
  context.textAlign = "start";
  context.textBaseline = "alphabetic";
}

function pill(context: CanvasRenderingContext2D, x: number, y: number, width: number, color: string) {
  context.beginPath();
  context.roundRect(x, y, width, 14, 7);
  context.fillStyle = color;
  context.fill();
}
