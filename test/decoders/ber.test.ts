import * as asn1js from 'asn1js';
import { describe, expect, it } from 'vitest';
import { HEAD_NEXT, HEAD_START, HEAD_STOP, HEAD_TAG, head, header, integer, MAX_DEPTH } from '../../decoders/ber.ts';
import { BAD, OK, SHORT } from '../../decoders/status.ts';
import { join, octets, open, random, tlv } from './tcap-helpers.ts';

/** [status, tag, first content octet, end of contents, next element] */
const at = (b: Uint8Array, p = 0, end = b.length): number[] => [
  header(b, p, end),
  head[HEAD_TAG],
  head[HEAD_START],
  head[HEAD_STOP],
  head[HEAD_NEXT],
];

describe('header', () => {
  it('reads the short form', () => {
    expect(at(octets('04 03 01 02 03 ff'))).toEqual([OK, 0x04, 2, 5, 5]);
  });

  it('reads the long form, with leading zeros too', () => {
    expect(at(octets('04 81 02 aa bb'))).toEqual([OK, 0x04, 3, 5, 5]);
    expect(at(octets('04 85 00 00 00 00 01 aa'))).toEqual([OK, 0x04, 7, 8, 8]);
  });

  it('reads tags of two and more octets', () => {
    expect(at(octets('9f 22 01 07'))).toEqual([OK, 0x9f22, 3, 4, 4]);
    expect(at(octets('bf 83 22 00'))).toEqual([OK, 0xbf8322, 4, 4, 4]);
  });

  it('ends an indefinite length at its end-of-contents octets', () => {
    expect(at(octets('30 80 04 01 aa 00 00 05 00'))).toEqual([OK, 0x30, 2, 5, 7]);
  });

  it('does not take zeros inside an element for end-of-contents octets', () => {
    expect(at(octets('30 80 04 02 00 00 00 00'))).toEqual([OK, 0x30, 2, 6, 8]);
  });

  it('follows indefinite lengths within each other and behind tags of two octets', () => {
    expect(at(octets('30 80 bf 22 80 a0 80 00 00 00 00 00 00'))).toEqual([OK, 0x30, 2, 11, 13]);
  });

  it('gives what is there where the contents are cut', () => {
    expect(at(octets('30 05 04 01 aa'))).toEqual([SHORT, 0x30, 2, 5, 5]);
    expect(at(octets('30 80 04 01 aa'))).toEqual([SHORT, 0x30, 2, 5, 5]);
  });

  it('gives empty contents where the header is cut', () => {
    for (const cut of ['', '30', '9f', '9f 81', '30 82', '30 82 01', '9f 22']) {
      const b = octets(cut);
      const [status, , start, stop, next] = at(b);
      expect([cut, status, start, stop, next]).toEqual([cut, SHORT, b.length, b.length, b.length]);
    }
  });

  it('refuses the reserved length octet and an indefinite primitive', () => {
    expect(at(octets('30 ff 00'))[0]).toBe(BAD);
    expect(at(octets('04 80 00 00'))[0]).toBe(BAD);
    expect(at(octets('30 80 04 80 00 00 00 00'))[0]).toBe(BAD);
    expect(at(octets('30 80 30 ff 00 00'))[0]).toBe(BAD);
  });

  it('takes a length beyond 32 bits for one that does not fit', () => {
    expect(at(octets('04 88 ff ff ff ff ff ff ff ff 00'))[0]).toBe(SHORT);
    expect(at(octets('30 80 04 88 ff ff ff ff ff ff ff ff 00'))[0]).toBe(SHORT);
  });

  it('follows as many indefinite lengths as it says, and one more is bad', () => {
    let b = octets('05 00');
    for (let i = 0; i < MAX_DEPTH; i++) b = open('30', b);
    expect(at(b)).toEqual([OK, 0x30, 2, b.length - 2, b.length]);
    expect(at(open('30', b))[0]).toBe(BAD);
  });

  it('reads every octet of nested indefinite lengths once', () => {
    const cost = (size: number): number => {
      let b: Uint8Array = new Uint8Array(0);
      for (let i = 0; i < MAX_DEPTH; i++)
        b = open(
          '30',
          b,
          new Uint8Array(size * 2).fill(0x05).map((v, k) => (k % 2 ? 0 : v)),
        );
      let reads = 0;
      const counted = new Proxy(b, {
        get: (target, key) => {
          reads++;
          return Reflect.get(target, key);
        },
      });
      expect(header(counted, 0, b.length)).toBe(OK);
      return reads / b.length;
    };
    // header itself looks at tag and length once more
    expect(cost(10)).toBeLessThanOrEqual(1.1);
    expect(cost(100)).toBeLessThanOrEqual(1.1);
  });

  it('reads nothing at or beyond the end', () => {
    const next = random(1);
    for (let round = 0; round < 3000; round++) {
      const b = Uint8Array.from({ length: 24 }, () =>
        next() < 0.3 ? 0x80 : next() < 0.3 ? 0x30 : Math.floor(next() * 256),
      );
      const from = Math.floor(next() * 10);
      const to = from + Math.floor(next() * 14);
      const seen: number[] = [];
      const watched = new Proxy(b, {
        get: (target, key) => {
          seen.push(Number(key));
          return Reflect.get(target, key);
        },
      });
      header(watched, from, to);
      for (const index of seen) expect(index >= from && index < to).toBe(true);
      expect(head[HEAD_STOP]).toBeLessThanOrEqual(to);
      expect(head[HEAD_NEXT]).toBeLessThanOrEqual(Math.max(from, to));
    }
  });
});

