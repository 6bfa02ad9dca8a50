import { describe, expect, it } from 'vitest';
import * as records from '../../decoders/message.ts';
import {
  aarq,
  begin,
  components,
  type Decoded,
  decode,
  end,
  error,
  invoke,
  join,
  open,
  result,
  tlv,
} from './tcap-helpers.ts';

/** Decodes an invoke of an operation in a Begin between HLR and VLR. */
const argument = (code: number, ...parts: readonly (string | Uint8Array)[]): Decoded =>
  decode(begin(components(invoke(1, code, ...parts))));
const answer = (code: number, ...parts: readonly (string | Uint8Array)[]): Decoded =>
  decode(end(components(result(1, code, ...parts))));

/** 234150000000001 */
const imsi = '32 14 05 00 00 00 00 f1';
const IMSI = '234150000000001';
/** International, ISDN: 447700900123 */
const number = '91 44 77 00 09 10 32';
const NUMBER = '447700900123';
/** International, ISDN: 41791234567 */
const other = '91 14 97 21 43 65 f7';
const OTHER = '41791234567';
/** 35 209900 176148 1, in eight octets with a filler */
const imei = '53 02 99 00 71 16 84 f1';
const IMEI = '352099001761481';

const octet = (tag: string, hex: string): Uint8Array => tlv(tag, hex);

describe('the five that the record is made for', () => {
  it('updateLocation: IMSI, MSC, VLR', () => {
    const got = argument(2, tlv('30', octet('04', imsi), octet('81', number), octet('04', other), 'a6 02 80 00'));
    expect(got.status).toBe('ok');
    expect([got.digits('imsi'), got.digits('mscNumber'), got.digits('vlrNumber')]).toEqual([IMSI, NUMBER, OTHER]);
    expect(got.digits('msisdn')).toBe('');
  });

  it('updateLocation: the IMEI of add-info, and the same in indefinite form', () => {
    const addInfo = tlv('ad', octet('80', imei));
    expect(
      argument(2, tlv('30', octet('04', imsi), octet('81', number), octet('04', other), addInfo)).digits('imei'),
    ).toBe(IMEI);
    const got = argument(
      2,
      open('30', octet('04', imsi), octet('81', number), octet('04', other), open('ad', octet('80', imei))),
    );
    expect([got.status, got.digits('imsi'), got.digits('imei')]).toEqual(['ok', IMSI, IMEI]);
  });

  it('updateLocation of version 1: roamingNumber instead of the MSC', () => {
    const got = argument(2, tlv('30', octet('04', imsi), octet('80', number), octet('04', other)));
    expect([got.digits('imsi'), got.digits('mscNumber'), got.digits('vlrNumber')]).toEqual([IMSI, '', OTHER]);
  });

  it('updateGprsLocation: IMSI and SGSN number, not the SGSN address', () => {
    const address = octet('04', '04 0a 00 00 01');
    const got = argument(
      23,
      tlv('30', octet('04', imsi), octet('04', number), address, 'a0 00', tlv('a4', octet('80', imei))),
    );
    expect([got.digits('imsi'), got.digits('sgsnNumber'), got.digits('imei')]).toEqual([IMSI, NUMBER, IMEI]);
  });

  it('sendAuthenticationInfo of version 2: the IMSI alone', () => {
    expect(argument(56, octet('04', imsi)).digits('imsi')).toBe(IMSI);
  });

  it('sendAuthenticationInfo of version 3: IMSI, requesting node and PLMN, in any order', () => {
    // number of vectors, immediateResponsePreferred, requestingNodeType sgsn, requestingPLMN-Id 234-15
    for (const parts of [
      [octet('80', imsi), '02 01 05 81 00 83 01 01 84 03 32 f4 51'],
      ['84 03 32 f4 51 83 01 01 02 01 05', octet('80', imsi)],
    ]) {
      const got = argument(56, tlv('30', ...parts));
      expect([got.status, got.digits('imsi'), got.field('requestingNode'), got.plmn]).toEqual([
        'ok',
        IMSI,
        1,
        '32f451',
      ]);
      expect([got.has(records.HAS_REQUESTING_NODE), got.has(records.HAS_VISITED_PLMN)]).toEqual([true, true]);
    }
  });

  it('tells a requesting node 0 (VLR) from none', () => {
    expect(argument(56, tlv('30', octet('80', imsi), '83 01 00')).has(records.HAS_REQUESTING_NODE)).toBe(true);
    expect(argument(56, tlv('30', octet('80', imsi))).has(records.HAS_REQUESTING_NODE)).toBe(false);
  });

  it('cancelLocation of versions 1, 2 and 3', () => {
    const withLmsi = tlv('30', octet('04', imsi), '04 04 01 02 03 04');
    for (const parts of [
      tlv('30', octet('04', imsi)), // 1
      octet('04', imsi), // 2
      withLmsi, // 2, with LMSI
      tlv('a3', octet('04', imsi), '0a 01 00'), // 3
      tlv('a3', withLmsi, '0a 01 01 80 01 00'), // 3, with LMSI
    ]) {
      const got = argument(3, parts);
      expect([got.status, got.digits('imsi')]).toEqual(['ok', IMSI]);
    }
  });

  it('insertSubscriberData: IMSI and MSISDN, whatever else it holds', () => {
    const rest = join(
      '82 01 0a',
      '83 01 01',
      tlv('a6', '04 01 11'),
      tlv('b0', tlv('30', '00')),
      '9f 22 03 91 44 77',
      '05 00',
    );
    const got = argument(7, tlv('30', octet('80', imsi), octet('81', number), rest));
    expect([got.status, got.digits('imsi'), got.digits('msisdn')]).toEqual(['ok', IMSI, NUMBER]);
    expect(argument(7, tlv('30', octet('81', number))).digits('msisdn')).toBe(NUMBER);
  });
});

