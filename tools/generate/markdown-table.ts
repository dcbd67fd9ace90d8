/** A Markdown table, not aligned: a row that changes is one line that changes. */
export const table = (headings: readonly string[], rows: readonly string[]): string =>
  `<!-- prettier-ignore -->\n${row(headings)}\n${row(headings.map(() => '---'))}\n${rows.join('\n')}\n`;

export const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

export const code = (value: unknown): string =>
  `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
