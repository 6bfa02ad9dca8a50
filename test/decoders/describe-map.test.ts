import { describe, expect, it } from 'vitest';
import { DESCRIBED_OPERATIONS, describeComponent, describeParameter } from '../../decoders/describe-map.ts';
import { MOST_ELEMENTS, type Options } from '../../decoders/describe-walk.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';
import { join, octets, open, random, tlv, vectors } from './tcap-helpers.ts';

type Part = string | Uint8Array;
const of =
  (component: number) =>
  (code: number, parts: readonly Part[], version = 3, options: Options = {}) => {
    const b = join('ff', ...parts, 'ff'); // neighbours that must not count
    return describeComponent(b, 1, b.length - 1, code, version, component, options);
  };
const argument = of(0xa1);
const result = of(0xa2);
const error = of(0xa3);

const imsi = '32 14 05 00 00 00 00 f1';
const IMSI = '234150000000001';
const number = '91 44 77 00 09 10 32';
const NUMBER = { digits: '447700900123', nature: 'international', plan: 'isdn' };
const imei = '53 02 99 00 71 16 84 f1';
const IMEI = '352099001761481';
const cgi = '32 f4 51 00 0a 01 02'; // 234-15, LAC 10, CI 258

describe('mobility', () => {
  it('updateLocation', () => {
    const got = argument(2, [
      tlv('30', tlv('04', imsi), tlv('81', number), tlv('04', number), tlv('a6', '80 02 04 f0', '84 00'), '8b 00'),
    ]);
    expect(got).toEqual({
      imsi: IMSI,
      'msc-Number': NUMBER,
      'vlr-Number': NUMBER,
      'vlr-Capability': {
        supportedCamelPhases: ['phase1', 'phase2', 'phase3', 'phase4'],
        'longFTN-Supported': true,
      },
      informPreviousNetworkEntity: true,
    });
    expect(result(2, [tlv('30', tlv('04', number))])).toEqual({ 'hlr-Number': NUMBER });
    expect(result(2, [tlv('04', number)], 1)).toEqual({ 'hlr-Number': NUMBER });
  });

  it('cancelLocation of versions 2 and 3', () => {
    expect(argument(3, [tlv('04', imsi)], 2)).toEqual({ imsi: IMSI });
    expect(argument(3, [tlv('a3', tlv('04', imsi), '0a 01 01', tlv('83', number))])).toEqual({
      imsi: IMSI,
      cancellationType: 'subscriptionWithdraw',
      'newMSC-Number': NUMBER,
    });
    expect(argument(3, [tlv('a3', tlv('30', tlv('04', imsi), '04 04 01 02 03 04'))])).toEqual({
      'imsi-WithLMSI': { imsi: IMSI, lmsi: '01020304' },
    });
  });

  it('updateGprsLocation with the address of the SGSN', () => {
    const got = argument(23, [
      tlv('30', tlv('04', imsi), tlv('04', number), '04 05 04 0a 00 00 01', tlv('a4', tlv('80', imei)), '88 01 04'),
    ]);
    expect(got).toEqual({
      imsi: IMSI,
      'sgsn-Number': NUMBER,
      'sgsn-Address': '10.0.0.1',
      'add-info': { imeisv: IMEI },
      'usedRAT-Type': 'e-utran',
    });
  });

  it('sendAuthenticationInfo: never a key, only how many vectors', () => {
    const got = argument(56, [tlv('30', tlv('80', imsi), '02 01 05', '81 00', '83 01 10', '84 03 32 f4 51')]);
    expect(got).toEqual({
      imsi: IMSI,
      numberOfRequestedVectors: 5,
      immediateResponsePreferred: true,
      requestingNodeType: 'mme',
      'requestingPLMN-Id': '234-15',
    });
    const vector = tlv('30', tlv('04', 'aa'.repeat(16)), tlv('04', 'bb'.repeat(4)), tlv('04', 'cc'.repeat(8)));
    const answer = result(56, [tlv('a3', tlv('a0', vector, vector))]);
    expect(answer).toEqual({ tripletList: 2 });
    expect(JSON.stringify(result(56, [tlv('30', vector, vector)], 2))).not.toMatch(/aaaa|bbbb|cccc/);
  });

  it('purgeMS, restoreData, reset, checkIMEI, sendIdentification', () => {
    expect(argument(67, [tlv('a3', tlv('04', imsi), tlv('81', number))])).toEqual({
      imsi: IMSI,
      'sgsn-Number': NUMBER,
    });
    expect(result(67, [tlv('30', '80 00')])).toEqual({ freezeTMSI: true });
    expect(argument(57, [tlv('30', tlv('04', imsi))])).toEqual({ imsi: IMSI });
    expect(argument(37, [tlv('30', tlv('04', number), tlv('30', '04 03 32 14 f5'))])).toEqual({
      'hlr-Number': NUMBER,
      'hlr-List': ['23415'],
    });
    expect(argument(43, [tlv('30', tlv('04', imei), '03 02 06 c0')])).toEqual({
      imei: IMEI,
      requestedEquipmentInfo: ['equipmentStatus', 'bmuef'],
    });
    expect(argument(43, [tlv('04', imei)], 2)).toEqual({ imei: IMEI });
    expect(result(43, ['0a 01 01'], 2)).toEqual({ equipmentStatus: 'blackListed' });
    expect(result(55, [tlv('a3', tlv('04', imsi), tlv('a0', '30 00'))])).toEqual({ imsi: IMSI, tripletList: 1 });
  });

  it('sendParameters of version 1', () => {
    expect(argument(9, [tlv('30', tlv('80', imsi), tlv('30', '0a 01 01'))], 1)).toEqual({
      imsi: IMSI,
      requestParameterList: ['requestAuthenticationSet'],
    });
  });
});

