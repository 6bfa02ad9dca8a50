/** Shared by the tests of the layers below TCAP and GTP. */
import { INNER, inner } from '../../decoders/inner.ts';
import { clearMessage, message, scratch } from '../../decoders/message.ts';
import { PROTOCOLS } from '../../decoders/protocols.ts';
import { clearFault, FAULTS, fault, STATUS_NAMES } from '../../decoders/status.ts';

/** Octets from hex; spaces are free, and text behind `#` to the end of a line says what they are. */
export function octets(text: string): Uint8Array {
  const plain = text.replace(/#.*$/gm, '').replace(/\s+/g, '');
  if (!/^([0-9a-f]{2})*$/.test(plain)) throw new Error(`not hex: ${plain}`);
  return Uint8Array.from(plain.match(/../g) ?? [], pair => Number.parseInt(pair, 16));
}

/** Puts octets at an odd place of a larger array whose other octets are 0xff, so that a read outside shows. */
export function placed(b: Uint8Array, at = 7): Uint8Array {
  const larger = new Uint8Array(at + b.length + 9).fill(0xff);
  larger.set(b, at);
  return larger;
}

/** Runs a decoder on octets in the middle of others, after clearing the scratch record and the note. */
export function run(
  decoder: (b: Uint8Array, at: number, end: number) => number,
  b: Uint8Array,
  at = 7,
): { status: string; at: number; end: number; what: number; next: number } {
  clearMessage();
  clearFault();
  inner.fill(0);
  const status = STATUS_NAMES[decoder(placed(b, at), at, at + b.length)];
  return {
    status,
    at: inner[INNER.at] - at,
    end: inner[INNER.end] - at,
    what: inner[INNER.what],
    next: inner[INNER.next] - at,
  };
}

/** The note as people read it, with its place counted from the first octet. */
export function note(at = 7): {
  status: string;
  protocol: string;
  what: string;
  at: number;
  says: number;
  has: number;
} {
  return {
    status: STATUS_NAMES[fault[0]],
    protocol: PROTOCOLS[fault[1]].name,
    what: FAULTS[fault[2]],
    at: fault[3] - at,
    says: fault[4],
    has: fault[5],
  };
}

type Name = keyof typeof message.at;

/** A field of the scratch record. */
export function field(name: Name): number {
  const place = message.places.find(p => p.name === name)!;
  const index = place.offset / { u8: 1, u16: 2, u32: 4, f64: 8 }[place.kind];
  return scratch[place.kind][index];
}

/** Octets of a slot as hex, `length` of them or as many as its length field says. */
export function slot(name: Name, length?: number): string {
  const place = message.places.find(p => p.name === name)!;
  const n = length ?? field(`${name}Length` as Name);
  return Buffer.from(scratch.u8.slice(place.offset, place.offset + n)).toString('hex');
}

/** Every prefix of good octets: the decoder answers, and what it leaves lies inside. */
export function prefixes(decoder: (b: Uint8Array, at: number, end: number) => number, b: Uint8Array): string[] {
  const answers: string[] = [];
  for (let n = 0; n < b.length; n++) {
    const { status, at, end } = run(decoder, b.slice(0, n));
    if (status === 'ok' && (at > n || end > n || end < at))
      throw new Error(`prefix ${n} points outside: ${at} to ${end}`);
    answers.push(status);
  }
  return answers;
}
