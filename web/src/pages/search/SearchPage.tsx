import { Button, Input, Select } from "antd";
import { useEffect, useState } from "react";

import { Answer, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { typeName } from "../../parts/name";
import { NodeLink } from "../../parts/NodeLink";
import { Page } from "../../parts/Page";
import { fields, values } from "../../terms/terms.gen";
import { common } from "../../words/common";
import { useLanguage, useTerm, useWords } from "../../words/words";
import { SearchDocument, type SearchType } from "./search.gen";
import { words } from "./words";

/** Full text over everything the viewer may see; the address holds text, kinds and page. */
export function Component() {
  const w = useWords(words);
  const c = useWords(common);
  const term = useTerm();
  const language = useLanguage();
  const { get, all, set } = useAddress();
  const text = get("q");
  const types = all("types");
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]);
  const asked = useAsked(
    SearchDocument,
    { text, types: types.length ? (types as SearchType[]) : null, after: get("after") || null },
    { pause: !text },
  );
  return (
    <Page title={w.title}>
      <form
        role="search"
        className="find"
        onSubmit={(e) => {
          e.preventDefault();
          set({ q: typed.trim(), after: null });
        }}
      >
        <Input size="large" autoFocus aria-label={w.label} placeholder={w.placeholder} value={typed} onChange={(e) => setTyped(e.target.value)} maxLength={200} />
        <Select
          size="large"
          mode="multiple"
          maxTagCount="responsive"
          aria-label={w.types}
          placeholder={w.allTypes}
          value={types}
          onChange={(of: string[]) => set({ types: of.join(","), after: null })}
          options={Object.keys(values.SearchType).map((v) => ({ value: v, label: term("SearchType", v) }))}
          optionFilterProp="label"
        />
        <Button size="large" type="primary" htmlType="submit">{w.title}</Button>
      </form>
      {!text && <p className="quiet">{w.begin}</p>}
      {text && (
        <section className="section" aria-label={w.results}>
          <Answer to={asked} rows={8}>
            {({ search }) => (
              <>
                <p role="status">{search.totalCount === 0 ? w.nothing : w.found(search.totalCount)}</p>
                <ul className="plain found">
                  {search.edges.map(({ node, field, excerpt }) => (
                    <li key={node.id}>
                      <NodeLink of={node} /> <span className="quiet">{typeName(node.__typename, language)}</span>
                      {excerpt !== node.label && (
                        <div className="quiet">
                          {fieldName(node.__typename, field)}：{excerpt}
                        </div>
                      )}
                    </li>
                  ))}
                </ul>
                {(search.pageInfo.hasNextPage || get("after")) && (
                  <nav className="pager" aria-label={w.results}>
                    {get("after") && <Button onClick={() => set({ after: null })}>{c.first}</Button>}
                    {search.pageInfo.hasNextPage && <Button onClick={() => set({ after: search.pageInfo.endCursor })}>{c.next}</Button>}
                  </nav>
                )}
              </>
            )}
          </Answer>
        </section>
      )}
    </Page>
  );
}

const fieldName = (type: string, field: string) => (fields as Record<string, Record<string, string>>)[type]?.[field] ?? field;
