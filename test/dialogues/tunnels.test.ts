/** Tunnels: specification §4. */
import { describe, expect, it } from 'vitest';
import type { Gtp } from './messages.ts';
import { pair, type Row } from './rows.ts';
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

const NEW_SGSN_IP = '10.1.9.9';
const NEW_SGSN_TEID = 0xa0000099;

const rows = (messages: readonly Gtp[]): Row[] => pair(messages).rows;

/** SGSN to GGSN, by the GGSN's TEID. */
const inward = (at: number, gtp: 18 | 20, sequence: number, fields: Partial<Gtp> = {}): Gtp[] => [
  request(at, gtp, sequence, { teid: GGSN_TEID, nsapi: 5, ...fields }),
  response(at + 0.1, gtp + 1, sequence, { teid: SGSN_TEID, cause: 128, dst: fields.src ?? SGSN_IP }),
];

/** GGSN to SGSN, by the SGSN's TEID. */
const outward = (at: number, gtp: 18 | 20, sequence: number, fields: Partial<Gtp> = {}): Gtp[] => [
  response(at, gtp, sequence, { teid: SGSN_TEID, nsapi: 5, ...fields }),
  request(at + 0.1, gtp + 1, sequence, { teid: GGSN_TEID, cause: 128, src: fields.dst ?? SGSN_IP }),
];

const ids = (all: readonly Row[]): Set<string | null> => new Set(all.map(r => r.tunnel));

describe('updates and deletes', () => {
  it.each([
    ['from the SGSN', inward],
    ['from the GGSN', outward],
  ])('%s get device, APN and tunnel by the TEID of the header', (_, way) => {
    const all = rows([...tunnel(0, 1), ...way(10, 18, 2), ...way(20, 20, 3)]);
    expect(all.map(r => r.type)).toEqual(['PDP_CREATE', 'PDP_UPDATE', 'PDP_DELETE']);
    expect(ids(all).size).toBe(1);
    expect(all[0]?.tunnel).not.toBeNull();
    for (const row of all) {
      expect(row).toMatchObject({
        outcome: 'success',
        imsi: IMSI,
        msisdn: '4917112345',
        apn: 'internet',
        nsapi: 5,
        endUser: '100.64.0.9',
        sgsnAddress: SGSN_IP,
        ggsnAddress: GGSN_IP,
        teidSgsn: SGSN_TEID,
        teidGgsn: GGSN_TEID,
      });
    }
  });

  it('a delete ends the tunnel: the next create with its TEIDs opens another', () => {
    const all = rows([...tunnel(0, 1), ...inward(10, 20, 2), ...tunnel(20, 3), ...inward(30, 18, 4)]);
    expect(all[0]?.tunnel).toBe(all[1]?.tunnel);
    expect(all[2]?.tunnel).toBe(all[3]?.tunnel);
    expect(all[0]?.tunnel).not.toBe(all[2]?.tunnel);
  });

  it('a refused delete does not', () => {
    const refused = [
      request(10, 20, 2, { teid: GGSN_TEID, nsapi: 5 }),
      response(10.1, 21, 2, { teid: SGSN_TEID, cause: 204 }),
    ];
    const { rows: all, counts } = pair([...tunnel(0, 1), ...refused, ...inward(20, 18, 3)]);
    expect(all[1]).toMatchObject({ reason: 'gtp-cause 204' });
    expect(all[2]).toMatchObject({ imsi: IMSI, tunnel: all[0]?.tunnel });
    expect(counts).toMatchObject({ tunnelsOpened: 1, tunnelsClosed: 0 });
  });

  it('a delete answered Non-existent is an error and closes all the same', () => {
    const gone = [request(10, 20, 2, { teid: GGSN_TEID, nsapi: 5 }), response(10.1, 21, 2, { cause: 192 })];
    const { rows: all, counts } = pair([...tunnel(0, 1), ...gone, ...inward(20, 18, 3)]);
    expect(all[1]).toMatchObject({ outcome: 'error', reason: 'gtp-cause 192', tunnel: all[0]?.tunnel });
    expect(all[2]?.tunnel).not.toBe(all[0]?.tunnel);
    expect(all[2]?.imsi).toBe('');
    expect(counts.tunnelsClosed).toBe(1);
  });

  it('a refused create opens no tunnel', () => {
    const { rows: all, counts } = pair([createRequest(0, 1), createResponse(1, 1, { cause: 199 })]);
    expect(all).toMatchObject([{ tunnel: null }]);
    expect(counts.tunnelsOpened).toBe(0);
  });

  it('a tunnel lasts for months', () => {
    const all = rows([...tunnel(0, 1), ...inward(100 * 86400, 20, 2)]);
    expect(ids(all).size).toBe(1);
    expect(all[1]).toMatchObject({ imsi: IMSI });
  });

  it('both ways at once: an update of the GGSN that crosses a move of the SGSN does not undo it', () => {
    const all = rows([
      ...tunnel(0, 1),
      request(10, 18, 2, {
        teid: GGSN_TEID,
        nsapi: 5,
        src: NEW_SGSN_IP,
        controlAddress: NEW_SGSN_IP,
        teidControl: NEW_SGSN_TEID,
      }),
      response(10.01, 18, 3, { teid: SGSN_TEID, nsapi: 5 }),
      response(10.1, 19, 2, { teid: NEW_SGSN_TEID, cause: 128, dst: NEW_SGSN_IP }),
      request(10.2, 19, 3, { teid: GGSN_TEID, cause: 128 }),
      ...outward(20, 20, 4, { teid: NEW_SGSN_TEID, dst: NEW_SGSN_IP }),
    ]);
    expect(ids(all).size).toBe(1);
    expect(all[3]).toMatchObject({ type: 'PDP_DELETE', imsi: IMSI });
  });
});

