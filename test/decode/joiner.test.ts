import { describe, expect, it } from 'vitest';
import * as records from '../../decoders/message.ts';
import { Joiner, type JoinerLimits } from '../../src/decode/joiner.ts';
import * as build from './build.ts';

const { begin, counts, data, decoded, ether, faults, ip4, ip6, joined, m3ua, octets, sctp, segment, shown, udp, udt } =
  build;
const { KIND_MESSAGE, FLAG_JOINED, FLAG_CHUNK_START } = records;

type Frames = readonly (build.Frame | Uint8Array)[];

/** Frames through decoder and joiner as one batch; what is not a piece any more. */
function join(frames: Frames, limits?: JoinerLimits) {
  const joiner = new Joiner(limits);
  const batch = joiner.process(decoded(frames));
  joiner.finish();
  const messages = shown(batch).filter(r => r.get('kind') !== 0);
  return { joiner, batch, messages, anomalies: joiner.anomalies.map(a => `${a.code} × ${a.count} at ${a.frame}`) };
}

const packet = (payload: Uint8Array, chunk: build.Chunk = {}) => ether(ip4(sctp([data(payload, chunk)])));
const message = m3ua(udt(begin()));

/** IP fragments of a payload, `size` octets each (a multiple of 8). */
function fragments(payload: Uint8Array, size: number, ip: build.Ip = {}): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let offset = 0; offset < payload.length; offset += size) {
    const more = offset + size < payload.length;
    frames.push(ether(ip4(payload.slice(offset, offset + size), { id: 77, ...ip, offset, more })));
  }
  return frames;
}

describe('without pieces', () => {
  it('gives the same batch back with its associations numbered', () => {
    const back = ether(
      ip4(sctp([data(message)], { from: 2906, to: 2905, vtag: 7 }), { src: '0a000002', dst: '0a000001' }),
    );
    const batch = decoded([
      packet(message),
      back,
      packet(message, { tsn: 2 }),
      ether(ip4(udp(build.echo), { protocol: 17 })),
    ]);
    const joiner = new Joiner();
    expect(joiner.process(batch)).toBe(batch);
    expect(shown(batch).map(r => r.get('association'))).toEqual([1, 2, 1, 0]);
    expect([joiner.opposite(1), joiner.opposite(2), joiner.opposite(3)]).toEqual([2, 1, 0]);
    expect(joiner.finish()).toBeUndefined();
    expect(joiner.anomalies).toEqual([]);
  });

  it('keeps numbers from batch to batch', () => {
    const joiner = new Joiner();
    joiner.process(decoded([packet(message)]));
    const other = joiner.process(
      decoded([ether(ip4(sctp([data(message)], { vtag: 9 }))), packet(message, { tsn: 2 })], 1),
    );
    expect(shown(other).map(r => r.get('association'))).toEqual([2, 1]);
  });
});

