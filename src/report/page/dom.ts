/** Elements. Texts go in as text nodes alone: what a capture calls an access point never becomes markup. */

type Value = string | number | boolean | null | undefined | ((event: Event) => void);
export type Child = Node | string | number | null | undefined;

const SVG = 'http://www.w3.org/2000/svg';

function fill<T extends Element>(
  element: T,
  attributes: Readonly<Record<string, Value>>,
  children: readonly Child[],
): T {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) {
    if (child === null || child === undefined) continue;
    element.append(typeof child === 'number' ? String(child) : child);
  }
  return element;
}

/** An HTML element; an attribute that is a function listens to the event of its name. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, Value>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), attributes, children);
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, Value>> = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** A name that may go on in the next line behind an underscore. */
export function breakable(name: string): Node {
  const parts = name.split(/(?<=_)/);
  return h('span', {}, ...parts.flatMap((part, i) => (i === 0 ? [part] : [h('wbr'), part])));
}
