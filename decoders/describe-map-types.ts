/** Constructed types of MAP that several operations share (TS 29.002 §17.7.1, §17.7.4, §17.7.8). */
import { ACCESS_RESTRICTIONS, BARRINGS, HPLMN_BARRINGS } from './describe-map-codes.ts';
import {
  ADDRESS,
  APN,
  BEARER_SERVICE,
  bits,
  CELL,
  COUNTED,
  EUTRAN_CELL,
  EXTENSION,
  enumerated,
  GEOGRAPHICAL,
  GSN_ADDRESS,
  HIDDEN,
  IMEI,
  IMSI,
  INTEGER,
  IP_ADDRESS,
  LAI,
  MSISDN,
  NAME,
  NULL,
  OCTETS,
  PDN_TYPE,
  PDP_TYPE,
  RAI,
  SS_CODE,
  SS_STATUS,
  TAI,
  TBCD,
  TELESERVICE,
  TIME,
} from './describe-map-values.ts';
import { choice, type Field, list, sequence, type Type } from './describe-walk.ts';

/** extensionContainer without a tag, as most types have it. */
export const extension: Field = ['extensionContainer', EXTENSION];

export const SUBSCRIBER_IDENTITY: Type = choice(['imsi', IMSI, 0], ['msisdn', MSISDN, 1]);
export const IDENTITY: readonly Field[] = [
  ['imsi', IMSI],
  ['imsi-WithLMSI', sequence(['imsi', IMSI], ['lmsi', OCTETS])],
];
export const BASIC_SERVICE: Type = choice(['bearerService', BEARER_SERVICE, 2], ['teleservice', TELESERVICE, 3]);
export const CELL_OR_AREA: Type = choice(['cellGlobalIdOrServiceAreaId', CELL, 0], ['lai', LAI, 1]);
export const ADDITIONAL_NUMBER: Type = choice(['msc-Number', ADDRESS, 0], ['sgsn-Number', ADDRESS, 1]);
export const DIAMETER_ADDRESS: Type = sequence(['diameter-Name', NAME, 0], ['diameter-Realm', NAME, 1]);
export const SIGNAL_INFO: Type = sequence(
  ['protocolId', enumerated({ 1: 'gsm-0408', 2: 'gsm-0806', 3: 'gsm-BSSMAP', 4: 'ets-300102-1' })],
  ['signalInfo', HIDDEN],
  extension,
);
export const CAMEL_PHASES: Type = bits(['phase1', 'phase2', 'phase3', 'phase4']);
export const CAMEL4_CSIS: Type = bits([
  'o-csi',
  'd-csi',
  'vt-csi',
  't-csi',
  'mt-sms-csi',
  'mg-csi',
  'psi-enhancements',
]);
export const RAT_TYPE: Type = enumerated({
  0: 'utran',
  1: 'geran',
  2: 'gan',
  3: 'i-hspa-evolution',
  4: 'e-utran',
  5: 'nb-iot',
});
export const RAT_TYPES: Type = bits(['utran', 'geran', 'gan', 'i-hspa-evolution', 'e-utran', 'nb-iot']);
export const LCS_SETS: Type = bits([1, 2, 3, 4, 5].map(n => `lcsCapabilitySet${n}`));
const SUPER_CHARGER: Type = choice(['sendSubscriberData', NULL, 0], ['subscriberDataStored', OCTETS, 1]);

export const ADD_INFO: Type = sequence(['imeisv', IMEI, 0], ['skipSubscriberDataUpdate', NULL, 1]);

export const VLR_CAPABILITY: Type = sequence(
  ['supportedCamelPhases', CAMEL_PHASES, 0],
  extension,
  ['solsaSupportIndicator', NULL, 2],
  ['istSupportIndicator', enumerated({ 0: 'basicISTSupported', 1: 'istCommandSupported' }), 1],
  ['superChargerSupportedInServingNetworkEntity', SUPER_CHARGER, 3],
  ['longFTN-Supported', NULL, 4],
  ['supportedLCS-CapabilitySets', LCS_SETS, 5],
  ['offeredCamel4CSIs', CAMEL4_CSIS, 6],
  ['supportedRAT-TypesIndicator', RAT_TYPES, 7],
  ['longGroupID-Supported', NULL, 8],
  ['mtRoamingForwardingSupported', NULL, 9],
  ['msisdn-lessOperation-Supported', NULL, 10],
  ['reset-ids-Supported', NULL, 11],
);

