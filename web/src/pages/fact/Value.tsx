import type { Field } from "../../parts/nodes";
import { Text, valueText } from "../../parts/value";
import { nodeWords } from "../../parts/node.words";
import { useTerm, useWords } from "../../words/words";
import type { Scalar } from "./question";

/** A value of a fact, as its scalar or enum is read. */
export function Value({ of, field }: { of: unknown; field: Field }) {
  const w = useWords(nodeWords);
  const term = useTerm();
  const all = (Array.isArray(of) ? of : [of]) as Scalar[];
  return <Text of={all.map((one) => valueText(field.type, one, term, w)).join(w.comma)} />;
}
