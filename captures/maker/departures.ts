/**
 * Messages of MAP on their way: in segments and chunks, over one leg or both, gathered into packets of flows with what SCTP
 * does beside (acknowledgements, chunks again, heartbeats). What the taps show of a packet is theirs.
 */
import { actOn, type Dialogue, type Step } from './dialogue.ts';
import { clipsOf, end as encodedEnd, encodeMap, w } from './encode.ts';
import type { Engine } from './engine.ts';
import { BEAT_EVENT, FLUSH_EVENT, type FlowEvent, RELAY_EVENT, SACK_EVENT } from './events.ts';
import { type Act, BIT } from './faults.ts';
import { PADDING, writeBeat } from './m3ua.ts';
import { Relay } from './relay.ts';
import { type Flow, PPID_M3UA } from './sctp.ts';
import type { Link, Rider } from './world.ts';

const MS = 1000;

export class Departures {
  private readonly engine: Engine;
  private readonly relay: Relay;
  private readonly flushes = new Map<Flow<Rider>, FlowEvent>();
  private readonly sacks = new Map<Flow<Rider>, FlowEvent>();
  private readonly sackDue = new Set<Flow<Rider>>();
  private readonly tapOf = new Map<Flow<Rider>, number>();

  constructor(engine: Engine) {
    this.engine = engine;
    const { world, options, random, queue } = engine;
    const { manners, taps, legs } = options;
    this.relay = new Relay(world, legs);
    for (const link of world.links) {
      for (const flow of link.flows) {
        this.flushes.set(flow, { event: FLUSH_EVENT, flow });
        this.sacks.set(flow, { event: SACK_EVENT, flow });
        this.tapOf.set(flow, link.number % taps);
      }
      if (manners.beatEvery > 0) {
        queue.put(random.below(manners.beatEvery), { event: BEAT_EVENT, link });
      }
    }
  }

  /** A packet has waited long enough for more messages. */
  flush(flow: Flow<Rider>): void {
    if (!flow.empty) this.leave(flow);
  }

  /** An acknowledgement has waited long enough for DATA to ride with. */
  sack(flow: Flow<Rider>): void {
    this.sackDue.delete(flow);
    if (flow.unacknowledged > 0 && flow.empty) {
      flow.sack();
      this.packet(flow, false, []);
    }
  }

  /** The next segment of the next message, on the first leg. */
  send(d: Dialogue): void {
    const { engine } = this;
    if (d.segment === 0 && engine.options.legs) d.transit = engine.random.between(2 * MS, 25 * MS);
    if (this.sendLeg(d, 0, d.segment)) d.segment = 0;
    else {
      d.segment++;
      engine.queue.put(engine.now + engine.random.between(20, 400), d);
    }
  }

  /** Puts a segment into its flow; true where it is the last. */
  sendLeg(d: Dialogue, leg: 0 | 1, segment: number): boolean {
    const { engine } = this;
    const step = d.script[d.at] as Step;
    const { flow, way } = this.relay.way(d, step, leg);
    const chunks = d.asked?.chunks ?? 1;
    const sccpSegments = encodeMap(d, step, way, chunks > 1 ? 0 : segment);
    const segments = chunks > 1 ? chunks : sccpSegments;
    const last = segment === segments - 1;
    if (segment === 0) d.wholes[leg] = segments > 1 ? { missing: segments } : null;
    if (!flow.empty && !flow.fits(encodedEnd - w.p)) this.leave(flow);
    const waited = !flow.empty;
    const at = flow.gathered;
    if (chunks === 1) flow.data(1 + (way.sls & 15), PPID_M3UA, w.b, w.p, encodedEnd);
    else {
      const size = Math.ceil((encodedEnd - w.p) / chunks);
      const from = w.p + segment * size;
      const to = Math.min(encodedEnd, from + size);
      flow.data(1 + (way.sls & 15), PPID_M3UA, w.b, from, to, segment === 0, last);
    }
    const { opc, dpc } = way.label;
    flow.riders.push({
      dialogue: d,
      index: d.at,
      leg,
      segment,
      last,
      whole: d.wholes[leg],
      opc,
      dpc,
      called: way.called,
      from: flow.from,
      to: flow.to,
      padding: encodedEnd - (w.b.length - PADDING),
      clips: segments === 1 ? clipsOf(step) : 0,
      at,
      length: flow.gathered - at,
      recovery: -1,
      named: '',
      shown: false,
    });
    if (waited) return last; // its packet's time is set
    const { random } = engine;
    const { manners } = engine.options;
    if (random.chance(manners.bundle)) {
      engine.queue.put(engine.now + random.between(50, manners.bundleWait), this.flushes.get(flow)!);
    } else this.leave(flow);
    return last;
  }

