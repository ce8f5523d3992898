/** What the API tells of one answer that showed a part of the record. */
export interface Reading {
  at: string;
  kind: string;
  by?: string | null;
  role?: string | null;
  purpose?: string | null;
  operation?: string | null;
}

/** Answers to the same reader for the same purpose, one soon after another: opening one page is one time of reading. */
export interface Sitting<R extends Reading> {
  from: string;
  to: string;
  of: R[];
}

/** Puts readings, from the newest, together to sittings: with no longer a pause than so many minutes. */
export function sittings<R extends Reading>(readings: readonly R[], pause = 5): Sitting<R>[] {
  const all: Sitting<R>[] = [];
  for (const r of readings) {
    const last = all.at(-1);
    const like = last?.of[0];
    if (last && like && like.kind === r.kind && like.by === r.by && like.role === r.role && like.purpose === r.purpose && Date.parse(last.from) - Date.parse(r.at) <= pause * 60_000) {
      last.from = r.at;
      last.of.push(r);
    } else {
      all.push({ from: r.at, to: r.at, of: [r] });
    }
  }
  return all;
}
