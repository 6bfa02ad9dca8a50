/** Chosen traffic: costs linear work, stays under its bounds, never throws. */
import { describe, expect, it } from 'vitest';
import { viewsOf } from '../../decoders/layout.ts';
import { KIND_MESSAGE, message } from '../../decoders/message.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';
import type { ChainIndex } from '../../src/dialogues/chains.ts';
import { Dialogues } from '../../src/dialogues/dialogues.ts';
import type { DialogueOptions } from '../../src/dialogues/options.ts';
import { Output } from '../../src/dialogues/output.ts';
import { steps } from '../../src/dialogues/sides.ts';
import { Statistics } from '../../src/dialogues/statistics.ts';
import { Texts } from '../../src/dialogues/texts.ts';
import { abort, batch, cont, end, type Gtp, invoke, type Message, result, type Tcap } from './messages.ts';
import { NO_ASSOCIATIONS } from './rows.ts';
import { ask, back, createRequest, createResponse, on, request, response, SAI } from './scenes.ts';
import { Random } from './traffic/random.ts';

const MANY = 10_000;
/** Entries of a chain that a message may look at: the crowd of each search, for each of the searches that it starts. */
const MOST_STEPS = 250;

interface Inside {
  gtp: { contexts: { tunnels: { byGgsn: ChainIndex; bySgsn: ChainIndex }; gsns: { index: ChainIndex } } };
}

/** Steps along chains, counted where they are taken: by the indexes of dialogues themselves, else at each `after`. */
function counted(dialogues: Dialogues): () => number {
  let count = -steps[0];
  const { gtp } = dialogues as unknown as Inside;
  const { tunnels, gsns } = gtp.contexts;
  for (const index of [tunnels.byGgsn, tunnels.bySgsn, gsns.index]) {
    const { after } = index;
    index.after = entry => {
      count++;
      return after.call(index, entry);
    };
  }
  return () => count + steps[0];
}

function flood(make: (i: number) => readonly Message[], many: number, options: Partial<DialogueOptions> = {}) {
  const dialogues = new Dialogues(options, NO_ASSOCIATIONS, () => {});
  const count = counted(dialogues);
  let messages = 0;
  for (let i = 0; i < many; i += 1000) {
    const some: Message[] = [];
    for (let k = i; k < Math.min(i + 1000, many); k++) some.push(...make(k));
    messages += some.length;
    dialogues.consume(batch(some));
  }
  const { open } = dialogues;
  dialogues.finish();
  return { steps: count() / messages, open, statistics: dialogues.statistics };
}

const node = (i: number) => ({ gt: String(100_000_000 + i), ssn: 7 });
const tid = (i: number): string => i.toString(16).padStart(8, '0');
const from = (i: number): { calling: { gt: string; ssn: number }; opc: number } => ({
  calling: node(i),
  opc: 1000 + i,
});
const address = (i: number): string => `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`;

