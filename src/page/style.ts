/** The style sheet of all pages. Colours are those of the theme; on paper, what only a screen needs is left out. */
export const PAGE_STYLE = `
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem 1rem 3rem; max-width: 1600px; background: var(--background); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; line-height: 1.25; margin: 0 0 .2rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .2rem; }
h3 { font-size: .95rem; margin: 0; }
.head { position: relative; display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 1.2rem; padding-right: 6.5rem; }
p { margin: .2rem 0 .5rem; max-width: 100ch; }
header p, section > p, figcaption p, footer { color: var(--dim); }
.caution { border-left: 4px solid var(--warning); background: var(--panel); color: var(--ink); padding: .3rem .8rem; }
a { color: inherit; }
figure { margin: 1rem 0 0; position: relative; }
figcaption p { font-size: .85rem; margin: 0; }
.drawing { position: relative; margin-top: .3rem; }
.drawing svg { display: block; max-width: 100%; height: auto; }
.linked .drawing { touch-action: pan-y; cursor: crosshair; user-select: none; }
.linked .drawing:focus-visible, .single .drawing:focus-visible { outline: 2px solid var(--cursor); outline-offset: 2px; }
.mark { position: absolute; left: 0; top: 0; pointer-events: none; will-change: transform; }
.line { background: var(--cursor); }
.circle { border: 2px solid var(--cursor); border-radius: 50%; }
.stretch { background: var(--cursor); opacity: .15; }
.small { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 380px), 1fr)); gap: .5rem 2rem; }
.tools { position: absolute; top: 0; right: 0; display: flex; gap: .3rem; }
.reading { flex: 1 1 14rem; min-width: 0; min-height: 1.3em; font-size: .8rem; line-height: 1.3; color: var(--ink);
  white-space: nowrap; overflow: hidden; text-overflow: ellipsis; font-variant-numeric: tabular-nums; }
.reading span + span { margin-left: 1.1em; }
.key { display: inline-block; width: .65em; height: .65em; margin-right: .4em; border-radius: 2px; }
#strip .reading { display: block; }
@media (max-width: 700px) { #strip .reading { white-space: normal; height: 2.6em; } }
.box { position: fixed; z-index: 3; pointer-events: none; max-width: min(24rem, 90vw); padding: .4rem .6rem; font-size: .8rem;
  line-height: 1.35; background: var(--panel); color: var(--ink); border: 1px solid var(--axis); border-radius: 4px;
  font-variant-numeric: tabular-nums; }
.box b { display: block; }
.choose select { font: inherit; color: var(--ink); background: var(--panel); border: 1px solid var(--grid); border-radius: 4px; }
button { font: inherit; font-size: .75rem; padding: .1rem .5rem; color: var(--dim); background: var(--panel); cursor: pointer;
  border: 1px solid var(--grid); border-radius: 4px; }
button:hover, button:focus-visible { color: var(--ink); border-color: var(--axis); }
#strip { position: sticky; top: 0; z-index: 2; background: var(--background); padding: .4rem 0 .2rem;
  border-bottom: 1px solid var(--grid); }
#strip .bar { display: flex; flex-wrap: wrap; align-items: center; gap: .2rem .4rem; }
#strip .range { margin-right: auto; font-size: .8rem; color: var(--dim); }
.table { overflow-x: auto; margin: .6rem 0; }
table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid var(--grid); padding: .22rem 1rem .22rem 0; text-align: left; vertical-align: top;
  overflow-wrap: normal; }
td:not(:last-child) { white-space: nowrap; }
td:last-child { min-width: 14rem; }
th { color: var(--dim); font-weight: 600; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 165px), 1fr)); gap: .6rem; margin: 1rem 0; }
.tiles div { background: var(--panel); border-radius: 6px; padding: .5rem .7rem; }
.tiles dt { color: var(--dim); font-size: .8rem; }
.tiles dd { margin: 0; font-size: 1.2rem; font-weight: 600; }
.tiles p { margin: 0; font-size: .78rem; color: var(--dim); }
footer { margin-top: 2.5rem; border-top: 1px solid var(--grid); font-size: .85rem; }
footer h2 { font-size: .95rem; margin: .8rem 0 .3rem; color: var(--ink); }
dl { margin: 0; }
.sources dt { font-weight: 600; } .sources dd { margin: 0 0 .6rem; }
footer dl div { display: grid; grid-template-columns: 8rem 1fr; gap: 0 .8rem; }
footer dd, footer dt { margin: 0; }
summary { cursor: pointer; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  #strip { position: static; }
  .tools, #strip .bar button, .reading, .box, .mark { display: none; }
  figure, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .table { overflow: visible; }
}
`;
