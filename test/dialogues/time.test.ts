/** Time-outs, order, edges and loss: specification §5. */
import { describe, expect, it } from 'vitest';
import { FLAG_JOINED, FLAG_SNAPPED } from '../../decoders/message.ts';
import { abort, cont, end, invoke, type Message, result, returnError, returned } from './messages.ts';
import { only, pair } from './rows.ts';
import { ask, back, IMSI, ISD, on, request, response, SAI, sai, UL } from './scenes.ts';

const bareOf = (otid: string, operation: number, version: number): ReturnType<typeof ask> =>
  ask(0, otid, [invoke(operation)], { context: [1, version] });

describe('time-outs of MAP, doubled', () => {
  it.each([
    ['s', 55, 20], // sendIdentification
    ['m', SAI, 60],
    ['m', UL, 60],
    ['m', 3, 60],
    ['ml', 44, 1200], // mt-ForwardSM
    ['ml', 59, 1200], // processUnstructuredSS-Request: 10 minutes
    ['l', 29, 3600], // sendEndSignal: one hour, undoubled
  ])('%s: operation %i has %i s', (_, operation, seconds) => {
    const before = pair([bareOf('01', operation, 3), end(back(seconds - 0.000001, '01', [result()]))]);
    expect(before.rows).toMatchObject([{ outcome: 'success', messages: 2 }]);
    for (const late of [seconds, seconds + 0.3]) {
      const { rows, counts } = pair([bareOf('01', operation, 3), end(back(late, '01', [result()]))]);
      expect(rows).toMatchObject([{ outcome: 'error', reason: '_Incomplete', messages: 1, edge: '' }]);
      expect(counts).toMatchObject({ orphans: 1, dialogues: 1 });
    }
  });

  it('count from the last message, by the longest timer among the open operations', () => {
    const messages: Message[] = [
      ask(0, '01', [invoke(44)], { context: [25, 3] }),
      cont(back(1000, '01', [], { otid: 'f1' })),
      end(back(2100, '01', [result()])),
    ];
    expect(only(messages)).toMatchObject({ outcome: 'success', messages: 3 });
  });

  it('shrink when the long operation is done', () => {
    const { rows, counts } = pair([
      ask(0, '01', [invoke(44), invoke(UL, 2)], { context: [25, 3] }),
      cont(back(10, '01', [result()], { otid: 'f1' })),
      end(back(71, '01', [result(2)])),
    ]);
    expect(rows).toMatchObject([{ reason: '_Incomplete', messages: 2 }]);
    expect(counts.orphans).toBe(1);
  });

  it('an answered dialogue without End is a success after the time-out', () => {
    const { rows } = pair([
      ask(0, '01', [invoke(SAI)]),
      cont(back(1, '01', [result()], { otid: 'f1' })),
      ...sai(100, '02'),
    ]);
    expect(rows[0]).toMatchObject({ outcome: 'success', messages: 2, end: 1 });
  });

  it('are options', () => {
    const messages = [ask(0, '01', [invoke(SAI)]), end(back(5, '01', [result()]))];
    expect(pair(messages, { mapTimeout: { s: 1, m: 5, ml: 1, l: 1 } }).rows[0]).toMatchObject({
      reason: '_Incomplete',
    });
    expect(pair(messages, { mapTimeout: { s: 1, m: 6, ml: 1, l: 1 } }).rows[0]).toMatchObject({ outcome: 'success' });
  });
});