describe('IP fragments', () => {
  const payload = sctp([data(message)]);

  it('are joined where the last one comes', () => {
    const { messages, anomalies, batch } = join([
      packet(build.management(), { tsn: 9 }),
      ...fragments(payload, 32),
      packet(build.management(), { tsn: 10 }),
    ]);
    expect(messages.map(r => [r.get('frame'), r.protocol])).toEqual([
      [1, 'm3ua'],
      [1 + Math.ceil(payload.length / 32), 'map'],
      [2 + Math.ceil(payload.length / 32), 'm3ua'],
    ]);
    const [, r] = messages;
    expect(r.get('flags')).toBe(FLAG_JOINED | FLAG_CHUNK_START);
    expect([r.slot('src', 4), r.get('tsn'), r.get('otid'), r.get('association')]).toEqual(['0a000001', 1, 1, 1]);
    expect(batch.pieces.slice(r.get('payloadAt'), r.get('payloadAt') + r.get('payloadLength'))).toEqual(begin());
    expect(anomalies).toEqual([]);
    expect(counts(batch)).toEqual({ map: 1, m3ua: 2 });
  });

  it('are joined in any order, and where they are repeated', () => {
    const all = fragments(payload, 16);
    expect(join([...all].reverse()).messages.map(r => [r.get('frame'), r.get('otid')])).toEqual([[all.length, 1]]);
    const twice = all.flatMap(frame => [frame, frame]);
    const { messages, anomalies } = join([...twice, ...all]);
    expect(messages.map(r => r.get('frame'))).toEqual([all.length * 2 - 1]);
    expect(anomalies).toEqual([]);
  });

  it('have the copy key that the whole packet has', () => {
    const whole = shown(decoded([ether(ip4(udp(build.echo), { protocol: 17, id: 77 }))]))[0];
    const { messages } = join(fragments(udp(build.echo), 8, { protocol: 17 }));
    expect([messages[0].get('copyKeyA'), messages[0].get('copyKeyB')]).toEqual([
      whole.get('copyKeyA'),
      whole.get('copyKeyB'),
    ]);
    const chunk = shown(decoded([packet(message)]))[0];
    const [r] = join(fragments(payload, 32)).messages;
    expect(r.get('copyKeyA')).toBe(chunk.get('copyKeyA'));
  });

  it('keep what came first where they overlap, and say so', () => {
    const [first, ...others] = fragments(payload, 48);
    const lie = ether(ip4(new Uint8Array(24).fill(0xee), { id: 77, offset: 24, more: true }));
    const { messages, anomalies } = join([first, lie, ...others]);
    expect(messages.map(r => r.get('otid'))).toEqual([1]);
    expect(anomalies).toEqual(['ip-fragments-overlap × 1 at 2']);
  });

  it('say so where two of them end the datagram, and go by the first', () => {
    const last = ether(ip4(new Uint8Array(8), { id: 77, offset: 800 }));
    const [first, ...others] = fragments(payload, 16);
    const { messages, anomalies } = join([first, others[others.length - 1], last, ...others.slice(0, -1)]);
    expect(messages.map(r => r.get('otid'))).toEqual([1]);
    expect(anomalies).toEqual(['ip-fragments-overlap × 1 at 3']);
  });

  it('are told apart by identification, address and protocol', () => {
    const one = fragments(payload, 48, { id: 1 });
    const two = fragments(sctp([data(m3ua(udt(begin(2))))]), 48, { id: 2 });
    const { messages } = join(one.flatMap((frame, i) => [two[i], frame]));
    expect(messages.map(r => r.get('otid')).sort()).toEqual([1, 2]);
  });

  it('are joined in IPv6, behind an extension header too', () => {
    // destination options (8 octets) before SCTP, the whole cut in two behind fragment headers
    const body = joined(octets('84 00 010400000000'), payload);
    const part = (from: number, to: number, place: string) =>
      ether(ip6(joined(octets(`3c 00 ${place} 00000005`), body.slice(from, to)), 44), 0x86dd);
    const { messages } = join([part(0, 40, '0001'), part(40, body.length, '0028')]);
    expect(messages.map(r => [r.get('otid'), r.get('ipVersion'), r.get('flags') & FLAG_JOINED])).toEqual([
      [1, 6, FLAG_JOINED],
    ]);
  });

  it('give every chunk of a joined packet, in the place of the last fragment', () => {
    const both = sctp([data(message, { tsn: 1 }), data(m3ua(udt(begin(2))), { tsn: 2 })]);
    const { messages, batch } = join([
      packet(build.management(), { tsn: 0 }),
      ...fragments(both, 40),
      packet(build.management(), { tsn: 3 }),
    ]);
    expect(messages.map(r => [r.protocol, r.get('tsn'), r.get('association')])).toEqual([
      ['m3ua', 0, 1],
      ['map', 1, 1],
      ['map', 2, 1],
      ['m3ua', 3, 1],
    ]);
    for (const r of messages.slice(1, 3)) {
      const at = r.get('payloadAt');
      expect(batch.pieces.slice(at, at + r.get('payloadLength'))).toEqual(begin(r.get('otid')));
    }
  });

  it('of the user plane only count', () => {
    const { messages, batch } = join(fragments(udp(new Uint8Array(64), 2152, 2152), 24, { protocol: 17 }));
    expect([messages.length, counts(batch), batch.pieces.length]).toEqual([0, { gtp_u: 1 }, 0]);
  });

  it('that never become whole are counted with their first frame', () => {
    const all = fragments(payload, 48);
    expect(join(all.slice(1)).anomalies).toEqual(['ip-fragments-incomplete × 1 at 1']);
  });

  it('wait 30 seconds of capture time', () => {
    const all = fragments(payload, 48);
    const timed = (gap: number) => all.map((frame, i) => ({ octets: frame, time: 1000 + (i === 0 ? 0 : gap) }));
    expect(join(timed(29)).messages.length).toBe(1);
    expect(join(timed(31)).messages.length).toBe(0);
  });

  it('make room for others at the bound', () => {
    const frames = Array.from({ length: 10 }, (_, id) => fragments(payload, 48, { id })[0]);
    expect(join(frames, { unfinished: 4 }).anomalies).toEqual(['ip-fragments-incomplete × 10 at 1']);
    const far = Array.from({ length: 10 }, (_, id) =>
      ether(ip4(new Uint8Array(8), { id, offset: 65_000, more: true })),
    );
    const joiner = new Joiner({ octets: 200_000 });
    joiner.process(decoded(far));
    // each takes its 64 KiB: three fit
    expect(joiner.anomalies).toMatchObject([{ code: 'ip-fragments-incomplete', count: 7 }]);
  });

  it('that were cut by the snap length are not used', () => {
    const all: build.Frame[] = fragments(payload, 48).map(frame => ({ octets: frame }));
    all[0] = { octets: all[0].octets.slice(0, 60), original: all[0].octets.length };
    const { messages, batch } = join(all);
    expect(messages.length).toBe(0);
    expect(faults(batch)).toEqual(['short ip length × 1']);
  });
});

