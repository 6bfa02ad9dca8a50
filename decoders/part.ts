/**
 * What the describing decoders give to people: a tree of named parts with the place of each in its octets. Made once a
 * frame on request (`inspect`), never on the hot path.
 */
export interface Part {
  readonly name: string;
  /** For a person; '' where the parts below say it all. */
  readonly value: string;
  /** First octet, an index into the octets given. */
  readonly at: number;
  readonly length: number;
  /** Standard and clause, '' where there is none. */
  readonly clause: string;
  readonly parts: readonly Part[];
}

export function part(
  name: string,
  value: string | number,
  at: number,
  length: number,
  clause = '',
  parts: readonly Part[] = [],
): Part {
  return { name, value: String(value), at, length, clause, parts };
}
