/**
 * The clockwork: events in order of time. A dialogue's step becomes octets, waits for its packet, leaves on a link, on
 * both legs where the hub shows both, and only then sets the time of the step that follows. What the taps show of it is
 * theirs.
 */
import { type Asked, actOn, type Dialogue, OPENER, type Step } from './dialogue.ts';
import { clipsOf, end as encodedEnd, encodeGtp, encodeMap, w } from './encode.ts';
import { type Act, BIT, type Rates } from './faults.ts';
import * as gtp from './gtp.ts';
import { headerSize, writeIp, writeUdp } from './link.ts';
import { PADDING, writeBeat } from './m3ua.ts';
import { TUNNEL_EVENT, type Tunnel } from './nodes.ts';
import { Queue } from './queue.ts';
import type { Random } from './random.ts';
import { Relay } from './relay.ts';
import { type Flow, PPID_M3UA } from './sctp.ts';
import type { Taps } from './taps.ts';
import type { Link, Rider, World } from './world.ts';

const FLUSH_EVENT = 2;
const SACK_EVENT = 3;
const BEAT_EVENT = 4;
const CALL_EVENT = 5;
const RELAY_EVENT = 6;

const GTP_C = 2123;
const UDP = 17;
const MS = 1000;
const MINUTE = 60e6;
/** A node that uses an identifier again soon waits so long, for what is still under way. */
const REST = 2.5e6;

type FlowEvent = { readonly event: typeof FLUSH_EVENT | typeof SACK_EVENT; readonly flow: Flow<Rider> };
type BeatEvent = { readonly event: typeof BEAT_EVENT; readonly link: Link };
type CallEvent = { readonly event: typeof CALL_EVENT; readonly call: () => void };
type RelayEvent = { readonly event: typeof RELAY_EVENT; readonly dialogue: Dialogue; readonly segment: number };
type Event = Dialogue | Tunnel | FlowEvent | BeatEvent | CallEvent | RelayEvent;

export interface Manners {
  /** Chance that a message waits for others to share its packet, and microseconds that it waits at most. */
  readonly bundle: number;
  readonly bundleWait: number;
  /** Chance that a waiting acknowledgement rides with DATA, and that it goes alone at once. */
  readonly sackWithData: number;
  readonly sackAlone: number;
  /** Microseconds between heartbeats of a link; 0: none. */
  readonly beatEvery: number;
}

export interface EngineOptions {
  readonly manners: Manners;
  readonly rates: Rates;
  /** Both legs of each message pass a tap. */
  readonly legs: boolean;
  /** Links are spread over so many taps. */
  readonly taps: number;
}

export class Engine {
  readonly world: World;
  readonly random: Random;
  /** Chance of what goes wrong: apart, so that the traffic is the same without. */
  readonly chance: Random;
  readonly options: EngineOptions;
  private readonly taps: Taps;
  private readonly relay: Relay;
  private readonly queue = new Queue<Event>();
  private readonly flushes = new Map<Flow<Rider>, FlowEvent>();
  private readonly sacks = new Map<Flow<Rider>, FlowEvent>();
  private readonly sackDue = new Set<Flow<Rider>>();
  private readonly tapOf = new Map<Flow<Rider>, number>();
  private readonly udp = new Uint8Array(2048);
  /** What follows a dialogue that is over, and what a tunnel does next. */
  after: (d: Dialogue) => void = () => {};
  tunnelDue: (t: Tunnel) => void = () => {};
  /** The taps see nothing before this time: what began earlier is met halfway. */
  tapOpens = 0;
  messages = 0;

