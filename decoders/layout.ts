/**
 * Fixed-size records over one buffer, declared as a table of fields from which readers, writers and documentation
 * follow.
 *
 * A field's place is an index in units of its own type: a `u32` field is read as `u32[base / 4 + at.field]`, an octet
 * field as `u8[base + at.field]`. Fields of a variant share the octets behind the common ones.
 *
 * Hot code takes places and views apart into constants of its own module (`const { opc: OPC } = message.at`): V8 folds
 * those into the machine code, and does not fold what it must fetch from another module at every access.
 */
export type Kind = 'u8' | 'u16' | 'u32' | 'f64';

/** kind, how many (1 unless told), what it is. */
export type Field = readonly [kind: Kind, count: number, about: string];
export type Fields = Readonly<Record<string, Field>>;

const SIZE: Readonly<Record<Kind, number>> = { u8: 1, u16: 2, u32: 4, f64: 8 };

export interface Place {
  readonly name: string;
  readonly kind: Kind;
  readonly count: number;
  /** First octet in the record. */
  readonly offset: number;
  /** '' for a common field, else the variant's name. */
  readonly variant: string;
  readonly about: string;
}

export interface Layout<Names extends string> {
  /** Octets a record, a multiple of 8. */
  readonly stride: number;
  /** Index of each field in units of its kind. */
  readonly at: Readonly<Record<Names, number>>;
  readonly places: readonly Place[];
}

type NamesOf<V extends Readonly<Record<string, Fields>>> = { [K in keyof V]: keyof V[K] & string }[keyof V];

/** Lays the common fields out in order, then each variant from the same octet on. */
export function layout<C extends Fields, V extends Readonly<Record<string, Fields>>>(
  common: C,
  variants: V,
): Layout<(keyof C & string) | NamesOf<V>> {
  const places: Place[] = [];
  const at: Record<string, number> = {};
  const lay = (fields: Fields, from: number, variant: string): number => {
    let offset = from;
    for (const [name, [kind, count, about]] of Object.entries(fields)) {
      const size = SIZE[kind];
      offset = Math.ceil(offset / size) * size;
      places.push({ name, kind, count, offset, variant, about });
      at[name] = offset / size;
      offset += size * count;
    }
    return offset;
  };
  const shared = lay(common, 0, '');
  let end = shared;
  for (const [variant, fields] of Object.entries(variants)) end = Math.max(end, lay(fields, shared, variant));
  // Copied at once: an object that grew to so many properties one by one is a hash table to V8, and each use of a place
  // would be a look-up (twice the time of the pairing stage).
  return { stride: Math.ceil(end / 8) * 8, at: { ...at } as Record<(keyof C & string) | NamesOf<V>, number>, places };
}

export interface Views {
  readonly u8: Uint8Array;
  readonly u16: Uint16Array;
  readonly u32: Uint32Array;
  readonly f64: Float64Array;
}

/** The four views of one buffer. */
export function viewsOf(buffer: ArrayBufferLike): Views {
  return {
    u8: new Uint8Array(buffer),
    u16: new Uint16Array(buffer),
    u32: new Uint32Array(buffer),
    f64: new Float64Array(buffer),
  };
}
