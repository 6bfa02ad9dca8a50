import { FAULTS } from '../../captures/maker/faults.ts';
import { POPULATIONS } from '../commands/population-names.ts';
import { type Declare, faults, oneOf, seconds, whole } from './values.ts';

export const declareMake: Declare = (cli, done) => {
  cli
    .command('make')
    .description(
      'Writes a made capture and, beside it, the truth: one line a dialogue that it means. With --population a month of devices and, beside it, the profile of each.',
    )
    .option('--packets <n>', 'packets, about', whole(1, 1e9))
    .option(
      '--population <name>',
      'devices of eight profiles, those of an IoT platform (dat1) or of an IoT operator (dat2): as dialogue records (.parquet, .ndjson, .csv) or as a capture (.pcap, .pcapng); the profiles go to the same name with .profiles.csv',
      oneOf(POPULATIONS),
    )
    .option('--days <n>', 'length of a population (default: 30)', whole(1, 366))
    .option('--dialogues <n>', 'of a population, about (default: as many as the profiles say)', whole(1, 4e9))
    .option('--seed <n>', 'the same seed gives the same capture', whole(0, 0xffffffff), 1)
    .requiredOption('-o, --output <file>', 'capture to write; the truth goes to the same name with .truth.ndjson')
    .option(
      '--devices <n>',
      'subscribers (default: one to 20 packets, 50,000 at most; 10,000 of a population)',
      whole(1, 4_000_000),
    )
    .option('--hours <h>', 'length of the capture (default: 2,000 packets a second)', seconds)
    .option('--start <seconds>', 'begin so far into the traffic: dialogues and tunnels are met halfway', seconds)
    .option('--faults <list>', 'what goes wrong, in percent: NAME=RATE,…; all=1 is each at 1 % (names below)', faults)
    .option('--legs', 'both legs of the transit hub, the one in and the one out')
    .option('--taps <n>', 'taps on the links, each with a file and a clock of its own', whole(1, 64))
    .option('--skew <seconds>', 'by which their clocks differ at most', seconds)
    .option('--rotate <n>', 'files that each tap writes one after the other', whole(1, 9999))
    .addHelpText(
      'after',
      `
Faults, and what a rate counts:
${Object.entries(FAULTS)
  .map(([name, counts]) => `  ${name.padEnd(11)} ${counts}`)
  .join('\n')}

Examples:
  sigprobe make --packets 1000000 -o hub.pcap
  sigprobe make --packets 1000000 --faults loss=0.5,copy=1 --legs -o hub.pcap
  sigprobe make --population dat1 --devices 100000 -o month.parquet
  sigprobe make --packets 1000000 --faults all=1 --taps 3 --skew 1 --rotate 20 -o hub.pcap`,
    )
    .action(async options => done(await (await import('../commands/make.ts')).make(options)));
};
