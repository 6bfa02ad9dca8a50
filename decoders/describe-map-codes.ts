/** Names of coded values in MAP: services, barrings, states (TS 29.002 §17.7); for people. */

/** MAP-TS-Code (§17.7.10), by octet. */
export const TELESERVICES: Readonly<Record<number, string>> = {
  0: 'allTeleservices', // 0x00
  16: 'allSpeechTransmissionServices', // 0x10
  17: 'telephony',
  18: 'emergencyCalls',
  32: 'allShortMessageServices', // 0x20
  33: 'shortMessageMT-PP',
  34: 'shortMessageMO-PP',
  96: 'allFacsimileTransmissionServices', // 0x60
  97: 'facsimileGroup3AndAlterSpeech',
  98: 'automaticFacsimileGroup3',
  99: 'facsimileGroup4',
  112: 'allDataTeleservices', // 0x70
  128: 'allTeleservices-ExeptSMS', // 0x80
  144: 'allVoiceGroupCallServices', // 0x90
  145: 'voiceGroupCall',
  146: 'voiceBroadcastCall',
  208: 'allPLMN-specificTS', // 0xd0
};

/** MAP-BS-Code (§17.7.10), by octet. */
export const BEARER_SERVICES: Readonly<Record<number, string>> = {
  0: 'allBearerServices', // 0x00
  16: 'allDataCDA-Services', // 0x10
  17: 'dataCDA-300bps',
  18: 'dataCDA-1200bps',
  19: 'dataCDA-1200-75bps',
  20: 'dataCDA-2400bps',
  21: 'dataCDA-4800bps',
  22: 'dataCDA-9600bps',
  23: 'general-dataCDA',
  24: 'allDataCDS-Services', // 0x18
  26: 'dataCDS-1200bps',
  28: 'dataCDS-2400bps',
  29: 'dataCDS-4800bps',
  30: 'dataCDS-9600bps',
  31: 'general-dataCDS',
  32: 'allPadAccessCA-Services', // 0x20
  33: 'padAccessCA-300bps',
  34: 'padAccessCA-1200bps',
  35: 'padAccessCA-1200-75bps',
  36: 'padAccessCA-2400bps',
  37: 'padAccessCA-4800bps',
  38: 'padAccessCA-9600bps',
  39: 'general-padAccessCA',
  40: 'allDataPDS-Services', // 0x28
  44: 'dataPDS-2400bps',
  45: 'dataPDS-4800bps',
  46: 'dataPDS-9600bps',
  47: 'general-dataPDS',
  48: 'allAlternateSpeech-DataCDA', // 0x30
  56: 'allAlternateSpeech-DataCDS',
  64: 'allSpeechFollowedByDataCDA', // 0x40
  72: 'allSpeechFollowedByDataCDS',
  80: 'allDataCircuitAsynchronous', // 0x50
  88: 'allDataCircuitSynchronous',
  96: 'allAsynchronousServices', // 0x60
  104: 'allSynchronousServices',
  208: 'allPLMN-specificBS', // 0xd0
};

/** MAP-SS-Code (§17.7.5), by octet. */
export const SUPPLEMENTARY_SERVICES: Readonly<Record<number, string>> = {
  0: 'allSS', // 0x00
  16: 'allLineIdentificationSS', // 0x10
  17: 'clip',
  18: 'clir',
  19: 'colp',
  20: 'colr',
  21: 'mci',
  24: 'allNameIdentificationSS',
  25: 'cnap',
  32: 'allForwardingSS', // 0x20
  33: 'cfu',
  36: 'cd',
  40: 'allCondForwardingSS',
  41: 'cfb',
  42: 'cfnry',
  43: 'cfnrc',
  48: 'allCallOfferingSS', // 0x30
  49: 'ect',
  50: 'mah',
  64: 'allCallCompletionSS', // 0x40
  65: 'cw',
  66: 'hold',
  67: 'ccbs-A',
  68: 'ccbs-B',
  69: 'mc',
  80: 'allMultiPartySS', // 0x50
  81: 'multiPTY',
  96: 'allCommunityOfInterest-SS', // 0x60
  97: 'cug',
  112: 'allChargingSS', // 0x70
  113: 'aoci',
  114: 'aocc',
  128: 'allAdditionalInfoTransferSS', // 0x80
  129: 'uus1',
  130: 'uus2',
  131: 'uus3',
  144: 'allBarringSS', // 0x90
  145: 'barringOfOutgoingCalls',
  146: 'baoc',
  147: 'boic',
  148: 'boicExHC',
  153: 'barringOfIncomingCalls',
  154: 'baic',
  155: 'bicRoam',
  160: 'allCallPrioritySS', // 0xa0
  161: 'emlpp',
  176: 'allLCSPrivacyException', // 0xb0
  177: 'universal',
  178: 'callSessionRelated',
  179: 'callSessionUnrelated',
  180: 'plmnoperator',
  181: 'serviceType',
  192: 'allMOLR-SS', // 0xc0
  193: 'basicSelfLocation',
  194: 'autonomousSelfLocation',
  195: 'transferToThirdParty',
  240: 'allPLMN-specificSS', // 0xf0
};

