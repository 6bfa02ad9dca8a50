/**
 * Texts that a record's numbers stand for: names of operations and reasons, home and visited places, contexts, APNs.
 * Each distinct value is worked out once and then found in a table; the loops only look up. One instance an encoder;
 * its texts are numbered in `texts`.
 */
import { PROTOCOLS, type ProtocolName } from '../../decoders/protocols.ts';
import {
  DIALOGUE_HAS_CONTEXT,
  DIALOGUE_HAS_END_USER,
  DIALOGUE_HAS_LOCATION,
  DIALOGUE_HAS_OPERATION,
  DIALOGUE_HAS_RAI,
  DIALOGUE_HAS_RAT,
  DIALOGUE_HAS_VISITED_PLMN,
  dialogue,
  TYPES,
} from '../dialogues/record.ts';
import * as block from './block.ts';
import type { Meaning } from './columns.ts';
import * as names from './names.ts';
import { Places } from './places.ts';
import type { EncodeInput } from './sink.ts';
import { isPlmn } from './slots.ts';
import { Texts } from './texts.ts';

const { isGtp } = block;
const u8 = block.u8;
const u16 = block.u16;
const u32 = block.u32;
const gtpRow = block.gtpRow;
const view = block.view;
const STRIDE = dialogue.stride;
const AT = dialogue.at;
const HAS_CONTEXT = DIALOGUE_HAS_CONTEXT;
const HAS_END_USER = DIALOGUE_HAS_END_USER;
const HAS_LOCATION = DIALOGUE_HAS_LOCATION;
const HAS_OPERATION = DIALOGUE_HAS_OPERATION;
const HAS_RAI = DIALOGUE_HAS_RAI;
const HAS_RAT = DIALOGUE_HAS_RAT;
const HAS_VISITED_PLMN = DIALOGUE_HAS_VISITED_PLMN;

const { present: PRESENT, protocol: PROTOCOL_AT, version: VERSION, operationCode: OPERATION } = AT;
const { reason: REASON, reasonCode: REASON_CODE, imsi: IMSI, imsiLength: IMSI_LENGTH } = AT;
const { contextNumber: CONTEXT, contextVersion: CONTEXT_VERSION, contextText: CONTEXT_TEXT, apn: APN } = AT;
const { ratType: RAT, pdpType: PDP_TYPE, pdpOrganisation: PDP_ORGANISATION, file: FILE, type: TYPE } = AT;
const { visitedPlmn: VISITED_PLMN, rai: RAI, location: LOCATION } = AT;
const { vlrNumber: VLR, vlrNumberLength: VLR_LENGTH, sgsnNumber: SGSN, sgsnNumberLength: SGSN_LENGTH } = AT;
const { callingGt: CALLING, callingGtLength: CALLING_LENGTH, calledGt: CALLED, calledGtLength: CALLED_LENGTH } = AT;

const SAI = TYPES.indexOf('SAI');
const UL = TYPES.indexOf('UL');
const UL_GPRS = TYPES.indexOf('UL_GPRS');
const CL = TYPES.indexOf('CL');

/** What homes() and visits() find for a column. */
const found = new Int32Array(2 * block.BLOCK_ROWS);
/** A table entry not worked out yet. */
const UNKNOWN = 0xffffffff;
/** Texts, and octets of texts, after which the caches are made anew: a bound against floods of invented names. */
const MOST_TEXTS = 1 << 16;
const MOST_OCTETS = 1 << 24;
/** Operations by protocol (64), version (8) and code (256). */
const TABLE = 64 << 11;

function protocolName(protocol: number): ProtocolName {
  return PROTOCOLS[protocol]?.name ?? 'other';
}

export class Meanings {
  texts: Texts;
  readonly #render: (text: Uint8Array) => Uint8Array;
  #operations = new Uint32Array(0);
  #reasons = new Uint32Array(0);
  #contexts = new Uint32Array(0);
  #rats = new Uint32Array(0);
  #pdpTypes = new Uint32Array(0);
  #places: Places;
  #apns = new Uint32Array(1);
  #oids = new Uint32Array(1);
  #files = new Uint32Array(1);
  #input: EncodeInput | undefined;
  #labels = new Map<readonly string[], Uint32Array>();

  constructor(render: (text: Uint8Array) => Uint8Array) {
    this.#render = render;
    this.texts = new Texts(render);
    this.#places = new Places(this.texts);
    this.#reset();
  }

  #reset(): void {
    this.texts = new Texts(this.#render);
    this.#places = new Places(this.texts);
    this.#operations = new Uint32Array(TABLE).fill(UNKNOWN);
    this.#reasons = new Uint32Array(32 << 14).fill(UNKNOWN);
    this.#contexts = new Uint32Array(256 << 3).fill(UNKNOWN);
    this.#rats = new Uint32Array(256).map((_, type) => this.texts.of(names.ratType(type)));
    this.#pdpTypes = new Uint32Array(65536).fill(UNKNOWN);
    this.#labels = new Map();
  }

