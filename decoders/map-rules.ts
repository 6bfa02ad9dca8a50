/**
 * Where the identities stand in the arguments and results of MAP (TS 29.002 §17.7) and in the initial detection points
 * of CAP (TS 29.078): a table of nodes, walked by map-arguments.ts.
 *
 * A node is the contents of one constructed element, or the place where an argument begins. A row of it says what to do
 * with an element by its tag: take it, or go into it. A row may move the walk on to another node of the same contents:
 * so the second OCTET STRING of a SEQUENCE is told from the first. What has no row is skipped by its own length.
 */

export const IMSI = 1;
/** AddressString: the octet before the digits is nature and plan. */
export const MSISDN = 2;
export const IMEI = 3;
export const VLR = 4;
export const MSC = 5;
export const SGSN = 6;
export const REQUESTING_NODE = 7;
export const PLMN = 8;
/** gprsNodeIndicator: the network node number before it was an SGSN's. */
export const NODE_IS_SGSN = 9;
/** RequestParameter of sendParameters: 1 asks for an authentication set. */
export const WANTED = 10;
/** Goes into the element, with the node given. */
export const INTO = 11;
/** Passes over it, to the node given. */
export const PASS = 12;

/** Columns a node: one-octet tags, then two-octet context tags by number ([31] to [127], primitive or constructed). */
export const COLUMNS = 384;

type Row = readonly [tag: number, action: number, node?: string];

/** [50] of CAP as a column. */
const high = (number: number): number => 256 + number;

// Rows that several nodes share.
const imsi0: Row = [0x80, IMSI];
const identity: readonly Row[] = [
  [0x80, IMSI], // SubscriberIdentity: imsi [0]
  [0x81, MSISDN], // msisdn [1]
];

