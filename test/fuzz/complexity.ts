/**
 * `npm run fuzz -- --complexity`: twice the octets take at most 2.2 times the time, for every decoder alone, for the way
 * from a frame to its records, and for the description of a frame. The least of many runs; what is above the bound is
 * measured again before it counts. The same is counted in octets read by steps.test.ts.
 */
import { describeFrame } from '../../decoders/describe.ts';
import { clearMessage } from '../../decoders/message.ts';
import { clearFault } from '../../decoders/status.ts';
import { beginFrame } from '../../src/decode/current.ts';
import { decodeFrame } from '../../src/decode/frame.ts';
import { RecordWriter } from '../../src/decode/writer.ts';
import { join } from './build.ts';
import { GUARD } from './check.ts';
import { TARGETS } from './targets.ts';
import { worstOf } from './worst.ts';

const MOST_RATIO = 2.2;
/** Microseconds below which a decoder has not looked at the octets at all. */
const LEAST = 3;
const OCTETS = 14_000;
const RUNS = 15;
const AGAIN = 9;

interface Measured {
  readonly name: string;
  readonly ratio: number;
  /** Nanoseconds an octet. */
  readonly each: number;
}

/** Calls that together take a while. */
function callsOf(work: () => void): number {
  for (let calls = 1; ; calls *= 2) {
    const began = performance.now();
    for (let i = 0; i < calls; i++) work();
    if (performance.now() - began > 0.2) return calls;
  }
}

/** Microseconds of one call each: the least of RUNS in turn, since whatever else the machine does only adds. */
function leastOf(one: () => void, two: () => void): [number, number] {
  const works = [one, two];
  const calls = works.map(callsOf);
  const least = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let run = 0; run < RUNS; run++) {
    works.forEach((work, w) => {
      const began = performance.now();
      for (let i = 0; i < calls[w]; i++) work();
      least[w] = Math.min(least[w], ((performance.now() - began) * 1000) / calls[w]);
    });
  }
  return [least[0], least[1]];
}

function measure(
  name: string,
  once: Uint8Array,
  twice: Uint8Array,
  work: (octets: Uint8Array) => () => void,
): Measured {
  const one = work(once);
  const two = work(twice);
  let ratio = Number.POSITIVE_INFINITY;
  let each = 0;
  for (let i = 0; i < AGAIN && ratio > MOST_RATIO; i++) {
    const [first, second] = leastOf(one, two);
    each = (second * 1000) / twice.length;
    // by the octets that there really are: some forms end at 65535
    const octets = twice.length / Math.max(1, once.length);
    ratio = second < LEAST ? 1 : Math.min(ratio, (second / first / octets) * 2);
  }
  return { name, ratio, each };
}

/** Gives how many were above the bound. */
export function measureComplexity(say: (text: string) => void): number {
  const writer = new RecordWriter();
  const spare = new ArrayBuffer(32 << 20);
  let above = 0;
  say(`twice the octets (${OCTETS} and ${2 * OCTETS}), times as long; nanoseconds an octet`);
  for (const target of TARGETS) {
    const once = worstOf(target.name, OCTETS);
    const twice = worstOf(target.name, 2 * OCTETS);
    const measured: Measured[] = [];
    const link = target.link < 0 ? 1 : target.link;
    for (const [what, octets] of Object.entries(once)) {
      target.alone.forEach((run, place) => {
        for (const n of [0, 7]) {
          const alone = (message: Uint8Array) => {
            const room = new Uint8Array(message.length + 2 * GUARD);
            room.set(message, GUARD);
            return (): void => {
              clearMessage();
              clearFault();
              run(room, GUARD, GUARD + message.length, n);
            };
          };
          measured.push(measure(`decoder ${place}, ${what}`, octets, twice[what], alone));
        }
      });
      const way = (message: Uint8Array) => {
        const whole = join(target.before, message);
        return (): void => {
          writer.begin(0, spare);
          beginFrame(0, 0, 1, 0, false);
          decodeFrame(whole, 0, whole.length, link, writer);
        };
      };
      measured.push(measure(`frame, ${what}`, octets, twice[what], way));
      const described = (message: Uint8Array) => {
        const whole = join(target.before, message);
        return (): void => {
          describeFrame(whole, 0, whole.length, link, {});
        };
      };
      measured.push(measure(`described, ${what}`, octets, twice[what], described));
    }
    const over = measured.filter(({ ratio }) => ratio > MOST_RATIO);
    const worst = measured.reduce((a, b) => (b.ratio > a.ratio ? b : a));
    const dear = measured
      .filter(({ name }) => !name.startsWith('described'))
      .reduce((a, b) => (b.each > a.each ? b : a));
    say(
      `${target.name.padEnd(12)}${String(measured.length).padStart(5)} measured; at most ${worst.ratio.toFixed(2)} times (${worst.name}); ` +
        `${dear.each.toFixed(1)} ns (${dear.name})`,
    );
    for (const { name, ratio } of over) say(`  ABOVE ${ratio.toFixed(2)}: ${name}`);
    above += over.length;
  }
  return above;
}
