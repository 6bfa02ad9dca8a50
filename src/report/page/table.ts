/** Tables that sort by any column, by mouse or keyboard, and show their first rows until more is asked for. */
import { breakable, type Child, h } from './dom.ts';

export interface Column {
  readonly title: string;
  /** Numbers stand right and sort from the largest. */
  readonly numeric?: boolean;
  readonly format?: (value: number) => string;
}

/** What is shown and what sorts it, where these differ. */
export interface Cell {
  readonly sort: string | number;
  readonly show: Child;
}

export type Row = readonly (string | number | Cell)[];

const FIRST_ROWS = 10;

function sortValue(cell: string | number | Cell): string | number {
  return typeof cell === 'object' ? cell.sort : cell;
}

/** Order of two cells; `sign` turns it round. */
export function compared(a: string | number, b: string | number, sign: number): number {
  if (typeof a === 'number' && typeof b === 'number') {
    // What has no value stands last either way round.
    return Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : Number.isNaN(b) ? -1 : sign * (b - a);
  }
  return sign * String(a).localeCompare(String(b), 'en', { numeric: true });
}

export class Table {
  readonly root: HTMLElement;
  readonly #columns: readonly Column[];
  readonly #head: HTMLTableSectionElement;
  readonly #body = h('tbody');
  readonly #headers: HTMLTableCellElement[];
  readonly #more: HTMLButtonElement;
  readonly #first: number;
  #rows: readonly Row[] = [];
  #by = -1;
  #reversed = false;
  #all = false;

  constructor(caption: string, columns: readonly Column[], first = FIRST_ROWS) {
    this.#columns = columns;
    this.#first = first;
    this.#headers = columns.map((column, i) =>
      h(
        'th',
        { scope: 'col', class: column.numeric ? 'right' : undefined },
        h(
          'button',
          { type: 'button', click: () => this.#sort(i) },
          h('span', { class: 'arrow', 'aria-hidden': 'true' }),
          breakable(column.title),
        ),
      ),
    );
    this.#head = h('thead', {}, h('tr', {}, ...this.#headers));
    this.#more = h('button', { type: 'button', class: 'more', hidden: true, click: () => this.#toggle() });
    this.root = h(
      'div',
      { class: 'table' },
      h(
        'div',
        { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
        h('table', {}, h('caption', {}, caption), this.#head, this.#body),
      ),
      this.#more,
    );
  }

  show(rows: readonly Row[]): void {
    this.#rows = rows;
    this.#draw();
  }

  #sort(column: number): void {
    this.#reversed = this.#by === column && !this.#reversed;
    this.#by = column;
    this.#draw();
  }

  #toggle(): void {
    this.#all = !this.#all;
    this.#draw();
  }

  #draw(): void {
    const by = this.#by;
    const sorted = [...this.#rows];
    if (by >= 0) {
      const sign = this.#reversed ? -1 : 1;
      sorted.sort((a, b) => compared(sortValue(a[by]), sortValue(b[by]), sign));
    }
    const shown = this.#all ? sorted : sorted.slice(0, this.#first);
    this.#body.replaceChildren(...shown.map(row => h('tr', {}, ...row.map((cell, i) => this.#cell(cell, i)))));
    this.#head.hidden = sorted.length === 0;
    if (sorted.length === 0) {
      this.#body.append(h('tr', {}, h('td', { colspan: this.#columns.length, class: 'none' }, 'none')));
    }
    this.#headers.forEach((header, i) => {
      const numeric = this.#columns[i].numeric === true;
      const direction = i !== by ? 'none' : numeric !== this.#reversed ? 'descending' : 'ascending';
      header.setAttribute('aria-sort', direction);
    });
    this.#more.hidden = sorted.length <= this.#first;
    this.#more.textContent = this.#all ? `show the first ${this.#first}` : `show all ${sorted.length}`;
  }

  #cell(cell: string | number | Cell, place: number): HTMLElement {
    const { numeric, format } = this.#columns[place];
    const show =
      typeof cell === 'object' ? cell.show : typeof cell === 'number' ? (format?.(cell) ?? String(cell)) : cell;
    return place === 0
      ? h('th', { scope: 'row', class: numeric ? 'right' : undefined }, show)
      : h('td', { class: numeric ? 'right' : undefined }, show);
  }
}
