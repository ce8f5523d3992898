import { Button, Select } from "antd";
import { useId, useState } from "react";

import { ProblemSaid, useAsked } from "../../api/Answer";
import { worst } from "../../api/problem";
import { UnitPicker } from "../../parts/UnitPicker";
import { useWords } from "../../words/words";
import { PostsOfUnitDocument } from "./adjustment.gen";
import { words } from "./words";

/** A post: the unit by its name, then one of its posts. */
export function PostPicker({ name, choose }: { name: string; choose: (key: string | null) => void }) {
  const w = useWords(words);
  const id = useId();
  const [unit, setUnit] = useState("");
  const asked = useAsked(PostsOfUnitDocument, { unit }, { pause: !unit });
  const posts = asked.data?.positions;
  const problem = worst(asked.problems);
  return (
    <div className="inputs">
      <UnitPicker value={unit} choose={(key) => setUnit(key ?? "")} className="unit" />
      <div>
        <label htmlFor={id}>{w.post}</label>
        <Select
          id={id}
          aria-label={w.toOf(name)}
          className="node-picker"
          disabled={!unit}
          loading={asked.fetching}
          showSearch={{ optionFilterProp: "label" }}
          value={null}
          onChange={(key: string | null) => key && choose(key)}
          options={posts?.nodes.map((p) => ({ value: p.key, label: `${p.title}（${w.posts(p.headcount)}）` })) ?? []}
        />
        {posts && posts.totalCount > posts.nodes.length && <span className="quiet">{w.morePosts(posts.nodes.length, posts.totalCount)}</span>}
      </div>
      <Button onClick={() => choose(null)}>{w.noPost}</Button>
      {problem && <ProblemSaid problem={problem} again={asked.again} />}
    </div>
  );
}
