/** State that is bounded, texts, and identifiers: the same input gives the same output. */
import { describe, expect, it } from 'vitest';
import { end, invoke, type Message, result } from './messages.ts';
import { pair } from './rows.ts';
import { ask, back, createRequest, createResponse, request, SAI, sai, tunnel } from './scenes.ts';

const many = (count: number, make: (i: number) => Message): Message[] =>
  Array.from({ length: count }, (_, i) => make(i));
const hex = (n: number): string => n.toString(16).padStart(8, '0');

describe('caps', () => {
  it('of open dialogues: the one nearest its time-out is closed, and counted', () => {
    const { rows, anomalies, peak, counts } = pair(
      many(100, i => ask(i / 10, hex(i), [invoke(SAI)])),
      { maxOpen: 10 },
    );
    expect(peak.dialogues).toBe(10);
    expect(anomalies).toEqual({ 'dialogues-full': 90 });
    expect(rows).toHaveLength(100);
    expect(rows.filter(r => r.edge === 'end').map(r => r.otid)).toEqual(
      many(10, i => ask(0, hex(90 + i), [])).map(m => ('otid' in m ? m.otid : '')),
    );
    expect(counts.dialogues).toBe(100);
  });

  it('of open dialogues with both protocols and answers that wait', () => {
    const messages: Message[] = [];
    for (let i = 0; i < 300; i++) {
      messages.push(end(back(i / 100, hex(1000 + i), [result()])));
      messages.push(request(i / 100, 1, i));
      messages.push({ ...request(i / 100, 2, 5000 + i) });
      messages.push(ask(i / 100, hex(i), [invoke(SAI)]));
    }
    const { anomalies, peak } = pair(messages, { maxOpen: 16 });
    expect(peak.dialogues).toBe(16);
    expect(anomalies['dialogues-full']).toBe(1200 - 16);
    // and afterwards an answer still waits for its request
    const after = pair([...messages, end(back(3.01, 'ffff', [result()])), ask(3.02, 'ffff', [invoke(SAI)])], {
      maxOpen: 16,
    });
    expect(after.rows.find(r => r.otid === 'ffff')).toMatchObject({ reason: '_InvalidOrder' });
  });

  it('of tunnels: one long unused is forgotten, and counted', () => {
    const messages: Message[] = [];
    for (let i = 0; i < 40; i++) {
      messages.push(createRequest(i, i, { teidControl: 100 + i }));
      messages.push(createResponse(i + 0.1, i, { teid: 100 + i, teidControl: 1000 + i }));
      // The first tunnel stays in use.
      messages.push(request(i + 0.2, 18, 1000 + i, { teid: 1000, nsapi: 5 }));
    }
    const { rows, anomalies, peak } = pair(messages, { maxTunnels: 8 });
    expect(peak.tunnels).toBe(8);
    expect(anomalies).toEqual({ 'tunnels-full': 32 });
    const ofFirst = rows.filter(r => r.type === 'PDP_UPDATE').map(r => r.tunnel);
    expect(new Set(ofFirst)).toEqual(new Set([rows[0]?.tunnel]));
  });

  it('tables grow without losing anything', () => {
    const messages = [
      ...many(5000, i => ask(i / 1000, hex(i), [invoke(SAI)])),
      ...many(5000, i => end(back(6 + i / 1000, hex(i), [result()]))),
    ];
    const { rows } = pair(messages);
    expect(rows).toHaveLength(5000);
    expect(rows.every(r => r.outcome === 'success' && r.match === 'tid+address')).toBe(true);
  });

  it('tunnels grow without losing anything', () => {
    const messages: Message[] = [];
    for (let i = 0; i < 3000; i++) {
      messages.push(createRequest(i, i, { teidControl: i, imsi: String(262010000000000 + i) }));
      messages.push(createResponse(i + 0.1, i, { teid: i, teidControl: 100000 + i }));
    }
    for (let i = 0; i < 3000; i++) messages.push(request(4000 + i, 20, i, { teid: 100000 + i, nsapi: 5 }));
    const { rows } = pair(messages);
    const creates = new Map(rows.filter(r => r.type === 'PDP_CREATE').map(r => [r.imsi, r.tunnel]));
    const deletes = rows.filter(r => r.type === 'PDP_DELETE');
    expect(deletes).toHaveLength(3000);
    expect(deletes.every(r => r.tunnel !== null && creates.get(r.imsi) === r.tunnel)).toBe(true);
  });
});

describe('texts', () => {
  it('are numbered over the run, whatever their numbers in a batch', () => {
    const messages: Message[] = ['a', 'b', 'a', 'c', 'b'].map((apn, i) =>
      createRequest(i, i, { apn, teidControl: i + 1 }),
    );
    for (const perBatch of [1, 2, 5]) {
      expect(pair(messages, {}, undefined, perBatch).rows.map(r => r.apn)).toEqual(['a', 'b', 'a', 'c', 'b']);
    }
  });
});

describe('identifiers', () => {
  const messages = [
    ...sai(0, '01'),
    ...tunnel(1, 7),
    ask(2, '02', [invoke(SAI)]),
    ask(2, '03', [invoke(SAI)]),
    request(3, 1, 8),
  ];

  it('are the same in every run and however the batches are cut', () => {
    const first = pair(messages).rows;
    expect(pair(messages).rows).toEqual(first);
    expect(pair(messages, {}, undefined, 1).rows).toEqual(first);
    expect(pair(messages, {}, undefined, 3).rows).toEqual(first);
  });

  it('differ from dialogue to dialogue', () => {
    const { rows } = pair(messages);
    expect(new Set(rows.map(r => r.id)).size).toBe(rows.length);
  });

  it('do not depend on the file or the frame numbers', () => {
    const ids = (all: readonly Message[]): string[] => pair(all).rows.map(r => r.id);
    const elsewhere = messages.map(m => ({ ...m, file: 3 }));
    expect(ids(elsewhere)).toEqual(ids(messages));
    // Three echoes before them shift every frame number.
    const shifted = [request(-3, 1, 1), ...messages];
    expect(ids(shifted).slice(1)).toEqual(ids(messages));
  });
});

it('the first message names the file of a dialogue that goes over several', () => {
  const [begin, answer] = sai(0, '01');
  expect(pair([{ ...begin, file: 4 } as Message, { ...answer, file: 5 } as Message]).rows).toMatchObject([
    { file: 4, outcome: 'success' },
  ]);
});