describe('the SGSN moves', () => {
  const move = [
    request(10, 18, 2, {
      teid: GGSN_TEID,
      nsapi: 5,
      src: NEW_SGSN_IP,
      controlAddress: NEW_SGSN_IP,
      teidControl: NEW_SGSN_TEID,
    }),
    response(10.1, 19, 2, { teid: NEW_SGSN_TEID, cause: 128, dst: NEW_SGSN_IP }),
  ];

  it('the tunnel follows: found by the new end in one direction, the old in the other', () => {
    const all = rows([
      ...tunnel(0, 1),
      ...move,
      ...outward(20, 18, 3, { teid: NEW_SGSN_TEID, dst: NEW_SGSN_IP }),
      ...inward(30, 20, 4, { src: NEW_SGSN_IP }),
    ]);
    expect(ids(all).size).toBe(1);
    expect(all.map(r => r.sgsnAddress)).toEqual([SGSN_IP, NEW_SGSN_IP, NEW_SGSN_IP, NEW_SGSN_IP]);
    expect(all[2]).toMatchObject({ imsi: IMSI, teidSgsn: NEW_SGSN_TEID });
  });

  it('not by a refused update', () => {
    const refused = [move[0] as Gtp, response(10.1, 19, 2, { teid: NEW_SGSN_TEID, cause: 204, dst: NEW_SGSN_IP })];
    const all = rows([...tunnel(0, 1), ...refused, ...outward(20, 18, 3)]);
    expect(ids(all).size).toBe(1);
    expect(all[2]).toMatchObject({ sgsnAddress: SGSN_IP, teidSgsn: SGSN_TEID });
  });

  it('the GGSN may give a new TEID with its answer', () => {
    const all = rows([
      ...tunnel(0, 1),
      request(10, 18, 2, { teid: GGSN_TEID, nsapi: 5 }),
      response(10.1, 19, 2, { teid: SGSN_TEID, cause: 128, teidControl: 0xb00000ff, controlAddress: GGSN_IP }),
      ...inward(20, 20, 3, { teid: 0xb00000ff }),
    ]);
    expect(ids(all).size).toBe(1);
    expect(all[2]).toMatchObject({ imsi: IMSI, teidGgsn: 0xb00000ff });
  });
});

