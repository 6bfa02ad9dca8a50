/**
 * Pairing, slow and obvious: every message looks at every dialogue. Written from the rules and the readings of README.md,
 * over plain objects; it shares nothing with the room that it checks but the names of the result.
 */
import { CLASS, operationTimer, TIMER_LIMIT } from '../../decoders/map-operations.ts';
import type { Address, Component, Gtp, Message, Tcap } from './messages.ts';
import { octetsOf } from './messages.ts';
import type { Counts, Row } from './rows.ts';

export interface ReferenceOptions {
  readonly gtpTimeout: number;
  readonly mapTimeout: { readonly s: number; readonly m: number; readonly ml: number; readonly l: number };
  readonly reorderWindow: number;
  readonly copyWindow: number;
  readonly chunkWindow: number;
  readonly keepOrphans: boolean;
}

interface Invoke {
  side: 0 | 1;
  id: number;
  operation: number;
  class: number;
  early: boolean;
}

interface Side {
  tid: string;
  address: string;
  other: string;
  pc: number;
  /** When it became known: the newest entry is looked at first. */
  stamp: number;
}

interface Tunnel {
  number: number;
  open: boolean;
  nsapi: number;
  ggsn: string;
  sgsn: string;
  teidGgsn: number | null;
  teidSgsn: number | null;
  ggsnEpoch: number;
  sgsnEpoch: number;
  ggsnStamp: number;
  sgsnStamp: number;
  imsi: string;
  msisdn: string;
  imei: string;
  apn: string;
  endUser: string | null;
}

interface Dialogue {
  row: Row;
  phase: 'waiting' | 'orphan' | 'open' | 'ended' | 'closed';
  deadline: number;
  gtp: boolean;
  sides: [Side, Side];
  seen: { hash: number; path: string; at: number }[];
  invokes: Invoke[];
  opening: { id: number; class: number } | null;
  answered: boolean;
  failed: boolean;
  final: boolean;
  invalid: boolean;
  ended: boolean;
  /** Sides whose End or Abort has been seen, and who ended it as responder. */
  endedBy: Set<0 | 1>;
  answerer: string;
  bare: boolean;
  linkedTo: Dialogue | null;
  /** Messages that wait for their request, where there are several taps. */
  kept: { m: Message; frame: number; copy: boolean }[];
  earlyAt: number;
  earlyFile: number;
  answeredAt: number;
  answeredFile: number;
  // GTP
  port: number;
  hash: number;
  awaits: number;
  acknowledged: boolean;
  toSgsn: boolean;
  teardown: boolean;
  tunnel: Tunnel | null;
  movesSgsn: boolean;
  movesGgsn: boolean;
  askersTeid: number;
}

const micros = (seconds: number): number => Math.round(seconds * 1e6);
const seconds = (us: number): number => us / 1e6;

/** GTP requests and their answers (TS 29.060 §7.1). */
const ANSWER: Readonly<Record<number, number>> = {
  1: 2,
  16: 17,
  18: 19,
  20: 21,
  27: 28,
  48: 49,
  50: 51,
  51: 52,
  128: 129,
};
const REQUEST = Object.fromEntries(Object.entries(ANSWER).map(([ask, answer]) => [answer, Number(ask)]));
const GTP_TYPES: Readonly<Record<number, string>> = { 16: 'PDP_CREATE', 18: 'PDP_UPDATE', 20: 'PDP_DELETE' };
const accepted = (cause: number | undefined): boolean => cause !== undefined && cause >= 128 && cause <= 176;

const titleOf = (address: Address | undefined): string => (address?.gt ? `gt ${address.gt}` : '');
const addressOf = (address: Address | undefined, pc: number | undefined): string => {
  if (address?.gt) return `gt ${address.gt}`;
  const point = address?.pc ?? pc;
  return point === undefined ? '' : `pc ${point} ${address?.ssn ?? 0}`;
};
const bothTitles = (a: string, b: string): boolean => a.startsWith('gt') && b.startsWith('gt');
const bothPoints = (a: string, b: string): boolean => a.startsWith('pc') && b.startsWith('pc');
const pathOf = (m: Tcap): string =>
  m.opc !== undefined || m.dpc !== undefined ? `${m.opc ?? 0}>${m.dpc ?? 0}` : `${m.src ?? ''}>${m.dst ?? ''}`;

export class Reference {
  readonly counts: Counts = {
    dialogues: 0,
    orphans: 0,
    orphanMessages: 0,
    orphansAtStart: 0,
    copies: 0,
    retransmissions: 0,
    secondLegs: 0,
    edges: 0,
    tunnelsOpened: 0,
    tunnelsClosed: 0,
  };
  readonly anomalies: Record<string, number> = {};
  private readonly options: ReferenceOptions;
  private readonly gapAt: (association: number) => number;
  private live: Dialogue[] = [];
  private readonly closed: Dialogue[] = [];
  private readonly tunnels: Tunnel[] = [];
  private readonly taps: ((file: number) => number) | null;
  /** Seconds by which the clocks of taps may differ. */
  private readonly skew: number;
  private readonly copies = new Map<string, number>();
  /** Subsystem that the message at hand is addressed to, 0 where it does not tell or is a returned one. */
  private ssn = 0;
  /** MAP context of the answer at hand, which no refusal is. */
  private context: number | null = null;
  /** Begins by their octets, identifier and node, and when they were seen. */
  private readonly begins = new Map<string, number>();
  private readonly begun: Dialogue[] = [];
  private readonly refused: Dialogue[] = [];
  private readonly counters = new Map<string, number>();
  private readonly epochs = new Map<string, number>();
  private readonly roles = new Map<string, Set<string>>();
  private now = 0;
  private started: number | null = null;
  private stamp = 0;
  private frame = 0;

  constructor(
    options: ReferenceOptions,
    gapAt: (association: number) => number = () => Number.NEGATIVE_INFINITY,
    taps: ((file: number) => number) | null = null,
    skew = 0,
  ) {
    this.options = options;
    this.gapAt = gapAt;
    this.taps = taps;
    this.skew = skew;
  }

  run(messages: readonly Message[]): Row[] {
    for (const m of messages) this.take(m);
    for (const d of this.live) this.close(d, true);
    for (const d of this.closed) d.row.linked = d.linkedTo === null ? null : String(d.linkedTo.row.firstFrame);
    return this.closed.map(d => d.row).sort((a, b) => a.start - b.start || a.firstFrame - b.firstFrame);
  }

  private take(m: Message): void {
    this.frame++;
    const at = micros(m.at);
    if (this.started === null) {
      this.started = at;
      this.now = at;
    }
    this.now = Math.max(this.now, at);
    this.expire();
    const copy = this.isCopy(m, at);
    if (copy) this.counts.copies++;
    if ('gtp' in m) this.takeGtp(m, at, copy);
    else this.takeTcap(m, at, copy);
  }

  private anomaly(code: string): void {
    this.anomalies[code] = (this.anomalies[code] ?? 0) + 1;
  }

  private isCopy(m: Message, at: number): boolean {
    if (!m.copyKey) return false;
    const window = micros('gtp' in m ? this.options.copyWindow : this.options.chunkWindow);
    const key = `${'gtp' in m} ${m.copyKey}`;
    const before = this.copies.get(key);
    if (before !== undefined && Math.abs(at - before) <= window) return true;
    this.copies.set(key, at);
    return false;
  }

  /** Whatever is past its time-out now. */
  private expire(): void {
    for (const d of this.live) {
      if (d.phase === 'waiting' && d.deadline <= this.now && !d.ended && !d.gtp) {
        d.phase = 'orphan';
        d.deadline += micros(this.options.mapTimeout.m);
      }
      if (d.deadline <= this.now) this.close(d, false);
    }
  }

  // --- the end of a dialogue --------------------------------------------------------------------------------------

