import type { NodeRef } from "../../parts/NodeLink";

/** A stretch of a life: a post, a rank, a part in a task. What has no first day is not drawn, and stands in the table. */
export interface Span {
  group: "post" | "rank" | "task";
  key: string;
  node: NodeRef;
  from: string | null;
  to: string | null;
  /** What stands on the bar. */
  text: string;
  /** How firmly it is drawn, 0 to 1: the main post, the lead of a task. */
  weight: number;
}

/** Something that happened on a day. */
export interface Moment<K extends string = string> {
  on: string;
  kind: K;
  node: NodeRef;
}

/** The first day that a date, as precise as it is known, may stand for; in days. */
export function dayOf(date: string): number {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  return Date.UTC(year, month - 1, day) / 86_400_000;
}

/** What a node is called without the day that its name begins with, where the day stands beside it. */
export const withoutDay = (label: string, on: string): string => (label.startsWith(`${on} `) ? label.slice(on.length + 1) : label);

export const yearOf = (date: string): number => Number(date.slice(0, 4));

/** The years that are drawn: those asked for, else from the first date to the last or today. */
export function yearsOf(spans: readonly Span[], moments: readonly Moment[], today: string, asked: { from: number | null; to: number | null }): [number, number] {
  const years = [...spans.flatMap((s) => [s.from, s.to]), ...moments.map((m) => m.on)].filter((d) => d != null).map(yearOf);
  const first = asked.from ?? Math.min(...years, yearOf(today));
  const last = asked.to ?? Math.max(...years, yearOf(today));
  return [first, Math.max(first, last)];
}

/** Where a day stands between the first day of the first year, 0, and the last day of the last, 100. */
export function placeIn([first, last]: readonly [number, number]): (date: string) => number {
  const start = dayOf(`${first}-01-01`);
  const whole = dayOf(`${last + 1}-01-01`) - start;
  return (date) => Math.min(100, Math.max(0, ((dayOf(date) - start) / whole) * 100));
}

/** The years to write on the axis: no more than most of them, at even steps. */
export function ticks([first, last]: readonly [number, number], most = 14): number[] {
  const step = [1, 2, 5, 10, 20].find((s) => (last - first + 1) / s <= most) ?? 50;
  const begin = Math.ceil(first / step) * step;
  return Array.from({ length: Math.floor((last - begin) / step) + 1 }, (_, i) => begin + i * step);
}

/** Whether a stretch has a day within the years; one that has no last day goes on. */
export function within(span: Span, { from, to }: { from: number | null; to: number | null }): boolean {
  if (from != null && span.to != null && yearOf(span.to) < from) return false;
  return !(to != null && span.from != null && yearOf(span.from) > to);
}

/** A bar in its lane, in hundredths of the width: the stretch itself, and the room that its text takes with it. */
export interface Bar {
  span: Span;
  start: number;
  end: number;
  left: number;
  right: number;
  lane: number;
  /** Whether the text ends where the bar ends, since there is no room behind its beginning. */
  back: boolean;
}

/** Puts stretches in lanes, so that neither bars nor their texts lie on each other; letter is the width of one. */
export function lanesOf(spans: readonly Span[], place: (date: string) => number, today: string, letter = 1.55): Bar[] {
  const ends: number[] = [];
  return spans
    .filter((s) => s.from != null)
    .map((span) => ({ span, start: place(span.from ?? today), end: place(span.to ?? today) }))
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map(({ span, start, end }) => {
      const wide = width(span.text) * letter + 1;
      const back = start + wide > 100;
      const left = back ? Math.max(0, Math.min(start, end - wide)) : start;
      const right = back ? end : Math.max(end, start + wide);
      let lane = ends.findIndex((taken) => taken <= left);
      if (lane < 0) lane = ends.length;
      ends[lane] = right;
      return { span, start, end: Math.max(end, start + 0.3), left, right, lane, back };
    });
}

/** How wide a text is, in Chinese characters. */
const width = (text: string) => [...text].reduce((sum, c) => sum + (c.charCodeAt(0) < 256 ? 0.55 : 1), 0);
