/** The style sheet of a report, light and dark; colours of the console. */
export const STYLE = `:root{color-scheme:light dark;--text:light-dark(#16212a,#e4ebef);--faint:light-dark(#536472,#9fb0bc);--line:light-dark(#d5dee4,#2d3a43);--bad:light-dark(#b3261e,#ff8f86);font:15px/1.5 system-ui,sans-serif}
body{margin:0;background:light-dark(#f6f8f9,#11171b);color:var(--text)}
main{max-width:1100px;margin:0 auto;padding:1.2rem}
h1,dd,th,li{overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:minmax(6rem,max-content) 1fr;gap:.3rem 1.2rem}
dt,.faint,.note,thead th{color:var(--faint)}
dd{margin:0}
li{white-space:pre-wrap;margin:.3rem 0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid var(--line);font-weight:400}
.note{display:block;font-size:.85rem;white-space:pre-wrap}
.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.bar{width:30%;min-width:60px}
svg{width:100%;height:.8rem;margin-top:.35rem}
.all{fill:var(--line)}
.part{fill:var(--bad)}
@media print{body{background:#fff}}`;