describe('secondary contexts', () => {
  // TS 29.060 §7.3.1: asked for at the primary's TEID; control TEID, IMSI and APN may be absent
  const secondary = (at: number, sequence: number): Gtp[] => [
    request(at, 16, sequence, { teid: GGSN_TEID, nsapi: 6 }),
    response(at + 0.1, 17, sequence, { teid: SGSN_TEID, cause: 128 }),
  ];

  it('inherit device, APN and both TEIDs, and are tunnels of their own', () => {
    const all = rows([...tunnel(0, 1), ...secondary(1, 2), ...inward(2, 18, 3, { nsapi: 6 }), ...inward(3, 18, 4)]);
    expect(all[1]).toMatchObject({
      type: 'PDP_CREATE',
      outcome: 'success',
      imsi: IMSI,
      apn: 'internet',
      nsapi: 6,
      teidGgsn: GGSN_TEID,
      teidSgsn: SGSN_TEID,
    });
    expect(all[1]?.tunnel).not.toBe(all[0]?.tunnel);
    expect(all[2]).toMatchObject({ tunnel: all[1]?.tunnel, imsi: IMSI });
    expect(all[3]).toMatchObject({ tunnel: all[0]?.tunnel });
  });

  it.each([undefined, 0])('teardown %s closes the one NSAPI', teardown => {
    const { rows: all, counts } = pair([
      ...tunnel(0, 1),
      ...secondary(1, 2),
      ...inward(2, 20, 3, { nsapi: 6, ...(teardown === undefined ? {} : { teardown }) }),
      ...inward(3, 18, 4),
    ]);
    expect(all[2]).toMatchObject({ tunnel: all[1]?.tunnel });
    expect(all[3]).toMatchObject({ tunnel: all[0]?.tunnel, imsi: IMSI });
    expect(counts).toMatchObject({ tunnelsOpened: 2, tunnelsClosed: 1 });
  });

  it.each([
    ['the SGSN', inward],
    ['the GGSN', outward],
  ])('teardown 1 from %s closes every context of the connection', (_, way) => {
    const { rows: all, counts } = pair([
      ...tunnel(0, 1),
      ...secondary(1, 2),
      ...way(2, 20, 3, { nsapi: 5, teardown: 1 }),
      ...inward(3, 18, 4, { nsapi: 6 }),
    ]);
    expect(counts).toMatchObject({ tunnelsClosed: 2 });
    expect([all[0]?.tunnel, all[1]?.tunnel]).not.toContain(all[3]?.tunnel);
  });

  it('teardown leaves another connection of the device alone', () => {
    const other = [createRequest(1, 2, { apn: 'mms', nsapi: 7 }), createResponse(1.1, 2, { teidControl: 0xb0000003 })];
    const { rows: all, counts } = pair([
      ...tunnel(0, 1),
      ...other,
      ...inward(2, 20, 3, { teardown: 1 }),
      ...inward(3, 18, 4, { teid: 0xb0000003, nsapi: 7 }),
    ]);
    expect(counts.tunnelsClosed).toBe(1);
    expect(all[3]).toMatchObject({ tunnel: all[1]?.tunnel, apn: 'mms' });
  });

  it('an update for an NSAPI whose create was not seen is a tunnel of the same device', () => {
    const all = rows([...tunnel(0, 1), ...inward(2, 18, 3, { nsapi: 9 })]);
    expect(all[1]).toMatchObject({ imsi: IMSI, apn: 'internet', nsapi: 9 });
    expect(all[1]?.tunnel).not.toBe(all[0]?.tunnel);
  });
});

describe('a tunnel from before the capture', () => {
  it('is one tunnel in one direction, its device unknown', () => {
    const all = rows([...inward(0, 18, 1), ...inward(10, 18, 2), ...inward(20, 20, 3)]);
    expect(ids(all).size).toBe(1);
    expect(all[0]?.tunnel).not.toBeNull();
    expect(all.map(r => r.imsi)).toEqual(['', '', '']);
    expect(all[0]).toMatchObject({ ggsnAddress: GGSN_IP, sgsnAddress: SGSN_IP, teidGgsn: GGSN_TEID });
  });

  it('is one tunnel in both directions: the answer tells the other end', () => {
    const all = rows([...inward(0, 18, 1), ...outward(10, 18, 2), ...inward(20, 20, 3)]);
    expect(ids(all).size).toBe(1);
    expect(all[1]).toMatchObject({
      teidSgsn: SGSN_TEID,
      teidGgsn: GGSN_TEID,
      sgsnAddress: SGSN_IP,
      ggsnAddress: GGSN_IP,
    });
  });

  it('likewise where the GGSN is heard first, once it is known to be one', () => {
    const others = [
      createRequest(0, 90, { imsi: '262010000000009', teidControl: 0x5, nsapi: 6 }),
      createResponse(0.1, 90, { teid: 0x5, teidControl: 0x6 }),
    ];
    const all = rows([...others, ...outward(10, 18, 1), ...inward(20, 18, 2), ...outward(30, 20, 3)]);
    expect(ids(all.slice(1)).size).toBe(1);
    expect(all[1]).toMatchObject({ ggsnAddress: GGSN_IP, sgsnAddress: SGSN_IP, teidSgsn: SGSN_TEID });
  });

  it('gets its device from the message that tells, for itself and for what follows', () => {
    const all = rows([...inward(0, 18, 1), ...inward(10, 18, 2, { imsi: IMSI }), ...inward(20, 20, 3)]);
    expect(all.map(r => r.imsi)).toEqual(['', IMSI, IMSI]);
  });

  it('keeps its identity when the NSAPI comes later', () => {
    const { nsapi: _, ...bare } = request(0, 18, 1, { teid: GGSN_TEID, nsapi: 5 });
    const all = rows([
      bare,
      response(0.1, 19, 1, { teid: SGSN_TEID, cause: 128 }),
      ...inward(10, 18, 2),
      ...inward(20, 20, 3),
    ]);
    expect(ids(all).size).toBe(1);
    expect(all.map(r => r.nsapi)).toEqual([null, 5, 5]);
  });
});