describe('identities of the other operations', () => {
  const cases: readonly [
    name: string,
    code: number,
    argument: Uint8Array,
    want: Partial<Record<Parameters<Decoded['digits']>[0], string>>,
  ][] = [
    [
      'provideRoamingNumber',
      4,
      tlv('30', octet('80', imsi), octet('81', number), octet('82', other)),
      { imsi: IMSI, mscNumber: NUMBER, msisdn: OTHER },
    ],
    [
      'noteSubscriberDataModified',
      5,
      tlv('30', octet('04', imsi), octet('04', number)),
      { imsi: IMSI, msisdn: NUMBER },
    ],
    ['resumeCallHandling', 6, tlv('30', octet('83', imsi), octet('89', number)), { imsi: IMSI, msisdn: NUMBER }],
    ['deleteSubscriberData', 8, tlv('30', octet('80', imsi)), { imsi: IMSI }],
    ['sendParameters', 9, tlv('30', octet('80', imsi), tlv('30', '0a 01 00')), { imsi: IMSI }],
    [
      'authenticationFailureReport',
      15,
      tlv('30', octet('04', imsi), '0a 01 00', octet('80', number), octet('81', other)),
      { imsi: IMSI, vlrNumber: NUMBER, sgsnNumber: OTHER },
    ],
    ['sendRoutingInfo', 22, tlv('30', octet('80', number), '83 01 00', octet('86', other)), { msisdn: NUMBER }],
    ['sendRoutingInfoForGprs', 24, tlv('30', octet('80', imsi), '81 05 04 0a 00 00 01'), { imsi: IMSI }],
    ['failureReport', 25, tlv('30', octet('80', imsi)), { imsi: IMSI }],
    ['noteMsPresentForGprs', 26, tlv('30', octet('80', imsi)), { imsi: IMSI }],
    ['forwardAccessSignalling', 34, tlv('a3', octet('95', imei)), { imei: IMEI }],
    ['cancelVcsgLocation', 36, tlv('30', octet('04', imsi)), { imsi: IMSI }],
    ['checkIMEI of version 2', 43, octet('04', imei), { imei: IMEI }],
    ['checkIMEI of version 3', 43, tlv('30', octet('04', imei), '03 02 06 80'), { imei: IMEI }],
    ['mt-ForwardSM', 44, tlv('30', octet('80', imsi), octet('84', number), '04 01 00'), { imsi: IMSI, msisdn: '' }],
    [
      'sendRoutingInfoForSM',
      45,
      tlv('30', octet('80', number), '81 01 ff', octet('82', other), octet('8c', imsi)),
      { msisdn: NUMBER, imsi: IMSI },
    ],
    [
      'mo-ForwardSM',
      46,
      tlv('30', octet('84', other), octet('82', number), '04 02 01 00', octet('04', imsi)),
      { msisdn: NUMBER, imsi: IMSI },
    ],
    [
      'forwardSM to the mobile',
      46,
      tlv('30', octet('80', imsi), octet('84', number), '04 08 11 22 33 44 55 66 77 88'),
      { imsi: IMSI, msisdn: '' },
    ],
    [
      'reportSM-DeliveryStatus',
      47,
      tlv('30', octet('04', number), octet('04', other), '0a 01 00', octet('89', imsi)),
      { msisdn: NUMBER, imsi: IMSI },
    ],
    ['noteSubscriberPresent', 48, octet('04', imsi), { imsi: IMSI }],
    ['alertServiceCentreWithoutResult', 49, tlv('30', octet('04', number), octet('04', other)), { msisdn: NUMBER }],
    ['activateTraceMode', 50, tlv('30', octet('80', imsi)), { imsi: IMSI }],
    [
      'updateVcsgLocation',
      53,
      tlv('30', octet('04', imsi), octet('82', number), octet('80', other)),
      { imsi: IMSI, msisdn: NUMBER, vlrNumber: OTHER },
    ],
    ['beginSubscriberActivity', 54, tlv('30', octet('04', imsi), octet('81', number)), { imsi: IMSI }],
    ['sendIdentification', 55, tlv('30', '04 04 01 02 03 04'), { imsi: '' }],
    ['restoreData', 57, tlv('30', octet('04', imsi), '8a 04 01 02 03 04'), { imsi: IMSI }],
    ['sendIMSI', 58, octet('04', number), { msisdn: NUMBER, imsi: '' }],
    ['processUnstructuredSS-Request', 59, tlv('30', '04 01 0f 04 02 aa 18', octet('80', number)), { msisdn: NUMBER }],
    ['anyTimeSubscriptionInterrogation', 62, tlv('30', tlv('a0', octet('81', number))), { msisdn: NUMBER }],
    ['informServiceCentre', 63, tlv('30', octet('04', number), '03 02 02 40'), { msisdn: NUMBER }],
    [
      'alertServiceCentre',
      64,
      tlv('30', octet('04', number), octet('04', other), octet('04', imsi)),
      { msisdn: NUMBER, imsi: IMSI },
    ],
    ['readyForSM', 66, tlv('30', octet('80', imsi), '0a 01 00'), { imsi: IMSI }],
    ['purgeMS of version 2', 67, tlv('30', octet('04', imsi), octet('04', number)), { imsi: IMSI, vlrNumber: NUMBER }],
    [
      'purgeMS of version 3',
      67,
      tlv('a3', octet('04', imsi), octet('80', number), octet('81', other)),
      { imsi: IMSI, vlrNumber: NUMBER, sgsnNumber: OTHER },
    ],
    ['prepareHandover', 68, tlv('a3', octet('84', imsi), octet('96', imei)), { imsi: IMSI, imei: IMEI }],
    ['provideSubscriberInfo', 70, tlv('30', octet('80', imsi), 'a2 02 80 00'), { imsi: IMSI }],
    [
      'anyTimeInterrogation',
      71,
      tlv('30', tlv('a0', octet('80', imsi)), 'a1 02 80 00', octet('83', other)),
      { imsi: IMSI, sgsnNumber: '' },
    ],
    [
      'ss-InvocationNotification',
      72,
      tlv('30', octet('80', imsi), octet('81', number)),
      { imsi: IMSI, msisdn: NUMBER },
    ],
    [
      'provideSubscriberLocation',
      83,
      tlv('30', tlv('30', '80 01 00'), octet('04', other), octet('82', imsi), octet('83', number), octet('85', imei)),
      { imsi: IMSI, msisdn: NUMBER, imei: IMEI },
    ],
    ['sendGroupCallInfo', 84, tlv('30', octet('81', imsi)), { imsi: IMSI }],
    ['sendRoutingInfoForLCS', 85, tlv('30', octet('80', other), tlv('a1', octet('81', number))), { msisdn: NUMBER }],
    [
      'subscriberLocationReport',
      86,
      tlv('30', '0a 01 02', tlv('30', '80 01 00'), octet('80', number), octet('81', imsi), octet('82', imei)),
      { imsi: IMSI, msisdn: NUMBER, imei: IMEI },
    ],
    [
      'noteMM-Event',
      89,
      tlv('30', '30 00 04 01 00', octet('81', imsi), octet('82', number)),
      { imsi: IMSI, msisdn: NUMBER },
    ],
  ];

  it.each(cases)('%s', (_, code, parts, want) => {
    const got = argument(code, parts);
    expect(got.status).toBe('ok');
    for (const [name, text] of Object.entries(want)) {
      expect([name, got.digits(name as 'imsi')]).toEqual([name, text]);
    }
  });

  it('marks sendParameters that asks for an authentication set', () => {
    const flags = (list: string): number => argument(9, tlv('30', octet('80', imsi), tlv('30', list))).slots[0].flags;
    expect(flags('0a 01 01') & records.SLOT_WANTS_AUTHENTICATION).not.toBe(0);
    expect(flags('0a 01 02 0a 01 01') & records.SLOT_WANTS_AUTHENTICATION).not.toBe(0);
    expect(flags('0a 01 02') & records.SLOT_WANTS_AUTHENTICATION).toBe(0);
  });
});

