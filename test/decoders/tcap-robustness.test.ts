/** What must hold for any octets: no throw, no read outside, a status; and every prefix of a good message is short. */
import { describe, expect, it } from 'vitest';
import { clearMessage, message, scratch } from '../../decoders/message.ts';
import { OK, SHORT } from '../../decoders/status.ts';
import { looksLikeTcap, moreComponents, rest, tcap } from '../../decoders/tcap.ts';
import {
  aarq,
  begin,
  components,
  decode,
  dialogue,
  end,
  error,
  invoke,
  octets,
  open,
  random,
  result,
  tlv,
  user,
  vectors,
} from './tcap-helpers.ts';

const imsi = '04 08 32 14 05 00 00 00 00 f1';
const openRef = user(tlv('a0', '80 09 96 22 08 12 32 54 76 98 f0'));
const good: readonly (readonly [string, Uint8Array])[] = [
  [
    'updateLocation',
    begin(
      aarq(1, 3),
      components(
        invoke(1, 2, tlv('30', imsi, '81 03 91 44 77', '04 03 91 44 78', tlv('ad', '80 08 11 22 33 44 55 66 77 f8'))),
      ),
    ),
  ],
  ['USSD with a reference', begin(aarq(19, 2, openRef), components(invoke(1, 59, tlv('30', '04 01 0f 04 02 aa 18'))))],
  [
    'refusal',
    tlv(
      '67',
      '49 01 01',
      dialogue(
        tlv(
          '61',
          '80 02 07 80',
          tlv('a1', '06 07 04 00 00 01 00 01 03'),
          'a2 03 02 01 01',
          'a3 05 a1 03 02 01 02',
          user(tlv('a3', '0a 01 00')),
        ),
      ),
    ),
  ],
  [
    'results and errors',
    end(
      components(
        result(1, 45, tlv('30', imsi, tlv('a0', '81 03 91 44 77', '85 00'))),
        error(2, 8, tlv('30', '0a 01 03')),
        tlv('a4', '05 00 81 01 02'),
      ),
    ),
  ],
  [
    'indefinite',
    open('62', '48 04 01 02 03 04', open('6c', open('a1', '02 01 01 02 01 17', open('30', imsi, '04 03 91 44 77')))),
  ],
  ['ANSI', tlv('e2', 'c7 04 00 00 01 02', tlv('e8', tlv('e9', 'cf 01 03', 'd1 02 09 0d', 'f2 00')))],
];

/** A view that fails the test when it is read outside `from` to `to - 1`. */
function guarded(b: Uint8Array, from: number, to: number): Uint8Array {
  return new Proxy(b, {
    get: (target, key) => {
      const index = Number(key);
      if (!(index >= from && index < to)) throw new Error(`read of ${String(key)} outside ${from} to ${to}`);
      return Reflect.get(target, key);
    },
  });
}

describe.each(good)('%s', (_, whole) => {
  it('decodes whole', () => {
    expect(decode(whole, {}).status).toBe('ok');
  });

  it('ends short at every prefix', () => {
    for (let length = 0; length < whole.length; length++) {
      clearMessage();
      expect([length, tcap(guarded(whole, 0, length), 0, length)]).toEqual([length, SHORT]);
    }
  });

  it('fills the same record at another base', () => {
    const [a, b] = [decode(whole, {}, 3), decode(whole, {}, 100)];
    expect(b.status).toBe(a.status);
    expect(b.record).toBe(a.record);
  });

  it('reads nothing outside, whatever octet is changed', () => {
    const next = random(whole.length);
    for (let at = 0; at < whole.length; at++) {
      for (const value of [0, 0xff, 0x80, whole[at] ^ (1 << Math.floor(next() * 8)), Math.floor(next() * 256)]) {
        const b = whole.slice();
        b[at] = value;
        clearMessage();
        tcap(guarded(b, 0, b.length), 0, b.length);
        expect(scratch.u8[message.at.componentCount]).toBeLessThanOrEqual(6);
      }
    }
  });
});

describe('any octets', () => {
  it('never throw, never are read outside', () => {
    const next = random(7);
    const first = [0x61, 0x62, 0x64, 0x65, 0x67, 0xe2, 0xe5];
    const usual = [
      0x30, 0x80, 0x6b, 0x6c, 0xa1, 0xa2, 0xa3, 0xa4, 0x02, 0x04, 0x01, 0x00, 0x28, 0x60, 0x48, 0x49, 0xff, 0x9f, 0xbf,
      0x81,
    ];
    let decoded = 0;
    for (let round = 0; round < 20_000; round++) {
      const length = Math.floor(next() * 60);
      const b = Uint8Array.from({ length }, () =>
        next() < 0.7 ? usual[Math.floor(next() * usual.length)] : Math.floor(next() * 256),
      );
      if (length > 0) b[0] = first[Math.floor(next() * first.length)];
      if (length > 1 && next() < 0.7) b[1] = length - 2;
      clearMessage();
      if (tcap(guarded(b, 0, length), 0, length) === OK) decoded++;
      looksLikeTcap(guarded(b, 0, length), 0, length);
      for (let guard = 0; rest[0] < rest[1]; guard++) {
        expect(guard).toBeLessThan(60);
        moreComponents(guarded(b, 0, length), rest[0], rest[1]);
      }
    }
    expect(decoded).toBeGreaterThan(100);
  });

  it('are read a bounded number of times, however indefinite lengths are nested', () => {
    // Each level of the grammar opens an indefinite length and none is closed
    for (const size of [200, 2000]) {
      const tags = '62 80 6c 80 a2 80 02 01 01 30 80 02 01 47 30 80 30 80 a0 80';
      const b = Uint8Array.from([...octets(tags), ...new Uint8Array(size).fill(0x05).map((v, k) => (k % 2 ? 0 : v))]);
      let reads = 0;
      const counted = new Proxy(b, {
        get: (target, key) => {
          reads++;
          return Reflect.get(target, key);
        },
      });
      clearMessage();
      expect(tcap(counted, 0, b.length)).toBe(SHORT);
      expect(reads).toBeLessThan(16 * b.length);
    }
  });
});

const jss7 = vectors('jss7');

describe.skipIf(jss7.length === 0)('byte vectors of another stack', () => {
  it('never throw as messages, nor as the argument or result of any operation', () => {
    for (const { hex } of jss7) {
      const b = octets(hex);
      clearMessage();
      tcap(guarded(b, 0, b.length), 0, b.length);
      for (let code = 0; code < 100; code += 7) {
        decode(begin(components(invoke(1, code, b))));
        decode(end(components(result(1, code, b))));
        decode(end(components(error(1, code, b))));
      }
    }
  });

  it('that are whole messages are decoded', () => {
    const whole = jss7.map(vector => octets(vector.hex)).filter(b => looksLikeTcap(b, 0, b.length));
    expect(whole.length).toBeGreaterThan(20);
    for (const b of whole.filter(([type]) => type !== 0x61 && type < 0xe0)) {
      const got = decode(b, {});
      expect(got.field('otidLength') + got.field('dtidLength')).toBeGreaterThan(0);
    }
  });
});
