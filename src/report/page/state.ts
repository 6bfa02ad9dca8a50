/** What the filters ask for, and what of the facts answers it. */
import type { Cube, CubeName, Entity, Facts } from './model.ts';
import { OUTCOMES } from './model.ts';
import { sums, type Where } from './sums.ts';

export interface Filter {
  /** Slots, from inclusive to exclusive. */
  readonly from: number;
  readonly to: number;
  /** Place of the country in the facts; behind the countries the others and the untold; -1 for all. */
  readonly country: number;
  /** Place in the choices of types; 0 for all. */
  readonly choice: number;
}

export function wholeFilter(facts: Facts): Filter {
  return { from: 0, to: facts.time?.slots ?? 0, country: -1, choice: 0 };
}

/** The facts through the filter. */
export class View {
  readonly facts: Facts;
  readonly filter: Filter;
  readonly #where: Where;
  readonly labels: number;

  constructor(facts: Facts, filter: Filter) {
    this.facts = facts;
    this.filter = filter;
    this.labels = facts.reasons.length + 1;
    const { from, to, country, choice } = filter;
    const kinds = new Set(facts.choices[choice]?.kinds ?? []);
    const ratio = facts.time === null ? 1 : facts.time.slot / facts.time.bin;
    this.#where = {
      slot: slot => slot >= from && slot < to,
      bin: bin => bin >= from * ratio && bin < to * ratio,
      kind: kind => kinds.has(kind),
      ...(country < 0 ? {} : { country: place => place === country }),
    };
  }

  get whole(): boolean {
    const { from, to, country, choice } = this.filter;
    return from === 0 && to === (this.facts.time?.slots ?? 0) && country < 0 && choice === 0;
  }

  /** Bins inside the chosen time. */
  get bins(): { readonly from: number; readonly to: number } {
    const { time } = this.facts;
    if (time === null) return { from: 0, to: 0 };
    const ratio = time.slot / time.bin;
    return { from: this.filter.from * ratio, to: Math.min(time.bins, this.filter.to * ratio) };
  }

  sums(name: CubeName, by: readonly string[], more: Where = {}): Float64Array {
    return sums(this.facts.cubes[name] as Cube | undefined, by, { ...this.#where, ...more });
  }

  /** Dialogues by (entity, reason); the filter by country holds for countries too. */
  entity(entity: Entity): { readonly counts: Float64Array; readonly places: number; readonly reasons: number } {
    const places = this.facts.entities[entity].names.length + 2;
    const reasons = OUTCOMES.length * this.labels;
    const { country } = this.filter;
    const others = this.facts.countries.length;
    const passes = (place: number): boolean =>
      country === others + 1
        ? place === places - 1
        : country === others
          ? place >= others && place < places - 1
          : place === country;
    const more = entity === 'country' && country >= 0 ? { entity: passes } : {};
    return { counts: this.sums(`by-${entity}`, ['entity', 'reason'], more), places, reasons };
  }

  /** Outcome and label of a reason's place. */
  reason(place: number): { readonly outcome: number; readonly label: string } {
    const outcome = Math.floor(place / this.labels);
    return { outcome, label: this.facts.reasons[place % this.labels] ?? (outcome === 0 ? '' : 'other reasons') };
  }

  /** Different devices: exact over the whole time or one slot, else the most of any slot. */
  devices(): { readonly count: number; readonly exact: boolean } {
    const { from, to, choice, country } = this.filter;
    const where = {
      choice: (place: number) => place === choice,
      country: (place: number) => place === country + 1,
    };
    if (from === 0 && to === (this.facts.time?.slots ?? 0)) {
      return { count: this.sums('activeAll', [], where)[0] ?? 0, exact: true };
    }
    const slots = this.sums('activeSlots', ['slot'], where);
    return { count: Math.max(0, ...slots.subarray(from, to)), exact: to - from === 1 };
  }

  activeByBin(): Float64Array {
    const { choice, country } = this.filter;
    return this.sums('active', ['bin'], {
      choice: place => place === choice,
      country: place => place === country + 1,
    });
  }
}