export const SGSN_CAPABILITY: Type = sequence(
  ['solsaSupportIndicator', NULL],
  ['extensionContainer', EXTENSION, 1],
  ['superChargerSupportedInServingNetworkEntity', SUPER_CHARGER, 2],
  ['gprsEnhancementsSupportIndicator', NULL, 3],
  ['supportedCamelPhases', CAMEL_PHASES, 4],
  ['supportedLCS-CapabilitySets', LCS_SETS, 5],
  ['offeredCamel4CSIs', CAMEL4_CSIS, 6],
  ['smsCallBarringSupportIndicator', NULL, 7],
  ['supportedRAT-TypesIndicator', RAT_TYPES, 8],
  ['supportedFeatures', OCTETS, 9],
  ['t-adsDataRetrieval', NULL, 10],
);

export const LOCATION_EPS: Type = sequence(
  ['e-utranCellGlobalIdentity', EUTRAN_CELL, 0],
  ['trackingAreaIdentity', TAI, 1],
  ['extensionContainer', EXTENSION, 2],
  ['geographicalInformation', GEOGRAPHICAL, 3],
  ['geodeticInformation', OCTETS, 4],
  ['currentLocationRetrieved', NULL, 5],
  ['ageOfLocationInformation', INTEGER, 6],
  ['mme-Name', NAME, 7],
);

export const LOCATION: Type = sequence(
  ['ageOfLocationInformation', INTEGER],
  ['geographicalInformation', GEOGRAPHICAL, 0],
  ['vlr-number', ADDRESS, 1],
  ['locationNumber', OCTETS, 2],
  ['cellGlobalIdOrServiceAreaIdOrLAI', CELL_OR_AREA, 3],
  ['extensionContainer', EXTENSION, 4],
  ['selectedLSA-Id', OCTETS, 5],
  ['msc-Number', ADDRESS, 6],
  ['geodeticInformation', OCTETS, 7],
  ['currentLocationRetrieved', NULL, 8],
  ['sai-Present', NULL, 9],
  ['locationInformationEPS', LOCATION_EPS, 10],
);

export const LOCATION_GPRS: Type = sequence(
  ['cellGlobalIdOrServiceAreaIdOrLAI', CELL_OR_AREA, 0],
  ['routeingAreaIdentity', RAI, 1],
  ['geographicalInformation', GEOGRAPHICAL, 2],
  ['sgsn-Number', ADDRESS, 3],
  ['selectedLSAIdentity', OCTETS, 4],
  ['extensionContainer', EXTENSION, 5],
  ['sai-Present', NULL, 6],
  ['geodeticInformation', OCTETS, 7],
  ['currentLocationRetrieved', NULL, 8],
  ['ageOfLocationInformation', INTEGER, 9],
);

const NOT_REACHABLE: Type = enumerated({ 0: 'msPurged', 1: 'imsiDetached', 2: 'restrictedArea', 3: 'notRegistered' });
const PDP_CONTEXT_INFO: Type = sequence(
  ['pdp-ContextIdentifier', INTEGER, 0],
  ['pdp-ContextActive', NULL, 1],
  ['pdp-Type', PDP_TYPE, 2],
  ['pdp-Address', IP_ADDRESS, 3],
  ['apn-Subscribed', APN, 4],
  ['apn-InUse', APN, 5],
  ['nsapi', INTEGER, 6],
  ['ggsn-Address', GSN_ADDRESS, 10],
);
const PS_STATE: Type = choice(
  ['notProvidedFromSGSNorMME', NULL, 0],
  ['ps-Detached', NULL, 1],
  ['ps-AttachedNotReachableForPaging', NULL, 2],
  ['ps-AttachedReachableForPaging', NULL, 3],
  ['ps-PDP-ActiveNotReachableForPaging', list(PDP_CONTEXT_INFO), 4],
  ['ps-PDP-ActiveReachableForPaging', list(PDP_CONTEXT_INFO), 5],
  ['netDetNotReachable', NOT_REACHABLE],
);