  /** Before the blocks of an input: what it brings itself. */
  begin(input: EncodeInput): void {
    if (this.texts.count > MOST_TEXTS || this.texts.used > MOST_OCTETS) this.#reset();
    const { texts } = this;
    this.#files = Uint32Array.from(input.files, file => texts.of(file));
    this.#apns = new Uint32Array(input.texts.length + 1).fill(UNKNOWN, 1);
    this.#oids = new Uint32Array(input.texts.length + 1).fill(UNKNOWN, 1);
    this.#input = input;
  }

  /** Text numbers by label number. */
  labels(labels: readonly string[]): Uint32Array {
    const known = this.#labels.get(labels);
    if (known !== undefined) return known;
    const table = new Uint32Array(256);
    for (let i = 0; i < labels.length; i++) table[i] = this.texts.of(labels[i]);
    this.#labels.set(labels, table);
    return table;
  }

  /** Fills the text numbers of one column for the rows of the block; home and visited come in threes. */
  fill(what: Meaning, rows: number, ids: Uint32Array, more: readonly Uint32Array[]): void {
    switch (what) {
      case 'operation':
        this.#fillOperation(rows, ids);
        break;
      case 'reason':
        this.#fillReason(rows, ids);
        break;
      case 'home_mcc':
        this.#fillHome(rows, ids, more[0], more[1]);
        break;
      case 'visited_country':
        this.#fillVisited(rows, more[0], more[1], ids);
        break;
      case 'application_context':
        this.#fillContext(rows, ids);
        break;
      case 'apn':
        this.#fillApn(rows, ids);
        break;
      case 'rat_type':
        this.#fillRat(rows, ids);
        break;
      case 'pdp_type':
        this.#fillPdpType(rows, ids);
        break;
      case 'capture':
        this.#fillCapture(rows, ids);
        break;
    }
  }

