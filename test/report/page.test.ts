/** The page in a real browser: what it draws, how it filters and sorts, and that no text of a capture becomes markup. */
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asPattern } from '../../src/report/facts/relation.ts';
import { scratchFolder, sigprobe } from '../commands/tool.ts';
import { CHROMIUM, type Opened, open, startBrowser } from './browser.ts';
import { HOSTILE, type Made, MONDAY, madeFolder, records, sql } from './made.ts';

const scratch = scratchFolder();
const rows = records(4000);
let browser: Browser;
let folder: string;

const number = (value: number): string => value.toLocaleString('en-US');

async function made(...args: string[]): Promise<void> {
  const { status, stderr } = await sigprobe(args);
  if (status !== 0) throw new Error(`sigprobe ${args.join(' ')}: ${stderr}`);
}

/** Everything that `sigprobe run` leaves, of made records. */
async function wholeFolder(): Promise<string> {
  const path = await madeFolder(scratch, '<i>night & day', rows);
  await made(
    'features',
    join(path, 'dialogues.parquet'),
    '-o',
    join(path, 'features.parquet'),
    '--sessions',
    '--tunnels',
    '--quiet',
  );
  await made('cluster', join(path, 'features.parquet'), '-o', join(path, 'clusters'), '--quiet');
  await made(
    'decode',
    'captures/aborts/capture.pcap',
    '-o',
    join(scratch, 'other'),
    '--quiet',
    '--summary',
    join(path, 'summary.json'),
  );
  await made('report', path);
  return path;
}

const tile = (page: Page, name: string): Promise<string | null> =>
  page.locator(`[data-tile="${name}"] strong`).textContent();

const choose = (page: Page, id: string, label: string): Promise<string[]> =>
  page.locator(`#${id}`).selectOption({ label });

/** First column of the rows of a table as they stand. */
function column(page: Page, caption: string, place: number): Promise<string[]> {
  return page
    .locator(`table:has(> caption:text-is("${caption}")) > tbody > tr > :nth-child(${place})`)
    .allTextContents();
}

/** Runs in the page: pairs of labels of one axis that lie over each other. */
const touching = `() => [...document.querySelectorAll('svg .axis')].flatMap(axis => {
  const labels = [...axis.querySelectorAll('text')].map(text => ({ text: text.textContent, at: text.getBoundingClientRect() }));
  return labels.flatMap(({ text, at: a }, i) => labels.slice(0, i)
    .filter(({ at: b }) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3)
    .map(other => other.text + ' and ' + text));
})`;