const FLOODS: readonly (readonly [string, (i: number) => readonly Message[]])[] = [
  [
    'Begins with one identifier from many nodes',
    i => [ask(i / 1e4, '01', [invoke(SAI)], { ...from(i), octets: i + 1 })],
  ],
  ['Begins with an identifier each', i => [ask(i / 1e4, tid(i), [invoke(SAI)], { ...from(i), octets: i + 1 })]],
  ['the same Begin from many nodes', i => [ask(i / 1e4, '01', [invoke(SAI)], from(i))]],
  ['Begins with one identifier from one node', i => [ask(i / 1e4, '01', [invoke(SAI)], { imsi: String(1e14 + i) })]],
  ['empty Begins, the same octets from many nodes', i => [ask(i / 1e4, '01', [], { ...from(i), octets: 7 })]],
  [
    'answers to one identifier at many nodes',
    i => [end(back(i / 1e4, '01', [result()], { called: node(i), dpc: 1000 + i, octets: i + 1 }))],
  ],
  ['answers to an identifier each', i => [end(back(i / 1e4, tid(i), [result()]))]],
  [
    'dialogues whose responder gives one identifier to all',
    i => [
      ask(i / 1e4, tid(i), [invoke(2)], { context: [1, 3] }),
      cont(back(i / 1e4, tid(i), [invoke(7)], { otid: 'ff' })),
      cont(on(i / 1e4, 'ff', [result()], { otid: tid(i >> 1) })),
      abort(on(i / 1e4, 'ee', [])),
    ],
  ],
  [
    'responders that take the identifier of Begins',
    i => [
      ask(i / 1e4, tid(i), [invoke(2)], from(i)),
      cont(back(i / 1e4, tid(i), [invoke(7)], { otid: '01', called: node(i), dpc: 1000 + i })),
      ask(i / 1e4, '01', [invoke(SAI)], { calling: { gt: '33609000002', ssn: 6 }, opc: 2002, octets: i + 1 }),
    ],
  ],
  [
    'returned Begins that nobody sent',
    i => [{ ...ask(i / 1e4, '01', [invoke(SAI)]), octets: i + 1, sccpType: 10, returnCause: 1 } as Tcap],
  ],
  ['GTP requests with one sequence number to many', i => [request(i / 1e4, 1, 7, { dst: address(i) })]],
  ['GTP requests with one key', i => [request(i / 1e4, 1, 7, { octets: i + 1 })]],
  [
    'GTP answers from anywhere',
    i => [request(i / 1e4, 1, 7, { dst: address(i) }), response(i / 1e4, 2, 7, { src: '172.16.0.1', octets: i + 1 })],
  ],
  ['GTP answers that wait with one key', i => [response(i / 1e4, 2, 7, { octets: i + 1 })]],
  ['acknowledgements of nothing', i => [request(i / 1e4, 1, 7, { dst: address(i) }), request(i / 1e4, 52, 7)]],
  [
    'tunnels that share the TEID of their SGSN',
    i =>
      [
        createRequest(i / 1e4, i & 0xffff, { teidControl: 5, octets: i + 1 }),
        createResponse(i / 1e4, i & 0xffff, { teid: 5, teidControl: 1000 + i }),
        response(i / 1e4, 18, i & 0xffff, { teid: 5, nsapi: 9 }),
      ] as Gtp[],
  ],
  [
    'tunnels that share the TEID of their GGSN',
    i =>
      [
        createRequest(i / 1e4, i & 0xffff, { nsapi: i & 15, octets: i + 1 }),
        createResponse(i / 1e4, i & 0xffff),
        request(i / 1e4, 20, i & 0xffff, { teid: 0xb0000002, nsapi: i & 15, octets: i + 1 }),
      ] as Gtp[],
  ],
];

describe('a flood', () => {
  it.each(FLOODS)('%s costs so many steps a message, however many come', (_, make) => {
    const { steps } = flood(make, MANY);
    expect(steps).toBeLessThan(MOST_STEPS);
    // Twice the messages, no more steps each.
    expect(flood(make, 2 * MANY).steps).toBeLessThan(1.5 * Math.max(1, steps));
  });

  it.each(FLOODS)('%s stays under the bounds', (_, make) => {
    const { open } = flood(make, 5000, { maxOpen: 1000, maxTunnels: 500 });
    expect(open.peakDialogues).toBeLessThanOrEqual(1000);
    expect(open.peakTunnels).toBeLessThanOrEqual(500);
  });

  it('holds the octets that the bounds promise', () => {
    const small = flood(i => [ask(i / 1e4, tid(i), [invoke(SAI)])], 2000, { maxOpen: 1000, maxTunnels: 500 });
    const large = flood(i => [ask(i / 1e4, tid(i), [invoke(SAI)])], 20_000, { maxOpen: 1000, maxTunnels: 500 });
    // But for entries of the wheel that count no more: 18,000 dialogues more would be six millions.
    expect(large.open.octets).toBeLessThan(small.open.octets + 20_000);
  });

  it.each(FLOODS.slice(0, 2))('%s: a hundred thousand', (_, make) => {
    const { steps, open } = flood(make, 100_000);
    expect(steps).toBeLessThan(MOST_STEPS);
    // A node is known by 31 bits of its title's hash: of 100,000 nodes that share one identifier about two pairs meet.
    expect(open.dialogues).toBeGreaterThan(99_980);
  });

  it('of names stops at the bound of the dictionary', () => {
    const statistics = new Statistics();
    const texts = new Texts(new Output(() => {}), statistics);
    const bound = 1 << 20;
    const names = Array.from({ length: bound + 3 }, (_, i) => Uint8Array.of(i, i >> 8, i >> 16));
    const numbers = texts.numbers(names);
    expect([numbers[1], numbers[bound], numbers[bound + 1], numbers[bound + 3]]).toEqual([1, bound, 0, 0]);
    expect(statistics.anomalies.map(a => [a.code, a.count])).toEqual([['texts-full', 3]]);
  });
});

