/** Addresses as texts that are equal where the nodes are: a title, else a point code and subsystem (readings 4 and 5). */
import type { Address, Tcap } from '../messages.ts';

export const titleOf = (address: Address | undefined): string => (address?.gt ? `gt ${address.gt}` : '');

export const addressOf = (address: Address | undefined, pc: number | undefined): string => {
  if (address?.gt) return `gt ${address.gt}`;
  const point = address?.pc ?? pc;
  return point === undefined ? '' : `pc ${point} ${address?.ssn ?? 0}`;
};

export const bothTitles = (a: string, b: string): boolean => a.startsWith('gt') && b.startsWith('gt');

export const bothPoints = (a: string, b: string): boolean => a.startsWith('pc') && b.startsWith('pc');

export const pathOf = (m: Tcap): string =>
  m.opc !== undefined || m.dpc !== undefined ? `${m.opc ?? 0}>${m.dpc ?? 0}` : `${m.src ?? ''}>${m.dst ?? ''}`;

/** UDTS, XUDTS or LUDTS (Q.713 §2.1): what comes back to its sender, with its addresses swapped. */
export function isReturned(m: Tcap): boolean {
  return m.sccpType === 10 || m.sccpType === 18 || m.sccpType === 20;
}

/** An address holds a point code of its own: a relay leaves it as it is. */
export function pointInside(m: Tcap): boolean {
  return m.calling?.pc !== undefined || m.called?.pc !== undefined;
}

/** An IP address, where there is one. */
export function ip(text: string | undefined): string {
  return text ?? '';
}