const NODES: Readonly<Record<string, readonly Row[]>> = {
  // updateLocation: imsi, locationInfo ([0] roamingNumber, [1] msc-Number), vlr-Number, …, [13] add-info
  updateLocation: [[0x30, INTO, 'ul']],
  ul: [
    [0x04, IMSI, 'ulVlr'],
    [0x81, MSC],
  ],
  ulVlr: [
    [0x04, VLR, 'ulRest'],
    [0x81, MSC],
    [0xad, INTO, 'addInfo'],
  ],
  ulRest: [
    [0x81, MSC],
    [0xad, INTO, 'addInfo'],
  ],
  addInfo: [[0x80, IMEI]], // imeisv [0]

  // updateGprsLocation: imsi, sgsn-Number, sgsn-Address, …, [4] add-info
  updateGprsLocation: [[0x30, INTO, 'ugl']],
  ugl: [[0x04, IMSI, 'uglNumber']],
  uglNumber: [[0x04, SGSN, 'uglRest']],
  uglRest: [[0xa4, INTO, 'addInfo']],

  // sendAuthenticationInfo: version 2 the IMSI alone, version 3 a SEQUENCE
  sendAuthenticationInfo: [
    [0x04, IMSI],
    [0x30, INTO, 'sai'],
  ],
  sai: [
    [0x80, IMSI],
    [0x83, REQUESTING_NODE],
    [0x84, PLMN],
  ],

  // cancelLocation: version 1 SEQUENCE {imsi, …}, version 2 Identity, version 3 [3] SEQUENCE {Identity, …}
  cancelLocation: [
    [0x04, IMSI],
    [0x30, INTO, 'imsiFirst'],
    [0xa3, INTO, 'cl'],
  ],
  cl: [
    [0x04, IMSI, 'skip'],
    [0x30, INTO, 'imsiFirst'], // imsi-WithLMSI
  ],
  imsiFirst: [[0x04, IMSI, 'skip']],
  skip: [],
  imsiFirstInSequence: [[0x30, INTO, 'imsiFirst']],

  // purgeMS: version 2 SEQUENCE {imsi, vlr-Number}, version 3 [3] SEQUENCE {imsi, [0] vlr-Number, [1] sgsn-Number}
  purgeMS: [
    [0x30, INTO, 'purge2'],
    [0xa3, INTO, 'purge3'],
  ],
  purge2: [[0x04, IMSI, 'purge2Vlr']],
  purge2Vlr: [[0x04, VLR, 'skip']],
  purge3: [
    [0x04, IMSI, 'purge3'],
    [0x80, VLR],
    [0x81, SGSN],
    [0xa2, INTO, 'location'],
    [0xa3, INTO, 'locationGprs'],
  ],

  authenticationFailureReport: [[0x30, INTO, 'afr']],
  afr: [
    [0x04, IMSI, 'afr2'],
    [0x80, VLR],
    [0x81, SGSN],
  ],
  afr2: [
    [0x80, VLR],
    [0x81, SGSN],
  ],

  insertSubscriberData: [[0x30, INTO, 'isd']],
  isd: [imsi0, [0x81, MSISDN]],

  imsi0: [[0x30, INTO, 'imsi0In']],
  imsi0In: [imsi0],

  provideRoamingNumber: [[0x30, INTO, 'prn']],
  prn: [imsi0, [0x81, MSC], [0x82, MSISDN]],

  noteSubscriberDataModified: [[0x30, INTO, 'nsdm']],
  nsdm: [[0x04, IMSI, 'nsdmMsisdn']],
  nsdmMsisdn: [[0x04, MSISDN, 'skip']],

  resumeCallHandling: [[0x30, INTO, 'rch']],
  rch: [
    [0x83, IMSI],
    [0x89, MSISDN],
  ],

  // sendParameters (version 1): SubscriberId ([0] imsi, [1] tmsi), list of RequestParameter
  sendParameters: [[0x30, INTO, 'sp']],
  sp: [imsi0, [0x30, INTO, 'spList']],
  spList: [[0x0a, WANTED]],

  msisdn0: [[0x30, INTO, 'msisdn0In']],
  msisdn0In: [[0x80, MSISDN]],

  sendRoutingInfoForSM: [[0x30, INTO, 'srism']],
  srism: [
    [0x80, MSISDN],
    [0x8c, IMSI],
  ],

  // mo-ForwardSM, mt-ForwardSM: SM-RP-DA ([0] imsi, [4] service centre), SM-RP-OA ([2] msisdn, [4]), sm-RP-UI, …, imsi
  moForwardSM: [[0x30, INTO, 'mo']],
  mo: [imsi0, [0x82, MSISDN], [0x04, PASS, 'moRest']],
  moRest: [[0x04, IMSI, 'skip']],

  reportSMDeliveryStatus: [[0x30, INTO, 'rsds']],
  rsds: [
    [0x04, MSISDN, 'rsdsRest'],
    [0x89, IMSI],
  ],
  rsdsRest: [[0x89, IMSI]],
  msisdnFirst: [[0x30, INTO, 'msisdnFirstIn']],
  msisdnFirstIn: [[0x04, MSISDN, 'skip']],
  alertServiceCentre: [[0x30, INTO, 'asc']],
  asc: [[0x04, MSISDN, 'ascCentre']],
  ascCentre: [[0x04, PASS, 'moRest']],

  wholeImsi: [[0x04, IMSI]],
  wholeMsisdn: [[0x04, MSISDN]],
  checkIMEI: [
    [0x04, IMEI],
    [0x30, INTO, 'imeiFirst'],
  ],
  imeiFirst: [[0x04, IMEI, 'skip']],

  updateVcsgLocation: [[0x30, INTO, 'uvl']],
  uvl: [
    [0x04, IMSI, 'uvlRest'],
    [0x82, MSISDN],
  ],
  uvlRest: [
    [0x80, VLR],
    [0x81, SGSN],
    [0x82, MSISDN],
  ],
  cancelVcsgLocation: [[0x30, INTO, 'cl']],

  identity0: [[0x30, INTO, 'identity0In']],
  identity0In: [[0xa0, INTO, 'identity']],
  identity1: [[0x30, INTO, 'identity1In']],
  identity1In: [[0xa1, INTO, 'identity']],
  identity,

  imsi0Msisdn1: [[0x30, INTO, 'identity']],
  noteMMEvent: [[0x30, INTO, 'nme']],
  nme: [
    [0x81, IMSI],
    [0x82, MSISDN],
  ],
  imsi1: [[0x30, INTO, 'imsi1In']],
  imsi1In: [[0x81, IMSI]],

  provideSubscriberLocation: [[0x30, INTO, 'psl']],
  psl: [
    [0x82, IMSI],
    [0x83, MSISDN],
    [0x85, IMEI],
  ],
  subscriberLocationReport: [[0x30, INTO, 'slr']],
  slr: [
    [0x80, MSISDN],
    [0x81, IMSI],
    [0x82, IMEI],
  ],

  prepareHandover: [[0xa3, INTO, 'pho']],
  pho: [
    [0x84, IMSI],
    [0x96, IMEI], // imeisv [22]
  ],
  forwardAccessSignalling: [[0xa3, INTO, 'fas']],
  fas: [[0x95, IMEI]], // imeisv [21]

  // Results
  sentParameters: [[0x30, INTO, 'imsi0In']],
  // version 1 and 2 SEQUENCE {imsi, …}; version 3 [3] SEQUENCE {[9] imsi, …, [2] vmsc-Address, [7] subscriberInfo, [12] msisdn}
  sendRoutingInfoResult: [
    [0x30, INTO, 'imsiFirst'],
    [0xa3, INTO, 'sri3'],
  ],
  sri3: [
    [0x89, IMSI],
    [0x82, MSC],
    [0x8c, MSISDN],
    [0xa7, INTO, 'subscriberInfo'],
  ],
  // imsi, [0] LocationInfoWithLMSI {[1] networkNode-Number, lmsi, …, [5] gprsNodeIndicator, [6] additional-Number}
  sendRoutingInfoForSMResult: [[0x30, INTO, 'srismResult']],
  srismResult: [
    [0x04, IMSI],
    [0xa0, INTO, 'networkNode'],
  ],
  networkNode: [
    [0x81, MSC],
    [0x85, NODE_IS_SGSN],
    [0xa6, INTO, 'additionalNumber'],
  ],
  additionalNumber: [
    [0x80, MSC],
    [0x81, SGSN],
  ],
  reportSMResult: [
    [0x04, MSISDN],
    [0x30, INTO, 'msisdnFirstIn'],
  ],
  sendIdentificationResult: [
    [0x30, INTO, 'imsiFirst'],
    [0xa3, INTO, 'imsiFirst'],
  ],
  subscriberInfoResult: [[0x30, INTO, 'subscriberInfoIn']],
  subscriberInfoIn: [[0x30, INTO, 'subscriberInfo']],
  subscriberInfo: [
    [0xa0, INTO, 'location'],
    [0xa3, INTO, 'locationGprs'],
    [0x85, IMEI],
  ],
  location: [
    [0x81, VLR],
    [0x86, MSC],
  ],
  locationGprs: [[0x83, SGSN]],
  routingInfoForLCSResult: [[0x30, INTO, 'lcsResult']],
  lcsResult: [
    [0xa0, INTO, 'identity'],
    [0xa1, INTO, 'lcsNode'],
  ],
  // LCSLocationInfo: networkNode-Number, …, [2] gprsNodeIndicator, [3] additional-Number
  lcsNode: [
    [0x04, MSC],
    [0x82, NODE_IS_SGSN],
    [0xa3, INTO, 'additionalNumber'],
  ],

  // CAP: TS 29.078 §6.1.1, §7.1, §8.1
  initialDP: [[0x30, INTO, 'idp']],
  idp: [
    [high(50), IMSI],
    [high(55), MSC],
    [high(59), INTO, 'idpExtension'],
  ],
  idpExtension: [[0x83, IMEI]],
  initialDPSMS: [[0x30, INTO, 'idpSms']],
  idpSms: [
    [0x84, IMSI],
    [0x8f, MSC],
    [0x90, SGSN],
    [0x93, IMEI],
  ],
  initialDPGPRS: [[0x30, INTO, 'idpGprs']],
  idpGprs: [
    [0x82, MSISDN],
    [0x83, IMSI],
    [0x91, IMEI],
  ],
};

