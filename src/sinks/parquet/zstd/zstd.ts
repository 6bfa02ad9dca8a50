/**
 * Zstandard at level 1: the runtime's own where it has one (Node 22.15 and later), else WebAssembly. The two are different
 * versions of the same library: the octets may differ, what they decompress to does not.
 */
import * as zlib from 'node:zlib';
import { compressUsingDict, createCCtx, init } from '@bokuweb/zstd-wasm';

type Native = (octets: Uint8Array, options: { params: Record<number, number> }) => Uint8Array;
const native = (zlib as unknown as { zstdCompressSync?: Native }).zstdCompressSync;

/** ZSTD_c_compressionLevel of zstd.h. */
const LEVEL_PARAMETER = 100;
const LEVEL = 1;
const options = { params: { [LEVEL_PARAMETER]: LEVEL } };

if (native === undefined) await init();

/** A context kept from page to page: making one costs as much as compressing four kilobytes. */
const context = native === undefined ? createCCtx() : 0;
const NO_DICTIONARY = new Uint8Array(0);

/** One frame; the result is the caller's. */
export function zstd(octets: Uint8Array): Uint8Array {
  return native === undefined ? compressUsingDict(context, octets, NO_DICTIONARY, LEVEL) : native(octets, options);
}
