/** Types, outcomes and reasons of TCAP dialogues: specification §1 and §2. */
import { describe, expect, it } from 'vitest';
import {
  abort,
  begin,
  cont,
  end,
  invoke,
  reject,
  result,
  resultNotLast,
  returnError,
  returned,
  unidirectional,
} from './messages.ts';
import { only, pair } from './rows.ts';
import { ask, back, CL, HLR, HLR_PC, IMSI, ISD, on, SAI, SGSN, sai, UL, UL_GPRS, VLR, VLR_PC } from './scenes.ts';

describe('success', () => {
  it('SAI: request and result', () => {
    expect(only(sai(1, '0a01'))).toMatchObject({
      type: 'SAI',
      protocol: 'map',
      operation: 56,
      version: 3,
      outcome: 'success',
      reason: '',
      cause: null,
      start: 1,
      end: 1.5,
      responseTime: 0.5,
      messages: 2,
      imsi: IMSI,
      match: 'tid+address',
      otid: '0a01',
      context: '14.3',
      callingGt: VLR.gt,
      calledGt: HLR.gt,
      opc: VLR_PC,
      dpc: HLR_PC,
      legs: 1,
      transitTime: null,
      edge: '',
      loss: false,
      firstFrame: 1,
      lastFrame: 2,
    });
  });

  it('UL: one insertSubscriberData inside, results without operation code', () => {
    const row = only([
      ask(0, '01', [invoke(UL)], { context: [1, 3], vlrNumber: '491711000001', mscNumber: '491711000009' }),
      cont(back(0.1, '01', [invoke(ISD, 1)], { otid: 'f1f2', msisdn: '4917112345' })),
      cont(on(0.2, 'f1f2', [result(1)], { otid: '01' })),
      end(back(0.3, '01', [result(1)])),
    ]);
    expect(row).toMatchObject({
      type: 'UL',
      outcome: 'success',
      isd: 1,
      messages: 4,
      responseTime: 0.3,
      msisdn: '4917112345',
      vlrNumber: '491711000001',
      mscNumber: '491711000009',
      visitedNode: 'VLR',
      otid: '01',
      dtid: 'f1f2',
    });
  });

  it('UL: three ISDs one after the other', () => {
    const messages = [ask(0, '01', [invoke(UL)], { context: [1, 3] })];
    for (let i = 0; i < 3; i++) {
      messages.push(cont(back(1 + i, '01', [invoke(ISD, 10 + i)], { otid: 'f1' })));
      messages.push(cont(on(1.5 + i, 'f1', [result(10 + i)], { otid: '01' })));
    }
    messages.push(end(back(5, '01', [result()])));
    expect(only(messages)).toMatchObject({ type: 'UL', outcome: 'success', isd: 3, messages: 8 });
  });

  it('UL: ISDs bundled in one message, more than one record holds', () => {
    const ids = [11, 12, 13, 14, 15, 16, 17];
    const row = only([
      ask(0, '01', [invoke(UL)], { context: [1, 3] }),
      cont(
        back(
          1,
          '01',
          ids.map(id => invoke(ISD, id)),
          { otid: 'f1' },
        ),
      ),
      cont(
        on(
          2,
          'f1',
          ids.map(id => result(id)),
          { otid: '01' },
        ),
      ),
      end(back(3, '01', [result()])),
    ]);
    expect(row).toMatchObject({ type: 'UL', outcome: 'success', isd: 7, messages: 4 });
  });

  it('UL: more ISDs open at once than have a place are counted all the same', () => {
    const ids = Array.from({ length: 12 }, (_, i) => 20 + i);
    const messages = [
      ask(0, '01', [invoke(UL)], { context: [1, 3] }),
      cont(
        back(
          1,
          '01',
          ids.map(id => invoke(ISD, id)),
          { otid: 'f1' },
        ),
      ),
      cont(
        on(
          2,
          'f1',
          ids.map(id => result(id)),
          { otid: '01' },
        ),
      ),
      end(back(3, '01', [result()])),
    ];
    expect(only(messages)).toMatchObject({ outcome: 'success', isd: 12 });
    messages[2] = cont(
      on(
        2,
        'f1',
        ids.slice(1).map(id => result(id)),
        { otid: '01' },
      ),
    );
    expect(only(messages)).toMatchObject({ outcome: 'error', reason: '_Incomplete' });
  });

  it('UL: the second ISD leaves before the first has its result', () => {
    const row = only([
      ask(0, '01', [invoke(UL)], { context: [1, 3] }),
      cont(back(1, '01', [invoke(ISD, 1)], { otid: 'f1' })),
      cont(back(1.1, '01', [invoke(ISD, 2)], { otid: 'f1' })),
      cont(on(1.2, 'f1', [result(1)], { otid: '01' })),
      cont(on(1.3, 'f1', [result(2)], { otid: '01' })),
      end(back(1.4, '01', [result()])),
    ]);
    expect(row).toMatchObject({ type: 'UL', outcome: 'success', isd: 2, messages: 6 });
  });

  it('UL_GPRS is updateGprsLocation from version 2 on', () => {
    const messages = [
      ask(0, '01', [invoke(UL_GPRS)], { context: [32, 3], calling: SGSN, sgsnNumber: '491711000003' }),
      end(back(1, '01', [result()], { called: SGSN })),
    ];
    expect(only(messages)).toMatchObject({
      type: 'UL_GPRS',
      outcome: 'success',
      visitedNode: 'SGSN',
      sgsnNumber: '491711000003',
    });
  });

  it('code 23 of phase 1 is completeCall', () => {
    const { context: _, ...bare } = ask(0, '01', [invoke(UL_GPRS)]);
    expect(only([bare, end(back(1, '01', [result()]))])).toMatchObject({ type: 'OTHER', version: 1, operation: 23 });
  });

  it('CL: HLR to VLR', () => {
    const row = only([
      begin({ at: 0, otid: '77', calling: HLR, called: VLR, context: [2, 3], imsi: IMSI, components: [invoke(CL)] }),
      end({ at: 1, dtid: '77', calling: VLR, called: HLR, components: [result()] }),
    ]);
    expect(row).toMatchObject({ type: 'CL', outcome: 'success', visitedNode: 'VLR' });
  });

  it('sendParameters of version 1 that asks for an authentication set counts as SAI, with its own operation', () => {
    const { context: _, ...bare } = ask(0, '01', [{ ...invoke(9), wantsAuthentication: true }]);
    expect(only([bare, end(back(1, '01', [result()]))])).toMatchObject({
      type: 'SAI',
      operation: 9,
      version: 1,
      outcome: 'success',
    });
  });

  it('sendParameters that asks for something else is OTHER', () => {
    const { context: _, ...bare } = ask(0, '01', [invoke(9)]);
    expect(only([bare, end(back(1, '01', [result()]))])).toMatchObject({ type: 'OTHER', operation: 9 });
  });

  it('any other operation is OTHER', () => {
    const row = only([ask(0, '01', [invoke(67)], { context: [27, 3] }), end(back(1, '01', [result()]))]);
    expect(row).toMatchObject({ type: 'OTHER', operation: 67, outcome: 'success', visitedNode: '' });
  });

  it('the first result of a segmented one answers but does not close', () => {
    const messages = [
      ask(0, '01', [invoke(SAI)]),
      cont(back(1, '01', [resultNotLast()], { otid: 'f1' })),
      end(back(2, '01', [result()])),
    ];
    expect(only(messages)).toMatchObject({ outcome: 'success', responseTime: 1, messages: 3 });
    expect(only([messages[0], messages[1], end(back(2, '01', []))])).toMatchObject({
      outcome: 'error',
      reason: '_Incomplete',
      responseTime: 1,
    });
  });
});

