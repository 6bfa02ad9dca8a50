import { describe, expect, it } from 'vitest';
import { viewsOf } from '../../decoders/layout.ts';
import { clearMessage, message, scratch } from '../../decoders/message.ts';
import { halves, hashOctets, mix } from '../../src/decode/hash.ts';
import { clearOwn, clearScratch, FIRST_OWN_WORD, RECORD_WORDS } from '../../src/decode/record.ts';
import { TextTable } from '../../src/decode/texts.ts';
import { RecordWriter } from '../../src/decode/writer.ts';

const none = new Uint8Array(0);

describe('RecordWriter', () => {
  it('copies the scratch record bit for bit, NaN patterns included', () => {
    const writer = new RecordWriter();
    writer.begin(0);
    let state = 1;
    const expected: string[] = [];
    for (let n = 0; n < 3000; n++) {
      for (let i = 0; i < message.stride; i++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        scratch.u8[i] = state >>> 24;
      }
      // every other word a NaN, quiet or signalling
      for (let i = 0; i < message.stride; i += 16) {
        scratch.u8[i + 7] = n & 1 ? 0x7f : 0xff;
        scratch.u8[i + 6] |= 0xf0;
      }
      // fields that the writer itself acts on
      scratch.u8[message.at.protocol] = n % 20;
      scratch.u8[message.at.fault] = 0;
      scratch.u16[message.at.textLength] = 0;
      expected.push(Buffer.from(scratch.u8).toString('hex'));
      writer.emit(none, 0);
    }
    const batch = writer.finish();
    const all = new Uint8Array(batch.records);
    for (let n = 0; n < 3000; n++) {
      const from = n * message.stride;
      expect(Buffer.from(all.slice(from, from + message.stride)).toString('hex')).toBe(expected[n]);
    }
  });

  it('starts every batch anew', () => {
    const writer = new RecordWriter();
    clearMessage();
    const once = (number: number, spare?: ArrayBuffer) => {
      writer.begin(number, spare);
      writer.countFrames(1, 60, 1, 5, 5);
      writer.tally(3);
      scratch.u16[message.at.textLength] = 2;
      scratch.u32[message.at.textAt] = 0;
      scratch.u32[message.at.text] = 0;
      writer.emit(Uint8Array.of(65, 66), 0);
      scratch.u16[message.at.textLength] = 0;
      writer.emitPiece(1, 3);
      writer.frames = Uint8Array.of(1, 2, 3, 4);
      return writer.finish();
    };
    const first = once(0);
    const second = once(1, new ArrayBuffer(1 << 20));
    expect([second.number, second.count, second.texts.length, [...second.pieces]]).toEqual([1, 2, 1, [1, 2, 3, 4]]);
    expect([second.counts.frames, second.counts.octets, second.counts.snapped]).toEqual([1, 60, 1]);
    expect([first.records === second.records, first.counts === second.counts]).toEqual([false, false]);
    expect(viewsOf(second.records).u32[message.at.text]).toBe(1);
  });

  it('gives buffers of their own, the records shared with other threads', () => {
    const writer = new RecordWriter();
    const empty = () => {
      writer.begin(0);
      return writer.finish();
    };
    const [one, two] = [empty(), empty()];
    expect(one.records).toBeInstanceOf(SharedArrayBuffer);
    expect(two.records).not.toBe(one.records);
  });

  it('fills a spare buffer again, and takes a larger one where it does not suffice', () => {
    const writer = new RecordWriter();
    const spare = new SharedArrayBuffer(message.stride * 300);
    clearMessage();
    writer.begin(0, spare, 200);
    writer.emit(none, 0);
    expect(writer.finish().records).toBe(spare);
    writer.begin(1, spare, 200);
    for (let n = 0; n < 400; n++) {
      scratch.u32[message.at.frame] = n;
      writer.emit(none, 0);
    }
    const { records, count } = writer.finish();
    expect(records).not.toBe(spare);
    expect(count).toBe(400);
    expect(viewsOf(records).u32[(message.stride * 399) / 4 + message.at.frame]).toBe(399);
  });
});

