/** `sigprobe columns`: the columns of the records, as the README has them. */
import { columnsTable } from '../sinks/columns.ts';

export async function columns(): Promise<number> {
  process.stdout.write(`${columnsTable()}\n`);
  return 0;
}
