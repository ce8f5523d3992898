import { Button, Select } from "antd";
import { useId, useState } from "react";

import { ProblemSaid, useAsked } from "../api/Answer";
import { worst } from "../api/problem";
import { common } from "../words/common";
import { useWords } from "../words/words";
import { PostsOfUnitDocument } from "./posts.gen";
import { UnitPicker } from "./UnitPicker";

/** A post: the unit by its name, then one of its posts; none, by a button that says what that means. */
export function PostPicker({ label, none, choose }: { label: string; none?: string; choose: (key: string | null) => void }) {
  const c = useWords(common);
  const id = useId();
  const [unit, setUnit] = useState("");
  const asked = useAsked(PostsOfUnitDocument, { unit }, { pause: !unit });
  const posts = asked.data?.positions;
  const problem = worst(asked.problems);
  return (
    <div className="inputs">
      <UnitPicker value={unit} choose={(key) => setUnit(key ?? "")} className="unit" />
      <div>
        <label htmlFor={id}>{c.post}</label>
        <Select
          id={id}
          aria-label={label}
          className="node-picker"
          disabled={!unit}
          loading={asked.fetching}
          showSearch={{ optionFilterProp: "label" }}
          value={null}
          onChange={(key: string | null) => key && choose(key)}
          options={posts?.nodes.map((p) => ({ value: p.key, label: `${p.title}${c.aside(p.headcount === null ? c.placesNotKnown : c.places(p.headcount))}` })) ?? []}
        />
        {posts && posts.totalCount > posts.nodes.length && <span className="quiet">{c.firstOf(posts.nodes.length, posts.totalCount)}</span>}
      </div>
      {none && <Button onClick={() => choose(null)}>{none}</Button>}
      {problem && <ProblemSaid problem={problem} again={asked.again} />}
    </div>
  );
}