describe('the type', () => {
  it('of an empty Begin is that of the first invoke that its opener sends later', () => {
    const row = only([
      ask(0, '01', [], { context: [25, 3], protocol: 'tcap' }),
      cont(back(1, '01', [], { otid: 'f1', protocol: 'tcap' })),
      cont(on(2, 'f1', [invoke(44)], { otid: '01' })),
      end(back(3, '01', [result()])),
    ]);
    expect(row).toMatchObject({
      type: 'OTHER',
      operation: 44,
      protocol: 'map',
      version: 3,
      outcome: 'success',
      responseTime: 3,
    });
  });

  it('is not that of a later invoke', () => {
    const row = only([
      ask(0, '01', [invoke(UL), invoke(SAI, 2)], { context: [1, 3] }),
      end(back(1, '01', [result(1), result(2)])),
    ]);
    expect(row).toMatchObject({ type: 'UL', operation: 2, outcome: 'success' });
  });

  it('of an empty Begin without dialogue portion is version 1 once it is MAP', () => {
    const { context: _, ...bare } = ask(0, '01', [], { protocol: 'tcap' });
    const row = only([
      bare,
      cont(back(1, '01', [], { otid: 'f1', protocol: 'tcap' })),
      cont(on(2, 'f1', [invoke(46)], { otid: '01' })),
      end(back(3, '01', [result()])),
    ]);
    expect(row).toMatchObject({ version: 1, operation: 46 });
  });

  it('of CAP is OTHER, and its last arc is no MAP version', () => {
    const row = only([
      ask(0, '01', [invoke(0)], { protocol: 'cap', context: [50, 4] }),
      end(back(1, '01', [invoke(31)], { protocol: 'cap' })),
    ]);
    expect(row).toMatchObject({
      type: 'OTHER',
      protocol: 'cap',
      operation: 0,
      version: 0,
      outcome: 'success',
      responseTime: 1,
    });
  });
});

