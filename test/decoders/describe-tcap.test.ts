import { describe, expect, it } from 'vitest';
import { describeTcap, errorText, operationText, tcapComponents, tcapDetails } from '../../decoders/describe-tcap.ts';
import type { Part } from '../../decoders/part.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';
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

const map = { protocol: PROTOCOL.map, version: 3 };
const imsi = tlv('04', '32 14 05 00 00 00 00 f1');

/** Names and values as an indented text. */
function text(parts: readonly Part[], depth = 0): string {
  return parts
    .map(
      one =>
        `${' '.repeat(depth)}${one.name}${one.value === '' ? '' : `: ${one.value}`}\n${text(one.parts, depth + 1)}`,
    )
    .join('');
}

describe('details of a message', () => {
  it('one object a component', () => {
    const b = begin(aarq(1, 3), components(invoke(1, 2, tlv('30', imsi)), invoke(2, 7)));
    expect(tcapDetails(b, 0, b.length, map)).toEqual([{ imsi: '234150000000001' }, {}]);
  });

  it('results without an operation code, by invoke id', () => {
    const b = end(components(tlv('a2', '02 01 05', tlv('30', imsi))));
    // the SEQUENCE holds no operation code: its first element is the parameter
    expect(tcapDetails(b, 0, b.length, { ...map, operations: new Map([[5, 58]]) })).toEqual([
      { imsi: '234150000000001' },
    ]);
    expect(tcapDetails(b, 0, b.length, map)).toEqual([{}]);
  });

  it('errors', () => {
    const b = end(components(error(1, 8, tlv('30', '0a 01 00'))));
    expect(tcapDetails(b, 0, b.length, map)).toEqual([{ roamingNotAllowedCause: 'plmnRoamingNotAllowed' }]);
  });
});

describe('components with their places', () => {
  it('codes are signed as on the wire', () => {
    const b = begin(
      components(tlv('a1', '02 01 ff', '80 01 05', '02 02 02 4f', '04 01 aa'), tlv('a4', '05 00', '81 01 02')),
    );
    expect(tcapComponents(b, 0, b.length)).toMatchObject([
      { type: 0xa1, invokeId: -1, linkedId: 5, operation: 0x24f },
      { type: 0xa4, problem: 0x8102 },
    ]);
    const [first] = tcapComponents(b, 0, b.length);
    expect(b.subarray(first.from, first.to)).toEqual(octets('04 01 aa'));
  });

  it('are none where there is no component portion', () => {
    expect(tcapComponents(begin(), 0, 8)).toEqual([]);
    expect(tcapComponents(octets(''), 0, 0)).toEqual([]);
  });
});

describe('tree', () => {
  it('of a Begin with a map-open', () => {
    const ref = user(tlv('a0', '80 09 96 32 14 05 00 00 00 00 f1', '81 04 91 44 77 00'));
    const b = begin(aarq(19, 2, ref), components(invoke(1, 59, tlv('30', '04 01 0f', '04 04 2a 1c 6e 04'))));
    expect(text(describeTcap(b, 0, b.length, { protocol: PROTOCOL.map, version: 2 }))).toBe(
      `Begin
 otid: 11223344
 dialoguePortion
  EXTERNAL
   object identifier: 0.0.17.773.1.1.1
   encoding
    AARQ
     protocol-version: 0780
     application-context-name
      object identifier: 0.4.0.0.1.0.19.2 networkUnstructuredSsContext-v2
     user-information
      EXTERNAL
       object identifier: 0.4.0.0.1.1.1.1
       encoding
        map-open
         destinationReference: digits 234150000000001, nature international, plan land mobile
         originationReference: digits 447700, nature international, plan isdn
 components
  invoke
   invokeID: 1
   operation: 59 processUnstructuredSS-Request
   ussd-DataCodingScheme: 15
   ussd-String: octets 4, alphabet GSM 7 bit
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
    const b = tlv('67', '49 01 01', dialogue(aare));
    const got = text(describeTcap(b, 0, b.length, map));
    for (const line of [
      'Abort',
      'dtid: 01',
      'AARE',
      'result: reject-permanent',
      'dialogue-service-provider',
      'diagnostic: no-common-dialogue-portion',
      'map-refuse',
      'reason: invalidDestinationReference',
    ]) {
      expect(got).toContain(line);
    }
  });

  it('of aborts, rejects, errors, and what has no reading', () => {
    const abrt = tlv('67', '49 01 01', dialogue(tlv('64', '80 01 01', user(tlv('a4', '82 01 00')))));
    expect(text(describeTcap(abrt, 0, abrt.length, map))).toMatch(
      /abort-source: dialogue-service-provider[\s\S]*reason: resourceUnavailable/,
    );
    const p = octets('67 06 49 01 01 4a 01 01');
    expect(text(describeTcap(p, 0, p.length, map))).toContain('p-abortCause: unrecognizedTransactionID');
    const mixed = end(components(tlv('a4', '02 01 01', '83 01 02'), error(2, 34), result(3, 250, '04 01 aa')));
    const got = text(describeTcap(mixed, 0, mixed.length, map));
    expect(got).toContain('problem: returnError: unrecognizedError');
    expect(got).toContain('error: 34 systemFailure');
    expect(got).toContain('unknown: tag 0x4, octets 1');
  });

  it('every part lies inside its parent, in definite and indefinite form', () => {
    const inside = (one: Part): void => {
      for (const inner of one.parts) {
        expect(inner.at >= one.at && inner.at + inner.length <= one.at + one.length).toBe(true);
        inside(inner);
      }
    };
    const whole = open('62', '48 01 01', aarq(1, 3), open('6c', invoke(1, 2, open('30', imsi, tlv('ad', '80 01 11')))));
    const parts = describeTcap(whole, 0, whole.length, map);
    expect(text(parts)).toContain('imsi: 234150000000001');
    parts.forEach(inside);
  });

  it('of anything at all', () => {
    const next = random(3);
    const usual = [
      0x62, 0x6b, 0x6c, 0xa1, 0xa2, 0x30, 0x28, 0x60, 0x61, 0xbe, 0xa0, 0x80, 0x06, 0x02, 0x01, 0x00, 0xff,
    ];
    for (let round = 0; round < 10_000; round++) {
      const b = Uint8Array.from({ length: Math.floor(next() * 60) }, () =>
        next() < 0.8 ? usual[Math.floor(next() * usual.length)] : Math.floor(next() * 256),
      );
      expect(describeTcap(b, 0, b.length, map).length).toBe(1);
      tcapDetails(b, 0, b.length, map);
    }
  });
});

describe('names by protocol', () => {
  it('of operations and errors', () => {
    expect(operationText(PROTOCOL.map, 2, 3)).toBe('updateLocation');
    expect(operationText(PROTOCOL.cap, 23, 0)).toBe('requestReportBCSMEvent');
    expect(operationText(PROTOCOL.inap, 1, 0)).toBe('originationAttemptAuthorized');
    expect(operationText(PROTOCOL.ansi_map, 0x090d, 0)).toBe('RegistrationNotification');
    expect(operationText(PROTOCOL.tcap, 2, 0)).toBe('operation 2');
    expect([errorText(PROTOCOL.map, 8, 3), errorText(PROTOCOL.cap, 12, 0), errorText(PROTOCOL.tcap, 1, 0)]).toEqual([
      'roamingNotAllowed',
      'taskRefused',
      'error 1',
    ]);
  });
});
