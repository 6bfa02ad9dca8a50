/** Rewrites the committed captures from code: `npm run captures`. Each shows one thing; its story says which. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { make } from './make.ts';
import { tableOfRules } from './rules.ts';
import { ENDINGS } from './scenarios/endings.ts';
import { HUB } from './scenarios/hub.ts';
import { INPUTS } from './scenarios/inputs.ts';
import { MATCHING } from './scenarios/matching.ts';
import { OPERATIONS } from './scenarios/operations.ts';
import { ORDER } from './scenarios/order.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { TUNNELS } from './scenarios/tunnels.ts';
import { perform, writeStory } from './stage.ts';

/** By what they are about. To add one: a row in one of these. */
export const SCENARIOS: Readonly<Record<string, readonly Scenario[]>> = {
  Operations: OPERATIONS,
  'How dialogues end': ENDINGS,
  'Which dialogue a message is for': MATCHING,
  'Order, copies and loss': ORDER,
  'Through a hub': HUB,
  'GTP and its tunnels': TUNNELS,
  'Where the input begins and ends': INPUTS,
};

const MADE = `Made by \`captures/maker/scenarios.ts\` (\`npm run captures\`); all subscribers and nodes are invented.
\`truth.ndjson\` is what the maker meant, one line a dialogue; \`expected/\` what sigprobe makes of the capture.
`;

/** A seed that follows from the name: a new scenario changes no other. */
function seedOf(name: string): number {
  let h = 0x811c9dc5;
  for (const c of name) h = Math.imul(h ^ c.charCodeAt(0), 0x01000193);
  return h >>> 0;
}

function story({ name, about, tshark }: Scenario, frames: number): string {
  const parts = [`# ${name}`, about];
  if (tshark !== undefined) parts.push(`tshark beside it:\n\n\`\`\`\n${tshark.command}\n\`\`\``, tshark.says);
  return `${parts.join('\n\n')}\n\n${frames} frames. ${MADE}`;
}

/** The folders, a row each, by what they are about: for the README beside them. */
export function tableOfFolders(): string {
  const parts = Object.entries(SCENARIOS).map(([about, rows]) => {
    const lines = rows.map(row => `| [${row.name}](${row.name}/story.md) | ${firstSentence(row.about)} |`);
    return `**${about}**\n\n| folder | shows |\n|---|---|\n${lines.join('\n')}`;
  });
  return `${parts.join('\n\n')}\n`;
}

function firstSentence(about: string): string {
  const text = about.replaceAll('\n', ' ');
  const end = /[.](?= |$)/.exec(text)?.index ?? text.length;
  return text.slice(0, end);
}

/** What stands between the marks of the README. */
export const FOLDERS = /(?<=<!-- folders -->\n\n)[\s\S]*?(?=\n<!-- \/folders -->)/;
const RULES = /(?<=<!-- rules -->\n\n)[\s\S]*?(?=\n<!-- \/rules -->)/;

/** Writes all of them under `root`. */
export async function writeScenarios(root: string): Promise<void> {
  for (const scenario of Object.values(SCENARIOS).flat()) {
    const { name, seed = seedOf(name), options = {}, play } = scenario;
    const folder = join(root, name);
    const frames = perform(folder, { ...options, seed }, play);
    writeStory(folder, story(scenario, frames));
  }
  const folder = join(root, 'first-look');
  mkdirSync(folder, { recursive: true });
  await make({
    packets: 2000,
    seed: 20260105,
    output: join(folder, 'capture.pcap'),
    truthFile: join(folder, 'truth.ndjson'),
    devices: 120,
    durationSeconds: 180,
    troubles: { reject: 90, abort: 30, rejectComponent: 12, unanswered: 30, late: 8, returned: 12, retransmitted: 40 },
  });
  writeStory(
    folder,
    `# first-look\n\nThree minutes of a small hub: a bit of everything, with more trouble than usual.\n\n2000 frames. ${MADE}`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // dist/captures/maker/scenarios.js: the captures stand four folders up.
  const root = process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '../../../captures');
  await writeScenarios(root);
  const readme = join(root, 'README.md');
  if (existsSync(readme))
    writeFileSync(
      readme,
      readFileSync(readme, 'utf8')
        .replace(FOLDERS, () => tableOfFolders())
        .replace(RULES, () => tableOfRules()),
    );
}
