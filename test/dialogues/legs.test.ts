/** Hub legs and copies: specification §5. */
import { describe, expect, it } from 'vitest';
import { FLAG_SNAPPED } from '../../decoders/message.ts';
import { SHORT } from '../../decoders/status.ts';
import {
  abort,
  cont,
  end,
  invoke,
  type Message,
  result,
  returned,
  seenAgain,
  type Tcap,
  unidirectional,
} from './messages.ts';
import { pair } from './rows.ts';
import { ask, back, HLR, HLR_PC, ISD, on, request, response, SAI, UL, VLR, VLR_PC } from './scenes.ts';

const HUB_IN = 500;
const HUB_OUT = 501;
const ASKED = { gt: '262011234567890', ssn: 6 };

/** A UL as it comes in to the hub: VLR to hub by an E.214 title, hub to VLR. */
const inward = (): Tcap[] => [
  ask(0, '01', [invoke(UL)], { context: [1, 3], called: ASKED, dpc: HUB_IN }),
  cont(back(1, '01', [invoke(ISD, 9)], { otid: 'f1', opc: HUB_IN })),
  cont(on(2, 'f1', [result(9)], { otid: '01', dpc: HUB_IN })),
  end(back(3, '01', [result()], { opc: HUB_IN })),
];

/** The same messages between hub and HLR, each a little later or earlier. */
const outward = (m: Tcap, i: number): Tcap =>
  i % 2 === 0
    ? seenAgain(m, { at: m.at + 0.004, opc: HUB_OUT, dpc: HLR_PC, called: HLR })
    : seenAgain(m, { at: m.at - 0.003, opc: HLR_PC, dpc: HUB_OUT });

const inOrder = (messages: Tcap[]): Tcap[] => [...messages].sort((a, b) => a.at - b.at);

