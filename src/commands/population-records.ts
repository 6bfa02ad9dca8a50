/**
 * Events of a made population as dialogue records: what a decoded capture of them would hold. A record begins as a copy of
 * one that all dialogues of its kind at its node share; what is the event's and the device's own is laid over it.
 */
import type { Events } from '../../captures/maker/population/events.ts';
import * as made from '../../captures/maker/population/events.ts';
import type { Population } from '../../captures/maker/population/population.ts';
import { TYPE } from '../../captures/maker/population/tables.ts';
import * as record from '../dialogues/record.ts';
import { type DialogueBatch, dialogue } from '../dialogues/record.ts';
import { commonAt, commonRecords, DELIVER, FIRST_FORM, OTHERS, tbcd } from './population-forms.ts';

/** Records a batch. */
const RECORDS = 16_384;
const STRIDE = dialogue.stride;
const WORDS = STRIDE / 8;
const D = dialogue.at;

const buffer = new ArrayBuffer(RECORDS * STRIDE);
const u8 = new Uint8Array(buffer);
const u16 = new Uint16Array(buffer);
const u32 = new Uint32Array(buffer);
const f64 = new Float64Array(buffer);

const REASON_NUMBERS = Uint8Array.from(
  ['', 'map-error', 'gtp-cause', 'Abort', '_Incomplete'].map(name =>
    record.REASONS.indexOf(name as (typeof record.REASONS)[number]),
  ),
);
const CAUSE_KINDS = Uint8Array.from(
  ['', 'map-error', 'gtp', 'p-abort', ''].map(name => record.CAUSES.indexOf(name as (typeof record.CAUSES)[number])),
);
const P_ABORT = record.CAUSES.indexOf('p-abort');
const GTP = record.CAUSES.indexOf('gtp');
/** TS 29.060 §7.7.1 request accepted; Q.773 §3.1.5 resourceLimitation. */
const ACCEPTED = 128;
const RESOURCES = 4;

const RATS = { UTRAN: 1, GERAN: 2 } as const;
/** 2026-06-01 00:00:00 UTC, a Monday, microseconds. */
export const EPOCH = Date.UTC(2026, 5, 1) * 1000;
const TAC = '001017';
const IMSI_DIGITS = 15;

export class PopulationRecords {
  private readonly population: Population;
  private readonly common = commonRecords();
  private readonly imsis: Uint8Array;
  private readonly hlrs: Uint8Array;
  private readonly hlrLength: Uint8Array;
  private readonly msisdns: readonly Uint8Array[];
  private readonly rats: Uint8Array;
  private readonly texts: readonly Uint8Array[];
  private readonly give: (batch: DialogueBatch) => Promise<void>;
  private count = 0;
  private number = 0;
  private frames = 0;
  private readonly salt: number;
  /** Records so far. */
  rows = 0;

  /** Batches are copied by the one who is given them before they are filled again. */
  constructor(population: Population, seed: number, give: (batch: DialogueBatch) => Promise<void>) {
    this.population = population;
    this.give = give;
    this.salt = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
    const { homes, profiles } = population.plan;
    this.imsis = new Uint8Array(population.homes.length * 8);
    for (let i = 0; i < population.homes.length; i++) tbcd(imsiOf(population, i), this.imsis, i * 8, 8);
    this.hlrs = new Uint8Array(homes.length * 12);
    this.hlrLength = Uint8Array.from(homes, ([, , , numbers], h) => tbcd(`${numbers}3000`, this.hlrs, h * 12, 12));
    this.msisdns = homes.map(([, , , numbers]) => {
      // What no digit is written to stays a filler.
      const digits = new Uint8Array(10).fill(0xff);
      tbcd(numbers, digits, 0, (numbers.length + 1) >> 1);
      return digits;
    });
    this.rats = Uint8Array.from(profiles, ({ rat = 'GERAN' }) => RATS[rat]);
    this.texts = APNS.map(labels);
  }

  /** The events of a slice, in their order. */
  async add(events: Events): Promise<void> {
    const { order, ready } = events;
    for (let k = 0; k < ready; k++) {
      this.lay(events, order[k]);
      if (++this.count === RECORDS) await this.flush();
    }
  }

  async flush(): Promise<void> {
    const { count, number, texts } = this;
    if (count === 0) return;
    this.count = 0;
    this.number++;
    await this.give({ number, count, records: buffer, firstText: 1, texts: number === 0 ? texts : [] });
  }