describe('version', () => {
  it('of a Begin without a dialogue portion is 1', () => {
    const { context: _, ...bare } = ask(0, '01', [invoke(UL)]);
    expect(only([bare, end(back(1, '01', [result()]))])).toMatchObject({ version: 1, context: '' });
  });

  it.each([2, 3, 4])('is the last arc of the context: %i', version => {
    const messages = [ask(0, '01', [invoke(SAI)], { context: [14, version] }), end(back(1, '01', [result()]))];
    expect(only(messages)).toMatchObject({ version, context: `14.${version}` });
  });

  it('is not known where the dialogue portion has no context that is read', () => {
    const { context: _, ...bare } = ask(0, '01', [invoke(SAI)], { dialoguePdu: 0x60 });
    expect(only([bare, end(back(1, '01', [result()]))])).toMatchObject({ version: 0, context: '' });
  });
});

describe('reject', () => {
  it.each([
    ['SAI', SAI, [14, 3]],
    ['UL', UL, [1, 3]],
    ['UL_GPRS', UL_GPRS, [32, 3]],
    ['OTHER', 45, [20, 3]],
  ] as const)('a ReturnError to %s, with the code as cause', (type, operation, context) => {
    const row = only([ask(0, '01', [invoke(operation)], { context }), end(back(1, '01', [returnError(27)]))]);
    expect(row).toMatchObject({
      type,
      outcome: 'reject',
      reason: 'map-error 27',
      cause: 'map-error 27',
      responseTime: 1,
    });
  });

  it('roamingNotAllowed keeps its cause parameter', () => {
    const row = only([ask(0, '01', [invoke(UL)], { context: [1, 3] }), end(back(1, '01', [returnError(8, 1, 3)]))]);
    expect(row).toMatchObject({ outcome: 'reject', reason: 'map-error 8', cause: 'parameter 3' });
  });

  it('stands although an operation inside failed before', () => {
    const row = only([
      ask(0, '01', [invoke(UL)], { context: [1, 3] }),
      cont(back(1, '01', [invoke(ISD, 9)], { otid: 'f1' })),
      cont(on(2, 'f1', [returnError(36, 9)], { otid: '01' })),
      end(back(3, '01', [returnError(34)])),
    ]);
    expect(row).toMatchObject({ outcome: 'reject', reason: 'map-error 34', cause: 'map-error 34' });
  });
});