describe('both legs of a hub', () => {
  it('are one also where the snap length took the end of a message on one of them', () => {
    // Other octets as far as the capture shows: the type, the identifiers and the first component are the same.
    const cut = (m: Tcap): Tcap => ({ ...m, octets: 77, flags: FLAG_SNAPPED, fault: SHORT });
    for (const leg of [0, 1]) {
      const both = inward().flatMap((m, i) => {
        const two = [m, outward(m, i)];
        if (i === 1) two[leg] = cut(two[leg] as Tcap);
        return two;
      });
      const { rows, counts } = pair(inOrder(both));
      expect(rows).toMatchObject([{ outcome: 'success', legs: 2, messages: 4, isd: 1, copies: 0, loss: true }]);
      expect(counts.secondLegs).toBe(4);
    }
  });

  it('open nothing when one comes after the dialogue has ended and was written', () => {
    const [begin, , , last] = inward() as [Tcap, Tcap, Tcap, Tcap];
    const late = seenAgain(begin, { at: 6, opc: HUB_OUT, dpc: HLR_PC, called: HLR });
    const { rows, anomalies } = pair([begin, last, late]);
    expect(rows).toMatchObject([{ outcome: 'success', legs: 1, messages: 2 }]);
    expect(anomalies).toEqual({ 'late-leg': 1 });
    // Ten seconds on it is another dialogue.
    expect(pair([begin, last, { ...late, at: 11 }]).rows).toHaveLength(2);
  });

  it('are one dialogue, the delay of the hub beside it', () => {
    const both = inward().flatMap((m, i) => [m, outward(m, i)]);
    const { rows, counts, anomalies } = pair(inOrder(both));
    expect(rows).toMatchObject([
      {
        type: 'UL',
        outcome: 'success',
        legs: 2,
        transitTime: 0.004,
        messages: 4,
        isd: 1,
        copies: 0,
        calledGt: ASKED.gt,
        opc: VLR_PC,
        dpc: HUB_IN,
        start: 0,
        end: 3 - 0.003,
      },
    ]);
    expect(counts).toMatchObject({ secondLegs: 4, copies: 0, orphans: 0 });
    expect(anomalies).toEqual({});
  });

  it('although one tap is a second behind: the whole dialogue passes before its second leg', () => {
    const slow = inward()
      .map((m, i) => ({ ...m, at: i / 10 }))
      .flatMap((m, i) => [m, { ...outward(m, i), at: m.at + 1 }]);
    const { rows, counts } = pair(inOrder(slow));
    expect(rows).toMatchObject([{ outcome: 'success', legs: 2, transitTime: 1, messages: 4, copies: 0 }]);
    expect(counts).toMatchObject({ secondLegs: 4, orphans: 0 });
  });

  it('although it has many messages', () => {
    const script: Tcap[] = [ask(0, '01', [invoke(UL)], { context: [1, 3], dpc: HUB_IN })];
    for (let i = 0; i < 10; i++) {
      script.push(cont(back(0.1 + i / 20, '01', [invoke(ISD, 10 + i)], { otid: 'f1', opc: HUB_IN })));
      script.push(cont(on(0.12 + i / 20, 'f1', [result(10 + i)], { otid: '01', dpc: HUB_IN })));
    }
    script.push(end(back(0.8, '01', [result()], { opc: HUB_IN })));
    const both = script.flatMap((m, i) => [m, { ...outward(m, i), at: m.at + 1 }]);
    const { rows } = pair(inOrder(both));
    expect(rows).toMatchObject([{ outcome: 'success', legs: 2, messages: 22, isd: 10 }]);
  });

  it('the calling title may be translated as well: answers to either title belong to it', () => {
    const alias = { gt: '41790000001', ssn: 7 };
    const request = ask(0, '01', [invoke(SAI)], { dpc: HUB_IN });
    const answer = end(back(0.5, '01', [result()], { opc: HLR_PC, dpc: HUB_OUT, called: alias }));
    const { rows, counts } = pair([
      request,
      seenAgain(request, { at: 0.01, opc: HUB_OUT, dpc: HLR_PC, calling: alias }),
      answer,
      seenAgain(answer, { at: 0.51, opc: HUB_IN, dpc: VLR_PC, called: VLR }),
    ]);
    expect(rows).toMatchObject([{ outcome: 'success', legs: 2, messages: 2, match: 'tid' }]);
    expect(counts.orphans).toBe(0);
  });

  it('an Abort seen twice', () => {
    const request = ask(0, '01', [invoke(SAI)], { dpc: HUB_IN });
    const refusal = abort(back(0.5, '01', [], { pAbort: 3, opc: HLR_PC, dpc: HUB_OUT }));
    const { rows, counts } = pair([
      request,
      seenAgain(request, { at: 0.01, opc: HUB_OUT, dpc: HLR_PC }),
      refusal,
      seenAgain(refusal, { at: 0.51, opc: HUB_IN, dpc: VLR_PC }),
    ]);
    expect(rows).toMatchObject([{ reason: 'Abort', legs: 2, messages: 2 }]);
    expect(counts.orphans).toBe(0);
  });

  it('a returned message seen twice', () => {
    const request = ask(0, '01', [invoke(SAI)], { dpc: HUB_IN });
    const onward = seenAgain(request, { at: 0.01, opc: HUB_OUT, dpc: HLR_PC });
    const { rows, counts } = pair([request, onward, returned(onward, 0.5, 1), returned(request, 0.51, 1)]);
    expect(rows).toMatchObject([{ reason: 'Undeliverable', legs: 2, messages: 2 }]);
    expect(counts.orphans).toBe(0);
  });

  it('without labels the addresses below tell the legs apart', () => {
    const bare = (m: Tcap, src: string, dst: string): Tcap => {
      const { opc: _o, dpc: _d, ...rest } = m;
      return { ...rest, src, dst };
    };
    const one = bare(ask(0, '01', [invoke(SAI)]), '10.0.0.1', '10.0.0.2');
    const { rows } = pair([one, seenAgain(one, { at: 0.01, src: '10.0.0.3', dst: '10.0.0.4' })]);
    expect(rows).toMatchObject([{ legs: 2, transitTime: 0.01 }]);
  });

  it('a Begin that names nobody, of another node with the same identifier, is another dialogue', () => {
    const empty = ask(0, '01', [], { dpc: HUB_IN });
    const other = seenAgain(empty, { at: 0.01, opc: 888, calling: { gt: '447700900001', ssn: 7 } });
    expect(pair([empty, other]).rows).toHaveLength(2);
  });
});

