/** Pairing of GTP messages: specification §2 (causes) and §4. */
import { describe, expect, it } from 'vitest';
import type { Gtp } from './messages.ts';
import { only, pair } from './rows.ts';
import {
  createRequest,
  createResponse,
  GGSN_IP,
  GGSN_TEID,
  IMSI,
  request,
  response,
  SGSN_IP,
  SGSN_TEID,
  tunnel,
} from './scenes.ts';

const OTHER_GGSN = '10.2.0.99';

describe('request and response', () => {
  it('PDP_CREATE', () => {
    expect(only([createRequest(1, 100), createResponse(1.25, 100)])).toMatchObject({
      protocol: 'gtp',
      type: 'PDP_CREATE',
      operation: 16,
      outcome: 'success',
      reason: '',
      cause: 'gtp 128',
      responseTime: 0.25,
      messages: 2,
      imsi: IMSI,
      msisdn: '4917112345',
      apn: 'internet',
      nsapi: 5,
      sequence: 100,
      sgsnAddress: SGSN_IP,
      ggsnAddress: GGSN_IP,
      teidSgsn: SGSN_TEID,
      teidGgsn: GGSN_TEID,
      endUser: '100.64.0.9',
      src: SGSN_IP,
      dst: GGSN_IP,
      match: 'sequence',
      visitedNode: 'SGSN',
    });
  });

  it.each([
    [18, 19, 'PDP_UPDATE'],
    [20, 21, 'PDP_DELETE'],
    [1, 2, 'OTHER'],
    [27, 28, 'OTHER'],
    [48, 49, 'OTHER'],
    [128, 129, 'OTHER'],
  ])('%i is answered by %i: %s', (ask, answer, type) => {
    expect(only([request(0, ask, 7), response(1, answer, 7)])).toMatchObject({
      type,
      operation: ask,
      outcome: 'success',
      messages: 2,
    });
  });

  it('keeps what the elements say of the place', () => {
    const row = only([
      createRequest(0, 1, { rat: 2, rai: [0x62, 0xf2, 0x10, 1, 2, 3], location: [0, [0x62, 0xf2, 0x10, 1, 2, 3, 4]] }),
      createResponse(1, 1),
    ]);
    expect(row).toMatchObject({ rat: 2, rai: '62f210010203', location: '0 62f21001020304' });
  });

  it('IPv6', () => {
    const sgsn = '2001:db8::1';
    const ggsn = '2001:db8::2';
    const row = only([
      { ...request(0, 1, 7), src: sgsn, dst: ggsn },
      { ...response(1, 2, 7), src: ggsn, dst: sgsn },
    ]);
    expect(row).toMatchObject({ outcome: 'success', src: '2001:0db8:0000:0000:0000:0000:0000:0001' });
  });

  it('a message that asks nothing is done at once', () => {
    expect(only([request(0, 26, 0)])).toMatchObject({
      type: 'OTHER',
      operation: 26,
      outcome: 'success',
      messages: 1,
      match: '',
    });
  });
});

describe('causes', () => {
  it.each([128, 129, 130, 176])('%i is accepted, and kept', cause => {
    expect(only([createRequest(0, 1), createResponse(1, 1, { cause })])).toMatchObject({
      outcome: 'success',
      reason: '',
      cause: `gtp ${cause}`,
    });
  });

  it.each([0, 127, 177, 191, 192, 199, 222, 229, 240, 241, 255])('%i is an error with its name', cause => {
    expect(only([createRequest(0, 1), createResponse(1, 1, { cause })])).toMatchObject({
      outcome: 'error',
      reason: `gtp-cause ${cause}`,
      cause: `gtp ${cause}`,
      tunnel: null,
    });
  });

  it('an answer without cause is a success', () => {
    expect(only([request(0, 1, 7), response(1, 2, 7)])).toMatchObject({ outcome: 'success', cause: null });
  });

  it('Version Not Supported answers any request', () => {
    expect(only([request(0, 1, 7), response(1, 3, 7)])).toMatchObject({
      outcome: 'error',
      reason: 'gtp-cause 198',
      cause: null,
    });
  });

  it('Supported Extension Headers Notification answers any request', () => {
    expect(only([createRequest(0, 7), response(1, 31, 7)])).toMatchObject({
      outcome: 'error',
      reason: 'gtp-cause 214',
    });
  });

  it('either of them without a request is an orphan', () => {
    expect(pair([response(1, 3, 7), response(1, 31, 8)]).counts).toMatchObject({ orphans: 2, dialogues: 0 });
  });
});

