/** Unpacks the facts and builds the page. */
import { activity } from './activity.ts';
import { clusters } from './clusters.ts';
import { hideTip, tipElement } from './cursor.ts';
import { devices } from './devices.ts';
import { h } from './dom.ts';
import { Filters } from './filters.ts';
import { moment, whole } from './format.ts';
import type { Facts } from './model.ts';
import { outcomes } from './outcomes.ts';
import { overview } from './overview.ts';
import { unpack } from './packing.ts';
import { definitions } from './paint.ts';
import { response } from './response.ts';
import { sessions } from './sessions.ts';
import { View, wholeFilter } from './state.ts';

/** Of the page's element `facts`: deflated octets in base 64. */
async function carried(): Promise<Facts> {
  const text = document.getElementById('facts')?.textContent ?? '';
  const octets = Uint8Array.from(atob(text.trim()), letter => letter.charCodeAt(0));
  const stream = new Blob([octets]).stream().pipeThrough(new DecompressionStream('deflate'));
  return unpack(new Uint8Array(await new Response(stream).arrayBuffer()));
}

const THEMES = ['auto', 'light', 'dark'] as const;

function themeButton(): HTMLElement {
  let at = 0;
  const button = h('button', { type: 'button', id: 'theme', title: 'light or dark' }, 'theme: auto');
  button.addEventListener('click', () => {
    at = (at + 1) % THEMES.length;
    const theme = THEMES[at];
    button.textContent = `theme: ${theme}`;
    if (theme === 'auto') document.documentElement.removeAttribute('data-theme');
    else document.documentElement.setAttribute('data-theme', theme);
  });
  return button;
}

function subtitle({ time, dialogues, devices: count }: Facts): string {
  if (time === null) return 'no dialogues';
  const at = (seconds: number): string => moment(Math.floor(seconds), 1);
  return `${whole(dialogues)} dialogues of ${whole(count ?? 0)} devices, ${at(time.first)} to ${at(time.last)} UTC`;
}

function build(facts: Facts): void {
  let shown = new View(facts, wholeFilter(facts));
  const filters: Filters = new Filters(facts, filter => {
    hideTip();
    shown = new View(facts, filter);
    for (const one of sections) one.update(shown);
  });
  const pick = (from: number, to: number): void =>
    filters.set({ ...filters.filter, from, to: Math.min(to, facts.time?.slots ?? 0) });
  const sections = [
    overview(facts),
    activity(facts, pick),
    outcomes(facts),
    response(facts),
    devices(facts),
    sessions(facts),
    clusters(facts),
  ];
  const main = h('main', {}, ...sections.map(({ root }) => root));
  document.body.replaceChildren(
    h('a', { class: 'skip', href: '#overview' }, 'to the report'),
    h(
      'header',
      {},
      h('div', { class: 'title' }, h('h1', {}, facts.name), h('p', {}, subtitle(facts)), themeButton()),
      h('nav', { 'aria-label': 'Sections' }, ...sections.map(({ id, title }) => h('a', { href: `#${id}` }, title))),
    ),
    filters.root,
    main,
    h(
      'footer',
      {},
      h(
        'p',
        {},
        `Made by sigprobe ${facts.sigprobe}. It may hold identities of subscribers: keep it as you keep the records.`,
      ),
    ),
    tipElement(),
    definitions(),
  );
  for (const one of sections) one.update(shown);
  document.documentElement.setAttribute('data-ready', '');
}

carried().then(build, error => {
  document.body.replaceChildren(
    h(
      'p',
      { class: 'lacking' },
      `The page could not be unpacked (${String(error)}): a browser of 2023 or later is needed.`,
    ),
  );
});
