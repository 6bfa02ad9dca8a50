/**
 * The table of protocols: one row each. The position is the number that records and counters carry; rows are only
 * ever added at the end. `layer` is the name that people read, as Wireshark's users would write it.
 */
export const PROTOCOLS = [
  { name: 'frame', standard: 'link layer' },
  { name: 'ip', standard: 'RFC 791, RFC 8200' },
  { name: 'udp', standard: 'RFC 768' },
  { name: 'sctp', standard: 'RFC 9260' },
  { name: 'm3ua', standard: 'RFC 4666' },
  { name: 'm2ua', standard: 'RFC 3331' },
  { name: 'm2pa', standard: 'RFC 4165' },
  { name: 'sua', standard: 'RFC 3868' },
  { name: 'mtp2', standard: 'Q.703' },
  { name: 'mtp3', standard: 'Q.704' },
  { name: 'isup', standard: 'Q.763' },
  { name: 'sccp', standard: 'Q.713' },
  { name: 'tcap', standard: 'Q.773' },
  { name: 'map', standard: 'TS 29.002' },
  { name: 'cap', standard: 'TS 29.078' },
  { name: 'inap', standard: 'ETS 300 374-1, Q.1218' },
  { name: 'ansi_tcap', standard: 'T1.114' },
  { name: 'ansi_map', standard: 'ANSI-41' },
  { name: 'gtp', standard: 'TS 29.060' },
  { name: 'gtpv0', standard: 'GSM 09.60' },
  { name: 'gtp_prime', standard: 'TS 32.295' },
  { name: 'gtpv2', standard: 'TS 29.274' },
  { name: 'gtp_u', standard: 'TS 29.281' },
  { name: 'diameter', standard: 'RFC 6733' },
  { name: 'other', standard: '' },
  { name: 'mtp3mg', standard: 'Q.704' },
  { name: 'tup', standard: 'Q.723' },
  { name: 'bisup', standard: 'Q.2763' },
  { name: 'aal2', standard: 'Q.2630' },
  { name: 'bicc', standard: 'Q.1902.3' },
] as const;

export type ProtocolName = (typeof PROTOCOLS)[number]['name'];

type Numbers = { readonly [N in ProtocolName]: number };

/** Numbers by name, to be taken apart into local constants: `const { sccp: SCCP } = PROTOCOL`. */
export const PROTOCOL: Numbers = Object.fromEntries(PROTOCOLS.map((row, number) => [row.name, number])) as Numbers;