  private lay(events: Events, e: number): void {
    const type = events.type[e];
    const device = events.device[e];
    const time = events.time[e];
    const row = this.count;
    const id = mix(this.salt ^ Math.imul(this.rows, 0x9e3779b1));
    this.rows++;
    const form =
      FIRST_FORM[type] +
      (type === TYPE.OTHER ? id % OTHERS : type === TYPE.SAI || type === TYPE.CL ? events.node[e] : 0);
    const { common } = this;
    const from = commonAt(form, events.network[e], events.place[e]);
    const p = row * WORDS;
    for (let k = 0; k < WORDS; k++) f64[p + k] = common[from + k];
    const p8 = row * STRIDE;
    const p4 = p8 / 4;
    const p2 = p8 / 2;

    const response = events.response[e];
    const reason = events.reason[e];
    const inserts = events.inserts[e];
    const start = EPOCH + time;
    f64[p + D.start] = start;
    f64[p + D.end] = start + events.duration[e];
    u32[p4 + D.idLow] = id;
    u32[p4 + D.idHigh] = mix(id ^ this.rows) & 0x7fffffff;
    const messages = response > 0 ? 2 + 2 * inserts : 1;
    u32[p4 + D.messages] = messages;
    u32[p4 + D.firstFrame] = this.frames + 1;
    this.frames += messages + events.repeats[e];
    u32[p4 + D.lastFrame] = this.frames;
    u16[p2 + D.isd] = inserts;
    u16[p2 + D.retransmissions] = events.repeats[e];
    u8[p8 + D.outcome] = events.outcome[e];
    u8[p8 + D.reason] = REASON_NUMBERS[reason];
    u8[p8 + D.edge] = events.cut[e] === 0 ? 0 : 2;
    const gtp = type >= TYPE.PDP_CREATE;
    let present = u32[p4 + D.present];
    if (response > 0) {
      f64[p + D.answered] = start + response;
      u8[p8 + D.match] = gtp ? 3 : 1;
      present |= record.DIALOGUE_HAS_RESPONSE;
    }
    const code = events.code[e];
    if (reason === made.NONE) {
      if (gtp) {
        u8[p8 + D.causeKind] = GTP;
        u32[p4 + D.causeCode] = ACCEPTED;
        present |= record.DIALOGUE_HAS_CAUSE;
      }
    } else if (reason !== made.SILENCE) {
      const kind = CAUSE_KINDS[reason];
      u8[p8 + D.causeKind] = kind;
      u32[p4 + D.reasonCode] = code;
      u32[p4 + D.causeCode] = kind === P_ABORT ? RESOURCES : code;
      present |= record.DIALOGUE_HAS_CAUSE;
    }

    const { imsis } = this;
    for (let k = 0; k < 8; k++) u8[p8 + D.imsi + k] = imsis[device * 8 + k];
    u8[p8 + D.imsiLength] = 8;
    const home = this.population.homes[device];
    const own = mix(Math.imul(device + 1, 0x85ebca6b));
    if (gtp || inserts > 0) this.msisdn(p8, home, device);
    if (gtp) present = this.tunnel(events, e, p8, present, own, home);
    else {
      const fromHome = type === TYPE.CL || form === DELIVER;
      const to = p8 + (fromHome ? D.callingGt : D.calledGt);
      for (let k = 0; k < 12; k++) u8[to + k] = this.hlrs[home * 12 + k];
      u8[p8 + (fromHome ? D.callingGtLength : D.calledGtLength)] = this.hlrLength[home];
      u32[p4 + D.otid] = id ^ own;
      if (inserts > 0) {
        u32[p4 + D.dtid] = id + own;
        u8[p8 + D.dtidLength] = 4;
      }
    }
    u32[p4 + D.present] = present;
  }

  /** Ten digits at least: the home's, and nine of the device's. */
  private msisdn(p8: number, home: number, device: number): void {
    const digits = this.msisdns[home];
    for (let k = 0; k < 10; k++) u8[p8 + D.msisdn + k] = digits[k];
    let n = (device * 7907 + 500_009) % 1e8;
    const first = this.population.plan.homes[home][3].length;
    for (let k = first + 7; k >= first; k--) {
      const digit = n % 10;
      n = (n - digit) / 10;
      const at = p8 + D.msisdn + (k >> 1);
      u8[at] = (k & 1) === 0 ? (u8[at] & 0xf0) | digit : (u8[at] & 0x0f) | (digit << 4);
    }
    u8[p8 + D.msisdnLength] = (first + 9) >> 1;
  }