describe('subscriber data', () => {
  it('insertSubscriberData: MSISDN, services, barrings, APNs', () => {
    const context = tlv('30', '02 01 01', '90 02 f1 21', '92 03 24 62 1f', tlv('94', '08 69 6e 74 65 72 6e 65 74')); // internet
    const got = argument(7, [
      tlv(
        '30',
        tlv('81', number),
        '83 01 00',
        'a4 03 82 01 16',
        'a6 06 04 01 11 04 01 22', // telephony, shortMessageMO-PP
        tlv('a7', tlv('a3', '04 01 12', '84 01 05', '82 01 00')), // clir: provisioned and active
        tlv('a8', '03 05 03 80 00 02 00', '03 02 04 80'), // bits 0 and 22
        'a4 03 04 01 16',
        tlv('b0', '05 00', tlv('a1', context)),
        '98 01 02',
        '93 02 06 40',
        'ae 02 a1 00', // extensionContainer: skipped
        '9f 23 03 6d 6d 65',
        tlv('9f29', number),
      ),
    ]);
    expect(got).toMatchObject({
      msisdn: NUMBER,
      subscriberStatus: 'serviceGranted',
      teleserviceList: ['telephony', 'shortMessageMO-PP'],
      provisionedSS: [
        { 'ss-Data': { 'ss-Code': 'clir', 'ss-Status': ['provisioned', 'active'], cliRestrictionOption: 'permanent' } },
      ],
      'odb-Data': {
        'odb-GeneralData': ['allOG-CallsBarred', 'roamingOutsidePLMN-Barred'],
        'odb-HPLMN-Data': ['plmn-SpecificBarringType1'],
      },
      gprsSubscriptionData: {
        completeDataListIncluded: true,
        gprsDataList: [{ 'pdp-ContextId': 1, 'pdp-Type': 'IPv4', 'qos-Subscribed': '24621f', apn: 'internet' }],
      },
      networkAccessMode: 'onlyPacket',
      accessRestrictionData: ['geranNotAllowed'],
      'mme-Name': 'mme',
      additionalMSISDN: NUMBER,
    });
    expect(got).not.toHaveProperty('extensionContainer');
  });

  it('bearer services by name', () => {
    expect(argument(7, [tlv('30', tlv('a4', '04 01 16', '04 01 ee'))])).toEqual({
      bearerServiceList: ['dataCDA-9600bps', '0xee'],
    });
  });

  it('deleteSubscriberData', () => {
    const got = argument(8, [tlv('30', tlv('80', imsi), tlv('a1', '83 01 11', '82 01 16'), 'a2 03 04 01 21', '89 00')]);
    expect(got).toEqual({
      imsi: IMSI,
      basicServiceList: [{ teleservice: 'telephony' }, { bearerService: 'dataCDA-9600bps' }],
      'ss-List': ['cfu'],
      camelSubscriptionInfoWithdraw: true,
    });
  });

  it('anyTimeInterrogation and provideSubscriberInfo', () => {
    expect(argument(71, [tlv('30', tlv('a0', tlv('81', number)), 'a1 04 80 00 81 00', tlv('83', number))])).toEqual({
      subscriberIdentity: { msisdn: NUMBER },
      requestedInfo: { locationInformation: true, subscriberState: true },
      'gsmSCF-Address': NUMBER,
    });
    const location = tlv(
      'a0',
      '02 01 03',
      '80 08 10 40 00 00 20 00 00 08', // 45° N, 45° E, uncertainty code 8
      tlv('81', number),
      tlv('a3', tlv('80', cgi)),
    );
    expect(result(71, [tlv('30', tlv('30', location, 'a1 02 80 00', tlv('85', imei)))])).toEqual({
      subscriberInfo: {
        locationInformation: {
          ageOfLocationInformation: 3,
          // TS 23.032 §6.2: 10 × (1.1^8 − 1) metres
          geographicalInformation: { shape: 1, latitude: 45, longitude: 45, uncertainty: 11 },
          'vlr-number': NUMBER,
          cellGlobalIdOrServiceAreaIdOrLAI: { cellGlobalIdOrServiceAreaId: '234-15-10-258' },
        },
        subscriberState: { assumedIdle: true },
        imei: IMEI,
      },
    });
    const detached = result(70, [tlv('30', tlv('30', 'a1 03 0a 01 01'))]);
    expect(detached).toEqual({ subscriberInfo: { subscriberState: { netDetNotReachable: 'imsiDetached' } } });
  });
});

