import { beforeAll, describe, expect, it } from 'vitest';
import { MOST_NOTES } from '../../src/capture/notes.ts';
import {
  classic,
  classicHeader,
  classicRecord,
  enhanced,
  face,
  folder,
  frameOctets,
  join_,
  Octets,
  read,
  section,
} from './make.ts';

const { put, path } = folder();
const T = 1_600_000_000;
const codes = (result: { notes: { code: string }[] }): string[] => result.notes.map(n => n.code);

/** Octets that are no header anywhere: a fixed generator. */
function noise(length: number): Uint8Array {
  const b = new Uint8Array(length);
  let x = 12345;
  for (let i = 0; i < length; i++) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    b[i] = x >>> 24;
  }
  return b;
}

const record = (i: number, length = 60): Uint8Array => classicRecord(T + i, i, frameOctets(i, length));
const packet = (i: number): Uint8Array => enhanced('little', 0, BigInt(T + i) * 1_000_000n, frameOctets(i, 61));

describe('a classic capture cut at any octet', () => {
  // Records of 16 + 60 octets behind a header of 24.
  const whole = join_(classicHeader(), record(0), record(1), record(2));
  for (let cut = 0; cut <= whole.length; cut++) {
    it(`${cut}`, async () => {
      const file = put(`cut-${cut}`, whole.slice(0, cut));
      if (cut < 24) {
        const code = cut === 0 ? 'empty-file' : cut < 4 ? 'not-a-capture' : 'cut-header';
        await expect(read([file])).rejects.toMatchObject({ name: 'OperatorError', code });
        return;
      }
      const result = await read([file]);
      const kept = Math.floor((cut - 24) / 76);
      expect(result.frames.map(f => f.time)).toEqual([0, 1, 2].slice(0, kept).map(i => (T + i) * 1e6 + i));
      expect(codes(result)).toEqual((cut - 24) % 76 === 0 ? [] : ['cut-record']);
      if (result.notes.length > 0) expect(result.notes[0]).toMatchObject({ frame: kept, octet: 24 + kept * 76 });
    });
  }
});

describe('a pcapng capture cut at any octet', () => {
  // Section 28, interface 20, packets of 32 + 64 octets.
  const parts = [section(), face(), packet(0), packet(1)];
  const whole = join_(...parts);
  const ends = [28, 48, 144, 240];
  for (let cut = 0; cut <= whole.length; cut++) {
    it(`${cut}`, async () => {
      const file = put(`ng-cut-${cut}`, whole.slice(0, cut));
      if (cut < 12) {
        const code = cut === 0 ? 'empty-file' : cut < 4 ? 'not-a-capture' : 'cut-header';
        await expect(read([file])).rejects.toMatchObject({ name: 'OperatorError', code });
        return;
      }
      const result = await read([file]);
      expect(result.frames.length).toBe(cut < 144 ? 0 : cut < 240 ? 1 : 2);
      expect(codes(result)).toEqual(ends.includes(cut) ? [] : ['cut-record']);
    });
  }
});

