/** Both protocols stand in one index: what hashes alike is still told apart. */
import { describe, expect, it } from 'vitest';
import { begin, type Gtp, invoke, type Message } from './messages.ts';
import { pair } from './rows.ts';
import { SAI } from './scenes.ts';

/** An answer of GTP in an exported PDU: no addresses, so that its key is its sequence number alone. */
const answer = (at: number, sequence: number): Gtp => ({
  at,
  gtp: 17,
  sequence,
  cause: 128,
  srcPort: 2123,
  dstPort: 2123,
});

describe('an answer of GTP without addresses', () => {
  it.each([1, 2, 3, 4])('is no dialogue that a Begin with an identifier of %i zeros waits for', length => {
    const otid = '00'.repeat(length);
    const messages: Message[] = [];
    for (let i = 0; i < 20; i++) {
      messages.push(answer(i, length));
      messages.push(begin({ at: i + 0.5, otid, octets: 1000 + i, context: [14, 3], components: [invoke(SAI)] }));
    }
    const { rows } = pair(messages);
    expect(rows.length).toBe(20);
    expect(new Set(rows.map(row => `${row.type} ${row.reason} ${row.messages}`))).toEqual(
      new Set(['SAI _Incomplete 1']),
    );
  });
});