describe('calls and location services', () => {
  it('sendRoutingInfo and its results', () => {
    expect(argument(22, [tlv('30', tlv('80', number), '83 01 00', tlv('86', number))])).toEqual({
      msisdn: NUMBER,
      interrogationType: 'basicCall',
      'gmsc-OrGsmSCF-Address': NUMBER,
    });
    expect(result(22, [tlv('a3', tlv('89', imsi), tlv('04', number), tlv('82', number))])).toEqual({
      imsi: IMSI,
      roamingNumber: NUMBER,
      'vmsc-Address': NUMBER,
    });
    expect(result(22, [tlv('30', tlv('04', imsi), tlv('30', tlv('85', number)))], 2)).toEqual({
      imsi: IMSI,
      forwardingData: { forwardedToNumber: NUMBER },
    });
  });

  it('provideRoamingNumber', () => {
    expect(argument(4, [tlv('30', tlv('80', imsi), tlv('81', number))])).toEqual({ imsi: IMSI, 'msc-Number': NUMBER });
    expect(result(4, [tlv('30', tlv('04', number))])).toEqual({ roamingNumber: NUMBER });
    expect(result(4, [tlv('04', number)], 2)).toEqual({ roamingNumber: NUMBER });
  });

  it('provideSubscriberLocation and sendRoutingInfoForLCS', () => {
    const got = argument(83, [tlv('30', tlv('30', '80 01 01'), tlv('04', number), 'a0 03 80 01 00', tlv('82', imsi))]);
    expect(got).toEqual({
      locationType: { locationEstimateType: 'currentOrLastKnownLocation' },
      'mlc-Number': NUMBER,
      'lcs-ClientID': { lcsClientType: 'emergencyServices' },
      imsi: IMSI,
    });
    expect(result(85, [tlv('30', tlv('a0', tlv('80', imsi)), tlv('a1', tlv('04', number), '82 00'))])).toEqual({
      targetMS: { imsi: IMSI },
      lcsLocationInfo: { 'networkNode-Number': NUMBER, gprsNodeIndicator: true },
    });
  });
});