describe('damage in a classic capture', () => {
  it('is named and stepped over: garbage between records', async () => {
    const before = join_(classicHeader(), record(0), record(1));
    const garbage = noise(5000);
    const result = await read([put('garbage', join_(before, garbage, record(2), record(3), record(4)))]);
    expect(result.frames.map(f => f.time)).toEqual([0, 1, 2, 3, 4].map(i => (T + i) * 1e6 + i));
    expect(result.frames.map(f => f.frame)).toEqual([1, 2, 3, 4, 5]);
    expect(result.notes).toMatchObject([
      { code: 'bad-record-length', frame: 2, octet: before.length },
      { code: 'resynchronised', frame: 2, octet: before.length + garbage.length },
    ]);
    expect(result.notes[1].text).toContain('5000 octets skipped');
  });

  it('costs the one record whose length is beyond the bound', async () => {
    const bad = record(1);
    bad.set([0xff, 0xff, 0xff, 0xff], 8);
    const result = await read([put('length', join_(classicHeader(), record(0), bad, record(2), record(3), record(4)))]);
    expect(result.frames.map(f => f.time)).toEqual([0, 2, 3, 4].map(i => (T + i) * 1e6 + i));
    expect(codes(result)).toEqual(['bad-record-length', 'resynchronised']);
    expect(result.notes[0].text).toContain('4294967295 octets, 262144 at most');
  });

  it('costs the one record whose length is beyond the file', async () => {
    const bad = record(1);
    bad.set([0, 0, 2, 0], 8); // 131,072 octets: plausible, but the file is shorter
    const result = await read([put('beyond', join_(classicHeader(), record(0), bad, record(2), record(3), record(4)))]);
    expect(result.frames.map(f => f.time)).toEqual([0, 2, 3, 4].map(i => (T + i) * 1e6 + i));
    expect(codes(result)).toEqual(['bad-record-length', 'resynchronised']);
  });

  it('takes a length up to a larger snap length', async () => {
    const long = classicRecord(T, 0, frameOctets(1, 300_000));
    expect((await read([put('snap', join_(classicHeader({ snap: 400_000 }), long))])).frames.length).toBe(1);
    expect(codes(await read([put('no-snap', join_(classicHeader(), long))]))).toEqual([
      'bad-record-length',
      'unread-octets',
    ]);
  });

  it('believes no snap length of gigabytes', async () => {
    const bad = new Octets('little').u32(T).u32(0).u32(0x7fffffff).u32(0x7fffffff).bytes;
    const result = await read([put('hostile', join_(classicHeader({ snap: 0xffffffff }), record(0), bad, noise(100)))]);
    expect(codes(result)).toEqual(['bad-record-length', 'unread-octets']);
  });

  it('takes a hole of zeros for damage, not for frames', async () => {
    const parts = [classicHeader(), record(0), new Uint8Array(9999), record(1), record(2), record(3)];
    const result = await read([put('hole', join_(...parts))]);
    expect(result.frames.length).toBe(4);
    expect(codes(result)).toEqual(['bad-record-length', 'resynchronised']);
  });

  it('is stepped over across several batches', async () => {
    const hole = noise(9 << 20);
    const many = Array.from({ length: 100 }, (_, i) => record(i));
    const result = await read([
      put('wide', join_(classicHeader(), ...many, hole, record(100), record(101), record(102))),
    ]);
    expect(result.frames.length).toBe(103);
    expect(codes(result)).toEqual(['bad-record-length', 'resynchronised']);
  });

  it('stops where nothing plausible follows, and says how much was left', async () => {
    const result = await read([put('tail', join_(classicHeader(), record(0), noise(70_000)))]);
    expect(result.frames.length).toBe(1);
    expect(codes(result)).toEqual(['bad-record-length', 'unread-octets']);
    expect(result.notes[1].text).toContain('70000 octets not read');
  });

  it('does not take a header a week away for the next record', async () => {
    const away = [0, 1, 2].map(i => classicRecord(T + 7 * 86400 + i, 0, frameOctets(i, 60)));
    const result = await read([put('week', join_(classicHeader(), record(0), noise(500), ...away))]);
    expect(codes(result)).toEqual(['bad-record-length', 'unread-octets']);
  });

  it('is listed only so often', async () => {
    const parts: Uint8Array[] = [classicHeader()];
    for (let i = 0; i < MOST_NOTES; i++)
      parts.push(
        Uint8Array.from({ length: 32 }, () => 0xff),
        record(i),
        record(i),
        record(i),
      );
    const result = await read([put('flood', join_(...parts))]);
    expect(result.frames.length).toBe(3 * MOST_NOTES);
    expect(result.notes.length).toBe(MOST_NOTES + 1);
    // Two notes a place; half of them did not fit.
    expect(result.notes.at(-1)).toMatchObject({
      code: 'more-faults',
      text: expect.stringContaining(`${MOST_NOTES} more faults`),
    });
  });
});

