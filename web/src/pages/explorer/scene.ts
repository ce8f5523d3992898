import type { Theme } from "../../app/look";
import type { Language } from "../../words/words";
import type { Badge } from "./labels";
import type { Places } from "./layout";
import type { View } from "./view";

/** All that a drawing shows. */
export interface Scene {
  view: View;
  places: Places;
  /** The node and the relationship that are picked, and nodes of a path that is. */
  at: string;
  edge: string;
  marked: ReadonlySet<string>;
  badges: Map<string, Badge>;
  edgeLabels: ReadonlyMap<string, string>;
  theme: Theme;
  language: Language;
}