describe('the key', () => {
  it.each([
    ['another sequence number', { sequence: 8 }],
    ['another type', { gtp: 19 }],
    ['another requester', { dst: '10.1.0.77' }],
    ['another port of the requester', { dstPort: 3000 }],
  ])('%s is not the answer', (_, fields) => {
    const { rows, counts } = pair([request(0, 1, 7), { ...response(1, 2, 7), ...fields }]);
    expect(rows).toMatchObject([{ reason: '_Incomplete', messages: 1 }]);
    expect(counts.orphans).toBe(1);
  });

  it('is not the port of the responder', () => {
    expect(
      only([request(0, 1, 7, { srcPort: 40000 }), response(1, 2, 7, { dstPort: 40000, srcPort: 5555 })]),
    ).toMatchObject({
      outcome: 'success',
      match: 'sequence',
    });
  });

  it('keeps requests of several types with one sequence number apart', () => {
    const { rows, anomalies } = pair([
      request(0, 1, 7),
      createRequest(0.1, 7),
      response(1, 2, 7),
      createResponse(2, 7),
    ]);
    expect(rows).toMatchObject([
      { operation: 1, outcome: 'success', end: 1 },
      { operation: 16, outcome: 'success', end: 2 },
    ]);
    expect(anomalies).toEqual({});
  });

  it('keeps two responders apart', () => {
    const { rows } = pair([
      request(0, 1, 7),
      request(0.1, 1, 7, { dst: OTHER_GGSN }),
      response(1, 2, 7, { src: OTHER_GGSN }),
      response(2, 2, 7),
    ]);
    expect(rows).toMatchObject([
      { dst: GGSN_IP, end: 2, match: 'sequence' },
      { dst: OTHER_GGSN, end: 1, match: 'sequence' },
    ]);
  });
});