describe('identities of results', () => {
  it('sendRoutingInfoForSM: the MSC, or the SGSN where it says so', () => {
    const info = (...parts: string[]): Decoded =>
      answer(45, tlv('30', octet('04', imsi), tlv('a0', octet('81', number), ...parts)));
    const msc = info('04 04 01 02 03 04');
    expect([msc.status, msc.digits('imsi'), msc.digits('mscNumber'), msc.digits('sgsnNumber')]).toEqual([
      'ok',
      IMSI,
      NUMBER,
      '',
    ]);
    const sgsn = info('85 00');
    expect([sgsn.digits('mscNumber'), sgsn.digits('sgsnNumber')]).toEqual(['', NUMBER]);
    const both = answer(
      45,
      tlv('30', octet('04', imsi), tlv('a0', octet('81', number), '85 00', tlv('a6', octet('80', other)))),
    );
    expect([both.digits('sgsnNumber'), both.digits('mscNumber')]).toEqual([NUMBER, OTHER]);
  });

  it('sendIMSI: the IMSI is the result', () => {
    expect(answer(58, octet('04', imsi)).digits('imsi')).toBe(IMSI);
  });

  it('sendRoutingInfo of versions 2 and 3', () => {
    expect(answer(22, tlv('30', octet('04', imsi), octet('04', number))).digits('imsi')).toBe(IMSI);
    const got = answer(22, tlv('a3', octet('89', imsi), octet('04', number), octet('82', other), octet('8c', number)));
    expect([got.digits('imsi'), got.digits('mscNumber'), got.digits('msisdn')]).toEqual([IMSI, OTHER, NUMBER]);
  });

  it('sendIdentification of versions 2 and 3', () => {
    expect(answer(55, tlv('30', octet('04', imsi))).digits('imsi')).toBe(IMSI);
    expect(answer(55, tlv('a3', octet('04', imsi), 'a0 00')).digits('imsi')).toBe(IMSI);
  });

  it('anyTimeInterrogation: VLR, MSC, SGSN and IMEI', () => {
    const cs = tlv('a0', '02 01 05', octet('81', number), octet('86', other));
    const got = answer(71, tlv('30', tlv('30', cs, tlv('a3', octet('83', number)), octet('85', imei))));
    expect([got.digits('vlrNumber'), got.digits('mscNumber'), got.digits('sgsnNumber'), got.digits('imei')]).toEqual([
      NUMBER,
      OTHER,
      NUMBER,
      IMEI,
    ]);
  });

  it('a result without an operation code has none', () => {
    const got = decode(end(components(tlv('a2', '02 01 01'))));
    expect([got.status, got.digits('imsi')]).toEqual(['ok', '']);
  });
});

