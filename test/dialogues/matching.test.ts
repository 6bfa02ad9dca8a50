/** Which dialogue a TCAP message is for: specification §3. */
import { describe, expect, it } from 'vitest';
import { type Address, abort, begin, cont, end, invoke, result, seenAgain, type Tcap } from './messages.ts';
import { only, pair } from './rows.ts';
import { ask, back, HLR, HLR_PC, IMSI, ISD, on, SAI, sai, UL, VLR, VLR_PC } from './scenes.ts';

const OTHER_VLR: Address = { gt: '447700900001', ssn: 7 };
const OTHER_PC = 3003;

/** An SAI of another node. */
const foreign = (at: number, otid: string, fields: Partial<Tcap> = {}): Tcap =>
  ask(at, otid, [invoke(SAI)], { calling: OTHER_VLR, opc: OTHER_PC, imsi: '234157777777777', ...fields });

describe('both identifiers find the dialogue', () => {
  const opening = (): Tcap[] => [
    ask(0, '0a0b0c0d', [invoke(UL)], { context: [1, 3] }),
    cont(back(1, '0a0b0c0d', [invoke(ISD, 9)], { otid: 'ff01' })),
  ];

  it('the End of the opener, which carries the other identifier alone', () => {
    expect(only([...opening(), end(on(2, 'ff01', [result(9)]))])).toMatchObject({
      messages: 3,
      reason: '_Incomplete',
      end: 2,
    });
  });

  it('the Abort of the opener', () => {
    expect(only([...opening(), abort(on(2, 'ff01', []))])).toMatchObject({ messages: 3, reason: 'Abort' });
  });

  it('identifiers above 2^31', () => {
    const row = only([
      ask(0, 'fffffff0', [invoke(UL)], { context: [1, 3] }),
      cont(back(1, 'fffffff0', [invoke(ISD, 9)], { otid: 'ffffffff' })),
      cont(on(2, 'ffffffff', [result(9)], { otid: 'fffffff0' })),
      end(back(3, 'fffffff0', [result()])),
    ]);
    expect(row).toMatchObject({ outcome: 'success', messages: 4, otid: 'fffffff0', dtid: 'ffffffff' });
  });
});

describe("a Continue is found by its sender's own identifier where nothing has told the other's", () => {
  const first = ask(0, '0a', [invoke(UL)], { context: [1, 3] });
  const inserted = cont(on(1.5, 'ff', [result(9)], { otid: '0a' }));
  const last = end(back(2, '0a', [result()]));

  it('the answer that tells it was not seen: the dialogue goes on', () => {
    expect(only([first, inserted, last])).toMatchObject({ outcome: 'success', messages: 3, dtid: 'ff', loss: true });
  });

  it('it comes behind: the result stood before its invoke', () => {
    const row = only([first, inserted, cont(back(1.8, '0a', [invoke(ISD, 9)], { otid: 'ff' })), last]);
    expect(row).toMatchObject({ reason: '_InvalidOrder', messages: 4, isd: 1, dtid: 'ff' });
  });

  it('from then on the identifier is known', () => {
    const row = only([first, inserted, abort(on(1.9, 'ff', []))]);
    expect(row).toMatchObject({ reason: 'Abort', messages: 3 });
  });

  it('not from another node', () => {
    const other = cont(on(1.5, 'ff', [result(9)], { otid: '0a', calling: OTHER_VLR }));
    expect(only([first, other, last])).toMatchObject({ outcome: 'success', messages: 2, dtid: '' });
  });
});

describe('identifiers are octets with a length', () => {
  it('01 and 0001 are two', () => {
    const { rows } = pair([
      ask(0, '01', [invoke(SAI)]),
      ask(1, '0001', [invoke(UL)], { context: [1, 3] }),
      end(back(2, '01', [result()])),
      end(back(3, '0001', [result()])),
    ]);
    expect(rows).toMatchObject([
      { otid: '01', type: 'SAI', outcome: 'success', end: 2 },
      { otid: '0001', type: 'UL', outcome: 'success', end: 3 },
    ]);
  });

  it('an answer to 01 is none to 0001', () => {
    const { rows, counts } = pair([ask(0, '0001', [invoke(SAI)]), end(back(1, '01', [result()]))]);
    expect(rows).toMatchObject([{ reason: '_Incomplete', messages: 1 }]);
    expect(counts.orphans).toBe(1);
  });
});

