/** The kinds of octets that break readers of signalling in the field, one test each. */
import { describe, expect, it } from 'vitest';
import { header } from '../../decoders/ber.ts';
import { message } from '../../decoders/message.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';
import { BAD, OK, SHORT } from '../../decoders/status.ts';
import { Anomalies } from '../../src/decode/anomalies.ts';
import { AssociationTable } from '../../src/decode/associations.ts';
import { decodeBatch } from '../../src/decode/frame.ts';
import { Joiner } from '../../src/decode/joiner.ts';
import { RecordWriter } from '../../src/decode/writer.ts';
import { Dialogues } from '../../src/dialogues/dialogues.ts';
import { steps } from '../../src/dialogues/sides.ts';
import * as build from './build.ts';
import { hex, open, tlv } from './build.ts';
import { dialoguesOf, type Frame, fieldOf, framesOf, joined, slotOf } from './helpers.ts';
import { Frames, Way } from './way.ts';

const IMSI = hex('21436587092143f5');
const four = (n: number): Uint8Array => Uint8Array.of(n >>> 24, (n >> 16) & 0xff, (n >> 8) & 0xff, n & 0xff);
/** updateLocation with an IMSI. */
const invoke = tlv(0xa1, tlv(2, [1]), tlv(2, [2]), tlv(0x30, tlv(4, IMSI), tlv(0x81, hex('91214365'))));
const begin = (otid: number, ...parts: Uint8Array[]): Uint8Array =>
  tlv(0x62, tlv(0x48, four(otid)), ...parts, tlv(0x6c, invoke));
const sccpFrame = (sccp: Uint8Array): Frame => ({ link: 142, octets: sccp });
const tcapFrame = (tcap: Uint8Array): Frame => sccpFrame(build.udt(tcap));
const imsiOf = (frames: readonly Frame[]): string => slotOf(joined(frames).batch, 0, 'imsi', 8);
const READ = '21436587092143f5';

describe('absent optional parts', () => {
  it('an AARQ without an application context costs the context, not the IMSI', () => {
    const bare = tlv(0x6b, tlv(0x28, tlv(6, hex('00118605010101')), tlv(0xa0, tlv(0x60, tlv(0x80, hex('0780'))))));
    const { batch } = joined([tcapFrame(begin(1, bare))]);
    expect(slotOf(batch, 0, 'imsi', 8)).toBe(READ);
    expect([fieldOf(batch, 0, 'dialoguePdu'), fieldOf(batch, 0, 'contextNumber')]).toEqual([0x60, 0]);
    expect([fieldOf(batch, 0, 'fault'), fieldOf(batch, 0, 'protocol')]).toEqual([OK, PROTOCOL.map]);
  });

  it('an AARQ of nothing at all costs nothing else', () => {
    const empty = tlv(0x6b, tlv(0x28, tlv(6, hex('00118605010101')), tlv(0xa0, tlv(0x60))));
    expect(imsiOf([tcapFrame(begin(1, empty))])).toBe(READ);
  });
});

describe('SCCP optional parameters', () => {
  /** XUDT whose optional part is the given octets. */
  const xudt = (optional: string): Frame => {
    const whole = build.xudt(begin(1), true, 0);
    const fixed = whole.length - hex('1004804d00001201 0300').length;
    return sccpFrame(build.join(whole.slice(0, fixed), hex(optional)));
  };

  it.each([
    ['a length of zero', '10 00 00'],
    ['a shorter segmentation than it has fields', '10 02 80 01 00'],
    ['a length behind the end', '10 ff 80 01'],
    ['a name without a length', '10'],
    ['no end of optional parameters', '12 01 03'],
    ['a hundred empty parameters', '12 00'.repeat(100)],
    ['an unknown name of length zero, then the end', '7f 00 00'],
  ])('%s costs that parameter, not the message', (_, optional) => {
    expect(imsiOf([xudt(optional)])).toBe(READ);
  });
});

