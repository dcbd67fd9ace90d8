import { LAW } from './law.ts';
import type { Source } from './read-sources.ts';

/** The law as a table in Markdown: what each room says at its door, and what it may import. */
export function roomTable(sources: readonly Source[]): string {
  const rows = Object.entries(LAW).map(([room, { may, mayTypes = [], doors, purpose = '' }]) => {
    const door = sources.find(({ path }) => path === (doors?.[0] ?? `${room}/index.ts`));
    const line = (name: string): string =>
      new RegExp(`^ \\* ${name}: (.*)$`, 'm').exec(door?.text ?? '')?.[1] ?? '';
    const what = door ? `in: ${line('In')} out: ${line('Out')} touches: ${line('Touches')}` : purpose;
    const arrows = [...may, ...mayTypes.map((to) => `${to} (types)`)];
    return `| \`${room}/\` | ${what.replaceAll('|', '\\|')} | ${arrows.join(', ') || 'nothing'} |`;
  });
  // Not aligned: a row that changes is one line that changes.
  return [
    '<!-- prettier-ignore -->',
    '| Room | What it is for | May import |',
    '|---|---|---|',
    ...rows,
  ].join('\n');
}

const BEGIN = '<!-- rooms: generated from tools/architecture/law.ts and the doors by `npm run generate` -->';
const END = '<!-- end of rooms -->';

/** A page with the table between its two marks. @throws Error where the marks are not there */
export function withRoomTable(page: string, table: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`The page needs the marks ${BEGIN} and ${END}.`);
  return `${page.slice(0, begin)}${BEGIN}\n\n${table}\n\n${page.slice(end)}`;
}
