import{e}from"./chunk-7RVUJPRU.js";var a=e(`
:host {
  --_surface: var(--carillon-surface, light-dark(#ffffff, #1c201f));
  --_raised: var(--carillon-raised, light-dark(#f6f4ef, #272c2b));
  --_line: var(--carillon-line, light-dark(#e4e1d9, #363d3b));
  --_ink: var(--carillon-ink, light-dark(#1d2321, #e9ece9));
  --_soft: var(--carillon-soft, light-dark(#5b6461, #a3adaa));
  --_accent: var(--carillon-accent, light-dark(#0c6b62, #63c7b8));
  --_accent-wash: var(--carillon-accent-wash, light-dark(#e3f1ee, #17332f));
  --_on-accent: var(--carillon-on-accent, light-dark(#ffffff, #0b1f1c));
  --_badge: var(--carillon-badge, light-dark(#9a5b0b, #eab54d));
  --_badge-wash: var(--carillon-badge-wash, light-dark(#fbf0dc, #3a2c12));
  --_alarm: var(--carillon-alarm, light-dark(#b3261e, #f2938c));
  --_alarm-wash: var(--carillon-alarm-wash, light-dark(#fbe7e5, #3d1c1a));
  --_radius: var(--carillon-radius, 14px);
  --_shadow: var(--carillon-shadow, 0 1px 3px light-dark(#1d232120, #0008), 0 16px 48px light-dark(#1d232130, #000a));
  color: var(--_ink);
  font: var(--carillon-font, 400 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", "Noto Sans Arabic", sans-serif);
  letter-spacing: normal; text-transform: none; text-align: start; white-space: normal; word-spacing: normal;
  -webkit-tap-highlight-color: transparent;
}
:host([hidden]), [hidden] { display: none !important; }
*, ::before, ::after { box-sizing: border-box; }
h2, h3, p, ul, table, fieldset, legend { margin: 0; padding: 0; border: 0; font: inherit; }
ul { list-style: none; }
:focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px; }
.icon { display: block; width: 1.35em; height: 1.35em; flex: none; fill: none; stroke: currentColor; stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; }
.visually-hidden { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (forced-colors: active) { .switch, .choice, .tile, .segmented button { forced-color-adjust: none; } }
@media (prefers-reduced-motion: reduce) { *, ::before, ::after { animation: none !important; transition: none !important; } }
`),i=e(`
button, select, input { font: inherit; color: inherit; letter-spacing: inherit; margin: 0; }
button { background: none; border: 0; padding: 0; cursor: pointer; border-radius: 10px; }
[aria-disabled="true"] { opacity: 0.45; cursor: default; }
.icon-button { display: inline-grid; place-items: center; width: 36px; height: 36px; color: var(--_soft); flex: none; }
.icon-button:hover:not([aria-disabled="true"]) { background: var(--_raised); color: var(--_ink); }
.button { display: inline-flex; align-items: center; justify-content: center; min-height: 36px; padding: 5px 14px; border: 1px solid var(--_line); background: var(--_surface); font-size: 14px; font-weight: 600; }
.button:hover { background: var(--_raised); border-color: var(--_soft); }
.quiet { padding: 2px 6px; min-height: 24px; color: var(--_accent); font-size: 13px; font-weight: 600; border-radius: 6px; }
.quiet:hover { background: var(--_accent-wash); }
.faint { color: var(--_soft); font-size: 13px; }
.select { position: relative; display: inline-grid; grid-template-columns: minmax(0, 1fr); align-items: center; }
.select > .icon { position: absolute; inset-inline-end: 8px; width: 12px; height: 12px; stroke-width: 2.4; pointer-events: none; color: var(--_soft); }
select { appearance: none; max-width: 100%; min-height: 34px; padding-block: 4px; padding-inline: 10px 26px; border: 1px solid var(--_line); border-radius: 10px; background: var(--_surface); font-size: 14px; text-overflow: ellipsis; cursor: pointer; }
select:hover { border-color: var(--_soft); }
option { background: var(--_surface); color: var(--_ink); }
.segmented { display: inline-flex; padding: 3px; background: var(--_raised); border-radius: 11px; }
.segmented button { display: inline-flex; align-items: center; gap: 6px; min-height: 28px; padding: 2px 10px; border-radius: 8px; font-size: 14px; font-weight: 600; color: var(--_soft); }
.segmented [aria-pressed="true"] { background: light-dark(var(--_surface), var(--_line)); color: var(--_ink); box-shadow: 0 1px 3px light-dark(#1d232126, #0008); }
.switch { appearance: none; flex: none; position: relative; width: 42px; height: 24px; border-radius: 12px; background: light-dark(#868d8a, #626b68); cursor: pointer; transition: background 0.15s; }
.switch::after { content: ""; position: absolute; inset-block: 3px; inset-inline-start: 3px; width: 18px; border-radius: 50%; background: #fff; box-shadow: 0 1px 2px #0005; transition: translate 0.15s; }
.switch:checked { background: var(--carillon-accent, light-dark(#0c6b62, #2f9a8b)); }
.switch:checked::after { translate: 18px 0; }
[dir="rtl"] .switch:checked::after { translate: -18px 0; }
.spinner { width: 18px; height: 18px; border: 2px solid var(--_line); border-block-start-color: var(--_accent); border-radius: 50%; animation: turn 0.8s linear infinite; }
@keyframes turn { to { rotate: 1turn; } }
`);export{a,i as b};
