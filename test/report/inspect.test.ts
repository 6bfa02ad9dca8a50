/** What is shown of a frame, against what the decoders made of it: two readings of the same octets. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { digits } from '../../decoders/digits.ts';
import { gtpMessageName } from '../../decoders/gtp-messages.ts';
import { type Views, viewsOf } from '../../decoders/layout.ts';
import * as m from '../../decoders/message.ts';
import { FAULT, type Part } from '../../decoders/part.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';
import { componentName } from '../../decoders/tcap-names.ts';
import { type FrameBatch, frameEntry } from '../../src/capture/batch.ts';
import { openCaptures } from '../../src/capture/open.ts';
import type { MessageBatch } from '../../src/decode/batch.ts';
import { decodeBatch } from '../../src/decode/frame.ts';
import { RecordWriter } from '../../src/decode/writer.ts';
import { type Fault, type Frame, frameOf } from '../../src/pipeline/single.ts';
import { inspection } from '../../src/report/inspect.ts';
import { inspectionJson, inspectionText } from '../../src/report/tree.ts';

const COMMITTED = fileURLToPath(new URL('../../captures', import.meta.url));
const SHARED = process.env.SIGPROBE_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const FOLDERS = ['sigtran', 'gtp', 'sctp', 'gtpv2-diameter'].map(name => join(SHARED, 'captures', name));
const ready = FOLDERS.every(existsSync);
if (!ready) console.warn('no shared captures (SIGPROBE_SHARED): the trees of their frames are not compared');

/** Frames of one capture that are looked at; the user plane and radio captures have thousands alike. */
const MOST_FRAMES = 600;
const { at } = m.message;
const STRIDE = m.message.stride;

const flat = (parts: readonly Part[]): Part[] => parts.flatMap(one => [one, ...flat(one.parts)]);

/** The frames of a capture with what the decoders made of each alone. */
async function* frames(path: string): AsyncGenerator<{ frame: Frame; decoded: MessageBatch }> {
  const writer = new RecordWriter();
  let count = 0;
  const source = await openCaptures([path]);
  for await (const batch of source.batches()) {
    for (let i = 0; i < batch.count && count < MOST_FRAMES; i++, count++) {
      const index = batch.index.slice(i * frameEntry.stride, (i + 1) * frameEntry.stride);
      const alone: FrameBatch = { ...batch, count: 1, index };
      writer.begin(0);
      decodeBatch(alone, writer);
      yield { frame: frameOf(batch, i), decoded: writer.finish() };
    }
    if (count >= MOST_FRAMES) return;
  }
}

const digitsAt = (v: Views, base: number, place: number, length: number): string =>
  digits(v.u8, base + place, v.u8[base + length]);

/** What a record says, as texts that the tree must have too: name of a part and its value. */
function expected(v: Views, n: number): [name: string, value: string | RegExp][] {
  const base = n * STRIDE;
  const u8 = (place: number): number => v.u8[base + place];
  const u16 = (place: number): number => v.u16[base / 2 + place];
  const u32 = (place: number): number => v.u32[base / 4 + place];
  const found: [string, string | RegExp][] = [];
  const has = (bit: number): boolean => (u32(at.present) & bit) !== 0;
  const protocol = u8(at.protocol);
  if (protocol === PROTOCOL.gtp) {
    const type = u8(at.messageType);
    const name = gtpMessageName(type);
    found.push(['Message type', name === `message ${type}` ? String(type) : `${type} ${name}`]);
    if (has(m.HAS_SEQUENCE)) found.push(['Sequence number', String(u16(at.sequenceNumber))]);
    if (has(m.HAS_CAUSE)) found.push(['Cause', new RegExp(`^${u8(at.cause)} `)]);
    const imsi = digitsAt(v, base, at.imsi, at.imsiLength);
    if (imsi !== '') found.push(['International Mobile Subscriber Identity (IMSI)', imsi]);
    return found;
  }
  if (protocol < PROTOCOL.m3ua || protocol > PROTOCOL.inap) return found;
  if (has(m.HAS_LABEL) && u8(at.sccpType) === 9 && protocol !== PROTOCOL.sua) {
    // as fields of the label, or in the title of the layer where an exported PDU has them as tags
    found.push(['Originating point code', String(u32(at.opc))]);
  }
  if (u8(at.tcapType) === 0) return found;
  const identifier = (place: number, length: number): string =>
    u32(place)
      .toString(16)
      .padStart(u8(length) * 2, '0');
  if (u8(at.otidLength) > 0) found.push(['Originating transaction ID', identifier(at.otid, at.otidLength)]);
  if (u8(at.dtidLength) > 0) found.push(['Destination transaction ID', identifier(at.dtid, at.dtidLength)]);
  for (let i = 0; i < u8(at.componentCount); i++) {
    const slot = base + at.components + i * m.COMPONENT_SIZE;
    const flags = v.u8[slot + m.SLOT_FLAGS];
    found.push([componentName(v.u8[slot + m.SLOT_TYPE]), /^/]);
    if ((flags & m.SLOT_GLOBAL) !== 0) continue;
    if ((flags & m.SLOT_HAS_OPERATION) !== 0) {
      found.push(['Operation code', new RegExp(`^${v.u16[(slot + m.SLOT_OPERATION) / 2]} `)]);
    }
    if ((flags & m.SLOT_HAS_CODE) !== 0 && v.u8[slot + m.SLOT_TYPE] === 0xa3) {
      found.push(['Error code', new RegExp(`^${v.u16[(slot + m.SLOT_CODE) / 2]} `)]);
    }
  }
  return found;
}

