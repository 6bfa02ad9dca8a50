/**
 * The page: one file that asks for nothing. Its policy lets run the one script and apply the one style that it carries,
 * by their hashes, and load nothing else. The facts travel as base 64, so that no text of a capture can be markup.
 */
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import type { Facts } from '../page/model.ts';
import { pack } from '../page/packing.ts';
import { STYLE } from '../page/style.ts';
import { linked } from './link.ts';

const MAIN = fileURLToPath(new URL('../page/main.js', import.meta.url));

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, letter => `&#${letter.charCodeAt(0)};`);
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

export function pageOf(facts: Facts): string {
  const script = linked(MAIN);
  const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(STYLE)}; base-uri 'none'; form-action 'none'`;
  const data = deflateSync(pack(facts), { level: 9 }).toString('base64');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(facts.name)} – sigprobe</title>
<style>${STYLE}</style>
</head>
<body>
<noscript><p>This page draws its charts by a script that it carries. <code>sigprobe report DIR --text</code> says the essentials without.</p></noscript>
<script type="application/octet-stream" id="facts">${data}</script>
<script>${script}</script>
</body>
</html>
`;
}
