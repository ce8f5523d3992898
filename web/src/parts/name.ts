/** The words of a name such as difficultySetOn. */
export function words(name: string): string {
  const apart = name.replace(/([a-z0-9])([A-Z])/g, (_, end: string, begin: string) => `${end} ${begin.toLowerCase()}`);
  return apart.charAt(0).toUpperCase() + apart.slice(1);
}