  private close(d: Dialogue, atEnd: boolean): void {
    const { row } = d;
    const phase = d.phase;
    d.phase = 'closed';
    this.live = this.live.filter(other => other !== d);
    if (phase === 'waiting' || phase === 'orphan') {
      this.counts.orphans++;
      this.counts.orphanMessages += row.messages;
      const horizon = Math.max(this.options.mapTimeout.m, this.options.gtpTimeout);
      if (micros(row.start) - (this.started ?? 0) < micros(horizon)) {
        this.counts.orphansAtStart++;
        row.edge = 'start';
      }
      if (!this.options.keepOrphans) return;
      Object.assign(row, { type: 'OTHER', outcome: 'error', reason: '_Incomplete' });
    } else if (d.invalid) {
      Object.assign(row, { outcome: 'error', reason: '_InvalidOrder' });
    } else if (!d.failed) {
      if (this.isUnanswered(d)) {
        Object.assign(row, { outcome: 'error', reason: '_Incomplete' });
        if (atEnd && phase === 'open' && d.deadline > this.now) {
          row.edge = 'end';
          this.counts.edges++;
        }
        if (!d.gtp && this.gapAt(d.port) >= micros(row.start)) row.loss = true;
      } else Object.assign(row, { outcome: 'success', reason: '' });
    }
    if (phase !== 'waiting' && phase !== 'orphan' && !d.invalid && d.invokes.some(i => i.early)) {
      row.loss = true;
      this.anomaly('orphan-result');
    }
    this.counts.dialogues++;
    this.closed.push(d);
  }

  private isUnanswered(d: Dialogue): boolean {
    if (d.gtp) return d.awaits !== 0;
    if (d.opening === null) {
      if (d.row.match === '' && d.row.otid !== '') return true;
    } else if (!d.answered && (d.opening.class === 1 || d.opening.class === 3)) return true;
    return d.invokes.some(i => !i.early && (i.class === 1 || i.class === 3));
  }

  private fail(d: Dialogue, outcome: string, reason: string, cause: string | null, final: boolean): boolean {
    if (d.final || (d.failed && !final)) return false;
    d.failed = true;
    d.final = final;
    d.row.outcome = outcome;
    d.row.reason = reason;
    if (cause !== null) d.row.cause = cause;
    return true;
  }

  // --- TCAP -------------------------------------------------------------------------------------------------------

  private takeTcap(m: Tcap, at: number, copy: boolean): void {
    if (m.sccpType === 10 || m.sccpType === 18 || m.sccpType === 20) this.takeReturned(m, at, copy);
    else if (m.type === 'begin') this.takeBegin(m, at, copy);
    else if (m.type === 'unidirectional') {
      if (copy) return;
      const d = this.fresh(m, at);
      d.phase = 'ended';
      d.deadline = this.now + micros(this.options.reorderWindow);
      this.components(d, m, at, 0);
      d.invokes = [];
      d.answered = true;
      this.live.push(d);
    } else this.takeAnswer(m, at, copy);
  }

  private takeBegin(m: Tcap, at: number, copy: boolean): void {
    const hash = octetsOf(m);
    const address = addressOf(m.calling, m.opc);
    const openers = this.live
      .filter(d => !d.gtp && d.sides[0].tid === m.otid)
      .sort((a, b) => b.sides[0].stamp - a.sides[0].stamp);
    const same = openers.find(d => {
      const nobody = (m.components ?? []).length === 0;
      if (nobody && address !== d.sides[0].address && bothTitles(address, d.sides[0].address)) return false;
      // The node that was asked asks in its own name.
      if (address !== d.sides[0].address && address === d.sides[1].other) return false;
      return this.seen(d, hash, '', at) !== 'not';
    });
    if (same) {
      this.again(same, m, hash, at, copy);
      return;
    }
    if (copy) return;
    const before = this.begins.get(`${hash} ${m.otid} ${address}`);
    if (before !== undefined && Math.abs(at - before) < 10e6) {
      this.anomaly('late-leg');
      return;
    }
    this.begins.set(`${hash} ${m.otid} ${address}`, at);
    const early = this.live
      .filter(d => !d.gtp && d.phase === 'waiting')
      .flatMap(d => ([0, 1] as const).filter(side => d.sides[side].tid === m.otid).map(side => ({ d, side })))
      .sort((a, b) => b.d.sides[b.side].stamp - a.d.sides[a.side].stamp)
      .find(({ d, side }) => {
        const known = d.sides[side];
        return known.address === address || (!bothTitles(known.address, address) && known.pc === (m.opc ?? 0));
      });
    if (early && !this.unordered(early.d.row.file, micros(early.d.row.start), m)) {
      this.adopt(early.d, early.side, m, at, address);
      return;
    }
    if (early) this.live.splice(this.live.indexOf(early.d), 1);
    for (const d of openers) {
      if (d === early?.d || d.sides[0].address !== address) continue;
      if (d.phase === 'open') this.anomaly('identifier-reused');
      this.close(d, false);
    }
    const d = this.fresh(m, at);
    d.phase = 'open';
    d.sides[0] = { tid: m.otid ?? '', address, other: '', pc: m.opc ?? 0, stamp: ++this.stamp };
    d.sides[1].other = addressOf(m.called, m.dpc);
    d.seen.unshift({ hash, path: pathOf(m), at });
    this.components(d, m, at, 0);
    this.link(d, m, at, address);
    this.setDeadline(d);
    this.live.push(d);
    if (early) this.replay(early.d);
  }

  // --- several taps

  /** Two messages of different taps so near that either may have been first. */
  private unordered(file: number, time: number, m: Message): boolean {
    const { taps, skew } = this;
    return taps !== null && taps(file) !== taps(m.file ?? 0) && Math.abs(micros(m.at) - time) <= skew * 1e6;
  }

  private keep(d: Dialogue, m: Message, copy = false): void {
    if (this.taps !== null && d.phase === 'waiting') d.kept.push({ m, frame: this.frame, copy });
  }

  /** What waited is taken again, now that its request is there. */
  private replay(d: Dialogue): void {
    const { frame } = this;
    const { copies, secondLegs } = this.counts;
    for (const kept of d.kept) {
      this.frame = kept.frame;
      const at = micros(kept.m.at);
      if ('gtp' in kept.m) this.takeResponse(kept.m, at, false);
      else this.takeTcap(kept.m, at, kept.copy);
    }
    Object.assign(this.counts, { copies, secondLegs });
    this.frame = frame;
  }

  /** The request of what waited for it. */
  private adopt(d: Dialogue, side: 0 | 1, m: Tcap, at: number, address: string): void {
    const match = d.sides[side].address === address ? 'tid+address' : 'tid';
    if (side === 1) {
      d.sides = [d.sides[1], { ...d.sides[0], stamp: ++this.stamp }];
      d.row.dtid = d.sides[1].tid;
      for (const i of d.invokes) i.side = i.side === 0 ? 1 : 0;
    }
    const before = d.row;
    const opened = this.fresh(m, at);
    const row: Row = {
      ...opened.row,
      start: Math.min(before.start, seconds(at)),
      end: Math.max(before.end, seconds(at)),
      firstFrame: before.firstFrame,
      file: before.file,
      legs: before.legs,
      transitTime: before.transitTime,
      messages: before.messages + 1,
      copies: before.copies,
      isd: before.isd,
      dtid: before.dtid,
      loss: before.loss || opened.row.loss,
      cause: before.cause,
      outcome: before.outcome,
      reason: before.reason,
      match,
      protocol: opened.row.protocol === 'tcap' ? before.protocol : opened.row.protocol,
    };
    for (const field of ['imsi', 'msisdn', 'imei', 'sgsnNumber', 'vlrNumber', 'mscNumber', 'visitedPlmn'] as const) {
      if (before[field] !== '') row[field] = before[field];
    }
    d.row = row;
    d.bare = opened.bare;
    d.port = m.association ?? 0;
    d.invalid = true;
    d.phase = d.ended ? 'ended' : 'open';
    d.sides[0] = { tid: m.otid ?? '', address, other: '', pc: m.opc ?? 0, stamp: ++this.stamp };
    d.sides[1].other = addressOf(m.called, m.dpc);
    d.seen.unshift({ hash: octetsOf(m), path: pathOf(m), at });
    this.components(d, m, at, 0);
    d.row.responseTime = null;
    this.link(d, m, at, address);
    this.setDeadline(d);
  }

