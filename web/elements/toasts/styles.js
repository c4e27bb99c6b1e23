// How toasts look.
import { sheet } from "../styles.js";

export const stack = sheet(`
:host { display: block; }
.stack { position: fixed; inset: auto 0 0 auto; width: min(var(--carillon-toast-width, 380px), 100vw); margin: 0; padding: 16px; border: 0; background: none; color: inherit; overflow: visible; }
[dir="rtl"] .stack { inset: auto auto 0 0; }
:host([position="top"]) .stack { inset-block: 0 auto; }
.stack:popover-open { display: grid; gap: 10px; }
.toast { position: relative; display: flex; gap: 12px; padding: 14px; border: 1px solid var(--_line); border-radius: var(--_radius); background: var(--_surface); box-shadow: var(--carillon-shadow, 0 1px 3px light-dark(#1d232118, #0008), 0 8px 24px light-dark(#1d23211f, #0008)); animation: enter 0.25s cubic-bezier(0.2, 0.9, 0.3, 1.1); }
.toast.urgent { border-color: var(--_alarm); }
.tile { display: grid; place-items: center; flex: none; width: 38px; height: 38px; border-radius: 12px; background: var(--_accent-wash); color: var(--_accent); }
.security .tile, .urgent .tile { background: var(--_alarm-wash); color: var(--_alarm); }
:is(.reward, .promotional) .tile { background: var(--_badge-wash); color: var(--_badge); }
.body { flex: 1; min-width: 0; }
.title { width: 100%; font-weight: 650; line-height: 1.35; text-align: start; text-decoration: none; color: var(--_ink); overflow-wrap: anywhere; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; border-radius: 0; }
.title::after { content: ""; position: absolute; inset: 0; border-radius: var(--_radius); }
.title:focus-visible { outline: none; }
.title:focus-visible::after { outline: 2px solid var(--_accent); outline-offset: 2px; }
.message { font-size: 14px; color: var(--_soft); overflow-wrap: anywhere; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
.icon-button { position: relative; z-index: 1; width: 28px; height: 28px; margin: -4px; }
@keyframes enter { from { opacity: 0; translate: 0 16px; scale: 0.97; } }
`);
