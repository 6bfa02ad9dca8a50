/** Errors of MAP (TS 29.002 §17.6) and causes of GTP (TS 29.060 §7.7.1) that devices of the populations meet. */
export const UNKNOWN_SUBSCRIBER = 1;
export const ROAMING_NOT_ALLOWED = 8;
export const FACILITY_NOT_SUPPORTED = 21;
export const SYSTEM_FAILURE = 34;
export const DATA_MISSING = 35;
export const UNEXPECTED_DATA = 36;
export const NON_EXISTENT = 192;
export const NO_RESOURCES = 199;
export const CONTEXT_NOT_FOUND = 210;
export const UNKNOWN_APN = 219;
export const APN_DENIED = 222;
export const APN_CONGESTION = 229;
