import type { Theme } from "../../app/look";
import type { Language } from "../../words/words";

/** Corners of a shape, 0 for a circle; a half more stands on its edge instead of a corner. */
export type Shape = number;

/** Kinds of nodes belong to families: each has a colour and a shape, each kind a letter of its own. */
interface Family {
  shape: Shape;
  light: string;
  dark: string;
}

const families = {
  person: { shape: 0, light: "#1d4e89", dark: "#7db4ea" },
  unit: { shape: 4.5, light: "#565c64", dark: "#b9c0c8" },
  matter: { shape: 4, light: "#9a4d00", dark: "#f0a860" },
  evaluation: { shape: 6, light: "#1f7a4d", dark: "#6fcf97" },
  decision: { shape: 5, light: "#7a3b9a", dark: "#cfa6ec" },
  selection: { shape: 8.5, light: "#a3195b", dark: "#f08ab8" },
  record: { shape: 3, light: "#6b6200", dark: "#d6cc5c" },
} as const satisfies Record<string, Family>;

const kinds: Record<string, readonly [family: keyof typeof families, zh: string, en: string]> = {
  Cadre: ["person", "人", "C"],
  Organization: ["unit", "单", "Or"],
  Position: ["unit", "职", "Po"],
  RankQuota: ["unit", "数", "Qu"],
  Task: ["matter", "事", "Ta"],
  Case: ["matter", "例", "Cs"],
  Program: ["matter", "策", "Pr"],
  DifficultyRevision: ["matter", "难", "Df"],
  Evaluation: ["evaluation", "评", "Ev"],
  Evaluator: ["evaluation", "主", "Er"],
  Campaign: ["evaluation", "核", "Cp"],
  Scheme: ["evaluation", "案", "Sc"],
  Dimension: ["evaluation", "维", "Di"],
  Indicator: ["evaluation", "标", "In"],
  Recognition: ["evaluation", "奖", "Re"],
  Decision: ["decision", "决", "De"],
  Batch: ["decision", "批", "Ba"],
  Appointment: ["decision", "任", "Ap"],
  RankGrant: ["decision", "级", "Ra"],
  Sanction: ["decision", "处", "Sa"],
  ToleranceRuling: ["decision", "容", "To"],
  Statement: ["decision", "申", "St"],
  Vacancy: ["selection", "缺", "Va"],
  Requirement: ["selection", "条", "Rq"],
  SelectionStep: ["selection", "步", "Ss"],
  Shortlist: ["selection", "选", "Sh"],
  RecommendationRound: ["selection", "荐", "Ro"],
  Talk: ["selection", "谈", "Tk"],
  Clearance: ["selection", "审", "Cl"],
  Source: ["record", "源", "So"],
  Education: ["record", "学", "Ed"],
};

export interface Mark {
  shape: Shape;
  color: string;
  /** Colour of the letter on it. */
  ink: string;
  letter: string;
}

/** How a kind of node is drawn: told apart by shape and letter as well as by colour. */
export function markOf(type: string, theme: Theme, language: Language): Mark {
  const [family, zh, en] = kinds[type] ?? (["record", "？", "?"] as const);
  const { shape, [theme]: color } = families[family];
  return { shape, color, ink: theme === "dark" ? "#101214" : "#ffffff", letter: language === "zh" ? zh : en };
}

export interface Colors {
  page: string;
  text: string;
  quiet: string;
  edge: string;
  strong: string;
}

export const colorsOf = (theme: Theme): Colors =>
  theme === "dark"
    ? { page: "#141414", text: "#e4e6e8", quiet: "#a6adb5", edge: "#6b747d", strong: "#7db4ea" }
    : { page: "#ffffff", text: "#1f2328", quiet: "#59636e", edge: "#98a1ab", strong: "#1d4e89" };

/** The corners of a shape of radius 1 as SVG and canvas take them; none for a circle. Smaller shapes are drawn larger. */
export function corners(shape: Shape): [x: number, y: number][] {
  const sides = Math.floor(shape);
  if (sides === 0) return [];
  const turn = -Math.PI / 2 + (shape % 1 ? Math.PI / sides : 0);
  const r = reach(shape);
  return Array.from({ length: sides }, (_, i) => [r * Math.cos(turn + (i * 2 * Math.PI) / sides), r * Math.sin(turn + (i * 2 * Math.PI) / sides)]);
}

/** How far the corners of a shape reach, so that all shapes cover about the same. */
export const reach = (shape: Shape) => ({ 0: 1, 3: 1.4, 4: 1.25, 5: 1.12, 6: 1.08, 8: 1.04 })[Math.floor(shape)] ?? 1;