async function compare(path: string): Promise<{ frames: number; facts: number; wrong: string[] }> {
  const wrong: string[] = [];
  let count = 0;
  let facts = 0;
  for await (const { frame, decoded } of frames(path)) {
    count++;
    const where = `${path} frame ${frame.number}`;
    const faults: Fault[] = decoded.counts.faults.map(({ protocol, what, octet, says, has }) => ({
      protocol,
      what,
      octet,
      says,
      has,
    }));
    const tree = inspection(path, { frame, faults, joined: [], pending: 0 }, {});
    const parts = flat(tree.layers);
    for (const one of parts) {
      if (one.at < 0 || one.length < 0 || one.at + one.length > frame.octets.length)
        wrong.push(`${where}: ${one.name} is outside`);
      if (/undefined|NaN|\[object/.test(one.name + one.value)) wrong.push(`${where}: ${one.name} is ${one.value}`);
    }
    if (faults.length > 0 && !parts.some(one => one.name === FAULT)) wrong.push(`${where}: its fault is not shown`);
    const v = viewsOf(decoded.records);
    for (let n = 0; n < decoded.count; n++) {
      if (v.u8[n * STRIDE + at.kind] > m.KIND_OTHER) continue;
      for (const [name, value] of expected(v, n)) {
        facts++;
        const same = (one: Part): boolean =>
          one.name === name && (typeof value === 'string' ? one.value === value : value.test(one.value));
        if (!parts.some(same)) wrong.push(`${where}: ${name} ${value} is not shown`);
      }
    }
    inspectionText(tree, { colours: true, width: 80 });
    JSON.parse(inspectionJson(tree));
  }
  return { frames: count, facts, wrong };
}

describe('the tree and the records agree', () => {
  it.each(readdirSync(COMMITTED).filter(name => existsSync(join(COMMITTED, name, 'capture.pcap'))))(
    'on %s',
    async name => {
      const { facts, wrong } = await compare(join(COMMITTED, name, 'capture.pcap'));
      expect(wrong.slice(0, 10)).toEqual([]);
      expect(facts).toBeGreaterThan(5);
    },
  );

  it.skipIf(!ready)('on every shared capture', async () => {
    let facts = 0;
    const wrong: string[] = [];
    for (const path of FOLDERS.flatMap(folder => readdirSync(folder).map(name => join(folder, name)))) {
      const found = await compare(path);
      facts += found.facts;
      wrong.push(...found.wrong);
    }
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(facts).toBeGreaterThan(500);
  });
});

describe('text', () => {
  const one = (value: string): Part => ({ name: 'Name', value, at: 0, length: 1, clause: 'X', parts: [] });
  const frame: Frame = { number: 1, time: 0, nanos: 0, link: 1, original: 1, octets: Uint8Array.of(0) };
  const text = (value: string, colours: boolean): string =>
    inspectionText(
      { file: 'a', frame, layers: [{ ...one(''), layer: 'ip', parts: [one(value)] }], joined: [], pending: 0 },
      { colours },
    );

  it('control characters and marks of direction never reach the terminal', () => {
    const shown = text('a\u001b[31mb\u0007\u202ec\nd', false);
    expect(shown).toContain('a\\u001b[31mb\\u0007\\u202ec\\nd');
    expect([...shown].filter(c => (c < ' ' && c !== '\n') || c === '\u202e')).toEqual([]);
  });

  it('colours only where asked for', () => {
    expect(text('v', true)).toContain('\u001b[1m');
    expect(text('v', false)).not.toContain('\u001b');
  });
});
