/** Several taps whose clocks differ (specification §5 `_InvalidOrder`, and what an operator says of his taps). */
import { describe, expect, it } from 'vitest';
import { cont, end, invoke, type Message, result, returnError } from './messages.ts';
import { NO_ASSOCIATIONS, pair, type Row } from './rows.ts';
import { ask, back, createRequest, createResponse, on, SAI } from './scenes.ts';

const itself = (file: number): number => file;

/** The one dialogue of messages from taps, in the order given. */
function one(messages: readonly Message[], options = {}, tapOf: (file: number) => number = itself): Row {
  const { rows, counts } = pair(messages, options, NO_ASSOCIATIONS, 1000, tapOf);
  expect(counts.orphans).toBe(0);
  if (rows.length !== 1) throw new Error(`${rows.length} dialogues`);
  return rows[0] as Row;
}

const early = (seconds: number): Message => ({ ...end(back(5 - seconds, '01', [result()])), file: 1 });
const request: Message = { ...ask(5, '01', [invoke(SAI)]), file: 0 };

describe('an answer before its request', () => {
  it('is in order where another tap shows it less than a second earlier', () => {
    const row = one([early(0.9), request]);
    expect(row).toMatchObject({ type: 'SAI', outcome: 'success', reason: '', messages: 2, file: 0 });
    // The times are what the clocks of the taps say; no answer comes before its request.
    expect([row.start, row.end, row.responseTime]).toEqual([5, 5, 0]);
    expect([row.firstFrame, row.lastFrame]).toEqual([2, 1]);
  });

  it('is the same dialogue as with clocks that agree', () => {
    const skewed = one([early(0.5), request]);
    const { rows } = pair([request, { ...early(0), at: 5.2 }], {}, NO_ASSOCIATIONS, 1000, itself);
    expect(skewed.id).toBe(rows[0]?.id);
  });

  it.each([
    ['of the same tap', [{ ...early(0.9), file: 0 }, request], {}, itself],
    ['of another file of the same tap', [early(0.9), request], {}, () => 0],
    ['more than a second earlier', [early(1.01), request], {}, itself],
    ['with --tap-skew 0', [early(0.1), request], { tapSkew: 0 }, itself],
    ['beyond a smaller skew', [early(0.4), request], { tapSkew: 0.3 }, itself],
  ] as const)('is _InvalidOrder %s', (_, messages, options, tapOf) => {
    expect(one(messages, options, tapOf)).toMatchObject({ reason: '_InvalidOrder', responseTime: null });
  });

  it('keeps the error, with the outcome that its type has', () => {
    const cancel = { ...ask(5, '01', [invoke(3)], { context: [2, 3] }), file: 0 };
    const refusal = { ...end(back(4.5, '01', [returnError(1)])), file: 1 };
    expect(one([refusal, cancel])).toMatchObject({ type: 'CL', outcome: 'error', reason: 'map-error 1' });
  });

  it('of a UL, whose subscriber data crosses from tap to tap', () => {
    const row = one([
      { ...cont(back(4.4, '01', [invoke(7, 2)], { otid: 'aa' })), file: 1 },
      { ...end(back(4.8, '01', [result(1)])), file: 1 },
      { ...ask(5, '01', [invoke(2)], { context: [1, 3] }), file: 0 },
      { ...cont(on(5.3, 'aa', [result(2)], { otid: '01' })), file: 0 },
    ]);
    expect(row).toMatchObject({ type: 'UL', outcome: 'success', reason: '', isd: 1, messages: 4 });
  });

  it('of GTP opens its tunnel', () => {
    const { rows, counts } = pair(
      [
        { ...createResponse(4.5, 7), file: 1 },
        { ...createRequest(5, 7), file: 0 },
      ],
      {},
      NO_ASSOCIATIONS,
      1000,
      itself,
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ type: 'PDP_CREATE', outcome: 'success', responseTime: 0, messages: 2 });
    expect([counts.tunnelsOpened, counts.orphans]).toEqual([1, 0]);
  });
});
