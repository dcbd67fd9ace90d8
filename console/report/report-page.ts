import { createHash } from 'node:crypto';
import { STYLE } from './report-style.ts';

/** A count with its name, drawn as a bar. */
export interface Bar {
  name: string;
  count: number;
  /** What it is a part of; the longest of its section where that says nothing. */
  of?: number;
  /** Further lines below its name. */
  notes: readonly string[];
}

/** A part of a report under a heading of its own. */
export interface ReportSection {
  heading: string;
  /** What a bar counts, `refused lines`. */
  unit?: string;
  bars?: readonly Bar[];
  lines?: readonly string[];
}

/** What a report says. All of it is text; nothing in it is HTML. */
export interface ReportPage {
  title: string;
  /** When it was made, ISO 8601 in UTC. */
  at: string;
  facts: readonly (readonly [name: string, value: string])[];
  sections: readonly ReportSection[];
  /** How it is to be taken, at its end. */
  foot: string;
}

const number = new Intl.NumberFormat('en');

/** More bars or lines of a section are left out, and that is said. */
const MOST = 1000;

/**
 * A report as one page: no script, no address of anybody, and a policy that would let neither in (Content Security Policy
 * Level 3, "The meta element"). Whatever the texts hold, they are text.
 */
export function reportPage({ title, at, facts, sections, foot }: ReportPage): string {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${text(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${text(title)}</h1>
<p class="faint">Made <time datetime="${text(at)}">${text(at.slice(0, 19).replace('T', ' '))} UTC</time> by Inlet.</p>
<dl>${facts.map(([name, value]) => `<dt>${text(name)}</dt><dd>${text(value)}</dd>`).join('\n')}</dl>
${sections.map(sectionOf).join('\n')}
<p class="faint">${text(foot)}</p>
</main>
</body>
</html>
`;
}

function sectionOf({ heading, unit = 'lines', bars = [], lines = [] }: ReportSection): string {
  if (bars.length === 0 && lines.length === 0) return '';
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return `<h2>${text(heading)}</h2>
${bars.length === 0 ? '' : tableOf(heading, unit, bars, most)}
${
  lines.length === 0
    ? ''
    : `<ul>${lines
        .slice(0, MOST)
        .map((line) => `<li>${text(line)}</li>`)
        .join('\n')}</ul>`
}
${leftOut(Math.max(bars.length, lines.length) - MOST)}`;
}

const leftOut = (count: number): string =>
  count > 0 ? `<p class="faint">and ${number.format(count)} more, which are left out here</p>` : '';

const tableOf = (heading: string, unit: string, bars: readonly Bar[], most: number): string =>
  `<div class="scroll" role="region" aria-label="${text(heading)}" tabindex="0"><table>
<thead><tr><th scope="col">What</th><th scope="col" class="number">${text(unit)}</th><th scope="col">Share</th></tr></thead>
<tbody>
${bars
  .slice(0, MOST)
  .map((bar) => rowOf(bar, most))
  .join('\n')}
</tbody></table></div>`;

/** The bar is a picture of the number beside it, so those who cannot see it lose nothing. */
function rowOf({ name, count, of, notes }: Bar, most: number): string {
  const whole = Math.max(1, of ?? most);
  const width = Math.round((Math.min(count, whole) / whole) * 1000) / 10;
  return `<tr><th scope="row">${text(name)}${notes.map((note) => `<span class="note">${text(note)}</span>`).join('')}</th>
<td class="number">${number.format(count)}${of === undefined ? '' : ` of ${number.format(of)}`}</td>
<td class="bar"><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width="100" height="10" class="all"/><rect width="${width}" height="10" class="part"/></svg></td></tr>`;
}

const SIGNS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Signs that control, and those that turn the direction of writing, would hide what stands there (Unicode, "Bidirectional Controls"). */
// eslint-disable-next-line no-control-regex
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text as it stands in HTML, in an element or between quotes. */
const text = (value: string): string =>
  value.replace(UNSEEN, '\ufffd').replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? '');
