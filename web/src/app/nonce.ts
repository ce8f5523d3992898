/** The nonce of this very page, by which its policy lets styles in. */
export const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;

/**
 * Gives the nonce to every style element that a script of ours makes: parts of Ant Design, such as what measures scroll bars
 * and what holds a page still behind a dialogue, make theirs without asking for one. Markup in facts never comes this way.
 */
export function allowStyles(of: Document, nonce: string) {
  const create = of.createElement.bind(of) as (name: string, options?: ElementCreationOptions) => HTMLElement;
  of.createElement = ((name: string, options?: ElementCreationOptions) => {
    const element = create(name, options);
    if (name.toLowerCase() === "style") element.nonce = nonce;
    return element;
  }) as Document["createElement"];
}
