/** What must hold for any octets: no throw, nothing read outside the frame, nothing pointed to outside it. */
import { describe, expect, it } from 'vitest';
import { KIND_OTHER, message } from '../../decoders/message.ts';
import { decodeBatch } from '../../src/decode/frame.ts';
import { Joiner } from '../../src/decode/joiner.ts';
import { RecordWriter } from '../../src/decode/writer.ts';
import * as build from './build.ts';

const { begin, data, ether, ip4, ip6, joined, m3ua, octets, sctp, segment, shown, udp, udt } = build;

/** A small generator with a seed (xorshift), so that a failure can be repeated. */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return below => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}

const packet = (payload: Uint8Array, chunk: build.Chunk = {}) => ether(ip4(sctp([data(payload, chunk)])));
const message_ = m3ua(udt(begin()));
const mtp3 = joined(octets('83 c8001900'), udt(begin()));
const m2ua = joined(
  octets('01 00 06 01 000000'),
  Uint8Array.of(12 + mtp3.length),
  octets('0300 00'),
  Uint8Array.of(4 + mtp3.length),
  mtp3,
);
const m2pa = joined(
  octets('01 00 0b 01 000000'),
  Uint8Array.of(17 + mtp3.length),
  octets('00 000001 00 000002 00'),
  mtp3,
);
const sua = octets(`01 00 07 01 00000050
  0006 0008 00000001  0115 0008 00000001
  0102 0018 0002 0003 8002 0008 00000001 8003 0008 00000007
  0103 0018 0001 0001 8001 000f 000000 04 05 00 01 04 947107 00
  010b 0010 62 0a 48 04 00000001 6c 02 6c 00`);
const exported = joined(octets('000c 0004 74636170 0014 0004 0a000001 0000 0000'), begin());

const GOOD: readonly build.Frame[] = [
  { octets: packet(message_) },
  {
    octets: ether(
      ip4(
        sctp([data(message_), data(build.management(), { tsn: 2 }), data(m3ua(udt(build.manyInvokes(9))), { tsn: 3 })]),
      ),
    ),
  },
  { octets: packet(m3ua(segment(begin(), true, 2))) },
  { octets: packet(m3ua(segment(begin(), false, 0, 9, 18))) },
  { octets: packet(message_.slice(0, 24), { flags: 2 }) },
  { octets: ether(ip4(sctp([build.iData(message_, 1, 3, 5, 3)]))) },
  { octets: packet(m2ua, { ppid: 2 }) },
  { octets: packet(m2pa, { ppid: 5 }) },
  { octets: packet(sua, { ppid: 4 }) },
  { octets: ether(ip6(sctp([data(message_)])), 0x86dd) },
  { octets: ether(ip4(sctp([data(message_)]).slice(0, 40), { more: true })) },
  { octets: ether(ip4(udp(build.createPdp), { protocol: 17 })) },
  { octets: ether(ip4(udp(joined(octets('08000000 00000700'), packet(message_)), 1, 4789), { protocol: 17 })) },
  { octets: ether(ip4(joined(octets('1000 88be 00000001 1001000000000000'), packet(message_)), { protocol: 47 })) },
  { octets: ether(joined(octets('00064040 00065140'), ip4(sctp([data(message_)]))), 0x8847) },
  { octets: joined(octets('8182'), Uint8Array.of(mtp3.length), mtp3), link: 140 },
  { octets: mtp3, link: 141 },
  { octets: udt(begin(), 10, 1), link: 142 },
  { octets: exported, link: 252 },
];

const writer = new RecordWriter();

/** A check without the cost of `expect`, for loops. */
function holds(what: boolean, text: string): void {
  if (!what) throw new Error(text);
}

