/** The look: two themes, one column that becomes two where there is room, and paper. */
const LIGHT = `
  --bg: #ffffff; --panel: #f6f7f9; --ink: #16191d; --muted: #5b6470; --line: #d9dee4; --rule: #e6eaee; --focus: #0b5fff;
  --texture: rgba(255,255,255,.75); --accent: #0b5c8a; --bad: #b3261e; --notable: #8a5a00;
  --success: #3d8bb8; --reject: #e08a00; --error: #b8336a;
  --c0: #2477a8; --c1: #d07a00; --c2: #1f8a6b; --c3: #8a4fb0; --c4: #b8336a; --c5: #5c7080; --c6: #8f7a00; --c7: #3f5fc4; --c8: #a0522d; --c9: #4a8c2a;`;
const DARK = `
  --bg: #14171b; --panel: #1c2026; --ink: #e8ebef; --muted: #a2acb8; --line: #353c45; --rule: #2a3038; --focus: #7fb3ff;
  --texture: rgba(0,0,0,.5); --accent: #7cc4ee; --bad: #ff8a80; --notable: #f0b95a;
  --success: #4f9fcc; --reject: #f0a534; --error: #e0608f;
  --c0: #5fb0de; --c1: #f0a03c; --c2: #4fc49e; --c3: #bd8fe0; --c4: #ef739f; --c5: #9db0c0; --c6: #cdb83a; --c7: #8aa4f5; --c8: #d89270; --c9: #8fd06c;`;

