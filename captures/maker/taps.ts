/**
 * Taps: what of the packets that pass is shown, when by whose clock, and in which file. Each tap has a clock of its own;
 * what all taps show is put in the order of their clocks, as whoever reads their files together reads it.
 */
import { basename } from 'node:path';
import { fold, wordSum } from './checksums.ts';
import { type Act, BIT, type Rates } from './faults.ts';
import { type CaptureFile, captureFile, type FileForm } from './files.ts';
import { EPOCH } from './lines.ts';
import { CLIPPED, CUT, WHOLE } from './observer.ts';
import { Queue } from './queue.ts';
import type { Random } from './random.ts';
import type { Truth } from './truth.ts';
import type { Rider } from './world.ts';

const MS = 1000;

export interface TapOptions {
  /** Path of the capture; with several taps or files `-tap2` and `-0003` go before its ending. */
  readonly output: string;
  readonly form: FileForm;
  readonly taps: number;
  /** Microseconds by which the taps' clocks may differ. */
  readonly skew: number;
  /** Files that each tap writes, one after the other; and frames that a run of files holds, over all taps. */
  readonly rotate: number;
  readonly framesAFile: number;
  readonly rates: Rates;
}

/** A frame on its way into a file. */
interface Sighting {
  readonly tap: number;
  readonly time: number;
  readonly octets: Uint8Array;
  readonly kept: number;
  readonly riders: readonly Rider[];
  readonly left: number;
  readonly backwards: boolean;
}

interface Tap {
  readonly number: number;
  readonly offset: number;
  file: CaptureFile;
  capture: string;
  frames: number;
  /** Waits for the next frame, to stand behind it. */
  held: Sighting | null;
}

const NOTHING: Act = {};
/** Octets of Ethernet. */
const ETHERNET = 14;

export class Taps {
  /** Frames written, over all files. */
  frames = 0;
  octets = 0;
  /** Latest time that any clock has shown. */
  lastFrame = 0;
  readonly files: string[] = [];
  private readonly options: TapOptions;
  private readonly random: Random;
  private readonly truth: Truth;
  private readonly taps: Tap[];
  private readonly queue = new Queue<Sighting>();
  private readonly faulty: boolean;
  private run = 0;
  private readonly most: number;
  /** Told of each message and the frame it stood in. */
  watch: ((r: Rider, frame: number) => void) | undefined;

  /** Stops at `most` frames. */
  constructor(options: TapOptions, most: number, random: Random, truth: Truth) {
    this.options = options;
    this.most = most;
    this.random = random;
    this.truth = truth;
    const { rates } = options;
    this.faulty = rates.loss + rates.copy + rates.reorder + rates.delay + rates.backwards + rates.snap > 0;
    // The first shows the time; the last is as far off as may be.
    this.taps = Array.from({ length: options.taps }, (_, i) => ({
      number: i,
      offset: i === 0 ? 0 : i === options.taps - 1 ? options.skew : random.below(options.skew + 1),
      ...this.openFile(i),
      held: null,
    }));
  }

  get full(): boolean {
    return this.frames >= this.most;
  }

  /** A packet passes `tap` now: `length` octets of `b` at `at`. `layers`: octets before the first chunk or GTP header. */
  pass(
    tap: number,
    now: number,
    b: Uint8Array,
    at: number,
    length: number,
    riders: readonly Rider[],
    layers: number,
    asked?: Act,
  ): void {
    const act = asked ?? (this.faulty ? this.draw(riders, layers) : NOTHING);
    const { offset } = this.taps[tap]!;
    if (act === NOTHING && this.queue.size === 0 && offset === 0 && this.taps[tap]!.held === null) {
      if (!this.full) this.write(this.taps[tap]!, now, b, at, length, length, riders, WHOLE);
      return;
    }
    if (act.lose === true && act.copy === undefined) {
      this.truth.miss(riders);
      return;
    }
    const time = now + offset + (act.delay ?? 0);
    const octets = b.slice(at, at + length);
    const kept = keptOf(act, length);
    const left = kept === length ? WHOLE : act.snap! < 0 ? CLIPPED : CUT;
    const backwards = act.backwards === true;
    if (act.fragments !== undefined) {
      this.inFragments(tap, time, octets, riders, act.fragments, act.loseFragment ?? -1);
      return;
    }
    if (act.lose !== true) this.put({ tap, time, octets, kept, riders, left, backwards });
    if (act.copy === undefined) return;
    const again = act.hop === true ? nextHop(octets) : octets;
    this.put({ tap, time: time + act.copy, octets: again, kept, riders, left, backwards: false });
  }

  /** The datagram in fragments, each a little later; what rides in it is shown with the last, if all are. */
  private inFragments(
    tap: number,
    time: number,
    octets: Uint8Array,
    riders: readonly Rider[],
    count: number,
    lost: number,
  ): void {
    if (lost >= 0) this.truth.miss(riders);
    for (const [i, part] of fragmentsOf(octets, count).entries()) {
      if (i === lost) continue;
      const shown = lost < 0 && i === count - 1 ? riders : [];
      this.put({
        tap,
        time: time + 30 * i,
        octets: part,
        kept: part.length,
        riders: shown,
        left: WHOLE,
        backwards: false,
      });
    }
  }

  /** Time has come to `now`: what the clocks showed before is written. */
  drain(now: number): void {
    const { queue } = this;
    while (queue.size > 0 && queue.first < now && !this.full) this.take(queue.pop());
  }

  /** The capture stops: what was shown until the last frame is written, the rest is not in it. */
  close(): void {
    while (this.queue.size > 0 && !this.full) this.take(this.queue.pop());
    for (const tap of this.taps) this.release(tap);
    while (this.run < this.options.rotate - 1) this.rotate();
    for (const tap of this.taps) tap.file.close();
  }