describe('services', () => {
  it('registerSS, interrogateSS', () => {
    expect(argument(10, [tlv('30', '04 01 21', '83 01 11', tlv('84', number), '85 01 14')], 2)).toEqual({
      'ss-Code': 'cfu',
      basicService: { teleservice: 'telephony' },
      forwardedToNumber: NUMBER,
      noReplyConditionTime: 20,
    });
    expect(result(14, ['80 01 07'], 2)).toEqual({ 'ss-Status': ['provisioned', 'registered', 'active'] });
    expect(result(10, [tlv('a0', '04 01 21', tlv('30', tlv('30', '84 01 07')))], 2)).toEqual({
      forwardingInfo: {
        'ss-Code': 'cfu',
        forwardingFeatureList: [{ 'ss-Status': ['provisioned', 'registered', 'active'] }],
      },
    });
  });

  it('USSD: the string only when asked for', () => {
    const ussd = [tlv('30', '04 01 0f', '04 04 2a 1c 6e 04')]; // *88# in 7 bits
    const quiet = argument(59, ussd, 2);
    expect(quiet).toEqual({ 'ussd-DataCodingScheme': 15, 'ussd-String': { octets: 4, alphabet: 'GSM 7 bit' } });
    expect(argument(59, ussd, 2, { withText: true })).toMatchObject({ 'ussd-String': { text: '*88#' } });
  });

  it('sendRoutingInfoForSM and reportSM-DeliveryStatus', () => {
    const info = tlv('a0', tlv('81', number), '04 04 01 02 03 04', '85 00', tlv('a6', tlv('80', number)));
    expect(result(45, [tlv('30', tlv('04', imsi), info)])).toEqual({
      imsi: IMSI,
      locationInfoWithLMSI: {
        'networkNode-Number': NUMBER,
        lmsi: '01020304',
        gprsNodeIndicator: true,
        'additional-Number': { 'msc-Number': NUMBER },
      },
    });
    expect(argument(47, [tlv('30', tlv('04', number), tlv('04', number), '0a 01 01', '80 01 06')])).toEqual({
      msisdn: NUMBER,
      serviceCentreAddress: NUMBER,
      'sm-DeliveryOutcome': 'absentSubscriber',
      absentSubscriberDiagnosticSM: 6,
    });
  });

  it('readyForSM, informServiceCentre, alertServiceCentre', () => {
    expect(argument(66, [tlv('30', tlv('80', imsi), '0a 01 01')])).toEqual({
      imsi: IMSI,
      alertReason: 'memoryAvailable',
    });
    expect(argument(63, [tlv('30', tlv('04', number), '03 02 02 60')])).toEqual({
      storedMSISDN: NUMBER,
      'mw-Status': ['mnrf-Set', 'mcef-Set'],
    });
    expect(argument(64, [tlv('30', tlv('04', number), tlv('04', number))], 2)).toEqual({
      msisdn: NUMBER,
      serviceCentreAddress: NUMBER,
    });
  });
});

