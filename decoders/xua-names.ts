/**
 * Names of the SIGTRAN adaptation layers for people: message classes, types and parameters of M3UA (RFC 4666), M2UA
 * (RFC 3331), SUA (RFC 3868) and M2PA (RFC 4165).
 */
type Names = Readonly<Record<number, string>>;

export type Xua = 'm3ua' | 'm2ua' | 'm2pa' | 'sua';

interface Tables {
  readonly clause: string;
  readonly classes: Names;
  /** By class << 8 | type. */
  readonly types: Names;
  readonly parameters: Names;
}

// Classes and types that the layers share (RFC 4666 §3.1.2, §3.1.3).
const MANAGEMENT: Names = { 0: 'ERR', 1: 'NTFY' };
const SSNM: Names = { 513: 'DUNA', 514: 'DAVA', 515: 'DAUD', 516: 'SCON', 517: 'DUPU', 518: 'DRST' };
const ASPSM: Names = {
  769: 'ASPUP',
  770: 'ASPDN',
  771: 'BEAT',
  772: 'ASPUP ACK',
  773: 'ASPDN ACK',
  774: 'BEAT ACK',
};
const ASPTM: Names = { 1025: 'ASPAC', 1026: 'ASPIA', 1027: 'ASPAC ACK', 1028: 'ASPIA ACK' };
const RKM: Names = { 2305: 'REG REQ', 2306: 'REG RSP', 2307: 'DEREG REQ', 2308: 'DEREG RSP' };

/** Parameters that all of them share (RFC 4666 §3.2). */
const COMMON: Names = {
  4: 'INFO String',
  6: 'Routing Context',
  7: 'Diagnostic Information',
  9: 'Heartbeat Data',
  11: 'Traffic Mode Type',
  12: 'Error Code',
  13: 'Status',
  17: 'ASP Identifier',
  18: 'Affected Point Code',
  19: 'Correlation ID',
};

export const XUA: Readonly<Record<Xua, Tables>> = {
  m3ua: {
    clause: 'RFC 4666',
    classes: { 0: 'MGMT', 1: 'Transfer', 2: 'SSNM', 3: 'ASPSM', 4: 'ASPTM', 9: 'RKM' },
    types: { ...MANAGEMENT, 257: 'DATA', ...SSNM, ...ASPSM, ...ASPTM, ...RKM },
    parameters: {
      ...COMMON,
      512: 'Network Appearance', // 0x0200
      516: 'User/Cause',
      517: 'Congestion Indications',
      518: 'Concerned Destination',
      519: 'Routing Key',
      520: 'Registration Result',
      521: 'Deregistration Result',
      522: 'Local Routing Key Identifier',
      523: 'Destination Point Code',
      524: 'Service Indicators',
      526: 'Originating Point Code List',
      528: 'Protocol Data', // 0x0210
      530: 'Registration Status',
      531: 'Deregistration Status',
    },
  },
  m2ua: {
    clause: 'RFC 3331',
    classes: { 0: 'MGMT', 3: 'ASPSM', 4: 'ASPTM', 6: 'MAUP', 10: 'IIM' },
    types: {
      ...MANAGEMENT,
      ...ASPSM,
      ...ASPTM,
      1537: 'Data', // MAUP, §3.1.4
      1538: 'Establish Request',
      1539: 'Establish Confirm',
      1540: 'Release Request',
      1541: 'Release Confirm',
      1542: 'Release Indication',
      1543: 'State Request',
      1544: 'State Confirm',
      1545: 'State Indication',
      1546: 'Data Retrieval Request',
      1547: 'Data Retrieval Confirm',
      1548: 'Data Retrieval Indication',
      1549: 'Data Retrieval Complete Indication',
      1550: 'Congestion Indication',
      1551: 'Data Acknowledge',
      2561: 'REG REQ', // IIM
      2562: 'REG RSP',
      2563: 'DEREG REQ',
      2564: 'DEREG RSP',
    },
    parameters: {
      ...COMMON,
      1: 'Interface Identifier (integer)',
      3: 'Interface Identifier (text)',
      8: 'Interface Identifier (integer range)',
      768: 'Protocol Data 1', // 0x0300
      769: 'Protocol Data 2',
      770: 'State Request',
      771: 'State Event',
      772: 'Congestion State',
      773: 'Discard State',
      774: 'Action',
      775: 'Sequence Number',
      776: 'Retrieval Result',
      777: 'Link Key',
      778: 'Local LK Identifier',
      779: 'SDT Identifier',
      780: 'SDL Identifier',
      781: 'Registration Result',
      782: 'Registration Status',
      783: 'Deregistration Result',
      784: 'Deregistration Status',
    },
  },
  m2pa: {
    clause: 'RFC 4165',
    classes: { 11: 'M2PA' },
    types: { 2817: 'User Data', 2818: 'Link Status' },
    parameters: {},
  },
  sua: {
    clause: 'RFC 3868',
    classes: {
      0: 'MGMT',
      2: 'SSNM',
      3: 'ASPSM',
      4: 'ASPTM',
      7: 'Connectionless',
      8: 'Connection-oriented',
      9: 'RKM',
    },
    types: {
      ...MANAGEMENT,
      ...SSNM,
      ...ASPSM,
      ...ASPTM,
      ...RKM,
      1793: 'CLDT',
      1794: 'CLDR',
      2049: 'CORE',
      2050: 'COAK',
      2051: 'COREF',
      2052: 'RELRE',
      2053: 'RELCO',
      2054: 'RESCO',
      2055: 'RESRE',
      2056: 'CODT',
      2057: 'CODA',
      2058: 'COERR',
      2059: 'COIT',
    },
    parameters: {
      ...COMMON,
      20: 'Registration Result',
      21: 'Deregistration Result',
      22: 'Registration Status',
      23: 'Deregistration Status',
      24: 'Local Routing Key Identifier',
      257: 'SS7 Hop Counter', // 0x0101
      258: 'Source Address',
      259: 'Destination Address',
      260: 'Source Reference Number',
      261: 'Destination Reference Number',
      262: 'SCCP Cause',
      263: 'Sequence Number',
      264: 'Receive Sequence Number',
      265: 'ASP Capabilities',
      266: 'Credit',
      267: 'Data',
      268: 'User/Cause',
      269: 'Network Appearance',
      270: 'Routing Key',
      271: 'DRN Label',
      272: 'TID Label',
      273: 'Address Range',
      274: 'SMI',
      275: 'Importance',
      276: 'Message Priority',
      277: 'Protocol Class',
      278: 'Sequence Control',
      279: 'Segmentation',
      280: 'Congestion Level',
      32769: 'Global Title', // 0x8001, within addresses
      32770: 'Point Code',
      32771: 'Subsystem Number',
      32772: 'IPv4 Address',
      32773: 'Hostname',
      32774: 'IPv6 Address',
    },
  },
};

