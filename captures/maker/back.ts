/**
 * A buffer that is written from its end to its front. BER puts a length before what it counts; written backwards, the
 * length is known when its turn comes, and nothing is moved or measured twice. So the last element is written first.
 */
export class Back {
  readonly b: Uint8Array;
  /** First octet written; what stands is b[p] to b[b.length - 1]. */
  p: number;

  constructor(size: number) {
    this.b = new Uint8Array(size);
    this.p = size;
  }

  clear(): void {
    this.p = this.b.length;
  }

  get length(): number {
    return this.b.length - this.p;
  }

  u8(value: number): void {
    this.b[--this.p] = value;
  }

  u16(value: number): void {
    this.b[--this.p] = value;
    this.b[--this.p] = value >>> 8;
  }

  u24(value: number): void {
    this.u16(value);
    this.b[--this.p] = value >>> 16;
  }

  u32(value: number): void {
    this.u16(value);
    this.u16(value >>> 16);
  }

  octets(from: Uint8Array): void {
    const { b } = this;
    let p = this.p;
    for (let i = from.length - 1; i >= 0; i--) b[--p] = from[i] as number;
    this.p = p;
  }

  /** The characters' codes, one octet each. */
  text(s: string): void {
    for (let i = s.length - 1; i >= 0; i--) this.b[--this.p] = s.charCodeAt(i);
  }

  /** Digits two to an octet, the first in the low half; `fill` ends an odd count (TBCD: 15; SCCP: 0). */
  bcd(digits: string, fill = 15): void {
    const { b } = this;
    let n = digits.length;
    let p = this.p;
    if (n & 1) b[--p] = (fill << 4) | (digits.charCodeAt(--n) - 48);
    while (n > 0) {
      n -= 2;
      b[--p] = ((digits.charCodeAt(n + 1) - 48) << 4) | (digits.charCodeAt(n) - 48);
    }
    this.p = p;
  }

  /** Octets that look random and depend on `salt` alone. */
  noise(count: number, salt: number): void {
    let x = (salt | 1) >>> 0;
    for (let i = 0; i < count; i++) {
      x ^= x << 13;
      x ^= x >>> 17;
      x ^= x << 5;
      this.b[--this.p] = x;
    }
  }

  /** Puts tag and definite length before all that was written since `end` was the front. X.690 §8.1.3. */
  wrap(tag: number, end: number): void {
    const n = end - this.p;
    if (n < 0x80) this.b[--this.p] = n;
    else if (n < 0x100) {
      this.b[--this.p] = n;
      this.b[--this.p] = 0x81;
    } else {
      this.u16(n);
      this.b[--this.p] = 0x82;
    }
    this.b[--this.p] = tag;
  }

  /** A primitive element of one octet. */
  one(tag: number, value: number): void {
    this.b[--this.p] = value;
    this.b[--this.p] = 1;
    this.b[--this.p] = tag;
  }

  /** NULL and its likes. */
  none(tag: number): void {
    this.b[--this.p] = 0;
    this.b[--this.p] = tag;
  }
}
