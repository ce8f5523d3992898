import type { CampaignKind } from "./campaign.gen";

/** What has to be recorded so that a campaign is done with an official: the mutation, and what its form begins with. */
export const recording: Record<CampaignKind, { mutation: string; given: (cadre: string) => Record<string, string> }> = {
  TALKS: { mutation: "createTalk", given: (cadre) => ({ cadre, purpose: "VISIT" }) },
  RETURN_VISITS: { mutation: "createTalk", given: (cadre) => ({ cadre, purpose: "RETURN_VISIT" }) },
  POLITICAL_REVIEW: { mutation: "createEvaluation", given: (cadre) => ({ cadre, kind: "POLITICAL_REVIEW" }) },
  RESPONSIBILITY_INDEX: { mutation: "createEvaluation", given: (cadre) => ({ cadre, kind: "RESPONSIBILITY_INDEX" }) },
  CASE_COLLECTION: { mutation: "createCase", given: () => ({}) },
};
