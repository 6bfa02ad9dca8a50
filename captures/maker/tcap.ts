/** TCAP (Q.773) and the dialogue portion (Q.773 §4.2.3, TS 29.002 §17.4), written backwards. */
import type { Back } from './back.ts';

export const BEGIN = 0x62;
export const CONTINUE = 0x65;
export const END = 0x64;
export const ABORT = 0x67;

export const INVOKE = 0xa1;
export const RESULT = 0xa2;
export const ERROR = 0xa3;
export const REJECT = 0xa4;
export const RESULT_NOT_LAST = 0xa7;

/** 0.0.17.773.1.1.1, structured dialogue. */
const DIALOGUE_AS = Uint8Array.of(0x06, 0x07, 0x00, 0x11, 0x86, 0x05, 0x01, 0x01, 0x01);
/** 0.4.0.0.1.1.1.1, map-DialogueAS. */
const MAP_DIALOGUE_AS = Uint8Array.of(0x06, 0x07, 0x04, 0x00, 0x00, 0x01, 0x01, 0x01, 0x01);
const CONTEXT = Uint8Array.of(0x06, 0x07, 0x04, 0x00, 0x00, 0x01, 0x00);
const VERSION_1 = Uint8Array.of(0x80, 0x02, 0x07, 0x80);

/** A transaction identifier of 1 to 4 octets, or of 0: absent. */
function identifier(w: Back, tag: number, value: number, width: number): void {
  if (width === 0) return;
  for (let i = 0; i < width; i++) w.u8(value >>> (8 * i));
  w.u8(width);
  w.u8(tag);
}

/** The message around what stands before `end`: portions first, then the identifiers and the type. */
export function writeTransaction(
  w: Back,
  end: number,
  type: number,
  otid: number,
  otidWidth: number,
  dtid: number,
  dtidWidth: number,
): void {
  identifier(w, 0x49, dtid, dtidWidth);
  identifier(w, 0x48, otid, otidWidth);
  w.wrap(type, end);
}

export function writePAbortCause(w: Back, cause: number): void {
  w.one(0x4a, cause);
}

/** What goes into the user information of a dialogue APDU. */
export type UserInformation = (w: Back) => void;

function userInformation(w: Back, write: UserInformation | null): void {
  if (write === null) return;
  const end = w.p;
  write(w);
  w.wrap(0xa0, end); // single-ASN1-type
  w.octets(MAP_DIALOGUE_AS);
  w.wrap(0x28, end); // EXTERNAL
  w.wrap(0xbe, end); // [30]
}

function contextName(w: Back, context: number, version: number): void {
  w.u8(version);
  w.u8(context);
  w.octets(CONTEXT);
  w.u8(9);
  w.u8(0xa1);
}

function portion(w: Back, end: number, apdu: number): void {
  w.wrap(apdu, end);
  w.wrap(0xa0, end);
  w.octets(DIALOGUE_AS);
  w.wrap(0x28, end); // EXTERNAL
  w.wrap(0x6b, end);
}

/** AARQ. */
export function writeDialogueRequest(
  w: Back,
  context: number,
  version: number,
  information: UserInformation | null,
): void {
  const end = w.p;
  userInformation(w, information);
  contextName(w, context, version);
  w.octets(VERSION_1);
  portion(w, end, 0x60);
}

/** AARE: result 0 accepts, 1 refuses for good; the diagnostic is the user's (0 null, 1 no reason, 2 context not supported). */
export function writeDialogueResponse(
  w: Back,
  context: number,
  version: number,
  result: number,
  diagnostic: number,
  information: UserInformation | null,
): void {
  const end = w.p;
  userInformation(w, information);
  let inner = w.p;
  w.one(0x02, diagnostic);
  w.wrap(0xa1, inner); // dialogue-service-user
  w.wrap(0xa3, inner);
  inner = w.p;
  w.one(0x02, result);
  w.wrap(0xa2, inner);
  contextName(w, context, version);
  w.octets(VERSION_1);
  portion(w, end, 0x61);
}

/** ABRT by the user. */
export function writeDialogueAbort(w: Back, information: UserInformation | null): void {
  const end = w.p;
  userInformation(w, information);
  w.one(0x80, 0); // dialogue-service-user
  portion(w, end, 0x64);
}

/** A component around its parameter, which stands in `w` before `end` (nothing where it has none). */
export function writeComponent(
  w: Back,
  end: number,
  kind: number,
  invokeId: number,
  operation: number,
  code: number,
): void {
  switch (kind) {
    case INVOKE:
      w.one(0x02, operation);
      break;
    case RESULT:
    case RESULT_NOT_LAST:
      if (operation >= 0) {
        w.one(0x02, operation);
        w.wrap(0x30, end);
      }
      break;
    case ERROR:
      w.one(0x02, code);
      break;
    default: // REJECT: problem tag in the high octet
      w.one(code >>> 8, code & 0xff);
  }
  w.one(0x02, invokeId);
  w.wrap(kind, end);
}
