import { useEffect, type ReactNode } from "react";

/** A page: its title, what stands beside it, and its sections. */
export function Page({ title, below, actions, children }: { title: string; below?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · bole`;
  }, [title]);
  return (
    <article>
      <div className="head">
        <div>
          <h1>{title}</h1>
          {below && <div className="quiet">{below}</div>}
        </div>
        {actions && <div className="no-print">{actions}</div>}
      </div>
      {children}
    </article>
  );
}

export function Section({ title, id, children, actions }: { title: string; id?: string; children: ReactNode; actions?: ReactNode }) {
  return (
    <section className="section" id={id} aria-label={title}>
      <div className="head">
        <div><h2>{title}</h2></div>
        {actions}
      </div>
      {children}
    </section>
  );
}

/** Names and what is known of each; what is not known is left out. */
export function Facts({ of }: { of: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="facts">
      {of.filter(([, value]) => value !== null && value !== undefined && value !== "" && value !== false).map(([name, value]) => (
        <div key={name} style={{ display: "contents" }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