  private tunnel(events: Events, e: number, p8: number, before: number, own: number, home: number): number {
    const p4 = p8 / 4;
    let present = before;
    const device = events.device[e];
    const tunnel = events.tunnel[e];
    const key = mix(own ^ Math.imul(tunnel + 1, 0xc2b2ae35));
    u16[p8 / 2 + D.sequenceNumber] = mix(key ^ events.time[e]);
    u32[p4 + D.apn] = 1 + ((own >>> 8) % APNS.length);
    u8[p8 + D.ratType] = this.rats[this.population.profiles[device]];
    const ggsn = p8 + D.ggsnAddress;
    u8[ggsn] = 10;
    u8[ggsn + 1] = 30 + home;
    u8[ggsn + 2] = 8;
    u8[ggsn + 3] = 20 + (device & 1);
    for (let k = 0; k < 4; k++) u8[p8 + D.dst + k] = u8[ggsn + k];
    const cell = events.cell[e];
    for (const to of [p8 + D.location + 3, p8 + D.rai + 3]) {
      u8[to] = cell >>> 24;
      u8[to + 1] = (cell >>> 16) & 0xff;
    }
    u8[p8 + D.location + 5] = (cell >>> 8) & 0xff;
    u8[p8 + D.location + 6] = cell & 0xff;
    u8[p8 + D.rai + 5] = (cell >>> 16) & 0x0f;
    u32[p4 + D.teidControlSgsn] = mix(key ^ 0x51ed270b);
    if (tunnel === 0) {
      // Refused, or never answered: no tunnel, and nothing of the other end.
      present &= ~(record.DIALOGUE_HAS_TEID_GGSN | record.DIALOGUE_HAS_END_USER_V4);
      if (events.reason[e] === made.SILENCE) u8[p8 + D.ggsnAddressLength] = 0;
      else u8[p8 + D.ggsnAddressLength] = 4;
    } else {
      u32[p4 + D.tunnelLow] = key;
      u32[p4 + D.tunnelHigh] = mix(own + tunnel) & 0x7fffffff;
      u32[p4 + D.teidControlGgsn] = mix(key ^ 0x2c1b3c6d);
      u8[p8 + D.ggsnAddressLength] = 4;
      const user = p8 + D.endUserV4;
      u8[user] = 10;
      u8[user + 1] = key >>> 24;
      u8[user + 2] = (key >>> 16) & 0xff;
      u8[user + 3] = (key >>> 8) & 0xff;
    }
    // One in eight never tells its equipment.
    if ((own & 7) !== 0) {
      const imei = p8 + D.imei;
      const serial = (device * 7919) % 1e6;
      tbcdNumber(imei, IMEI_HEAD + ((own >>> 16) % 100) * 1e6 + serial);
      u8[p8 + D.imeiLength] = 8;
    }
    return present;
  }
}

const APNS = ['iot.telemetry', 'm2m.example', 'internet', 'fleet.example'] as const;
/** Of fourteen digits; two of the type and six of the serial number follow. */
const IMEI_HEAD = Number(TAC) * 1e8;

/** Fourteen digits of a number and two of a software version, in eight octets of the batch. */
function tbcdNumber(at: number, number: number): void {
  let n = number;
  for (let k = 6; k >= 0; k--) {
    const two = n % 100;
    n = (n - two) / 100;
    u8[at + k] = (two / 10) | 0 | ((two % 10) << 4);
  }
  u8[at + 7] = 0x10;
}

function labels(name: string): Uint8Array {
  const parts = name.split('.').map(label => [label.length, ...[...label].map(c => c.charCodeAt(0))]);
  return Uint8Array.from(parts.flat());
}

function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Fifteen digits: the home network's, and a permutation of the device's number. */
export function imsiOf(population: Population, device: number): string {
  const [, mcc, mnc] = population.plan.homes[population.homes[device]];
  const head = mcc + mnc;
  const own = (device * 7919 + 1_000_003) % 1e9;
  return head + String(own).padStart(IMSI_DIGITS - head.length, '0');
}