describe('digits on their way into the record', () => {
  it('keep the first of two identities', () => {
    const got = decode(
      begin(components(invoke(1, 8, tlv('30', octet('80', imsi))), invoke(2, 8, tlv('30', '80 03 11 11 f1')))),
    );
    expect(got.digits('imsi')).toBe(IMSI);
  });

  it('drop octets behind a filler, and mark a digit there', () => {
    const padded = argument(8, tlv('30', '80 08 32 14 05 00 f1 ff ff ff'));
    expect([padded.digits('imsi'), padded.field('imsiLength'), padded.field('flags')]).toEqual(['234150001', 5, 0]);
    const odd = argument(8, tlv('30', '80 04 32 f4 05 01'));
    expect([odd.digits('imsi'), odd.field('imsiLength'), odd.field('flags')]).toEqual([
      '234',
      2,
      records.FLAG_DIGIT_AFTER_FILLER,
    ]);
    const low = argument(8, tlv('30', '80 03 32 14 5f'));
    expect([low.digits('imsi'), low.field('imsiLength'), low.field('flags')]).toEqual([
      '2341',
      2,
      records.FLAG_DIGIT_AFTER_FILLER,
    ]);
  });

  it('are refused where they do not fit, and what else there is stands', () => {
    const long = argument(7, tlv('30', '80 09 11 11 11 11 11 11 11 11 11', octet('81', number)));
    expect([long.status, long.fault?.[1], long.digits('imsi'), long.digits('msisdn')]).toEqual([
      'bad',
      'digits',
      '',
      NUMBER,
    ]);
    const number12 = argument(7, tlv('30', octet('80', imsi), '81 0c 91 11 11 11 11 11 11 11 11 11 11 11'));
    expect([number12.status, number12.digits('imsi'), number12.digits('msisdn')]).toEqual(['bad', IMSI, '']);
  });

  it('may be none', () => {
    const got = argument(7, tlv('30', '80 00 81 01 91'));
    expect([got.status, got.field('imsiLength'), got.field('msisdnLength')]).toEqual(['ok', 0, 0]);
  });

  it('come from before a cut element', () => {
    const whole = begin(components(invoke(1, 7, tlv('30', octet('80', imsi), octet('81', number)))));
    const got = decode(whole.slice(0, -3));
    expect([got.status, got.digits('imsi'), got.digits('msisdn')]).toEqual(['short', IMSI, '']);
  });
});

