/** TCAP as a tree: portions, dialogue, components and what they carry, each with its place. */
import { describe, expect, it } from 'vitest';
import { describeTcap as describeLayer } from '../../decoders/describe-tcap.ts';
import { FAULT, type Part } from '../../decoders/part.ts';
import {
  aarq,
  begin,
  components,
  context,
  dialogue,
  end,
  error,
  invoke,
  octets,
  open,
  random,
  result,
  tlv,
  user,
} from './tcap-helpers.ts';

const imsi = tlv('04', '32 14 05 00 00 00 00 f1');

/** The tree of a message between subsystems of MAP. */
const describeTcap = (b: Uint8Array, withText = false): Part =>
  describeLayer(b, 0, b.length, { party: { called: 6, calling: 7 }, withText }).part;

/** Names and values as an indented text. */
function text(parts: readonly Part[], depth = 0): string {
  return parts
    .map(
      one =>
        `${' '.repeat(depth)}${one.name}${one.value === '' ? '' : `: ${one.value}`}\n${text(one.parts, depth + 1)}`,
    )
    .join('');
}

describe('tree', () => {
  it('of a Begin with a map-open', () => {
    const ref = user(tlv('a0', '80 09 96 32 14 05 00 00 00 00 f1', '81 04 91 44 77 00'));
    const b = begin(aarq(19, 2, ref), components(invoke(1, 59, tlv('30', '04 01 0f', '04 04 2a 1c 6e 04'))));
    expect(text([describeTcap(b)])).toBe(
      `TCAP: Begin, otid 11223344
 Message type: 0x62 Begin
 Originating transaction ID: 11223344
 Dialogue portion
  External
   Abstract syntax: 0.0.17.773.1.1.1 dialogue-as-id
   Single ASN.1 type
    AARQ Dialogue request
     Protocol version: 0780
     Application context name
      Application context: 0.4.0.0.1.0.19.2 networkUnstructuredSsContext-v2
     User information
      External
       Abstract syntax: 0.4.0.0.1.1.1.1 map-DialogueAS
       Single ASN.1 type
        map-open
         destinationReference: 234150000000001 (international, land mobile)
         originationReference: 447700 (international, isdn)
 Component portion
  invoke: processUnstructuredSS-Request
   Invoke ID: 1
   Operation code: 59 processUnstructuredSS-Request
   Argument
    ussd-DataCodingScheme: 15
    ussd-String: 4 octets
     alphabet: GSM 7 bit
`,
    );
  });

  it('of a refusal', () => {
    const aare = tlv(
      '61',
      tlv('a1', context(1, 3)),
      'a2 03 02 01 01',
      'a3 05 a2 03 02 01 02',
      user(tlv('a3', '0a 01 01')),
    );
    const got = text([describeTcap(tlv('67', '49 01 01', dialogue(aare)))]);
    for (const line of [
      'TCAP: Abort, dtid 01',
      'AARE Dialogue response',
      'Associate result: reject-permanent',
      'Dialogue service provider',
      'Diagnostic: no-common-dialogue-portion',
      'map-refuse',
      'reason: invalidDestinationReference',
    ]) {
      expect(got).toContain(line);
    }
  });

  it('of aborts, rejects, errors, and what has no reading', () => {
    const abrt = tlv('67', '49 01 01', dialogue(tlv('64', '80 01 01', user(tlv('a4', '82 01 00')))));
    expect(text([describeTcap(abrt)])).toMatch(
      /Abort source: dialogue-service-provider[\s\S]*map-UserAbortChoice: resourceUnavailable/,
    );
    expect(text([describeTcap(octets('67 06 49 01 01 4a 01 01'))])).toContain(
      'P-Abort cause: unrecognizedTransactionID',
    );
    const mixed = end(components(tlv('a4', '02 01 01', '83 01 02'), error(2, 34), result(3, 250, '04 01 aa')));
    const got = text([describeTcap(mixed)]);
    expect(got).toContain('Problem: returnError: unrecognizedError');
    expect(got).toContain('Error code: 34 systemFailure');
    expect(got).toContain('tag 0x04: 1 octet\n');
  });

  it('shows what a person wrote only where asked for', () => {
    // 2a 1c 6e 04 is *88# in the 7 bit alphabet (TS 23.038 §6.1.2.3)
    const b = begin(aarq(19, 2), components(invoke(1, 59, tlv('30', '04 01 0f', '04 04 2a 1c 6e 04'))));
    expect(text([describeTcap(b)])).not.toContain('*88#');
    expect(text([describeTcap(b, true)])).toContain('text: *88#');
    const find = (one: Part): Part | undefined =>
      one.name === 'ussd-String' ? one : one.parts.map(find).find(found => found !== undefined);
    expect(find(describeTcap(b))?.hidden).toBe(true);
  });

  it('says where a message is cut, and keeps what stood before', () => {
    const b = begin(aarq(1, 3), components(invoke(1, 2, tlv('30', imsi))));
    const cut = b.subarray(0, b.length - 3);
    const got = text([describeTcap(cut)]);
    expect(got).toContain('Originating transaction ID: 11223344');
    expect(got).toContain('Operation code: 2 updateLocation');
    expect(got).toContain(FAULT);
  });

  it('says when a portion has a tag of the wrong class', () => {
    const b = tlv('65', '88 01 01', '89 01 02');
    const got = text([describeTcap(b)]);
    expect(got).toContain('Originating transaction ID: 01');
    expect(got).toContain('fault: tag 0x88 is of the context class');
  });

  it('says when a transaction identifier is too long', () => {
    expect(text([describeTcap(octets('62 07 48 05 01 02 03 04 05'))])).toContain('5 octets, 1 to 4 are allowed');
  });

  it('of what is no message: empty, one octet, another tag', () => {
    expect(text([describeTcap(octets(''))])).toContain('length says 2, 0 remain');
    expect(text([describeTcap(octets('62'))])).toContain('length says 2, 1 remain');
    expect(text([describeTcap(octets('30 00'))])).toContain('tag 0x30 is no message of TCAP');
  });

  it('of ANSI TCAP with the operation of ANSI-41', () => {
    // queryWithPermission: transaction id, invokeLast with component id and private operation 9, 13 (RegistrationNotification)
    const b = tlv('e2', 'c7 04 01 02 03 04', tlv('e8', tlv('e9', 'cf 01 00', 'd1 02 09 0d', 'f2 00')));
    const got = describeTcap(b);
    expect(got.layer).toBe('ansi_map');
    expect(text([got])).toContain('Operation code (private): 13 RegistrationNotification');
  });

  it('every part lies inside its parent, in definite and indefinite form', () => {
    const inside = (one: Part): void => {
      for (const inner of one.parts) {
        expect(inner.at >= one.at && inner.at + inner.length <= one.at + one.length).toBe(true);
        inside(inner);
      }
    };
    const whole = open('62', '48 01 01', aarq(1, 3), open('6c', invoke(1, 2, open('30', imsi, tlv('ad', '80 01 11')))));
    const part = describeTcap(whole);
    expect(text([part])).toContain('imsi: 234150000000001');
    inside(part);
  });

  it('of anything at all', () => {
    const next = random(3);
    const usual = [
      0x62, 0x6b, 0x6c, 0xa1, 0xa2, 0x30, 0x28, 0x60, 0x61, 0xbe, 0xa0, 0x80, 0x06, 0x02, 0x01, 0x00, 0xff,
    ];
    const inside = (one: Part, end: number): boolean =>
      one.at >= 0 && one.at + one.length <= end && one.parts.every(inner => inside(inner, end));
    for (let round = 0; round < 10_000; round++) {
      const b = Uint8Array.from({ length: Math.floor(next() * 60) }, () =>
        next() < 0.8 ? usual[Math.floor(next() * usual.length)] : Math.floor(next() * 256),
      );
      expect(inside(describeTcap(b), b.length)).toBe(true);
    }
  });
});
