import { Button, Input, Select } from "antd";
import { createContext, useContext, useState } from "react";

import { useViewer } from "../../session/session";
import { useLanguage, useWords } from "../../words/words";
import { compares, comparisons, type Scope } from "./compare";
import { begun, conditionChoices, operators, referenceChoices, valueFor } from "./fields";
import { isWhole } from "./filter";
import { counts, existsOf, filterField, isGroup, isMany, isOne, quantifiers, type Condition, type Group, type OnMany, type OnOne, type OnValue, type Quantifier } from "./model";
import { filterNamed, operatorNamed } from "./says";
import { relations, values } from "./shape.gen";
import { ValueInput } from "./ValueInput";
import { words } from "./words";

/** What the API says of conditions, by where they stand. */
export const RefusedContext = createContext<ReadonlyMap<string, string>>(new Map());

interface Around<C> {
  on: C;
  /** What it stands in, the list's own nodes first. */
  scopes: readonly Scope[];
  at: readonly number[];
  change: (to: C) => void;
  remove: () => void;
  /** It was added just now: its first input takes the focus. */
  fresh: boolean;
}

/** A group of conditions, as deep as they go. */
export function GroupEditor({ group, scopes, at, change, remove }: { group: Group; scopes: readonly Scope[]; at: readonly number[]; change: (to: Group) => void; remove?: () => void }) {
  const w = useWords(words);
  const language = useLanguage();
  const { role } = useViewer();
  const { filter, name: what } = scopeOf(scopes);
  const [fresh, setFresh] = useState(-1);
  const put = (i: number, to: Condition) => change({ ...group, of: group.of.map((c, j) => (j === i ? to : c)) });
  const drop = (i: number) => {
    setFresh(-1);
    change({ ...group, of: group.of.filter((_, j) => j !== i) });
  };
  const add = (c: Condition) => {
    setFresh(group.of.length);
    change({ ...group, of: [...group.of, c] });
  };
  return (
    <div role="group" aria-label={w.conditionsOn(what)} className="condition-tree">
      {(group.of.length > 1 || group.how !== "all" || remove) && (
        <div className="condition">
          <Select
            size="small"
            aria-label={w.how}
            value={group.how}
            onChange={(how: Group["how"]) => change({ ...group, how })}
            options={(["all", "any", "not"] as const).map((v) => ({ value: v, label: w[v] }))}
            popupMatchSelectWidth={false}
          />
          {remove && <Button size="small" type="text" aria-label={w.removeOf(w.addGroup)} title={w.remove} onClick={remove}>×</Button>}
        </div>
      )}
      <ul className="plain">
        {group.of.map((c, i) => (
          <li key={i}>
            <One on={c} scopes={scopes} at={[...at, i]} change={(to) => put(i, to)} remove={() => drop(i)} fresh={fresh === i} />
          </li>
        ))}
      </ul>
      <div className="condition">
        <Select
          size="small"
          className="add"
          showSearch={{ optionFilterProp: "label" }}
          aria-label={w.addTo(what)}
          placeholder={`+ ${w.add}`}
          value={null}
          onChange={(field: string | null) => field && add(begun(field, filterField(filter, field)?.[0] ?? ""))}
          options={conditionChoices(filter, role, language)}
          popupMatchSelectWidth={260}
        />
        <Button size="small" type="text" onClick={() => add({ how: group.how === "all" ? "any" : "all", of: [] })}>{w.addGroup}</Button>
      </div>
    </div>
  );
}

/** The innermost: what a condition is on. */
const scopeOf = (scopes: readonly Scope[]): Scope => scopes.at(-1) ?? { filter: "", name: "", by: "" };

function One(props: Around<Condition>) {
  const refused = useContext(RefusedContext).get(props.at.join("."));
  const { on } = props;
  return (
    <>
      {isGroup(on) ? (
        <div className="nested"><GroupEditor group={on} scopes={props.scopes} at={props.at} change={props.change} remove={props.remove} /></div>
      ) : isMany(on) ? (
        <Many {...props} on={on} />
      ) : isOne(on) ? (
        <ToOne {...props} on={on} />
      ) : (
        <OfValue {...props} on={on} />
      )}
      {refused && <p className="refused" role="alert">{refused}</p>}
    </>
  );
}

function Remove({ name, remove }: { name: string; remove: () => void }) {
  const w = useWords(words);
  return <Button size="small" type="text" aria-label={w.removeOf(name)} title={w.remove} onClick={remove}>×</Button>;
}

