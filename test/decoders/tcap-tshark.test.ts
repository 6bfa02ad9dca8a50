/** TCAP and MAP against tshark: the messages of the shared captures and the vectors of another stack. */
import { describe, expect, it } from 'vitest';
import * as records from '../../decoders/message.ts';
import { looksLikeTcap } from '../../decoders/tcap.ts';
import { begin, components, type Decoded, decode, octets, sharedPath, vectors } from './tcap-helpers.ts';
import { ask, hasTshark, messagesOf, type Row } from './tcap-tshark.ts';

const folder = sharedPath('captures/sigtran');

/** A transaction identifier as tshark prints it. */
function identifier(got: Decoded, name: 'otid' | 'dtid'): string {
  const length = got.field(name === 'otid' ? 'otidLength' : 'dtidLength');
  return length === 0
    ? ''
    : got
        .field(name)
        .toString(16)
        .padStart(length * 2, '0');
}

/** Invoke ids as tshark prints them: signed. */
const invokeIds = (got: Decoded): string =>
  got.slots
    .filter(slot => (slot.flags & records.SLOT_HAS_INVOKE_ID) !== 0)
    .map(slot => (slot.invokeId << 24) >> 24)
    .join(',');

/** Operation and error codes in the order of the components. */
const codes = (got: Decoded): string =>
  got.slots
    .filter(slot => slot.type !== 0xa4 && (slot.flags & records.SLOT_GLOBAL) === 0)
    .flatMap(slot => {
      if ((slot.flags & records.SLOT_HAS_OPERATION) !== 0) return [(slot.operation << 16) >> 16];
      return (slot.flags & records.SLOT_HAS_CODE) !== 0 ? [slot.code] : [];
    })
    .join(',');

function compare(messages: readonly Uint8Array[]): { compared: number; withImsi: number; differences: string[] } {
  const rows = ask(messages);
  expect(rows).toHaveLength(messages.length);
  const differences: string[] = [];
  let compared = 0;
  let withImsi = 0;
  messages.forEach((message, i) => {
    const row: Row = rows[i];
    if (row['_ws.malformed'] !== '' || row['_ws.expert.message'].includes('BER Error')) return;
    if (row['tcap.otid'] === '' && row['tcap.dtid'] === '') return;
    const got = decode(message);
    compared++;
    const note = (what: string, ours: string, theirs: string): void => {
      if (ours !== theirs)
        differences.push(`${i} ${Buffer.from(message).toString('hex').slice(0, 60)} ${what}: ${ours} ≠ ${theirs}`);
    };
    // tshark does not mark a message whose own length goes beyond its octets (m3ua_synthetic.pcap: says 80, has 78)
    note('status', got.status, message[1] < 0x80 && message[1] + 2 > message.length ? 'short' : 'ok');
    note('otid', identifier(got, 'otid'), row['tcap.otid']);
    note('dtid', identifier(got, 'dtid'), row['tcap.dtid']);
    if (row['gsm_old.invokeID'] !== '') {
      note('invoke ids', invokeIds(got), row['gsm_old.invokeID']);
      note('codes', codes(got), row['gsm_old.localValue']);
    }
    const imsis = row['e212.imsi'].split(',').filter(text => text !== '');
    if (imsis.length > 0) {
      withImsi++;
      note('imsi', got.digits('imsi'), imsis[0]);
    } else if (got.protocol === 'map') {
      note('imsi', got.digits('imsi'), '');
    }
  });
  return { compared, withImsi, differences };
}

describe.skipIf(folder === undefined || !hasTshark())('against tshark', () => {
  it('reads identifiers, invoke ids, codes and IMSI of every message of the captures alike', () => {
    const messages = messagesOf(folder!).filter(message => message.length < 255);
    const { compared, withImsi, differences } = compare(messages);
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(60);
    expect(withImsi).toBeGreaterThan(15);
  });

  it('and of the vectors of another stack: whole messages and single components', () => {
    const all = vectors('jss7').map(vector => octets(vector.hex));
    const whole = all.filter(b => b.length < 255 && looksLikeTcap(b, 0, b.length) && b[0] < 0xe0);
    const single = all
      .filter(
        b =>
          b.length < 200 &&
          b.length > 4 &&
          b[1] === b.length - 2 &&
          [0xa1, 0xa2, 0xa3, 0xa4, 0xa7].includes(b[0]) &&
          b[2] === 2,
      )
      .map(b => begin(components(b)));
    expect(whole.length + single.length).toBeGreaterThan(40);
    expect(compare([...whole, ...single]).differences).toEqual([]);
  });
});