describe('numbers beyond 32 bits', () => {
  it.each([
    ['four octets', '30 84 ffffffff 0000'],
    ['four octets and a little', '30 84 fffffffa 0000'],
    ['eight octets', '30 88 ffffffffffffffff 0000'],
    ['eight octets that are a small number modulo 2^32', '30 88 0000000100000002 0000'],
    ['127 octets, more than there are', '30 ff'],
  ])('a BER length of %s is no small one', (_, text) => {
    const b = hex(text);
    expect([SHORT, BAD]).toContain(header(b, 0, b.length));
  });

  it('an adaptation layer message of 4 GiB is the octets that are there', () => {
    const message = build.m3ua(build.udt(begin(1)));
    message.set([0xff, 0xff, 0xff, 0xff], 4);
    expect(imsiOf([{ link: 1, octets: build.ethernet(build.ip4(build.sctp(build.dataChunk(message)), 132)) }])).toBe(
      READ,
    );
  });

  it('a global title of 255 digits in SUA ends with its slot', () => {
    const sua = build.sua(begin(1));
    const digits = sua.indexOf(8, 30);
    sua[digits] = 0xff;
    const { batch } = joined([
      { link: 1, octets: build.ethernet(build.ip4(build.sctp(build.dataChunk(sua, { ppid: 4 })), 132)) },
    ]);
    expect(fieldOf(batch, 0, 'callingGtLength')).toBeLessThanOrEqual(12);
    expect(slotOf(batch, 0, 'imsi', 8)).toBe(READ);
  });

  it('an IP fragment that ends beyond 65535 octets is no fragment', () => {
    const octets = build.ip4(new Uint8Array(64), 132, { offset: 65528, more: false });
    const { batch } = joined([{ link: 101, octets }]);
    expect(batch.count).toBe(0);
    expect(batch.counts.faults.map(({ protocol, status }) => [protocol, status])).toEqual([[PROTOCOL.ip, BAD]]);
  });

  it('digits of identifiers above 2^31 are found again', () => {
    const ends = tlv(0x64, tlv(0x49, four(0xfedcba98)), tlv(0x6c, tlv(0xa2, tlv(2, [1]))));
    const back = build.udt(ends);
    // from the called address to the calling one
    const called = back.slice(6, 15);
    const calling = back.slice(16, 25);
    back.set(calling, 6);
    back.set(called, 16);
    const { rows } = dialoguesOf([tcapFrame(begin(0xfedcba98)), sccpFrame(back)]);
    expect(rows.map(({ outcome }) => outcome)).toEqual(['success']);
  });
});

describe('fragments', () => {
  const packet = build.sctp(build.dataChunk(build.m3ua(build.udt(begin(1)))));
  const fragment = (from: number, to: number, more: boolean): Frame => ({
    link: 101,
    octets: build.ip4(packet.slice(from, to), 132, { offset: from, more, identifier: 7 }),
  });

  it('in any order are joined', () => {
    expect(imsiOf([fragment(64, packet.length, false), fragment(0, 32, true), fragment(32, 64, true)].reverse())).toBe(
      '0000000000000000',
    ); // the first two are pieces, kind 0
    const { batch } = joined([fragment(64, packet.length, false), fragment(0, 32, true), fragment(32, 64, true)]);
    expect(slotOf(batch, batch.count - 1, 'imsi', 8)).toBe(READ);
  });

  it('that overlap leave what came first', () => {
    const forged = fragment(32, 64, true);
    forged.octets.fill(0xee, 20);
    const { batch, anomalies } = joined([fragment(0, 64, true), forged, fragment(64, packet.length, false)]);
    expect(slotOf(batch, batch.count - 1, 'imsi', 8)).toBe(READ);
    expect(anomalies.map(({ code }) => code)).toEqual(['ip-fragments-overlap']);
  });

  it('whose last one lies before others are never whole: no hole is read as zeros', () => {
    // 0 to 8, 104 to 112, then a "last" one from 16 to 24: three units, as many as 24 octets have
    const piece = (offset: number, more: boolean): Frame => ({
      link: 101,
      octets: build.ip4(new Uint8Array(8).fill(1), 17, { offset, more, identifier: 9 }),
    });
    const { batch, anomalies } = joined([piece(0, true), piece(104, true), piece(16, false)]);
    expect([batch.counts.protocols[PROTOCOL.other], batch.counts.protocols[PROTOCOL.udp]]).toEqual([0, 0]);
    expect(anomalies.map(({ code }) => code)).toEqual(['ip-fragments-overlap']);
  });

  it('without an end are given up by their number, however small they are', () => {
    const endless = Array.from({ length: 5000 }, (_, i) => ({
      link: 101,
      // two apart, so that none follows another
      octets: build.ip4(build.sctp(build.dataChunk(Uint8Array.of(1), { tsn: i * 2, flags: 0 })), 132),
    }));
    const { anomalies } = joined(endless, { octets: 1 << 20 });
    const given = anomalies.find(({ code }) => code === 'sctp-fragments-incomplete')?.count ?? 0;
    // each costs more than its one octet: 1 MiB holds no more than 2048 of them
    expect(given).toBeGreaterThanOrEqual(5000 - 2048);
  });

  it('of one message without an end are given up too', () => {
    const endless = Array.from({ length: 9000 }, (_, i) => ({
      link: 101,
      octets: build.ip4(build.sctp(build.dataChunk(Uint8Array.of(1), { tsn: i + 1, flags: i === 0 ? 2 : 0 })), 132),
    }));
    const { anomalies } = joined(endless);
    expect(anomalies.find(({ code }) => code === 'sctp-fragments-incomplete')?.count).toBeGreaterThan(0);
  });

  it('within fragments end at a depth', () => {
    // IP in IP in IP …, each the only fragment of its datagram
    let octets = build.ip4(build.udp(Uint8Array.of(1), 9), 17);
    for (let i = 0; i < 40; i++) octets = build.ip4(octets, 4);
    const { batch } = joined([{ link: 101, octets }]);
    expect(batch.counts.faults.map(({ status }) => status)).toEqual([BAD]);
  });
});

