/** Pseudonyms for identities (specification §6): HMAC-SHA-256 under a key of the operator's, cut to 16 octets, hex. */
export type IdentityKind = 'imsi' | 'msisdn' | 'imei' | 'end_user_address';

/** `identity` is the text that would stand in the output; the same text gives the same pseudonym everywhere. */
export type Pseudonym = (kind: IdentityKind, identity: string) => string;