describe('another address of the responder', () => {
  it('the TEID of the header tells', () => {
    expect(only([createRequest(0, 1), createResponse(1, 1, { src: OTHER_GGSN })])).toMatchObject({
      outcome: 'success',
      match: 'sequence+teid',
      dst: GGSN_IP,
    });
  });

  it('an answer to another TEID is not this one', () => {
    const { rows, counts } = pair([createRequest(0, 1), createResponse(1, 1, { src: OTHER_GGSN, teid: 0x1234 })]);
    expect(rows).toMatchObject([{ reason: '_Incomplete' }]);
    expect(counts.orphans).toBe(1);
  });

  it('without a TEID it answers the only request that it can answer', () => {
    expect(only([request(0, 1, 7), response(1, 2, 7, { src: OTHER_GGSN })])).toMatchObject({
      outcome: 'success',
      match: 'sequence+teid',
    });
    const { rows } = pair([
      request(0, 1, 7),
      request(0.1, 1, 7, { dst: '10.2.0.50' }),
      response(1, 2, 7, { src: OTHER_GGSN }),
    ]);
    expect(rows.map(r => r.reason)).toEqual(['_Incomplete', '_Incomplete']);
  });

  it('of two requests the one whose TEID it names', () => {
    const { rows } = pair([
      createRequest(0, 1),
      createRequest(0.1, 1, { dst: '10.2.0.50', teidControl: 0x77, imsi: '262010000000001' }),
      createResponse(1, 1, { src: OTHER_GGSN, teid: 0x77 }),
    ]);
    expect(rows.map(r => [r.imsi, r.outcome])).toEqual([
      [IMSI, 'error'],
      ['262010000000001', 'success'],
    ]);
  });

  it('an answer repeated from there is no orphan', () => {
    const { counts, anomalies } = pair([
      createRequest(0, 1),
      createResponse(1, 1, { src: OTHER_GGSN }),
      createResponse(2, 1, { src: OTHER_GGSN }),
    ]);
    expect(counts.orphans).toBe(0);
    expect(anomalies).toEqual({ 'late-duplicate': 1 });
  });

  it('an answer before its request, from another address', () => {
    expect(only([createResponse(0, 1, { src: OTHER_GGSN }), createRequest(1, 1)])).toMatchObject({
      reason: '_InvalidOrder',
      match: 'sequence+teid',
    });
  });

  it('of a delete likewise: its tunnel knows the TEID of who asks', () => {
    const ask = request(5.5, 20, 9, { teid: GGSN_TEID, nsapi: 5, teardown: 1 });
    const answer = (teid: number) => response(5, 21, 9, { src: OTHER_GGSN, cause: 128, teid });
    const { rows } = pair([...tunnel(0, 1), answer(SGSN_TEID), ask]);
    expect(rows[1]).toMatchObject({ type: 'PDP_DELETE', reason: '_InvalidOrder', imsi: IMSI, match: 'sequence+teid' });
    expect(pair([...tunnel(0, 1), answer(0x1234), ask]).rows[1]).toMatchObject({ reason: '_Incomplete' });
  });

  it('of a tunnel that is not known where it is the only one', () => {
    const ask = (fields = {}) => request(1, 20, 9, { teid: 0x99, nsapi: 5, ...fields });
    const answer = (src: string) => response(0, 21, 9, { src, cause: 128, teid: 0x55 });
    expect(only([answer(OTHER_GGSN), ask()])).toMatchObject({ reason: '_InvalidOrder', match: 'sequence+teid' });
    const { rows } = pair([answer(OTHER_GGSN), answer('10.2.0.51'), ask()]);
    expect(rows).toMatchObject([{ reason: '_Incomplete' }]);
  });
});

it('an answer with the number of a request just answered, to another TEID, waits for its own', () => {
  const { rows, anomalies } = pair([
    ...tunnel(0, 1),
    createResponse(1, 1, { teid: 0x77, teidControl: 0x78 }),
    createRequest(1.5, 1, { teidControl: 0x77, imsi: '262010000000001' }),
  ]);
  expect(rows).toMatchObject([
    { imsi: IMSI, outcome: 'success', messages: 2 },
    { imsi: '262010000000001', reason: '_InvalidOrder', messages: 2 },
  ]);
  expect(anomalies).toEqual({});
});

describe('retransmissions', () => {
  it('count, open nothing, and move the time-out on', () => {
    const { rows, counts } = pair([
      createRequest(0, 1),
      createRequest(20, 1),
      createRequest(40, 1),
      createResponse(69, 1),
    ]);
    expect(rows).toMatchObject([
      { outcome: 'success', retransmissions: 2, messages: 2, start: 0, end: 69, responseTime: 69, lastFrame: 4 },
    ]);
    expect(counts.retransmissions).toBe(2);
  });

  it.each([
    [29.999999, 'success'],
    [30, 'error'],
  ])('the answer has 30 s: after %f s %s', (seconds, outcome) => {
    expect(pair([request(0, 1, 7), response(seconds, 2, 7)]).rows).toMatchObject([{ outcome }]);
  });

  it('at its time-out the request is a new one', () => {
    const { rows } = pair([createRequest(0, 1), createRequest(30, 1), createResponse(31, 1)]);
    expect(rows).toMatchObject([
      { reason: '_Incomplete', retransmissions: 0, edge: '' },
      { outcome: 'success', retransmissions: 0 },
    ]);
  });

  it('after the answer is a retransmission too, and its answer no orphan', () => {
    const { rows, counts, anomalies } = pair([
      createRequest(0, 1),
      createResponse(1, 1),
      createRequest(3, 1),
      createResponse(3.1, 1),
    ]);
    expect(rows).toMatchObject([{ retransmissions: 1, messages: 2, end: 1 }]);
    expect(counts.orphans).toBe(0);
    expect(anomalies).toEqual({ 'late-duplicate': 1 });
  });

  it('the time-out is an option', () => {
    expect(pair([request(0, 1, 7), response(5, 2, 7)], { gtpTimeout: 5 }).rows).toMatchObject([
      { reason: '_Incomplete' },
    ]);
  });
});

