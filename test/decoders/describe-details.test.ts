import { describe, expect, it } from 'vitest';
import { errorText, operationText, tcapComponents, tcapDetails } from '../../decoders/describe-details.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';
import { aarq, begin, components, end, error, invoke, octets, tlv } from './tcap-helpers.ts';

const map = { protocol: PROTOCOL.map, version: 3 };
const imsi = tlv('04', '32 14 05 00 00 00 00 f1');

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
