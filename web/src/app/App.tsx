import { App as AntApp, ConfigProvider, theme } from "antd";
import en from "antd/locale/en_US";
import zh from "antd/locale/zh_CN";
import { useCallback, useEffect, useMemo, useState } from "react";
import { RouterProvider } from "react-router";
import { Provider } from "urql";

import { newClient } from "../api/client";
import { SessionProvider } from "../session/session";
import { LanguageContext, type Language } from "../words/words";
import { LookContext, type Theme } from "./look";
import { nonce } from "./nonce";
import { newRouter } from "./routes";

const router = newRouter();

/**
 * The console: language, look, client and session around the pages. A new session begins with a new client, and so does
 * another language, in which the API says its sentences anew.
 */
export function App() {
  const [language, setLanguage] = useState<Language>(() => kept<Language>("language", ["zh", "en"]) ?? (navigator.language.startsWith("en") ? "en" : "zh"));
  const [look, setLook] = useState<Theme>(() => kept<Theme>("theme", ["light", "dark"]) ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
  const [session, setSession] = useState(0);
  const client = useMemo(newClient, [session, language]);
  const restart = useCallback(() => setSession((n) => n + 1), []);

  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  useEffect(() => {
    document.documentElement.dataset.theme = look;
  }, [look]);

  return (
    <LanguageContext value={language}>
      <LookContext
        value={{
          theme: look,
          setTheme: (t) => (localStorage.setItem("theme", t), setLook(t)),
          setLanguage: (l) => (localStorage.setItem("language", l), setLanguage(l)),
        }}
      >
        <ConfigProvider
          locale={language === "zh" ? zh : en}
          csp={nonce ? { nonce } : undefined}
          button={{ autoInsertSpace: false }}
          theme={{
            cssVar: { key: "bole" },
            algorithm: look === "dark" ? theme.darkAlgorithm : theme.defaultAlgorithm,
            token: { colorPrimary: look === "dark" ? "#3b78b5" : "#1d4e89", colorLink: look === "dark" ? "#7db4ea" : "#1d4e89", colorLinkHover: look === "dark" ? "#a5cdf3" : "#2f6fb0", colorLinkActive: look === "dark" ? "#a5cdf3" : "#16395f", colorTextDescription: look === "dark" ? "#a6adb5" : "#59636e", colorTextPlaceholder: look === "dark" ? "#9aa2ab" : "#6a737d" },
            // The primary colour, which buttons have behind white letters, is too dark for letters on a dark ground.
            components: look === "dark" ? { Tabs: { itemSelectedColor: "#7db4ea", itemHoverColor: "#a5cdf3", itemActiveColor: "#7db4ea" } } : {},
          }}
        >
          <AntApp className="console">
            <Provider value={client} key={session}>
              <SessionProvider restart={restart}>
                <RouterProvider router={router} />
              </SessionProvider>
            </Provider>
          </AntApp>
        </ConfigProvider>
      </LookContext>
    </LanguageContext>
  );
}

function kept<T extends string>(name: string, of: readonly T[]): T | undefined {
  const value = localStorage.getItem(name) as T | null;
  return value && of.includes(value) ? value : undefined;
}
