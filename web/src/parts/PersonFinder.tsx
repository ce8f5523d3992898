import { Select } from "antd";
import { useId, useState } from "react";

import { ProblemSaid, useAsked } from "../api/Answer";
import { worst } from "../api/problem";
import { usePause } from "./pause";
import { common } from "../words/common";
import { useWords } from "../words/words";
import { FindPeopleDocument } from "./people.gen";

/** Finds an official by name among all whom the viewer may see, and gives the key. */
export function PersonFinder({ label, disabled, choose }: { label: string; disabled?: boolean; choose: (key: string) => void }) {
  const w = useWords(common);
  const id = useId();
  const [typed, setTyped] = useState("");
  const text = usePause(typed);
  const asked = useAsked(FindPeopleDocument, { text }, { pause: !text });
  const found = text && asked.data ? asked.data.search.nodes : [];
  const waits = typed.trim() !== "" && (typed.trim() !== text || (asked.fetching && found.length === 0));
  const problem = worst(asked.problems);
  return (
    <div className="finder">
      <label htmlFor={id}>{label}</label>
      <Select
        id={id}
        showSearch={{ searchValue: typed, onSearch: setTyped, filterOption: false }}
        value={null}
        disabled={disabled}
        placeholder={w.findPerson}
        loading={waits}
        notFoundContent={waits ? null : text ? w.nobodyFound : w.typeName}
        onChange={(key: string | null) => {
          if (!key) return;
          setTyped("");
          choose(key);
        }}
        options={found.flatMap((n) => (n.__typename === "Cadre" ? [{ value: n.key, label: [n.label, n.organization?.label].filter(Boolean).join(" · ") }] : []))}
      />
      {problem && <ProblemSaid problem={problem} again={asked.again} />}
    </div>
  );
}
