import { Button, Input } from "antd";
import { useNavigate } from "react-router";

import { Page } from "../../parts/Page";
import { useWords } from "../../words/words";
import { words as search } from "../search/words";
import { words } from "./words";

/** Where one begins. */
export function Component() {
  const w = useWords(words);
  const s = useWords(search);
  const go = useNavigate();
  return (
    <Page title={w.title} below={w.say}>
      <form
        role="search"
        className="find"
        onSubmit={(e) => {
          e.preventDefault();
          const text = String(new FormData(e.currentTarget).get("q") ?? "").trim();
          if (text) void go(`/search?q=${encodeURIComponent(text)}`);
        }}
      >
        <Input name="q" size="large" aria-label={s.label} placeholder={s.placeholder} maxLength={200} />
        <Button size="large" type="primary" htmlType="submit">{w.find}</Button>
      </form>
    </Page>
  );
}
