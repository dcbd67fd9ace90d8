import type { JsonObject } from '../../ground/index.ts';
import { AwsError, constraintError } from '../../ground/index.ts';
import { textMember } from '../../http/index.ts';
import { amountMember } from '../metric.ts';

/** API reference, DescribeAlarms and DescribeAlarmHistory: MaxRecords. */
const MOST_RECORDS = 100;

/**
 * A page of records; its token says how many came before.
 * @param usual how many there are unless `MaxRecords` says it
 * @throws AwsError InvalidNextToken, or for a MaxRecords that is not from 1 to 100
 */
export function recordPage<T>(
  records: readonly T[],
  input: JsonObject,
  usual = MOST_RECORDS,
): { page: T[]; NextToken?: string } {
  const most = amountMember(input, 'MaxRecords') ?? usual;
  if (most < 1) throw constraintError('maxRecords', most, 'have value greater than or equal to 1');
  if (most > MOST_RECORDS)
    throw constraintError('maxRecords', most, `have value less than or equal to ${MOST_RECORDS}`);
  const [, offset] = /^offset\/(\d{1,9})$/.exec(textMember(input, 'NextToken') ?? 'offset/0') ?? [];
  if (offset === undefined) throw new AwsError('InvalidNextToken', 'The next token is not one of this list.');
  const end = Number(offset) + most;
  return {
    page: records.slice(Number(offset), end),
    ...(end < records.length && { NextToken: `offset/${end}` }),
  };
}