describe('an answer before its request', () => {
  it.each([0.000001, 0.5, 1.999999])('%f s before: one dialogue, _InvalidOrder', seconds => {
    const { rows, counts } = pair([end(back(1, '01', [result()])), ask(1 + seconds, '01', [invoke(SAI)])]);
    expect(rows).toMatchObject([
      {
        type: 'SAI',
        outcome: 'error',
        reason: '_InvalidOrder',
        messages: 2,
        start: 1,
        end: 1 + seconds,
        responseTime: null,
        match: 'tid+address',
        firstFrame: 1,
        lastFrame: 2,
        imsi: IMSI,
      },
    ]);
    expect(counts.orphans).toBe(0);
  });

  it.each([2, 2.3])('%f s before: an orphan, and a request without answer', seconds => {
    const { rows, counts } = pair([end(back(1, '01', [result()])), ask(1 + seconds, '01', [invoke(SAI)])]);
    expect(rows).toMatchObject([{ type: 'SAI', reason: '_Incomplete', messages: 1, edge: 'end' }]);
    expect(counts).toMatchObject({ orphans: 1, orphanMessages: 1 });
  });

  it('the rest of such a dialogue still belongs to it', () => {
    const row = only([
      cont(back(1, '01', [invoke(ISD, 9)], { otid: 'f1' })),
      ask(1.1, '01', [invoke(UL)], { context: [1, 3] }),
      cont(on(1.2, 'f1', [result(9)], { otid: '01' })),
      end(back(1.3, '01', [result()])),
    ]);
    expect(row).toMatchObject({ type: 'UL', reason: '_InvalidOrder', messages: 4, isd: 1, otid: '01', dtid: 'f1' });
  });

  it("the opener's own Continue and the answer before the Begin", () => {
    const row = only([
      cont(on(1, 'f1', [result(9)], { otid: '01' })),
      cont(back(1.1, '01', [invoke(ISD, 9)], { otid: 'f1' })),
      ask(1.2, '01', [invoke(UL)], { context: [1, 3] }),
      end(back(1.3, '01', [result()])),
    ]);
    expect(row).toMatchObject({ type: 'UL', reason: '_InvalidOrder', messages: 4, otid: '01', dtid: 'f1', isd: 1 });
  });

  it('an error or an Abort before its request is _InvalidOrder as well', () => {
    expect(only([end(back(1, '01', [returnError(8)])), ask(1.5, '01', [invoke(SAI)])]).reason).toBe('_InvalidOrder');
    expect(only([abort(back(1, '01', [])), ask(1.5, '01', [invoke(SAI)])]).reason).toBe('_InvalidOrder');
  });

  it('a returned Begin before the Begin', () => {
    const request = ask(1.5, '01', [invoke(SAI)]);
    const { rows, counts } = pair([returned(request, 1, 1), request]);
    expect(rows).toMatchObject([{ type: 'SAI', reason: '_InvalidOrder', messages: 2 }]);
    expect(counts.orphans).toBe(0);
  });

  it('GTP likewise', () => {
    const { rows, counts } = pair([response(1, 2, 7), request(2.999999, 1, 7)]);
    expect(rows).toMatchObject([{ operation: 1, reason: '_InvalidOrder', messages: 2, start: 1, end: 2.999999 }]);
    expect(counts.orphans).toBe(0);
    const late = pair([response(1, 2, 7), request(3, 1, 7)]);
    expect(late.rows).toMatchObject([{ reason: '_Incomplete', edge: 'end' }]);
    expect(late.counts.orphans).toBe(1);
  });

  it('is no reorder window for a single node among many: another node does not take the answer', () => {
    const { rows } = pair([
      end(back(1, '01', [result()])),
      ask(1.5, '01', [invoke(SAI)], { calling: { gt: '447700900001', ssn: 7 }, opc: 3 }),
    ]);
    expect(rows).toMatchObject([{ reason: '_Incomplete' }]);
  });
});

describe('order inside a UL', () => {
  const opening = (): Message[] => [ask(0, '01', [invoke(UL)], { context: [1, 3] })];

  it('the closing result before an outstanding ISD result', () => {
    const row = only([
      ...opening(),
      cont(back(1, '01', [invoke(ISD, 9)], { otid: 'f1' })),
      end(back(2, '01', [result()])),
      cont(on(2.1, 'f1', [result(9)], { otid: '01' })),
    ]);
    expect(row).toMatchObject({ type: 'UL', outcome: 'error', reason: '_InvalidOrder', messages: 4 });
  });

  it('an ISD result before its invoke', () => {
    const row = only([
      ...opening(),
      cont(back(1, '01', [], { otid: 'f1' })),
      cont(on(1.1, 'f1', [result(9)], { otid: '01' })),
      cont(back(1.2, '01', [invoke(ISD, 9)], { otid: 'f1' })),
      end(back(2, '01', [result()])),
    ]);
    expect(row).toMatchObject({ type: 'UL', reason: '_InvalidOrder', messages: 5, loss: false });
  });

  it('a result whose invoke is never seen is a loss, not a disorder', () => {
    const { rows, anomalies } = pair([
      ...opening(),
      cont(back(1, '01', [], { otid: 'f1' })),
      cont(on(1.1, 'f1', [result(9)], { otid: '01' })),
      end(back(2, '01', [result()])),
    ]);
    expect(rows).toMatchObject([{ outcome: 'success', loss: true }]);
    expect(anomalies).toEqual({ 'orphan-result': 1 });
  });
});

describe('orphans', () => {
  it('messages of one transaction are one orphan', () => {
    const { rows, counts } = pair([
      cont(back(100, '01', [], { otid: 'f1' })),
      cont(on(101, 'f1', [], { otid: '01' })),
      cont(back(104, '01', [invoke(ISD)], { otid: 'f1' })),
      end(on(105, 'f1', [])),
    ]);
    expect(rows).toEqual([]);
    expect(counts).toMatchObject({ orphans: 1, orphanMessages: 4, dialogues: 0 });
  });

  it('are records on demand, never of a named type', () => {
    const { rows } = pair([end(back(1, '01', [returnError(8)]))], { keepOrphans: true });
    expect(rows).toMatchObject([{ type: 'OTHER', outcome: 'error', reason: '_Incomplete', messages: 1 }]);
  });

  it('near the start of the input have edge start', () => {
    const messages = [end(back(0, '01', [result()])), end(back(59, '02', [result()])), end(back(61, '03', [result()]))];
    const { rows, counts } = pair(messages, { keepOrphans: true });
    expect(rows.map(r => [r.otid, r.edge])).toEqual([
      ['01', 'start'],
      ['02', 'start'],
      ['03', ''],
    ]);
    expect(counts).toMatchObject({ orphans: 3, orphansAtStart: 2 });
  });
});