describe('SCTP fragments', () => {
  const third = Math.ceil(message.length / 3);
  const parts = [message.slice(0, third), message.slice(third, 2 * third), message.slice(2 * third)];
  const frames = (tsn = 5, more: build.Chunk = {}) =>
    parts.map((part, i) => packet(part, { tsn: (tsn + i) >>> 0, flags: i === 0 ? 2 : i === 2 ? 1 : 0, ...more }));

  it('are joined where the last one comes', () => {
    const { messages, anomalies, batch } = join(frames());
    expect(messages.map(r => [r.get('frame'), r.get('otid'), r.get('flags')])).toEqual([[3, 1, FLAG_JOINED]]);
    expect(batch.pieces.slice(messages[0].get('payloadAt')).slice(0, messages[0].get('payloadLength'))).toEqual(
      begin(),
    );
    expect(anomalies).toEqual([]);
  });

  it('are joined in every order, over the end of the numbers too', () => {
    for (const order of [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]) {
      const all = frames(0xffffffff);
      const { messages, anomalies } = join(order.map(i => all[i]));
      expect(
        messages.map(r => r.get('otid')),
        String(order),
      ).toEqual([1]);
      expect(anomalies).toEqual([]);
    }
  });

  it('have the copy key of a first fragment, whatever the order', () => {
    const all = frames();
    const keys = [all, [...all].reverse()].map(some => join(some).messages[0].get('copyKeyA'));
    expect(keys[0]).toBe(keys[1]);
  });

  it('do not mix streams, and ordered with unordered ones', () => {
    const all = frames();
    const stranger = packet(parts[1], { tsn: 6, flags: 0, stream: 4 });
    expect(join([all[0], stranger, all[2]]).messages).toEqual([]);
    const unordered = packet(parts[1], { tsn: 6, flags: 4 });
    expect(join([all[0], unordered, all[2]]).messages).toEqual([]);
  });

  it('keep two messages in a row apart', () => {
    const { messages } = join([...frames(5), ...frames(8)]);
    expect(messages.map(r => r.get('frame'))).toEqual([3, 6]);
  });

  it('drop what was seen before', () => {
    const all = frames();
    const { messages, anomalies } = join([all[0], all[0], all[1], all[1], all[2], all[2], all[1]]);
    expect(messages.length).toBe(1);
    expect(anomalies).toEqual([]);
  });

  it('are joined by message and fragment number in I-DATA', () => {
    const chunk = (i: number, tsn: number, id: number) =>
      ether(ip4(sctp([build.iData(parts[i], tsn, i === 0 ? 2 : i === 2 ? 1 : 0, id, i === 0 ? 3 : i)])));
    // two messages interleaved, each with TSNs that do not follow each other
    const { messages } = join([
      chunk(0, 1, 1),
      chunk(0, 2, 2),
      chunk(1, 3, 1),
      chunk(1, 4, 2),
      chunk(2, 5, 2),
      chunk(2, 6, 1),
    ]);
    expect(messages.map(r => [r.get('frame'), r.get('otid')])).toEqual([
      [5, 1],
      [6, 1],
    ]);
  });

  it('that never become whole are a loss of their association', () => {
    const { anomalies, joiner } = join(frames().slice(0, 2));
    expect(anomalies).toEqual(['sctp-fragments-incomplete × 1 at 1']);
    expect(joiner.lastGap(1, Number.POSITIVE_INFINITY)).toBe(1000e6);
  });

  it('are joined inside joined IP fragments', () => {
    const inner = sctp([data(parts[0], { tsn: 5, flags: 2 })]);
    const all = frames();
    const { messages } = join([...fragments(inner, 24), all[1], all[2]]);
    expect(messages.map(r => r.get('otid'))).toEqual([1]);
  });
});

