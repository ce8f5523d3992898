import { Button, Slider } from "antd";
import { useState } from "react";

import { typeName } from "../../parts/name";
import { Section } from "../../parts/Page";
import { useLanguage, useWords } from "../../words/words";
import { Mark } from "./Mark";
import type { Picture } from "./model";
import { relationName } from "./names";
import type { State } from "./state";
import { kinds, monthNumber, monthOf, months } from "./view";
import { words } from "./words";

const toggled = (all: readonly string[], one: string) => (all.includes(one) ? all.filter((v) => v !== one) : [...all, one]);

/** What marks mean and how many there are of each kind; a kind without its tick is not shown. */
export function Legend({ picture, state, set }: { picture: Picture; state: State; set: (changes: Partial<State>) => void }) {
  const w = useWords(words);
  const language = useLanguage();
  const span = months(picture);
  const [first, last] = span ? [monthNumber(span[0]), monthNumber(span[1])] : [0, 0];
  const clamp = (month: string, otherwise: number) => (month ? Math.min(Math.max(monthNumber(month), first), last) : otherwise);
  const [moving, setMoving] = useState<[number, number] | null>(null);
  const range = moving ?? ([clamp(state.since, first), clamp(state.until, last)] as [number, number]);
  return (
    <Section title={w.filters}>
      <fieldset className="kinds">
        <legend>{w.kinds}</legend>
        {kinds(picture.nodes.values()).map(([type, n]) => (
          <label key={type}>
            <input type="checkbox" checked={!state.hidden.includes(type)} onChange={() => set({ hidden: toggled(state.hidden, type) })} />
            <Mark type={type} /> {typeName(type, language)} <span className="quiet">{n}</span>
          </label>
        ))}
      </fieldset>
      {span && (
        <fieldset className="kinds">
          <legend>{w.time}</legend>
          <div className="quiet number-line">{monthOf(range[0])} – {monthOf(range[1])}</div>
          <Slider
            range
            min={first}
            max={last}
            value={range}
            tooltip={{ formatter: (v) => (v == null ? "" : monthOf(v)) }}
            ariaLabelForHandle={[w.timeFrom, w.timeTo]}
            ariaValueTextFormatterForHandle={(v) => monthOf(v)}
            onChange={([from, to]) => setMoving([from!, to!])}
            onChangeComplete={([from, to]) => {
              setMoving(null);
              set({ since: from! > first ? monthOf(from!) : "", until: to! < last ? monthOf(to!) : "" });
            }}
          />
          <p className="quiet small">{w.timeHelp}</p>
          {(state.since || state.until) && <Button size="small" onClick={() => set({ since: "", until: "" })}>{w.timeAll}</Button>}
        </fieldset>
      )}
      <details open={state.without.length > 0}>
        <summary>{w.relationships}</summary>
        <div className="kinds">
          {kinds(picture.edges.values()).map(([type, n]) => (
            <label key={type}>
              <input type="checkbox" checked={!state.without.includes(type)} onChange={() => set({ without: toggled(state.without, type) })} />
              {relationName(type, language)} <span className="quiet">{n}</span>
            </label>
          ))}
        </div>
      </details>
      <p className="quiet small">{w.arrows}</p>
    </Section>
  );
}
