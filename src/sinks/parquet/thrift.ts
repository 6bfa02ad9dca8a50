/** Writer of Thrift's compact protocol: what Parquet's headers and footer are written in. Fields in rising order. */
export const TRUE = 1;
export const FALSE = 2;
const I16 = 4;
const I32 = 5;
const I64 = 6;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;

const encoder = new TextEncoder();

export class Thrift {
  #octets = new Uint8Array(1024);
  #length = 0;
  /** Number of the field before, for each open struct. */
  readonly #last: number[] = [0];

  /** What has been written; a view, gone with the next write. */
  get written(): Uint8Array {
    return this.#octets.subarray(0, this.#length);
  }

  reset(): void {
    this.#length = 0;
    this.#last.length = 1;
    this.#last[0] = 0;
  }

  i16(field: number, value: number): void {
    this.#field(field, I16);
    this.#zigzag(value);
  }

  i32(field: number, value: number): void {
    this.#field(field, I32);
    this.#zigzag(value);
  }

  /** A whole number of at most 2^52. */
  i64(field: number, value: number): void {
    this.#field(field, I64);
    this.#zigzag(value);
  }

  bool(field: number, value: boolean): void {
    this.#field(field, value ? TRUE : FALSE);
  }

  text(field: number, value: string): void {
    this.binary(field, encoder.encode(value));
  }

  binary(field: number, value: Uint8Array): void {
    this.#field(field, BINARY);
    this.#binary(value);
  }

  struct(field: number): void {
    this.#field(field, STRUCT);
    this.#last.push(0);
  }

  /** Ends a struct, the outermost too. */
  end(): void {
    if (this.#last.length > 1) this.#last.pop();
    this.#octet(0);
  }

  i32List(field: number, values: readonly number[]): void {
    this.#list(field, I32, values.length);
    for (const value of values) this.#zigzag(value);
  }

  textList(field: number, values: readonly string[]): void {
    this.#list(field, BINARY, values.length);
    for (const value of values) this.#binary(encoder.encode(value));
  }

  /** Heads a list of structs: each is then written between element() and end(), or whole with raw(). */
  structList(field: number, count: number): void {
    this.#list(field, STRUCT, count);
  }

  element(): void {
    this.#last.push(0);
  }

  /** Structs written before. */
  raw(octets: Uint8Array): void {
    this.#room(octets.length);
    this.#octets.set(octets, this.#length);
    this.#length += octets.length;
  }

  #field(field: number, type: number): void {
    const top = this.#last.length - 1;
    const delta = field - this.#last[top];
    this.#last[top] = field;
    if (delta > 0 && delta < 16) this.#octet((delta << 4) | type);
    else {
      this.#octet(type);
      this.#zigzag(field);
    }
  }

  #list(field: number, type: number, count: number): void {
    this.#field(field, LIST);
    if (count < 15) this.#octet((count << 4) | type);
    else {
      this.#octet(0xf0 | type);
      this.#varint(count);
    }
  }

  #binary(value: Uint8Array): void {
    this.#varint(value.length);
    this.raw(value);
  }

  #zigzag(value: number): void {
    this.#varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  #varint(value: number): void {
    let rest = value;
    while (rest >= 128) {
      const next = Math.floor(rest / 128);
      this.#octet(rest - next * 128 + 128);
      rest = next;
    }
    this.#octet(rest);
  }

  #octet(value: number): void {
    this.#room(1);
    this.#octets[this.#length++] = value;
  }

  #room(more: number): void {
    if (this.#length + more <= this.#octets.length) return;
    const larger = new Uint8Array((this.#length + more) * 2);
    larger.set(this.written);
    this.#octets = larger;
  }
}