  constructor(world: World, random: Random, chance: Random, taps: Taps, options: EngineOptions) {
    this.world = world;
    this.random = random;
    this.chance = chance;
    this.taps = taps;
    this.options = options;
    this.relay = new Relay(world, options.legs);
    const { manners } = options;
    for (const link of world.links) {
      for (const flow of link.flows) {
        this.flushes.set(flow, { event: FLUSH_EVENT, flow });
        this.sacks.set(flow, { event: SACK_EVENT, flow });
        this.tapOf.set(flow, link.number % options.taps);
      }
      if (manners.beatEvery > 0) {
        this.queue.put(random.below(manners.beatEvery), { event: BEAT_EVENT, link });
      }
    }
  }

  /** Microseconds since the start. */
  get now(): number {
    return this.queue.now;
  }

  /** Calls back after a delay. */
  call(delay: number, call: () => void): void {
    this.queue.put(this.now + delay, { event: CALL_EVENT, call });
  }

  /** Puts the first step of a dialogue this long from now. False where no transaction identifier is free. */
  start(d: Dialogue, delay = 0): boolean {
    const { chance, options, random } = this;
    const { rates } = options;
    if (d.kind.protocol === 'map') {
      const held = this.now + 7 * 24 * 60 * MINUTE;
      const { past } = d.opener;
      const free = past !== null && past.device !== d.device && this.now - past.overAt >= REST;
      if (free && rates.identifier > 0 && chance.chance(rates.identifier)) this.reuse(d, past);
      else d.otid = d.opener.identifiers.take(this.now, held);
      if (d.otid < 0) return false;
      d.otidWidth = d.opener.identifiers.width;
      this.comesRound(d);
      if (d.converses) {
        d.dtid = d.responder.identifiers.take(this.now, held);
        if (d.dtid < 0) {
          d.opener.identifiers.hold(d.otid, this.now);
          return false;
        }
        d.dtidWidth = d.responder.identifiers.width;
      }
      d.sls = random.below(16);
      d.answerSls = random.below(16);
      if (d.asked !== null) this.obey(d, d.asked);
    } else {
      d.sequence = d.asked?.sequence ?? d.opener.nextSequence();
      d.askersCounter = d.opener.recovery;
      const { answeredSequence } = d.opener;
      if (d.tunnel !== null && answeredSequence >= 0 && rates.sequence > 0 && chance.chance(rates.sequence)) {
        d.sequence = answeredSequence;
        d.opener.answeredSequence = -1;
        d.why |= BIT.sequence;
      }
    }
    this.queue.put(this.now + delay, d);
    return true;
  }

  private obey(d: Dialogue, { otid, dtid, sls, answerSls }: Asked): void {
    if (otid !== undefined) {
      d.otid = Number.parseInt(otid, 16);
      d.otidWidth = otid.length / 2;
      // Another width than the node's own: nobody keeps account of these.
      const key = d.otid + d.otidWidth * 2 ** 32;
      d.reuses = d.opener.users.get(key) ?? null;
      if (d.reuses !== null) d.reuses.heir = d;
      d.opener.users.set(key, d);
    }
    if (dtid !== undefined) {
      d.dtid = Number.parseInt(dtid, 16);
      d.dtidWidth = dtid.length / 2;
    }
    d.sls = sls ?? d.sls;
    d.answerSls = answerSls ?? d.answerSls;
  }

  /** Short identifiers come round: who had this one before may still be open to an observer. */
  private comesRound(d: Dialogue): void {
    if (d.otidWidth > 2) return;
    const { users } = d.opener;
    const before = users.get(d.otid) ?? null;
    if (before !== null) {
      before.reuses = null;
      before.heir = d;
    }
    d.reuses = before;
    users.set(d.otid, d);
  }

  /** Takes the transaction identifier of a dialogue that is over, or that nobody answers. */
  reuse(d: Dialogue, past: Dialogue): void {
    d.otid = past.otid;
    d.reuses = past;
    past.heir = d;
    d.why |= BIT.identifier;
    past.why |= BIT.identifier;
    d.opener.past = null;
    d.opener.identifiers.hold(d.otid, this.now + 7 * 24 * 60 * MINUTE);
  }

