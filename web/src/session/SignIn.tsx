import { Alert, Button, Input } from "antd";
import { useId, useState } from "react";

import { useWords } from "../words/words";
import { useSession } from "./session";
import { words } from "./words";

/** Where nobody is signed in, at whatever address: what was asked for is shown after. */
export function SignIn() {
  const w = useWords(words);
  const { way, enter, error } = useSession();
  const [token, setToken] = useState("");
  const id = useId();
  return (
    <section className="sign-in">
      <h1>{w.title}</h1>
      <p>{w.what}</p>
      {way === "provider" && (
        <Button type="primary" size="large" href={`/sign-in?return=${encodeURIComponent(location.pathname + location.search)}`}>{w.byProvider}</Button>
      )}
      {way === "token" && (
        <form
          onSubmit={(e) => {
            e.preventDefault();
            if (token.trim()) enter(token);
          }}
        >
          {error && <Alert type="warning" showIcon role="alert" title={w.wrong} />}
          <label htmlFor={id}>{w.token}</label>
          <Input.Password id={id} autoFocus autoComplete="off" value={token} onChange={(e) => setToken(e.target.value)} visibilityToggle={false} />
          <p className="quiet">{w.tokenHelp}</p>
          <Button type="primary" htmlType="submit" disabled={!token.trim()}>{w.enter}</Button>
        </form>
      )}
    </section>
  );
}
