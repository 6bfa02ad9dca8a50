/**
 * The pairing of dialogues alone: message records in, dialogue records out, on one core, hub legs, copies and tunnels on.
 * `node dist/bench/dialogues.js [messages]`. The records are made beforehand, seeded; see `make` for the mix.
 */
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { viewsOf } from '../decoders/layout.ts';
import {
  FLAG_CHUNK_START,
  HAS_CALLED_SSN,
  HAS_CALLING_SSN,
  HAS_CAUSE,
  HAS_CONTEXT,
  HAS_END_USER,
  HAS_END_USER_V4,
  HAS_LABEL,
  HAS_NSAPI,
  HAS_SEQUENCE,
  HAS_TEID,
  HAS_TEID_CONTROL,
  KIND_MESSAGE,
  message,
  SLOT_HAS_CODE,
  SLOT_HAS_INVOKE_ID,
  SLOT_HAS_OPERATION,
} from '../decoders/message.ts';
import { PROTOCOL } from '../decoders/protocols.ts';
import type { MessageBatch } from '../src/decode/batch.ts';
import { Dialogues } from '../src/dialogues/dialogues.ts';
import { open } from '../src/dialogues/open.ts';
import { dialogue } from '../src/dialogues/record.ts';
import { tunnel } from '../src/dialogues/tunnels.ts';
import { type Sample, sample, spread } from './measure.ts';

const STRIDE = message.stride;
const M = message.at;
const BATCH = 16_384;
const START = 1_709_251_200_000_000;
/** Messages a second of capture time: a busy hub. */
const RATE = 20_000;
const HUB_IN = 900;
const HUB_OUT = 901;

setFlagsFromString('--expose-gc');
/** Collects garbage, all of it, now. */
const collect = runInNewContext('gc') as () => void;

/** A message to come: what `write` needs, and when. */
interface Planned {
  at: number;
  write: (views: ReturnType<typeof viewsOf>, n: number) => void;
}

function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Twelve digits of a number as TBCD. */
function digits(u8: Uint8Array, at: number, value: number): void {
  let rest = value;
  for (let i = 5; i >= 0; i--) {
    u8[at + i] = ((rest % 10) << 4) | (Math.floor(rest / 10) % 10);
    rest = Math.floor(rest / 100);
  }
}

/** 10.net.0.host */
function host(u8: Uint8Array, at: number, net: number, number: number): void {
  u8[at] = 10;
  u8[at + 1] = net;
  u8[at + 3] = number;
}

type Piece = readonly [type: number, id: number, operation: number, code: number];
const INVOKE = 0xa1;
const RESULT = 0xa2;
const ERROR = 0xa3;

/**
 * `count` messages in order of time. Of 100 dialogues 45 are SAI, 20 UL with one or two ISD, 10 CL, 5 others, 20 GTP
 * (creates, updates, deletes and echoes); 60 % of those of MAP are seen on both legs of a hub, 1 % of all messages twice,
 * 3 % fail, 1 % are never answered.
 */
