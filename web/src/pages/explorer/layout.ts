/** Where nodes are. A place is never NaN, and no two nodes have the same. */
export interface Place {
  x: number;
  y: number;
  pinned: boolean;
}

export type Places = Map<string, Place>;

/** About the distance of two neighbours on a ring. */
export const UNIT = 100;
const CLOSE = UNIT * 0.6;

/** A cell of a grid, by a number: the plane that anybody looks at has fewer than 2^20 of them on a side. */
const cellOf = (column: number, row: number) => (column + 524_288) * 1_048_576 + row + 524_288;

/** Places by cells of a grid, so that what is near is found without looking at all. */
class Ground {
  private cells = new Map<number, Set<string>>();

  constructor(private places: Places) {
    for (const [id, p] of places) this.cell(p.x, p.y).add(id);
  }

  private cell(x: number, y: number): Set<string> {
    const at = cellOf(Math.floor(x / UNIT), Math.floor(y / UNIT));
    let found = this.cells.get(at);
    if (!found) this.cells.set(at, (found = new Set()));
    return found;
  }

  /** Whether there is nobody, but for one, within a distance. */
  free(x: number, y: number, distance = CLOSE, but = ""): boolean {
    const [left, right, low, high] = [x - distance, x + distance, y - distance, y + distance].map((v) => Math.floor(v / UNIT)) as [number, number, number, number];
    for (let column = left; column <= right; column++)
      for (let row = low; row <= high; row++)
        for (const id of this.cells.get(cellOf(column, row)) ?? []) {
          const p = this.places.get(id)!;
          if (id !== but && Math.hypot(p.x - x, p.y - y) < distance) return false;
        }
    return true;
  }

  put(id: string, x: number, y: number, pinned = false) {
    const old = this.places.get(id);
    if (old) this.cell(old.x, old.y).delete(id);
    this.places.set(id, { x, y, pinned });
    this.cell(x, y).add(id);
  }

  /** Puts a node at a place, or at the nearest free one on a spiral around it. */
  near(id: string, x: number, y: number) {
    for (let i = 0; i < 4000; i++) {
      const [r, a] = [CLOSE * 0.6 * Math.sqrt(i), i * 2.399963]; // the golden angle fills a plane evenly
      if (this.free(x + r * Math.cos(a), y + r * Math.sin(a))) return this.put(id, x + r * Math.cos(a), y + r * Math.sin(a));
    }
    this.put(id, x + this.places.size, y + UNIT * 100);
  }
}

const middle = (of: readonly Place[]) => ({ x: of.reduce((s, p) => s + p.x, 0) / (of.length || 1), y: of.reduce((s, p) => s + p.y, 0) / (of.length || 1) });

/** A first place for a node that belongs to nothing yet: to the right of all that is there. */
export function placeAlone(places: Places, id: string) {
  if (places.has(id)) return;
  const all = [...places.values()];
  if (all.length === 0) places.set(id, { x: 0, y: 0, pinned: false });
  else new Ground(places).near(id, all.reduce((most, p) => Math.max(most, p.x), -Infinity) + 4 * UNIT, middle(all).y);
}

/**
 * Fans new neighbours around a node, away from those it had: on one ring, or more where there are many. A node that hangs on
 * one other alone moves out of the way first, unless it is pinned.
 */