  private takeAnswer(m: Tcap, at: number, copy: boolean): void {
    if (m.dtid === undefined) return;
    const to = addressOf(m.called, m.dpc);
    this.ssn = m.called?.ssn ?? 0;
    this.context = m.type === 'abort' ? null : (m.context?.[0] ?? null);
    const found = this.find(
      m.dtid,
      to,
      m.dpc ?? 0,
      addressOf(m.calling, m.opc),
      m.otid ?? '',
      octetsOf(m),
      at,
      false,
      pointInside(m),
    );
    const hash = octetsOf(m);
    if (found === null && copy) return;
    if (found !== null) {
      this.keep(found.d, m, copy);
      const sender = found.side === 1 ? 0 : 1;
      if (copy || this.seen(found.d, hash, '', at) !== 'not') {
        this.again(found.d, m, hash, at, copy);
        return;
      }
      if (!this.foreign(found.d, m, sender)) {
        this.apply(found.d, m, at, sender, found.rule);
        return;
      }
    }
    const own = this.own(m);
    if (own !== undefined) {
      own.row.dtid = m.dtid;
      own.sides[1] = { tid: m.dtid, address: to, other: own.sides[1].other, pc: m.dpc ?? 0, stamp: ++this.stamp };
      this.apply(own, m, at, 0, 'tid+address');
      return;
    }
    const d = this.waiting(m, at, m.dtid, to, m.dpc ?? 0);
    this.keep(d, m);
    this.apply(d, m, at, 1, 'tid+address');
  }

  /** What has ended takes what is late, but no second End of a side, and nothing from or to others than who answered. */
  private foreign(d: Dialogue, m: Tcap, sender: 0 | 1): boolean {
    if (!d.ended) return false;
    if (m.type !== 'continue' && d.endedBy.has(sender)) return true;
    const node = sender === 0 ? addressOf(m.called, m.dpc) : addressOf(m.calling, m.opc);
    if (node === d.answerer || !bothTitles(node, d.answerer)) return false;
    return sender === 1 || node !== d.sides[1].other;
  }

  /** The dialogue that the sender of a Continue opened, as long as nothing has told the other's identifier. */
  private own(m: Tcap): Dialogue | undefined {
    const from = addressOf(m.calling, m.opc);
    if (m.otid === undefined || from === '') return undefined;
    return this.live
      .filter(d => !d.gtp && d.row.dtid === '' && d.sides[0].tid === m.otid && d.sides[0].address === from)
      .filter(d => !this.foreign(d, m, 0))
      .sort((a, b) => b.sides[0].stamp - a.sides[0].stamp)[0];
  }

  private waiting(m: Tcap, at: number, tid: string, address: string, pc: number): Dialogue {
    const d = this.fresh(m, at);
    // Nothing of the answer's own path is the dialogue's.
    d.row = {
      ...blank(),
      protocol: m.protocol ?? 'map',
      type: 'OTHER',
      start: seconds(at),
      end: seconds(at),
      firstFrame: this.frame,
      lastFrame: this.frame,
      file: m.file ?? 0,
      otid: tid,
      src: d.row.src,
      dst: d.row.dst,
      loss: d.row.loss,
    };
    d.phase = 'waiting';
    d.sides[0] = { tid, address, other: '', pc, stamp: ++this.stamp };
    d.deadline = this.now + micros(this.options.reorderWindow);
    this.live.push(d);
    return d;
  }

  private apply(d: Dialogue, m: Tcap, at: number, sender: 0 | 1, rule: string): void {
    const { row } = d;
    this.counted(d, m, at);
    if (row.match === '') row.match = rule;
    if (row.protocol === 'tcap') row.protocol = m.protocol ?? 'map';
    d.seen.unshift({ hash: octetsOf(m), path: pathOf(m), at });
    if (sender === 1 && m.otid !== undefined && row.dtid === '') {
      row.dtid = m.otid;
      d.sides[1] = {
        tid: m.otid,
        address: addressOf(m.calling, m.opc),
        other: d.sides[1].other,
        pc: m.opc ?? 0,
        stamp: ++this.stamp,
      };
    }
    identify(row, m);
    this.components(d, m, at, sender);
    if (sender === 1 && row.protocol !== 'map' && d.opening !== null && !d.answered) {
      d.answered = true;
      this.answer(d, m, at);
    }
    if (m.type === 'abort') {
      if (sender === 1 && !d.answered) {
        d.answered = true;
        this.answer(d, m, at);
      }
      const refusal = m.associateResult !== undefined && m.associateResult !== 0;
      const cause =
        m.pAbort !== undefined
          ? `p-abort ${m.pAbort}`
          : refusal
            ? `refuse ${m.mapReason ?? (m.sourceDiagnostic ?? 0) & 0x7f}`
            : m.mapReason !== undefined
              ? `u-abort ${m.mapReason}`
              : m.abortSource !== undefined
                ? `u-abort ${m.abortSource}`
                : null;
      if (this.fail(d, 'error', 'Abort', cause, false) && sender === 1 && row.dtid === '') {
        if (refusal || m.pAbort === 3) this.refused.unshift(d);
      }
    }
    if (m.type === 'continue') this.setDeadline(d);
    else {
      d.endedBy.add(sender);
      if (sender === 1) d.answerer = addressOf(m.calling, m.opc);
      this.hasEnded(d);
    }
  }

  /** The first answer to the opening operation; never before its request, whatever the clocks say. */
  private answer(d: Dialogue, m: Tcap, at: number): void {
    if (d.row.responseTime !== null) return;
    d.row.responseTime = seconds(Math.max(0, at - micros(d.row.start)));
    d.answeredAt = Math.max(at, micros(d.row.start));
    d.answeredFile = m.file ?? 0;
  }

  private hasEnded(d: Dialogue): void {
    d.ended = true;
    if (d.phase === 'open') d.phase = 'ended';
    if (d.phase === 'ended') d.deadline = this.now + micros(this.options.reorderWindow);
  }

  private takeReturned(m: Tcap, at: number, copy: boolean): void {
    const begins = m.type === 'begin';
    const tid = begins ? m.otid : m.dtid;
    if (tid === undefined) return;
    const address = begins ? addressOf(m.called, m.dpc) : addressOf(m.calling, m.opc);
    const from = begins ? '' : addressOf(m.called, m.dpc);
    const pc = (begins ? m.dpc : m.opc) ?? 0;
    this.ssn = 0;
    this.context = null;
    const found = this.find(tid, address, pc, from, '', octetsOf(m), at, begins, pointInside(m));
    const hash = -octetsOf(m);
    if (found === null && copy) return;
    const d = found?.d ?? this.waiting(m, at, tid, address, pc);
    this.keep(d, m, copy);
    if (found !== null && (copy || this.seen(d, hash, '', at) !== 'not')) {
      this.again(d, m, hash, at, copy);
      return;
    }
    this.counted(d, m, at);
    if (d.row.match === '') d.row.match = 'returned';
    d.seen.unshift({ hash, path: pathOf(m), at });
    this.fail(d, 'error', 'Undeliverable', `sccp-return ${m.returnCause ?? 0}`, true);
    this.hasEnded(d);
  }

  private counted(d: Dialogue, m: Message, at: number): void {
    d.row.messages++;
    d.row.end = Math.max(d.row.end, seconds(at));
    d.row.lastFrame = this.frame;
    if (lost(m)) d.row.loss = true;
  }