/** ODB-GeneralData (§17.7.1), by bit. */
export const BARRINGS = [
  'allOG-CallsBarred',
  'internationalOGCallsBarred',
  'internationalOGCallsNotToHPLMN-CountryBarred',
  'premiumRateInformationOGCallsBarred',
  'premiumRateEntertainementOGCallsBarred',
  'ss-AccessBarred',
  'interzonalOGCallsBarred',
  'interzonalOGCallsNotToHPLMN-CountryBarred',
  'interzonalOGCallsAndInternationalOGCallsNotToHPLMN-CountryBarred',
  'allECT-Barred',
  'chargeableECT-Barred',
  'internationalECT-Barred',
  'interzonalECT-Barred',
  'doublyChargeableECT-Barred',
  'multipleECT-Barred',
  'allPacketOrientedServicesBarred',
  'roamerAccessToHPLMN-AP-Barred',
  'roamerAccessToVPLMN-AP-Barred',
  'roamingOutsidePLMNOG-CallsBarred',
  'allIC-CallsBarred',
  'roamingOutsidePLMNIC-CallsBarred',
  'roamingOutsidePLMNICountryIC-CallsBarred',
  'roamingOutsidePLMN-Barred',
  'roamingOutsidePLMN-CountryBarred',
  'registrationAllCF-Barred',
  'registrationCFNotToHPLMN-Barred',
  'registrationInterzonalCF-Barred',
  'registrationInterzonalCFNotToHPLMN-Barred',
  'registrationInternationalCF-Barred',
] as const;

export const HPLMN_BARRINGS = [
  'plmn-SpecificBarringType1',
  'plmn-SpecificBarringType2',
  'plmn-SpecificBarringType3',
  'plmn-SpecificBarringType4',
] as const;

/** AccessRestrictionData (§17.7.1), by bit. */
export const ACCESS_RESTRICTIONS = [
  'utranNotAllowed',
  'geranNotAllowed',
  'ganNotAllowed',
  'i-hspa-evolutionNotAllowed',
  'wb-e-utranNotAllowed',
  'ho-toNon3GPP-AccessNotAllowed',
  'nb-iotNotAllowed',
  'enhancedCoverageNotAllowed',
] as const;

/** Nature of address, bits 7 to 5 (§17.7.8 AddressString). */
export const NATURES = [
  'unknown',
  'international',
  'national',
  'network specific',
  'subscriber',
  'reserved',
  'abbreviated',
  'extension',
] as const;

/** Numbering plan, bits 4 to 1. */
export const PLANS: Readonly<Record<number, string>> = {
  0: 'unknown',
  1: 'isdn',
  3: 'data',
  4: 'telex',
  6: 'land mobile',
  8: 'national',
  9: 'private',
};

/** EventTypeBCSM of CAP (TS 29.078 §5.1) and INAP. */
export const BCSM_EVENTS: Readonly<Record<number, string>> = {
  2: 'collectedInfo',
  3: 'analyzedInformation',
  4: 'routeSelectFailure',
  5: 'oCalledPartyBusy',
  6: 'oNoAnswer',
  7: 'oAnswer',
  8: 'oMidCall',
  9: 'oDisconnect',
  10: 'oAbandon',
  12: 'termAttemptAuthorized',
  13: 'tBusy',
  14: 'tNoAnswer',
  15: 'tAnswer',
  16: 'tMidCall',
  17: 'tDisconnect',
  18: 'tAbandon',
  19: 'oTermSeized',
  27: 'callAccepted',
  50: 'oChangeOfPosition',
  51: 'tChangeOfPosition',
  52: 'oServiceChange',
  53: 'tServiceChange',
};
