import type { Declare } from './values.ts';

export const declareKey: Declare = (cli, done) => {
  cli
    .command('key')
    .description('Makes a key for --pseudonym-key. Who has it can link pseudonyms to people: keep it.')
    .argument('<file>', 'file to write; must not exist')
    .action(async (file: string) => done(await (await import('../commands/key.ts')).key(file)));
};
