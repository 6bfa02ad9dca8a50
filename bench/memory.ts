/**
 * What open dialogues and tunnels cost in memory: `npm run memory`, `node dist/bench/memory.js [tunnels] [dialogues]`.
 *
 * Fills the pairing, in a process of its own for each kind, with so many tunnels (creates that are accepted, none deleted) or
 * dialogues that are all open at once: short ones (a Begin, seen on both legs of a hub) and long ones (an updateLocation with an
 * insertSubscriberData under way, both legs). Tells octets each by what the tables say of themselves and by what the process
 * holds (resident memory, less what it held before), and ends with status 1 where more than the README promises.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { viewsOf } from '../decoders/layout.ts';
import * as records from '../decoders/message.ts';
import { PROTOCOL } from '../decoders/protocols.ts';
import type { MessageBatch } from '../src/decode/batch.ts';
import { Dialogues } from '../src/dialogues/dialogues.ts';

/** Most octets each, by the README. */
const PROMISED = { tunnels: 150, short: 400, long: 520 } as const;
type Kind = keyof typeof PROMISED;

const { message } = records;
const STRIDE = message.stride;
const M = message.at;
const BATCH = 8192;
const START = 1_709_251_200_000_000;
const BEGIN = 0x62;
const CONTINUE = 0x65;
const INVOKE = 0xa1;
const CREATE = 16;
const CREATED = 17;
/** Microseconds between two tunnels: what lingers behind each answer stays little. */
const GAP = 2000;

/** Writes messages into a buffer that is used again, and gives it on as it fills. */
class Writer {
  readonly views = viewsOf(new ArrayBuffer(BATCH * STRIDE));
  private n = 0;
  private frame = 0;
  private readonly dialogues: Dialogues;

  constructor(dialogues: Dialogues) {
    this.dialogues = dialogues;
  }

  /** The next record, cleared: its first octet. */
  next(at: number, protocol: number): number {
    if (this.n === BATCH) this.flush();
    const { u8, u32, f64 } = this.views;
    const at8 = this.n++ * STRIDE;
    u8.fill(0, at8, at8 + STRIDE);
    u8[at8 + M.kind] = records.KIND_MESSAGE;
    u8[at8 + M.protocol] = protocol;
    u8[at8 + M.ipVersion] = 4;
    f64[at8 / 8 + M.time] = START + at;
    u32[at8 / 4 + M.frame] = ++this.frame;
    return at8;
  }

  flush(): void {
    const counts = {
      frames: 0,
      octets: 0,
      snapped: 0,
      protocols: new Float64Array(0),
      faults: [],
      firstTime: 0,
      lastTime: 0,
    };
    const batch: MessageBatch = {
      number: 0,
      count: this.n,
      records: this.views.u8.buffer,
      pieces: new Uint8Array(0),
      texts: [],
      counts,
      data: new ArrayBuffer(0),
      index: new ArrayBuffer(0),
    };
    this.dialogues.consume(batch);
    this.n = 0;
  }

  /** The last decimal digits of a number as TBCD. */
  digits(at: number, octets: number, value: number): void {
    for (let i = octets - 1, rest = value; i >= 0; i--, rest = Math.floor(rest / 100)) {
      this.views.u8[at + i] = ((rest % 10) << 4) | (Math.floor(rest / 10) % 10);
    }
  }
}

/** Creates and their answers, from 40 SGSNs to 10 GGSNs. */
function tunnels(w: Writer, count: number): void {
  const { u8, u16, u32 } = w.views;
  for (let i = 0; i < count; i++) {
    for (const answer of [false, true]) {
      const at8 = w.next(i * GAP + (answer ? 1000 : 0), PROTOCOL.gtp);
      const [sgsn, ggsn] = answer ? [M.dst, M.src] : [M.src, M.dst];
      u8.set([10, 1, 0, i % 40], at8 + sgsn);
      u8.set([10, 2, 0, i % 10], at8 + ggsn);
      u16[at8 / 2 + M.srcPort] = 2123;
      u16[at8 / 2 + M.dstPort] = 2123;
      u8[at8 + M.gtpVersion] = 1;
      u8[at8 + M.messageType] = answer ? CREATED : CREATE;
      u16[at8 / 2 + M.sequenceNumber] = Math.floor(i / 40);
      u32[at8 / 4 + M.octetsHash] = 2 * i + (answer ? 2 : 1);
      u32[at8 / 4 + M.teid] = answer ? 1 + i : 0;
      u32[at8 / 4 + M.teidControl] = (answer ? 0x40000000 : 0) + 1 + i;
      let present = records.HAS_SEQUENCE | records.HAS_TEID | records.HAS_TEID_CONTROL;
      if (answer) {
        present |= records.HAS_CAUSE | records.HAS_END_USER | records.HAS_END_USER_V4;
        u8[at8 + M.cause] = 128;
      } else {
        present |= records.HAS_NSAPI;
        u8[at8 + M.nsapi] = 5;
        u8[at8 + M.imsiLength] = 8;
        w.digits(at8 + M.imsi, 8, 262010000000000 + i);
        u8[at8 + M.msisdnLength] = 6;
        w.digits(at8 + M.msisdn, 6, 490000000000 + i);
        u8[at8 + M.imeiLength] = 8;
        w.digits(at8 + M.imei, 8, 350000000000000 + i);
      }
      u32[at8 / 4 + M.present] = present;
    }
  }
}