export const SUBSCRIBER_INFO: Type = sequence(
  ['locationInformation', LOCATION, 0],
  [
    'subscriberState',
    choice(
      ['assumedIdle', NULL, 0],
      ['camelBusy', NULL, 1],
      ['netDetNotReachable', NOT_REACHABLE],
      ['notProvidedFromVLR', NULL, 2],
    ),
    1,
  ],
  ['extensionContainer', EXTENSION, 2],
  ['locationInformationGPRS', LOCATION_GPRS, 3],
  ['ps-SubscriberState', PS_STATE, 4],
  ['imei', IMEI, 5],
  ['ms-Classmark2', OCTETS, 6],
  ['gprs-MS-Class', sequence(['mSNetworkCapability', OCTETS, 0], ['mSRadioAccessCapability', OCTETS, 1]), 7],
  [
    'mnpInfoRes',
    sequence(
      ['routeingNumber', TBCD, 0],
      ['imsi', IMSI, 1],
      ['msisdn', MSISDN, 2],
      ['numberPortabilityStatus', enumerated({}), 3],
    ),
    8,
  ],
  ['imsVoiceOverPS-SessionsIndication', enumerated({ 0: 'notSupported', 1: 'supported', 2: 'unknown' }), 9],
  ['lastUE-ActivityTime', TIME, 10],
  ['lastRAT-Type', RAT_TYPE, 11],
  ['eps-SubscriberState', PS_STATE, 12],
  ['locationInformationEPS', LOCATION_EPS, 13],
  ['timeZone', OCTETS, 14],
  ['daylightSavingTime', enumerated({ 0: 'noAdjustment', 1: 'plusOneHour', 2: 'plusTwoHours' }), 15],
);

export const REQUESTED_INFO: Type = sequence(
  ['locationInformation', NULL, 0],
  ['subscriberState', NULL, 1],
  ['extensionContainer', EXTENSION, 2],
  ['currentLocation', NULL, 3],
  ['requestedDomain', enumerated({ 0: 'cs-Domain', 1: 'ps-Domain' }), 4],
  ['ms-classmark', NULL, 5],
  ['imei', NULL, 6],
  ['mnpRequestedInfo', NULL, 7],
  ['t-adsData', NULL, 8],
  ['requestedNodes', bits(['mme', 'sgsn']), 9],
  ['servingNodeIndication', NULL, 10],
  ['locationInformationEPS-Supported', NULL, 11],
  ['localTimeZoneRequest', NULL, 12],
);

export const ODB_GENERAL: Type = bits(BARRINGS);
export const ODB_DATA: Type = sequence(
  ['odb-GeneralData', ODB_GENERAL],
  ['odb-HPLMN-Data', bits(HPLMN_BARRINGS)],
  extension,
);
export const ACCESS_RESTRICTION: Type = bits(ACCESS_RESTRICTIONS);

const AMBR: Type = sequence(['max-RequestedBandwidth-UL', INTEGER, 0], ['max-RequestedBandwidth-DL', INTEGER, 1]);

export const PDP_CONTEXT: Type = sequence(
  ['pdp-ContextId', INTEGER],
  ['pdp-Type', PDP_TYPE, 16],
  ['pdp-Address', IP_ADDRESS, 17],
  ['qos-Subscribed', OCTETS, 18],
  ['vplmnAddressAllowed', NULL, 19],
  ['apn', APN, 20],
  ['extensionContainer', EXTENSION, 21],
  ['ext-QoS-Subscribed', OCTETS, 0],
  ['pdp-ChargingCharacteristics', OCTETS, 1],
  ['ext2-QoS-Subscribed', OCTETS, 2],
  ['ext3-QoS-Subscribed', OCTETS, 3],
  ['ext4-QoS-Subscribed', OCTETS, 4],
  ['apn-oi-Replacement', APN, 5],
  ['ext-pdp-Type', PDP_TYPE, 6],
  ['ext-pdp-Address', IP_ADDRESS, 7],
  ['ambr', AMBR, 10],
);