describe('nodes use the same identifiers', () => {
  it('at once: each answer goes to the node that it is addressed to', () => {
    const { rows, anomalies } = pair([
      ask(0, '01', [invoke(SAI)]),
      foreign(0.1, '01'),
      end(back(1, '01', [result()])),
      end(back(2, '01', [result()], { called: OTHER_VLR, dpc: OTHER_PC })),
    ]);
    expect(rows).toMatchObject([
      { callingGt: VLR.gt, outcome: 'success', end: 1, match: 'tid+address' },
      { callingGt: OTHER_VLR.gt, outcome: 'success', end: 2, match: 'tid+address' },
    ]);
    expect(anomalies).toEqual({});
  });

  it('behind one point code: the titles tell them apart', () => {
    const { rows } = pair([
      ask(0, '01', [invoke(SAI)]),
      foreign(0.1, '01', { opc: VLR_PC }),
      end(back(1, '01', [result()], { called: OTHER_VLR })),
    ]);
    expect(rows.find(r => r.outcome === 'success')).toMatchObject({ callingGt: OTHER_VLR.gt });
    expect(rows.find(r => r.outcome === 'error')).toMatchObject({ callingGt: VLR.gt, reason: '_Incomplete' });
  });

  it('an answer to a node whose request was not seen is none to the other', () => {
    const { rows, counts } = pair([
      ask(0, '01', [invoke(SAI)]),
      end(back(1, '01', [result()], { called: OTHER_VLR, dpc: OTHER_PC })),
    ]);
    expect(rows).toMatchObject([{ reason: '_Incomplete', messages: 1 }]);
    expect(counts.orphans).toBe(1);
  });

  it('without any address an answer goes to the only one open, not to one of two', () => {
    const bare = (m: Tcap): Tcap => {
      const { calling: _a, called: _b, opc: _c, dpc: _d, ...rest } = m;
      return rest;
    };
    const one = bare(ask(0, '01', [invoke(SAI)]));
    const answer = bare(end(back(1, '01', [result()])));
    expect(only([one, answer])).toMatchObject({ outcome: 'success', match: 'tid' });
    const other = foreign(0.1, '01');
    const { rows } = pair([ask(0, '01', [invoke(SAI)]), other, answer]);
    expect(rows).toMatchObject([{ reason: '_Incomplete' }, { reason: '_Incomplete' }]);
  });
});

describe('addresses', () => {
  it('the title that answers is not the one asked', () => {
    const asked: Address = { gt: '262011234567890', ssn: 6 }; // E.214, made of the IMSI
    const row = only([
      ask(0, '01', [invoke(UL)], { called: asked, context: [1, 3] }),
      cont(back(1, '01', [invoke(ISD, 9)], { otid: 'f1' })),
      cont(on(2, 'f1', [result(9)], { otid: '01' })),
      end(back(3, '01', [result()])),
    ]);
    expect(row).toMatchObject({ outcome: 'success', messages: 4, calledGt: asked.gt, match: 'tid+address' });
  });

  it('the opener goes on writing to the title that it asked, with the other identifier alone', () => {
    const asked: Address = { gt: '262011234567890', ssn: 6 };
    const messages = [
      ask(0, '01', [invoke(UL)], { called: asked, context: [1, 3] }),
      cont(back(1, '01', [invoke(ISD, 9)], { otid: 'f1', opc: 2222 })),
      abort(on(2, 'f1', [], { called: asked, dpc: 2111 })),
    ];
    expect(only(messages)).toMatchObject({ reason: 'Abort', messages: 3 });
  });

  it('routed on point code and subsystem', () => {
    const vlr: Address = { ssn: 7 };
    const hlr: Address = { ssn: 6 };
    const { rows } = pair([
      ask(0, '01', [invoke(SAI)], { calling: vlr, called: hlr }),
      ask(0.1, '01', [invoke(SAI)], { calling: vlr, called: hlr, opc: OTHER_PC, imsi: '234150000000001' }),
      end(back(1, '01', [result()], { calling: hlr, called: vlr })),
      end(back(2, '01', [result()], { calling: hlr, called: vlr, dpc: OTHER_PC })),
    ]);
    expect(rows).toMatchObject([
      { opc: VLR_PC, outcome: 'success', end: 1, match: 'tid+address' },
      { opc: OTHER_PC, outcome: 'success', end: 2, match: 'tid+address' },
    ]);
  });

  it('the label of a relay is not the point code of a node, the one inside an address is', () => {
    const vlr: Address = { ssn: 7 };
    const request = ask(0, '01', [invoke(SAI)], { calling: vlr, opc: 103 });
    const viaRelay = end(back(1, '01', [result()], { called: vlr, dpc: 900 }));
    expect(only([request, viaRelay])).toMatchObject({ outcome: 'success', match: 'tid' });
    const other = end(back(1, '01', [result()], { called: { ssn: 7, pc: 104 }, dpc: 900 }));
    expect(pair([request, other]).counts.orphans).toBe(1);
  });

  it('neighbouring point codes and subsystems are not mistaken for each other', () => {
    // 1000 ^ 6 and 1001 ^ 7 are one number
    const { rows } = pair([
      ask(0, '01', [invoke(SAI)], { calling: { ssn: 6 }, opc: 1000 }),
      ask(0.1, '01', [invoke(SAI)], { calling: { ssn: 7 }, opc: 1001, imsi: '234150000000001' }),
    ]);
    expect(rows.map(r => r.edge)).toEqual(['end', 'end']);
  });

  it('the point code inside the address counts before that of the label', () => {
    const vlr: Address = { ssn: 7, pc: VLR_PC };
    const row = only([
      ask(0, '01', [invoke(SAI)], { calling: vlr, opc: 4711 }),
      end(back(1, '01', [result()], { called: vlr, dpc: 4712 })),
    ]);
    expect(row).toMatchObject({ outcome: 'success', match: 'tid+address' });
  });

  it('a title in one direction, a point code in the other: the point codes of the labels tell', () => {
    const row = only([ask(0, '01', [invoke(SAI)]), end(back(1, '01', [result()], { called: { ssn: 7 } }))]);
    expect(row).toMatchObject({ outcome: 'success', match: 'tid' });
  });
});

