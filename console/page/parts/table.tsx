import type { ComponentChildren, JSX } from 'preact';

/** A column: its heading, and what stands in it for a row. */
export interface Column<Row> {
  name: string;
  cell: (row: Row) => ComponentChildren;
  /** Numbers stand at the right, so that their digits line up. */
  isNumber?: true;
}

/** A table that scrolls by itself where it is wider than the page; what stands in place of no rows says what to do. */
export function Table<Row>({
  caption,
  columns,
  rows,
  keyOf,
  empty,
}: {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  empty: ComponentChildren;
}): JSX.Element {
  if (rows.length === 0) return <p class="none">{empty}</p>;
  return (
    <div class="scroll" role="region" aria-label={caption} tabIndex={0}>
      {/* Narrow windows show rows as lists: that they are a table is said all the same. */}
      <table role="table">
        <caption class="unseen">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ name, isNumber }) => (
              <th key={name} role="columnheader" scope="col" class={isNumber && 'number'}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={keyOf(row)} role="row">
              {columns.map(({ name, cell, isNumber }) => (
                <td key={name} role="cell" data-column={name} class={isNumber && 'number'}>
                  <span>{cell(row)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