describe('damage in a pcapng capture', () => {
  const before = join_(section(), face(), packet(0));

  it('is named and stepped over, whatever its length', async () => {
    for (const length of [4000, 4001, 4002, 4003]) {
      const result = await read([put(`ng-${length}`, join_(before, noise(length), packet(1), packet(2)))]);
      expect(result.frames.map(f => f.time)).toEqual([0, 1, 2].map(i => (T + i) * 1e6));
      expect(result.notes).toMatchObject([
        { code: 'bad-record-length', frame: 1, octet: before.length },
        { code: 'resynchronised', frame: 1, octet: before.length + length },
      ]);
    }
  });

  it('shows in lengths that do not agree', async () => {
    const bad = packet(1);
    bad[bad.length - 4] ^= 4;
    const result = await read([put('ng-trailer', join_(before, bad, packet(2)))]);
    expect(result.frames.map(f => f.time)).toEqual([0, 2].map(i => (T + i) * 1e6));
    expect(codes(result)).toEqual(['bad-record-length', 'resynchronised']);
  });

  it('shows in lengths below 12, off 4 and beyond the bound', async () => {
    for (const says of [0, 8, 97, 0x7ffffffc]) {
      const bad = packet(1);
      bad.set(new Octets('little').u32(says).bytes, 4);
      const result = await read([put(`ng-says-${says}`, join_(before, bad, packet(2)))]);
      expect(result.frames.length).toBe(2);
      expect(result.notes[0]).toMatchObject({ code: 'bad-record-length', octet: before.length });
      expect(result.notes[0].text).toContain(`${says} octets`);
    }
  });

  it('costs the one packet whose captured length is beyond its block', async () => {
    const bad = enhanced('little', 0, 0n, frameOctets(1, 60), { captured: 61 });
    const result = await read([put('ng-captured', join_(before, bad, packet(2)))]);
    expect(result.frames.map(f => f.frame)).toEqual([1, 3]);
    expect(codes(result)).toEqual(['bad-record-length']);
  });

  it('costs the packets of an interface that was not described', async () => {
    const bad = enhanced('little', 1, 0n, frameOctets(1, 60));
    const result = await read([put('ng-interface', join_(before, bad, packet(2)))]);
    expect(result.frames.map(f => f.frame)).toEqual([1, 3]);
    expect(codes(result)).toEqual(['bad-interface']);
  });
});

describe('any octets', () => {
  it('never throw, hang or lead outside', async () => {
    const good = [classic([T * 1e6, T * 1e6 + 1, T * 1e6 + 2]), join_(section(), face(), packet(0), packet(1))];
    const random = noise(4000);
    let r = 0;
    for (let i = 0; i < 400; i++) {
      const octets = good[i & 1].slice();
      // Up to four octets changed behind the magic.
      for (let k = 0; k <= (i & 3); k++)
        octets[12 + (((random[r++] << 8) | random[r++]) % (octets.length - 12))] = random[r++];
      r %= 3900;
      await read([put('fuzz', octets)]);
    }
  });
});

describe('what is no capture', () => {
  let text = '';
  beforeAll(() => {
    text = put('text', new TextEncoder().encode('frame,imsi\n1,262011234567890\n'));
  });

  it('is named in one line, without its content', async () => {
    await expect(read([text])).rejects.toMatchObject({
      code: 'not-a-capture',
      message: `${text}: neither pcap nor pcapng`,
    });
  });

  it('is found out before the first batch, wherever it stands', async () => {
    const good = put('good', classic([T * 1e6]));
    await expect(read([good, text])).rejects.toMatchObject({ code: 'not-a-capture' });
  });

  it('can be missing', async () => {
    await expect(read([`${path}/none`])).rejects.toMatchObject({
      code: 'no-such-file',
      message: `${path}/none: no such file`,
    });
  });

  it('can be nothing at all', async () => {
    await expect(read([])).rejects.toMatchObject({ code: 'no-input' });
  });

  it('can be standard input given twice', async () => {
    await expect(read(['-', '-'])).rejects.toMatchObject({ code: 'standard-input-twice' });
  });
});