  // --- second sightings

  private seen(d: Dialogue, hash: number, path: string, at: number): 'not' | 'here' | 'elsewhere' {
    const same = d.seen.slice(0, 32).filter(s => s.hash === hash && Math.abs(at - s.at) < 10e6);
    if (same.length === 0) return 'not';
    return same.some(s => s.path === path) ? 'here' : 'elsewhere';
  }

  private again(d: Dialogue, m: Tcap, hash: number, at: number, copy: boolean): void {
    const path = pathOf(m);
    if (lost(m)) d.row.loss = true;
    if (copy || this.seen(d, hash, path, at) !== 'elsewhere') {
      d.row.copies++;
      if (!copy) this.counts.copies++;
      return;
    }
    this.counts.secondLegs++;
    if (m.type === 'begin') {
      const from = addressOf(m.calling, m.opc);
      // The same title on both legs: answers may go to the point code of this one.
      const { gt: _, ...point } = m.calling ?? {};
      d.sides[0].other = from === d.sides[0].address ? addressOf(point, m.opc) : from;
    }
    if (d.row.legs === 1) {
      d.row.legs = 2;
      const first = d.seen.filter(s => s.hash === hash && Math.abs(at - s.at) < 10e6).at(-1);
      d.row.transitTime = seconds(Math.abs(at - (first?.at ?? at)));
      this.relayed(d);
    }
    d.seen.unshift({ hash, path, at });
  }

  // --- which dialogue

  private find(
    tid: string,
    to: string,
    pc: number,
    from: string,
    other: string,
    hash: number,
    at: number,
    openers: boolean,
    inside: boolean,
  ): { d: Dialogue; side: 0 | 1; rule: string } | null {
    const candidates: { d: Dialogue; side: 0 | 1 }[] = [];
    for (const d of this.live) {
      if (d.gtp) continue;
      for (const side of [0, 1] as const) {
        if (d.sides[side].tid !== tid || (openers && side === 1)) continue;
        const known = side === 0 ? d.row.dtid : d.row.otid;
        if (other !== '' && known !== '' && known !== other) continue;
        candidates.push({ d, side });
      }
    }
    candidates.sort((a, b) => b.d.sides[b.side].stamp - a.d.sides[a.side].stamp);
    const exact = to === '' ? undefined : candidates.find(({ d, side }) => d.sides[side].address === to);
    if (exact) return { ...exact, rule: 'tid+address' };
    const agreements = candidates
      .map(c => ({ ...c, degree: this.agreement(c.d, c.side, to, pc, from, other, hash, at, inside) }))
      .filter(c => c.degree >= 0)
      .sort((a, b) => b.degree - a.degree);
    const [best, next] = agreements;
    if (!best || (next && next.degree === best.degree)) return null;
    return { d: best.d, side: best.side, rule: 'tid' };
  }

  private agreement(
    d: Dialogue,
    side: 0 | 1,
    to: string,
    pc: number,
    from: string,
    other: string,
    hash: number,
    at: number,
    inside: boolean,
  ): number {
    const known = d.sides[side];
    // A short End with one identifier reads the same from many nodes: two titles that differ tell them apart.
    const differ = bothTitles(to, known.address) && to !== known.other;
    if ((other !== '' || !differ) && this.seen(d, hash, '', at) !== 'not') return 5;
    if (other !== '' && (side === 0 ? d.row.dtid : d.row.otid) !== '') return 4;
    if (to !== '' && to === known.other) return 3;
    // Of answers alone the opener is a guess.
    const guessed = (d.phase === 'waiting' || d.phase === 'orphan') && bothTitles(to, known.address);
    if (side === 1 && from !== '' && from === d.sides[0].address && !guessed) return 2;
    if (d.phase === 'ended' || bothTitles(to, known.address)) return -1;
    if (side === 0 && this.ssn !== 0 && d.row.callingSsn !== null && d.row.callingSsn !== this.ssn) return -1;
    const asked = /^(\d+)\./.exec(d.row.context)?.[1];
    if (side === 0 && this.context !== null && asked !== undefined && Number(asked) !== this.context) return -1;
    if (pc !== 0 && pc === known.pc) return 1;
    // Of what was never asked, the identifier alone tells nothing.
    if (d.phase === 'orphan') return -1;
    return inside && bothPoints(to, known.address) ? -1 : 0;
  }

  private link(d: Dialogue, m: Tcap, at: number, address: string): void {
    if (d.row.imsi === '') return;
    const subject = (x: Dialogue): string =>
      `${x.row.protocol} ${x.row.imsi} ${x.row.type === 'OTHER' ? x.row.operation : x.row.type}`;
    const same = (x: Dialogue): boolean => x.phase !== 'closed' && x.deadline > this.now && subject(x) === subject(d);
    let first = this.refused.find(
      x => same(x) && x.phase === 'ended' && !x.invalid && x.row.reason === 'Abort' && d.row.version < x.row.version,
    );
    if (first) this.refused.splice(this.refused.indexOf(first), 1);
    first ??= this.begun.find(x => {
      if (!same(x) || x.phase !== 'open' || x.answered || x.sides[0].address === address) return false;
      if (Math.abs(at - micros(x.row.start)) > 1e6) return false;
      const called = titleOf(m.called).slice(3);
      const calling = titleOf(m.calling).slice(3);
      if (calling !== '' && x.row.calledGt === calling) return true;
      if (called !== '' && x.row.callingGt === called) return true;
      if (x.row.legs === 2 || x.row.opc === null || d.row.opc === null) return false;
      return x.row.dpc === d.row.opc || x.row.opc === d.row.dpc;
    });
    if (first) {
      first.linkedTo ??= first;
      d.linkedTo = first.linkedTo;
    }
    this.begun.unshift(d);
  }

  /** It passed a relay, where nothing ends: what is linked to it by point codes alone is another's. */
  private relayed(d: Dialogue): void {
    if (d.linkedTo === null) return;
    const others = this.begun
      .slice(0)
      .filter(x => x !== d && x.phase !== 'closed' && x.linkedTo === d.linkedTo && x.row.imsi === d.row.imsi);
    const belongs = (x: Dialogue): boolean =>
      x.sides[0].address === d.sides[0].address
        ? x.row.version !== d.row.version
        : (x.row.calledGt !== '' && x.row.calledGt === d.row.callingGt) ||
          (x.row.callingGt !== '' && x.row.callingGt === d.row.calledGt);
    if (others.length === 0 || others.some(belongs)) return;
    d.linkedTo = null;
    if (others.length === 1) for (const x of others) x.linkedTo = null;
  }

  // --- components

  private components(d: Dialogue, m: Tcap, at: number, sender: 0 | 1): void {
    for (const c of m.components ?? []) {
      if (c.kind === 'invoke') this.invoke(d, m, c, sender);
      else this.outcome(d, m, c, at, sender);
    }
  }

  private invoke(d: Dialogue, m: Tcap, c: Component, sender: 0 | 1): void {
    const { row } = d;
    const operation = c.operation ?? 0;
    const opens = sender === 0 && d.opening === null && (d.phase === 'open' || d.phase === 'ended');
    if (opens) {
      if (row.protocol === 'tcap') row.protocol = m.protocol ?? 'map';
      const isMap = row.protocol === 'map';
      if (isMap && d.bare) row.version = 1;
      d.opening = { id: c.id ?? 0, class: isMap ? CLASS[operation] : 1 };
      row.operation = operation;
      row.type = isMap ? typeOf(operation, row.version, c.wantsAuthentication === true) : 'OTHER';
      row.visitedNode = visited(row.type, row.version, m);
    }
    const isMap = row.protocol === 'map';
    if (isMap && operation === 7) row.isd++;
    const early = d.invokes.findIndex(i => i.early && i.side === sender && i.id === c.id);
    if (early >= 0) {
      d.invokes.splice(early, 1);
      if (!this.unordered(d.earlyFile, d.earlyAt, m)) d.invalid = true;
      if (opens) d.answered = true;
      return;
    }
    d.invokes.push({ side: sender, id: c.id ?? 0, operation, class: isMap ? CLASS[operation] : 2, early: false });
  }

