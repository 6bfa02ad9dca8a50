/**
 * Networks and countries by number: MCC, MNC and country of an IMSI's first six digits and of a PLMN on the wire, the
 * country of a node's number. Each distinct value is worked out once; a bounded table holds it.
 */
import * as block from './block.ts';
import { Countries } from './countries.ts';
import { countriesByMcc, Networks } from './plmns.ts';
import type { Texts } from './texts.ts';

const u8 = block.u8;
const view = block.view;

/** Built once a thread, when the first encoder needs them. */
let shared: { countries: Countries; byMcc: ReadonlyMap<string, string>; networks: Networks } | undefined;
function tables(): NonNullable<typeof shared> {
  shared ??= { countries: new Countries(), byMcc: countriesByMcc(), networks: new Networks() };
  return shared;
}

/** Slots of a table of networks: a power of two above all networks there can be (1000 codes of at most 1100). */
const SLOTS = 1 << 12;
/** Numbers whose country is kept, and how long they may be. */
const NUMBERS_KEPT = 1 << 12;
const KEPT_OCTETS = 8;

export class Places {
  /** Text numbers by place; place 0 is none. */
  mcc: Uint32Array<ArrayBuffer> = new Uint32Array(1 << 12);
  mnc: Uint32Array<ArrayBuffer> = new Uint32Array(1 << 12);
  country: Uint32Array<ArrayBuffer> = new Uint32Array(1 << 12);
  #count = 1;
  readonly #texts: Texts;
  readonly #numbers = new Map<string, number>();
  /** Place by MCC (12 bits) and MNC (12 bits), made as they are met. */
  readonly #home: (Int32Array | undefined)[] = new Array(SLOTS).fill(undefined);
  readonly #visited: (Int32Array | undefined)[] = new Array(SLOTS).fill(undefined);
  /** Numbers looked up last, by a hash: two words of octets, what they hold behind the number included; its length; the country. */
  readonly #kept = new Int32Array(NUMBERS_KEPT * 4);
  /** Text number of a country by its number in Countries. */
  readonly #ofCountry: Uint32Array;

  constructor(texts: Texts) {
    this.#texts = texts;
    this.#ofCountry = Uint32Array.from(tables().countries.names, name => texts.of(name));
  }

  /** Place of an IMSI's first three octets, low octet first in the word. 0 where they are not digits. */
  home(word: number): number {
    const table = this.#home[word & 0xfff];
    const known = table === undefined ? 0 : table[word >> 12];
    return known !== 0 ? known - 1 : this.#learn(this.#home, word, imsiDigits);
  }

  /** Place of a PLMN on the wire, low octet first in the word; the caller has seen that it is digits. */
  visited(word: number): number {
    const table = this.#visited[word & 0xfff];
    const known = table === undefined ? 0 : table[word >> 12];
    return known !== 0 ? known - 1 : this.#learn(this.#visited, word, plmnDigits);
  }

  /** Text number of the country of the number in TBCD octets at `at` of the block; 0 where undecided. */
  ofNumber(at: number, length: number): number {
    if (length > KEPT_OCTETS) return this.#ofCountry[tables().countries.find(u8, at, length)];
    const w0 = view.getInt32(at, true);
    const w1 = view.getInt32(at + 4, true);
    const hash = Math.imul(w0, 0x9e3779b1) ^ Math.imul(w1, 0x85ebca6b);
    const place = ((hash >>> 20) & (NUMBERS_KEPT - 1)) * 4;
    const kept = this.#kept;
    if (kept[place] === w0 && kept[place + 1] === w1 && kept[place + 2] === length) return kept[place + 3];
    const country = this.#ofCountry[tables().countries.find(u8, at, length)];
    kept[place] = w0;
    kept[place + 1] = w1;
    kept[place + 2] = length;
    kept[place + 3] = country;
    return country;
  }

  #learn(tables: (Int32Array | undefined)[], word: number, digitsOf: (word: number) => [string, string]): number {
    const [mcc, mnc] = digitsOf(word);
    const place = mcc === '' ? 0 : this.#place(mcc, mnc);
    // Codes that are no digits are not kept: they could be many.
    if (mcc === '') return 0;
    tables[word & 0xfff] ??= new Int32Array(SLOTS);
    (tables[word & 0xfff] as Int32Array)[word >> 12] = place + 1;
    return place;
  }

  #place(mcc: string, mnc: string): number {
    const known = this.#numbers.get(`${mcc}-${mnc}`);
    if (known !== undefined) return known;
    const place = this.#count++;
    if (place === this.mcc.length) {
      this.mcc = longer(this.mcc);
      this.mnc = longer(this.mnc);
      this.country = longer(this.country);
    }
    this.mcc[place] = this.#texts.of(mcc);
    this.mnc[place] = this.#texts.of(mnc);
    this.country[place] = this.#texts.of(tables().byMcc.get(mcc) ?? '');
    this.#numbers.set(`${mcc}-${mnc}`, place);
    return place;
  }
}

/** MCC and MNC of an IMSI; '' where the first five are not digits. */
function imsiDigits(word: number): [string, string] {
  let digits = '';
  for (let shift = 0; shift < 24; shift += 4) {
    const nibble = (word >> shift) & 15;
    if (nibble > 9) break;
    digits += nibble;
  }
  if (digits.length < 5) return ['', ''];
  return [digits.slice(0, 3), digits.slice(3, 3 + tables().networks.mncLength(digits))];
}

/** MCC and MNC of a PLMN: MCC 2 and 1, MNC 3 and MCC 3, MNC 2 and 1 (TS 24.008 §10.5.1.3). */
function plmnDigits(word: number): [string, string] {
  const nibble = (shift: number): number => (word >> shift) & 15;
  const third = nibble(12);
  const mnc = `${nibble(16)}${nibble(20)}${third === 15 ? '' : third}`;
  return [`${nibble(0)}${nibble(4)}${nibble(8)}`, mnc];
}

function longer(from: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const to = new Uint32Array(from.length * 2);
  to.set(from);
  return to;
}