/** Decodes one frame among others' octets, and checks what comes of it. Gives the records as hex. */
function tried(frame: build.Frame, around: number): string {
  const batch = build.frameBatch([frame]);
  const before = new Uint8Array(batch.data);
  // what lies around the frame: three octets before it, others behind
  const b = new Uint8Array(before.length + 40).fill(around);
  b.set(before.slice(3), 3);
  writer.begin(0);
  decodeBatch({ ...batch, data: b.buffer }, writer);
  const answer = writer.finish();
  const length = frame.octets.length;
  for (const r of shown(answer)) {
    const end = r.get('payloadAt') + r.get('payloadLength');
    holds(end <= (r.get('kind') <= KIND_OTHER ? length : answer.pieces.length), `payload ends at ${end}`);
    holds(r.get('faultAt') <= length, `fault at ${r.get('faultAt')}`);
    holds(r.get('kind') > 0, 'a record without a kind');
  }
  const text = Buffer.from(answer.records, 0, answer.count * message.stride).toString('hex');
  const joiner = new Joiner({ associations: 4 });
  const whole = joiner.process(answer);
  for (const r of shown(whole)) {
    const end = r.get('payloadAt') + r.get('payloadLength');
    holds(r.get('kind') === 0 || end <= Math.max(length, whole.pieces.length), `joined payload ends at ${end}`);
  }
  joiner.finish();
  return text;
}

/** The same records whatever lies around; gives them. */
function alike(frame: build.Frame): string {
  const text = tried(frame, 0xff);
  holds(tried(frame, 0) === text, `reads outside: ${Buffer.from(frame.octets).toString('hex')}`);
  return text;
}

describe('any octets', () => {
  it('give the same records whatever lies around the frame', () => {
    for (const frame of GOOD) {
      expect(alike(frame).length).toBeGreaterThan(0);
    }
  });

  it('are survived at every prefix of a good frame', () => {
    for (const frame of GOOD) {
      for (let n = 0; n < frame.octets.length; n++) {
        alike({ ...frame, octets: frame.octets.slice(0, n) });
      }
    }
  });

  it('are survived after thousands of mutations', () => {
    const next = random(20_251_122);
    for (let round = 0; round < 6000; round++) {
      const frame = GOOD[next(GOOD.length)];
      let b: Uint8Array = frame.octets.slice();
      for (let changes = next(4); changes >= 0; changes--) {
        const at = next(b.length);
        switch (next(6)) {
          case 0:
            b[at] ^= 1 << next(8);
            break;
          case 1:
            b[at] = next(256);
            break;
          case 2:
            b[at] = [0, 0xff, 0x7f, 0x80][next(4)];
            break;
          case 3:
            b = joined(b.slice(0, at), b.slice(at + 1 + next(8)));
            break;
          case 4:
            b = joined(b.slice(0, at), b.slice(at, at + next(16)), b.slice(at));
            break;
          default:
            b = b.slice(0, at + 1);
        }
        if (b.length === 0) b = Uint8Array.of(0);
      }
      alike({ ...frame, octets: b });
    }
  });

  it('are survived under every link type', () => {
    const next = random(7);
    for (let type = 0; type < 300; type++) {
      for (let round = 0; round < 8; round++) {
        const b = Uint8Array.from({ length: next(120) }, () => next(256));
        alike({ octets: b, link: type });
      }
    }
  });
});

describe('the joiner', () => {
  it('survives pieces that contradict each other, within its bounds', () => {
    const next = random(99);
    const joiner = new Joiner({ unfinished: 32, octets: 1 << 20, associations: 16 });
    for (let batch = 0; batch < 60; batch++) {
      const frames = Array.from({ length: 60 }, (_, i) => {
        const time = 1000 + batch * 2 + i * 0.03;
        const kind = next(4);
        const body = Uint8Array.from({ length: 8 * (1 + next(9)) }, () => next(256));
        if (kind === 0) {
          const at = next(30) * 8;
          return {
            octets: ether(ip4(body, { id: next(6), offset: at, more: next(3) > 0, protocol: next(2) ? 132 : 17 })),
            time,
          };
        }
        if (kind === 1) return { octets: packet(body, { tsn: next(40), flags: next(8), stream: next(2) }), time };
        if (kind === 2)
          return { octets: packet(m3ua(segment(body, next(2) === 0, next(16), next(4))), { tsn: next(1000) }), time };
        const chunk = build.iData(body, next(100), next(8), next(3), next(5));
        return { octets: ether(ip4(sctp([chunk], { vtag: next(40) }))), time };
      });
      const answer = joiner.process(build.decoded(frames, batch));
      for (const r of shown(answer)) {
        if (r.get('kind') === 0) continue;
        expect(r.get('kind')).toBeLessThanOrEqual(KIND_OTHER);
      }
    }
    joiner.finish();
    expect(joiner.anomalies.length).toBeGreaterThan(0);
  });
});
