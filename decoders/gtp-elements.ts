/**
 * The information elements of GTPv1 by number: TS 29.060 §7.7 table 37. Elements below 128 have a fixed length that
 * only this table knows (TV, §7.7.0); those above carry it in two octets (TLV), but for 141.
 */

/** Type, two octets of length, value. */
export const TLV = -1;
/** Type, one octet of length, value: 141 alone. Its length counts header types of one octet each (§7.7.40). */
export const TLV_SHORT = -2;

/** number, name, octets of the value or TLV or TLV_SHORT, clause of TS 29.060 unless another standard is named. */
export const GTP_ELEMENTS = [
  [1, 'Cause', 1, '7.7.1'],
  [2, 'International Mobile Subscriber Identity (IMSI)', 8, '7.7.2'],
  [3, 'Routeing Area Identity (RAI)', 6, '7.7.3'],
  [4, 'Temporary Logical Link Identity (TLLI)', 4, '7.7.4'],
  [5, 'Packet TMSI (P-TMSI)', 4, '7.7.5'],
  [6, 'Quality of Service Profile', 3, 'GSM 09.60'],
  [8, 'Reordering Required', 1, '7.7.6'],
  [9, 'Authentication Triplet', 28, '7.7.7'],
  [11, 'MAP Cause', 1, '7.7.8'],
  [12, 'P-TMSI Signature', 3, '7.7.9'],
  [13, 'MS Validated', 1, '7.7.10'],
  [14, 'Recovery', 1, '7.7.11'],
  [15, 'Selection Mode', 1, '7.7.12'],
  [16, 'Tunnel Endpoint Identifier Data I', 4, '7.7.13'],
  [17, 'Tunnel Endpoint Identifier Control Plane', 4, '7.7.14'],
  [18, 'Tunnel Endpoint Identifier Data II', 5, '7.7.15'],
  [19, 'Teardown Ind', 1, '7.7.16'],
  [20, 'NSAPI', 1, '7.7.17'],
  [21, 'RANAP Cause', 1, '7.7.18'],
  [22, 'RAB Context', 9, '7.7.19'],
  [23, 'Radio Priority SMS', 1, '7.7.20'],
  [24, 'Radio Priority', 1, '7.7.21'],
  [25, 'Packet Flow Id', 2, '7.7.22'],
  [26, 'Charging Characteristics', 2, '7.7.23'],
  [27, 'Trace Reference', 2, '7.7.24'],
  [28, 'Trace Type', 2, '7.7.25'],
  [29, 'MS Not Reachable Reason', 1, '7.7.25A'],
  [126, 'Packet Transfer Command', 1, 'TS 32.295'],
  [127, 'Charging ID', 4, '7.7.26'],
  [128, 'End User Address', TLV, '7.7.27'],
  [129, 'MM Context', TLV, '7.7.28'],
  [130, 'PDP Context', TLV, '7.7.29'],
  [131, 'Access Point Name', TLV, '7.7.30'],
  [132, 'Protocol Configuration Options', TLV, '7.7.31'],
  [133, 'GSN Address', TLV, '7.7.32'],
  [134, 'MS International PSTN/ISDN Number (MSISDN)', TLV, '7.7.33'],
  [135, 'Quality of Service Profile', TLV, '7.7.34'],
  [136, 'Authentication Quintuplet', TLV, '7.7.35'],
  [137, 'Traffic Flow Template', TLV, '7.7.36'],
  [138, 'Target Identification', TLV, '7.7.37'],
  [139, 'UTRAN Transparent Container', TLV, '7.7.38'],
  [140, 'RAB Setup Information', TLV, '7.7.39'],
  [141, 'Extension Header Type List', TLV_SHORT, '7.7.40'],
  [142, 'Trigger Id', TLV, '7.7.41'],
  [143, 'OMC Identity', TLV, '7.7.42'],
  [144, 'RAN Transparent Container', TLV, '7.7.43'],
  [145, 'PDP Context Prioritization', TLV, '7.7.45'],
  [146, 'Additional RAB Setup Information', TLV, '7.7.45A'],
  [147, 'SGSN Number', TLV, '7.7.47'],
  [148, 'Common Flags', TLV, '7.7.48'],
  [149, 'APN Restriction', TLV, '7.7.49'],
  [150, 'Radio Priority LCS', TLV, '7.7.25B'],
  [151, 'RAT Type', TLV, '7.7.50'],
  [152, 'User Location Information', TLV, '7.7.51'],
  [153, 'MS Time Zone', TLV, '7.7.52'],
  [154, 'IMEI(SV)', TLV, '7.7.53'],
  [155, 'CAMEL Charging Information Container', TLV, '7.7.54'],
  [156, 'MBMS UE Context', TLV, '7.7.55'],
  [157, 'Temporary Mobile Group Identity (TMGI)', TLV, '7.7.56'],
  [158, 'RIM Routing Address', TLV, '7.7.57'],
  [159, 'MBMS Protocol Configuration Options', TLV, '7.7.58'],
  [160, 'MBMS Service Area', TLV, '7.7.60'],
  [161, 'Source RNC PDCP context info', TLV, '7.7.61'],
  [162, 'Additional Trace Info', TLV, '7.7.62'],
  [163, 'Hop Counter', TLV, '7.7.63'],
  [164, 'Selected PLMN ID', TLV, '7.7.64'],
  [165, 'MBMS Session Identifier', TLV, '7.7.65'],
  [166, 'MBMS 2G/3G Indicator', TLV, '7.7.66'],
  [167, 'Enhanced NSAPI', TLV, '7.7.67'],
  [168, 'MBMS Session Duration', TLV, '7.7.59'],
  [169, 'Additional MBMS Trace Info', TLV, '7.7.68'],
  [170, 'MBMS Session Repetition Number', TLV, '7.7.69'],
  [171, 'MBMS Time To Data Transfer', TLV, '7.7.70'],
  [172, 'PS Handover Request Context', TLV, '7.7.71'],
  [173, 'BSS Container', TLV, '7.7.72'],
  [174, 'Cell Identification', TLV, '7.7.73'],
  [175, 'PDU Numbers', TLV, '7.7.74'],
  [176, 'BSSGP Cause', TLV, '7.7.75'],
  [177, 'Required MBMS bearer capabilities', TLV, '7.7.76'],
  [178, 'RIM Routing Address Discriminator', TLV, '7.7.77'],
  [179, 'List of set-up PFCs', TLV, '7.7.78'],
  [180, 'PS Handover XID Parameters', TLV, '7.7.79'],
  [181, 'MS Info Change Reporting Action', TLV, '7.7.80'],
  [182, 'Direct Tunnel Flags', TLV, '7.7.81'],
  [183, 'Correlation-ID', TLV, '7.7.82'],
  [184, 'Bearer Control Mode', TLV, '7.7.83'],
  [185, 'MBMS Flow Identifier', TLV, '7.7.84'],
  [186, 'MBMS IP Multicast Distribution', TLV, '7.7.85'],
  [187, 'MBMS Distribution Acknowledgement', TLV, '7.7.86'],
  [188, 'Reliable INTER RAT HANDOVER INFO', TLV, '7.7.87'],
  [189, 'RFSP Index', TLV, '7.7.88'],
  [190, 'Fully Qualified Domain Name (FQDN)', TLV, '7.7.90'],
  [191, 'Evolved Allocation/Retention Priority I', TLV, '7.7.91'],
  [192, 'Evolved Allocation/Retention Priority II', TLV, '7.7.92'],
  [193, 'Extended Common Flags', TLV, '7.7.93'],
  [194, 'User CSG Information (UCI)', TLV, '7.7.94'],
  [195, 'CSG Information Reporting Action', TLV, '7.7.95'],
  [196, 'CSG ID', TLV, '7.7.96'],
  [197, 'CSG Membership Indication (CMI)', TLV, '7.7.97'],
  [198, 'Aggregate Maximum Bit Rate (AMBR)', TLV, '7.7.98'],
  [199, 'UE Network Capability', TLV, '7.7.99'],
  [200, 'UE-AMBR', TLV, '7.7.100'],
  [201, 'APN-AMBR with NSAPI', TLV, '7.7.101'],
  [202, 'GGSN Back-Off Time', TLV, '7.7.102'],
  [203, 'Signalling Priority Indication', TLV, '7.7.103'],
  [204, 'Signalling Priority Indication with NSAPI', TLV, '7.7.104'],
  [205, 'Higher bitrates than 16 Mbps flag', TLV, '7.7.105'],
  [206, 'Reserved', TLV, ''],
  [207, 'Additional MM context for SRVCC', TLV, '7.7.107'],
  [208, 'Additional flags for SRVCC', TLV, '7.7.108'],
  [209, 'STN-SR', TLV, '7.7.109'],
  [210, 'C-MSISDN', TLV, '7.7.110'],
  [211, 'Extended RANAP Cause', TLV, '7.7.111'],
  [212, 'eNodeB ID', TLV, '7.7.112'],
  [213, 'Selection Mode with NSAPI', TLV, '7.7.113'],
  [214, 'ULI Timestamp', TLV, '7.7.114'],
  [215, 'Local Home Network ID (LHN-ID) with NSAPI', TLV, '7.7.115'],
  [216, 'CN Operator Selection Entity', TLV, '7.7.116'],
  [217, 'UE Usage Type', TLV, '7.7.117'],
  [218, 'Extended Common Flags II', TLV, '7.7.118'],
  [219, 'Node Identifier', TLV, '7.7.119'],
  [220, 'CIoT Optimizations Support Indication', TLV, '7.7.120'],
  [221, 'SCEF PDN Connection', TLV, '7.7.121'],
  [222, 'IOV_updates counter', TLV, '7.7.122'],
  [223, 'Mapped UE Usage Type', TLV, '7.7.123'],
  [224, 'UP Function Selection Indication Flags', TLV, '7.7.124'],
  [238, 'Special IE type for IE Type Extension', TLV, '7.7.0A'],
  [249, 'Sequence Numbers of Released Packets', TLV, 'TS 32.295'],
  [250, 'Sequence Numbers of Cancelled Packets', TLV, 'TS 32.295'],
  [251, 'Charging Gateway Address', TLV, '7.7.44'],
  [252, 'Data Record Packet', TLV, 'TS 32.295'],
  [253, 'Requests Responded', TLV, 'TS 32.295'],
  [254, 'Recommended Node Address', TLV, 'TS 32.295'],
  [255, 'Private Extension', TLV, '7.7.46'],
] as const satisfies readonly (readonly [type: number, name: string, length: number, clause: string])[];

/** Octets of the value by type for types 0 to 127; 0 where the type is unknown and cannot be skipped. */
export const TV_LENGTHS = new Uint8Array(128);

interface ElementName {
  readonly name: string;
  readonly clause: string;
}

const names = new Map<number, ElementName>();

for (const [type, name, length, clause] of GTP_ELEMENTS) {
  names.set(type, { name, clause: /^\d/.test(clause) ? `TS 29.060 §${clause}` : clause });
  if (type < 128) TV_LENGTHS[type] = length;
}

/** Name and clause of an element for people; `element 77` and no clause where the standard gives none. */
export function gtpElement(type: number): ElementName {
  return names.get(type) ?? { name: `element ${type}`, clause: '' };
}