describe('SCCP segments', () => {
  const tcap = build.manyInvokes(12);
  const cut = (i: number) => tcap.slice(i * 60, (i + 1) * 60);
  const total = Math.ceil(tcap.length / 60);
  const frames = (reference = 7, type = 17, tsn = 1) =>
    Array.from({ length: total }, (_, i) =>
      packet(m3ua(segment(cut(i), i === 0, total - 1 - i, reference, type)), { tsn: tsn + i }),
    );

  it('are joined, with the addresses that they share', () => {
    const { messages, anomalies, batch } = join(frames());
    const [r] = messages;
    expect([r.get('frame'), r.get('kind'), r.get('otid'), r.get('componentCount')]).toEqual([
      total,
      KIND_MESSAGE,
      1,
      6,
    ]);
    expect([r.slot('calledGt'), r.get('callingSsn'), r.get('opc'), r.get('sccpType')]).toEqual(['947107', 7, 100, 17]);
    expect(r.get('flags')).toBe(FLAG_JOINED);
    expect(batch.pieces.slice(r.get('payloadAt'), r.get('payloadAt') + r.get('payloadLength'))).toEqual(tcap);
    // twelve components are two records
    expect(messages.map(m => m.get('componentCount'))).toEqual([6, 6]);
    expect(anomalies).toEqual([]);
  });

  it('are joined in the wrong order too', () => {
    const { messages, anomalies } = join([...frames()].reverse());
    expect(messages.map(m => m.get('componentCount'))).toEqual([6, 6]);
    expect(anomalies).toEqual([]);
  });

  it('keep messages with other references, and returned ones, apart', () => {
    const one = frames(1, 17, 1);
    const two = frames(2, 17, 10);
    const returned = frames(1, 18, 20);
    const mixed = one.flatMap((frame, i) => [frame, two[i], returned[i]]);
    expect(join(mixed).messages.map(m => m.get('sccpType'))).toEqual([17, 17, 17, 17, 18, 18]);
  });

  it('that never become whole are counted with their first frame', () => {
    expect(join(frames().slice(1)).anomalies).toEqual(['sccp-segments-incomplete × 1 at 1']);
  });

  it('are joined across batches', () => {
    const joiner = new Joiner();
    const all = frames();
    const first = joiner.process(decoded(all.slice(0, 1), 0, 1));
    expect(shown(first).map(r => r.get('kind'))).toEqual([0]);
    const second = joiner.process(decoded(all.slice(1), 1, 2));
    expect(
      shown(second)
        .filter(r => r.get('kind') !== 0)
        .map(r => r.get('frame')),
    ).toEqual([total, total]);
  });
});

