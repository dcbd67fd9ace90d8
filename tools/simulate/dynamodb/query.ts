import { holds, projected } from './evaluate.ts';
import type { Item, TableRequest } from './evaluate.ts';
import type { Condition } from './parse-expression.ts';
import { NotServed, parseCondition } from './parse-expression.ts';
import type { MemoryTable } from './table.ts';

/** An answer holds a megabyte (API reference, Query). */
const MOST_ANSWER_BYTES = 1024 * 1024;

/** Answers a Query. */
export function query(table: MemoryTable, request: TableRequest): string {
  const { keys } = table;
  const index = request.IndexName === undefined ? undefined : keys.index;
  if (request.FilterExpression !== undefined) throw new NotServed('a FilterExpression');
  const condition = parseCondition(String(request.KeyConditionExpression));
  const hash = hashOf(condition, index?.hash ?? keys.hash, request);
  const rows: string[] = [];
  let bytes = 0;
  let last: Item | undefined;
  const most = (request.Limit as number | undefined) ?? Infinity;
  const ordered = table.partition(hash, {
    index: index !== undefined,
    after: request.ExclusiveStartKey as Item | undefined,
    forward: request.ScanIndexForward !== false,
  });
  for (const row of ordered) {
    const isWhole = condition.kind !== 'and';
    const item =
      isWhole && request.ProjectionExpression === undefined ? undefined : (JSON.parse(row) as Item);
    if (item && !holds(condition, item, request)) continue;
    const names = request.ProjectionExpression as string | undefined;
    rows.push(item && names !== undefined ? JSON.stringify(projected(item, names.split(','), request)) : row);
    bytes += row.length;
    if (rows.length < most && bytes < MOST_ANSWER_BYTES) continue;
    last = item ?? (JSON.parse(row) as Item);
    break;
  }
  const names = [keys.hash, keys.range, index?.hash, index?.range].filter((name) => name !== undefined);
  const next = last && Object.fromEntries(names.map((name) => [name, last[name]]));
  return (
    `{"Items":[${rows.join(',')}],"Count":${rows.length},"ScannedCount":${rows.length}` +
    `${next ? `,"LastEvaluatedKey":${JSON.stringify(next)}` : ''}}`
  );
}

/** The partition that a key condition names. */
function hashOf(
  condition: Condition,
  name: string,
  { ExpressionAttributeValues = {} }: TableRequest,
): string {
  const parts = condition.kind === 'and' ? condition.parts : [condition];
  for (const part of parts)
    if (
      part.kind === 'compare' &&
      part.operator === '=' &&
      part.left.kind === 'path' &&
      part.left.name === name &&
      part.right.kind === 'value'
    )
      return String(ExpressionAttributeValues[part.right.name]?.S);
  throw new NotServed('a key condition without its partition');
}
