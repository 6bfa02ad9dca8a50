/** The fuzzer's loop: a message from a seed, its decoders alone, then in a batch the way that the program goes. */

import { PROTOCOLS } from '../../decoders/protocols.ts';
import { FAULTS, fault, STATUS_NAMES } from '../../decoders/status.ts';
import { frameEntry } from '../../src/capture/batch.ts';
import { beginFrame } from '../../src/decode/current.ts';
import { decodeFrame, type PointCodes, setPointCodes } from '../../src/decode/frame.ts';
import { RecordWriter } from '../../src/decode/writer.ts';
import { checkAlone, GUARD, problemOf } from './check.ts';
import { describingProblem } from './describing.ts';
import { type Line, shrink } from './finds.ts';
import { below, chance, pick, random32, seedRandom } from './random.ts';
import type { Seed, Seeds } from './seeds.ts';
import { LINKS, type Target } from './targets.ts';
import { type Node, nodesOf, writeEdited } from './tree.ts';
import { Frames, Way } from './way.ts';

/** Milliseconds that no message may take. */
const MOST_MILLISECONDS = 1;
/** Messages a batch. */
const BATCH = 256;
/** One frame in so many is described, as `inspect` does. */
const DESCRIBED = 64;
/** Milliseconds that describing a frame may take: it is done once, for a person. */
const MOST_DESCRIBING = 50;
/** Longest message that is made. */
const MOST_OCTETS = 60_000;
/** Seeds that a target gains by what it finds. */
const MOST_GAINED = 300;
const FORMS: readonly PointCodes[] = ['itu', 'itu', 'itu', 'ansi', 'china', 'japan'];
const ODD = [0x00, 0x01, 0x7f, 0x80, 0x81, 0x84, 0xff, 0xfe, 0x30, 0xa0];

export type Trouble = 'crash' | 'hang' | 'outside' | 'wrong';

export interface Report {
  readonly target: string;
  messages: number;
  octets: number;
  crashes: number;
  hangs: number;
  /** Reads outside and records that contradict themselves. */
  wrong: number;
  /** Distinct faults of the decoders alone, and of whole batches: `status protocol what` → how often. */
  readonly faults: Map<string, number>;
  /** Frames that were described. */
  described: number;
  /** Slowest message that was timed again, milliseconds. */
  slowest: number;
}

interface Grown {
  readonly seed: Seed;
  readonly nodes: readonly Node[];
}

export interface LoopOptions {
  readonly seed: number;
  readonly targets: readonly Target[];
  readonly seeds: Seeds;
  readonly onFind: (target: string, trouble: Trouble, about: string, lines: readonly Line[]) => void;
  /** Told of each message before it is decoded: somebody else may see that it never ends. */
  readonly onMessage?: (target: string, b: Uint8Array, at: number, end: number) => void;
}

const nameOf = (status: number, protocol: number, what: number): string =>
  `${STATUS_NAMES[status as 0]} ${PROTOCOLS[protocol]?.name} ${FAULTS[what]}`;

export class Loop {
  readonly reports = new Map<string, Report>();
  readonly #options: LoopOptions;
  readonly #pools = new Map<string, Grown[]>();
  readonly #others = new Map<string, readonly Node[]>();
  readonly #room = new Uint8Array(GUARD * 2 + MOST_OCTETS + 4096);
  readonly #frames = new Frames(BATCH, 1 << 22);
  /** For timing again. */
  readonly #writer = new RecordWriter();
  readonly #spare = new ArrayBuffer(16 << 20);
  #way: Way;
  #report!: Report;
  #number = 0;
  #frame = 0;
  #time = 1.7e15;
  #gained = 0;
  /** Octets that the encoders gave, all in all. */
  encoded = 0;
  rows = 0;