describe('error', () => {
  it('a CL that fails is never a reject', () => {
    const row = only([
      begin({ at: 0, otid: '77', calling: HLR, called: VLR, context: [2, 3], components: [invoke(CL)] }),
      end({ at: 1, dtid: '77', calling: VLR, called: HLR, components: [returnError(36)] }),
    ]);
    expect(row).toMatchObject({ type: 'CL', outcome: 'error', reason: 'map-error 36' });
  });

  it('an operation inside a UL that fails, the UL itself answered', () => {
    const row = only([
      ask(0, '01', [invoke(UL)], { context: [1, 3] }),
      cont(back(1, '01', [invoke(ISD, 9)], { otid: 'f1' })),
      cont(on(2, 'f1', [returnError(36, 9)], { otid: '01' })),
      end(back(3, '01', [result()])),
    ]);
    expect(row).toMatchObject({ outcome: 'error', reason: 'map-error 36', cause: 'map-error 36' });
  });

  it('the first of two failures inside stands, with its own cause', () => {
    const row = only([
      ask(0, '01', [invoke(UL)], { context: [1, 3] }),
      cont(back(1, '01', [invoke(ISD, 9), invoke(ISD, 10)], { otid: 'f1' })),
      cont(on(2, 'f1', [returnError(36, 9), returnError(34, 10)], { otid: '01' })),
      end(back(3, '01', [result()])),
    ]);
    expect(row).toMatchObject({ reason: 'map-error 36', cause: 'map-error 36' });
  });

  it.each([
    ['P-Abort with its cause', { pAbort: 1 }, 'p-abort 1'],
    ['U-Abort of a MAP user with its reason', { mapReason: 2, dialoguePdu: 0x64 }, 'u-abort 2'],
    ['U-Abort without MAP user information', { abortSource: 0, dialoguePdu: 0x64 }, 'u-abort 0'],
    ['MAP refusal with its reason', { associateResult: 1, mapReason: 0, dialoguePdu: 0x61 }, 'refuse 0'],
    ['refusal without a reason: its diagnostic', { associateResult: 1, sourceDiagnostic: 2 }, 'refuse 2'],
    ['Abort without any cause', {}, null],
  ] as const)('%s', (_, fields, cause) => {
    const row = only([ask(0, '01', [invoke(SAI)]), abort(back(1, '01', [], fields))]);
    expect(row).toMatchObject({ outcome: 'error', reason: 'Abort', cause, responseTime: 1, messages: 2 });
  });

  it('an Abort from the opener itself', () => {
    const row = only([
      ask(0, '01', [invoke(UL)], { context: [1, 3] }),
      cont(back(1, '01', [invoke(ISD, 9)], { otid: 'f1' })),
      abort(on(2, 'f1', [], { abortSource: 0 })),
    ]);
    expect(row).toMatchObject({ outcome: 'error', reason: 'Abort', cause: 'u-abort 0', responseTime: null });
  });

  it('a Reject component with its problem', () => {
    // invoke problem [1] unrecognized operation (1): Q.773 §4.2.2.4
    const row = only([ask(0, '01', [invoke(SAI)]), end(back(1, '01', [reject(0x8101)]))]);
    expect(row).toMatchObject({ outcome: 'error', reason: 'Reject', cause: 'problem 33025', responseTime: 1 });
  });

  it('a Reject that names no invoke', () => {
    const row = only([ask(0, '01', [invoke(SAI)]), end(back(1, '01', [{ kind: 'reject', code: 0x8002 }]))]);
    expect(row).toMatchObject({ outcome: 'error', reason: 'Reject', cause: 'problem 32770' });
  });

  it('an End that holds no answer is incomplete', () => {
    expect(only([ask(0, '01', [invoke(SAI)]), end(back(1, '01', []))])).toMatchObject({
      outcome: 'error',
      reason: '_Incomplete',
      edge: '',
      messages: 2,
    });
  });

  it('an outstanding ISD leaves the UL incomplete', () => {
    const row = only([
      ask(0, '01', [invoke(UL)], { context: [1, 3] }),
      cont(back(1, '01', [invoke(ISD, 9)], { otid: 'f1' })),
      end(back(2, '01', [result()])),
    ]);
    expect(row).toMatchObject({ outcome: 'error', reason: '_Incomplete' });
  });

  it.each([
    ['UDTS', 10],
    ['XUDTS', 18],
    ['LUDTS', 20],
  ] as const)('%s belongs to the dialogue of the Begin that it returns', (_, sccpType) => {
    const request = ask(0, '01', [invoke(SAI)]);
    expect(only([request, returned(request, 0.2, 1, sccpType)])).toMatchObject({
      outcome: 'error',
      reason: 'Undeliverable',
      cause: 'sccp-return 1',
      match: 'returned',
      messages: 2,
      end: 0.2,
    });
  });

  it('UDTS of a later message belongs to its dialogue too', () => {
    const more = cont(back(1, '01', [invoke(ISD, 9)], { otid: 'f1' }));
    const row = only([ask(0, '01', [invoke(UL)], { context: [1, 3] }), more, returned(more, 1.2, 2)]);
    expect(row).toMatchObject({ type: 'UL', reason: 'Undeliverable', cause: 'sccp-return 2', messages: 3 });
  });

  it('UDTS of something never seen is an orphan', () => {
    const { rows, counts } = pair([returned(ask(0, '01', [invoke(SAI)]), 0, 1)]);
    expect(rows).toEqual([]);
    expect(counts).toMatchObject({ orphans: 1, orphanMessages: 1 });
  });

  it('an error for an operation that was cut off from its Begin is taken for that operation', () => {
    const row = only([ask(0, '01', [], { context: [14, 3] }), end(back(1, '01', [returnError(27)]))]);
    expect(row).toMatchObject({ outcome: 'reject', reason: 'map-error 27', loss: true });
  });
});

