/**
 * The clockwork: events in order of time. A dialogue's step becomes octets, waits for its packet, leaves on a link, is
 * seen by the tap, and only then sets the time of the step that follows.
 */
import { type Dialogue, INCOMPLETE, OPENER, type Step } from './dialogue.ts';
import { end as encodedEnd, encodeGtp, encodeMap, w } from './encode.ts';
import type { CaptureFile } from './files.ts';
import { headerSize, writeIp, writeUdp } from './link.ts';
import { writeBeat } from './m3ua.ts';
import { TUNNEL_EVENT, type Tunnel } from './nodes.ts';
import { Queue } from './queue.ts';
import type { Random } from './random.ts';
import { type Flow, PPID_M3UA } from './sctp.ts';
import { EPOCH, type Truth } from './truth.ts';
import type { Link, Rider, World } from './world.ts';

const FLUSH_EVENT = 2;
const SACK_EVENT = 3;
const BEAT_EVENT = 4;
const CALL_EVENT = 5;

const GTP_C = 2123;
const UDP = 17;
const MINUTE = 60e6;

type FlowEvent = { readonly event: typeof FLUSH_EVENT | typeof SACK_EVENT; readonly flow: Flow<Rider> };
type BeatEvent = { readonly event: typeof BEAT_EVENT; readonly link: Link };
type CallEvent = { readonly event: typeof CALL_EVENT; readonly call: () => void };
type Event = Dialogue | Tunnel | FlowEvent | BeatEvent | CallEvent;

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

export interface Sink {
  readonly file: CaptureFile;
  readonly truth: Truth;
  /** Told of each message and the frame it stood in. */
  readonly watch?: (d: Dialogue, step: Step, frame: number) => void;
}

export class Engine {
  readonly world: World;
  readonly random: Random;
  private readonly manners: Manners;
  private readonly sink: Sink;
  private readonly queue = new Queue<Event>();
  private readonly flushes = new Map<Flow<Rider>, FlowEvent>();
  private readonly sacks = new Map<Flow<Rider>, FlowEvent>();
  private readonly sackDue = new Set<Flow<Rider>>();
  private readonly udp = new Uint8Array(2048);
  /** What follows a dialogue that is over, and what a tunnel does next. */
  after: (d: Dialogue) => void = () => {};
  tunnelDue: (t: Tunnel) => void = () => {};
  frames = 0;
  /** The tap sees nothing before this time: what began earlier is met halfway. */
  tapOpens = 0;
  /** Time of the last frame: where the input ends. */
  lastFrame = 0;
  octets = 0;
  messages = 0;

