import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Provider } from "urql";

import { newClient } from "../api/client";
import { headers, SessionProvider, takeToken, useSession } from "./session";

const viewer = { name: "张三", role: "ANALYST", roles: ["ANALYST"], whole: true, units: [], self: null, purpose: null, today: "2024-08-31", forbidden: ["Cadre.gender"] };

/** A server that answers by path; what it does not know is away. */
function serve(answers: Record<string, () => Response>) {
  vi.stubGlobal("fetch", vi.fn(async (url: string | URL | Request) => {
    const answer = answers[new URL(String(url instanceof Request ? url.url : url), "http://console.example").pathname];
    if (!answer) throw new TypeError("away");
    return answer();
  }));
}

const graphql = (body: unknown, status = 200) => () => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/graphql-response+json" } });
const notFound = () => new Response("", { status: 404 });

function Shown() {
  const { state, way, viewer } = useSession();
  return <p>{`${state} by ${way}${viewer ? ` as ${viewer.name}` : ""}`}</p>;
}

async function shown() {
  render(<Provider value={newClient()}><SessionProvider restart={() => {}}><Shown /></SessionProvider></Provider>);
  await act(async () => new Promise((done) => setTimeout(done, 20)));
  return screen.getByText(/ by /).textContent;
}

beforeEach(() => sessionStorage.clear());
afterEach(() => {
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

describe("a session", () => {
  it("asks for a token where no provider is", async () => {
    serve({ "/sign-in/session": notFound });
    expect(await shown()).toBe("out by token");
  });
  it("is there with a token that is good", async () => {
    sessionStorage.setItem("token", "t");
    serve({ "/sign-in/session": notFound, "/graphql": graphql({ data: { viewer } }) });
    expect(await shown()).toBe("in by token as 张三");
  });
  it("is over with a token that is not", async () => {
    sessionStorage.setItem("token", "t");
    serve({ "/sign-in/session": notFound, "/graphql": graphql({ errors: [{ message: "no", extensions: { code: "UNAUTHENTICATED" } }] }, 401) });
    expect(await shown()).toBe("out by token");
  });
  it("waits where the server cannot be reached, and does not ask for a token in vain", async () => {
    serve({});
    expect(await shown()).toBe("away by unknown");
  });
  it("goes by a provider's cookie", async () => {
    serve({ "/sign-in/session": () => new Response(`{"signedIn": true}`), "/graphql": graphql({ data: { viewer } }) });
    expect(await shown()).toBe("in by provider as 张三");
  });
});

describe("a link with a token", () => {
  it("gives it to the tab, and keeps it neither in the address nor in what is sent elsewhere", () => {
    const replaceState = vi.fn();
    takeToken({ hash: "#token=abc.def", pathname: "/cadre/x", search: "?asOf=2024-01-01" } as Location, { state: null, replaceState } as unknown as History);
    expect(replaceState).toHaveBeenCalledWith(null, "", "/cadre/x?asOf=2024-01-01");
    expect(headers().Authorization).toBe("Bearer abc.def");
  });
  it("leaves other anchors alone", () => {
    const replaceState = vi.fn();
    takeToken({ hash: "#cases", pathname: "/", search: "" } as Location, { state: null, replaceState } as unknown as History);
    expect(replaceState).not.toHaveBeenCalled();
    expect(headers().Authorization).toBeUndefined();
  });
});

describe("the headers", () => {
  it("carry a purpose in Chinese as the API takes it", () => {
    sessionStorage.setItem("purpose", "年度考核 50%");
    expect(headers()["Bole-Purpose"]).toBe(encodeURIComponent("年度考核 50%"));
  });
});
