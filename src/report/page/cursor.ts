/** The values under the pointer, or at the place that the arrow keys moved to; spoken by screen readers too. */
import { h, svg } from './dom.ts';

const tip = h('div', { id: 'tip', role: 'status', 'aria-live': 'polite', hidden: true });

export function tipElement(): HTMLElement {
  return tip;
}

export interface Reading {
  readonly title: string;
  readonly lines: readonly (readonly [name: string, value: string])[];
}

export function showTip({ title, lines }: Reading, x: number, y: number): void {
  tip.replaceChildren(
    h('strong', {}, title),
    h('dl', {}, ...lines.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])),
  );
  tip.hidden = false;
  const { width, height } = tip.getBoundingClientRect();
  const left = x + 16 + width > innerWidth ? x - 16 - width : x + 16;
  tip.style.left = `${Math.max(4, left)}px`;
  tip.style.top = `${Math.max(4, Math.min(y + 12, innerHeight - height - 8))}px`;
}

export function hideTip(): void {
  tip.hidden = true;
}

export interface CursorOptions {
  readonly steps: number;
  /** Horizontal place of a step and the step at a place, in units of the drawing. */
  readonly place: (step: number) => number;
  readonly stepAt: (x: number) => number;
  readonly top: number;
  readonly bottom: number;
  readonly read: (step: number) => Reading;
  /** A stretch was drawn with the pointer. */
  readonly picked?: (from: number, to: number) => void;
}

/** Makes a drawing answer to pointer and keys. */
export function withCursor(drawing: SVGSVGElement, options: CursorOptions): void {
  const { steps, place, stepAt, top, bottom, read, picked } = options;
  if (steps === 0) return;
  const line = svg('path', { class: 'cursor' });
  const stretch = svg('rect', { class: 'stretch', y: top, height: bottom - top });
  drawing.append(stretch, line);
  drawing.setAttribute('tabindex', '0');
  let at = -1;
  let began = -1;
  const clamp = (step: number): number => Math.max(0, Math.min(steps - 1, step));
  const show = (step: number, x?: number, y?: number): void => {
    at = clamp(step);
    const here = place(at);
    line.setAttribute('d', `M${here} ${top}V${bottom}`);
    const box = drawing.getBoundingClientRect();
    const scale = box.width / drawing.viewBox.baseVal.width;
    showTip(read(at), x ?? box.left + here * scale, y ?? box.top + top * scale);
    if (began >= 0) {
      const [from, to] = [Math.min(place(began), here), Math.max(place(began), here)];
      stretch.setAttribute('x', String(from));
      stretch.setAttribute('width', String(to - from));
    }
  };
  const hide = (): void => {
    line.removeAttribute('d');
    stretch.setAttribute('width', '0');
    began = -1;
    hideTip();
  };
  const inside = (event: PointerEvent): number => {
    const box = drawing.getBoundingClientRect();
    return clamp(stepAt(((event.clientX - box.left) / box.width) * drawing.viewBox.baseVal.width));
  };
  drawing.addEventListener('pointermove', event => show(inside(event), event.clientX, event.clientY));
  drawing.addEventListener('pointerleave', hide);
  drawing.addEventListener('blur', hide);
  drawing.addEventListener('keydown', event => {
    const move = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -steps, End: steps }[event.key];
    if (move !== undefined) {
      event.preventDefault();
      // The first key begins at an end.
      show(at < 0 && Math.abs(move) === 1 ? (move < 0 ? steps - 1 : 0) : at + move);
    } else if (event.key === 'Escape') hide();
  });
  if (picked === undefined) return;
  drawing.addEventListener('pointerdown', event => {
    if (event.pointerType === 'mouse' && event.button === 0) began = inside(event);
  });
  drawing.addEventListener('pointerup', event => {
    const from = began;
    const to = inside(event);
    if (from < 0) return;
    hide();
    if (from !== to) picked(Math.min(from, to), Math.max(from, to));
  });
}