describe('gaps in the sequence numbers', () => {
  const at = (tsn: number, time: number) => ({ octets: packet(message, { tsn }), time });

  it('are found where nothing fills them within two seconds', () => {
    const { anomalies, joiner } = join([at(1, 1000), at(2, 1000.1), at(5, 1000.2), at(6, 1001), at(7, 1003)]);
    expect(anomalies).toEqual(['tsn-gap × 1 at 3']);
    expect(joiner.lastGap(1, Number.POSITIVE_INFINITY)).toBe(1000.2e6);
    // Until two seconds have passed it may be filled.
    expect(joiner.lastGap(1, 1002.9e6)).toBe(0);
    expect(joiner.lastGap(1, 1003e6)).toBe(1000.2e6);
  });

  it('are none where the order was another', () => {
    const { anomalies, joiner } = join([
      at(1, 1000),
      at(4, 1000.1),
      at(3, 1000.2),
      at(2, 1000.3),
      at(5, 1000.4),
      at(6, 1010),
    ]);
    expect(anomalies).toEqual([]);
    expect(joiner.lastGap(1, Number.POSITIVE_INFINITY)).toBe(0);
  });

  it('are none where a number is repeated, or the numbers begin again', () => {
    expect(join([at(1, 1000), at(1, 1000.1), at(2, 1000.2), at(2, 1005)]).anomalies).toEqual([]);
    expect(join([at(1, 1000), at(0x80000000, 1001), at(0x80000001, 1005)]).anomalies).toEqual([]);
    expect(join([at(0xffffffff, 1000), at(0, 1001), at(1, 1005)]).anomalies).toEqual([]);
  });

  it('are closed from both ends and in the middle', () => {
    const some = [at(1, 1000), at(10, 1000.1), at(2, 1000.2), at(9, 1000.3), at(5, 1000.4), at(11, 1010)];
    expect(join(some).anomalies).toEqual(['tsn-gap × 2 at 2']);
    const all = [3, 4, 6, 7, 8].map(tsn => at(tsn, 1000.5));
    expect(join([...some.slice(0, 5), ...all, some[5]]).anomalies).toEqual([]);
  });

  it('are told the same however the records are cut into batches', () => {
    const all = [at(1, 1000), at(5, 1000.1), at(6, 1001), at(7, 1004), at(9, 1004.1), at(10, 1007)];
    const asked = [1000.1, 1002, 1004, 1004.1, 1006, 1007].map(time => time * 1e6);
    const whole = new Joiner();
    whole.process(decoded(all));
    const pieces = new Joiner();
    // One by one: whoever asks has seen no more than time itself.
    const told = all.map((one, i) => {
      pieces.process(decoded([one], i, i + 1));
      return pieces.lastGap(1, one.time * 1e6);
    });
    expect(all.map(one => whole.lastGap(1, one.time * 1e6))).toEqual(told);
    expect(told).toEqual([0, 0, 0, 1000.1e6, 1000.1e6, 1004.1e6]);
    expect(asked.map(time => whole.lastGap(1, time))).toEqual([0, 0, 1000.1e6, 1000.1e6, 1000.1e6, 1004.1e6]);
  });

  it('are found by other associations’ time, and at the end', () => {
    const other = { octets: ether(ip4(sctp([data(message)], { vtag: 3 }))), time: 1010 };
    const joiner = new Joiner();
    joiner.process(decoded([at(1, 1000), at(5, 1000.1), other]));
    expect(joiner.lastGap(1, Number.POSITIVE_INFINITY)).toBe(1000.1e6);
    expect(join([at(1, 1000), at(5, 1000.1)]).anomalies).toEqual(['tsn-gap × 1 at 2']);
  });

  it('do not remember more runs than they may', () => {
    const some = Array.from({ length: 40 }, (_, i) => at(1 + i * 2, 1000 + i * 0.001));
    expect(join(some).anomalies).toEqual(['tsn-gap × 39 at 2']);
  });

  it('count the chunks of fragmented messages', () => {
    const part = packet(message.slice(0, 8), { tsn: 2, flags: 2 });
    const rest = packet(message.slice(8), { tsn: 3, flags: 1 });
    expect(
      join([at(1, 1000), { octets: part, time: 1000.1 }, { octets: rest, time: 1000.2 }, at(4, 1010)]).anomalies,
    ).toEqual([]);
  });
});

describe('the table of associations', () => {
  it('forgets the one unused the longest at its bound, and never gives a number twice', () => {
    const from = (vtag: number) => ether(ip4(sctp([data(message)], { vtag })));
    const { messages, anomalies, joiner } = join([1, 2, 3, 1, 4, 5, 1, 2].map(from), { associations: 4 });
    expect(messages.map(r => r.get('association'))).toEqual([1, 2, 3, 1, 4, 5, 1, 6]);
    expect(anomalies).toEqual(['associations-full × 2 at 6']);
    expect(joiner.lastGap(2, Number.POSITIVE_INFINITY)).toBe(0);
  });

  it('tells addresses, ports and verification tags apart', () => {
    const frames = [
      ether(ip4(sctp([data(message)]))),
      ether(ip4(sctp([data(message)]), { src: '0a000009' })),
      ether(ip4(sctp([data(message)], { from: 5 }))),
      ether(ip4(sctp([data(message)], { vtag: 0x80000000 }))),
      ether(ip6(sctp([data(message)])), 0x86dd),
    ];
    expect(join([...frames, ...frames]).messages.map(r => r.get('association'))).toEqual([
      1, 2, 3, 4, 5, 1, 2, 3, 4, 5,
    ]);
  });
});

it('gives the same records however the frames are cut into batches', () => {
  const payload = sctp([data(message), data(m3ua(udt(begin(9))), { tsn: 2 })]);
  const frames = [
    ...fragments(payload, 40),
    packet(message.slice(0, 16), { tsn: 3, flags: 2 }),
    packet(build.management(), { tsn: 5 }),
    packet(message.slice(16), { tsn: 4, flags: 1 }),
  ];
  const all = (size: number) => {
    const joiner = new Joiner();
    const lines: string[] = [];
    for (let i = 0; i < frames.length; i += size) {
      const some = frames.slice(i, i + size).map((frame, k) => ({ octets: frame, time: 1000 + (i + k) * 0.001 }));
      for (const r of shown(joiner.process(decoded(some, i, i + 1)))) {
        if (r.get('kind') !== 0)
          lines.push(`${r.get('frame')} ${r.get('tsn')} ${r.get('otid')} ${r.get('association')} ${r.get('copyKeyA')}`);
      }
    }
    return lines;
  };
  expect(all(1)).toEqual(all(100));
  expect(all(2)).toEqual(all(100));
  expect(all(100).length).toBe(4);
});
