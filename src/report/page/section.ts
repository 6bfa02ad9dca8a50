/** A section of the page: a heading, what it holds, and how it follows the filters. */
import { type Child, h } from './dom.ts';
import type { Facts } from './model.ts';
import type { View } from './state.ts';

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly root: HTMLElement;
  update(view: View): void;
}

export interface Parts {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  readonly children: readonly Child[];
  update?(view: View): void;
}

export function section({ id, title, note, children, update }: Parts): Section {
  const root = h(
    'section',
    { id, 'aria-labelledby': `${id}-title` },
    h('h2', { id: `${id}-title` }, title),
    note === undefined ? null : h('p', { class: 'lead' }, note),
    ...children,
  );
  return { id, title, root, update: view => update?.(view) };
}

export function grid(...children: readonly Child[]): HTMLElement {
  return h('div', { class: 'grid' }, ...children);
}

/** What stands where a file is missing: which command makes it. */
export function lacking(facts: Facts, what: string, text: string): HTMLElement | null {
  const found = facts.missing.find(one => one.what === what);
  return found === undefined ? null : h('p', { class: 'lacking' }, `${text} `, h('code', {}, found.command));
}
