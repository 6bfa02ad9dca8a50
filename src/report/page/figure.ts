/** The frame of a chart: title, note, drawing, legend, and the same numbers as a table for who cannot see or use it. */
import { h, svg } from './dom.ts';
import { type Column, type Row, Table } from './table.ts';

export interface Legend {
  readonly name: string;
  readonly fill: string;
  /** A line with this dash instead of a box. */
  readonly dash?: string | undefined;
}

export class Figure {
  readonly root: HTMLElement;
  readonly canvas = h('div', { class: 'canvas' });
  readonly #note = h('p', { class: 'note' });
  readonly #legend = h('ul', { class: 'legend' });
  readonly #details: HTMLDetailsElement;
  readonly #table: Table;
  #draw: (width: number) => Element = () => h('p');
  #rows: () => readonly Row[] = () => [];
  #width = 0;

  constructor(title: string, columns: readonly Column[]) {
    this.#table = new Table(title, columns, 1000);
    this.#details = h('details', { toggle: () => this.#fill() }, h('summary', {}, 'as a table'), this.#table.root);
    this.root = h(
      'figure',
      { 'aria-label': title },
      h('figcaption', {}, h('h3', {}, title), this.#note),
      this.canvas,
      this.#legend,
      this.#details,
    );
    new ResizeObserver(() => {
      const width = this.canvas.clientWidth;
      if (width > 0 && Math.abs(width - this.#width) > 1) this.#redraw();
    }).observe(this.canvas);
  }

  /** `draw` makes the picture for a width; `rows` the table, when it is opened. */
  show(draw: (width: number) => Element, rows: () => readonly Row[], note = '', legend: readonly Legend[] = []): void {
    this.#draw = draw;
    this.#rows = rows;
    this.#note.textContent = note;
    this.#legend.replaceChildren(...legend.map(entry));
    this.#redraw();
    this.#fill();
  }

  #redraw(): void {
    this.#width = this.canvas.clientWidth || 560;
    this.canvas.replaceChildren(this.#draw(this.#width));
  }

  #fill(): void {
    if (this.#details.open) this.#table.show(this.#rows());
  }
}

export function legendOf(entries: readonly Legend[]): HTMLElement {
  return h('ul', { class: 'legend' }, ...entries.map(entry));
}

function entry({ name, fill, dash }: Legend): HTMLElement {
  const key =
    dash === undefined
      ? svg('rect', { width: 22, height: 12, rx: 2, fill })
      : svg('path', { d: 'M0 6H22', class: 'line', stroke: fill, 'stroke-dasharray': dash });
  return h('li', {}, svg('svg', { width: 22, height: 12, 'aria-hidden': 'true' }, key), name);
}

export function nothing(text: string): () => Element {
  return () => h('p', { class: 'none' }, text);
}