export function fan(places: Places, center: string, fresh: readonly string[], neighbours: readonly string[]) {
  placeAlone(places, center);
  if (fresh.length === 0) return;
  const ground = new Ground(places);
  let at = places.get(center)!;
  const old = neighbours.flatMap((id) => (id !== center && places.get(id)) || []);
  const from = middle(old);
  const away = old.length ? Math.atan2(at.y - from.y, at.x - from.x) : -Math.PI / 2;
  const arc = old.length ? (old.length === 1 ? 1.5 : 1.25) * Math.PI : 2 * Math.PI;
  const rings = ringsOf(fresh.length, arc);
  const outer = rings.at(-1)!.radius;
  if (old.length === 1 && !at.pinned) {
    for (let step = 0; step < 24; step++) {
      const d = outer + (2.5 + step) * UNIT;
      const [x, y] = [from.x + d * Math.cos(away), from.y + d * Math.sin(away)];
      if (step < 23 && !ground.free(x, y, outer + UNIT, center)) continue;
      ground.put(center, x, y);
      at = places.get(center)!;
      break;
    }
  }
  let next = 0;
  for (const { radius, slots } of rings) {
    for (let i = 0; i < slots && next < fresh.length; i++) {
      const turn = old.length ? away + (slots === 1 ? 0 : (i / (slots - 1) - 0.5) * arc) : away + (i / slots) * 2 * Math.PI;
      ground.near(fresh[next++]!, at.x + radius * Math.cos(turn), at.y + radius * Math.sin(turn));
    }
  }
}

function ringsOf(count: number, arc: number): { radius: number; slots: number }[] {
  const rings: { radius: number; slots: number }[] = [];
  const alone = Math.max(2.2 * UNIT, (count * 0.95 * UNIT) / arc);
  if (count <= 36 && alone <= 8 * UNIT) return [{ radius: alone, slots: count }];
  for (let radius = 3.4 * UNIT, left = count; left > 0; radius += 1.25 * UNIT) {
    const slots = Math.min(left, Math.max(1, Math.floor((arc * radius) / (0.95 * UNIT))));
    rings.push({ radius, slots });
    left -= slots;
  }
  return rings;
}

/** Lays paths between their ends, each beside the other. */
export function span(places: Places, paths: readonly (readonly string[])[]) {
  const first = paths[0];
  if (!first) return;
  const [from, to] = [first[0]!, first.at(-1)!];
  if (!places.has(from)) placeAlone(places, from);
  const a = places.get(from)!;
  const ground = new Ground(places);
  if (!places.has(to)) ground.near(to, a.x + (first.length - 1) * 2.2 * UNIT, a.y);
  const b = places.get(to)!;
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const across = { x: -(b.y - a.y) / length, y: (b.x - a.x) / length };
  paths.forEach((path, lane) => {
    const aside = (lane % 2 ? 1 : -1) * Math.ceil(lane / 2) * 1.2 * UNIT;
    path.forEach((id, i) => {
      if (places.has(id)) return;
      const t = i / (path.length - 1);
      ground.near(id, a.x + (b.x - a.x) * t + across.x * aside, a.y + (b.y - a.y) * t + across.y * aside);
    });
  });
}

/** Moves what stands too close apart; what is pinned stays. */
export function apart(places: Places, rounds = 12) {
  for (let round = 0; round < rounds; round++) {
    const cells = new Map<number, string[]>();
    for (const [id, p] of places) {
      const at = cellOf(Math.floor(p.x / UNIT), Math.floor(p.y / UNIT));
      const cell = cells.get(at);
      if (cell) cell.push(id);
      else cells.set(at, [id]);
    }
    let moved = false;
    let turn = 0;
    for (const [id, p] of places) {
      const [cx, cy] = [Math.floor(p.x / UNIT), Math.floor(p.y / UNIT)];
      for (let dx = -1; dx <= 1; dx++)
        for (let dy = -1; dy <= 1; dy++)
          for (const other of cells.get(cellOf(cx + dx, cy + dy)) ?? []) {
            if (other <= id) continue;
            const q = places.get(other)!;
            const d = Math.hypot(q.x - p.x, q.y - p.y);
            if (d >= CLOSE || (p.pinned && q.pinned)) continue;
            const angle = d > 1e-6 ? Math.atan2(q.y - p.y, q.x - p.x) : ++turn * 2.399963;
            const [px, qx] = p.pinned ? [0, 1] : q.pinned ? [1, 0] : [0.5, 0.5];
            const push = CLOSE - d;
            p.x -= Math.cos(angle) * push * px;
            p.y -= Math.sin(angle) * push * px;
            q.x += Math.cos(angle) * push * qx;
            q.y += Math.sin(angle) * push * qx;
            moved = true;
          }
    }
    if (!moved) return;
  }
}