function OfValue({ on, scopes, change, remove, fresh }: Around<OnValue>) {
  const w = useWords(words);
  const language = useLanguage();
  const { role } = useViewer();
  const { filter } = scopeOf(scopes);
  const what = filterField(filter, on.field)?.[0] ?? "";
  const of = values[what]?.[0] ?? "";
  const name = filterNamed(filter, on.field, language);
  const fields = referenceChoices(scopes, on.field, what, role, language);
  return (
    <div className="condition">
      <span className="name">{name}</span>
      {what !== "keys" && (
        <Select
          size="small"
          aria-label={`${name}：${w.operator}`}
          value={on.op}
          onChange={(op: string) => change({ ...on, op, value: valueFor(op, on) })}
          listHeight={440} // all of them, without scrolling
          options={[
            { label: w.withAValue, options: operators(what).map((op) => ({ value: op, label: operatorNamed(op, of, language) })) },
            ...(fields.length > 0 && comparisons(what).length > 0 ? [{ label: w.withField, options: comparisons(what).map((op) => ({ value: op, label: w.otherField(operatorNamed(op, of, language)) })) }] : []),
          ]}
          popupMatchSelectWidth={false}
        />
      )}
      {compares(on.op) ? (
        <Select<string>
          size="small"
          className="values"
          showSearch={{ optionFilterProp: "label" }}
          aria-label={`${name}：${w.whichField}`}
          autoFocus={fresh}
          placeholder={w.whichField}
          value={on.value as string | null}
          onChange={(value) => change({ ...on, value })}
          options={fields}
          popupMatchSelectWidth={false}
        />
      ) : (
        <ValueInput name={name} what={what} of={of} filter={filter} field={on.field} op={on.op} value={on.value} change={(value) => change({ ...on, value })} fresh={fresh} />
      )}
      <Remove name={name} remove={remove} />
      {!isWhole(on.value, on.op) && <span className="quiet">{w.incomplete}</span>}
    </div>
  );
}

function ToOne({ on, scopes, at, change, remove }: Around<OnOne>) {
  const language = useLanguage();
  const w = useWords(words);
  const { filter } = scopeOf(scopes);
  const name = filterNamed(filter, on.field, language);
  return (
    <>
      <div className="condition">
        <span className="name">{name}</span>
        {!existsOf(on.field) && <span className="quiet">{w.is}</span>}
        <Remove name={name} remove={remove} />
      </div>
      <div className="nested">
        <GroupEditor group={on.is} scopes={[...scopes, { filter: filterField(filter, on.field)?.[0] ?? "", name, by: on.field }]} at={at} change={(is) => change({ ...on, is })} />
      </div>
    </>
  );
}

function Many({ on, scopes, at, change, remove, fresh }: Around<OnMany>) {
  const w = useWords(words);
  const language = useLanguage();
  const { filter } = scopeOf(scopes);
  const name = filterNamed(filter, on.field, language);
  const said: Record<Quantifier, string> = { some: w.some, none: w.none, all: w.allEntries, single: w.single, count: w.count };
  return (
    <>
      <div className="condition">
        <span className="name">{name}</span>
        <Select
          size="small"
          aria-label={`${name}：${w.entries}`}
          autoFocus={fresh}
          value={on.has}
          onChange={(has: Quantifier) => change({ ...on, has, ...(has === "count" && { op: on.op ?? "gte", number: on.number ?? 2 }) })}
          options={quantifiers.map((q) => ({ value: q, label: said[q] }))}
          popupMatchSelectWidth={false}
        />
        {on.has === "count" && (
          <>
            <Select size="small" aria-label={`${name}：${w.operator}`} value={on.op ?? "gte"} onChange={(op: string) => change({ ...on, op })} options={counts.map((op) => ({ value: op, label: operatorNamed(op, "Int", language) }))} popupMatchSelectWidth={false} />
            <Input size="small" className="short" type="number" min={0} aria-label={`${name}：${w.number}`} value={on.number ?? ""} onChange={(e) => change({ ...on, number: e.target.value === "" ? null : Number(e.target.value) })} />
          </>
        )}
        <Remove name={name} remove={remove} />
      </div>
      <div className="nested">
        <GroupEditor group={on.of} scopes={[...scopes, { filter: relations[filterField(filter, on.field)?.[0] ?? ""] ?? "", name, by: on.field }]} at={at} change={(of) => change({ ...on, of })} />
      </div>
    </>
  );
}