describe('load sharing', () => {
  it('spreads a dialogue over point codes, associations and hosts', () => {
    const row = only([
      ask(0, '01', [invoke(UL)], {
        context: [1, 3],
        opc: 11,
        dpc: 21,
        association: 1,
        src: '10.0.0.1',
        dst: '10.0.0.2',
      }),
      cont(
        back(1, '01', [invoke(ISD, 9)], {
          otid: 'f1',
          opc: 22,
          dpc: 12,
          association: 4,
          src: '10.9.0.1',
          dst: '10.9.0.2',
        }),
      ),
      cont(
        on(2, 'f1', [result(9)], { otid: '01', opc: 13, dpc: 23, association: 5, src: '10.0.1.1', dst: '10.0.0.3' }),
      ),
      end(back(3, '01', [result()], { opc: 24, dpc: 14, association: 8, src: '10.9.1.1', dst: '10.9.0.3' })),
    ]);
    expect(row).toMatchObject({
      outcome: 'success',
      messages: 4,
      opc: 11,
      dpc: 21,
      src: '10.0.0.1',
      dst: '10.0.0.2',
      match: 'tid+address',
    });
  });
});

describe('an identifier is used again', () => {
  it('while its dialogue is open: an anomaly, the older is incomplete', () => {
    const { rows, anomalies } = pair([ask(0, '01', [invoke(SAI)]), ...sai(10, '01', { imsi: '262019999999999' })]);
    expect(rows).toMatchObject([
      { imsi: IMSI, outcome: 'error', reason: '_Incomplete', edge: '', end: 0 },
      { imsi: '262019999999999', outcome: 'success' },
    ]);
    expect(anomalies).toEqual({ 'identifier-reused': 1 });
  });

  it('after its dialogue has ended: none', () => {
    const { rows, anomalies } = pair([...sai(0, '01'), ...sai(0.6, '01', { imsi: '262019999999999' })]);
    expect(rows).toMatchObject([{ outcome: 'success' }, { outcome: 'success' }]);
    expect(anomalies).toEqual({});
  });

  it('after its time-out: none, and incomplete', () => {
    const { rows, anomalies } = pair([ask(0, '01', [invoke(SAI)]), ...sai(60, '01')]);
    expect(rows).toMatchObject([{ reason: '_Incomplete' }, { outcome: 'success' }]);
    expect(anomalies).toEqual({});
  });

  it('by another node: nothing happens', () => {
    const { rows, anomalies } = pair([ask(0, '01', [invoke(SAI)]), foreign(1, '01'), end(back(2, '01', [result()]))]);
    expect(rows.find(r => r.callingGt === VLR.gt)).toMatchObject({ outcome: 'success' });
    expect(anomalies).toEqual({});
  });
});