  private outcome(d: Dialogue, m: Tcap, c: Component, at: number, sender: 0 | 1): void {
    const { row } = d;
    const invoker = sender === 0 ? 1 : 0;
    const found = c.id === undefined ? -1 : d.invokes.findIndex(i => !i.early && i.side === invoker && i.id === c.id);
    const opening = found >= 0 && invoker === 0 && d.opening !== null && !d.answered && c.id === d.opening.id;
    const answer = (): void => this.answer(d, m, at);
    const error = (final: boolean): void => {
      const unseen = invoker === 0 && d.opening === null;
      const refusal = row.type !== 'CL' && (final || unseen || row.type === 'OTHER');
      const cause = c.parameter === undefined ? `map-error ${c.code ?? 0}` : `parameter ${c.parameter}`;
      this.fail(d, refusal ? 'reject' : 'error', `map-error ${c.code ?? 0}`, cause, final);
    };
    if (c.kind === 'reject') {
      if (found >= 0) d.invokes.splice(found, 1);
      if (opening) {
        answer();
        d.answered = true;
      }
      this.fail(d, 'error', 'Reject', `problem ${c.code ?? 0}`, opening);
      return;
    }
    if (found < 0) {
      const again = invoker === 0 && d.opening !== null && c.id === d.opening.id;
      if (c.kind !== 'resultNotLast' && !again) {
        d.invokes.push({ side: invoker, id: c.id ?? 0, operation: 0, class: 0, early: true });
        d.earlyAt = at;
        d.earlyFile = m.file ?? 0;
      }
      if (c.kind === 'error') error(false);
      return;
    }
    if (opening) answer();
    if (c.kind === 'resultNotLast') return;
    d.invokes.splice(found, 1);
    if (opening) d.answered = true;
    else if (d.answered && invoker === 1 && !this.unordered(d.answeredFile, d.answeredAt, m)) d.invalid = true;
    if (c.kind === 'error') error(opening);
  }

  private setDeadline(d: Dialogue): void {
    const { m, ml } = this.options.mapTimeout;
    if (d.phase === 'waiting') return;
    if (d.phase === 'ended') d.deadline = this.now + micros(this.options.reorderWindow);
    else if (d.phase === 'orphan') d.deadline = this.now + micros(m);
    else {
      const waits = d.invokes
        .filter(i => !i.early)
        .map(i => (d.row.protocol === 'map' ? this.timeout(i.operation) : m));
      if (d.row.protocol === 'cap' || d.row.protocol === 'inap') waits.push(ml);
      d.deadline = this.now + micros(waits.length === 0 ? m : Math.max(...waits));
    }
  }

  private timeout(operation: number): number {
    const limit = TIMER_LIMIT[operationTimer(operation, 3)];
    const { s, m, ml, l } = this.options.mapTimeout;
    return limit === 10_000 ? s : limit === 30_000 ? m : limit === 600_000 ? ml : l;
  }

  /** A dialogue that the message opens. */
  private fresh(m: Tcap, at: number): Dialogue {
    const isMap = (m.protocol ?? 'map') === 'map';
    const row: Row = {
      ...blank(),
      protocol: m.protocol ?? 'map',
      type: 'OTHER',
      start: seconds(at),
      end: seconds(at),
      messages: 1,
      firstFrame: this.frame,
      lastFrame: this.frame,
      file: m.file ?? 0,
      otid: m.otid ?? '',
      src: ip(m.src),
      dst: ip(m.dst),
      loss: lost(m),
      callingGt: m.calling?.gt ?? '',
      calledGt: m.called?.gt ?? '',
      callingSsn: m.calling?.ssn ?? null,
      calledSsn: m.called?.ssn ?? null,
      context: m.context ? `${m.context[0]}.${m.context[1]}` : (m.text ?? ''),
    };
    if (m.opc !== undefined || m.dpc !== undefined) {
      row.opc = m.opc ?? 0;
      row.dpc = m.dpc ?? 0;
    }
    const bare = m.context === undefined && m.text === undefined && !m.dialoguePdu;
    if (m.context && (isMap || m.protocol === 'tcap')) row.version = m.context[1];
    else if (bare && isMap) row.version = 1;
    identify(row, m);
    const d = blankDialogue(row);
    d.bare = bare;
    d.port = m.association ?? 0;
    return d;
  }

  // --- GTP --------------------------------------------------------------------------------------------------------

  private takeGtp(m: Gtp, at: number, copy: boolean): void {
    if (!copy && m.recovery !== undefined) this.recovery(m);
    if (m.gtp === 52) this.acknowledge(m, at, copy);
    else if (m.gtp in ANSWER && m.gtp !== 51) this.takeRequest(m, at, copy);
    else if (m.gtp in REQUEST || m.gtp === 3 || m.gtp === 31) this.takeResponse(m, at, copy);
    else if (!copy) {
      const d = this.gtpRequest(m, at);
      d.phase = 'ended';
      d.awaits = 0;
      this.close(d, false);
    }
  }

  private recovery(m: Gtp): void {
    let restarted = false;
    for (const gsn of new Set([m.src, m.controlAddress])) {
      if (gsn === undefined) continue;
      const before = this.counters.get(gsn);
      this.counters.set(gsn, m.recovery ?? 0);
      if (before === undefined || before === m.recovery) continue;
      restarted = true;
      this.epochs.set(gsn, (this.epochs.get(gsn) ?? 0) + 1);
    }
    if (restarted) this.anomaly('node-restart');
  }

  private sameKey(
    d: Dialogue,
    m: Gtp,
    requester: string | undefined,
    responder: string | undefined,
    port: number,
  ): boolean {
    return (
      d.gtp &&
      d.row.src === ip(requester) &&
      d.row.dst === ip(responder) &&
      d.port === port &&
      (d.row.sequence ?? 0) === (m.sequence ?? 0)
    );
  }

  private takeRequest(m: Gtp, at: number, copy: boolean): void {
    const port = m.srcPort ?? 2123;
    const hash = octetsOf(m);
    for (const d of this.newest()) {
      if (!this.sameKey(d, m, m.src, m.dst, port) || d.phase === 'waiting' || d.row.operation !== m.gtp) continue;
      if (d.hash === hash) {
        if (copy) {
          d.row.copies++;
          return;
        }
        d.row.retransmissions++;
        this.counts.retransmissions++;
        d.deadline = this.now + micros(this.options.gtpTimeout);
        if (d.phase !== 'open') return;
        d.row.end = Math.max(d.row.end, seconds(at));
        d.row.lastFrame = this.frame;
        return;
      }
      if (copy) return;
      if (d.phase === 'open') this.anomaly('sequence-reused');
      this.close(d, false);
    }
    if (copy) return;
    const waits: Dialogue[] = [];
    for (const d of this.newest()) {
      if (!d.gtp || d.phase !== 'waiting' || d.row.operation !== m.gtp || d.port !== port) continue;
      if (d.row.src !== ip(m.src) || (d.row.sequence ?? 0) !== (m.sequence ?? 0)) continue;
      waits.push(d);
    }
    const own = this.ownTeid(m);
    const known = (d: Dialogue): boolean => own !== null && d.askersTeid !== 0;
    const here = waits.find(d => d.row.dst === ip(m.dst) || (known(d) && own === d.askersTeid));
    const unknown = waits.filter(d => d.row.dst !== ip(m.dst) && !known(d));
    const d = here ?? (unknown.length === 1 ? unknown[0] : undefined);
    if (d !== undefined) {
      const rule = d.row.dst === ip(m.dst) ? 'sequence' : 'sequence+teid';
      if (!this.unordered(d.row.file, micros(d.row.start), m)) {
        this.adoptGtp(d, m, at, rule);
        return;
      }
      this.live.splice(this.live.indexOf(d), 1);
      this.openGtp(m, at);
      const opened = this.live.at(-1);
      if (opened) opened.row.copies = d.row.copies;
      this.replay(d);
      return;
    }
    this.openGtp(m, at);
  }