describe('restart', () => {
  it('another counter closes the tunnels of that GSN, the create that brings it survives', () => {
    const { rows: all, anomalies } = pair([
      createRequest(0, 1, { recovery: 7 }),
      createResponse(0.1, 1),
      createRequest(10, 2, { recovery: 8, imsi: '262010000000001', teidControl: 0x71, nsapi: 6 }),
      createResponse(10.1, 2, { teid: 0x71, teidControl: 0x72 }),
      ...inward(20, 18, 3),
      ...inward(30, 18, 4, { teid: 0x72, nsapi: 6 }),
    ]);
    expect(anomalies).toEqual({ 'node-restart': 1 });
    expect(all[2]?.tunnel).not.toBe(all[0]?.tunnel);
    expect(all[2]?.imsi).toBe('');
    expect(all[3]).toMatchObject({ tunnel: all[1]?.tunnel, imsi: '262010000000001' });
  });

  it('the first counter seen closes nothing, nor does the same again', () => {
    const { rows: all, anomalies } = pair([
      ...tunnel(0, 1),
      request(1, 1, 2),
      response(1.1, 2, 2, { recovery: 3 }),
      request(2, 1, 3),
      response(2.1, 2, 3, { recovery: 3 }),
      ...inward(20, 18, 4),
    ]);
    expect(anomalies).toEqual({});
    expect(all.at(-1)).toMatchObject({ imsi: IMSI });
  });

  it('of the GGSN by its echo', () => {
    const { rows: all, anomalies } = pair([
      createRequest(0, 1),
      createResponse(0.1, 1, { recovery: 3 }),
      request(2, 1, 3),
      response(2.1, 2, 3, { recovery: 4 }),
      ...inward(20, 18, 4),
    ]);
    expect(anomalies).toEqual({ 'node-restart': 1 });
    expect(all.at(-1)).toMatchObject({ imsi: '' });
  });

  it('of another GSN closes nothing', () => {
    const { rows: all } = pair([
      ...tunnel(0, 1),
      request(1, 1, 2, { dst: '10.7.7.7' }),
      response(1.1, 2, 2, { src: '10.7.7.7', recovery: 1 }),
      request(2, 1, 3, { dst: '10.7.7.7' }),
      response(2.1, 2, 3, { src: '10.7.7.7', recovery: 2 }),
      ...inward(20, 18, 4),
    ]);
    expect(all.at(-1)).toMatchObject({ imsi: IMSI });
  });

  it('is no delete: no dialogue comes of it', () => {
    const { rows: all } = pair([...tunnel(0, 1), request(1, 1, 2, { recovery: 1 }), request(2, 1, 3, { recovery: 2 })]);
    expect(all.filter(r => r.type === 'PDP_DELETE')).toEqual([]);
  });
});

describe('order', () => {
  it('a create answered before it was asked still opens its tunnel', () => {
    const all = rows([createResponse(0, 1), createRequest(1, 1), ...inward(10, 18, 2), ...outward(20, 20, 3)]);
    expect(all[0]).toMatchObject({
      reason: '_InvalidOrder',
      teidGgsn: GGSN_TEID,
      teidSgsn: SGSN_TEID,
      ggsnAddress: GGSN_IP,
    });
    expect(ids(all).size).toBe(1);
    expect(all.map(r => r.imsi)).toEqual([IMSI, IMSI, IMSI]);
  });

  it('a delete answered before it was asked still closes it', () => {
    const answer = response(9, 21, 2, { teid: SGSN_TEID, cause: 128 });
    const { counts } = pair([...tunnel(0, 1), answer, request(10, 20, 2, { teid: GGSN_TEID, nsapi: 5 })]);
    expect(counts).toMatchObject({ tunnelsOpened: 1, tunnelsClosed: 1 });
  });

  it('an answer that comes again closes nothing twice', () => {
    const { counts } = pair([
      ...tunnel(0, 1),
      ...inward(1, 20, 2),
      response(1.5, 21, 2, { teid: SGSN_TEID, cause: 128 }),
    ]);
    expect(counts).toMatchObject({ tunnelsOpened: 1, tunnelsClosed: 1 });
  });

  it('two deletes of one tunnel close it once', () => {
    const { counts } = pair([
      ...tunnel(0, 1),
      request(1, 20, 2, { teid: GGSN_TEID, nsapi: 5 }),
      response(1.01, 20, 9, { teid: SGSN_TEID, nsapi: 5 }),
      response(1.1, 21, 2, { teid: SGSN_TEID, cause: 128 }),
      request(1.2, 21, 9, { teid: GGSN_TEID, cause: 192 }),
    ]);
    expect(counts).toMatchObject({ tunnelsOpened: 1, tunnelsClosed: 1 });
  });
});