describe('what has ended takes what is late, but nothing of another', () => {
  const OTHER_HLR: Address = { gt: '919890000001', ssn: 6 };
  const asked = ask(0, '01', [invoke(SAI)]);
  const answer = end(back(0.5, '01', [result()]));

  it('no second End of the side that ended it', () => {
    const { rows, counts } = pair([asked, answer, end(back(1, '01', [result(7)]))]);
    expect(rows).toMatchObject([{ outcome: 'success', messages: 2, end: 0.5 }]);
    expect(counts.orphans).toBe(1);
  });

  it('but the End of the other side, and its own again', () => {
    const begun = ask(0, '01', [invoke(UL)], { context: [1, 3] });
    const told = cont(back(0.2, '01', [invoke(ISD, 9)], { otid: 'f1' }));
    const aborted = abort(on(0.6, 'f1', []));
    expect(only([begun, told, answer, aborted])).toMatchObject({ messages: 4 });
    expect(only([asked, answer, seenAgain(answer, { at: 0.7, opc: 77, dpc: 78 })])).toMatchObject({
      messages: 2,
      legs: 2,
    });
  });

  it('no Continue from another node than the one that answered, and none to it', () => {
    const from = cont(back(1, '01', [invoke(ISD, 9)], { otid: 'f1', calling: OTHER_HLR }));
    const to = cont(on(1, 'f1', [result(9)], { otid: '01', called: OTHER_HLR }));
    for (const stray of [from, to]) {
      expect(pair([asked, answer, stray]).rows).toMatchObject([{ messages: 2, isd: 0, dtid: '', outcome: 'success' }]);
    }
  });

  it('a Continue that came behind the End is its own, also to the title that was asked first', () => {
    const begun = ask(0, '01', [invoke(UL)], { context: [1, 3], called: { gt: '33609999999999', ssn: 6 } });
    const told = cont(back(0.7, '01', [invoke(ISD, 9)], { otid: 'f1' }));
    const inserted = cont(on(0.8, 'f1', [result(9)], { otid: '01', called: { gt: '33609999999999', ssn: 6 } }));
    expect(only([begun, answer, told, inserted])).toMatchObject({ messages: 4, isd: 1, dtid: 'f1' });
  });
});

it('of answers alone nobody knows who opened: a title that differs is another dialogue', () => {
  // The rest of a dialogue whose Begin was not seen; its opener is thought to be the HLR.
  const rest = cont(
    back(0, 'f1', [result()], { otid: '01', calling: OTHER_VLR, called: HLR, opc: OTHER_PC, dpc: HLR_PC }),
  );
  const early = end(back(3, '01', [result()]));
  const { rows } = pair([rest, early, ask(3.4, '01', [invoke(SAI)])]);
  expect(rows).toMatchObject([{ reason: '_InvalidOrder', messages: 2, start: 3 }]);
});

describe('version fallback', () => {
  const v3 = ask(0, '01', [invoke(SAI)]);
  const v2 = ask(0.3, '02', [invoke(SAI)], { context: [14, 2] });
  const answer = end(back(0.5, '02', [result()]));

  it.each([
    ['the refusal of the context', abort(back(0.2, '01', [], { associateResult: 1, mapReason: 2 }))],
    ['P-Abort 3', abort(back(0.2, '01', [], { pAbort: 3 }))],
  ])('after %s two dialogues are linked', (_, refusal) => {
    const { rows } = pair([v3, refusal, v2, answer]);
    expect(rows).toMatchObject([
      { version: 3, outcome: 'error', reason: 'Abort' },
      { version: 2, outcome: 'success' },
    ]);
    expect(rows[0]?.linked).toBe(rows[0]?.id);
    expect(rows[1]?.linked).toBe(rows[0]?.id);
  });

  it('SAI falls back to the sendParameters of version 1', () => {
    const { context: _, ...v1 } = ask(0.3, '02', [{ ...invoke(9), wantsAuthentication: true }]);
    const { rows } = pair([v3, abort(back(0.2, '01', [], { pAbort: 3 })), v1, answer]);
    expect(rows[1]).toMatchObject({ type: 'SAI', version: 1, linked: rows[0]?.id });
  });

  it.each([
    ['another P-Abort', abort(back(0.2, '01', [], { pAbort: 1 })), v2],
    ['the same version', abort(back(0.2, '01', [], { pAbort: 3 })), ask(0.3, '02', [invoke(SAI)])],
    [
      'another subscriber',
      abort(back(0.2, '01', [], { pAbort: 3 })),
      ask(0.3, '02', [invoke(SAI)], { context: [14, 2], imsi: '262010000000001' }),
    ],
    ['another operation', abort(back(0.2, '01', [], { pAbort: 3 })), ask(0.3, '02', [invoke(UL)], { context: [1, 2] })],
    ['a pause', abort(back(0.2, '01', [], { pAbort: 3 })), ask(2.3, '02', [invoke(SAI)], { context: [14, 2] })],
  ])('but not with %s', (_, refusal, next) => {
    const { rows } = pair([v3, refusal, next, end(back(2.5, '02', [result()]))]);
    expect(rows.map(r => r.linked)).toEqual([null, null]);
  });
});

