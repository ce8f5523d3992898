import { createContext, useContext } from "react";

import type { Language } from "../words/words";

export type Theme = "light" | "dark";

interface Look {
  theme: Theme;
  setTheme: (theme: Theme) => void;
  setLanguage: (language: Language) => void;
}

export const LookContext = createContext<Look>({ theme: "light", setTheme: () => {}, setLanguage: () => {} });
export const useLook = () => useContext(LookContext);