describe('copies', () => {
  const script = (): Tcap[] => [
    ask(0, '01', [invoke(UL)], { context: [1, 3] }),
    cont(back(1, '01', [invoke(ISD, 9)], { otid: 'f1' })),
    cont(on(2, 'f1', [result(9)], { otid: '01' })),
    end(back(3, '01', [result()])),
  ];

  it('the same SCTP chunk counts once', () => {
    const doubled = script().flatMap((m, i) => [
      { ...m, copyKey: 100 + i },
      { ...m, at: m.at + 0.2, copyKey: 100 + i },
    ]);
    const { rows, counts } = pair(doubled);
    expect(rows).toMatchObject([{ outcome: 'success', messages: 4, isd: 1, copies: 4, legs: 1, end: 3 }]);
    expect(counts).toMatchObject({ copies: 4, secondLegs: 0, orphans: 0 });
  });

  it('the same octets on the same path count once, whatever carried them', () => {
    const { rows, counts } = pair(script().flatMap(m => [m, { ...m, at: m.at + 0.01 }]));
    expect(rows).toMatchObject([{ outcome: 'success', messages: 4, copies: 4, legs: 1 }]);
    expect(counts.copies).toBe(4);
  });

  it('a copy of a leg is a copy', () => {
    const request = ask(0, '01', [invoke(SAI)], { dpc: HUB_IN });
    const onward = seenAgain(request, { at: 0.01, opc: HUB_OUT, dpc: HLR_PC });
    const { rows, counts } = pair([request, onward, { ...request, at: 0.02 }, { ...onward, at: 0.03 }]);
    expect(rows).toMatchObject([{ legs: 2, copies: 2, messages: 1 }]);
    expect(counts).toMatchObject({ secondLegs: 1, copies: 2 });
  });

  it('after its window the chunk number has come round', () => {
    const { rows } = pair(
      [
        { ...ask(0, '01', [invoke(SAI)]), copyKey: 5 },
        { ...ask(11, '02', [invoke(SAI)]), copyKey: 5 },
      ],
      { chunkWindow: 10 },
    );
    expect(rows).toHaveLength(2);
  });

  it('several records of one chunk are no copies of each other, and are one copy the next time', () => {
    const ids = [1, 2, 3, 4, 5, 6, 7, 8];
    const messages: Message[] = [
      ask(0, '01', [invoke(UL, 99)], { context: [1, 3] }),
      {
        ...cont(
          back(
            1,
            '01',
            ids.map(id => invoke(ISD, id)),
            { otid: 'f1' },
          ),
        ),
        copyKey: 5,
      },
      {
        ...cont(
          back(
            1.1,
            '01',
            ids.map(id => invoke(ISD, id)),
            { otid: 'f1' },
          ),
        ),
        copyKey: 5,
      },
    ];
    const { rows, counts } = pair(messages);
    expect(rows).toMatchObject([{ isd: 8, messages: 2, copies: 1 }]);
    expect(counts.copies).toBe(1);
  });

  it('a Unidirectional copied counts once', () => {
    const one = { ...unidirectional({ at: 0, calling: VLR, called: HLR, components: [invoke(72)] }), copyKey: 9 };
    expect(pair([one, { ...one, at: 0.1 }]).rows).toHaveLength(1);
  });

  it('the same UDP packet counts once, a retransmission does not hide behind it', () => {
    const one = { ...request(0, 1, 7), copyKey: 1 };
    const { rows, counts } = pair([
      one,
      { ...one, at: 0.001 },
      { ...request(3, 1, 7), copyKey: 2 },
      { ...response(3.1, 2, 7), copyKey: 3 },
      { ...response(3.101, 2, 7), copyKey: 3 },
    ]);
    expect(rows).toMatchObject([{ copies: 2, retransmissions: 1, messages: 2, outcome: 'success' }]);
    expect(counts).toMatchObject({ copies: 2, retransmissions: 1 });
  });

  it('a copy of what was never taken in is counted and gone', () => {
    const one = { ...end(back(0, '01', [result()])), copyKey: 1 };
    const { counts } = pair([one, { ...one, at: 0.1 }]);
    expect(counts).toMatchObject({ orphans: 1, orphanMessages: 1, copies: 1 });
  });
});

it('a path and its way back are two paths', () => {
  // The relay sends a Begin back where it came from: 500 to 600, then 600 to 500.
  const one = ask(0, '01', [invoke(SAI)], { opc: 500, dpc: 600 });
  expect(pair([one, seenAgain(one, { at: 0.01, opc: 600, dpc: 500 })]).rows).toMatchObject([{ legs: 2, copies: 0 }]);
});