  /** A dialogue that was held goes on. */
  resume(d: Dialogue, delay: number): void {
    d.holdAt = -1;
    this.queue.put(this.now + delay, d);
  }

  /** A tunnel's next doing this long from now. */
  wake(t: Tunnel, delay: number): void {
    this.queue.put(this.now + delay, t);
  }

  /** Runs until the capture is full, or nothing is left to do. */
  run(): void {
    const { queue, taps } = this;
    while (!taps.full && queue.size > 0) {
      const e = queue.pop();
      taps.drain(queue.now);
      switch (e.event) {
        case FLUSH_EVENT:
          if (!e.flow.empty) this.leave(e.flow);
          break;
        case SACK_EVENT:
          this.sackDue.delete(e.flow);
          if (e.flow.unacknowledged > 0 && e.flow.empty) {
            e.flow.sack();
            this.packet(e.flow, false, []);
          }
          break;
        case BEAT_EVENT:
          this.beat(e.link);
          break;
        case CALL_EVENT:
          e.call();
          break;
        case TUNNEL_EVENT:
          this.tunnelDue(e);
          break;
        case RELAY_EVENT:
          this.sendLeg(e.dialogue, 1, e.segment);
          break;
        default:
          if (e.kind.protocol === 'map') this.sendMap(e);
          else this.sendGtp(e);
      }
    }
    taps.close();
  }

  // --- MAP --------------------------------------------------------------------------------------------------------

  /** The next segment of the next message, on the first leg. */
  private sendMap(d: Dialogue): void {
    if (d.segment === 0 && this.options.legs) d.transit = this.random.between(2 * MS, 25 * MS);
    if (this.sendLeg(d, 0, d.segment)) d.segment = 0;
    else {
      d.segment++;
      this.queue.put(this.now + this.random.between(20, 400), d);
    }
  }

  /** Puts a segment into its flow; true where it is the last. */
  private sendLeg(d: Dialogue, leg: 0 | 1, segment: number): boolean {
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
    const { random } = this;
    const { manners } = this.options;
    if (random.chance(manners.bundle)) {
      this.queue.put(this.now + random.between(50, manners.bundleWait), this.flushes.get(flow)!);
    } else this.leave(flow);
    return last;
  }

  /** The packet that a flow has gathered leaves now. */
  private leave(flow: Flow<Rider>): void {
    const { random } = this;
    const { manners, legs } = this.options;
    flow.peer.unacknowledged++;
    const riders = flow.riders;
    flow.riders = [];
    this.packet(flow, flow.unacknowledged > 0 && random.chance(manners.sackWithData), riders);
    const back = flow.peer;
    if (back.unacknowledged > 1 && !this.sackDue.has(back)) {
      const soon = random.chance(manners.sackAlone);
      this.sackDue.add(back);
      this.queue.put(this.now + (soon ? random.between(20, 300) : 200_000), this.sacks.get(back)!);
    }
    for (const r of riders) this.mayRepeat(flow, r);
    for (const { dialogue, leg, last, segment } of riders) {
      if (legs && leg === 0 && !dialogue.oneLeg) {
        this.queue.put(this.now + dialogue.transit, { event: RELAY_EVENT, dialogue, segment });
      } else if (last) this.said(dialogue);
    }
  }

  /** A chunk that the other side did not acknowledge goes again, in a packet of its own. */
  private mayRepeat(flow: Flow<Rider>, r: Rider): void {
    const { chance } = this;
    const { resend } = this.options.rates;
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
    this.call(delay, () => {
      if (!flow.empty) this.leave(flow);
      flow.repeat(chunk);
      d.pending--;
      this.packet(flow, false, [r], true);
    });
  }

  /** `again`: what was asked to happen has happened to the chunk's first packet. */
  private packet(flow: Flow<Rider>, withSack: boolean, riders: readonly Rider[], again = false): void {
    flow.close(withSack);
    const act = again || riders.length === 0 ? undefined : actOf(riders);
    this.pass(this.tapOf.get(flow)!, flow.b, flow.frameAt, flow.frameLength, riders, flow.headers, act);
  }

