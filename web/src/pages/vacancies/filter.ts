import type { VacancyFilter, VacancyStatus } from "./vacancies.gen";

export interface Asks {
  text: string;
  status: string;
  /** Key of an organization: its posts and those of up to three levels below it, which is from a province to a township. */
  unit: string;
  from: string;
  to: string;
}

/** The filter of the API for what was asked; null where nothing was. */
export function filterOf({ text, status, unit, from, to }: Asks): VacancyFilter | null {
  const all: VacancyFilter[] = [];
  const here = { key: { eq: unit } };
  if (text) all.push({ title: { contains: text } });
  if (status) all.push({ status: { eq: status as VacancyStatus } });
  if (unit) all.push({ position: { organization: { or: [here, { parent: here }, { parent: { parent: here } }, { parent: { parent: { parent: here } } }] } } });
  if (from) all.push({ openedOn: { gte: from } });
  if (to) all.push({ openedOn: { lte: to } });
  return all.length ? { and: all } : null;
}