  /** Control TEID of who asks: as the request says, or as its tunnel knows it of that address. */
  private ownTeid(m: Gtp): number | null {
    if (m.teidControl !== undefined) return m.teidControl;
    for (const end of ['ggsn', 'sgsn'] as const) {
      const t = this.tunnelAt(end, m.dst, m.teid ?? 0, m.nsapi);
      if (t === null) continue;
      const asker = end === 'ggsn' ? t.sgsn : t.ggsn;
      return asker === ip(m.src) ? (end === 'ggsn' ? t.teidSgsn : t.teidGgsn) : null;
    }
    return null;
  }

  private openGtp(m: Gtp, at: number): void {
    const d = this.gtpRequest(m, at);
    d.phase = 'open';
    d.awaits = ANSWER[m.gtp];
    d.deadline = this.now + micros(this.options.gtpTimeout);
    d.sides[0].stamp = ++this.stamp;
    this.live.push(d);
  }

  private newest(): Dialogue[] {
    return this.live.filter(d => d.gtp && d.phase !== 'closed').sort((a, b) => b.sides[0].stamp - a.sides[0].stamp);
  }

  private adoptGtp(d: Dialogue, m: Gtp, at: number, match: string): void {
    const before = d.row;
    const cause = before.cause === null ? undefined : Number(before.cause.split(' ')[1]);
    const awaited = ANSWER[d.awaits] ?? 0;
    const opened = this.gtpRequest(m, at, before);
    d.row = {
      ...opened.row,
      start: Math.min(before.start, seconds(at)),
      end: Math.max(before.end, seconds(at)),
      firstFrame: before.firstFrame,
      file: before.file,
      messages: before.messages + 1,
      copies: before.copies,
      loss: before.loss || opened.row.loss,
      cause: before.cause,
      outcome: before.outcome,
      reason: before.reason,
      match,
    };
    Object.assign(d, { hash: opened.hash, toSgsn: opened.toSgsn, teardown: opened.teardown, tunnel: opened.tunnel });
    d.movesSgsn = opened.movesSgsn;
    d.invalid = true;
    d.sides[0].stamp = ++this.stamp;
    d.deadline = this.now + micros(this.options.gtpTimeout);
    if (awaited !== 0 && accepted(cause)) {
      d.phase = 'open';
      d.awaits = awaited;
      return;
    }
    d.phase = 'ended';
    d.awaits = 0;
    this.settle(d, cause, d.askersTeid);
  }

  private takeResponse(m: Gtp, at: number, copy: boolean): void {
    const port = m.dstPort ?? 2123;
    const answers = (d: Dialogue): boolean =>
      d.phase !== 'waiting' && (ANSWER[d.row.operation ?? 0] === m.gtp || m.gtp === 3 || m.gtp === 31);
    const teid = (d: Dialogue): number | null => {
      if (d.row.src !== (d.toSgsn ? d.row.ggsnAddress : d.row.sgsnAddress)) return null;
      return d.toSgsn ? d.row.teidGgsn : d.row.teidSgsn;
    };
    const known = (d: Dialogue): boolean => teid(d) !== null && (m.teid ?? 0) !== 0;
    // Answered already, and this one goes to another: its request comes behind it.
    const another = (d: Dialogue): boolean => d.phase === 'ended' && known(d) && teid(d) !== m.teid;
    let found = this.newest().find(d => this.sameKey(d, m, m.dst, m.src, port) && answers(d) && !another(d));
    let rule = 'sequence';
    if (!found) {
      rule = 'sequence+teid';
      const others = this.newest().filter(
        d => d.row.src === ip(m.dst) && d.port === port && (d.row.sequence ?? 0) === (m.sequence ?? 0) && answers(d),
      );
      const agree = others.filter(d => !known(d) || teid(d) === m.teid);
      const open = agree.filter(d => d.phase === 'open');
      found = open.find(known);
      if (!found && open.length === 1) found = open[0];
      // Answered already: the same answer again.
      if (!found && open.length === 0) found = agree[0];
    }
    if (!found) {
      const early = this.newest().find(
        d => d.phase === 'waiting' && d.awaits === m.gtp && this.sameKey(d, m, m.dst, m.src, port),
      );
      if (copy && early) early.row.copies++;
      if (!copy) this.waitGtp(m, at, port);
      return;
    }
    if (copy) {
      found.row.copies++;
      return;
    }
    if (found.phase !== 'open' || (found.awaits !== m.gtp && found.row.match !== '')) {
      this.anomaly('late-duplicate');
      return;
    }
    const d = found;
    this.counted(d, m, at);
    d.row.responseTime = seconds(Math.max(0, at - micros(d.row.start)));
    if (d.row.match === '') d.row.match = rule;
    identify(d.row, m);
    place(d.row, m);
    const cause = this.judge(d, m);
    if (m.gtp === 51 && accepted(cause) && !d.acknowledged) {
      d.awaits = 52;
      return;
    }
    d.awaits = 0;
    d.phase = 'ended';
    if (accepted(cause) && (d.row.operation === 16 || d.row.operation === 18)) this.granted(d, m);
    this.settle(d, cause, m.teid ?? 0);
  }

  private judge(d: Dialogue, m: Gtp): number | undefined {
    if (m.gtp === 3 || m.gtp === 31) {
      this.fail(d, 'error', `gtp-cause ${m.gtp === 3 ? 198 : 214}`, null, true);
      return undefined;
    }
    if (m.cause === undefined) return undefined;
    if (accepted(m.cause)) d.row.cause = `gtp ${m.cause}`;
    else this.fail(d, 'error', `gtp-cause ${m.cause}`, `gtp ${m.cause}`, true);
    return m.cause;
  }

  private waitGtp(m: Gtp, at: number, port: number): void {
    if (!(m.gtp in REQUEST)) {
      this.counts.orphans++;
      this.counts.orphanMessages++;
      return;
    }
    if (
      this.newest().some(d => d.phase === 'waiting' && d.awaits === m.gtp && this.sameKey(d, m, m.dst, m.src, port))
    ) {
      this.anomaly('late-duplicate');
      return;
    }
    const d = blankDialogue({
      ...blank(),
      protocol: 'gtp',
      type: 'OTHER',
      operation: REQUEST[m.gtp] ?? null,
      sequence: m.sequence ?? null,
      start: seconds(at),
      end: seconds(at),
      messages: 1,
      firstFrame: this.frame,
      lastFrame: this.frame,
      file: m.file ?? 0,
      src: ip(m.dst),
      dst: ip(m.src),
      loss: lost(m),
    });
    Object.assign(d, { gtp: true, phase: 'waiting', port, awaits: m.gtp, askersTeid: m.teid ?? 0 });
    d.deadline = this.now + micros(this.options.reorderWindow);
    identify(d.row, m);
    place(d.row, m);
    this.keep(d, m);
    const cause = this.judge(d, m);
    if (accepted(cause) && m.gtp === 17) this.granted(d, m);
    d.sides[0].stamp = ++this.stamp;
    this.live.push(d);
  }

  private acknowledge(m: Gtp, at: number, copy: boolean): void {
    const d = this.newest().find(
      x =>
        x.phase !== 'waiting' &&
        x.row.operation === 50 &&
        (x.row.sequence ?? 0) === (m.sequence ?? 0) &&
        x.row.src === ip(m.src),
    );
    if (!d) {
      if (copy) return;
      this.counts.orphans++;
      this.counts.orphanMessages++;
    } else if (copy) d.row.copies++;
    else if (d.phase !== 'open' || d.acknowledged) this.anomaly('late-duplicate');
    else {
      this.counted(d, m, at);
      d.acknowledged = true;
      this.judge(d, m);
      if (d.awaits !== 52) d.invalid = true;
      else {
        d.awaits = 0;
        d.phase = 'ended';
      }
    }
  }

