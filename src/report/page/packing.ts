/**
 * The facts as octets and back: a JSON head (cubes as shapes and sizes) and behind it, for each cube, the differences of
 * its keys, the low octets of its counts and then the rest of them, all but the low octets in seven bits an octet. Sorted
 * keys with time innermost differ by one mostly, and the high parts of counts change slowly: deflate takes both down to
 * little. (Low octets apart save an eighth where counts are in the hundreds.)
 */
import type { Cube, CubeName, Facts, Shape } from './model.ts';

interface CubeHead {
  readonly name: CubeName;
  readonly shape: Shape;
  readonly cells: number;
}

class Writer {
  #octets = new Uint8Array(1 << 16);
  #at = 0;

  number(value: number): void {
    if (this.#at + 10 > this.#octets.length) this.#grow(10);
    let rest = value;
    while (rest >= 128) {
      this.#octets[this.#at++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.#octets[this.#at++] = rest;
  }

  all(octets: Uint8Array): void {
    if (this.#at + octets.length > this.#octets.length) this.#grow(octets.length);
    this.#octets.set(octets, this.#at);
    this.#at += octets.length;
  }

  done(): Uint8Array {
    return this.#octets.subarray(0, this.#at);
  }

  #grow(by: number): void {
    const larger = new Uint8Array(Math.max(this.#octets.length * 2, this.#at + by));
    larger.set(this.#octets);
    this.#octets = larger;
  }
}

export function pack(facts: Facts): Uint8Array {
  const { cubes, ...rest } = facts;
  const entries = Object.entries(cubes) as [CubeName, Cube][];
  const heads: CubeHead[] = entries.map(([name, { shape, keys }]) => ({ name, shape, cells: keys.length }));
  const head = new TextEncoder().encode(JSON.stringify({ ...rest, cubes: heads }));
  const writer = new Writer();
  writer.number(head.length);
  writer.all(head);
  for (const [, { keys, counts }] of entries) {
    let before = 0;
    for (const key of keys) {
      writer.number(key - before);
      before = key;
    }
    writer.all(Uint8Array.from(counts, count => count % 256));
    for (const count of counts) writer.number(Math.floor(count / 256));
  }
  return writer.done();
}

export function unpack(octets: Uint8Array): Facts {
  let at = 0;
  const number = (): number => {
    let value = 0;
    let factor = 1;
    for (;;) {
      const octet = octets[at++];
      value += (octet & 127) * factor;
      if (octet < 128) return value;
      factor *= 128;
    }
  };
  const length = number();
  const { cubes: heads, ...rest } = JSON.parse(new TextDecoder().decode(octets.subarray(at, at + length)));
  at += length;
  const cubes: Partial<Record<CubeName, Cube>> = {};
  for (const { name, shape, cells } of heads as CubeHead[]) {
    const keys = new Uint32Array(cells);
    const counts = new Float64Array(cells);
    let before = 0;
    for (let i = 0; i < cells; i++) {
      before += number();
      keys[i] = before;
    }
    for (let i = 0; i < cells; i++) counts[i] = octets[at++];
    for (let i = 0; i < cells; i++) counts[i] += number() * 256;
    cubes[name] = { shape, keys, counts };
  }
  return { ...rest, cubes };
}
