/**
 * Texts by number, each held once as the octets that the output wants (escaped and quoted where it escapes and quotes).
 * Number 0 is no text. For what comes from small tables and caches; identities never come here.
 */
const encoder = new TextEncoder();

export class Texts {
  /** Octets of all texts, one behind the other; at least 32 more can be read behind the last. */
  octets = new Uint8Array(65536);
  starts = new Int32Array(1024);
  lengths = new Int32Array(1024);
  /** Numbers given so far, 0 included. */
  count = 1;
  /** Octets of all texts. */
  used = 0;
  /** Octets of the longest text. */
  longest = 0;
  readonly #render: (text: Uint8Array) => Uint8Array;
  readonly #numbers = new Map<string, number>();

  constructor(render: (text: Uint8Array) => Uint8Array = text => text) {
    this.#render = render;
  }

  /** The number of a text; '' has number 0. */
  of(text: string): number {
    if (text === '') return 0;
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const rendered = this.#render(encoder.encode(text));
    this.#room(rendered.length);
    this.octets.set(rendered, this.used);
    const number = this.count++;
    this.starts[number] = this.used;
    this.lengths[number] = rendered.length;
    this.used += rendered.length;
    this.longest = Math.max(this.longest, rendered.length);
    this.#numbers.set(text, number);
    return number;
  }

  #room(more: number): void {
    if (this.used + more + 32 > this.octets.length) {
      const larger = new Uint8Array((this.octets.length + more) * 2);
      larger.set(this.octets);
      this.octets = larger;
    }
    if (this.count === this.starts.length) {
      this.starts = longer(this.starts);
      this.lengths = longer(this.lengths);
    }
  }
}

function longer(from: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const to = new Int32Array(from.length * 2);
  to.set(from);
  return to;
}
