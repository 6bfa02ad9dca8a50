import { makeKey } from '../sinks/pseudonyms.ts';

export async function key(file: string): Promise<number> {
  await makeKey(file);
  return 0;
}
