import { headers } from "../../session/session";
import type { Asking } from "./documents";

export const kinds = { csv: "text/csv; bom=true", xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" } as const;

/**
 * The whole list as a file, made by the API. An answer that breaks off rejects: what is not whole is not saved. Resolves to
 * what the API says where it refuses, and to nothing when the file is saved.
 */
export async function saveFile(asking: Asking, kind: keyof typeof kinds, name: string, chinese: boolean): Promise<string | undefined> {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: { ...headers(), "Content-Type": "application/json", Accept: kinds[kind] + (chinese ? "; labels=zh" : "") },
    body: JSON.stringify(asking),
  });
  const type = response.headers.get("Content-Type") ?? "";
  if (!response.ok || type.includes("json")) {
    const said = (await response.json().catch(() => ({}))) as { errors?: { message: string }[] };
    return said.errors?.map((e) => e.message).join("\n") || `HTTP ${response.status}`;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = `${name.replace(/[\\/:*?"<>|\s]+/g, "_").slice(0, 80)}.${kind}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return undefined;
}
