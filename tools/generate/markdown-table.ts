/** A Markdown table; prettier aligns it. */
export const table = (headings: readonly string[], rows: readonly string[]): string =>
  `${row(headings)}\n${row(headings.map(() => '---'))}\n${rows.join('\n')}\n`;

export const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

export const code = (value: unknown): string =>
  `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
