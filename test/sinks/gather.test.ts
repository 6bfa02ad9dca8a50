import { describe, expect, it } from 'vitest';
import { PROTOCOL } from '../../decoders/protocols.ts';
import { type DialogueBatch, dialogue } from '../../src/dialogues/record.ts';
import { Gatherer } from '../../src/sinks/gather.ts';
import type { EncodeInput } from '../../src/sinks/sink.ts';

const { stride, at } = dialogue;

/** GTP records with these APN numbers; frame numbers count on from `frame`. */
function batch(
  number: number,
  apns: readonly number[],
  firstText: number,
  texts: readonly string[],
  frame = 0,
): DialogueBatch {
  const records = new ArrayBuffer(apns.length * stride);
  const u8 = new Uint8Array(records);
  const u32 = new Uint32Array(records);
  for (const [row, apn] of apns.entries()) {
    u8[row * stride + at.protocol] = PROTOCOL.gtp;
    u32[(row * stride) / 4 + at.apn] = apn;
    u32[(row * stride) / 4 + at.firstFrame] = frame + row;
  }
  return { number, count: apns.length, records, firstText, texts: texts.map(text => new TextEncoder().encode(text)) };
}

/** Frame and APN of each row. */
function rows(input: EncodeInput): [number, string][] {
  const u32 = new Uint32Array(input.records);
  return Array.from({ length: input.count }, (_, row) => {
    const apn = u32[(row * stride) / 4 + at.apn];
    return [u32[(row * stride) / 4 + at.firstFrame], apn === 0 ? '' : new TextDecoder().decode(input.texts[apn - 1])];
  });
}

describe('Gatherer', () => {
  it('gives inputs of exactly as many rows as asked for, in order, whatever the batches', () => {
    const gatherer = new Gatherer(['a'], 4);
    const full = [
      ...gatherer.add(batch(0, [1, 0, 1], 1, ['x'])),
      ...gatherer.add(batch(1, [2, 1, 2, 0, 0, 1], 2, ['y'], 3)),
    ];
    const rest = gatherer.flush();
    expect([...full, rest!].map(input => [input.number, input.count])).toEqual([
      [0, 4],
      [1, 4],
      [2, 1],
    ]);
    expect([...full, rest!].flatMap(rows)).toEqual([
      [0, 'x'],
      [1, ''],
      [2, 'x'],
      [3, 'y'],
      [4, 'x'],
      [5, 'y'],
      [6, ''],
      [7, ''],
      [8, 'x'],
    ]);
  });

  it('gives each input the texts that it refers to and no others, numbered by first use', () => {
    const gatherer = new Gatherer(['a'], 2);
    const [first, second] = gatherer.add(batch(0, [3, 3, 2, 3], 1, ['one', 'two', 'three']));
    const texts = (input: EncodeInput): string[] => input.texts.map(text => new TextDecoder().decode(text));
    expect([texts(first), texts(second)]).toEqual([['three'], ['two', 'three']]);
  });

  it('does not depend on how the rows were cut into batches', () => {
    const apns = [2, 1, 0, 3, 3, 1, 2, 0, 2];
    const whole = new Gatherer(['a'], 5);
    const inOne = [...whole.add(batch(0, apns, 1, ['a', 'b', 'c'])), whole.flush()!];
    const cut = new Gatherer(['a'], 5);
    const inNine = apns.flatMap((apn, i) => cut.add(batch(i, [apn], 1, i === 0 ? ['a', 'b', 'c'] : [], i)));
    inNine.push(cut.flush()!);
    expect(inNine.flatMap(rows)).toEqual(inOne.flatMap(rows));
    expect(inNine.map(input => input.texts)).toEqual(inOne.map(input => input.texts));
  });

  it('leaves the batch as it was, and fills buffers given back again', () => {
    const gatherer = new Gatherer(['a'], 1);
    const given = batch(0, [2], 1, ['a', 'b']);
    const [first] = gatherer.add(given);
    expect(new Uint32Array(given.records)[at.apn]).toBe(2);
    gatherer.recycle(first.records);
    const [second] = gatherer.add(batch(1, [0], 3, [], 9));
    expect(second.records).toBe(first.records);
    expect(rows(second)).toEqual([[9, '']]);
  });

  it('has nothing to flush where nothing came', () => {
    expect(new Gatherer(['a']).flush()).toBeUndefined();
  });
});