/** Dialogues that nobody ends, each message on both legs, all within the shortest time-out. */
function dialogues(w: Writer, count: number, long: boolean): void {
  const { u8, u16, u32 } = w.views;
  const gap = 50e6 / count;
  for (let i = 0; i < count; i++) {
    for (const [part, type] of (long ? [BEGIN, CONTINUE] : [BEGIN]).entries()) {
      for (const leg of [0, 1]) {
        const at8 = w.next(i * gap + part * 2 + leg, PROTOCOL.map);
        u32[at8 / 4 + M.octetsHash] = 2 * i + 1 + part;
        u32[at8 / 4 + M.opc] = leg === 0 ? 1000 : 900;
        u32[at8 / 4 + M.dpc] = leg === 0 ? 900 : 5000;
        u8[at8 + M.sccpType] = 9;
        u8[at8 + M.tcapType] = type;
        const [vlr, hlr] = type === BEGIN ? [M.callingGt, M.calledGt] : [M.calledGt, M.callingGt];
        u8[at8 + M.callingGtLength] = 6;
        u8[at8 + M.calledGtLength] = 6;
        w.digits(at8 + vlr, 6, 491710000000 + (i % 400));
        w.digits(at8 + hlr, 6, 336090000000 + (i % 20));
        u32[at8 / 4 + M.otid] = type === BEGIN ? 1 + i : 0x80000000 + i;
        u8[at8 + M.otidLength] = 4;
        if (type === CONTINUE) {
          u32[at8 / 4 + M.dtid] = 1 + i;
          u8[at8 + M.dtidLength] = 4;
        }
        u32[at8 / 4 + M.present] = records.HAS_LABEL | records.HAS_CONTEXT;
        u8[at8 + M.dialoguePdu] = 0x60;
        u16[at8 / 2 + M.contextNumber] = long ? 1 : 14;
        u8[at8 + M.contextVersion] = 3;
        if (type === BEGIN) {
          u8[at8 + M.imsiLength] = 8;
          w.digits(at8 + M.imsi, 8, 262010000000000 + i);
        }
        u8[at8 + M.componentCount] = 1;
        const slot = at8 + M.components;
        u8[slot] = INVOKE;
        u8[slot + 1] = records.SLOT_HAS_INVOKE_ID | records.SLOT_HAS_OPERATION;
        u8[slot + 2] = 1 + part;
        u16[(slot + 4) / 2] = part === 1 ? 7 : long ? 2 : 56;
      }
    }
  }
}

interface Held {
  readonly count: number;
  /** Octets that the tables say they hold, and by which resident memory has grown. */
  readonly tables: number;
  readonly resident: number;
  /** Resident memory of the whole process. */
  readonly process: number;
}

function fill(kind: Kind, count: number): Held {
  const room = new Dialogues(
    { maxOpen: 5_000_000, maxTunnels: 16_000_000 },
    { lastGap: () => 0, opposite: () => 0 },
    () => {},
  );
  const w = new Writer(room);
  const write = (n: number): void => (kind === 'tunnels' ? tunnels(w, n) : dialogues(w, n, kind === 'long'));
  // What compiles, and what every run holds.
  const before = { resident: process.memoryUsage.rss(), tables: room.open.octets };
  write(count);
  w.flush();
  globalThis.gc?.();
  const { tunnels: open, dialogues: opened, octets } = room.open;
  const here = kind === 'tunnels' ? open : opened;
  if (here < count) throw new Error(`${here} of ${count} are open`);
  const resident = process.memoryUsage.rss();
  return { count, tables: octets - before.tables, resident: resident - before.resident, process: resident };
}

/** In a process of its own. */
function measured(kind: Kind, count: number): Held {
  const args = ['--expose-gc', fileURLToPath(import.meta.url), kind, String(count)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Held;
}

const [first, second] = process.argv.slice(2);
if (first !== undefined && first in PROMISED) {
  process.stdout.write(JSON.stringify(fill(first as Kind, Number(second))));
} else {
  const counts = {
    tunnels: Number(first ?? 5_000_000),
    short: Number(second ?? 4_000_000),
    long: Number(second ?? 4_000_000),
  };
  const whole = (n: number): string => Math.round(n).toLocaleString('en-US');
  process.stdout.write('open                   octets each: tables  resident  promised     process, MiB\n');
  for (const kind of ['tunnels', 'short', 'long'] as const) {
    const { count, tables, resident, process: all } = measured(kind, counts[kind]);
    const name = `${whole(count)} ${kind === 'tunnels' ? kind : `${kind} dialogues`}`.padEnd(30);
    const [t, r] = [tables / count, resident / count].map(n => n.toFixed(1).padStart(9));
    process.stdout.write(
      `${name} ${t} ${r} ${String(PROMISED[kind]).padStart(9)} ${whole(all / 2 ** 20).padStart(16)}\n`,
    );
    if (resident / count > PROMISED[kind]) process.exitCode = 1;
  }
}