describe('garbage', () => {
  const STRIDE = message.stride;
  const M = message.at;
  const TAGS = [0x61, 0x62, 0x64, 0x65, 0x67];
  const COMPONENTS = [0xa1, 0xa2, 0xa3, 0xa4, 0xa7];
  const TIMES = [
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -1,
    0,
    1,
    1e15,
    2 ** 53,
    1e300,
    5e-324,
  ];

  /** Any octets in every field; with `sense`, the fields that choose a way hold a value that leads somewhere. */
  function garbage(seed: number, count: number, sense: boolean): ArrayBuffer {
    const r = new Random(seed);
    const records = new ArrayBuffer(count * STRIDE);
    const { u8, f64 } = viewsOf(records);
    for (let i = 0; i < u8.length; i++) u8[i] = r.below(256);
    for (let n = 0; n < count; n++) {
      const at = n * STRIDE;
      u8[at + M.kind] = KIND_MESSAGE;
      if (r.chance(0.9)) f64[at / 8 + M.time] = 1.7e15 + r.below(1e8);
      else f64[at / 8 + M.time] = r.pick(TIMES);
      if (!sense) continue;
      u8[at + M.protocol] = r.pick([PROTOCOL.map, PROTOCOL.tcap, PROTOCOL.cap, PROTOCOL.gtp]);
      if (u8[at + M.protocol] === PROTOCOL.gtp) {
        u8[at + M.messageType] = r.pick([1, 2, 3, 16, 17, 18, 19, 20, 21, 26, 31, 50, 51, 52, r.below(256)]);
        u8[at + M.ipVersion] = r.pick([0, 4, 6, 9]);
        for (const field of [M.src, M.dst, M.controlAddress]) u8.fill(r.below(3), at + field, at + field + 16);
        u8.fill(r.below(2), at + M.sequenceNumber * 2, at + M.sequenceNumber * 2 + 2);
        u8.fill(0, at + M.srcPort * 2, at + M.dstPort * 2 + 2);
        u8.fill(r.below(3), at + M.teid * 4, at + M.teid * 4 + 8);
      } else {
        u8[at + M.tcapType] = r.pick(TAGS);
        u8.fill(r.below(3), at + M.otid * 4, at + M.otid * 4 + 8);
        u8[at + M.otidLength] = r.below(3);
        u8[at + M.dtidLength] = r.below(3);
        u8[at + M.callingGtLength] = r.below(2) * r.below(256);
        u8[at + M.calledGtLength] = r.below(2) * r.below(256);
        u8[at + M.sccpType] = r.pick([9, 9, 9, 10, 18, 20, r.below(256)]);
        const count = r.below(7);
        u8[at + M.componentCount] = r.chance(0.05) ? r.below(256) : count;
        for (let c = 0; c < count; c++) u8[at + M.components + c * 8] = r.pick(COMPONENTS);
      }
    }
    return records;
  }

  it.each([
    ['any octets', false],
    ['octets that lead somewhere', true],
  ])('%s never throw', (_, sense) => {
    for (let seed = 1; seed <= 12; seed++) {
      let given = 0;
      const dialogues = new Dialogues({ maxOpen: 500, maxTunnels: 50, keepOrphans: true }, NO_ASSOCIATIONS, b => {
        given += b.count;
      });
      const empty = batch([]);
      for (let b = 0; b < 5; b++) {
        const records = garbage(seed * 100 + b, 1000, sense);
        dialogues.consume({ ...empty, number: b, count: 1000, records });
      }
      dialogues.finish();
      expect(given).toBe(dialogues.statistics.dialogues);
      expect(dialogues.open.peakDialogues).toBeLessThanOrEqual(500);
    }
  });
});