  #fillOperation(rows: number, ids: Uint32Array): void {
    const table = this.#operations;
    for (let i = 0; i < rows; i++) {
      const base = i * STRIDE;
      if ((u32[base / 4 + PRESENT] & HAS_OPERATION) === 0) {
        ids[i] = 0;
        continue;
      }
      const code = u16[base / 2 + OPERATION];
      const version = u8[base + VERSION];
      const protocol = u8[base + PROTOCOL_AT];
      if (code > 255 || version > 7 || protocol > 63) {
        ids[i] = this.#operation(protocol, version, code);
        continue;
      }
      const key = (protocol << 11) | (version << 8) | code;
      let id = table[key];
      if (id === UNKNOWN) table[key] = id = this.#operation(protocol, version, code);
      ids[i] = id;
    }
  }

  #operation(protocol: number, version: number, code: number): number {
    const name = isGtp(protocol) ? names.gtpMessage(code) : names.operation(protocolName(protocol), code, version);
    return this.texts.of(name);
  }

  #fillReason(rows: number, ids: Uint32Array): void {
    const table = this.#reasons;
    for (let i = 0; i < rows; i++) {
      const base = i * STRIDE;
      const reason = u8[base + REASON];
      if (reason === 0) {
        ids[i] = 0;
        continue;
      }
      const code = u32[base / 4 + REASON_CODE];
      const version = u8[base + VERSION];
      const protocol = u8[base + PROTOCOL_AT];
      if (code > 255 || version > 7 || reason > 7 || protocol > 31) {
        ids[i] = this.texts.of(names.reason(protocolName(protocol), reason, code, version));
        continue;
      }
      const key = (protocol << 14) | (reason << 11) | (version << 8) | code;
      let id = table[key];
      if (id === UNKNOWN) table[key] = id = this.texts.of(names.reason(protocolName(protocol), reason, code, version));
      ids[i] = id;
    }
  }

  #fillHome(rows: number, mccs: Uint32Array, mncs: Uint32Array, countries: Uint32Array): void {
    this.homes(rows, found, 1);
    const places = this.#places;
    for (let i = 0; i < rows; i++) {
      const place = found[i];
      mccs[i] = places.mcc[place];
      mncs[i] = places.mnc[place];
      countries[i] = places.country[place];
    }
  }

  /** Of each row the number of its home, 0 where it is not told, into every `stride`th word. */
  homes(rows: number, to: Int32Array, stride: number): void {
    const places = this.#places;
    for (let i = 0; i < rows; i++) {
      // Six digits make the network; an IMSI has more.
      const place =
        u8[i * STRIDE + IMSI_LENGTH] < 3 ? 0 : places.home(view.getInt32(i * STRIDE + IMSI, true) & 0xffffff);
      to[i * stride] = place;
    }
  }

  #fillVisited(rows: number, mccs: Uint32Array, mncs: Uint32Array, countries: Uint32Array): void {
    this.visits(rows, found, 2);
    const places = this.#places;
    for (let i = 0; i < rows; i++) {
      const place = found[2 * i];
      mccs[i] = places.mcc[place];
      mncs[i] = places.mnc[place];
      countries[i] = found[2 * i + 1];
    }
  }

  /** Of each row the number of the network that it visits and the text of its country, 0 where not told, into two words of every `stride`. */
  visits(rows: number, to: Int32Array, stride: number): void {
    const places = this.#places;
    for (let i = 0; i < rows; i++) {
      const base = i * STRIDE;
      const present = u32[base / 4 + PRESENT];
      let place = 0;
      // The routeing area and the location stand in the gtp half, where their bits are set there alone.
      if ((present & (HAS_VISITED_PLMN | HAS_RAI | HAS_LOCATION)) !== 0) {
        let p = -1;
        if ((present & HAS_VISITED_PLMN) !== 0 && isPlmn(base + VISITED_PLMN)) p = base + VISITED_PLMN;
        else if ((present & HAS_RAI) !== 0 && isPlmn(base + RAI)) p = base + RAI;
        else if ((present & HAS_LOCATION) !== 0 && isPlmn(base + LOCATION)) p = base + LOCATION;
        if (p >= 0) place = places.visited(view.getInt32(p, true) & 0xffffff);
      }
      const country = places.country[place];
      to[i * stride] = place;
      to[i * stride + 1] = country === 0 ? this.#countryOfNode(base, gtpRow[i]) : country;
    }
  }

  /** From the number of the visited node: its own, else the title of the visited side. */
  #countryOfNode(base: number, gtp: number): number {
    const places = this.#places;
    const sgsn = u8[base + SGSN_LENGTH];
    if (gtp === 1) return sgsn === 0 ? 0 : places.ofNumber(base + SGSN, sgsn);
    const vlr = u8[base + VLR_LENGTH];
    if (vlr !== 0) return places.ofNumber(base + VLR, vlr);
    if (sgsn !== 0) return places.ofNumber(base + SGSN, sgsn);
    const type = u8[base + TYPE];
    if (type === SAI || type === UL || type === UL_GPRS)
      return places.ofNumber(base + CALLING, u8[base + CALLING_LENGTH]);
    if (type === CL) return places.ofNumber(base + CALLED, u8[base + CALLED_LENGTH]);
    return 0;
  }

  #fillContext(rows: number, ids: Uint32Array): void {
    const table = this.#contexts;
    const oids = this.#oids;
    for (let i = 0; i < rows; i++) {
      const base = i * STRIDE;
      let id = 0;
      if (gtpRow[i] === 0) {
        if ((u32[base / 4 + PRESENT] & HAS_CONTEXT) !== 0) {
          const number = u16[base / 2 + CONTEXT];
          const version = u8[base + CONTEXT_VERSION];
          if (number > 255 || version > 7) id = this.texts.of(names.mapContext(number, version));
          else {
            const key = (number << 3) | version;
            id = table[key];
            if (id === UNKNOWN) table[key] = id = this.texts.of(names.mapContext(number, version));
          }
        } else {
          const text = u32[base / 4 + CONTEXT_TEXT];
          if (text !== 0) {
            id = oids[text];
            if (id === UNKNOWN) oids[text] = id = this.texts.of(names.objectIdentifier(this.#octets(text)));
          }
        }
      }
      ids[i] = id;
    }
  }

  #fillApn(rows: number, ids: Uint32Array): void {
    const table = this.#apns;
    for (let i = 0; i < rows; i++) {
      const text = gtpRow[i] === 1 ? u32[(i * STRIDE) / 4 + APN] : 0;
      let id = table[text];
      if (id === UNKNOWN) table[text] = id = this.texts.of(names.apn(this.#octets(text)));
      ids[i] = id;
    }
  }

  #octets(text: number): Uint8Array {
    return this.#input?.texts[text - 1] ?? new Uint8Array(0);
  }

  #fillRat(rows: number, ids: Uint32Array): void {
    const table = this.#rats;
    for (let i = 0; i < rows; i++) {
      ids[i] = (u32[(i * STRIDE) / 4 + PRESENT] & HAS_RAT) === 0 ? 0 : table[u8[i * STRIDE + RAT]];
    }
  }

  #fillPdpType(rows: number, ids: Uint32Array): void {
    const table = this.#pdpTypes;
    for (let i = 0; i < rows; i++) {
      const base = i * STRIDE;
      if ((u32[base / 4 + PRESENT] & HAS_END_USER) === 0) {
        ids[i] = 0;
        continue;
      }
      const organisation = u8[base + PDP_ORGANISATION];
      const type = u8[base + PDP_TYPE];
      const key = (organisation << 8) | type;
      let id = table[key];
      if (id === UNKNOWN) table[key] = id = this.texts.of(names.pdpType(organisation, type));
      ids[i] = id;
    }
  }

  #fillCapture(rows: number, ids: Uint32Array): void {
    const files = this.#files;
    for (let i = 0; i < rows; i++) {
      const file = u16[(i * STRIDE) / 2 + FILE];
      ids[i] = file < files.length ? files[file] : 0;
    }
  }
}
