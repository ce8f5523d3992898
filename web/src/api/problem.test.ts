import { CombinedError } from "urql";
import { describe, expect, it } from "vitest";

import { problems, worst } from "./problem";

const refused = (code: string, message = code, path?: string[]) => ({ message, path, extensions: { code } });

describe("what went wrong", () => {
  it("is nothing where nothing did", () => {
    expect(problems(undefined)).toEqual([]);
    expect(worst([])).toBeUndefined();
  });
  it("is known by the API's code, and keeps its words and place", () => {
    const error = new CombinedError({ graphQLErrors: [refused("FORBIDDEN", "cadre.readBy 不供该角色使用", ["node", "readBy"]), refused("CONFLICT"), refused("OF_TOMORROW")] });
    expect(problems(error).map((p) => [p.kind, p.place])).toEqual([["refused", "node.readBy"], ["conflict", ""], ["fault", ""]]);
    expect(worst(problems(error))?.message).toBe("cadre.readBy 不供该角色使用");
  });
  it("tells a network that is gone from a server that is away and from a session that is over", () => {
    const by = (status?: number) => problems(new CombinedError({ networkError: new Error("x"), response: status ? { status } : undefined }))[0]?.kind;
    expect([by(), by(503), by(429), by(401), by(500)]).toEqual(["offline", "away", "away", "signedOut", "fault"]);
  });
  it("puts the end of a session before all else", () => {
    expect(worst(problems(new CombinedError({ graphQLErrors: [refused("INTERNAL"), refused("LIMIT_EXCEEDED"), refused("UNAUTHENTICATED")] })))?.kind).toBe("signedOut");
  });
});
