/**
 * From the digits of a number to its country (ITU-T E.164): a trie over the digits, built once a thread from the
 * numbering plans that libphonenumber-js carries, walked octet by octet without making a string.
 *
 * A calling code of one country decides alone. Where several share one (+1, +7, +39, +44, +47, +61, +212, +262, +290,
 * +358, +590, +599) the national digits behind it decide, as far as the plans of those countries tell them apart: a
 * number that ends before they do has no country. A range that the plans give to several alike belongs to the main
 * country of the code (that is the plans' own precedence). Codes of no country (satellites, 88x, 97x) give none.
 */
import metadata from 'libphonenumber-js/max/metadata';

/** National digits looked at where a calling code is shared. */
const MOST_DIGITS = 7;
const LEADING_DIGITS = 10;
const TYPES = 11;
const FIXED_LINE = 0;
const MOBILE = 1;

/** A state of a numbering plan's automaton: a set of digits (bit d) that leads to `to`, and steps that need no digit. */
interface State {
  digits: number;
  to: number;
  readonly free: number[];
}

/** One country's numbers behind a shared calling code. */
interface Plan {
  readonly country: string;
  /** Whether reaching `accept` decides for this country whatever the others say. */
  readonly decisive: boolean;
  readonly states: State[];
  readonly accept: number;
}

/**
 * The automaton of a pattern made of digits, classes, groups, alternation, ?, {n} and {n,m}: all that the plans use.
 * Throws on anything else, so that a new version of the plans cannot be misread in silence.
 */
function automaton(pattern: string): { states: State[]; accept: number } {
  const states: State[] = [];
  let p = 0;
  const state = (): number => states.push({ digits: 0, to: -1, free: [] }) - 1;
  const misread = (): never => {
    throw new Error(`numbering plan: cannot read a pattern at character ${p}`);
  };
  const alternation = (from: number): number => {
    const end = state();
    for (;;) {
      states[sequence(from)].free.push(end);
      if (pattern[p] !== '|') return end;
      p++;
    }
  };
  const sequence = (from: number): number => {
    const begin = state();
    states[from].free.push(begin);
    let at = begin;
    while (p < pattern.length && pattern[p] !== '|' && pattern[p] !== ')') at = repeated(at);
    return at;
  };
  const repeated = (from: number): number => {
    const start = p;
    let at = atom(from);
    let least = 1;
    let most = 1;
    const counts = /^(?:\?|\{(\d+)(?:,(\d+))?\})/.exec(pattern.slice(p, p + 8));
    if (counts !== null) {
      least = counts[0] === '?' ? 0 : Number(counts[1]);
      most = counts[0] === '?' ? 1 : Number(counts[2] ?? counts[1]);
    }
    const after = p + (counts?.[0].length ?? 0);
    const ends = least === 0 ? [from] : [];
    if (least <= 1) ends.push(at);
    for (let n = 2; n <= most; n++) {
      p = start;
      at = atom(at);
      if (n >= least) ends.push(at);
    }
    p = after;
    const end = state();
    for (const each of ends) states[each].free.push(end);
    return end;
  };
  const atom = (from: number): number => {
    if (pattern.startsWith('(?:', p)) {
      p += 3;
      const end = alternation(from);
      if (pattern[p++] !== ')') misread();
      return end;
    }
    const found = /^(?:\\d|\d|\[([\d-]+)\])/.exec(pattern.slice(p));
    if (found === null) return misread();
    p += found[0].length;
    const begin = state();
    const end = state();
    states[from].free.push(begin);
    states[begin].digits = found[0] === '\\d' ? 0x3ff : digitsOf(found[1] ?? found[0]);
    states[begin].to = end;
    return end;
  };
  const first = state();
  const accept = alternation(first);
  if (p !== pattern.length) misread();
  return { states, accept };
}

/** The set of a class such as `2-46-9`. */
function digitsOf(text: string): number {
  let set = 0;
  for (const [, from, to] of text.matchAll(/(\d)(?:-(\d))?/g)) {
    for (let d = Number(from); d <= Number(to ?? from); d++) set |= 1 << d;
  }
  return set;
}

/** All states that `from` reaches without a digit, sorted. */
function settle(states: readonly State[], from: readonly number[]): number[] {
  const seen = new Set(from);
  for (const each of seen) for (const next of states[each].free) seen.add(next);
  return [...seen].sort((a, b) => a - b);
}