  private put(s: Sighting): void {
    for (const r of s.riders) r.dialogue.pending++;
    // Of equal times that of the earlier tap comes first.
    this.queue.put(s.time + s.tap / 1024, s);
  }

  private take(s: Sighting): void {
    const tap = this.taps[s.tap]!;
    if (s.backwards && tap.held === null) {
      tap.held = s;
      return;
    }
    this.show(tap, s);
    if (tap.held !== null) this.release(tap);
  }

  private release(tap: Tap): void {
    const { held } = tap;
    tap.held = null;
    if (held !== null && !this.full) this.show(tap, held);
  }

  private show(tap: Tap, s: Sighting): void {
    for (const r of s.riders) r.dialogue.pending--;
    this.write(tap, s.time, s.octets, 0, s.kept, s.octets.length, s.riders, s.left);
  }

  private write(
    tap: Tap,
    time: number,
    b: Uint8Array,
    at: number,
    kept: number,
    length: number,
    riders: readonly Rider[],
    left: number,
  ): void {
    if (this.frames === (this.run + 1) * this.options.framesAFile) this.rotate();
    tap.file.frame(EPOCH + time, b, at, kept, length);
    this.octets += kept;
    this.frames++;
    tap.frames++;
    if (time > this.lastFrame) this.lastFrame = time;
    const place = { time, tap: tap.number, capture: tap.capture, frame: tap.frames };
    for (let i = 0; i < riders.length; i++) {
      const r = riders[i]!;
      // Of a packet whose end is cut away the messages before the last are whole.
      this.truth.see(r, place, left === CLIPPED && i < riders.length - 1 ? WHOLE : left);
      this.watch?.(r, tap.frames);
    }
    this.truth.drain(this.lastFrame);
  }

  // --- faults -----------------------------------------------------------------------------------------------------

  private draw(riders: readonly Rider[], layers: number): Act {
    const { random } = this;
    const { rates } = this.options;
    let bits = 0;
    const happens = (fault: 'loss' | 'copy' | 'reorder' | 'delay' | 'backwards' | 'snap'): boolean => {
      if (!random.chance(rates[fault])) return false;
      bits |= BIT[fault];
      return true;
    };
    let act: Act | null = null;
    if (happens('loss')) act = { lose: true };
    if (happens('copy')) act = { ...act, copy: random.between(1, 2000), hop: random.chance(0.5) };
    if (happens('reorder')) act = { ...act, delay: random.between(5 * MS, 1900 * MS) };
    if (happens('delay')) act = { ...act, delay: random.between(5000 * MS, 7000 * MS) };
    if (happens('backwards')) act = { ...act, backwards: true };
    if (happens('snap')) {
      const last = riders[riders.length - 1];
      const tail = last !== undefined && last.clips > 0 && random.chance(0.5);
      act = { ...act, snap: tail ? -(last.padding + random.between(1, last.clips)) : layers + random.below(8) };
    }
    if (act === null) return NOTHING;
    for (const r of riders) r.dialogue.why |= bits;
    return act;
  }

  // --- files ------------------------------------------------------------------------------------------------------

  private rotate(): void {
    for (const tap of this.taps) this.release(tap);
    this.run++;
    for (const [i, tap] of this.taps.entries()) {
      tap.file.close();
      Object.assign(tap, this.openFile(i));
    }
  }

  private openFile(tap: number): { file: CaptureFile; capture: string; frames: number } {
    const { output, form, taps, rotate } = this.options;
    const of = taps > 1 ? `-tap${tap + 1}` : '';
    const part = rotate > 1 ? `-${String(this.run + 1).padStart(4, '0')}` : '';
    const path = output.replace(/(\.[a-z]+)?$/, ending => `${of}${part}${ending}`);
    this.files.push(path);
    return { file: captureFile(path, form), capture: basename(path), frames: 0 };
  }
}

function keptOf({ snap }: Act, length: number): number {
  if (snap === undefined) return length;
  return snap < 0 ? Math.max(0, length + snap) : Math.min(snap, length);
}

/** The frame as the next router passes it on: time to live one less, and the checksum of IPv4 that goes with it. */
function nextHop(frame: Uint8Array): Uint8Array {
  const b = frame.slice();
  if (b[ETHERNET]! >> 4 !== 4) {
    b[ETHERNET + 7]!--;
    return b;
  }
  b[ETHERNET + 8]!--;
  sealHeader(b);
  return b;
}

/** Checksum of an IPv4 header. */
function sealHeader(b: Uint8Array): void {
  b[ETHERNET + 10] = 0;
  b[ETHERNET + 11] = 0;
  const sum = fold(wordSum(b, ETHERNET, ETHERNET + 20));
  b[ETHERNET + 10] = sum >>> 8;
  b[ETHERNET + 11] = sum;
}

/** A frame with an IPv4 datagram as `count` frames with a fragment each. RFC 791 §3.2. */
function fragmentsOf(frame: Uint8Array, count: number): Uint8Array[] {
  const header = ETHERNET + 20;
  const size = Math.ceil((frame.length - header) / count / 8) * 8;
  return Array.from({ length: count }, (_, i) => {
    const at = header + i * size;
    const to = Math.min(frame.length, at + size);
    const b = new Uint8Array(header + to - at);
    b.set(frame.subarray(0, header));
    b.set(frame.subarray(at, to), header);
    const total = b.length - ETHERNET;
    b[ETHERNET + 2] = total >>> 8;
    b[ETHERNET + 3] = total;
    const field = (to < frame.length ? 0x2000 : 0) | ((i * size) >> 3); // more fragments, offset in octets of eight
    b[ETHERNET + 6] = field >>> 8;
    b[ETHERNET + 7] = field;
    sealHeader(b);
    return b;
  });
}