const APN_CONFIGURATION: Type = sequence(
  ['contextId', INTEGER, 0],
  ['pdn-Type', PDN_TYPE, 1],
  ['servedPartyIP-IPv4-Address', IP_ADDRESS, 2],
  ['apn', APN, 3],
  [
    'eps-qos-Subscribed',
    sequence(
      ['qos-Class-Identifier', INTEGER, 0],
      ['allocation-Retention-Priority', sequence(['priority-level', INTEGER, 0]), 1],
    ),
    4,
  ],
  ['pdn-gw-AllocationType', enumerated({ 0: 'static', 1: 'dynamic' }), 6],
  ['vplmnAddressAllowed', NULL, 7],
  ['chargingCharacteristics', OCTETS, 8],
  ['ambr', AMBR, 9],
  ['specificAPNInfoList', COUNTED, 10],
  ['extensionContainer', EXTENSION, 11],
  ['servedPartyIP-IPv6-Address', IP_ADDRESS, 12],
  ['apn-oi-Replacement', APN, 13],
);

export const EPS_SUBSCRIPTION: Type = sequence(
  ['apn-oi-Replacement', APN, 0],
  ['rfsp-id', INTEGER, 2],
  ['ambr', AMBR, 3],
  [
    'apn-ConfigurationProfile',
    sequence(
      ['defaultContext', INTEGER],
      ['completeDataListIncluded', NULL],
      ['epsDataList', list(APN_CONFIGURATION), 1],
      ['extensionContainer', EXTENSION, 2],
      ['additionalDefaultContext', INTEGER, 3],
    ),
    4,
  ],
  ['extensionContainer', EXTENSION, 5],
  ['stn-sr', ADDRESS, 6],
);

/** Forwarding, barring and other services, of subscriber data and of the services' own operations alike. */
const forwardingFeature: Type = sequence(
  ['basicService', BASIC_SERVICE],
  ['ss-Status', SS_STATUS, 4],
  ['forwardedToNumber', MSISDN, 5],
  ['forwardedToSubaddress', OCTETS, 8],
  ['forwardingOptions', OCTETS, 6],
  ['noReplyConditionTime', INTEGER, 7],
  ['extensionContainer', EXTENSION, 9],
  ['longForwardedToNumber', MSISDN, 10],
);
export const FORWARDING_FEATURES: Type = list(forwardingFeature);
export const SS_INFO: Type = choice(
  [
    'forwardingInfo',
    sequence(
      ['ss-Code', SS_CODE],
      ['forwardingFeatureList', FORWARDING_FEATURES],
      ['extensionContainer', EXTENSION, 0],
    ),
    0,
  ],
  [
    'callBarringInfo',
    sequence(
      ['ss-Code', SS_CODE],
      [
        'callBarringFeatureList',
        list(sequence(['basicService', BASIC_SERVICE], ['ss-Status', SS_STATUS, 4], extension)),
      ],
      extension,
    ),
    1,
  ],
  ['cug-Info', COUNTED, 2],
  [
    'ss-Data',
    sequence(
      ['ss-Code', SS_CODE],
      ['ss-Status', SS_STATUS, 4],
      [
        'cliRestrictionOption',
        enumerated({ 0: 'permanent', 1: 'temporaryDefaultRestricted', 2: 'temporaryDefaultAllowed' }),
        2,
      ],
      ['overrideCategory', enumerated({ 0: 'overrideEnabled', 1: 'overrideDisabled' }), 1],
      ['basicServiceGroupList', list(BASIC_SERVICE)],
    ),
    3,
  ],
  ['emlpp-Info', sequence(['maximumentitledPriority', INTEGER], ['defaultPriority', INTEGER]), 4],
);

export const FORWARDING_DATA: Type = sequence(
  ['forwardedToNumber', MSISDN, 5],
  ['forwardedToSubaddress', OCTETS, 4],
  ['forwardingOptions', OCTETS, 6],
  ['extensionContainer', EXTENSION, 7],
  ['longForwardedToNumber', MSISDN, 8],
);