describe('BER', () => {
  it('deeper than any message is contradictory, not a stack without end', () => {
    let deep = tlv(4, IMSI);
    for (let i = 0; i < 3000; i++) deep = tlv(0x30, deep);
    const { batch } = joined([
      { link: 252, octets: build.exported('tcap', tlv(0x62, tlv(0x48, [1]), tlv(0x6c, deep))) },
    ]);
    expect(batch.count).toBe(1);
  });

  it('of indefinite lengths within each other without end is contradictory', () => {
    const octets = new Uint8Array(60_000).fill(0x80);
    for (let i = 0; i < octets.length; i += 2) octets[i] = 0x30;
    expect(header(octets, 0, octets.length)).toBe(BAD);
  });

  it('of indefinite lengths as deep as messages go is read', () => {
    const dialogue = open(
      0x6b,
      open(0x28, tlv(6, hex('00118605010101')), open(0xa0, open(0x60, open(0xa1, tlv(6, hex('04000001000103')))))),
    );
    const message = open(
      0x62,
      tlv(0x48, four(1)),
      dialogue,
      open(0x6c, open(0xa1, tlv(2, [1]), tlv(2, [2]), open(0x30, tlv(4, IMSI)))),
    );
    const { batch } = joined([tcapFrame(message)]);
    expect([slotOf(batch, 0, 'imsi', 8), fieldOf(batch, 0, 'contextVersion')]).toEqual([READ, 3]);
  });
});