/** The leading digits of a small country decide; the main country's are too broad for that. */
function planOf(country: string, index: number): Plan {
  const row = (metadata.countries as unknown as Record<string, readonly unknown[]>)[country];
  const leading = row[LEADING_DIGITS];
  if (index > 0 && typeof leading === 'string') {
    const { states, accept } = automaton(leading);
    return { country, decisive: true, states, accept };
  }
  const types = row[TYPES] as readonly (readonly [string] | 0)[];
  const patterns = [FIXED_LINE, MOBILE].map(type => types[type]).filter(type => Array.isArray(type) && type[0] !== '');
  const { states, accept } = automaton(patterns.map(type => (type as readonly [string])[0]).join('|'));
  return { country, decisive: false, states, accept };
}

/** Numbers to countries. Node 0 is the root; a negative entry is a decided country, 0 leads nowhere. */
export class Countries {
  /** ISO 3166 alpha-2 by country number; number 0 is none. */
  readonly names: readonly string[];
  readonly #trie: Int32Array;

  constructor() {
    const names = [''];
    const trie: number[] = new Array(10).fill(0);
    const number = (country: string): number => {
      const at = names.indexOf(country);
      return at >= 0 ? at : names.push(country) - 1;
    };
    for (const [code, countries] of Object.entries(metadata.country_calling_codes)) {
      let node = 0;
      const digits = [...code].map(Number);
      const last = digits.pop() as number;
      for (const digit of digits) {
        if (trie[node * 10 + digit] === 0) {
          trie[node * 10 + digit] = trie.length / 10;
          for (let d = 0; d < 10; d++) trie.push(0);
        }
        node = trie[node * 10 + digit];
      }
      // 001 stands for codes of no country.
      if (countries.length === 1) {
        if (/^[A-Z]{2}$/.test(countries[0])) trie[node * 10 + last] = -number(countries[0]);
      } else {
        trie[node * 10 + last] = share(countries, trie, number);
      }
    }
    this.names = names;
    this.#trie = Int32Array.from(trie);
  }

  /**
   * Country number of the number in TBCD octets b[at] to b[at + length - 1] (low nibble first, any value above 9 ends
   * it); 0 where undecided.
   */
  find(b: Uint8Array, at: number, length: number): number {
    const trie = this.#trie;
    let node = 0;
    for (let i = 0; i < length; i++) {
      const octet = b[at + i];
      let digit = octet & 15;
      if (digit > 9) return 0;
      node = trie[node * 10 + digit];
      if (node <= 0) return -node;
      digit = octet >> 4;
      if (digit > 9) return 0;
      node = trie[node * 10 + digit];
      if (node <= 0) return -node;
    }
    return 0;
  }
}

/** Lays the branch of a shared calling code into the trie; gives what its last digit leads to. */
function share(countries: readonly string[], trie: number[], number: (country: string) => number): number {
  const plans = countries.map(planOf);
  const known = new Map<string, number>();
  const branch = (sets: readonly (readonly number[])[], depth: number): number => {
    const decided = plans.findIndex((plan, i) => plan.decisive && sets[i].includes(plan.accept));
    if (decided >= 0) return -number(plans[decided].country);
    const alive = plans.flatMap((_, i) => (sets[i].length > 0 ? [i] : []));
    if (alive.length === 0) return 0;
    // Leading digits decide when they are all there, not before.
    if ((alive.length === 1 && !plans[alive[0]].decisive) || depth === MOST_DIGITS) {
      return -number(plans[alive[0]].country);
    }
    const key = `${depth}/${sets.map(set => set.join()).join('/')}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const next: number[] = [];
    for (let digit = 0; digit < 10; digit++) {
      const after = plans.map(({ states }, i) => {
        const to = sets[i].filter(each => (states[each].digits >> digit) & 1).map(each => states[each].to);
        return settle(states, to);
      });
      next.push(branch(after, depth + 1));
    }
    const found = new Set(next.filter(each => each !== 0));
    let answer = 0;
    const narrow = alive.every(i => plans[i].decisive) && next.includes(0);
    if (found.size === 1 && [...found][0] < 0 && !narrow) answer = [...found][0];
    else if (found.size > 0) {
      answer = trie.length / 10;
      trie.push(...next);
    }
    known.set(key, answer);
    return answer;
  };
  return branch(
    plans.map(plan => settle(plan.states, [0])),
    0,
  );
}
