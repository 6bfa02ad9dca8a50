/** Dialogues of GTP between few GSNs: contexts that open, move and end, restarts, third messages. */
import type { Gtp } from '../messages.ts';
import type { Stage } from './stage.ts';

interface Gsn {
  ip: string;
  /** A second address, from which it answers at times. */
  other: string;
  sequence: number;
  teid: number;
  recovery: number;
}

interface Context {
  sgsn: Gsn;
  ggsn: Gsn;
  imsi: string;
  apn: string;
  nsapi: number;
  teidSgsn: number;
  teidGgsn: number;
}

export class GtpTraffic {
  private readonly stage: Stage;
  private readonly sgsns: Gsn[];
  private readonly ggsns: Gsn[];
  private readonly contexts: Context[] = [];

  constructor(stage: Stage) {
    this.stage = stage;
    const gsn = (i: number, net: number): Gsn => ({
      ip: `10.${net}.0.${i}`,
      other: `10.${net}.1.${i}`,
      sequence: stage.r.below(60),
      teid: 1 + stage.r.below(40),
      recovery: stage.r.below(256),
    });
    this.sgsns = Array.from({ length: 3 }, (_, i) => gsn(i, 1));
    this.ggsns = Array.from({ length: 3 }, (_, i) => gsn(i, 2));
  }

  /** A node that starts again gives out sequence numbers that are still in use. */
  restart(): void {
    const gsn = this.stage.r.pick(this.sgsns);
    gsn.sequence = (gsn.sequence + 58) % 60;
  }

  private sequence(gsn: Gsn): number {
    gsn.sequence = (gsn.sequence + 1) % 60;
    return gsn.sequence;
  }

  private teid(gsn: Gsn): number {
    gsn.teid += 1;
    return gsn.teid;
  }

  /** A request, perhaps several times, and its answer. */
  private exchange(
    at: number,
    from: Gsn,
    to: Gsn,
    ask: Partial<Gtp> & { gtp: number },
    answer: (Partial<Gtp> & { gtp: number }) | null,
  ): number {
    const { r } = this.stage;
    const sequence = this.sequence(from);
    const request: Gtp = { at: 0, sequence, src: from.ip, dst: to.ip, ...ask };
    let now = at;
    this.stage.add(now, request);
    while (r.chance(0.1)) {
      now += 2;
      this.stage.add(now, request);
    }
    if (answer === null) return now + 1;
    now += r.pick([0.01, 0.3, 1]);
    const response: Gtp = { at: 0, sequence, src: r.chance(0.1) ? to.other : to.ip, dst: from.ip, ...answer };
    this.stage.add(now, response);
    if (r.chance(0.03)) this.stage.add(now + 0.4, response);
    return now + 0.1;
  }

