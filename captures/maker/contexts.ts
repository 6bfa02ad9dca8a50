/**
 * PDP contexts as far as messages have told an observer of them (TS 29.060; specification of dialogues §4). What is
 * known of one stands with the tunnel that it is about, primary and secondary contexts together, and is found there by
 * what a header says: an end's address, its control TEID, and the NSAPI.
 */
import {
  APN,
  type Dialogue,
  GGSN_END,
  IMEI,
  IMSI,
  MSISDN,
  PDP_TYPE,
  SGSN_END,
  type Step,
  USER_ADDRESS,
} from './dialogue.ts';
import * as gtp from './gtp.ts';
import type { Tunnel } from './nodes.ts';
import type { Observation } from './observation.ts';

/** What passes from a tunnel to the dialogues over it, and back. */
const SHARED = IMSI | MSISDN | IMEI | APN | PDP_TYPE | USER_ADDRESS;
const NON_EXISTENT = 192;

export class Context {
  known = 0;
  ggsnIp = '';
  /** -1 where it is not known. */
  ggsnTeid = -1;
  sgsnIp = '';
  sgsnTeid = -1;
  ggsnLife = 0;
  sgsnLife = 0;
  /** When the end was told, by count. */
  ggsnTold = 0;
  sgsnTold = 0;
  closed = false;
  readonly nsapi: number;

  constructor(nsapi: number) {
    this.nsapi = nsapi;
  }
}

export function accepted(cause: number): boolean {
  return cause >= 128 && cause <= 176;
}

export class Contexts {
  /** By address: restart counter last seen, and how often it has changed. */
  private readonly counters = new Map<string, { counter: number; life: number }>();

  private told = 0;

  /** A recovery element in a message from `source`, which calls itself `named`. */
  recovery(source: string, named: string, counter: number): void {
    for (const ip of source === named || named === '' ? [source] : [source, named]) {
      const known = this.counters.get(ip);
      if (known === undefined) this.counters.set(ip, { counter, life: 0 });
      else if (known.counter !== counter) {
        known.counter = counter;
        known.life++;
      }
    }
  }

  /** A request has been seen that opens a record: it tells of its ends, and takes what its tunnel knows. */
  asked(d: Dialogue, o: Observation, step: Step): void {
    const t = d.tunnel as Tunnel;
    const to = (d.opener === t.ggsn ? d.sgsnIp : t.ggsn.host!.text) as string;
    o.toSgsn = d.opener === t.ggsn;
    if (step.type === gtp.CREATE_REQUEST) {
      o.sgsnIp = d.sgsnIp;
      o.ggsnIp = to;
      if (step.learns & SGSN_END) o.sgsnTeid = d.sgsnControl;
      if (t.primary !== null) {
        const primary = this.find(t, true, to, t.ggsnControl, -1);
        if (primary !== null) this.inherit(o, primary);
        if (o.ggsnTeid < 0) o.ggsnTeid = t.ggsnControl;
      }
      return;
    }
    const teid = o.toSgsn ? d.sgsnControl : t.ggsnControl;
    const context = this.find(t, !o.toSgsn, to, teid, t.nsapi) ?? this.unknown(t, !o.toSgsn, to, teid);
    if (!o.toSgsn && step.type === gtp.UPDATE_REQUEST) {
      o.sgsnIp = d.sgsnIp;
      o.sgsnTeid = d.sgsnControl;
      o.namedSgsn = true;
    }
    this.inherit(o, context);
    o.context = context;
    if (o.ggsnIp === '') o.ggsnIp = t.ggsn.host!.text;
    if (o.sgsnIp === '') o.sgsnIp = d.sgsnIp;
  }

  /** The answer has been seen, and the request: what it does to the tunnel. */
  answered(d: Dialogue, o: Observation, step: Step): void {
    const t = d.tunnel as Tunnel;
    const well = accepted(step.cause);
    const request = d.script[0]!.type;
    if (well && !o.toSgsn && step.learns & GGSN_END) {
      o.ggsnIp = t.ggsn.host!.text;
      o.ggsnTeid = t.ggsnControl;
      o.namedGgsn = true;
    }
    if (request === gtp.CREATE_REQUEST) {
      if (well) this.open(t, o);
      return;
    }
    const context = o.context;
    if (context === null || context.closed || !this.alive(context)) return;
    if (request === gtp.UPDATE_REQUEST && well) {
      // The header of the answer carries the asker's own TEID.
      if (o.toSgsn && o.ggsnTeid < 0) {
        o.ggsnTeid = t.ggsnControl;
        o.namedGgsn = true;
      } else if (!o.toSgsn && o.sgsnTeid < 0) {
        o.sgsnTeid = d.sgsnControl;
        o.namedSgsn = true;
      }
      if (o.namedSgsn) this.setSgsn(context, o.sgsnIp, o.sgsnTeid);
      if (o.namedGgsn) this.setGgsn(context, o.ggsnIp, o.ggsnTeid);
    }
    if (request === gtp.DELETE_REQUEST && (well || step.cause === NON_EXISTENT)) {
      if (d.teardown) this.closeAll(t, context);
      else context.closed = true;
    }
  }

