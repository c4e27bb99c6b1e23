// How the preferences look.
import { sheet } from "../styles.js";

export const form = sheet(`
:host { display: block; background: var(--_surface); }
.preferences { padding: 4px 18px 18px; max-width: 560px; container-type: inline-size; }
fieldset { min-width: 0; margin-block-start: 18px; }
fieldset:first-child { margin-block-start: 4px; }
legend { margin-block-end: 4px; font-size: 13px; font-weight: 700; color: var(--_accent); }
.row { display: flex; align-items: center; gap: 12px; min-height: 52px; padding: 8px 0; border-block-end: 1px solid var(--_line); }
.row:last-child { border-block-end: 0; }
.mark { display: grid; place-items: center; flex: none; align-self: start; width: 34px; height: 34px; border-radius: 11px; background: var(--_raised); color: var(--_soft); font-size: 14px; }
.words { flex: 1; min-width: 0; overflow-wrap: anywhere; }
label { display: block; font-weight: 600; line-height: 1.35; cursor: pointer; }
.pause { display: flex; flex-wrap: wrap; align-items: center; gap: 0 8px; margin-block-start: 2px; }
.pause p:empty { display: none; }
.pause .quiet { margin-inline-start: -6px; text-align: start; }
table { width: 100%; border-collapse: collapse; margin-block-start: 8px; }
thead th { padding: 4px 0; font-weight: 600; color: var(--_soft); font-size: 14px; vertical-align: bottom; text-align: center; }
thead th.faint { font-size: 12px; }
thead .icon { margin: 0 auto; }
tbody th { text-align: start; font-weight: 600; font-size: 14px; overflow-wrap: anywhere; }
tbody :is(th, td) { height: 44px; border-block-start: 1px solid var(--_line); }
td { text-align: center; padding: 0 2px; vertical-align: middle; }
@container (max-width: 320px) { .category .icon { display: none; } }
td .switch { display: block; margin: 0 auto; }
.category { display: flex; align-items: center; gap: 8px; }
.category .icon { color: var(--_soft); font-size: 14px; }
.choice { appearance: none; display: grid; place-items: center; width: 24px; height: 24px; margin: 0 auto; border: 1.5px solid light-dark(#868d8a, #7d8683); border-radius: 8px; cursor: pointer; }
.choice:checked { background: var(--_accent); border-color: var(--_accent); }
.choice:checked::after { content: ""; width: 6px; height: 11px; margin-block-start: -3px; border: solid var(--_on-accent); border-width: 0 2px 2px 0; rotate: 40deg; }
.choice:disabled { opacity: 0.35; cursor: default; }
.foot { position: sticky; inset-block-end: 12px; display: grid; justify-items: center; pointer-events: none; z-index: 2; height: 0; align-content: end; }
.status { padding: 6px 16px; border-radius: 10px; background: light-dark(#1d2321, #e9ece9); color: light-dark(#fff, #131615); font-size: 13px; font-weight: 600; box-shadow: 0 6px 20px #0004; }
.status.notSaved { background: light-dark(#a3221a, #f2938c); color: light-dark(#fff, #2b0b09); }
.wait { display: grid; place-items: center; gap: 12px; padding: 64px 24px; text-align: center; }
.trouble .icon { font-size: 28px; color: var(--_alarm); }
.button { flex: none; }
`);