describe('parameters of errors', () => {
  const parameter = (code: number, ...parts: readonly (string | Uint8Array)[]): number | undefined => {
    const got = decode(end(components(error(1, code, ...parts))));
    expect(got.slots[0]).toMatchObject({ type: 0xa3, code });
    return (got.slots[0].flags & records.SLOT_HAS_PARAMETER) === 0 ? undefined : got.slots[0].parameter;
  };

  it('roamingNotAllowed: bare in versions 1 and 2, in a SEQUENCE in version 3', () => {
    expect(parameter(8, '0a 01 03')).toBe(3);
    expect(parameter(8, tlv('30', '0a 01 00', '80 01 00'))).toBe(0);
    expect(parameter(8, open('30', '0a 01 03'))).toBe(3);
    expect(parameter(8)).toBeUndefined();
  });

  it('unknownSubscriber: behind an extension container too', () => {
    expect(parameter(1, tlv('30', tlv('30', 'a1 00'), '0a 01 01'))).toBe(1);
    expect(parameter(1, tlv('30'))).toBeUndefined();
  });

  it('absentSubscriberSM: the diagnostic, and the IMSI', () => {
    expect(parameter(6, tlv('30', '02 01 06', '80 01 01'))).toBe(6);
    const got = decode(end(components(error(1, 6, tlv('30', '02 01 06', octet('81', imsi))))));
    expect(got.digits('imsi')).toBe(IMSI);
  });

  it('callBarred, cug-Reject, ss-ErrorStatus, absentSubscriber, sm-DeliveryFailure, systemFailure and their like', () => {
    expect(parameter(13, '0a 01 01')).toBe(1);
    expect(parameter(13, tlv('30', '0a 01 01', '81 00'))).toBe(1);
    expect(parameter(15, tlv('30', '0a 01 05'))).toBe(5);
    expect(parameter(17, '04 01 0a')).toBe(10);
    expect(parameter(27, tlv('30', '80 01 03'))).toBe(3);
    expect(parameter(32, tlv('30', '0a 01 00', '04 02 01 02'))).toBe(0);
    expect(parameter(34, '0a 01 02')).toBe(2);
    expect(parameter(34, tlv('30', '0a 01 01', '80 01 05'))).toBe(1);
    expect(parameter(37, '0a 01 02')).toBe(2);
    expect(parameter(53, tlv('30', '80 01 01'))).toBe(1);
    expect(parameter(54, tlv('30', '80 01 04'))).toBe(4);
  });

  it('none where the error has none, or where it is cut', () => {
    expect(parameter(36, tlv('30', '80 00'))).toBeUndefined();
    expect(parameter(8, '0a 00')).toBeUndefined();
    expect(parameter(8, '0a 05 01')).toBeUndefined();
  });
});

describe('CAP', () => {
  const cap = (code: number, ...parts: readonly (string | Uint8Array)[]): Decoded =>
    decode(begin(aarq(50, 1), components(invoke(1, code, ...parts))));

  it('initialDP: IMSI [50], MSC [55], IMEI in its extension [59]', () => {
    const got = cap(
      0,
      tlv('30', '80 01 0a', octet('9f32', imsi), octet('9f37', number), tlv('bf3b', octet('83', imei))),
    );
    expect([got.status, got.protocol, got.digits('imsi'), got.digits('mscNumber'), got.digits('imei')]).toEqual([
      'ok',
      'cap',
      IMSI,
      NUMBER,
      IMEI,
    ]);
  });

  it('initialDPSMS and initialDPGPRS', () => {
    const sms = cap(60, tlv('30', '80 01 0a', octet('84', imsi), octet('8f', number), octet('90', other)));
    expect([sms.digits('imsi'), sms.digits('mscNumber'), sms.digits('sgsnNumber')]).toEqual([IMSI, NUMBER, OTHER]);
    const gprs = cap(78, tlv('30', octet('82', number), octet('83', imsi)));
    expect([gprs.digits('msisdn'), gprs.digits('imsi')]).toEqual([NUMBER, IMSI]);
  });
});