  constructor(world: World, random: Random, manners: Manners, sink: Sink) {
    this.world = world;
    this.random = random;
    this.manners = manners;
    this.sink = sink;
    for (const link of world.links) {
      for (const flow of link.flows) {
        this.flushes.set(flow, { event: FLUSH_EVENT, flow });
        this.sacks.set(flow, { event: SACK_EVENT, flow });
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
    if (d.kind.protocol === 'map') {
      const held = this.now + 7 * 24 * 60 * MINUTE;
      d.otid = d.opener.identifiers.take(this.now, held);
      if (d.otid < 0) return false;
      d.otidWidth = d.opener.identifiers.width;
      if (d.converses) {
        d.dtid = d.responder.identifiers.take(this.now, held);
        if (d.dtid < 0) {
          d.opener.identifiers.hold(d.otid, this.now);
          return false;
        }
        d.dtidWidth = d.responder.identifiers.width;
      }
      d.sls = this.random.below(16);
      d.answerSls = this.random.below(16);
    } else {
      d.sequence = d.opener.nextSequence();
    }
    this.queue.put(this.now + delay, d);
    return true;
  }

  /** A tunnel's next doing this long from now. */
  wake(t: Tunnel, delay: number): void {
    this.queue.put(this.now + delay, t);
  }

  /** Runs until so many frames are written, or nothing is left to do. */
  run(frames: number): void {
    const { queue, sink } = this;
    let last = 0;
    while (this.frames < frames && queue.size > 0) {
      const e = queue.pop();
      switch (e.event) {
        case FLUSH_EVENT:
          if (!e.flow.empty) this.leave(e.flow);
          break;
        case SACK_EVENT:
          this.sackDue.delete(e.flow);
          if (e.flow.unacknowledged > 0 && e.flow.empty) {
            e.flow.sack();
            this.packet(e.flow, false);
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
        default:
          if (e.kind.protocol === 'map') this.sendMap(e);
          else this.sendGtp(e);
      }
      if (this.frames > last) {
        last = this.frames;
        sink.truth.drain(this.now);
      }
    }
  }

  private sendMap(d: Dialogue): void {
    const step = d.script[d.at] as Step;
    const { operators } = this.world;
    const sender = step.side === OPENER ? d.opener : d.responder;
    const near = operators[d.near]!;
    const toHub = step.returned < 0 && sender.operator === d.near;
    const sls = step.side === OPENER ? d.sls : d.answerSls;
    const { flow, label } = near.routes[toHub ? 0 : 1][sls]!;
    if (d.at === 0) {
      d.opc = label.opc;
      d.dpc = label.dpc;
      d.srcIp = flow.from.text;
      d.dstIp = flow.to.text;
    }
    const segments = encodeMap(d, step, label, d.called ?? d.responder.address);
    const last = d.segment === segments - 1;
    if (!flow.empty && !flow.fits(encodedEnd - w.p)) this.leave(flow);
    const waited = !flow.empty;
    flow.data(1 + (sls & 15), PPID_M3UA, w.b, w.p, encodedEnd);
    flow.riders.push({ dialogue: d, step, last });
    if (last) d.segment = 0;
    else {
      d.segment++;
      this.queue.put(this.now + this.random.between(20, 400), d);
    }
    if (waited) return; // its packet's time is set
    const { manners, random } = this;
    if (random.chance(manners.bundle)) {
      this.queue.put(this.now + random.between(50, manners.bundleWait), this.flushes.get(flow)!);
    } else this.leave(flow);
  }

  /** The packet that a flow has gathered leaves now. */
  private leave(flow: Flow<Rider>): void {
    const { manners, random } = this;
    flow.peer.unacknowledged++;
    const riders = flow.riders;
    flow.riders = [];
    const frame = this.packet(flow, flow.unacknowledged > 0 && random.chance(manners.sackWithData));
    const back = flow.peer;
    if (back.unacknowledged > 1 && !this.sackDue.has(back)) {
      const soon = random.chance(manners.sackAlone);
      this.sackDue.add(back);
      this.queue.put(this.now + (soon ? random.between(20, 300) : 200_000), this.sacks.get(back)!);
    }
    for (const { dialogue, step, last } of riders) {
      if (frame === 0) dialogue.pieceMissed = true;
      if (!last) continue;
      this.seen(dialogue, step, dialogue.pieceMissed ? 0 : frame);
      dialogue.pieceMissed = false;
    }
  }

  private packet(flow: Flow<Rider>, withSack: boolean): number {
    flow.close(withSack);
    return this.write(flow.b, flow.frameAt, flow.frameLength);
  }

  /** The frame's number, or 0 where the tap does not see it. */
  private write(b: Uint8Array, at: number, length: number): number {
    if (this.now < this.tapOpens) return 0;
    this.sink.file.frame(EPOCH + this.now, b, at, length, length);
    this.octets += length;
    this.lastFrame = this.now;
    return ++this.frames;
  }

  private sendGtp(d: Dialogue): void {
    const step = d.script[d.at] as Step;
    const fromOpener = step.side === OPENER;
    const from = (fromOpener ? d.opener : d.responder).host!;
    const to = (fromOpener ? d.responder : d.opener).host!;
    const port = d.opener.port;
    encodeGtp(d, step);
    const length = encodedEnd - w.p;
    const at = headerSize(from);
    const b = this.udp;
    b.set(w.b.subarray(w.p, encodedEnd), at + 8);
    writeUdp(b, at, from, to, fromOpener ? port : GTP_C, fromOpener ? GTP_C : port, length);
    const total = writeIp(b, 0, from, to, UDP, 8 + length);
    if (d.at === 0) {
      d.srcIp = from.text;
      d.dstIp = to.text;
    }
    this.seen(d, step, this.write(b, 0, total));
  }

  /** A message has passed: the truth takes note where the tap saw it (frame 0: it did not), and the next step gets its time. */
  private seen(d: Dialogue, step: Step, frame: number): void {
    this.messages++;
    const { truth } = this.sink;
    if (frame > 0) {
      truth.observe(d, step, this.now, frame);
      this.sink.watch?.(d, step, frame);
    }
    d.at++;
    const next = d.script[d.at];
    if (next === undefined) {
      this.over(d);
      return;
    }
    const delay = next.least + (next.mean > 0 ? this.random.wait(next.mean) : 0);
    // An observer gives up before this one comes.
    if (delay >= d.kind.timeout) truth.close(d);
    this.queue.put(this.now + delay, d);
  }

  private over(d: Dialogue): void {
    this.sink.truth.close(d);
    if (d.kind.protocol === 'map') {
      const until = this.now + 5e6 + (d.outcome === INCOMPLETE ? d.kind.timeout : 0);
      d.opener.identifiers.hold(d.otid, until);
      if (d.dtidWidth > 0) d.responder.identifiers.hold(d.dtid, until);
    }
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
        this.packet(flow, false);
      }
    };
    one(there, false);
    this.call(random.between(200, 20_000), () => one(back, true));
    this.queue.put(this.now + this.manners.beatEvery, { event: BEAT_EVENT, link });
  }
}
