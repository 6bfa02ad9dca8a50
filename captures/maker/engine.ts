/**
 * The clockwork: events in order of time. A dialogue's step becomes octets and leaves (departures.ts, datagrams.ts), on both
 * legs where the hub shows both, and only then sets the time of the step that follows. What the taps show of it is theirs.
 */
import { Datagrams } from './datagrams.ts';
import { Departures } from './departures.ts';
import type { Dialogue } from './dialogue.ts';
import { BEAT_EVENT, CALL_EVENT, type Event, FLUSH_EVENT, RELAY_EVENT, SACK_EVENT } from './events.ts';
import { type Act, BIT, type Rates } from './faults.ts';
import { obey, takeIdentifiers } from './identifiers.ts';
import { TUNNEL_EVENT, type Tunnel } from './nodes.ts';
import { Queue } from './queue.ts';
import type { Random } from './random.ts';
import type { Taps } from './taps.ts';
import type { Rider, World } from './world.ts';

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
  readonly queue = new Queue<Event>();
  private readonly departures: Departures;
  private readonly datagrams: Datagrams;
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
    this.departures = new Departures(this);
    this.datagrams = new Datagrams(this);
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
      if (!takeIdentifiers(d, this.now, rates.identifier, chance)) return false;
      d.sls = random.below(16);
      d.answerSls = random.below(16);
      if (d.asked !== null) obey(d, d.asked);
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
    const { queue, taps, departures, datagrams } = this;
    while (!taps.full && queue.size > 0) {
      const e = queue.pop();
      taps.drain(queue.now);
      switch (e.event) {
        case FLUSH_EVENT:
          departures.flush(e.flow);
          break;
        case SACK_EVENT:
          departures.sack(e.flow);
          break;
        case BEAT_EVENT:
          departures.beat(e.link);
          break;
        case CALL_EVENT:
          e.call();
          break;
        case TUNNEL_EVENT:
          this.tunnelDue(e);
          break;
        case RELAY_EVENT:
          departures.sendLeg(e.dialogue, 1, e.segment);
          break;
        default:
          if (e.kind.protocol === 'map') departures.send(e);
          else datagrams.send(e);
      }
    }
    taps.close();
  }

  /** A packet passes its tap. `act`: what was asked to happen to it. */
  pass(
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

  /** A message has arrived: the next step gets its time. */
  said(d: Dialogue): void {
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
}