const ARGUMENTS: Readonly<Record<number, string>> = {
  2: 'updateLocation',
  3: 'cancelLocation',
  4: 'provideRoamingNumber',
  5: 'noteSubscriberDataModified',
  6: 'resumeCallHandling',
  7: 'insertSubscriberData',
  8: 'imsi0',
  9: 'sendParameters',
  15: 'authenticationFailureReport',
  16: 'imsi0',
  22: 'msisdn0',
  23: 'updateGprsLocation',
  24: 'imsi0',
  25: 'imsi0',
  26: 'imsi0',
  27: 'imsiFirstInSequence',
  34: 'forwardAccessSignalling',
  36: 'cancelVcsgLocation',
  40: 'imsiFirstInSequence',
  42: 'imsiFirstInSequence',
  43: 'checkIMEI',
  44: 'imsi0',
  45: 'sendRoutingInfoForSM',
  46: 'moForwardSM',
  47: 'reportSMDeliveryStatus',
  48: 'wholeImsi',
  49: 'msisdnFirst',
  50: 'imsi0',
  51: 'imsi0',
  52: 'imsi0',
  53: 'updateVcsgLocation',
  54: 'imsiFirstInSequence',
  56: 'sendAuthenticationInfo',
  57: 'imsiFirstInSequence',
  58: 'wholeMsisdn',
  59: 'msisdn0',
  60: 'msisdn0',
  61: 'msisdn0',
  62: 'identity0',
  63: 'msisdnFirst',
  64: 'alertServiceCentre',
  65: 'identity0',
  66: 'imsi0',
  67: 'purgeMS',
  68: 'prepareHandover',
  70: 'imsi0',
  71: 'identity0',
  72: 'imsi0Msisdn1',
  73: 'imsi0',
  74: 'imsi0',
  75: 'imsi0',
  83: 'provideSubscriberLocation',
  84: 'imsi1',
  85: 'identity1',
  86: 'subscriberLocationReport',
  87: 'imsi0',
  88: 'imsi0',
  89: 'noteMMEvent',
};

