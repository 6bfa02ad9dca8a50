/** The people of the tests: nodes, and the usual conversations between them. */
import { type Address, begin, type Component, end, type Gtp, invoke, result, type Tcap } from './messages.ts';

export const VLR: Address = { gt: '491711000001', ssn: 7 };
export const HLR: Address = { gt: '33609000002', ssn: 6 };
export const SGSN: Address = { gt: '491711000003', ssn: 149 };
export const IMSI = '262011234567890';

export const SAI = 56;
export const UL = 2;
export const UL_GPRS = 23;
export const CL = 3;
export const ISD = 7;

export const VLR_PC = 1001;
export const HLR_PC = 2002;

type Fields = Partial<Omit<Tcap, 'type' | 'at'>>;

/** VLR to HLR. */
export const ask = (at: number, otid: string, components: readonly Component[], fields: Fields = {}): Tcap =>
  begin({
    at,
    otid,
    calling: VLR,
    called: HLR,
    opc: VLR_PC,
    dpc: HLR_PC,
    context: [14, 3],
    imsi: IMSI,
    components,
    ...fields,
  });

/** From the HLR. */
export const back = (
  at: number,
  dtid: string,
  components: readonly Component[],
  fields: Fields = {},
): Omit<Tcap, 'type'> => ({
  at,
  dtid,
  calling: HLR,
  called: VLR,
  opc: HLR_PC,
  dpc: VLR_PC,
  components,
  ...fields,
});

/** From the VLR once more. */
export const on = (
  at: number,
  dtid: string,
  components: readonly Component[],
  fields: Fields = {},
): Omit<Tcap, 'type'> => ({
  at,
  dtid,
  calling: VLR,
  called: HLR,
  opc: VLR_PC,
  dpc: HLR_PC,
  components,
  ...fields,
});

/** An SAI and its result, half a second later. */
export const sai = (at: number, otid: string, fields: Fields = {}): Tcap[] => [
  ask(at, otid, [invoke(SAI)], fields),
  end(back(at + 0.5, otid, [result()])),
];

export const SGSN_IP = '10.1.0.1';
export const GGSN_IP = '10.2.0.2';

/** SGSN to GGSN. */
export const request = (at: number, gtp: number, sequence: number, fields: Partial<Gtp> = {}): Gtp => ({
  at,
  gtp,
  sequence,
  src: SGSN_IP,
  dst: GGSN_IP,
  ...fields,
});

/** GGSN to SGSN. */
export const response = (at: number, gtp: number, sequence: number, fields: Partial<Gtp> = {}): Gtp => ({
  at,
  gtp,
  sequence,
  src: GGSN_IP,
  dst: SGSN_IP,
  ...fields,
});

/** TEIDs of the usual tunnel: the SGSN's and the GGSN's control end. */
export const SGSN_TEID = 0xa0000001;
export const GGSN_TEID = 0xb0000002;

export const createRequest = (at: number, sequence: number, fields: Partial<Gtp> = {}): Gtp =>
  request(at, 16, sequence, {
    imsi: IMSI,
    msisdn: '4917112345',
    apn: 'internet',
    nsapi: 5,
    teidControl: SGSN_TEID,
    controlAddress: SGSN_IP,
    ...fields,
  });

export const createResponse = (at: number, sequence: number, fields: Partial<Gtp> = {}): Gtp =>
  response(at, 17, sequence, {
    cause: 128,
    teid: SGSN_TEID,
    teidControl: GGSN_TEID,
    controlAddress: GGSN_IP,
    endUser: '100.64.0.9',
    ...fields,
  });

/** A tunnel: create and its answer. */
export const tunnel = (at: number, sequence: number): Gtp[] => [
  createRequest(at, sequence),
  createResponse(at + 0.1, sequence),
];
