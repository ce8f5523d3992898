import { Alert, Button, Input, Select, Skeleton } from "antd";
import { Suspense, useEffect, useRef } from "react";
import { NavLink, Outlet, useLocation, useNavigation, useRouteError } from "react-router";

import { ProblemSaid } from "../api/Answer";
import { problems, worst } from "../api/problem";
import { SignIn } from "../session/SignIn";
import { useMay, useSession } from "../session/session";
import { useLanguage, useTerm, useWords } from "../words/words";
import { useLook } from "./look";
import { words } from "./words";

/** What stands around every page: the way to others, who is signed in, and what for. */
export function Shell() {
  const w = useWords(words);
  const session = useSession();
  const may = useMay();
  const { theme, setTheme, setLanguage } = useLook();
  const language = useLanguage();
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const busy = useNavigation().state !== "idle";
  const from = useRef(pathname);
  useEffect(() => {
    // Whoever listens to a page, or goes through it by keys, begins at its content.
    if (from.current !== pathname) main.current?.focus();
    from.current = pathname;
  }, [pathname]);

  const links = [
    { to: "/", text: w.home, end: true, shown: true },
    { to: "/search", text: w.search, end: false, shown: true },
    { to: "/list", text: w.list, end: false, shown: true },
    { to: "/vacancies", text: w.vacancies, end: false, shown: may("Query.candidates") },
    { to: "/adjustment", text: w.adjustment, end: false, shown: may("Query.adjustment") },
    { to: "/practice", text: w.practice, end: false, shown: may("Query.overlooked") },
    { to: "/explorer", text: w.explorer, end: false, shown: true },
    { to: "/statistics", text: w.statistics, end: false, shown: may("Query.statistics") },
    { to: "/agenda", text: w.agenda, end: false, shown: may("Query.agenda") },
    { to: "/establishment", text: w.establishment, end: false, shown: may("Query.establishment") },
    { to: "/campaigns", text: w.campaigns, end: false, shown: may("Campaign.coverage") },
    { to: "/record", text: w.record, end: false, shown: may("Mutation.createCase") || may("Mutation.createStatement") },
    { to: "/quality", text: w.quality, end: false, shown: may("Query.dataQuality") },
    { to: "/imports", text: w.imports, end: false, shown: may("Mutation.importDataset") },
    { to: "/audit", text: w.audit, end: false, shown: may("Query.auditEvents") },
    { to: "/me", text: w.me, end: false, shown: session.viewer?.self != null },
  ];
  return (
    <>
      <a className="skip" href="#main">{w.skip}</a>
      <header className="top">
        <NavLink to="/" className="brand">{w.product}</NavLink>
        {session.state === "in" && (
          <nav aria-label={w.menu}>
            {links.filter((l) => l.shown).map((l) => (
              <NavLink key={l.to} to={l.to} end={l.end}>{l.text}</NavLink>
            ))}
          </nav>
        )}
        <div className="own">
          {session.state === "in" && <Person />}
          <span className="grow" />
          <Button type="text" size="small" onClick={() => setLanguage(language === "zh" ? "en" : "zh")} lang={language === "zh" ? "en" : "zh-CN"}>{w.language}</Button>
          <Button type="text" size="small" aria-label={w.theme} title={w.theme} onClick={() => setTheme(theme === "dark" ? "light" : "dark")}>{theme === "dark" ? "☀" : "☾"}</Button>
          {session.state === "in" && <Leave />}
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1} aria-busy={busy}>
        {session.state === "starting" && <Skeleton active />}
        {session.state === "away" && <ProblemSaid problem={worst(problems(session.error)) ?? { kind: "offline", code: "", message: "", place: "" }} again={session.again} />}
        {session.state === "out" && <SignIn />}
        {session.state === "in" && (
          <Suspense fallback={<Skeleton active />}>
            <Outlet />
          </Suspense>
        )}
      </main>
    </>
  );
}

/** Who is signed in, in which role, with what in scope, and why records are looked at. */
function Person() {
  const w = useWords(words);
  const term = useTerm();
  const { viewer, as, purpose, setPurpose } = useSession();
  if (!viewer) return null;
  const scope = viewer.self ? viewer.self.name : viewer.whole ? w.whole : viewer.units.map((u) => u.name).join("、") || w.none;
  return (
    <div className="person">
      <span title={`${w.scope}: ${scope}`}>
        {viewer.name} · {viewer.roles.length > 1 ? (
          <Select size="small" variant="borderless" aria-label={w.role} value={viewer.role} onChange={as} options={viewer.roles.map((r) => ({ value: r, label: term("Role", r) }))} />
        ) : (
          term("Role", viewer.role)
        )} · {scope}
      </span>
      <span className="day">{w.day(viewer.today)}</span>
      <Input className="purpose" size="small" aria-label={w.purpose} placeholder={w.purposePlaceholder} defaultValue={purpose} maxLength={200} onBlur={(e) => setPurpose(e.target.value)} onPressEnter={(e) => setPurpose(e.currentTarget.value)} />
    </div>
  );
}

/** Signing out ends a session by sign-in at the server, and forgets a token. */
function Leave() {
  const w = useWords(words);
  const { way, leave } = useSession();
  if (way !== "provider") return <Button size="small" onClick={leave}>{w.signOut}</Button>;
  return (
    <form method="post" action="/sign-out">
      <Button size="small" htmlType="submit">{w.signOut}</Button>
    </form>
  );
}

export function NotFound() {
  const w = useWords(words);
  return <Alert type="info" showIcon title={w.notFound} description={w.notFoundSay} />;
}

/** A page that threw: what it says goes to the console, and the reader may load it again. */
export function Broken() {
  const w = useWords(words);
  const error = useRouteError();
  useEffect(() => console.error(error), [error]);
  return <Alert type="error" showIcon title={w.broken} description={w.brokenSay} action={<Button onClick={() => location.reload()}>{w.reload}</Button>} />;
}
