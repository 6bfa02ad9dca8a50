/** Frames of prefix codes written here, read by two decompressors that know nothing of how they were made. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { literalsFrame } from '../../src/sinks/parquet/zstd/literals.ts';

const { decompress, init } = createRequire(import.meta.url)(
  '@bokuweb/zstd-wasm',
) as typeof import('@bokuweb/zstd-wasm');
const program = spawnSync('zstd', ['--version']).status === 0;

beforeAll(async () => {
  await init();
});

/** The frame's content, by the library and, where it is installed, by the program. */
function readBack(frame: Uint8Array): Buffer {
  const content = Buffer.from(decompress(frame));
  if (program) {
    const { stdout, status } = spawnSync('zstd', ['-dc'], { input: frame, maxBuffer: 1 << 28 });
    expect(status).toBe(0);
    expect(Buffer.compare(stdout, content)).toBe(0);
  }
  return content;
}

function check(before: Uint8Array, characters: Uint8Array): number {
  const frame = literalsFrame(before, characters);
  if (frame === undefined) throw new Error('no frame');
  const whole = Buffer.concat([before, characters]);
  expect(Buffer.compare(readBack(frame), whole)).toBe(0);
  return frame.length;
}

const text = (length: number, draw: (i: number) => number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => draw(i));

/** The same digits everywhere. */
function digits(length: number): Uint8Array {
  let state = 1;
  return text(length, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return 48 + ((state >>> 16) % 10);
  });
}

describe('literalsFrame', () => {
  it.each([0, 1, 5, 63, 64, 65, 66, 67, 1000, 131071, 131072, 131073, 262144, 500_001])('takes %i digits', length => {
    const size = check(Uint8Array.of(1, 2, 200), digits(length));
    // Ten digits alike take 3.4 bits each.
    if (length >= 1000) expect(size / length).toBeLessThan(0.5);
  });

  it('takes what stands before in several blocks, and nothing behind it', () => {
    check(
      text(300_000, i => i * 7),
      digits(100),
    );
    check(
      text(300_000, i => i * 7),
      new Uint8Array(0),
    );
    check(
      text(131072, i => i),
      new Uint8Array(0),
    );
    check(new Uint8Array(0), new Uint8Array(0));
  });

  it('takes one character alone, and two of which one is rare', () => {
    check(
      new Uint8Array(0),
      text(100_000, () => 48),
    );
    check(
      new Uint8Array(0),
      text(100_000, i => (i === 77 ? 49 : 48)),
    );
    check(
      new Uint8Array(0),
      text(200_000, () => 128),
    );
  });

  it('takes octets of which none repeats more than another', () => {
    check(
      new Uint8Array(0),
      text(50_000, i => i % 129),
    );
    check(
      new Uint8Array(0),
      text(50_000, i => (i * 17) % 128),
    );
  });

  it('bounds the codes where counts grow like Fibonacci numbers', () => {
    const parts: number[] = [];
    for (let octet = 40, many = 1, before = 1; octet < 64; octet++) {
      for (let i = 0; i < many; i++) parts.push(octet);
      [many, before] = [many + before, many];
    }
    check(new Uint8Array(0), Uint8Array.from(parts));
    check(new Uint8Array(0), Uint8Array.from(parts.reverse()));
  });

  it('gives up on characters above 128', () => {
    expect(
      literalsFrame(
        new Uint8Array(0),
        text(100, i => (i === 50 ? 129 : 48)),
      ),
    ).toBeUndefined();
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 128 }), fc.integer({ min: 1, max: 2000 })), { maxLength: 60 }),
        (before, runs) => {
          const characters = Uint8Array.from(runs.flatMap(([octet, many]) => new Array<number>(many).fill(octet)));
          const frame = literalsFrame(before, characters);
          expect(
            Buffer.compare(Buffer.from(decompress(frame as Uint8Array)), Buffer.concat([before, characters])),
          ).toBe(0);
        },
      ),
      { numRuns: 200 },
    );
  });
});
