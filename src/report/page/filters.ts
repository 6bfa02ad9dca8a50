/** The filters on top: time, visited country, type. All charts that follow them say so by following. */
import { h } from './dom.ts';
import { country, moment, width } from './format.ts';
import type { Facts } from './model.ts';
import { type Filter, wholeFilter } from './state.ts';

function options(select: HTMLSelectElement, entries: readonly (readonly [value: number, text: string])[]): void {
  select.replaceChildren(...entries.map(([value, text]) => h('option', { value }, text)));
}

export class Filters {
  readonly root: HTMLElement;
  readonly #from = h('select', { id: 'from' });
  readonly #to = h('select', { id: 'to' });
  readonly #country = h('select', { id: 'country' });
  readonly #type = h('select', { id: 'type' });
  readonly #said = h('p', { class: 'said', role: 'status' });
  readonly #facts: Facts;
  readonly #changed: (filter: Filter) => void;
  #filter: Filter;

  constructor(facts: Facts, changed: (filter: Filter) => void) {
    this.#facts = facts;
    this.#changed = changed;
    this.#filter = wholeFilter(facts);
    const { time, countries, choices } = facts;
    if (time !== null) {
      const at = (slot: number): string => moment(time.start + slot * time.slot, time.slot);
      const slots = Array.from({ length: time.slots }, (_, i) => i);
      options(
        this.#from,
        slots.map(slot => [slot, at(slot)]),
      );
      // A day that ends is named by itself, any other slot by the moment of its end.
      options(
        this.#to,
        slots.map(slot => [slot + 1, time.slot % 86_400 === 0 ? at(slot + 1 - 1) : at(slot + 1)]),
      );
    }
    options(this.#country, [
      [-1, 'all countries'],
      ...countries.map((code, i) => [i, country(code)] as const),
      ...(facts.entities.country.names.length > countries.length ? [[countries.length, 'all others'] as const] : []),
      [countries.length + 1, 'not told'],
    ]);
    options(
      this.#type,
      choices.map(({ label }, i) => [i, label]),
    );
    const told = (): void => this.#told();
    for (const select of [this.#from, this.#to, this.#country, this.#type]) select.addEventListener('change', told);
    const labelled = (text: string, select: HTMLSelectElement): HTMLElement =>
      h('label', {}, h('span', {}, text), select);
    this.root = h(
      'form',
      { class: 'filters', 'aria-label': 'Filters', submit: event => event.preventDefault() },
      labelled('from', this.#from),
      labelled(time !== null && time.slot % 86_400 === 0 ? 'through' : 'to', this.#to),
      labelled('visited country', this.#country),
      labelled('type', this.#type),
      h('button', { type: 'button', id: 'reset', click: () => this.set(wholeFilter(facts)) }, 'reset'),
      this.#said,
    );
    this.#show();
  }

  set(filter: Filter): void {
    this.#filter = filter;
    this.#show();
    this.#changed(filter);
  }

  get filter(): Filter {
    return this.#filter;
  }

  #told(): void {
    const from = Number(this.#from.value);
    const to = Number(this.#to.value);
    // The end that was not touched gives way.
    const moved =
      from !== this.#filter.from ? { from, to: Math.max(to, from + 1) } : { from: Math.min(from, to - 1), to };
    this.set({ ...moved, country: Number(this.#country.value), choice: Number(this.#type.value) });
  }

  #show(): void {
    const { from, to, country: place, choice } = this.#filter;
    this.#from.value = String(from);
    this.#to.value = String(to);
    this.#country.value = String(place);
    this.#type.value = String(choice);
    const { time } = this.#facts;
    const slots = to - from;
    this.#said.textContent =
      time === null
        ? ''
        : `${slots === time.slots ? 'whole time' : `${slots} × ${width(time.slot)}`} · ${this.#country.selectedOptions[0]?.text ?? ''} · ${this.#type.selectedOptions[0]?.text ?? ''}`;
  }
}