describe('the end of the input', () => {
  it('a request inside its time-out is incomplete with edge end', () => {
    const { rows, counts } = pair([ask(0, '01', [invoke(SAI)]), ...sai(10, '02')]);
    expect(rows.find(r => r.otid === '01')).toMatchObject({ reason: '_Incomplete', edge: 'end' });
    expect(rows.find(r => r.otid === '02')).toMatchObject({ outcome: 'success', edge: '' });
    expect(counts.edges).toBe(1);
  });

  it('one at its time-out has no edge', () => {
    const { rows } = pair([ask(0, '01', [invoke(SAI)]), ...sai(59.5, '02')]);
    expect(rows.find(r => r.otid === '01')).toMatchObject({ reason: '_Incomplete', edge: '' });
  });

  it('GTP likewise', () => {
    expect(only([request(0, 1, 7)])).toMatchObject({ reason: '_Incomplete', edge: 'end' });
    expect(pair([request(0, 1, 7), response(30, 2, 8)]).rows).toMatchObject([{ reason: '_Incomplete', edge: '' }]);
  });
});

describe('capture loss', () => {
  it.each([
    ['a snapped request', FLAG_SNAPPED, true],
    ['a joined message', FLAG_JOINED, false],
  ])('%s', (_, flags, loss) => {
    expect(only([{ ...ask(0, '01', [invoke(SAI)]), flags }, end(back(1, '01', [result()]))]).loss).toBe(loss);
    expect(only([ask(0, '01', [invoke(SAI)]), { ...end(back(1, '01', [result()])), flags }]).loss).toBe(loss);
    expect(only([{ ...request(0, 1, 7), flags }, response(1, 2, 7)]).loss).toBe(loss);
    expect(only([request(0, 1, 7), { ...response(1, 2, 7), flags }]).loss).toBe(loss);
  });

  it('a message that a decoder could not read to its end', () => {
    expect(only([{ ...ask(0, '01', [invoke(SAI)]), fault: 1 }]).loss).toBe(true);
  });

  it('a TSN gap on the association in either direction, where the answer is missing', () => {
    const gapAt = (seconds: number, where: number) => ({
      lastGap: (association: number): number => (association === where ? 1_709_251_200_000_000 + seconds * 1e6 : 0),
      opposite: (association: number): number => (association === 3 ? 4 : association === 4 ? 3 : 0),
    });
    const open = [ask(10, '01', [invoke(SAI)], { association: 3 })];
    expect(only(open, {}, gapAt(10.5, 3))).toMatchObject({ reason: '_Incomplete', loss: true });
    expect(only(open, {}, gapAt(10.5, 4))).toMatchObject({ loss: true });
    expect(only(open, {}, gapAt(9.5, 4))).toMatchObject({ loss: false });
    expect(only(open, {}, gapAt(10.5, 9))).toMatchObject({ loss: false });
    const answered = [...open, end(back(11, '01', [result()], { association: 4 }))];
    expect(only(answered, {}, gapAt(10.5, 4))).toMatchObject({ outcome: 'success', loss: false });
  });
});

describe('time that runs backwards', () => {
  it('within a dialogue moves neither its start nor its end, and makes no response time negative', () => {
    const row = only([ask(10, '01', [invoke(SAI)]), end(back(9.2, '01', [result()]))]);
    expect(row).toMatchObject({ outcome: 'success', start: 10, end: 10, responseTime: 0 });
  });

  it('does not keep a dialogue from its answer: time-outs count from the latest time seen', () => {
    const { rows } = pair([
      ...sai(1000, '77'),
      ask(900, '01', [invoke(SAI)]),
      end(back(901, '01', [result()])),
      ask(902, '02', [invoke(SAI)]),
      end(back(1060.499999, '02', [result()])),
      ask(1060, '03', [invoke(SAI)]),
      end(back(1120.499999, '03', [result()])),
    ]);
    expect(rows.find(r => r.otid === '01')).toMatchObject({ outcome: 'success', start: 900, end: 901 });
    expect(rows.find(r => r.otid === '02')).toMatchObject({ outcome: 'success' });
    expect(rows.find(r => r.otid === '03')).toMatchObject({ reason: '_Incomplete' });
  });

  it('a time that no clock tells is that of the message before', () => {
    const { rows } = pair([
      ...sai(1, '01'),
      { ...ask(0, '02', [invoke(SAI)]), at: Number.NaN },
      { ...ask(0, '03', [invoke(SAI)]), at: Number.POSITIVE_INFINITY },
      { ...ask(0, '04', [invoke(SAI)]), at: 1e13 },
    ]);
    expect(rows.map(r => r.start)).toEqual([1, 1.5, 1.5, 1.5]);
  });

  it('a jump far ahead ends what was open', () => {
    const { rows } = pair([ask(0, '01', [invoke(SAI)]), ...sai(1e8, '02'), ...sai(2e8, '03')]);
    expect(rows.map(r => r.reason)).toEqual(['_Incomplete', '', '']);
  });
});