function make(count: number, seed: number): MessageBatch[] {
  const random = randomOf(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const batches: MessageBatch[] = [];
  /** By millisecond from now, a ring of eight seconds. */
  const ring: Planned[][] = Array.from({ length: 8192 }, () => []);
  let now = 0;
  let key = 1;
  let frame = 0;
  let nextTid = 1;
  let hash = 1;
  const sequences = new Uint16Array(64);
  const tunnels: { sgsn: number; ggsn: number; teidSgsn: number; teidGgsn: number }[] = [];

  const plan = (at: number, write: Planned['write']): void => {
    const ms = Math.min(Math.floor(at / 1000), Math.floor(now / 1000) + 8000);
    ring[ms & 8191]?.push({ at, write });
    if (random() < 0.01) ring[(ms + 1) & 8191]?.push({ at: at + 1000, write });
  };

  /** Both legs of a TCAP message, or the one. */
  const tcap = (
    at: number,
    type: number,
    fields: {
      from: number;
      to: number;
      fromPc: number;
      toPc: number;
      ssn: readonly [number, number];
      otid: number;
      dtid: number;
      legs: boolean;
      context: readonly [number, number] | null;
      imsi: number;
      pieces: readonly Piece[];
    },
  ): void => {
    const octets = Math.imul(hash++, 0x9e3779b1) >>> 0 || 1;
    const leg = (when: number, opc: number, dpc: number): void => {
      const chunk = key++;
      plan(when, (views, n) => {
        const { u8, u16, u32 } = views;
        const at8 = n * STRIDE;
        const at4 = at8 / 4;
        u8[at8 + M.protocol] = PROTOCOL.map;
        u32[at4 + M.flags] = FLAG_CHUNK_START;
        u32[at4 + M.copyKeyA] = chunk;
        u32[at4 + M.copyKeyB] = Math.imul(chunk, 0x85ebca6b) | 1;
        u32[at4 + M.octetsHash] = octets;
        u32[at4 + M.opc] = opc;
        u32[at4 + M.dpc] = dpc;
        u8[at8 + M.ipVersion] = 4;
        host(u8, at8 + M.src, opc >> 8, opc);
        host(u8, at8 + M.dst, dpc >> 8, dpc);
        u8[at8 + M.tcapType] = type;
        u8[at8 + M.sccpType] = 9;
        u8[at8 + M.callingGtLength] = 6;
        u8[at8 + M.calledGtLength] = 6;
        digits(u8, at8 + M.callingGt, fields.from);
        digits(u8, at8 + M.calledGt, fields.to);
        u8[at8 + M.callingSsn] = fields.ssn[0];
        u8[at8 + M.calledSsn] = fields.ssn[1];
        let present = HAS_LABEL | HAS_CALLED_SSN | HAS_CALLING_SSN;
        if (fields.otid) {
          u32[at4 + M.otid] = fields.otid;
          u8[at8 + M.otidLength] = 4;
        }
        if (fields.dtid) {
          u32[at4 + M.dtid] = fields.dtid;
          u8[at8 + M.dtidLength] = 4;
        }
        if (fields.context) {
          present |= HAS_CONTEXT;
          u8[at8 + M.dialoguePdu] = 0x60;
          u16[at8 / 2 + M.contextNumber] = fields.context[0];
          u8[at8 + M.contextVersion] = fields.context[1];
        }
        u32[at4 + M.present] = present;
        if (fields.imsi) {
          u8[at8 + M.imsiLength] = 8;
          digits(u8, at8 + M.imsi, fields.imsi);
        }
        u8[at8 + M.componentCount] = fields.pieces.length;
        for (let i = 0; i < fields.pieces.length; i++) {
          const [tag, id, operation, code] = fields.pieces[i] as Piece;
          const slot = at8 + M.components + i * 8;
          u8[slot] = tag;
          u8[slot + 1] =
            SLOT_HAS_INVOKE_ID | (tag === INVOKE ? SLOT_HAS_OPERATION : 0) | (tag === ERROR ? SLOT_HAS_CODE : 0);
          u8[slot + 2] = id;
          u16[(slot + 4) / 2] = operation;
          u16[(slot + 6) / 2] = code;
        }
      });
    };
    if (!fields.legs) leg(at, fields.fromPc, fields.toPc);
    else {
      leg(at, fields.fromPc, HUB_IN);
      leg(at + 2000 + below(3000), HUB_OUT, fields.toPc);
    }
  };

  const map = (): void => {
    const kind = below(80);
    const visited = 1 + below(400);
    const home = 1 + below(20);
    const vlr = 491710000000 + visited;
    const hlr = 336090000000 + home;
    const legs = random() < 0.6;
    const a = nextTid;
    nextTid = (nextTid + 2) >>> 0;
    const b = (a + 1) >>> 0;
    const imsi = 262010000000 + below(2_000_000);
    const failed = random() < 0.03;
    const lost = random() < 0.01;
    let at = now + below(1000);
    const step = (): number => {
      at += 20_000 + below(200_000);
      return at;
    };
    const there = {
      from: vlr,
      to: hlr,
      fromPc: 1000 + visited,
      toPc: 5000 + home,
      ssn: [7, 6] as const,
      legs,
      imsi: 0,
    };
    const here = { from: hlr, to: vlr, fromPc: 5000 + home, toPc: 1000 + visited, ssn: [6, 7] as const, legs, imsi: 0 };
    const [out, back] = kind >= 65 && kind < 75 ? [here, there] : [there, here];
    const answer: Piece = failed ? [ERROR, 1, 0, 8] : [RESULT, 1, 0, 0];
    const simple = (operation: number, context: readonly [number, number]): void => {
      tcap(at, 0x62, { ...out, otid: a, dtid: 0, context, imsi, pieces: [[INVOKE, 1, operation, 0]] });
      if (!lost) tcap(step(), 0x64, { ...back, otid: 0, dtid: a, context: null, pieces: [answer] });
    };
    if (kind < 45) simple(56, [14, 3]);
    else if (kind < 65) {
      tcap(at, 0x62, { ...out, otid: a, dtid: 0, context: [1, 3], imsi, pieces: [[INVOKE, 1, 2, 0]] });
      const rounds = 1 + below(2);
      for (let i = 0; i < rounds && !lost; i++) {
        tcap(step(), 0x65, { ...back, otid: b, dtid: a, context: null, pieces: [[INVOKE, 2 + i, 7, 0]] });
        tcap(step(), 0x65, { ...out, otid: a, dtid: b, context: null, pieces: [[RESULT, 2 + i, 0, 0]] });
      }
      if (!lost) tcap(step(), 0x64, { ...back, otid: 0, dtid: a, context: null, pieces: [answer] });
    } else if (kind < 75) simple(3, [2, 3]);
    else simple(45, [20, 3]);
  };

  const gtp = (): void => {
    const known = tunnels.length > 0 ? below(tunnels.length) : -1;
    const kind = known < 0 ? 0 : below(10);
    let t = tunnels[known];
    if (kind < 4 || t === undefined) {
      const k = tunnels.length;
      t = { sgsn: 1 + below(30), ggsn: 1 + below(8), teidSgsn: 0x10000000 + k, teidGgsn: 0x20000000 + k };
      tunnels.push(t);
    }
    const { sgsn, ggsn, teidSgsn, teidGgsn } = t;
    const type = kind < 4 ? 16 : kind < 7 ? 18 : kind < 9 ? 20 : 1;
    const sequence = (sequences[sgsn] as number) + 1;
    sequences[sgsn] = sequence;
    const imsi = 262010000000 + below(2_000_000);
    const octets = Math.imul(hash++, 0x9e3779b1) >>> 0 || 1;
    const at = now + below(1000);
    const one = (when: number, answer: boolean): void => {
      const packet = key++;
      plan(when, (views, n) => {
        const { u8, u16, u32 } = views;
        const at8 = n * STRIDE;
        const at4 = at8 / 4;
        const at2 = at8 / 2;
        u8[at8 + M.protocol] = PROTOCOL.gtp;
        u32[at4 + M.copyKeyA] = packet;
        u32[at4 + M.copyKeyB] = Math.imul(packet, 0x85ebca6b) | 1;
        u32[at4 + M.octetsHash] = answer ? (octets ^ 0x5555) >>> 0 : octets;
        u8[at8 + M.ipVersion] = 4;
        const [from, to] = answer ? [M.dst, M.src] : [M.src, M.dst];
        host(u8, at8 + from, 1, sgsn);
        host(u8, at8 + to, 2, ggsn);
        u16[at2 + M.srcPort] = 2123;
        u16[at2 + M.dstPort] = 2123;
        u8[at8 + M.gtpVersion] = 1;
        u8[at8 + M.messageType] = answer ? type + 1 : type;
        u16[at2 + M.sequenceNumber] = sequence;
        let present = HAS_SEQUENCE | HAS_TEID;
        u32[at4 + M.teid] = type === 1 ? 0 : answer ? teidSgsn : type === 16 ? 0 : teidGgsn;
        if (answer && type !== 1) {
          present |= HAS_CAUSE;
          u8[at8 + M.cause] = 128;
        }
        if (!answer && type !== 1) {
          present |= HAS_NSAPI;
          u8[at8 + M.nsapi] = 5;
        }
        if (type === 16) {
          present |= HAS_TEID_CONTROL;
          u32[at4 + M.teidControl] = answer ? teidGgsn : teidSgsn;
          u8[at8 + M.controlAddressLength] = 4;
          if (answer) host(u8, at8 + M.controlAddress, 2, ggsn);
          else host(u8, at8 + M.controlAddress, 1, sgsn);
          if (answer) present |= HAS_END_USER | HAS_END_USER_V4;
          else {
            u8[at8 + M.imsiLength] = 8;
            digits(u8, at8 + M.imsi, imsi);
            u32[at4 + M.text] = 1 + (teidSgsn & 15);
          }
        }
        u32[at4 + M.present] = present;
      });
    };
    one(at, false);
    if (random() > 0.01) one(at + 10_000 + below(100_000), true);
  };

  const texts = Array.from({ length: 16 }, (_, i) => new TextEncoder().encode(`apn${i}.example`));
  let records = new ArrayBuffer(0);
  let views = viewsOf(records);
  let n = BATCH;
  let made = 0;
  const flush = (): void => {
    if (n === 0 || records.byteLength === 0) return;
    batches.push({
      number: batches.length,
      count: n,
      records,
      pieces: new Uint8Array(0),
      texts,
      counts: {
        frames: 0,
        octets: 0,
        snapped: 0,
        protocols: new Float64Array(0),
        faults: [],
        firstTime: 0,
        lastTime: 0,
      },
      data: new ArrayBuffer(0),
      index: new ArrayBuffer(0),
    });
  };
  let due = 0;
  for (let ms = 0; made < count; ms++) {
    now = ms * 1000;
    // About six messages a dialogue of MAP with its legs, two of GTP.
    for (due += RATE / 1000 / 4.5; due >= 1; due--) {
      if (below(100) < 20) gtp();
      else map();
    }
    const bucket = ring[ms & 8191] as Planned[];
    bucket.sort((x, y) => x.at - y.at);
    for (const { at, write } of bucket) {
      if (n === BATCH) {
        flush();
        records = new ArrayBuffer(BATCH * STRIDE);
        views = viewsOf(records);
        n = 0;
      }
      views.f64[(n * STRIDE) / 8 + M.time] = START + at;
      views.u32[(n * STRIDE) / 4 + M.frame] = ++frame;
      views.u8[n * STRIDE + M.kind] = KIND_MESSAGE;
      write(views, n++);
      made++;
    }
    ring[ms & 8191] = [];
  }
  flush();
  return batches;
}

export interface DialogueBench {
  /** Messages a second of processor time, collector included. */
  readonly rate: Sample;
  readonly messages: number;
  readonly dialogues: number;
  /** Octets held in all for dialogues, tables and indexes included, by the most that were open; and for tunnels likewise. */
  readonly octetsADialogue: number;
  readonly octetsATunnel: number;
  readonly peakDialogues: number;
  readonly peakTunnels: number;
}

/** Measures `runs` passes over `count` messages after one that is not counted. */
export function dialogueBench(count: number, runs = 5): DialogueBench {
  const batches = make(count, 20261122);
  let messages = 0;
  for (const b of batches) messages += b.count;
  const rates: number[] = [];
  let last: Dialogues | null = null;
  for (let run = 0; run <= runs; run++) {
    const dialogues = new Dialogues({}, { lastGap: () => 0, opposite: () => 0 }, () => {});
    // What making the records, or the run before, left behind is not of this run.
    collect();
    const began = process.cpuUsage();
    for (const b of batches) dialogues.consume(b);
    dialogues.finish();
    // Time on the processor, not on the clock: it holds on a busy machine too.
    const { user, system } = process.cpuUsage(began);
    if (run > 0) rates.push((messages * 1e6) / (user + system));
    last = dialogues;
  }
  const { peakDialogues, peakTunnels, octets, tunnelOctets } = (last as Dialogues).open;
  return {
    rate: sample(rates),
    messages,
    dialogues: (last as Dialogues).statistics.dialogues,
    octetsADialogue: (octets - tunnelOctets) / peakDialogues,
    octetsATunnel: tunnelOctets / peakTunnels,
    peakDialogues,
    peakTunnels,
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
  const found = dialogueBench(Number(process.argv[2] ?? 3_000_000));
  process.stdout.write(
    `${whole(found.messages)} messages, ${whole(found.dialogues)} dialogues: ${spread(found.rate, whole)} messages a second of processor time\n` +
      `${whole(1e9 / found.rate.median)} ns a message; at the peak ${whole(found.peakDialogues)} open dialogues of ` +
      `${whole(found.octetsADialogue)} octets with their tables (slot ${open.stride}, record ${dialogue.stride}), ` +
      `${whole(found.peakTunnels)} tunnels of ${whole(found.octetsATunnel)} (record ${tunnel.stride})\n`,
  );
}
