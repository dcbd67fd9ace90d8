/** A row of a table by a name that came from outside: its own rows only, not what every object has (`constructor`). */
export const rowOf = <Row>(table: Readonly<Record<string, Row>>, name: string): Row | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
