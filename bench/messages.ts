/** TCAP messages out of a capture, for the benches of their decoders. */
import { viewsOf } from '../decoders/layout.ts';
import { KIND_MESSAGE, message } from '../decoders/message.ts';
import { PROTOCOL } from '../decoders/protocols.ts';
import { frameEntry } from '../src/capture/batch.ts';
import { openCaptures } from '../src/capture/open.ts';
import { decodeBatch } from '../src/decode/frame.ts';
import { RecordWriter } from '../src/decode/writer.ts';

const { stride: STRIDE, at } = message;
const ENTRY = frameEntry.stride;

/** Octets of the first `most` whole TCAP messages that lie in one frame each. */
export async function tcapMessages(path: string, most: number): Promise<Uint8Array<ArrayBuffer>[]> {
  const source = await openCaptures([path]);
  const writer = new RecordWriter();
  const found: Uint8Array<ArrayBuffer>[] = [];
  for await (const batch of source.batches()) {
    const frames = new Map<number, number>();
    const entries = viewsOf(batch.index);
    for (let i = 0; i < batch.count; i++) {
      const base = i * ENTRY;
      frames.set(entries.u32[base / 4 + frameEntry.at.frame], entries.u32[base / 4 + frameEntry.at.at]);
    }
    writer.begin(batch.number);
    decodeBatch(batch, writer);
    const messages = writer.finish();
    const { u8, u32 } = viewsOf(messages.records);
    for (let i = 0; i < messages.count && found.length < most; i++) {
      const base = i * STRIDE;
      const protocol = u8[base + at.protocol];
      const ss7 = protocol === PROTOCOL.map || protocol === PROTOCOL.tcap || protocol === PROTOCOL.cap;
      const frame = frames.get(u32[base / 4 + at.frame]);
      if (!ss7 || u8[base + at.kind] !== KIND_MESSAGE || frame === undefined) continue;
      const from = frame + u32[base / 4 + at.payloadAt];
      found.push(new Uint8Array(new Uint8Array(batch.data, from, u32[base / 4 + at.payloadLength])));
    }
    if (found.length >= most) break;
    source.recycle(batch.data, batch.index);
  }
  return found;
}