  /** Of an end's contexts the one with the NSAPI; below 0 the oldest. */
  private find(t: Tunnel, atGgsn: boolean, ip: string, teid: number, nsapi: number): Context | null {
    let found: Context | null = null;
    for (const c of familyOf(t)) {
      if (c.closed || (atGgsn ? c.ggsnIp !== ip || c.ggsnTeid !== teid : c.sgsnIp !== ip || c.sgsnTeid !== teid))
        continue;
      if (!this.alive(c)) {
        c.closed = true;
        continue;
      }
      // Of several the one whose end was told last; of any the one whose end was told first.
      const told = atGgsn ? c.ggsnTold : c.sgsnTold;
      const best = found === null ? -1 : atGgsn ? found.ggsnTold : found.sgsnTold;
      if (nsapi < 0 ? found === null || told < best : c.nsapi === nsapi && told > best) found = c;
    }
    return found;
  }

  /** From before the capture, or of a create that was not seen; what is known of another context of the end holds for it. */
  private unknown(t: Tunnel, atGgsn: boolean, ip: string, teid: number): Context {
    const sibling = this.find(t, atGgsn, ip, teid, -1);
    const c = new Context(t.nsapi);
    if (sibling !== null) {
      c.known = sibling.known & (IMSI | MSISDN | IMEI | APN);
      if (sibling.ggsnTeid >= 0) this.setGgsn(c, sibling.ggsnIp, sibling.ggsnTeid);
      if (sibling.sgsnTeid >= 0) this.setSgsn(c, sibling.sgsnIp, sibling.sgsnTeid);
    }
    if (atGgsn) this.setGgsn(c, ip, teid);
    else this.setSgsn(c, ip, teid);
    add(t, c);
    return c;
  }

  private open(t: Tunnel, o: Observation): void {
    if (o.ggsnTeid >= 0) {
      const older = this.find(t, true, o.ggsnIp, o.ggsnTeid, t.nsapi);
      if (older !== null) older.closed = true;
    }
    const c = new Context(t.nsapi);
    c.known = o.known & SHARED;
    if (o.ggsnTeid >= 0) this.setGgsn(c, o.ggsnIp, o.ggsnTeid);
    if (o.sgsnTeid >= 0) this.setSgsn(c, o.sgsnIp, o.sgsnTeid);
    o.context = c;
    add(t, c);
  }

  /** Teardown: every context of the connection. */
  private closeAll(t: Tunnel, context: Context): void {
    for (const c of familyOf(t)) {
      const same = c.ggsnIp === context.ggsnIp && c.ggsnTeid === context.ggsnTeid && context.ggsnTeid >= 0;
      if (same && (c.known & APN) === (context.known & APN)) c.closed = true;
    }
    context.closed = true;
  }

  private inherit(o: Observation, c: Context): void {
    o.known |= c.known & SHARED;
    if (c.ggsnTeid >= 0 && o.ggsnTeid < 0) {
      o.ggsnTeid = c.ggsnTeid;
      o.ggsnIp = c.ggsnIp;
    }
    if (c.sgsnTeid >= 0 && o.sgsnTeid < 0) {
      o.sgsnTeid = c.sgsnTeid;
      o.sgsnIp = c.sgsnIp;
    }
  }

  private setGgsn(c: Context, ip: string, teid: number): void {
    c.ggsnIp = ip;
    c.ggsnTeid = teid;
    c.ggsnTold = ++this.told;
    c.ggsnLife = this.counters.get(ip)?.life ?? 0;
  }

  private setSgsn(c: Context, ip: string, teid: number): void {
    c.sgsnIp = ip;
    c.sgsnTeid = teid;
    c.sgsnTold = ++this.told;
    c.sgsnLife = this.counters.get(ip)?.life ?? 0;
  }

  /** Neither end has come back with another counter since. */
  private alive(c: Context): boolean {
    const life = (ip: string): number => this.counters.get(ip)?.life ?? 0;
    return (c.ggsnTeid < 0 || life(c.ggsnIp) === c.ggsnLife) && (c.sgsnTeid < 0 || life(c.sgsnIp) === c.sgsnLife);
  }
}

function familyOf(t: Tunnel): readonly Context[] {
  return (t.primary ?? t).contexts;
}

function add(t: Tunnel, c: Context): void {
  const root = t.primary ?? t;
  root.contexts = [...root.contexts.filter(other => !other.closed), c];
}
