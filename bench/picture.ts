/** The stages as a picture: one bar a way through the pipeline, as long as its CPU time a packet, cut by stage. */
import type { Results } from './results.ts';
import { cost } from './results.ts';
import { SERIAL, type Stage, type StageFigures } from './stages.ts';

const WIDTH = 900;
const LEFT = 150;
const BAR = 44;
const GAP = 70;
/** Grey for what runs on the main thread, colours for the workers; letters tell them apart without colour. */
const FILL: Readonly<Record<Stage, string>> = {
  read: '#8a9099',
  decode: '#3b78c2',
  join: '#a9afb8',
  pair: '#6a717b',
  gather: '#c3c8cf',
  encode: '#d98032',
};

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function bar(name: string, figures: StageFigures, y: number, scale: number): string {
  const parts: string[] = [`<text x="${LEFT - 12}" y="${y + BAR / 2 + 5}" text-anchor="end">${escaped(name)}</text>`];
  let x = LEFT;
  for (const [stage, ns] of Object.entries(figures.nanoseconds) as [Stage, number][]) {
    const width = ns * scale;
    const title = `${stage}: ${ns.toFixed(0)} ns a packet, ${SERIAL.includes(stage) ? 'main thread' : 'workers'}`;
    parts.push(
      `<rect x="${x.toFixed(1)}" y="${y}" width="${Math.max(width - 1, 0).toFixed(1)}" height="${BAR}" fill="${FILL[stage]}"><title>${title}</title></rect>`,
    );
    if (width > 44) {
      const middle = (x + width / 2).toFixed(1);
      parts.push(
        `<text x="${middle}" y="${y + 19}" text-anchor="middle" fill="#fff">${stage}</text>`,
        `<text x="${middle}" y="${y + 36}" text-anchor="middle" fill="#fff">${ns.toFixed(0)}</text>`,
      );
    }
    x += width;
  }
  parts.push(`<text x="${x + 8}" y="${y + BAR / 2 + 5}">${cost(figures).toFixed(0)} ns</text>`);
  return parts.join('\n');
}

/** An SVG document. */
export function picture(results: Results): string {
  const { none, parquet } = results.stages;
  const scale = (WIDTH - LEFT - 90) / Math.max(cost(none), cost(parquet));
  const { cores, processor, node } = results.machine;
  const about = `CPU time a packet by stage, nanoseconds; ${processor}, ${cores} cores, Node ${node}, ${results.date}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${GAP * 2 + 70}" font-family="sans-serif" font-size="14">
<rect width="100%" height="100%" fill="#fff"/>
<text x="14" y="26" font-size="15">${escaped(about)}</text>
${bar('without a sink', none, 46, scale)}
${bar('into Parquet', parquet, 46 + GAP, scale)}
<text x="14" y="${GAP * 2 + 56}" fill="#555">grey: main thread, one stage at a time; colour: workers, as many at a time as there are cores</text>
</svg>
`;
}