/** Class and type, `Transfer DATA`; numbers where there are no names. */
export function xuaMessageName(which: Xua, messageClass: number, type: number): string {
  const { classes, types } = XUA[which];
  return types[(messageClass << 8) | type] ?? `${classes[messageClass] ?? `class ${messageClass}`} type ${type}`;
}

export function xuaParameterName(which: Xua, tag: number): string {
  return XUA[which].parameters[tag] ?? `Parameter 0x${tag.toString(16).padStart(4, '0')}`;
}

/** RFC 4165 §2.3.2. */
export const M2PA_STATUS: Names = {
  1: 'Alignment',
  2: 'Proving Normal',
  3: 'Proving Emergency',
  4: 'Ready',
  5: 'Processor Outage',
  6: 'Processor Outage Ended',
  7: 'Busy',
  8: 'Busy Ended',
  9: 'Out of Service',
};

/** Error codes (RFC 4666 §3.8.1; the others use the same numbers). */
export const XUA_ERRORS: Names = {
  1: 'Invalid Version',
  2: 'Invalid Interface Identifier',
  3: 'Unsupported Message Class',
  4: 'Unsupported Message Type',
  5: 'Unsupported Traffic Mode Type',
  6: 'Unexpected Message',
  7: 'Protocol Error',
  8: 'Unsupported Interface Identifier Type',
  9: 'Invalid Stream Identifier',
  13: 'Refused - Management Blocking',
  14: 'ASP Identifier Required',
  15: 'Invalid ASP Identifier',
  17: 'Invalid Parameter Value',
  18: 'Parameter Field Error',
  19: 'Unexpected Parameter',
  20: 'Destination Status Unknown',
  21: 'Invalid Network Appearance',
  22: 'Missing Parameter',
  25: 'Invalid Routing Context',
  26: 'No Configured AS for ASP',
};

/** Status of a NTFY by type << 16 | information (RFC 4666 §3.8.2). */
export const STATUSES: Names = {
  65538: 'AS-INACTIVE',
  65539: 'AS-ACTIVE',
  65540: 'AS-PENDING',
  131073: 'insufficient ASP resources active in AS',
  131074: 'alternate ASP active',
  131075: 'ASP failure',
};

/** RFC 4666 §3.4.1. */
export const TRAFFIC_MODES: Names = { 1: 'Override', 2: 'Loadshare', 3: 'Broadcast' };

/** MTP users by service indicator (Q.704 §14.2.1). */
export const SERVICE_INDICATORS: readonly string[] = [
  'SNM',
  'MTN',
  'MTN special',
  'SCCP',
  'TUP',
  'ISUP',
  'DUP call and circuit',
  'DUP facility',
  'MTP testing',
  'broadband ISUP',
  'satellite ISUP',
  'spare',
  'AAL type 2',
  'BICC',
  'gateway control',
  'spare',
];

export const NETWORK_INDICATORS = ['international', 'international spare', 'national', 'national spare'] as const;