describe('a sequence number is used again', () => {
  const next = (at: number): Gtp => createRequest(at, 1, { imsi: '262010000000001', teidControl: 0x99 });

  it('while its request is open: an anomaly, the older is incomplete', () => {
    const { rows, anomalies } = pair([createRequest(0, 1), next(5), createResponse(6, 1, { teid: 0x99 })]);
    expect(rows).toMatchObject([
      { imsi: IMSI, reason: '_Incomplete', edge: '' },
      { imsi: '262010000000001', outcome: 'success' },
    ]);
    expect(anomalies).toEqual({ 'sequence-reused': 1 });
  });

  it('within seconds of its answer: none', () => {
    const { rows, anomalies } = pair([
      createRequest(0, 1),
      createResponse(1, 1),
      next(2),
      createResponse(3, 1, { teid: 0x99 }),
    ]);
    expect(rows).toMatchObject([{ outcome: 'success' }, { outcome: 'success', imsi: '262010000000001' }]);
    expect(anomalies).toEqual({});
  });
});

describe('the SGSN context procedure of three messages', () => {
  const ask = request(0, 50, 7, { teidControl: 0x11 });
  const answer = response(1, 51, 7, { cause: 128, imsi: IMSI });
  const thanks = request(2, 52, 7, { cause: 128 });

  it('is one dialogue', () => {
    expect(only([ask, answer, thanks])).toMatchObject({
      type: 'OTHER',
      operation: 50,
      outcome: 'success',
      messages: 3,
      responseTime: 1,
      end: 2,
      imsi: IMSI,
    });
  });

  it('is incomplete without its acknowledgement', () => {
    expect(pair([ask, answer, request(60, 1, 9)]).rows[0]).toMatchObject({ reason: '_Incomplete', messages: 2 });
  });

  it('ends with a refusal', () => {
    expect(only([ask, response(1, 51, 7, { cause: 210 })])).toMatchObject({ reason: 'gtp-cause 210', messages: 2 });
  });

  it('may be refused by the acknowledgement', () => {
    expect(only([ask, answer, request(2, 52, 7, { cause: 208 })])).toMatchObject({
      reason: 'gtp-cause 208',
      messages: 3,
    });
  });

  it('the acknowledgement before the response', () => {
    expect(only([ask, { ...thanks, at: 0.5 }, answer])).toMatchObject({ reason: '_InvalidOrder', messages: 3 });
  });

  it('the response before the request', () => {
    expect(only([{ ...answer, at: 0 }, { ...ask, at: 1 }, thanks])).toMatchObject({
      reason: '_InvalidOrder',
      messages: 3,
    });
  });

  it('a repeated response or acknowledgement is no message', () => {
    const { rows, anomalies } = pair([ask, answer, { ...answer, at: 1.5 }, thanks, { ...thanks, at: 3 }]);
    expect(rows).toMatchObject([{ messages: 3, outcome: 'success' }]);
    expect(anomalies).toEqual({ 'late-duplicate': 2 });
  });

  it('an acknowledgement without request is an orphan', () => {
    expect(pair([thanks]).counts).toMatchObject({ orphans: 1, dialogues: 0 });
  });
});

it('a response repeated while it waits is one orphan', () => {
  const { counts, anomalies } = pair([response(0, 2, 7), response(1, 2, 7)]);
  expect(counts).toMatchObject({ orphans: 1, orphanMessages: 1 });
  expect(anomalies).toEqual({ 'late-duplicate': 1 });
});