  /** The packet that a flow has gathered leaves now. */
  private leave(flow: Flow<Rider>): void {
    const { engine } = this;
    const { random } = engine;
    const { manners, legs } = engine.options;
    flow.peer.unacknowledged++;
    const riders = flow.riders;
    flow.riders = [];
    this.packet(flow, flow.unacknowledged > 0 && random.chance(manners.sackWithData), riders);
    const back = flow.peer;
    if (back.unacknowledged > 1 && !this.sackDue.has(back)) {
      const soon = random.chance(manners.sackAlone);
      this.sackDue.add(back);
      engine.queue.put(engine.now + (soon ? random.between(20, 300) : 200_000), this.sacks.get(back)!);
    }
    for (const r of riders) this.mayRepeat(flow, r);
    for (const { dialogue, leg, last, segment } of riders) {
      if (legs && leg === 0 && !dialogue.oneLeg) {
        engine.queue.put(engine.now + dialogue.transit, { event: RELAY_EVENT, dialogue, segment });
      } else if (last) engine.said(dialogue);
    }
  }

  /** A chunk that the other side did not acknowledge goes again, in a packet of its own. */
  private mayRepeat(flow: Flow<Rider>, r: Rider): void {
    const { engine } = this;
    const { chance } = engine;
    const { resend } = engine.options.rates;
    const d = r.dialogue;
    let delay = actOn(d, r.index, r.leg, r.segment)?.resend ?? -1;
    if (delay < 0 && resend > 0 && chance.chance(resend)) {
      // After three reports of a gap, or when the timer runs out. RFC 9260 §6.3.3, §7.2.4.
      delay = chance.chance(0.5) ? chance.between(40 * MS, 300 * MS) : chance.between(1000 * MS, 1500 * MS);
    }
    if (delay < 0) return;
    const chunk = flow.chunkAt(r.at, r.length);
    d.why |= BIT.resend;
    d.pending++;
    engine.call(delay, () => {
      if (!flow.empty) this.leave(flow);
      flow.repeat(chunk);
      d.pending--;
      this.packet(flow, false, [r], true);
    });
  }

  /** `again`: what was asked to happen has happened to the chunk's first packet. */
  private packet(flow: Flow<Rider>, withSack: boolean, riders: readonly Rider[], again = false): void {
    const { engine } = this;
    flow.close(withSack);
    const act = again || riders.length === 0 ? undefined : actOf(riders);
    engine.pass(this.tapOf.get(flow)!, flow.b, flow.frameAt, flow.frameLength, riders, flow.headers, act);
  }

  /** Heartbeats of the association and of M3UA, by turns. */
  beat(link: Link): void {
    const { engine } = this;
    const { random } = engine;
    const salt = random.next();
    const [there, back] = link.flows;
    const ofM3ua = (salt & 1) === 1;
    const one = (flow: Flow<Rider>, ack: boolean): void => {
      if (!flow.empty) this.leave(flow);
      if (ofM3ua) {
        w.clear();
        const stop = writeBeat(w, ack ? 6 : 3, salt);
        flow.data(0, PPID_M3UA, w.b, w.p, stop);
        this.leave(flow);
      } else {
        flow.heartbeat(ack ? 5 : 4, salt);
        this.packet(flow, false, []);
      }
    };
    one(there, false);
    engine.call(random.between(200, 20_000), () => one(back, true));
    engine.queue.put(engine.now + engine.options.manners.beatEvery, { event: BEAT_EVENT, link });
  }
}

/** What was asked to happen to a packet, by the first of its messages that has something to say. */
function actOf(riders: readonly Rider[]): Act | undefined {
  for (const r of riders) {
    const act = actOn(r.dialogue, r.index, r.leg, r.segment);
    if (act !== undefined) return act;
  }
  return undefined;
}
