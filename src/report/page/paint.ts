/** Colours with a texture each, so that the eye needs no colour; dashes for lines. */
import { svg } from './dom.ts';

/** Overlay of each texture, in a square of eight. */
const TEXTURES: readonly string[] = [
  '',
  'M-2 2L2 -2M0 8L8 0M6 10L10 6',
  'M1 1h1.4v1.4h-1.4zM5 5h1.4v1.4h-1.4z',
  'M0 4H8',
  'M-2 6L2 10M0 0L8 8M6 -2L10 2',
  'M4 0V8',
  'M0 4H8M4 0V8',
  'M2 2h4v4h-4z',
  'M0 2H8M0 6H8',
  'M2 0V8M6 0V8',
];

export const DASHES: readonly string[] = [
  '',
  '6 3',
  '2 3',
  '9 3 2 3',
  '12 4',
  '2 6',
  '6 2 2 2 2 2',
  '14 3 3 3',
  '4 4',
  '1 2',
];

const COLOURS = 10;

export function paint(index: number): string {
  return `url(#paint-${index % COLOURS})`;
}

/** Success, reject, error. */
export function outcomePaint(outcome: number): string {
  return `url(#outcome-${outcome})`;
}

export function stroke(index: number): string {
  return `var(--c${index % COLOURS})`;
}

function pattern(id: string, colour: string, texture: string): SVGPatternElement {
  return svg(
    'pattern',
    { id, width: 8, height: 8, patternUnits: 'userSpaceOnUse' },
    svg('rect', { width: 8, height: 8, class: colour }),
    svg('path', { d: texture, class: 'texture' }),
  );
}

/** Once in the page; every fill refers to it. */
export function definitions(): SVGElement {
  return svg(
    'svg',
    { width: 0, height: 0, class: 'definitions', 'aria-hidden': 'true' },
    svg(
      'defs',
      {},
      ...Array.from({ length: COLOURS }, (_, i) => pattern(`paint-${i}`, `k${i}`, TEXTURES[i])),
      pattern('outcome-0', 'success', ''),
      pattern('outcome-1', 'reject', TEXTURES[1]),
      pattern('outcome-2', 'error', TEXTURES[6]),
    ),
  );
}