  /** A request of some kind at `at`, and what follows. */
  dialogue(at: number): void {
    const { r } = this.stage;
    const sgsn = r.pick(this.sgsns);
    const ggsn = r.pick(this.ggsns);
    const kind = r.below(12);
    if (kind <= 3 || this.contexts.length === 0) {
      const c: Context = {
        sgsn,
        ggsn,
        imsi: this.stage.imsi(),
        apn: r.pick(['internet', 'mms', 'ims']),
        nsapi: 5,
        teidSgsn: this.teid(sgsn),
        teidGgsn: this.teid(ggsn),
      };
      const cause = r.pick([128, 128, 128, 129, 130, 199, 222, 229, 180]);
      const ask = {
        gtp: 16,
        imsi: c.imsi,
        msisdn: '4917',
        apn: c.apn,
        nsapi: c.nsapi,
        teidControl: c.teidSgsn,
        controlAddress: sgsn.ip,
        ...(r.chance(0.2) ? { recovery: sgsn.recovery } : {}),
        ...(r.chance(0.3) ? { rat: 2, rai: [0x62, 0xf2, 0x10, 1, 2, r.below(4)] } : {}),
      };
      const granted =
        cause < 177 ? { teidControl: c.teidGgsn, controlAddress: ggsn.ip, endUser: `100.64.0.${r.below(250)}` } : {};
      this.exchange(at, sgsn, ggsn, ask, { gtp: 17, cause, teid: c.teidSgsn, ...granted });
      if (cause < 177) this.contexts.push(c);
      if (this.contexts.length > 30) this.contexts.shift();
      return;
    }
    const c = r.pick(this.contexts);
    if (kind === 4) {
      // A secondary context.
      const nsapi = 6 + r.below(3);
      this.exchange(
        at,
        c.sgsn,
        c.ggsn,
        { gtp: 16, teid: c.teidGgsn, nsapi },
        { gtp: 17, cause: 128, teid: c.teidSgsn },
      );
      this.contexts.push({ ...c, nsapi });
    } else if (kind === 5) {
      this.exchange(
        at,
        c.sgsn,
        c.ggsn,
        { gtp: 18, teid: c.teidGgsn, nsapi: c.nsapi },
        { gtp: 19, cause: r.pick([128, 128, 210]), teid: c.teidSgsn },
      );
    } else if (kind === 6) {
      this.exchange(
        at,
        c.ggsn,
        c.sgsn,
        { gtp: 18, teid: c.teidSgsn, ...(r.chance(0.7) ? { nsapi: c.nsapi } : {}) },
        { gtp: 19, cause: 128, teid: c.teidGgsn },
      );
    } else if (kind === 7) {
      // The SGSN moves.
      const to = r.pick(this.sgsns);
      const teid = this.teid(to);
      this.exchange(
        at,
        to,
        c.ggsn,
        { gtp: 18, teid: c.teidGgsn, nsapi: c.nsapi, teidControl: teid, controlAddress: to.ip },
        { gtp: 19, cause: 128, teid, ...(r.chance(0.2) ? { teidControl: c.teidGgsn, controlAddress: c.ggsn.ip } : {}) },
      );
      c.sgsn = to;
      c.teidSgsn = teid;
    } else if (kind <= 9) {
      const teardown = r.pick([undefined, 0, 1]);
      const cause = r.pick([128, 128, 192, 204]);
      const inward = r.chance(0.7);
      const ask = {
        gtp: 20,
        nsapi: c.nsapi,
        teid: inward ? c.teidGgsn : c.teidSgsn,
        ...(teardown === undefined ? {} : { teardown }),
      };
      const answer = { gtp: 21, cause, teid: inward ? c.teidSgsn : c.teidGgsn };
      if (inward) this.exchange(at, c.sgsn, c.ggsn, ask, answer);
      else this.exchange(at, c.ggsn, c.sgsn, ask, answer);
      if (r.chance(0.8)) this.contexts.splice(this.contexts.indexOf(c), 1);
    } else if (kind === 10) {
      const gsn = r.pick([...this.sgsns, ...this.ggsns]);
      const from = this.sgsns.includes(gsn) ? ggsn : sgsn;
      if (r.chance(0.1)) gsn.recovery = (gsn.recovery + 1) & 255;
      this.exchange(at, from, gsn, { gtp: 1 }, { gtp: r.chance(0.05) ? 3 : 2, recovery: gsn.recovery });
      if (r.chance(0.2)) this.stage.add(at, { at: 0, gtp: 26, src: from.ip, dst: gsn.ip, sequence: 0 });
    } else {
      const old = r.pick(this.sgsns);
      if (old === sgsn) return;
      const sequence = this.sequence(sgsn);
      this.stage.add(at, { at: 0, gtp: 50, sequence, src: sgsn.ip, dst: old.ip, teidControl: 7 });
      const cause = r.pick([128, 128, 210]);
      this.stage.add(at + 0.2, { at: 0, gtp: 51, sequence, src: old.ip, dst: sgsn.ip, cause, imsi: c.imsi, teid: 7 });
      if (cause === 128) this.stage.add(at + 0.4, { at: 0, gtp: 52, sequence, src: sgsn.ip, dst: old.ip, cause: 128 });
    }
  }
}
