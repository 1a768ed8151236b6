import { Markup } from './template.ts'

/** How the page looks: light or dark as its reader has it, on a wide screen, a phone and paper. */
export const style = new Markup(`
:root { color-scheme: light dark;
  --ground: light-dark(#f6f7f8, #0d1117); --panel: light-dark(#fff, #151b23); --ink: light-dark(#1f2328, #e6edf3);
  --soft: light-dark(#59636e, #9aa4af); --line: light-dark(#d8dee4, #2d343d); --code: light-dark(#eff1f3, #21282f);
  --blue: light-dark(#0757b8, #6cb2ff); --green: light-dark(#116329, #56d364); --red: light-dark(#b3151f, #ff8880); --amber: light-dark(#7a4b00, #e9b949);
  --green-soft: light-dark(#dbf5e1, #12301c); --red-soft: light-dark(#ffe5e3, #3c1618); --amber-soft: light-dark(#fff1cc, #352708); --grey-soft: light-dark(#e8ebee, #262d36);
  --strong-green: light-dark(#1a7f37, #2ea043); --strong-red: light-dark(#cf222e, #f85149); --strong-amber: light-dark(#bf8700, #d29922); --strong-grey: light-dark(#6e7781, #7d8590);
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace }
* { box-sizing: border-box }
html { scroll-padding-top: 3.5rem; -webkit-text-size-adjust: 100% }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif }
body > :not(nav), nav ul { max-width: 68rem; margin-inline: auto; padding-inline: 1.25rem }
a { color: var(--blue); text-underline-offset: .15em } :focus-visible { outline: 2px solid var(--blue); outline-offset: 2px }
code, pre, kbd { font-family: var(--mono); font-size: .9em } code, kbd { background: var(--code); border-radius: 4px; padding: .1em .3em; overflow-wrap: anywhere }
small { color: var(--soft); font-size: .85em } h1, h2, h3, h4, p { margin: 0 } ul, ol, dl { margin: 0; padding: 0; list-style: none }
.unseen, .skip:not(:focus) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.top { padding-block: 2.25rem 1.5rem; border-left: 0 } .top .verb { font-family: var(--mono); color: var(--soft) }
.top h1 { font-size: clamp(2.25rem, 7vw, 3.25rem); line-height: 1.1; letter-spacing: -.02em; display: flex; align-items: center; gap: .35em }
.top h1::before { content: ''; width: .62em; height: .62em; border-radius: 50%; background: var(--strong-grey); flex: none }
.top.held h1 { color: var(--green) } .top.held h1::before { background: var(--strong-green) } .top.slipped h1 { color: var(--red) } .top.slipped h1::before { background: var(--strong-red) }
.answer { font-size: 1.2rem; margin-top: .4rem } .looked { color: var(--soft); margin-top: .15rem }
nav { position: sticky; top: 0; z-index: 1; background: var(--ground); border-bottom: 1px solid var(--line) }
nav ul { display: flex; gap: 1.25rem; overflow-x: auto; padding-block: .55rem; scrollbar-width: none } nav a { text-decoration: none; white-space: nowrap; color: var(--ink); padding-block: .15rem } nav a:hover { color: var(--blue); text-decoration: underline }
section { margin-block: 2rem } h2 { font-size: 1.35rem; letter-spacing: -.01em; margin-bottom: .75rem } h3 { font-size: 1.02rem; margin-block: 1rem .4rem }
.scroll { position: relative; overflow-x: auto; background: var(--panel); border: 1px solid var(--line); border-radius: 10px } table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .55rem .8rem; vertical-align: top } thead th { font-weight: 600; color: var(--soft); font-size: .85em; white-space: nowrap; border-bottom: 1px solid var(--line) }
tbody tr + tr > * { border-top: 1px solid var(--line) } th small, td small { display: block; font-weight: 400 } tbody th { font-weight: 600 }
.coverage tbody th { min-width: 12rem } .coverage thead th + th { text-align: center }
.cell { text-align: center; vertical-align: middle; font-variant-numeric: tabular-nums; font-weight: 600; border-left: 1px solid var(--line) } .cell a { color: inherit; text-decoration: none; display: block } .cell a:hover { text-decoration: underline }
.cell.held { background: var(--green-soft); color: var(--green) } .cell.slipped { background: var(--red-soft); color: var(--red) } .cell.slipped small { color: inherit } .cell.empty { color: var(--soft); font-weight: 400 } .total { font-size: 1.05em }
details { margin-top: .6rem } summary { cursor: pointer }
.protocol { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: .6rem .9rem } .protocol summary { display: flex; gap: .6rem } .protocol summary::before { content: '▸'; color: var(--soft) } .protocol[open] summary::before { content: '▾' } .protocol summary span { margin-left: auto; font-weight: 600; font-variant-numeric: tabular-nums }
.protocol li { display: flex; gap: .6rem; padding-block: .25rem; overflow-wrap: anywhere } .protocol li small { display: block } .sign { font-weight: 700; width: 1em; flex: none; text-align: center }
.held > .sign, b.held, span.held { color: var(--green) } .slipped > .sign, b.slipped, span.slipped { color: var(--red) } .unknown > .sign { color: var(--amber) }
.history { display: block; width: 100%; background: var(--panel); border: 1px solid var(--line); border-radius: 10px } .history text { font-size: 12px; fill: var(--soft) } .history .grid { stroke: var(--line) }
.history .line { fill: none; stroke: var(--blue); stroke-width: 2.5; stroke-linejoin: round } .history .area { fill: var(--blue); opacity: .1 } .history circle { stroke: var(--panel); stroke-width: 2 } .history .held { fill: var(--strong-green) } .history .slipped { fill: var(--strong-red) }
.tag { display: inline-block; border-radius: 999px; padding: .05rem .6rem; font-size: .82rem; font-weight: 600; background: var(--grey-soft); color: var(--ink); white-space: nowrap }
.tag.reversible, .tag.held { background: var(--green-soft); color: var(--green) } .tag.lossy, .tag.warning { background: var(--amber-soft); color: var(--amber) } .tag.partial, .tag.fails, .tag.error, .tag.slipped { background: var(--red-soft); color: var(--red) }
.strip { display: flex; flex-wrap: wrap; gap: 4px; margin-block: .5rem } .strip a { display: block; width: 24px; height: 24px; border-radius: 5px; background: var(--strong-grey) } .strip a:hover { transform: scale(1.15) }
.strip .reversible { background: var(--strong-green) } .strip .lossy { background: var(--strong-amber) } .strip .partial, .strip .fails { background: var(--strong-red) } .strip .fails { background-image: repeating-linear-gradient(45deg, #0000 0 4px, #0006 4px 7px) } .strip .none { background: none; border: 2px dashed var(--strong-grey) }
.timeline { margin-top: .9rem; border-left: 2px solid var(--line); margin-left: 6px } .timeline li { position: relative; padding: .3rem 0 .3rem 1.3rem } .timeline li::before { content: ''; position: absolute; left: -8px; top: .6rem; width: 14px; height: 14px; border-radius: 50%; border: 3px solid var(--ground); background: var(--strong-grey) }
.timeline li.reversible::before { background: var(--strong-green) } .timeline li.lossy::before { background: var(--strong-amber) } .timeline li.partial::before, .timeline li.fails::before { background: var(--strong-red) } li:target { background: var(--amber-soft); border-radius: 6px }
dl { display: grid; grid-template-columns: minmax(5.5rem, max-content) 1fr; gap: .1rem .8rem; font-size: .92em } dl:empty { display: none } dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
.filter { display: flex; flex-wrap: wrap; align-items: center; gap: .6rem .8rem; margin-bottom: 1rem } .filter[hidden], .finding[hidden] { display: none } .filter input[type=search] { flex: 1 1 14rem; min-width: 0; font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--strong-grey); border-radius: 8px; padding: .45rem .7rem } .filter ::placeholder { color: var(--soft); opacity: 1 }
fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .6rem } .chip { display: flex; align-items: center; gap: .35rem; min-height: 24px } output { color: var(--soft); font-variant-numeric: tabular-nums }
.finding { background: var(--panel); border: 1px solid var(--line); border-left: 4px solid var(--strong-grey); border-radius: 10px; padding: .9rem 1.1rem; margin-bottom: 1rem; scroll-margin-top: 3.5rem } .finding.error { border-left-color: var(--strong-red) } .finding.warning { border-left-color: var(--strong-amber) }
.finding header { display: flex; flex-wrap: wrap; align-items: center; gap: .3rem .6rem } .finding header code { background: none; color: var(--soft); padding: 0 } .finding h3 { margin: .4rem 0 .6rem; font-size: 1.08rem; overflow-wrap: anywhere } .link { text-decoration: none; padding-inline: .4rem; margin-left: auto }
.finding:target, .finding:focus { outline: 2px solid var(--blue); outline-offset: 2px }
pre { margin: .5rem 0 0; padding: .75rem .9rem; overflow-x: auto; background: var(--ground); border: 1px solid var(--line); border-radius: 8px; line-height: 1.45; tab-size: 4 } pre code { background: none; padding: 0; font-size: 1em }
.red { color: var(--red) } .green { color: var(--green) } .yellow { color: var(--amber) } .blue { color: var(--blue) } .bold { font-weight: 700 } .dim { color: var(--soft) }
.sides { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .9rem; margin-top: .7rem } h4 { font-size: .85em; color: var(--soft) } figure { margin: 0 } figcaption { font: .85em var(--mono); color: var(--soft); overflow-wrap: anywhere } .number { display: inline-block; min-width: 2.2em; color: var(--soft); user-select: none } mark { background: var(--amber-soft); color: inherit; border-radius: 3px; box-shadow: 0 0 0 1px var(--strong-amber) } .side:last-child mark { background: var(--red-soft); box-shadow: 0 0 0 1px var(--strong-red) }
#limits li, #since li, #policies li, #refused li, #drill li, #rules li { padding: .2rem 0 .2rem 1.1rem; position: relative } #limits li::before, #since li::before, #refused li::before, #drill li::before, #rules li::before { content: '·'; position: absolute; left: .3rem; color: var(--soft) } .takes li::before, .adds li::before { position: absolute; left: 0; font-weight: 700 } .takes li::before { content: '−'; color: var(--red) } .adds li::before { content: '+'; color: var(--green) }
.refused { background: var(--amber-soft); border-radius: 10px; padding: .5rem .8rem } footer { color: var(--soft); border-top: 1px solid var(--line); padding-block: 1rem 2rem; display: flex; flex-wrap: wrap; gap: .3rem 2rem } .keys[hidden] { display: none }
#amendments td, #amendments th { min-width: 8rem } #plan dl { grid-template-columns: minmax(7rem, max-content) 1fr } .protocol summary b { white-space: nowrap }
@media (max-width: 40rem) { .sides { grid-template-columns: minmax(0, 1fr) } th, td { padding: .45rem .55rem } .coverage tbody th { min-width: 9rem } .finding { padding: .75rem .8rem } .history text { font-size: 18px } }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth } }
@media print { :root { color-scheme: light } nav, .filter, .link, .keys, .skip { display: none } body { background: #fff; font-size: 10.5pt } .scroll { overflow: visible } pre { white-space: pre-wrap } .finding, tr, .timeline li { break-inside: avoid } * { -webkit-print-color-adjust: exact; print-color-adjust: exact } }
`)