describe.skipIf(CHROMIUM === undefined)('the page', () => {
  let opened: Opened;
  let page: Page;

  beforeAll(async () => {
    browser = await startBrowser();
    folder = await wholeFolder();
    opened = await open(browser, join(folder, 'report.html'));
    page = opened.page;
  }, 300_000);

  afterAll(() => browser?.close());

  it('asks for nothing and complains of nothing', () => {
    expect(opened.complaints).toEqual([]);
    const text = readFileSync(join(folder, 'report.html'), 'utf8');
    expect(text).not.toMatch(/\b(?:src|href)="(?!#)/);
    expect(text.match(/<script/g)).toHaveLength(2);
  });

  it('draws every chart', async () => {
    const drawn = await page.locator('figure:not([hidden])').evaluateAll(figures =>
      figures.map(figure => {
        const shapes = [...figure.querySelectorAll('.canvas [data-series]')];
        const box = shapes.map(shape => (shape as unknown as { getBBox(): { width: number } }).getBBox());
        return {
          title: figure.getAttribute('aria-label'),
          shapes: shapes.length,
          wide: Math.max(0, ...box.map(b => b.width)),
        };
      }),
    );
    expect(drawn.length).toBeGreaterThan(30);
    expect(drawn.filter(({ shapes, wide }) => shapes === 0 || wide < 20)).toEqual([]);
    const text = await page.locator('main').innerHTML();
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('shows the texts of a capture as texts', async () => {
    const names = await column(page, 'By access point name', 1);
    for (const name of HOSTILE) expect(names).toContain(name);
    expect(await page.title()).toBe('<i>night & day – sigprobe');
    expect(await page.evaluate('window.broken')).toBeUndefined();
    expect(await page.locator('main img, main script, main i').count()).toBe(0);
  });

  it('says every number of a chart as a table', async () => {
    const figure = page.locator('figure[aria-label="Outcomes by procedure"]');
    await figure.locator('summary').click();
    // Opening is told to the page a moment later.
    await figure.locator('tbody tr').first().waitFor();
    const cells = await figure.locator('tbody tr:first-child > *').allTextContents();
    const sai = rows.filter(({ type }) => type === 'SAI');
    const of = (outcome: string): string => number(sai.filter(row => row.outcome === outcome).length);
    expect(cells.slice(0, 5)).toEqual(['SAI', number(sai.length), of('success'), of('reject'), of('error')]);
    await figure.locator('summary').click();
  });

  it('follows the filters', async () => {
    const told = async (wanted: readonly Made[]): Promise<void> => {
      expect(await tile(page, 'dialogues')).toBe(number(wanted.length));
      const errors = wanted.filter(({ outcome }) => outcome === 'error').length;
      expect(await tile(page, 'error')).toBe(`${((errors / wanted.length) * 100).toFixed(1)} %`);
      expect(await page.locator('[data-tile="error"] .note').textContent()).toBe(`${number(errors)} dialogues`);
    };
    await told(rows);
    expect(await tile(page, 'devices')).toBe(number(new Set(rows.map(({ imsi }) => imsi).filter(Boolean)).size));
    await choose(page, 'country', 'Germany (DE)');
    const german = rows.filter(row => row.visited_country === 'DE');
    await told(german);
    expect(await column(page, 'By visited country', 1)).toEqual(['Germany (DE)']);
    await choose(page, 'type', 'all GTP');
    const tunnels = german.filter(({ protocol }) => protocol === 'GTP');
    await told(tunnels);
    await choose(page, 'from', '2026-02-03 00:00');
    const later = tunnels.filter(({ start }) => start >= Date.UTC(2026, 1, 3) * 1000);
    await told(later);
    expect(await page.locator('.said').textContent()).toBe('16 × 3 hours · Germany (DE) · all GTP');
    await page.locator('#reset').click();
    await told(rows);
  });

  it('keeps the ends of the time in order', async () => {
    await choose(page, 'to', '2026-02-03 00:00');
    await choose(page, 'from', '2026-02-04 00:00');
    expect(await page.locator('.said').textContent()).toMatch(/^1 × 3 hours/);
    await page.locator('#reset').click();
  });

  it('takes a stretch that is drawn over a chart', async () => {
    const chart = page.locator('figure[aria-label^="Dialogues per hour"] .canvas svg');
    await chart.scrollIntoViewIfNeeded();
    const box = (await chart.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.4, box.y + 80);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 80, { steps: 4 });
    await page.mouse.up();
    expect(await page.locator('.said').textContent()).toMatch(/^[5-8] × 3 hours/);
    await page.locator('#reset').click();
  });

  it('reads values to the pointer and to the keys', async () => {
    const chart = page.locator('figure[aria-label^="Dialogues per hour"] .canvas svg');
    await chart.focus();
    await page.keyboard.press('Home');
    const first = rows.filter(({ start }) => start < (Date.UTC(2026, 1, 2) + 3_600_000) * 1000);
    const tip = page.locator('#tip');
    expect(await tip.locator('strong').textContent()).toBe('2026-02-02 00:00');
    expect(await tip.locator('dd').first().textContent()).toBe(
      number(first.filter(({ protocol }) => protocol === 'MAP').length),
    );
    await page.keyboard.press('ArrowRight');
    expect(await tip.locator('strong').textContent()).toBe('2026-02-02 01:00');
    await page.keyboard.press('Escape');
    expect(await tip.isHidden()).toBe(true);
    await chart.hover();
    expect(await tip.isVisible()).toBe(true);
    await page.mouse.move(2, 2);
  });

  it('sorts tables, both ways, and shows all their rows on demand', async () => {
    const caption = 'Reasons by procedure';
    const table = page.locator(`.table:has(caption:text-is("${caption}"))`);
    const counts = async (): Promise<number[]> =>
      (await column(page, caption, 3)).map(text => Number(text.replaceAll(',', '')));
    const ascending = (list: readonly number[]): number[] => [...list].sort((a, b) => a - b);
    await table.locator('thead button', { hasText: 'all' }).click();
    expect(await counts()).toEqual(ascending(await counts()).reverse());
    await table.locator('thead button', { hasText: 'all' }).click();
    expect(await counts()).toEqual(ascending(await counts()));
    expect(await table.locator('th[aria-sort="ascending"]').count()).toBe(1);
    await table.locator('thead button', { hasText: 'reason' }).press('Enter');
    const names = await column(page, caption, 1);
    expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'en', { numeric: true })));
    const clusters = page.locator('.table:has(caption:text-is("Means and marks"))');
    const before = await clusters.locator('tbody tr').count();
    await clusters.locator('.more').click();
    expect(await clusters.locator('tbody tr').count()).toBeGreaterThan(before);
  });

  it('shows a curve for each cluster when asked', async () => {
    const curves = page.locator('#devices figure').first().locator('[data-series]');
    expect(await curves.count()).toBe(1);
    await page.locator('#by-cluster').check();
    const clusters = await column(page, 'Profiles', 1);
    expect(await curves.count()).toBe(1 + clusters.length);
    expect(clusters.length).toBeGreaterThan(1);
    await page.locator('#by-cluster').uncheck();
  });

  it('has a name for every control and a heading for every section', async () => {
    const nameless = await page.locator('select, button:not([hidden]), input').evaluateAll(
      controls =>
        controls.filter(one => {
          const { labels } = one as unknown as { labels: ArrayLike<unknown> | null };
          return (labels?.length ?? 0) === 0 && (one.textContent ?? '').trim() === '' && !one.closest('th');
        }).length,
    );
    expect(nameless).toBe(0);
    expect(await page.locator('h1').count()).toBe(1);
    expect(await page.locator('section > h2').count()).toBe(await page.locator('section').count());
  });

  it('is dark where that is preferred or chosen, and light on paper', async () => {
    const ground = (on: Page): Promise<string> => on.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(await ground(page)).toBe('rgb(255, 255, 255)');
    await page.locator('#theme').click();
    await page.locator('#theme').click();
    expect(await ground(page)).toBe('rgb(20, 23, 27)');
    await page.locator('#theme').click();
    const dark = await open(browser, join(folder, 'report.html'), { colorScheme: 'dark' });
    expect(await ground(dark.page)).toBe('rgb(20, 23, 27)');
    await dark.page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await ground(dark.page)).toBe('rgb(255, 255, 255)');
    expect(await dark.page.locator('#theme').isVisible()).toBe(false);
    expect(await dark.page.locator('.said').isVisible()).toBe(true);
    expect(dark.complaints).toEqual([]);
    await dark.page.context().close();
  });

  it('fits a telephone', async () => {
    const narrow = await open(browser, join(folder, 'report.html'), { viewport: { width: 360, height: 740 } });
    expect(await narrow.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    expect(narrow.complaints).toEqual([]);
    await narrow.page.context().close();
  });

  it('keeps the labels of its axes apart, whatever the width and the time', async () => {
    const short = await madeFolder(
      scratch,
      'short',
      rows.slice(0, 520).map((row, i) => ({ ...row, start: (MONDAY + (i % 170)) * 1e6 })),
    );
    await made('report', short);
    for (const path of [folder, short]) {
      for (const width of [1280, 1000, 600, 340]) {
        const { page: one } = await open(browser, join(path, 'report.html'), { viewport: { width, height: 900 } });
        expect(await one.evaluate(`(${touching})()`), `at ${width}`).toEqual([]);
        await one.context().close();
      }
    }
  });

  it.each([
    ['no dialogues', 0],
    ['one dialogue', 1],
    ['five dialogues', 5],
  ])('makes sense of %s', async (name, count) => {
    const path = await madeFolder(scratch, name, rows.slice(0, count));
    await made('report', path);
    const { page: small, complaints } = await open(browser, join(path, 'report.html'));
    expect(complaints).toEqual([]);
    expect(await tile(small, 'dialogues')).toBe(String(count));
    expect(await small.locator('.lacking').count()).toBe(5);
    expect(await small.locator('.lacking').first().textContent()).toContain('sigprobe decode');
    expect(await small.locator('main').innerHTML()).not.toMatch(/NaN|undefined|Infinity/);
    await small.context().close();
  });

  it('reads records in several files, and columns that are not there as not told', async () => {
    const path = await madeFolder(scratch, 'parts [1]*?', rows.slice(0, 100));
    await sql(
      `COPY (SELECT protocol, type, outcome, start_time FROM '${asPattern(join(path, 'dialogues.parquet'))}') TO '${join(path, 'dialogues-2.parquet')}'`,
    );
    copyFileSync(join(path, 'dialogues.parquet'), join(path, 'dialogues-1.parquet'));
    await sql(`COPY (SELECT 1 AS x) TO '${join(path, 'other.parquet')}'`);
    const one = await sigprobe(['report', path, '--text']);
    expect(one.stdout).toMatch(/dialogues +100\n/);
    await made('report', path, '-o', join(path, 'one.html'));
    rmSync(join(path, 'dialogues.parquet'));
    const both = await sigprobe(['report', path, '--text']);
    expect(both.stdout).toMatch(/dialogues +200\n/);
  });
});