describe('operations that need no answer', () => {
  // 33 processAccessSignalling and 37 reset are of class 4; 29 sendEndSignal and 18 getPassword of class 3
  it('class 4 ends as success at its time-out', () => {
    const { rows } = pair([ask(0, '01', [invoke(37)], { context: [10, 2] }), ...sai(200, '02')]);
    expect(rows[0]).toMatchObject({ operation: 37, outcome: 'success', messages: 1, responseTime: null, edge: '' });
  });

  it('class 3 ends as incomplete', () => {
    const { rows } = pair([ask(0, '01', [invoke(18)], { context: [18, 2] }), ...sai(200, '02')]);
    expect(rows[0]).toMatchObject({ operation: 18, outcome: 'error', reason: '_Incomplete' });
  });

  it('an empty Begin that nobody answers is incomplete', () => {
    const { rows } = pair([ask(0, '01', []), ...sai(200, '02')]);
    expect(rows[0]).toMatchObject({ operation: null, outcome: 'error', reason: '_Incomplete' });
  });

  it('CAP that nobody answers is incomplete', () => {
    const { rows } = pair([ask(0, '01', [invoke(0)], { protocol: 'cap' }), ...sai(4000, '02')]);
    expect(rows[0]).toMatchObject({ operation: 0, outcome: 'error', reason: '_Incomplete' });
  });

  it('a Unidirectional is done as soon as it is sent, however many components it has', () => {
    const row = only([
      unidirectional({
        at: 0,
        calling: VLR,
        called: HLR,
        opc: VLR_PC,
        dpc: HLR_PC,
        context: [36, 3],
        components: [1, 2, 3, 4, 5, 6, 7].map(id => invoke(72, id)),
      }),
    ]);
    expect(row).toMatchObject({ type: 'OTHER', operation: 72, outcome: 'success', messages: 1, match: '' });
  });
});

describe('visited node', () => {
  it.each([
    [0, 'VLR'],
    [1, 'SGSN'],
    [2, 'IMS'],
    [5, 'IMS'],
    [16, 'MME'],
    [17, 'MME_SGSN'],
  ])('of an SAI whose requestingNodeType is %i: %s', (requestingNode, node) => {
    const { calling: _, ...rest } = ask(0, '01', [invoke(SAI)], { requestingNode });
    expect(only([{ ...rest, calling: { gt: VLR.gt ?? '', ssn: 149 } }])).toMatchObject({ visitedNode: node });
  });

  it.each([
    [7, 3, 'VLR'],
    [149, 3, 'SGSN'],
    [8, 3, ''],
    [8, 2, 'VLR'],
  ])('of an SAI from SSN %i, version %i: "%s"', (ssn, version, node) => {
    const row = only([ask(0, '01', [invoke(SAI)], { calling: { gt: '4917', ssn }, context: [14, version] })]);
    expect(row).toMatchObject({ visitedNode: node });
  });

  it.each([
    [7, 'VLR'],
    [149, 'SGSN'],
  ])('of a CL is the called SSN %i: %s', (ssn, node) => {
    const row = only([ask(0, '01', [invoke(CL)], { calling: HLR, called: { gt: '4917', ssn } })]);
    expect(row).toMatchObject({ visitedNode: node });
  });

  it('the visited network is the one that any message states', () => {
    expect(only([ask(0, '01', [invoke(SAI)], { visitedPlmn: [0x62, 0xf2, 0x10] })])).toMatchObject({
      visitedPlmn: '62f210',
    });
  });
});
