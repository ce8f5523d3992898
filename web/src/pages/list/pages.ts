import type { Problem } from "../../api/problem";
import type { Variables } from "./documents";

export interface Row {
  __typename: string;
  id: string;
  label: string;
  [column: string]: unknown;
}

export interface Page {
  totalCount?: number;
  nodes: Row[];
  pageInfo: { startCursor: string | null; endCursor: string | null; hasNextPage: boolean; hasPreviousPage: boolean };
}

export type Ask = (page: Variables, count: boolean) => Promise<{ page?: Page; problems: Problem[] }>;

const size = 200;
const ahead = 60;

/**
 * The rows of a list, read by pages from both ends as they come into sight: whoever drags to the end sees the end without all
 * that is between. Rows not read yet have their place, so nothing jumps when they come.
 */
export class Pages {
  total: number | null = null;
  problems: Problem[] = [];
  private front: Row[] = [];
  private back: Row[] = []; // the last row first
  private after: string | null = null;
  private before: string | null = null;
  private sought = 0;
  private busy = false;
  private ended = false;
  private readonly listeners = new Set<() => void>();
  private version = 0;

  constructor(private readonly ask: Ask) {}

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };
  readonly state = () => this.version;

  at(index: number): Row | undefined {
    return this.front[index] ?? (this.total === null ? undefined : this.back[this.total - 1 - index]);
  }

  /** The rows that were read without a gap from the first on. */
  get read(): readonly Row[] {
    return this.total !== null && this.front.length + this.back.length >= this.total ? [...this.front, ...[...this.back].reverse()] : this.front;
  }

  /** A row is in sight: it is read next, with some behind it. */
  readonly want = (index: number) => {
    this.sought = index;
    void this.go();
  };

  start() {
    void this.go();
  }

  stop() {
    this.ended = true;
    this.listeners.clear();
  }

  again() {
    this.problems = [];
    void this.go();
  }

  private next(): "front" | "back" | null {
    const total = this.total;
    if (total === null) return "front";
    const left = total - this.front.length - this.back.length;
    if (left <= 0) return null;
    const seen = (i: number) => i < this.front.length || i >= total - this.back.length;
    const missing = [this.sought, Math.min(this.sought + ahead, total - 1), Math.max(this.sought - ahead, 0)].find((i) => !seen(i));
    if (missing === undefined) return null;
    return missing - this.front.length <= total - 1 - this.back.length - missing ? "front" : "back";
  }

  private async go() {
    if (this.busy) return;
    this.busy = true;
    for (let side = this.next(); side && !this.ended && this.problems.length === 0; side = this.next()) {
      const left = this.total === null ? size : Math.min(size, this.total - this.front.length - this.back.length);
      const count = this.total === null;
      const { page, problems } = await this.ask(
        side === "front" ? { first: left, ...(this.after && { after: this.after }) } : { last: left, ...(this.before && { before: this.before }) },
        count,
      );
      if (this.ended) return;
      if (!page) this.problems = problems;
      else {
        if (count) this.total = page.totalCount ?? page.nodes.length;
        if (side === "front") {
          this.front.push(...page.nodes);
          this.after = page.pageInfo.endCursor ?? this.after;
        } else {
          this.back.push(...page.nodes.toReversed());
          this.before = page.pageInfo.startCursor ?? this.before;
        }
        // Facts change while one reads: a list that ends before its number is as long as what is there.
        if (page.nodes.length < left) this.total = this.front.length + this.back.length;
        this.problems = problems;
      }
      this.version++;
      for (const listener of this.listeners) listener();
    }
    this.busy = false;
  }
}