describe('integer', () => {
  it('extends the sign and keeps the last four octets', () => {
    expect(integer(octets('02'), 0, 1)).toBe(2);
    expect(integer(octets('ff'), 0, 1)).toBe(-1);
    expect(integer(octets('00 ff'), 0, 2)).toBe(255);
    expect(integer(octets('02 4f'), 0, 2)).toBe(0x24f);
    expect(integer(octets('00 00 00 01 02'), 0, 5)).toBe(0x102);
    expect(integer(octets(''), 0, 0)).toBe(0);
  });
});

interface Node {
  readonly tag: number;
  readonly constructed: boolean;
  readonly content: string;
  readonly inside: readonly Node[];
}

/** Every element of `b[p]` to `b[end - 1]`, by `header`. */
function tree(b: Uint8Array, p: number, end: number): Node[] {
  const nodes: Node[] = [];
  let q = p;
  while (q < end) {
    expect(header(b, q, end)).toBe(OK);
    const [start, stop, next, tag] = head;
    const constructed = (b[q] & 0x20) !== 0;
    nodes.push({
      tag,
      constructed,
      content: constructed ? '' : Buffer.from(b.subarray(start, stop)).toString('hex'),
      inside: constructed ? tree(b, start, stop) : [],
    });
    q = next;
  }
  return nodes;
}

/** The same by asn1js. */
function oracle(b: Uint8Array): Node {
  const answer = asn1js.fromBER(b, { parseEmbedded: false });
  expect(answer.offset).toBe(b.length);
  return convert(answer.result);
}

function convert(block: asn1js.BaseBlock): Node {
  const { tagClass, tagNumber, isConstructed } = block.idBlock;
  const first = ((tagClass - 1) << 6) | (isConstructed ? 0x20 : 0);
  let tag = first | tagNumber;
  if (tagNumber > 30) {
    const rest = tagNumber < 0x80 ? [tagNumber] : [(tagNumber >> 7) | 0x80, tagNumber & 0x7f];
    tag = rest.reduce((value, octet) => value * 256 + octet, first | 0x1f);
  }
  if (isConstructed) {
    const inside = (block.valueBlock as unknown as { value: asn1js.BaseBlock[] }).value;
    const kept = inside.filter(one => !(one instanceof asn1js.EndOfContent));
    return { tag, constructed: true, content: '', inside: kept.map(convert) };
  }
  const raw = new Uint8Array(block.valueBeforeDecodeView);
  const whole = Buffer.from(raw).toString('hex');
  const skip = (tagNumber > 30 ? (tagNumber < 0x80 ? 2 : 3) : 1) + lengthOctets(raw, tagNumber);
  return { tag, constructed: false, content: whole.slice(skip * 2), inside: [] };
}

/** Octets of the length field of an element given whole. */
function lengthOctets(raw: Uint8Array, tagNumber: number): number {
  const first = raw[tagNumber > 30 ? (tagNumber < 0x80 ? 2 : 3) : 1];
  return first < 0x80 ? 1 : 1 + (first & 0x7f);
}

/** A well-formed element of random shape: short, long and indefinite lengths, tags of one to three octets. */
function grow(next: () => number, depth: number): Uint8Array {
  const number =
    next() < 0.8
      ? Math.floor(next() * 31)
      : next() < 0.7
        ? 31 + Math.floor(next() * 97)
        : 128 + Math.floor(next() * 1000);
  const constructed = depth > 0 && next() < 0.6;
  const first = 0x80 | (constructed ? 0x20 : 0) | (number < 31 ? number : 0x1f);
  const tag = number < 31 ? [first] : number < 128 ? [first, number] : [first, (number >> 7) | 0x80, number & 0x7f];
  const count = Math.floor(next() * 4);
  const content = constructed
    ? join(...Array.from({ length: count }, () => grow(next, depth - 1)))
    : Uint8Array.from({ length: Math.floor(next() * 300) }, () => Math.floor(next() * 256));
  const n = content.length;
  const form = next();
  if (constructed && form < 0.4) return Uint8Array.from([...tag, 0x80, ...content, 0, 0]);
  const length = n < 0x80 && form < 0.8 ? [n] : [0x83, n >> 16, (n >> 8) & 0xff, n & 0xff];
  return Uint8Array.from([...tag, ...length, ...content]);
}

describe('against asn1js', () => {
  it('sees the same elements in well-formed BER of random shape', () => {
    let elements = 0;
    for (let seed = 1; seed <= 400; seed++) {
      const b = grow(random(seed), 5);
      let want: Node;
      try {
        want = oracle(b);
      } catch (reason) {
        throw new Error(`asn1js gave up on seed ${seed}: ${String(reason)}`);
      }
      expect(tree(b, 0, b.length), `seed ${seed}`).toEqual([want]);
      elements += b.length;
    }
    expect(elements).toBeGreaterThan(10_000);
  });

  it('sees the same elements in a TCAP message', () => {
    const b = tlv(
      '62',
      '48 02 00 01',
      open('6c', tlv('a1', '02 01 05 02 01 3b', open('30', '04 01 0f', '9f 22 01 aa'))),
    );
    expect(tree(b, 0, b.length)).toEqual([oracle(b)]);
  });
});