describe('errors', () => {
  it('with their parameters, in the forms of all versions', () => {
    expect(error(1, [tlv('30', '0a 01 00')])).toEqual({ unknownSubscriberDiagnostic: 'imsiUnknown' });
    expect(error(6, [tlv('30', '02 01 06', tlv('81', imsi))])).toEqual({ absentSubscriberDiagnosticSM: 6, imsi: IMSI });
    expect(error(8, ['0a 01 03'], 2)).toEqual({ roamingNotAllowedCause: 'operatorDeterminedBarring' });
    expect(error(8, [tlv('30', '0a 01 00', '80 01 00')])).toEqual({
      roamingNotAllowedCause: 'plmnRoamingNotAllowed',
      additionalRoamingNotAllowedCause: 'supportedRAT-TypesNotAllowed',
    });
    expect(error(13, [tlv('30', '0a 01 01', '82 00')])).toEqual({
      callBarringCause: 'operatorBarring',
      anonymousCallRejection: true,
    });
    expect(error(17, ['04 01 01'])).toEqual({ 'ss-Status': ['active'] });
    expect(error(20, [tlv('30', '81 01 21', '83 01 11', '84 01 04')])).toEqual({
      'ss-Code': 'cfu',
      basicService: { teleservice: 'telephony' },
      'ss-Status': ['provisioned'],
    });
    expect(error(27, [tlv('30', '80 01 03')])).toEqual({ absentSubscriberReason: 'purgedMS' });
    expect(error(27, ['01 01 ff'], 2)).toEqual({ 'mwd-Set': true });
    expect(error(31, [tlv('30', '05 00')])).toEqual({ gprsConnectionSuspended: true });
    expect(error(32, [tlv('30', '0a 01 00', '04 02 01 02')])).toEqual({
      'sm-EnumeratedDeliveryFailureCause': 'memoryCapacityExceeded',
      diagnosticInfo: { octets: 2 },
    });
    expect(error(34, [tlv('30', '0a 01 01', '80 01 00')])).toEqual({
      networkResource: 'hlr',
      additionalNetworkResource: 'sgsn',
    });
    expect(error(36, [tlv('30', '80 00')])).toEqual({ unexpectedSubscriber: true });
    expect(error(45, [tlv('30', '80 00')])).toEqual({ 'ccbs-Possible': true });
    expect(error(53, [tlv('30', '80 01 02')])).toEqual({ 'unauthorizedLCSClient-Diagnostic': 'callToClientNotSetup' });
    expect(error(54, [tlv('30', '80 01 06')])).toEqual({ 'positionMethodFailure-Diagnostic': 'qoSNotAttainable' });
    expect(error(35, [tlv('30', '30 00')])).toEqual({});
    expect(error(35, [])).toEqual({});
  });
});

describe('CAP and INAP', () => {
  it('initialDP: numbers, IMSI, event', () => {
    const b = tlv(
      '30',
      '80 01 0a',
      '82 08 84 10 44 77 00 09 10 02', // odd: international, 44770090010 and a filler of zero
      '83 07 04 11 14 97 21 43 65', // even: 4179123456
      '9c 01 02',
      tlv('9f32', imsi),
      tlv('9f37', number),
    );
    const what = { protocol: PROTOCOL.cap, component: 0xa1, code: 0, version: 0 };
    expect(describeParameter(b, 0, b.length, what)).toEqual({
      serviceKey: 10,
      calledPartyNumber: { digits: '44770090012', nature: 'international' },
      callingPartyNumber: { digits: '4179123456', nature: 'international' },
      eventTypeBCSM: 'collectedInfo',
      iMSI: IMSI,
      mscAddress: NUMBER,
    });
    expect(describeParameter(b, 0, b.length, { ...what, protocol: PROTOCOL.inap })).toHaveProperty('calledPartyNumber');
    expect(describeParameter(b, 0, b.length, { ...what, protocol: PROTOCOL.tcap })).toHaveProperty('unknown');
    expect(describeParameter(b, 0, b.length, { ...what, component: 0xa2 })).toHaveProperty('unknown');
  });
});