  /** The dialogue that a request opens; `before`: what the answer that came first made known. */
  private gtpRequest(m: Gtp, at: number, before?: Row): Dialogue {
    const row: Row = {
      ...blank(),
      protocol: 'gtp',
      type: GTP_TYPES[m.gtp] ?? 'OTHER',
      operation: m.gtp,
      sequence: m.sequence ?? null,
      start: seconds(at),
      end: seconds(at),
      messages: 1,
      firstFrame: this.frame,
      lastFrame: this.frame,
      file: m.file ?? 0,
      src: ip(m.src),
      dst: ip(m.dst),
      loss: lost(m),
      visitedNode: m.gtp in GTP_TYPES ? 'SGSN' : '',
    };
    if (before) {
      for (const field of [
        'imsi',
        'msisdn',
        'imei',
        'apn',
        'nsapi',
        'endUser',
        'rat',
        'rai',
        'location',
        'ggsnAddress',
        'teidGgsn',
      ] as const) {
        (row as unknown as Record<string, unknown>)[field] = before[field];
      }
    }
    place(row, m);
    identify(row, m);
    const d = blankDialogue(row);
    Object.assign(d, { gtp: true, port: m.srcPort ?? 2123, hash: octetsOf(m), teardown: m.teardown === 1 });
    if (m.gtp === 16) this.create(d, m);
    else if (m.gtp === 18 || m.gtp === 20) this.byTeid(d, m);
    return d;
  }

  // --- tunnels

  private plays(gsn: string, role: string): void {
    if (gsn === '') return;
    const known = this.roles.get(gsn) ?? new Set();
    this.roles.set(gsn, known.add(role));
  }

  private alive(t: Tunnel): boolean {
    const epoch = (gsn: string): number => this.epochs.get(gsn) ?? 0;
    return (
      t.open && (t.ggsn === '' || epoch(t.ggsn) === t.ggsnEpoch) && (t.sgsn === '' || epoch(t.sgsn) === t.sgsnEpoch)
    );
  }

  private tunnelAt(
    end: 'ggsn' | 'sgsn',
    gsn: string | undefined,
    teid: number,
    nsapi: number | undefined,
  ): Tunnel | null {
    const stamp = (t: Tunnel): number => (end === 'ggsn' ? t.ggsnStamp : t.sgsnStamp);
    const at = this.tunnels
      .filter(t => this.alive(t) && t[end] === ip(gsn) && (end === 'ggsn' ? t.teidGgsn : t.teidSgsn) === teid)
      .sort((a, b) => stamp(b) - stamp(a));
    if (nsapi === undefined) return at.at(-1) ?? null;
    return at.find(t => t.nsapi === nsapi) ?? at.filter(t => t.nsapi === 0).at(-1) ?? null;
  }

  private setEnd(t: Tunnel, end: 'ggsn' | 'sgsn', gsn: string, teid: number): void {
    t[end] = gsn;
    if (end === 'ggsn')
      Object.assign(t, { teidGgsn: teid, ggsnEpoch: this.epochs.get(gsn) ?? 0, ggsnStamp: ++this.stamp });
    else Object.assign(t, { teidSgsn: teid, sgsnEpoch: this.epochs.get(gsn) ?? 0, sgsnStamp: ++this.stamp });
  }

  private newTunnel(nsapi: number): Tunnel {
    const t: Tunnel = {
      number: this.tunnels.length + 1,
      open: true,
      nsapi,
      ggsn: '',
      sgsn: '',
      teidGgsn: null,
      teidSgsn: null,
      ggsnEpoch: 0,
      sgsnEpoch: 0,
      ggsnStamp: 0,
      sgsnStamp: 0,
      imsi: '',
      msisdn: '',
      imei: '',
      apn: '',
      endUser: null,
    };
    this.tunnels.push(t);
    this.counts.tunnelsOpened++;
    return t;
  }

  /** Each tells the other what it lacks. */
  private inherit(row: Row, t: Tunnel): void {
    for (const field of ['imsi', 'msisdn', 'imei', 'apn'] as const) {
      if (row[field] === '') row[field] = t[field];
      else if (t[field] === '') t[field] = row[field];
    }
    if (t.teidGgsn !== null && row.teidGgsn === null) {
      row.teidGgsn = t.teidGgsn;
      row.ggsnAddress = t.ggsn;
    }
    if (t.teidSgsn !== null && row.teidSgsn === null) {
      row.teidSgsn = t.teidSgsn;
      row.sgsnAddress = t.sgsn;
    }
    if (t.endUser !== null && row.endUser === '') row.endUser = t.endUser;
  }

  private belongs(d: Dialogue, t: Tunnel): void {
    d.tunnel = t;
    d.row.tunnel = String(t.number);
    if (d.row.nsapi === null) d.row.nsapi = t.nsapi === 0 ? null : t.nsapi;
    else if (t.nsapi === 0) t.nsapi = d.row.nsapi;
  }

  private names(d: Dialogue, m: Gtp): void {
    if (m.controlAddress !== undefined) d.row.sgsnAddress = ip(m.controlAddress);
    if (m.teidControl === undefined) return;
    d.row.teidSgsn = m.teidControl;
    d.movesSgsn = true;
    if (m.controlAddress === undefined) d.row.sgsnAddress = ip(m.src);
  }

  private create(d: Dialogue, m: Gtp): void {
    this.plays(ip(m.src), 'sgsn');
    this.plays(ip(m.dst), 'ggsn');
    this.names(d, m);
    if (d.row.sgsnAddress === '') d.row.sgsnAddress = ip(m.src);
    if (m.teid) {
      const primary = this.tunnelAt('ggsn', m.dst, m.teid, undefined);
      if (primary) this.inherit(d.row, primary);
      d.row.teidGgsn ??= m.teid;
    }
    if (d.row.ggsnAddress === '') d.row.ggsnAddress = ip(m.dst);
  }

  private byTeid(d: Dialogue, m: Gtp): void {
    const teid = m.teid ?? 0;
    let toGgsn = true;
    let t = this.tunnelAt('ggsn', m.dst, teid, m.nsapi);
    if (!t) {
      t = this.tunnelAt('sgsn', m.dst, teid, m.nsapi);
      if (t) toGgsn = false;
    }
    if (!t) {
      const says = m.gtp === 18 && (m.controlAddress !== undefined || m.teidControl !== undefined);
      const only = (gsn: string | undefined, role: string): boolean => {
        const known = this.roles.get(ip(gsn));
        return known !== undefined && known.size === 1 && known.has(role);
      };
      toGgsn = says || !(only(m.dst, 'sgsn') || only(m.src, 'ggsn'));
      const end = toGgsn ? 'ggsn' : 'sgsn';
      const sibling = this.tunnelAt(end, m.dst, teid, undefined);
      t = this.newTunnel(m.nsapi ?? 0);
      if (sibling) {
        const { imsi, msisdn, imei, apn } = sibling;
        Object.assign(t, { imsi, msisdn, imei, apn });
        if (sibling.teidGgsn !== null) this.setEnd(t, 'ggsn', sibling.ggsn, sibling.teidGgsn);
        if (sibling.teidSgsn !== null) this.setEnd(t, 'sgsn', sibling.sgsn, sibling.teidSgsn);
      }
      this.setEnd(t, end, ip(m.dst), teid);
    }
    d.toSgsn = !toGgsn;
    if (toGgsn && m.gtp === 18) this.names(d, m);
    this.inherit(d.row, t);
    this.belongs(d, t);
    if (d.row.ggsnAddress === '') d.row.ggsnAddress = ip(toGgsn ? m.dst : m.src);
    if (d.row.sgsnAddress === '') d.row.sgsnAddress = ip(toGgsn ? m.src : m.dst);
  }