  constructor(options: LoopOptions) {
    this.#options = options;
    seedRandom(options.seed);
    for (const target of options.targets) {
      const pool = target.seeds
        .flatMap(name => options.seeds.of(name))
        .map(seed => ({ seed, nodes: nodesOf(seed.root) }));
      if (pool.length === 0) throw new Error(`no seeds for ${target.name}`);
      this.#pools.set(target.name, pool);
      this.#others.set(
        target.name,
        pool
          .flatMap(({ nodes }) => nodes)
          .filter(node => node.protocol === '')
          .slice(0, 4000),
      );
      this.reports.set(target.name, {
        target: target.name,
        messages: 0,
        octets: 0,
        crashes: 0,
        hangs: 0,
        wrong: 0,
        faults: new Map(),
        described: 0,
        slowest: 0,
      });
    }
    this.#way = this.#newWay();
  }

  get messages(): number {
    let sum = 0;
    for (const report of this.reports.values()) sum += report.messages;
    return sum;
  }

  /** One batch of mutated messages of each target. */
  turn(): void {
    for (const target of this.#options.targets) this.batch(target);
  }

  batch(target: Target): void {
    const report = this.reports.get(target.name) as Report;
    this.#report = report;
    const pool = this.#pools.get(target.name) as Grown[];
    const others = this.#others.get(target.name) as readonly Node[];
    const frames = this.#frames;
    const room = this.#room;
    const form = pick(FORMS);
    setPointCodes(form);
    frames.clear();
    while (frames.fits(MOST_OCTETS + 4096 + target.before.length)) {
      const grown = pick(pool);
      const at = GUARD + below(8);
      let end = writeEdited(grown.nodes, others, room, at, at + MOST_OCTETS);
      end = mutateOctets(room, at, end);
      this.#alone(target, at, end, pool);
      // the frame: what stands before the message, then the message
      const { before } = target;
      const n = before.length + end - at;
      frames.octets.set(before, frames.used);
      frames.octets.set(room.subarray(at, end), frames.used + before.length);
      this.#time += below(2000);
      if (below(10_000) === 0) this.#time += pick([1e6, 31e6, 4e9, -5e6]);
      frames.add(n, target.link >= 0 ? target.link : linkOf(grown.seed), this.#time, ++this.#frame);
      report.messages++;
      report.octets += n;
    }
    this.#together(target);
    setPointCodes('itu');
  }

  /** Closes the dialogues and reads the summary; the loop may go on. */
  finish(): string {
    const text = this.#way.finish();
    this.encoded += this.#way.encoded;
    this.rows += this.#way.rows;
    this.#way = this.#newWay();
    return text;
  }

  #newWay(): Way {
    return new Way({
      onFault: found => {
        const key = nameOf(found.status, found.protocol, found.what);
        const { faults } = this.#report;
        faults.set(key, (faults.get(key) ?? 0) + found.count);
      },
    });
  }

  #alone(target: Target, at: number, end: number, pool: Grown[]): void {
    const room = this.#room;
    const n = random32();
    const run = target.alone[n % target.alone.length];
    const variant = n >>> 8;
    this.#options.onMessage?.(target.name, room, at, end);
    const began = performance.now();
    let problem: string;
    try {
      problem = checkAlone(run, room, at, end, variant);
    } catch {
      problem = problemOf(run, room, at, end, variant);
    }
    const took = performance.now() - began;
    if (problem !== '') this.#found(target, run, variant, at, end, problem);
    else if (took > MOST_MILLISECONDS) this.#slow(target, run, variant, at, end);
    if (fault[0] === 0) return;
    const key = nameOf(fault[0], fault[1], fault[2]);
    const { faults } = this.#report;
    const known = faults.get(key);
    faults.set(key, (known ?? 0) + 1);
    // a fault that is new is a place to go on from
    if (known === undefined && this.#gained < MOST_GAINED && end - at < 2048) {
      this.#gained++;
      const root = target.parse(room.slice(at, end));
      pool.push({ seed: { root, link: -1 }, nodes: nodesOf(root) });
    }
  }

  #found(
    target: Target,
    run: Target['alone'][number],
    variant: number,
    at: number,
    end: number,
    problem: string,
  ): void {
    const crash = problem.startsWith('throws');
    if (crash) this.#report.crashes++;
    else this.#report.wrong++;
    const octets = shrink(this.#room.slice(at, end), shorter => problemAt(run, shorter, variant) === problem);
    const place = target.alone.indexOf(run);
    const about = `${problem} (decoder ${place} of ${target.name}, variant ${variant})`;
    this.#options.onFind(target.name, crash ? 'crash' : 'outside', about, [{ name: target.name, octets }]);
  }

  /** Took long: again, five times, so that it was not the collector's doing. */
  #slow(target: Target, run: Target['alone'][number], variant: number, at: number, end: number): void {
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 5; i++) {
      const began = performance.now();
      checkAlone(run, this.#room, at, end, variant);
      least = Math.min(least, (performance.now() - began) / 2);
    }
    const report = this.#report;
    report.slowest = Math.max(report.slowest, least);
    if (least <= MOST_MILLISECONDS) return;
    report.hangs++;
    const about = `takes ${least.toFixed(1)} ms (decoder ${target.alone.indexOf(run)}, variant ${variant})`;
    this.#options.onFind(target.name, 'hang', about, [{ name: target.name, octets: this.#room.slice(at, end) }]);
  }

  /** The batch, from its frames to its dialogues. */
  #together(target: Target): void {
    const frames = this.#frames;
    const way = this.#way;
    const batch = frames.batch(this.#number++);
    try {
      const began = performance.now();
      const messages = way.decode(batch);
      if (performance.now() - began > MOST_MILLISECONDS) this.#slowFrames(target);
      way.pair(messages);
      if (way.wrong !== '') throw new Error(way.wrong);
    } catch (error) {
      this.#report.crashes++;
      const lines = Array.from({ length: frames.count }, (_, i) => frames.frame(i));
      const about =
        error instanceof Error ? `${error.message} at ${(error.stack ?? '').split('\n')[1]?.trim()}` : 'thrown';
      this.#options.onFind(target.name, 'crash', `the way of a batch: ${about}`, smallest(lines, about));
      this.#way = this.#newWay();
    }
    this.#describe(target);
    if (this.#number % 4096 === 0) this.finish();
  }

  #describe(target: Target): void {
    const frames = this.#frames;
    for (let i = below(DESCRIBED); i < frames.count; i += DESCRIBED) {
      const { octets, link } = frames.frame(i);
      const withText = chance(50);
      const began = performance.now();
      let problem = describingProblem(octets, link, withText);
      this.#report.described++;
      if (problem === '' && performance.now() - began > MOST_DESCRIBING) {
        let took = Number.POSITIVE_INFINITY;
        for (let k = 0; k < 5; k++) {
          const again = performance.now();
          describingProblem(octets, link, withText);
          took = Math.min(took, performance.now() - again);
        }
        if (took > MOST_DESCRIBING) problem = `describing takes ${took.toFixed(0)} ms`;
      }
      if (problem === '') continue;
      const crash = problem.startsWith('throws');
      if (crash) this.#report.crashes++;
      else this.#report.wrong++;
      const still = (shorter: Uint8Array): boolean => describingProblem(shorter, link, withText) === problem;
      const small = problem.startsWith('describing takes') ? octets : shrink(octets, still, 500);
      this.#options.onFind(target.name, crash ? 'crash' : 'outside', `describe: ${problem}`, [
        { name: `frame/${link}`, octets: small },
      ]);
    }
  }

  #slowFrames(target: Target): void {
    const { octets, count } = this.#frames;
    const u32 = new Uint32Array(this.#frames.index);
    const u16 = new Uint16Array(this.#frames.index);
    const writer = this.#writer;
    for (let i = 0; i < count; i++) {
      const at = u32[(i * frameEntry.stride) / 4 + frameEntry.at.at];
      const end = at + u32[(i * frameEntry.stride) / 4 + frameEntry.at.length];
      const link = u16[(i * frameEntry.stride) / 2 + frameEntry.at.link];
      let least = Number.POSITIVE_INFINITY;
      for (let k = 0; k < 5; k++) {
        writer.begin(0, this.#spare);
        const began = performance.now();
        beginFrame(0, 0, 1, 0, false);
        decodeFrame(octets, at, end, link, writer);
        least = Math.min(least, performance.now() - began);
        if (least <= MOST_MILLISECONDS) break;
      }
      this.#report.slowest = Math.max(this.#report.slowest, least);
      if (least <= MOST_MILLISECONDS) continue;
      this.#report.hangs++;
      const about = `a frame of ${end - at} octets takes ${least.toFixed(1)} ms`;
      this.#options.onFind(target.name, 'hang', about, [{ name: `frame/${link}`, octets: octets.slice(at, end) }]);
    }
  }
}

function linkOf(seed: Seed): number {
  return chance(3) ? pick(LINKS) : seed.link < 0 ? 1 : seed.link;
}

function problemAt(run: Target['alone'][number], octets: Uint8Array, variant: number): string {
  const room = new Uint8Array(GUARD * 2 + octets.length);
  room.set(octets, GUARD);
  return problemOf(run, room, GUARD, GUARD + octets.length, variant);
}

/** Bits turned, octets replaced, the end cut off or drawn out. Gives the new end. */
function mutateOctets(b: Uint8Array, at: number, end: number): number {
  const how = below(16);
  const n = end - at;
  if (n === 0 || how < 7) return end;
  if (how < 10) for (let i = 1 + below(3); i > 0; i--) b[at + below(n)] ^= 1 << below(8);
  else if (how < 12) for (let i = 1 + below(3); i > 0; i--) b[at + below(n)] = chance(50) ? pick(ODD) : random32();
  else if (how < 14) return at + below(n + 1);
  else {
    const more = 1 + below(8);
    for (let i = 0; i < more; i++) b[end + i] = chance(50) ? 0 : random32();
    return end + more;
  }
  return end;
}

/** The frames that are needed for the same trouble. */
function smallest(frames: readonly { octets: Uint8Array; link: number }[], about: string): Line[] {
  let list = frames;
  for (let piece = list.length >> 1; piece >= 1; piece >>= 1) {
    for (let at = 0; at < list.length; ) {
      const fewer = [...list.slice(0, at), ...list.slice(at + piece)];
      if (fewer.length > 0 && troubleOf(fewer) === about) list = fewer;
      else at += piece;
    }
  }
  return list.map(({ octets, link }) => ({ name: `frame/${link}`, octets }));
}

/** What goes wrong with these frames as one batch; '' where nothing does. */
export function troubleOf(list: readonly { octets: Uint8Array; link: number }[]): string {
  const frames = new Frames(
    list.length,
    list.reduce((sum, { octets }) => sum + octets.length, 0),
  );
  list.forEach(({ octets, link }, i) => {
    frames.octets.set(octets, frames.used);
    frames.add(octets.length, link, 1.7e15 + i * 1000, i + 1);
  });
  try {
    const way = new Way();
    way.pair(way.decode(frames.batch(0)));
    way.finish();
    return way.wrong;
  } catch (error) {
    return error instanceof Error ? `${error.message} at ${(error.stack ?? '').split('\n')[1]?.trim()}` : 'thrown';
  }
}