/** Counts the reads of a table's array. */
function counting(holder: object, name: string): () => number {
  let reads = 0;
  const fields = holder as Record<string, Int32Array>;
  fields[name] = new Proxy(fields[name], {
    get(target, key) {
      reads++;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return () => reads;
}

/** Counts how often entries are looked at. */
class CountingMap extends Map<number, unknown> {
  looks = 0;

  override get(key: number): unknown {
    this.looks++;
    return super.get(key);
  }

  override *[Symbol.iterator](): MapIterator<[number, unknown]> {
    for (const entry of super.entries()) {
      this.looks++;
      yield entry;
    }
  }
}

describe('tables flooded on purpose', () => {
  it('associations between one pair of ports, all in one chain, cost the same each', () => {
    const size = 1024;
    const table = new AssociationTable(size, new Anomalies());
    const reads = counting(table, 'chain');
    const list = Array.from({ length: 8 * size }, (_, i) => {
      const octets = build.sctp(build.dataChunk(build.management(4, 1)));
      octets.set(four(i), 4); // the verification tag
      return { link: 101, octets: build.ip4(octets, 132) };
    });
    const { batch } = joined(list, { associations: 16 });
    const v = {
      u8: new Uint8Array(batch.records),
      u16: new Uint16Array(batch.records),
      u32: new Uint32Array(batch.records),
      f64: new Float64Array(batch.records),
    };
    for (let i = 0; i < batch.count; i++) table.slotOf(v, i);
    // a look at 64 of the chain, and the unlinking
    expect(reads() / batch.count).toBeLessThan(70);
  });

  it('associations with a gap each are not gone through at each message', () => {
    const size = 512;
    const list = Array.from({ length: 8 * size }, (_, i) => {
      const octets = build.sctp(build.dataChunk(build.management(4, 1), { tsn: 2 * Math.floor(i / size) }));
      const source = [10, 0, (i % size) >> 8, i & 0xff];
      // so that each message finds one gap to have lasted for long enough
      return { link: 101, octets: build.ip4(octets, 132, { source }), time: i * 4000 };
    });
    const writer = new RecordWriter();
    const joiner = new Joiner();
    writer.begin(0);
    decodeBatch(framesOf(list).batch(0), writer);
    const { table } = joiner as unknown as { table: { holes: Map<number, unknown> } };
    const holes = new CountingMap();
    table.holes = holes;
    joiner.process(writer.finish());
    expect(joiner.anomalies.find(({ code }) => code === 'tsn-gap')?.count).toBeGreaterThan(list.length / 2);
    expect(holes.looks / list.length).toBeLessThan(8);
  });

  it('transaction identifiers that are all one, or chosen, cost the same each', () => {
    const chosen: Record<string, (i: number) => number> = {
      one: () => 7,
      counting: i => i,
      'multiples of 2^16': i => (i << 16) >>> 0,
      'high bits alone': i => (i << 20) >>> 0,
    };
    for (const otid of Object.values(chosen)) {
      const dialogues = new Dialogues({}, { lastGap: () => 0, opposite: () => 0 }, () => {});
      const list = Array.from({ length: 3000 }, (_, i) => {
        const argument = tlv(0x30, tlv(4, IMSI), tlv(0x81, four(i)));
        const begin = tlv(0x62, tlv(0x48, four(otid(i))), tlv(0x6c, tlv(0xa1, tlv(2, [1]), tlv(2, [2]), argument)));
        return { ...tcapFrame(begin), time: i };
      });
      const { batch } = joined(list);
      const before = { ...batch, count: 2000 };
      dialogues.consume(before);
      const begun = steps[0];
      const rest = batch.records.slice(2000 * message.stride);
      dialogues.consume({ ...batch, count: 1000, records: rest });
      const taken = steps[0] - begun;
      expect(taken).toBeGreaterThan(0);
      expect(taken).toBeLessThan(1000 * 300);
    }
  });

  it('access point names without number end at a bound', () => {
    const create = (i: number): Frame => {
      const apn = build.element(131, build.join([8], four(i), four(~i)));
      const message = build.gtp(16, build.element(2, IMSI), build.element(20, hex('05')), apn);
      return { link: 101, octets: build.ip4(build.udp(message, 2123), 17, { identifier: i & 0xffff }) };
    };
    const { batch } = joined(Array.from({ length: 3000 }, (_, i) => create(i)));
    expect(new Set(batch.texts.map(text => Buffer.from(text).toString('hex'))).size).toBe(3000);
    const long = build.gtp(16, build.element(2, IMSI), build.element(131, new Uint8Array(60_000).fill(0x61)));
    const { batch: other } = joined([{ link: 101, octets: build.ip4(build.udp(long, 2123), 17) }]);
    expect([other.texts.length, slotOf(other, 0, 'imsi', 8)]).toEqual([0, READ]);
  });

  it('components without number go on in further records, all of them', () => {
    const one = tlv(0xa1, tlv(2, [1]), tlv(2, [7]));
    const message = tlv(
      0x65,
      tlv(0x48, four(1)),
      tlv(0x49, four(2)),
      tlv(0x6c, ...Array.from({ length: 3000 }, () => one)),
    );
    const { batch } = joined([{ link: 252, octets: build.exported('tcap', message) }]);
    let components = 0;
    for (let i = 0; i < batch.count; i++) components += fieldOf(batch, i, 'componentCount');
    expect([batch.count, components]).toEqual([500, 3000]);
  });
});

describe('names that mean something to a program', () => {
  /** A create with an access point name, and its answer. */
  const context = (name: string, i: number): Frame[] => {
    const label = Uint8Array.from(Buffer.from(name, 'latin1'));
    const apn = build.element(131, build.join([label.length], label));
    const sgsn = build.element(133, hex('c0000201'));
    const parts = [
      build.element(2, IMSI),
      build.element(17, four(i + 1)),
      build.element(20, hex('05')),
      apn,
      sgsn,
      sgsn,
    ];
    const message = build.gtp(16, ...parts);
    message.set([i >> 8, i & 0xff], 8);
    return [{ link: 101, octets: build.ip4(build.udp(message, 2123), 17, { identifier: i }) }];
  };
  const rowsOf = (names: readonly string[]) => dialoguesOf(names.flatMap(context));

  it('__proto__, constructor and hasOwnProperty are texts like any other', () => {
    const names = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'internet'];
    const { rows } = rowsOf(names);
    expect(rows.map(({ apn }) => apn).sort()).toEqual([...names].sort());
    expect(({} as Record<string, unknown>).internet).toBeUndefined();
  });

  it('control characters reach no output, quotes and separators break no field', () => {
    const names = ['a\u0000b', 'a\r\nb', 'a\u001b[31mb', 'a"b', 'a,b', 'a\\b', 'a\u007fb', 'a\u00ffb', 'a\u2028b'];
    const { rows, csv } = rowsOf(names);
    expect(rows).toHaveLength(names.length);
    const lines = csv.split('\r\n').filter(line => line !== '');
    expect(lines).toHaveLength(names.length);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    const control = /[\x00-\x1f\x7f]/;
    expect(lines.filter(line => control.test(line))).toEqual([]);
    expect(rows.filter(({ apn }) => control.test(String(apn)))).toEqual([]);
    const fields = lines.map(line => line.match(/("([^"]|"")*"|[^,]*)(,|$)/g)?.length);
    expect(new Set(fields).size).toBe(1);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '=cmd|x'])('%s is no formula in a CSV text', name => {
    const { rows, csv } = rowsOf([name]);
    expect(rows[0].apn).toBe(name);
    expect(csv).toContain(`,'${name}`);
    expect(csv).not.toMatch(/(^|,)"?[=+@]/);
  });
});

describe('times that no clock tells', () => {
  /** Pairs of a Begin and its End a millisecond apart; the one at `wild` is a century ahead. */
  function run(pairs: number, wild: number): { open: number; closed: number; codes: readonly string[] } {
    let closed = 0;
    const joiner = new Joiner();
    const dialogues = new Dialogues({}, joiner, batch => {
      closed += batch.count;
    });
    const list = Array.from({ length: pairs }, (_, i) => {
      const answer = build.udt(tlv(0x64, tlv(0x49, four(i)), tlv(0x6c, tlv(0xa2, tlv(2, [1])))));
      const [called, calling] = [answer.slice(6, 15), answer.slice(16, 25)];
      answer.set(calling, 6);
      answer.set(called, 16);
      const time = i === wild ? 3e15 : i * 10_000;
      return [
        { ...tcapFrame(begin(i)), time },
        { ...sccpFrame(answer), time: time + 1000 },
      ];
    });
    const writer = new RecordWriter();
    writer.begin(0);
    decodeBatch(framesOf(list.flat()).batch(0), writer);
    dialogues.consume(joiner.process(writer.finish()));
    const { dialogues: open } = dialogues.open;
    dialogues.flush();
    return { open, closed, codes: dialogues.statistics.anomalies.map(({ code }) => code) };
  }

  it('one frame far ahead does not keep all that follow open for ever', () => {
    // what ends stays for the reorder window of two seconds, 200 pairs, and a bucket of the wheel
    const plain = run(4000, -1);
    expect([plain.open < 300, plain.closed > 3700, plain.codes]).toEqual([true, true, []]);
    const wild = run(4000, 50);
    expect(wild.open).toBeLessThan(500);
    expect(wild.closed).toBeGreaterThan(3500);
    expect(wild.codes).toContain('clock-put-back');
  });

  it('one frame far ahead does not keep pieces waiting for ever', () => {
    const piece = (i: number, time: number): Frame => ({
      link: 101,
      octets: build.ip4(new Uint8Array(8), 132, { more: true, identifier: i }),
      time,
    });
    // a century ahead, then a minute of single fragments, two a second: each waits for half a minute
    const list = [piece(0, 3e15), ...Array.from({ length: 200 }, (_, i) => piece(i + 1, i * 500_000))];
    const { anomalies } = joined(list);
    expect(anomalies.find(({ code }) => code === 'ip-fragments-incomplete')?.count).toBeGreaterThan(100);
  });

  it('a few frames out of order put no clock back', () => {
    const late = Array.from({ length: 60 }, (_, i) => ({ ...tcapFrame(begin(i)), time: 0 }));
    const { rows } = dialoguesOf([{ ...tcapFrame(begin(99)), time: 1e9 }, ...late]);
    expect(rows).toHaveLength(61);
  });

  it.each([Number.MAX_VALUE, -1e18, 1.8e19, Number.NaN, Number.POSITIVE_INFINITY])('%s is survived', time => {
    const frames = new Frames(4, 4096);
    const way = new Way();
    for (let i = 0; i < 4; i++) {
      const octets = build.udt(begin(i));
      frames.octets.set(octets, frames.used);
      frames.add(octets.length, 142, i === 2 ? time : 1.7e15 + i, i + 1);
    }
    way.pair(way.decode(frames.batch(0)));
    expect(() => way.finish()).not.toThrow();
    expect([way.rows, way.wrong]).toEqual([4, '']);
  });
});