  private pass(
    tap: number,
    b: Uint8Array,
    at: number,
    length: number,
    riders: readonly Rider[],
    layers: number,
    act: Act | undefined,
  ): void {
    if (this.now >= this.tapOpens) this.taps.pass(tap, this.now, b, at, length, riders, layers, act);
  }

  // --- GTP --------------------------------------------------------------------------------------------------------

  private sendGtp(d: Dialogue): void {
    const step = d.script[d.at] as Step;
    const { chance } = this;
    const { rates, taps } = this.options;
    const act = actOn(d, d.at, 0, 0);
    const fromOpener = step.side === OPENER;
    const sender = fromOpener ? d.opener : d.responder;
    const to = (fromOpener ? d.responder : d.opener).host!;
    let from = sender.host!;
    const t = d.tunnel;
    if (!fromOpener && t !== null && sender === t.ggsn) {
      if (act?.otherAddress === true || (rates.address > 0 && chance.chance(rates.address))) {
        from = sender.otherHost!;
        d.why |= BIT.address;
      }
    }
    const port = d.opener.port;
    encodeGtp(d, step);
    const length = encodedEnd - w.p;
    const at = headerSize(from);
    const b = this.udp;
    b.set(w.b.subarray(w.p, encodedEnd), at + 8);
    writeUdp(b, at, from, to, fromOpener ? port : GTP_C, fromOpener ? GTP_C : port, length);
    const total = writeIp(b, 0, from, to, UDP, 8 + length);
    const rider: Rider = {
      dialogue: d,
      index: d.at,
      leg: 0,
      segment: 0,
      last: true,
      whole: null,
      opc: 0,
      dpc: 0,
      called: null,
      from,
      to,
      padding: 0,
      clips: clipsOf(step),
      at: 0,
      length,
      recovery: gtp.told.recovery,
      // Answers to echo do not say by which address their sender goes.
      named: step.type === gtp.ECHO_RESPONSE ? '' : sender.host!.text,
      shown: false,
    };
    if (t !== null && this.now >= this.tapOpens) t.heard = true;
    const number = t === null ? d.opener.operator + d.responder.operator : t.ggsn.operator;
    this.pass(number % taps, b, 0, total, [rider], at + 8, act);
    this.said(d);
  }

  // --- what follows -----------------------------------------------------------------------------------------------

  /** A message has arrived: the next step gets its time. */
  private said(d: Dialogue): void {
    this.messages++;
    d.at++;
    const next = d.script[d.at];
    if (next === undefined) {
      this.over(d);
      return;
    }
    if (d.holdAt === d.at) return;
    const delay = next.least + (next.mean > 0 ? this.random.wait(next.mean) : 0);
    // An observer gives up before this one comes.
    if (delay >= d.kind.timeout) d.givenUp = true;
    this.queue.put(this.now + delay, d);
  }

  private over(d: Dialogue): void {
    d.over = true;
    d.overAt = this.now;
    const answered = d.script[d.script.length - 1]!.outcome !== null;
    if (d.kind.protocol === 'map') {
      const until = this.now + 5e6 + (answered ? 0 : d.kind.timeout);
      d.opener.identifiers.hold(d.otid, until);
      if (d.dtidWidth > 0) d.responder.identifiers.hold(d.dtid, until);
      if (this.options.rates.identifier > 0 && !d.givenUp) d.opener.past = d;
    } else if (answered && !d.givenUp && d.tunnel !== null) d.opener.answeredSequence = d.sequence;
    d.whenOver?.();
    this.after(d);
  }

  /** Heartbeats of the association and of M3UA, by turns. */
  private beat(link: Link): void {
    const { random } = this;
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
    this.call(random.between(200, 20_000), () => one(back, true));
    this.queue.put(this.now + this.options.manners.beatEvery, { event: BEAT_EVENT, link });
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
