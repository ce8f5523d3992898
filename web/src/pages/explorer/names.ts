import { typeName } from "../../parts/name";
import { properties, relations } from "../../terms/graph.gen";
import { termOf, type EnumName, type Language } from "../../words/words";
import type { GraphEdge, Group, Picture } from "./model";

/** Words of a name in code: RankGrant, basedOn, WORKED_ON. */
const plain = (name: string) => (name.includes("_") || name === name.toUpperCase() ? name.toLowerCase().replaceAll("_", " ") : name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase());

export const relationName = (type: string, language: Language) => (language === "zh" ? termOf("RelationshipType", type, "zh") : plain(type));

/** What a relationship says from where it begins to where it leads. */
export function edgeName(edge: GraphEdge, picture: Picture, language: Language): string {
  const [source, target] = [picture.nodes.get(edge.source)?.type ?? "", picture.nodes.get(edge.target)?.type ?? ""];
  const of = relations[source]?.[`${edge.type} OUT ${target}`];
  return of ? (language === "zh" ? of[0] : plain(of[1])) : relationName(edge.type, language);
}

/** What the neighbours of a group are to the node: 评价, or the other type with the relationship where no relation leads there. */
export function groupName(type: string, group: Group, language: Language): string {
  const of = relations[type]?.[`${group.relationship} ${group.direction} ${group.type}`];
  const name = typeName(group.type, language);
  if (of) {
    const own = language === "zh" ? of[0] : plain(of[1]);
    return own.includes(name) || name.includes(own) ? (language === "zh" ? name : own) : language === "zh" ? `${own}（${name}）` : `${own} (${name.toLowerCase()})`;
  }
  return language === "zh" ? `${name}（${relationName(group.relationship, "zh")}）` : `${name} (${relationName(group.relationship, "en")})`;
}

/** A property of a relationship with its value, enums by their terms; what is true is said by its name alone. */
export function propertyText(type: string, { name, value }: { name: string; value: string }, language: Language): string {
  const [zh, of] = properties[type]?.[name] ?? [name, ""];
  const own = language === "zh" ? zh : plain(name);
  if (value === "true") return own;
  const said = of ? termOf(of as EnumName, value, language) : value;
  return language === "zh" ? `${own}：${said}` : `${own}: ${said}`;
}

export const fieldName = (field: string, zh: string, language: Language) => (language === "zh" ? zh : plain(field));
