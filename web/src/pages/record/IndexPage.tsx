import { Link } from "react-router";

import { Page, Section } from "../../parts/Page";
import { useMay } from "../../session/session";
import { useLanguage, useWords } from "../../words/words";
import { forms } from "./forms.gen";
import { words } from "./words";

/** What the viewer may record, each with its form. */
export function Component() {
  const w = useWords(words);
  const language = useLanguage();
  const may = useMay();
  const mine = Object.entries(forms).filter(([name, form]) => form.kind === "create" && may(`Mutation.${name}`));
  return (
    <Page title={w.title} below={w.say}>
      <Section title={w.choose}>
        {mine.length === 0 && <p className="quiet">{w.none}</p>}
        <ul className="plain tiles">
          {mine.map(([name, form]) => (
            <li key={name}>
              <Link to={`/record/${name}`}>{language === "zh" ? form.zh : form.of}</Link>
              {language === "en" && <div className="quiet">{form.en}</div>}
            </li>
          ))}
        </ul>
      </Section>
    </Page>
  );
}
