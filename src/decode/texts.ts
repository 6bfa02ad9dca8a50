/** The texts of a batch, numbered from 1 in the order of their first use: open addressing over octets, no strings. */
const FIRST_SLOTS = 64;
/** Places tried before a text goes to the second table, so that chosen texts cannot turn the first into a list. */
const MOST_PROBES = 16;

export class TextTable {
  private slots = new Uint32Array(FIRST_SLOTS);
  private list: Uint8Array[] = [];
  private readonly crowded = new Map<string, number>();

  clear(): void {
    if (this.slots.length > FIRST_SLOTS * 16) this.slots = new Uint32Array(FIRST_SLOTS);
    else this.slots.fill(0);
    this.list = [];
    this.crowded.clear();
  }

  /** The number of the text `b[at]` to `b[at + length - 1]`. */
  number(b: Uint8Array, at: number, length: number): number {
    const mask = this.slots.length - 1;
    let place = hash(b, at, length) & mask;
    for (let probe = 0; probe < MOST_PROBES; probe++) {
      const number = this.slots[place];
      if (number === 0) {
        if (this.crowded.size > 0) break;
        this.slots[place] = this.add(b, at, length);
        const given = this.slots[place];
        if (this.list.length * 2 > mask) this.enlarge();
        return given;
      }
      if (same(this.list[number - 1], b, at, length)) return number;
      place = (place + 1) & mask;
    }
    let key = '';
    for (let i = 0; i < length; i++) key += String.fromCharCode(b[at + i]);
    let number = this.crowded.get(key);
    if (number === undefined) {
      number = this.add(b, at, length);
      this.crowded.set(key, number);
    }
    return number;
  }

  /** Gives the list away. */
  take(): Uint8Array[] {
    const { list } = this;
    this.clear();
    return list;
  }

  private add(b: Uint8Array, at: number, length: number): number {
    this.list.push(b.slice(at, at + length));
    return this.list.length;
  }

  private enlarge(): void {
    const slots = new Uint32Array(this.slots.length * 2);
    const mask = slots.length - 1;
    for (const number of this.slots) {
      if (number === 0) continue;
      const text = this.list[number - 1];
      let place = hash(text, 0, text.length) & mask;
      let probe = 0;
      while (slots[place] !== 0 && probe++ < MOST_PROBES) place = (place + 1) & mask;
      if (slots[place] === 0) slots[place] = number;
      else this.crowded.set(String.fromCharCode(...text), number);
    }
    this.slots = slots;
  }
}

function hash(b: Uint8Array, at: number, length: number): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < length; i++) h = Math.imul(h ^ b[at + i], 0x01000193);
  return h ^ (h >>> 15);
}

function same(text: Uint8Array, b: Uint8Array, at: number, length: number): boolean {
  if (text.length !== length) return false;
  for (let i = 0; i < length; i++) if (text[i] !== b[at + i]) return false;
  return true;
}
