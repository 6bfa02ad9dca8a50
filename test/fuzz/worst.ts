/** Messages of about a given length that are as much work as can be: what a decoder's time must stay linear over. */
import * as build from './build.ts';
import { hex, join, open, tlv } from './build.ts';

const imsi = hex('21436587092143f5');

/** `unit` until `n` octets are full. */
function filled(unit: Uint8Array, n: number): Uint8Array {
  const times = Math.max(1, Math.floor(n / unit.length));
  const octets = new Uint8Array(times * unit.length);
  for (let i = 0; i < times; i++) octets.set(unit, i * unit.length);
  return octets;
}

/** Heads of `tag` with lengths that are right, in each other, down to nothing. */
function nestedDefinite(tag: number, n: number): Uint8Array {
  // from the inside: the length of each is what stands behind it
  const heads: Uint8Array[] = [];
  let inside = 0;
  while (inside < n) {
    const head =
      inside < 0x80 ? [tag, inside] : inside < 0x100 ? [tag, 0x81, inside] : [tag, 0x82, inside >> 8, inside & 0xff];
    heads.push(Uint8Array.from(head));
    inside += head.length;
    if (inside > 60_000) break;
  }
  return join(...heads.reverse());
}

const nestedOpen = (tag: number, n: number): Uint8Array => filled(Uint8Array.of(tag, 0x80), n);

/** A message around octets, its lengths right. */
type Around = (inside: Uint8Array) => Uint8Array;

/** Contents of BER that are much work, in each of the places where a decoder goes down. */
function berContents(tag: number, n: number): Record<string, Uint8Array> {
  return {
    'tiny elements': filled(Uint8Array.of(tag, 0), n),
    'tiny primitives': filled(Uint8Array.of(0x80, 0), n),
    'two-octet tags': filled(hex('9f2200'), n),
    'long-form lengths': filled(hex('80820000'), n),
    'tag without end': join([0x9f], new Uint8Array(n).fill(0x81)),
    'length of 126 octets': join([0x80, 0xfe], new Uint8Array(n)),
    'indefinite, in each other': nestedOpen(tag | 0x20, n),
    'indefinite, 30 deep, behind each other': filled(join(nestedOpen(tag | 0x20, 60), new Uint8Array(60)), n),
    'indefinite, open': join([tag | 0x20, 0x80], filled(hex('0400'), n)),
    'indefinite and empty': filled(Uint8Array.of(tag | 0x20, 0x80, 0, 0), n),
    'definite, in each other': nestedDefinite(tag | 0x20, n),
  };
}

function berIn(places: Record<string, readonly [tag: number, around: Around]>, n: number): Record<string, Uint8Array> {
  const all: Record<string, Uint8Array> = {};
  for (const [place, [tag, around]] of Object.entries(places)) {
    for (const [name, content] of Object.entries(berContents(tag, n))) all[`${place}: ${name}`] = around(content);
  }
  return all;
}

const otid = tlv(0x48, hex('01020304'));
const dialogue: Around = inside => tlv(0x62, otid, tlv(0x6b, inside));
const external: Around = inside => dialogue(tlv(0x28, tlv(6, hex('00118605010101')), inside));
const components: Around = inside => tlv(0x62, otid, tlv(0x6c, inside));
const argument: Around = inside => tlv(0xa1, tlv(2, [1]), tlv(2, [7]), inside);
const openArgument: Around = inside => open(0xa1, tlv(2, [1]), tlv(2, [7]), inside);

const tcap = (n: number): Record<string, Uint8Array> => ({
  ...berIn(
    {
      alone: [0x30, inside => inside],
      message: [0x6c, inside => tlv(0x62, otid, inside)],
      'message of indefinite length': [0x6c, inside => open(0x62, otid, inside)],
      'dialogue portion': [0x28, dialogue],
      APDU: [0x60, inside => external(tlv(0xa0, inside))],
      'APDU contents': [0xa1, inside => external(tlv(0xa0, tlv(0x60, inside)))],
      'user information': [0x28, inside => external(tlv(0xa0, tlv(0x60, tlv(0xbe, inside))))],
      components: [0xa1, components],
      'an invoke': [0x30, inside => components(argument(inside))],
      'an invoke of indefinite length': [0x30, inside => open(0x62, otid, open(0x6c, openArgument(inside)))],
    },
    n,
  ),
  'many components': components(filled(argument(tlv(0x30, tlv(0x80, imsi))), n)),
  'many portions': tlv(0x62, filled(join(tlv(0x6b), tlv(0x6c), otid), n)),
  'long identifier': tlv(0x62, tlv(0x48, new Uint8Array(n))),
  'long context': external(tlv(0xa0, tlv(0x60, tlv(0xa1, tlv(6, new Uint8Array(n).fill(0x81)))))),
});

const map = (n: number): Record<string, Uint8Array> => ({
  ...berIn(
    {
      components: [0xa1, inside => inside],
      'an invoke': [0x30, argument],
      'an argument': [0x30, inside => argument(tlv(0x30, inside))],
      'an open argument': [0xa0, inside => openArgument(open(0x30, inside))],
      'a result': [0x30, inside => tlv(0xa2, tlv(2, [1]), tlv(0x30, tlv(2, [22]), inside))],
      'an error': [0x30, inside => tlv(0xa3, tlv(2, [1]), tlv(2, [6]), inside)],
    },
    n,
  ),
  'long digits': argument(tlv(0x30, tlv(0x80, new Uint8Array(n).fill(0xff)))),
});