describe('TextTable', () => {
  const octets = (text: string) => new TextEncoder().encode(text);

  it('numbers texts in the order of their first use', () => {
    const table = new TextTable();
    const number = (text: string) => table.number(octets(`--${text}`), 2, text.length);
    expect(['a', 'b', 'a', '', 'ab', 'b'].map(number)).toEqual([1, 2, 1, 3, 4, 2]);
    expect(table.take().map(text => new TextDecoder().decode(text))).toEqual(['a', 'b', '', 'ab']);
    expect(number('b')).toBe(1);
  });

  it('keeps thousands apart, and each one number', () => {
    const table = new TextTable();
    const all = Array.from({ length: 5000 }, (_, i) => octets(`apn${i}`));
    for (const [i, text] of all.entries()) expect(table.number(text, 0, text.length)).toBe(i + 1);
    for (const [i, text] of all.entries()) expect(table.number(text, 0, text.length)).toBe(i + 1);
    expect(table.take().length).toBe(5000);
  });

  it('stays correct for texts that share a place in the table', () => {
    // chosen by search: one home in a table of up to 1024 places
    const table = new TextTable();
    const home = (text: Uint8Array) => {
      let h = 0x811c9dc5;
      for (const octet of text) h = Math.imul(h ^ octet, 0x01000193);
      return (h ^ (h >>> 15)) & 0x3ff;
    };
    const same: Uint8Array[] = [];
    for (let i = 0; same.length < 60; i++) {
      const text = octets(`x${i}`);
      if (home(text) === 5) same.push(text);
    }
    const numbers = same.map(text => table.number(text, 0, text.length));
    expect(new Set(numbers).size).toBe(60);
    expect(same.map(text => table.number(text, 0, text.length))).toEqual(numbers);
    expect(table.take()).toEqual(same);
  });
});

describe('hashOctets', () => {
  const of = (b: Uint8Array, at = 0, end = b.length) => {
    hashOctets(b, at, end);
    return `${halves[0]} ${halves[1]}`;
  };

  it('depends on the octets alone, not on where they lie', () => {
    const b = Uint8Array.from({ length: 45 }, (_, i) => i * 7);
    const larger = new Uint8Array(60).fill(9);
    larger.set(b, 5);
    expect(of(larger, 5, 50)).toBe(of(b));
  });

  it('tells every octet and the length', () => {
    const b = new Uint8Array(40);
    const seen = new Set([of(b), of(b, 0, 39), of(b, 0, 0)]);
    for (let i = 0; i < 40; i++) {
      for (const bit of [1, 0x80]) {
        b[i] = bit;
        seen.add(of(b));
        b[i] = 0;
      }
    }
    expect(seen.size).toBe(3 + 80);
  });

  it('has no collision among a hundred thousand messages that differ in a transaction identifier', () => {
    const b = new Uint8Array(60).fill(0x31);
    const seen = new Set<number>();
    let collisions = 0;
    for (let i = 0; i < 100_000; i++) {
      b[4] = i >>> 16;
      b[5] = i >>> 8;
      b[6] = i;
      hashOctets(b, 0, 60);
      if (seen.has(halves[0])) collisions++;
      seen.add(halves[0]);
    }
    // by chance alone about one pair: n² / 2³³
    expect(collisions).toBeLessThan(8);
    expect(mix(1)).not.toBe(mix(2));
  });
});

describe('hashOctets, value by value,', () => {
  it.each([
    [0, 1720970742, 1066891524],
    [1, 416434544, 620976264],
    [7, 3044315569, 2382639344],
    [8, 4022158804, 2355504444],
    [15, 3481233337, 1258537088],
    [16, 2927849612, 2957363734],
    [23, 3601905935, 477311295],
    [24, 289921588, 3445895008],
    [37, 1370986369, 3746850050],
    [61, 4263331064, 4194633308],
  ])('of %i octets is what identifiers of dialogues have been made of so far', (length, first, second) => {
    const b = Uint8Array.from({ length: 64 }, (_, i) => i * 37 + 11);
    hashOctets(b, 3, 3 + length);
    expect([halves[0] >>> 0, halves[1] >>> 0]).toEqual([first, second]);
  });
});

describe('the scratch record', () => {
  it('is cleared whole, or from the IMSI on', () => {
    expect(RECORD_WORDS * 8).toBe(message.stride);
    expect(FIRST_OWN_WORD).toBe(Math.ceil(message.at.imsi / 8));
    scratch.u8.fill(0xa5);
    clearOwn();
    expect([...scratch.u8].map((octet, i) => octet === (i < message.at.imsi ? 0xa5 : 0)).every(Boolean)).toBe(true);
    clearScratch();
    expect(scratch.u8.every(octet => octet === 0)).toBe(true);
  });
});