const RESULTS: Readonly<Record<number, string>> = {
  9: 'sentParameters',
  22: 'sendRoutingInfoResult',
  45: 'sendRoutingInfoForSMResult',
  47: 'reportSMResult',
  55: 'sendIdentificationResult',
  58: 'wholeImsi',
  70: 'subscriberInfoResult',
  71: 'subscriberInfoResult',
  85: 'routingInfoForLCSResult',
};

const CAP: Readonly<Record<number, string>> = { 0: 'initialDP', 60: 'initialDPSMS', 78: 'initialDPGPRS' };

const names = Object.keys(NODES);
const numbers = new Map(names.map((name, position) => [name, position + 1]));

/** Number of a node, from 1; a name that is not in the table is a mistake of this file. */
function numberOf(name: string): number {
  const number = numbers.get(name);
  if (number === undefined) throw new Error(`map-rules: no node ${name}`);
  return number;
}

/** RULES[node * COLUMNS + column] is action + next node * 256, 0 where there is no row. */
export const RULES = new Uint16Array((names.length + 1) * COLUMNS);
for (const [name, rows] of Object.entries(NODES)) {
  for (const [tag, action, next] of rows) {
    RULES[numberOf(name) * COLUMNS + tag] = action + (next === undefined ? 0 : numberOf(next) * 256);
  }
}

function roots(table: Readonly<Record<number, string>>): Uint8Array {
  const byCode = new Uint8Array(256);
  for (const [code, name] of Object.entries(table)) byCode[Number(code)] = numberOf(name);
  return byCode;
}

/** Node in which an operation's argument begins, by MAP operation code; 0 where nothing of it is kept. */
export const ARGUMENT_NODE = roots(ARGUMENTS);
/** The same for results. */
export const RESULT_NODE = roots(RESULTS);
/** The same for arguments of CAP. */
export const CAP_ARGUMENT_NODE = roots(CAP);