describe('a hub that terminates TCAP', () => {
  const HUB: Address = { gt: '41790000001', ssn: 7 };
  const inward = ask(0, '01', [invoke(SAI)], { called: HUB, dpc: 500 });
  const outward = ask(0.02, 'aabbccdd', [invoke(SAI)], { calling: HUB, opc: 501 });

  it('shows two dialogues, linked', () => {
    const { rows } = pair([
      inward,
      outward,
      end(back(0.5, 'aabbccdd', [result()], { called: HUB, dpc: 501 })),
      end(back(0.52, '01', [result()], { calling: HUB, opc: 500 })),
    ]);
    expect(rows).toMatchObject([
      { otid: '01', outcome: 'success', legs: 1 },
      { otid: 'aabbccdd', outcome: 'success', legs: 1 },
    ]);
    expect(rows[0]?.linked).toBe(rows[0]?.id);
    expect(rows[1]?.linked).toBe(rows[0]?.id);
  });

  it('whichever of the two taps has the clock that is ahead', () => {
    const { rows } = pair([
      { ...outward, at: 0 },
      { ...inward, at: 0.4 },
    ]);
    expect(rows[0]?.linked).not.toBeNull();
    expect(rows[0]?.linked).toBe(rows[1]?.linked);
  });

  it.each([
    ['another subscriber', { imsi: '262010000000001' }],
    ['another operation', { components: [invoke(UL)] }],
    ['more than a second between them', { at: 1.1 }],
    ['neither title nor point code of the hub', { calling: { gt: '4179111', ssn: 7 }, opc: 777 }],
  ])('but not with %s', (_, fields) => {
    const { rows } = pair([inward, { ...outward, ...fields }]);
    expect(rows.map(r => r.linked)).toEqual([null, null]);
  });

  it('nor by point codes alone where a relay shows both sides of one of them', () => {
    // A relay at 500 and two nodes that ask about one subscriber; of the first the side behind the relay was seen first.
    const behind = ask(0, '01', [invoke(SAI)], { opc: 500 });
    const other = ask(0.1, '02', [invoke(SAI)], { calling: OTHER_VLR, opc: OTHER_PC, dpc: 500 });
    const linked = (messages: Tcap[]) => pair(messages).rows.map(r => r.linked !== null);
    expect(linked([behind, other])).toEqual([true, true]);
    const answer = end(back(0.4, '01', [result()], { dpc: 500 }));
    expect(linked([behind, other, answer, seenAgain(answer, { at: 0.41, opc: 500, dpc: VLR_PC })])).toEqual([
      false,
      false,
    ]);
    expect(linked([behind, other, seenAgain(other, { at: 0.11, opc: 500, dpc: HLR_PC })])).toEqual([false, false]);
  });

  it('and stays linked where a third about the subscriber passes as through a relay', () => {
    const third = ask(0.06, '02', [invoke(SAI)], { dpc: 501 });
    const { rows } = pair([inward, outward, third, seenAgain(third, { at: 0.07, opc: 501, dpc: HLR_PC })]);
    expect(rows.map(r => [r.otid, r.linked !== null])).toEqual([
      ['01', true],
      ['aabbccdd', true],
      ['02', false],
    ]);
  });

  it('nor when the first has its answer', () => {
    const { rows } = pair([inward, end(back(0.01, '01', [result()], { calling: HUB, opc: 500 })), outward]);
    expect(rows.map(r => r.linked)).toEqual([null, null]);
  });
});

it('keeps an application context that is not of MAP as text', () => {
  const { context: _, ...rest } = begin({ at: 0, otid: '01', calling: VLR, called: HLR, opc: VLR_PC, dpc: HLR_PC });
  expect(
    only([{ ...rest, dialoguePdu: 0x60, text: '0.4.0.1.2', protocol: 'inap', components: [invoke(0)] }]),
  ).toMatchObject({
    context: '0.4.0.1.2',
    protocol: 'inap',
    version: 0,
  });
});
