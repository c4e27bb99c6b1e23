// How the list looks.
import { sheet } from "../styles.js";

export const room = sheet(`
:host { display: flex; flex-direction: column; min-height: 0; max-height: var(--carillon-center-height, min(640px, 85dvh)); background: var(--_surface); border: 1px solid var(--_line); border-radius: calc(var(--_radius) + 4px); overflow: hidden; }
.center, .main { position: relative; display: flex; flex-direction: column; flex: 1; min-height: 0; }
header { display: flex; align-items: center; gap: 2px; padding-block: 12px 6px; padding-inline: 18px 10px; }
header h2 { flex: 1; min-width: 0; font-size: 18px; font-weight: 700; letter-spacing: -0.015em; line-height: 36px; }
header h2:focus-visible { outline-offset: 0; border-radius: 4px; }
.back { margin-inline-start: -8px; }
[dir="rtl"] .back .icon { scale: -1 1; }
.filters { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 8px 10px; padding: 2px 18px 12px; border-block-end: 1px solid var(--_line); }
.filters .select { min-width: 0; }
.count { font-size: 12px; font-weight: 700; padding: 0 6px; border-radius: 8px; background: var(--_accent-wash); color: var(--_accent); line-height: 18px; font-variant-numeric: tabular-nums; }
.banner { padding: 8px 18px; background: var(--_badge-wash); color: var(--_badge); font-size: 13px; font-weight: 600; }
.banner.soon { animation: later 1.5s step-end; }
@keyframes later { from { display: none; } to { display: block; } }
.scroller { flex: 1; min-height: 0; overflow-y: auto; scroll-padding-block: 8px 72px; overscroll-behavior: contain; scrollbar-width: thin; scrollbar-color: var(--_line) transparent; }
.more-row { position: relative; display: flex; justify-content: center; padding: 0 18px; }
.more-row > :not(.edge):not([hidden]) { margin: 14px 0; }
.edge { position: absolute; inset: -600px 0 0; visibility: hidden; pointer-events: none; }
.bar { position: absolute; inset: auto 12px 12px; display: flex; align-items: center; gap: 12px; padding-block: 8px; padding-inline: 16px 8px; border-radius: 12px; background: light-dark(#1d2321, #e9ece9); color: light-dark(#fff, #131615); font-size: 14px; box-shadow: 0 8px 28px #0005; animation: arrive 0.2s; z-index: 2; }
.bar p { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; line-height: 32px; }
.bar.problem { background: light-dark(#a3221a, #f2938c); color: light-dark(#fff, #2b0b09); }
.bar.problem p { white-space: normal; line-height: 1.4; padding: 6px 0; }
.undo { min-height: 32px; padding: 4px 12px; font-weight: 700; border-radius: 8px; color: light-dark(#8fe0d2, #0c5a52); }
.undo:hover { background: light-dark(#fff2, #0001); }
.undo:focus-visible { outline-color: currentColor; outline-offset: -2px; }
.turned { flex: 1; min-height: 0; overflow-y: auto; scrollbar-width: thin; }
.state { display: grid; justify-items: center; gap: 4px; padding: 56px 32px 64px; text-align: center; }
.state .button { margin-block-start: 14px; }
.state-title { font-weight: 650; font-size: 16px; }
.emblem { display: grid; place-items: center; width: 64px; height: 64px; margin-block-end: 12px; border-radius: 50%; background: var(--_accent-wash); color: var(--_accent); font-size: 21px; }
.trouble .emblem { background: var(--_alarm-wash); color: var(--_alarm); }
.skeleton { display: flex; gap: 12px; padding: 16px 20px; }
.skeleton .body { display: grid; gap: 10px; flex: 1; align-content: center; }
.bone { display: block; height: 10px; border-radius: 6px; background: linear-gradient(90deg, var(--_raised) 30%, var(--_line) 50%, var(--_raised) 70%) 0 0 / 300% 100%; animation: shimmer 1.6s linear infinite; }
.bone.tile { height: 38px; }
.bone + .bone { width: 62%; }
@keyframes shimmer { from { background-position: 100% 0; } to { background-position: -50% 0; } }
@keyframes arrive { from { opacity: 0; translate: 0 6px; } }
`);

export const items = sheet(`
ul { padding: 6px; }
li { position: relative; display: flex; gap: 12px; padding: 12px; border-radius: var(--_radius); content-visibility: auto; contain-intrinsic-size: auto 92px; }
li:hover { background: var(--_raised); }
li.arrived { animation: arrive 0.3s; }
.tile { position: relative; display: grid; place-items: center; flex: none; width: 38px; height: 38px; border-radius: 12px; background: var(--_raised); color: var(--_soft); }
li:hover .tile { background: var(--_surface); }
.unread .tile, .unread:hover .tile { background: var(--_accent-wash); color: var(--_accent); }
.unread .tile.security, .unread:hover .tile.security { background: var(--_alarm-wash); color: var(--_alarm); }
.unread :is(.tile.reward, .tile.promotional), .unread:hover :is(.tile.reward, .tile.promotional) { background: var(--_badge-wash); color: var(--_badge); }
.body { flex: 1; min-width: 0; }
.title { display: block; width: 100%; font-size: 15px; line-height: 1.35; text-align: start; text-decoration: none; color: var(--_soft); border-radius: 0; overflow-wrap: anywhere; }
.unread .title { color: var(--_ink); font-weight: 650; }
.title::after { content: ""; position: absolute; inset: 0; border-radius: var(--_radius); }
.title:focus-visible { outline: none; }
.title:focus-visible::after { outline: 2px solid var(--_accent); outline-offset: -2px; }
.unread .tile::after { content: ""; position: absolute; inset-block-start: -3px; inset-inline-end: -3px; width: 9px; height: 9px; border-radius: 50%; background: var(--_accent); box-shadow: 0 0 0 2px var(--_surface); }
.message { margin-block-start: 2px; font-size: 14px; color: var(--_soft); white-space: pre-line; overflow-wrap: anywhere; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
.message.whole { display: block; }
.more { position: relative; z-index: 1; margin-inline-start: auto; margin-block: -2px; }
.meta { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 8px; margin-block-start: 5px; font-size: 13px; color: var(--_soft); }
.meta .where::after { content: "·"; margin-inline-start: 8px; }
.priority { padding: 0 8px; border-radius: 10px; font-weight: 650; font-size: 12px; line-height: 20px; background: var(--_badge-wash); color: var(--_badge); }
.priority.urgent { background: var(--_alarm-wash); color: var(--_alarm); }
.actions { position: absolute; z-index: 1; inset-block-start: 6px; inset-inline-end: 8px; display: flex; background: var(--_surface); border: 1px solid var(--_line); border-radius: 10px; box-shadow: 0 2px 8px light-dark(#1d232114, #0005); opacity: 0; }
.actions .icon-button { width: 32px; height: 26px; border-radius: 9px; font-size: 13px; }
.actions .icon-button:focus-visible { outline-offset: -2px; }
li:hover .actions, li:focus-within .actions { opacity: 1; }
@media (hover: none), (any-pointer: coarse) {
  .actions { position: static; flex-direction: column; align-self: center; opacity: 1; background: none; border: 0; box-shadow: none; }
}
`);