function parameters(n: number, head: Uint8Array): Record<string, Uint8Array> {
  const around = (inside: Uint8Array): Uint8Array => {
    const octets = join(head, inside);
    const length = octets.length;
    octets.set([length >>> 24, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff], 4);
    return octets;
  };
  return {
    'tiny parameters': around(filled(hex('00110004'), n)),
    'padded parameters': around(filled(hex('0011000500000000'), n)),
    'tiny addresses': around(filled(hex('0102000800010007'), n)),
    'nested addresses': around(
      join(hex('0102'), [(n + 8) >> 8, n & 0xff], hex('00010007'), filled(hex('80030004'), n)),
    ),
    'many data': around(filled(hex('0210000400000000'), n)),
    'messages behind each other': filled(hex('0100030100000008'), n),
  };
}

const gtp = (n: number): Record<string, Uint8Array> => {
  const { element } = build;
  const of = (unit: Uint8Array): Uint8Array => build.gtp(16, filled(unit, n));
  const extended = build.gtp(16, filled(hex('010000c0'), n));
  extended[0] = 0x36;
  extended[11] = 0xc0;
  return {
    'tiny elements': of(hex('0100')),
    'empty elements': of(hex('890000')),
    'many digits': of(element(2, imsi)),
    'digits with fillers': of(element(2, hex('f0ffffffffffffff'))),
    'many numbers': of(element(134, hex('91f0ffffffffffffff'))),
    'many addresses': of(element(133, hex('c0000201'))),
    'many names': of(element(131, hex('0361626303616263'))),
    'extension headers': extended,
    'one long element': build.gtp(16, element(137, new Uint8Array(Math.min(n, 60_000)))),
  };
};

const sccp = (n: number): Record<string, Uint8Array> => {
  const optional = (unit: Uint8Array): Uint8Array => {
    const whole = build.xudt(hex('620648010a6c0100'), true, 0);
    return join(whole.slice(0, whole.length - 10), filled(unit, n));
  };
  return {
    'empty parameters': optional(hex('1200')),
    'short segmentations': optional(hex('100100')),
    segmentations: optional(hex('100480000000')),
    'long data': build.ludt(new Uint8Array(Math.min(n, 65_000))),
  };
};

const chunks = (n: number): Record<string, Uint8Array> => {
  const of = (unit: Uint8Array): Uint8Array => build.sctp(filled(unit, n));
  return {
    'empty chunks': of(hex('0e000004')),
    'empty data': of(build.dataChunk(new Uint8Array(0))),
    'tiny fragments': of(build.dataChunk(Uint8Array.of(1), { flags: 0 })),
    'tiny messages': of(build.dataChunk(hex('0100030100000008'))),
  };
};

const frame = (n: number): Record<string, Uint8Array> => ({
  tags: build.ethernet(filled(hex('00018100'), n), 0x8100),
  labels: build.ethernet(filled(hex('00001000'), n), 0x8847),
  'exported tags': filled(hex('000d0000'), n),
  'exported names': filled(join(hex('000c0004'), hex('67747000')), n),
});

const ip = (n: number): Record<string, Uint8Array> => ({
  'extension headers': build.ip6(filled(hex('0000000000000000'), n), 0),
  'IP in IP': filled(hex('450000000000000040040000c0000201c0000202'), n),
  'IPv6 in IPv6': filled(build.ip6(new Uint8Array(0), 41), n),
  fragments: build.ip4(new Uint8Array(Math.min(n, 60_000)), 132, { more: true }),
});

const ansi = (n: number): Record<string, Uint8Array> =>
  berIn(
    {
      package: [0xe8, inside => tlv(0xe2, tlv(0xc7, hex('01020304')), inside)],
      components: [0xe9, inside => tlv(0xe2, tlv(0xc7, hex('01020304')), tlv(0xe8, inside))],
      'a component': [
        0xf2,
        inside => tlv(0xe2, tlv(0xc7, hex('01020304')), tlv(0xe8, tlv(0xe9, tlv(0xcf, [1]), inside))),
      ],
    },
    n,
  );

const plain = (n: number): Record<string, Uint8Array> => ({
  zeros: new Uint8Array(n),
  ones: new Uint8Array(n).fill(1),
  'all bits': new Uint8Array(n).fill(0xff),
});

const WORST: Readonly<Record<string, (n: number) => Record<string, Uint8Array>>> = {
  frame,
  ip,
  sctp: chunks,
  m3ua: n => parameters(n, hex('0100010100000000')),
  m2ua: n => parameters(n, hex('0100060100000000')),
  m2pa: n => parameters(n, hex('01000b0100000000')),
  sua: n => parameters(n, hex('0100070100000000')),
  sccp,
  tcap,
  map,
  cap: map,
  inap: map,
  ansi_tcap: ansi,
  gtp,
};

/** Worst messages of a target by name, of about `n` octets each. */
export function worstOf(target: string, n: number): Record<string, Uint8Array> {
  return { ...plain(n), ...WORST[target]?.(n) };
}
