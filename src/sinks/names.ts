/** Labels of single values as the outputs write them; the last step, once a distinct value. */
import { ansiMapOperationName } from '../../decoders/ansi-map-operations.ts';
import { apnText } from '../../decoders/apn.ts';
import { capErrorName, capOperationName } from '../../decoders/cap-operations.ts';
import { gtpCauseLabel } from '../../decoders/gtp-causes.ts';
import { gtpMessageName } from '../../decoders/gtp-messages.ts';
import { inapOperationName } from '../../decoders/inap-operations.ts';
import { CONTEXTS, contextName, contextOid, oidText } from '../../decoders/map-contexts.ts';
import { errorLabel, upperCamel } from '../../decoders/map-errors.ts';
import { operationName } from '../../decoders/map-operations.ts';
import type { ProtocolName } from '../../decoders/protocols.ts';
import { REASONS } from '../dialogues/record.ts';

/** The message that opens a GTP dialogue. */
export function gtpMessage(type: number): string {
  return gtpMessageName(type);
}

/** An operation of a TCAP user by its local code; `operation 99` where no standard names it. */
export function operation(protocol: ProtocolName, code: number, version: number): string {
  switch (protocol) {
    case 'map':
      return operationName(code, version);
    case 'cap':
      return capOperationName(code);
    case 'inap':
      return inapOperationName(code);
    case 'ansi_map':
      return ansiMapOperationName(code);
    default:
      return `operation ${code}`;
  }
}

/** A ReturnError as a reason, `UnknownSubscriber`; errors of MAP by the version of the dialogue. */
export function error(protocol: ProtocolName, code: number, version: number): string {
  if (protocol === 'map') return errorLabel(code, version);
  return upperCamel(protocol === 'cap' ? capErrorName(code) : `error ${code}`);
}

const MAP_ERROR = REASONS.indexOf('map-error');
const GTP_CAUSE = REASONS.indexOf('gtp-cause');

/** The reason of a dialogue: `reason` a number of REASONS, `code` the number within it. '' for a success. */
export function reason(protocol: ProtocolName, reason: number, code: number, version: number): string {
  if (reason === MAP_ERROR) return error(protocol, code, version);
  if (reason === GTP_CAUSE) return gtpCauseLabel(code);
  return REASONS[reason] ?? `reason ${reason}`;
}

const MAP_CONTEXTS = new Set(CONTEXTS.map(context => context.number));
function isMapContext(number: number): boolean {
  return MAP_CONTEXTS.has(number);
}

/** `networkLocUp-v3`; the object identifier where no standard names the number. */
export function mapContext(number: number, version: number): string {
  return isMapContext(number) ? `${contextName(number)}-v${version}` : contextOid(number, version);
}

/** The access point name in these octets of the wire. */
export function apn(octets: Uint8Array): string {
  return apnText(octets, 0, octets.length);
}

/** Octets shown of what should be an object identifier and is none. */
const SHOWN = 64;

/** Dotted form of the content octets of an object identifier; in hex, 64 octets at most, where they are none. */
export function objectIdentifier(octets: Uint8Array): string {
  const dotted = oidText(octets, 0, octets.length);
  if (dotted !== '') return dotted;
  return [...octets.subarray(0, SHOWN)].map(octet => octet.toString(16).padStart(2, '0')).join('');
}

/** TS 29.060 §7.7.50, table 49. */
const RAT_TYPES = ['', 'UTRAN', 'GERAN', 'WLAN', 'GAN', 'HSPA Evolution', 'EUTRAN'];

export function ratType(type: number): string {
  return RAT_TYPES[type] || `RAT ${type}`;
}

/** TS 29.060 §7.7.27: organisation 0 ETSI (1 PPP), 1 IETF (0x21 IPv4, 0x57 IPv6, 0x8d both). */
const PDP_TYPES: Readonly<Record<number, string>> = {
  1: 'PPP',
  [(1 << 8) | 0x21]: 'IPv4',
  [(1 << 8) | 0x57]: 'IPv6',
  [(1 << 8) | 0x8d]: 'IPv4v6',
};

export function pdpType(organisation: number, type: number): string {
  return PDP_TYPES[(organisation << 8) | type] ?? `organisation ${organisation} type ${type}`;
}