  private granted(d: Dialogue, m: Gtp): void {
    if (d.toSgsn) return;
    if (m.controlAddress !== undefined) d.row.ggsnAddress = ip(m.controlAddress);
    if (m.teidControl === undefined) return;
    d.row.teidGgsn = m.teidControl;
    d.movesGgsn = true;
  }

  private settle(d: Dialogue, cause: number | undefined, askersTeid: number): void {
    const { row } = d;
    if (row.operation === 16) {
      if (!accepted(cause)) return;
      this.plays(row.ggsnAddress, 'ggsn');
      this.plays(row.sgsnAddress, 'sgsn');
      if (row.teidGgsn !== null) {
        const older = this.tunnelAt('ggsn', row.ggsnAddress, row.teidGgsn, row.nsapi ?? 0);
        if (older) older.open = false;
      }
      const t = this.newTunnel(row.nsapi ?? 0);
      if (row.teidGgsn !== null) this.setEnd(t, 'ggsn', row.ggsnAddress, row.teidGgsn);
      if (row.teidSgsn !== null) this.setEnd(t, 'sgsn', row.sgsnAddress, row.teidSgsn);
      if (row.endUser !== '') t.endUser = row.endUser;
      this.inherit(row, t);
      this.belongs(d, t);
      return;
    }
    const t = d.tunnel;
    if (t === null || !this.alive(t)) return;
    if (row.operation === 18 && accepted(cause)) {
      if (askersTeid !== 0) {
        if (d.toSgsn && row.teidGgsn === null) {
          row.teidGgsn = askersTeid;
          d.movesGgsn = true;
        } else if (!d.toSgsn && row.teidSgsn === null) {
          row.teidSgsn = askersTeid;
          d.movesSgsn = true;
        }
      }
      if (d.movesSgsn) {
        this.plays(row.sgsnAddress, 'sgsn');
        this.setEnd(t, 'sgsn', row.sgsnAddress, row.teidSgsn ?? 0);
      }
      if (d.movesGgsn) {
        this.plays(row.ggsnAddress, 'ggsn');
        this.setEnd(t, 'ggsn', row.ggsnAddress, row.teidGgsn ?? 0);
      }
    }
    if (row.operation === 20 && (accepted(cause) || cause === 192)) {
      const all =
        d.teardown && t.teidGgsn !== null
          ? this.tunnels.filter(x => this.alive(x) && x.ggsn === t.ggsn && x.teidGgsn === t.teidGgsn && x.apn === t.apn)
          : [t];
      for (const x of all) x.open = false;
      this.counts.tunnelsClosed += all.length;
    }
  }
}

/** An address holds a point code of its own: a relay leaves it as it is. */
function pointInside(m: Tcap): boolean {
  return m.calling?.pc !== undefined || m.called?.pc !== undefined;
}

function lost(m: Message): boolean {
  // FLAG_SNAPPED
  return ((m.flags ?? 0) & 1) !== 0 || (m.fault ?? 0) !== 0;
}

function ip(text: string | undefined): string {
  return text ?? '';
}

/** What any message may tell of the device and its nodes; what stands stays. */
function identify(row: Row, m: Message): void {
  const fill = (
    field: 'imsi' | 'msisdn' | 'imei' | 'sgsnNumber' | 'vlrNumber' | 'mscNumber' | 'visitedPlmn',
    value: string | undefined,
  ): void => {
    if (row[field] === '' && value !== undefined) row[field] = value;
  };
  fill('imsi', m.imsi);
  fill('msisdn', m.msisdn);
  fill('imei', m.imei);
  if ('gtp' in m) return;
  fill('sgsnNumber', m.sgsnNumber);
  fill('vlrNumber', m.vlrNumber);
  fill('mscNumber', m.mscNumber);
  fill('visitedPlmn', m.visitedPlmn === undefined ? undefined : Buffer.from(m.visitedPlmn).toString('hex'));
}

/** Elements of GTP that say where: the newest stands, but the first NSAPI. */
function place(row: Row, m: Gtp): void {
  row.nsapi ??= m.nsapi ?? null;
  if (m.rai) row.rai = Buffer.from(m.rai).toString('hex');
  if (m.location) row.location = `${m.location[0]} ${Buffer.from(m.location[1]).toString('hex')}`;
  if (m.rat !== undefined) row.rat = m.rat;
  if (m.apn !== undefined) row.apn = m.apn;
  if (m.endUser !== undefined) row.endUser = m.endUser;
}

function typeOf(operation: number, version: number, authentication: boolean): string {
  if (operation === 56) return 'SAI';
  if (operation === 2) return 'UL';
  if (operation === 3) return 'CL';
  if (operation === 23 && version >= 2) return 'UL_GPRS';
  return operation === 9 && version === 1 && authentication ? 'SAI' : 'OTHER';
}

function visited(type: string, version: number, m: Tcap): string {
  const bySsn = (ssn: number | undefined): string => (ssn === 7 ? 'VLR' : ssn === 149 ? 'SGSN' : '');
  if (type === 'UL') return 'VLR';
  if (type === 'UL_GPRS') return 'SGSN';
  if (type === 'CL') return bySsn(m.called?.ssn);
  if (type !== 'SAI') return '';
  const nodes: Readonly<Record<number, string>> = {
    0: 'VLR',
    1: 'SGSN',
    2: 'IMS',
    3: 'IMS',
    4: 'IMS',
    5: 'IMS',
    16: 'MME',
    17: 'MME_SGSN',
  };
  const told = m.requestingNode === undefined ? undefined : nodes[m.requestingNode];
  return told ?? (bySsn(m.calling?.ssn) || (version >= 3 ? '' : 'VLR'));
}

function blankDialogue(row: Row): Dialogue {
  const side = (): Side => ({ tid: '', address: '', other: '', pc: 0, stamp: 0 });
  return {
    row,
    phase: 'open',
    deadline: Number.POSITIVE_INFINITY,
    gtp: false,
    sides: [side(), side()],
    seen: [],
    invokes: [],
    opening: null,
    answered: false,
    failed: false,
    final: false,
    invalid: false,
    ended: false,
    endedBy: new Set(),
    answerer: '',
    bare: false,
    linkedTo: null,
    kept: [],
    earlyAt: 0,
    earlyFile: 0,
    answeredAt: 0,
    answeredFile: 0,
    port: 0,
    hash: 0,
    awaits: 0,
    acknowledged: false,
    toSgsn: false,
    teardown: false,
    tunnel: null,
    movesSgsn: false,
    movesGgsn: false,
    askersTeid: 0,
  };
}

function blank(): Row {
  return {
    id: '',
    linked: null,
    protocol: '',
    type: '',
    operation: null,
    version: 0,
    outcome: 'success',
    reason: '',
    cause: null,
    start: 0,
    end: 0,
    responseTime: null,
    messages: 0,
    isd: 0,
    retransmissions: 0,
    copies: 0,
    edge: '',
    loss: false,
    imsi: '',
    msisdn: '',
    imei: '',
    visitedNode: '',
    visitedPlmn: '',
    vlrNumber: '',
    mscNumber: '',
    sgsnNumber: '',
    legs: 1,
    transitTime: null,
    match: '',
    callingGt: '',
    callingSsn: null,
    calledGt: '',
    calledSsn: null,
    opc: null,
    dpc: null,
    context: '',
    otid: '',
    dtid: '',
    src: '',
    dst: '',
    sequence: null,
    tunnel: null,
    apn: '',
    nsapi: null,
    ggsnAddress: '',
    sgsnAddress: '',
    teidGgsn: null,
    teidSgsn: null,
    endUser: '',
    rat: null,
    rai: '',
    location: '',
    file: 0,
    firstFrame: 0,
    lastFrame: 0,
  };
}