export const STYLE = `
:root {${LIGHT}
  color-scheme: light; }
@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) {${DARK}
  color-scheme: dark; } }
:root[data-theme="dark"] {${DARK}
  color-scheme: dark; }
* { box-sizing: border-box; }
html { scroll-padding-top: 76px; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--bg); color: var(--ink); font: 15px/1.45 system-ui, "Segoe UI", "Helvetica Neue", "Liberation Sans", sans-serif; }
header, main, footer { max-width: 1240px; margin: 0 auto; padding: 0 20px; }
.title { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 16px; padding-top: 18px; }
h1 { font-size: 24px; margin: 0; overflow-wrap: anywhere; }
.title p { margin: 0; color: var(--muted); flex: 1; min-width: 220px; }
h2 { font-size: 19px; margin: 0 0 4px; }
h3 { font-size: 15px; margin: 0; font-weight: 600; }
h3.group { margin: 18px 0 6px; color: var(--muted); }
nav { display: flex; flex-wrap: wrap; gap: 2px 16px; padding: 8px 0 10px; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 8px; top: 8px; background: var(--bg); padding: 6px 10px; z-index: 9; }
button, select { font: inherit; color: inherit; background: var(--bg); border: 1px solid var(--line); border-radius: 5px; padding: 3px 8px; }
button { cursor: pointer; }
button:hover { border-color: var(--muted); }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; }
.filters { position: sticky; top: 0; z-index: 5; display: flex; flex-wrap: wrap; align-items: end; gap: 6px 12px;
  padding: 8px max(20px, calc((100vw - 1240px) / 2 + 20px)); background: var(--panel); border-block: 1px solid var(--line); }
.filters label { display: grid; font-size: 12px; color: var(--muted); }
.filters select { font-size: 14px; color: var(--ink); max-width: 220px; }
.filters .said { margin: 0 0 4px; font-size: 13px; color: var(--muted); }
section { padding: 26px 0 6px; }
.lead, .note { color: var(--muted); margin: 2px 0 10px; max-width: 90ch; }
.note { font-size: 13px; margin: 0; }
.lacking { border: 1px dashed var(--line); border-radius: 6px; padding: 10px 14px; color: var(--muted); }
.lacking code { color: var(--ink); overflow-wrap: anywhere; }
code { font: 13px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 10px; margin: 10px 0 14px; }
.tile { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 9px 14px; display: grid; align-content: start; }
.tile .name { color: var(--muted); font-size: 13px; }
.tile strong { font-size: 23px; font-weight: 600; line-height: 1.25; font-variant-numeric: tabular-nums; }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 500px), 1fr)); gap: 2px 26px; margin: 8px 0 16px; }
.grid > figure { margin-bottom: 14px; }
.grid.small { grid-template-columns: repeat(auto-fit, minmax(min(100%, 270px), 1fr)); }
figure { margin: 0; min-width: 0; display: grid; grid-template-columns: minmax(0, 1fr); grid-row: span 4; grid-template-rows: subgrid; row-gap: 2px; align-content: start; }
figure[hidden] { display: none; }
figcaption { min-height: 24px; }
.chart { display: block; width: 100%; height: auto; overflow: visible; touch-action: pan-y; }
.chart text { font-size: 12px; fill: var(--muted); font-variant-numeric: tabular-nums; }
.chart text.label { fill: var(--ink); }
.chart text.date { font-size: 11px; }
.rule { stroke: var(--rule); fill: none; }
.base { stroke: var(--muted); fill: none; }
.line { fill: none; stroke-width: 1.6; stroke-linejoin: round; }
.bar { stroke: var(--bg); stroke-width: .6; }
.hit { fill: transparent; }
.row:hover .hit, .row:focus .hit { fill: var(--panel); }
.whisker { stroke: var(--ink); stroke-width: 1.2; fill: none; }
.box { fill: var(--c0); opacity: .55; stroke: var(--ink); }
.median { stroke: var(--ink); stroke-width: 2.6; }
.tick { fill: var(--bg); stroke: var(--ink); }
.ring { fill: none; stroke: var(--c1); stroke-width: 2; }
.cursor { stroke: var(--ink); stroke-width: 1; stroke-dasharray: 2 2; pointer-events: none; }
.stretch { fill: var(--focus); opacity: .15; pointer-events: none; }
.texture { stroke: var(--texture); fill: none; stroke-width: 1.3; }
.definitions { position: absolute; }
${Array.from({ length: 10 }, (_, i) => `.k${i} { fill: var(--c${i}); }`).join(' ')}
.success { fill: var(--success); } .reject { fill: var(--reject); } .error { fill: var(--error); }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 4px 0 0; padding: 0; font-size: 13px; }
.legend[hidden] { display: none; }
.legend li { display: flex; align-items: center; gap: 6px; }
details { font-size: 13px; margin-top: 4px; }
summary { cursor: pointer; color: var(--muted); width: max-content; }
details .scroll { max-height: 340px; overflow: auto; }
.table { margin: 10px 0 4px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
caption { text-align: left; font-weight: 600; font-size: 15px; padding: 4px 0; }
details caption { position: absolute; left: -9999px; }
th, td { text-align: left; padding: 3px 14px 3px 0; border-bottom: 1px solid var(--rule); vertical-align: top; font-weight: 400; font-variant-numeric: tabular-nums; }
thead th { border-bottom: 1px solid var(--line); white-space: nowrap; }
thead button { border: 0; background: none; padding: 2px 0; color: var(--muted); font-size: 13px; white-space: nowrap; }
.right, thead .right button { text-align: right; }
td.right, th.right { white-space: nowrap; }
tbody th { overflow-wrap: anywhere; min-width: 150px; }
tbody th.right, tbody th:has(.weight) { min-width: 0; }
td:not(.right):last-child { min-width: 200px; }
tbody tr:hover { background: var(--panel); }

th[aria-sort="descending"] .arrow::after { content: "↓ "; }
th[aria-sort="ascending"] .arrow::after { content: "↑ "; }
th[aria-sort="descending"] button, th[aria-sort="ascending"] button { color: var(--ink); font-weight: 600; }
.more { margin-top: 6px; font-size: 13px; }
.by { margin-bottom: 14px; }
.none { color: var(--muted); }
.small { vertical-align: middle; }
.weight.bad { color: var(--bad); } .weight.notable { color: var(--notable); } .weight.plain { color: var(--muted); }
.spoken { position: absolute; left: -9999px; }
.mark { white-space: nowrap; }
.mark.high, .mark.low { font-weight: 600; }
.choice { margin: 4px 0; }
#tip { position: fixed; z-index: 8; pointer-events: none; background: var(--bg); color: var(--ink); border: 1px solid var(--line); border-radius: 6px;
  padding: 6px 10px; font-size: 13px; max-width: 340px; box-shadow: 0 3px 12px rgba(0,0,0,.22); }
#tip[hidden] { display: none; }
#tip dl { display: grid; grid-template-columns: auto auto; gap: 0 14px; margin: 2px 0 0; }
#tip dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; }
footer { color: var(--muted); font-size: 13px; padding-top: 20px; padding-bottom: 30px; }
@media (max-width: 640px) {
  header, main, footer { padding: 0 12px; }
  .filters { position: static; padding: 8px 12px; }
  .filters label { flex: 1 1 40%; }
  .filters select { width: 100%; max-width: none; }
  html { scroll-padding-top: 8px; }
}
@media print {
  :root, :root[data-theme="dark"], :root:not([data-theme="light"]) {${LIGHT}
    color-scheme: light; }
  body { font-size: 10pt; }
  header, main, footer { max-width: none; padding: 0; }
  nav, .skip, .more, summary, #theme, #tip, .choice, .filters label, .filters button { display: none; }
  .filters { position: static; border: 0; background: none; padding: 0; }
  figure, .tile, tr, h2, h3 { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; }
  .grid { grid-template-columns: repeat(auto-fit, minmax(300px, 1fr)); }
  .grid.small { grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); }
  .scroll { overflow: visible; }
  table { font-size: 8.5pt; }
  td:not(.right) { overflow-wrap: anywhere; }
  tbody th { min-width: 116px; }
  td:not(.right):last-child { min-width: 90px; }
  td code { font-size: 7.5pt; }
  th, td { padding-right: 7px; }
  thead th, thead button { white-space: normal; }
  thead button { font-size: 7.5pt; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
`;