describe('whatever comes', () => {
  it('unknown elements are kept by tag and length, never by content', () => {
    const got = argument(67, [tlv('a3', tlv('04', imsi), '9f 63 02 99 99', '8f 01 99')]);
    expect(got).toEqual({
      imsi: IMSI,
      unknown: [
        { tag: '0x9f63', octets: 2 },
        { tag: '0x8f', octets: 1 },
      ],
    });
    expect(argument(250, [tlv('30', imsi)])).toEqual({ unknown: [{ tag: '0x30', octets: 8 }] });
  });

  it('a code that meant another thing in phase 1 has no reading there', () => {
    expect(argument(23, [tlv('30', tlv('04', imsi))], 1)).toEqual({ unknown: [{ tag: '0x30', octets: 10 }] });
    expect(argument(47, [tlv('30', tlv('04', number))], 1)).toEqual({ msisdn: NUMBER });
    expect(argument(46, [tlv('30', tlv('80', imsi))], 1)).toEqual({ 'sm-RP-DA': { imsi: IMSI } });
  });

  it('values that their type cannot have are said to be malformed', () => {
    const got = argument(2, [tlv('30', tlv('04', '11'.repeat(9)), '81 00', tlv('a6', '80 00'))]);
    expect(got).toEqual({
      imsi: { malformed: 9 },
      'msc-Number': { malformed: 0 },
      'vlr-Capability': { supportedCamelPhases: { malformed: 0 } },
    });
  });

  it('what stands before a cut is given', () => {
    const whole = tlv('30', tlv('04', imsi), tlv('81', number));
    expect(argument(2, [whole.slice(0, -2)])).toEqual({ imsi: IMSI, cut: true });
  });

  it('indefinite lengths read the same', () => {
    expect(argument(2, [open('30', tlv('04', imsi), open('ad', tlv('80', imei)))])).toEqual({
      imsi: IMSI,
      'add-info': { imeisv: IMEI },
    });
  });

  it('identities can be written in another form, wherever they stand', () => {
    const identity = (kind: string, text: string): string => `${kind}:${text.length}`;
    expect(argument(7, [tlv('30', tlv('80', imsi), tlv('81', number))], 3, { identity })).toEqual({
      imsi: 'imsi:15',
      msisdn: { ...NUMBER, digits: 'msisdn:12' },
    });
    expect(argument(43, [tlv('04', imei)], 2, { identity })).toEqual({ imei: 'imei:15' });
    const forwarding = argument(10, [tlv('30', '04 01 21', tlv('84', number))], 2, { identity });
    expect(JSON.stringify(forwarding)).not.toContain('4477');
  });

  it('depth and number of elements are bounded', () => {
    let deep: Uint8Array = octets('04 01 11');
    for (let i = 0; i < 400; i++) deep = tlv('b0', deep);
    expect(JSON.stringify(argument(7, [tlv('30', deep)])).length).toBeLessThan(2000);
    const many = tlv('30', tlv('a6', '04 01 11 '.repeat(5000)));
    const got = argument(7, [many]) as { teleserviceList: unknown[] };
    expect(got.teleserviceList.length).toBeLessThanOrEqual(MOST_ELEMENTS + 1);
  });

  it('nothing throws, and no name comes from the wire', () => {
    const next = random(11);
    const usual = [0x30, 0xa0, 0xa1, 0xa3, 0x80, 0x81, 0x04, 0x0a, 0x02, 0x03, 0x01, 0x00, 0x9f, 0xbf, 0xff];
    for (let round = 0; round < 20_000; round++) {
      const b = Uint8Array.from({ length: Math.floor(next() * 50) }, () =>
        next() < 0.6 ? usual[Math.floor(next() * usual.length)] : Math.floor(next() * 256),
      );
      const code = Math.floor(next() * 100);
      const component = [0xa1, 0xa2, 0xa3][round % 3];
      const got = describeComponent(b, 0, b.length, code, round % 5, component, { withText: true });
      expect(Object.getPrototypeOf(got)).toBe(Object.prototype);
      JSON.stringify(got);
    }
  });

  it('covers the operations that engineers ask for', () => {
    for (const code of [
      2, 3, 4, 7, 8, 22, 23, 37, 43, 44, 45, 46, 47, 55, 56, 57, 59, 60, 61, 67, 70, 71, 83, 85, 86,
    ]) {
      expect(DESCRIBED_OPERATIONS).toContain(code);
    }
  });
});

const jss7 = vectors('jss7');

describe.skipIf(jss7.length === 0)('byte vectors of another stack', () => {
  it('never throw, as the argument of any operation', () => {
    for (const { hex } of jss7) {
      const b = octets(hex);
      for (const code of DESCRIBED_OPERATIONS) {
        describeComponent(b, 0, b.length, code, 3, 0xa1, { withText: true });
        describeComponent(b, 0, b.length, code, 3, 0xa2);
      }
      describeParameter(b, 0, b.length, { protocol: PROTOCOL.cap, component: 0xa1, code: 0, version: 0 });
    }
  });
});
