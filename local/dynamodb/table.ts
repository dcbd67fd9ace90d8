import type { Row } from './rows-of.ts';

/** A table of the template, as CreateTable takes it. */
export interface TableDeclaration {
  TableName: string;
  KeySchema: { AttributeName: string }[];
  GlobalSecondaryIndexes?: { IndexName: string; Projection: { ProjectionType: string } }[];
  [property: string]: unknown;
}

/** A row's key alone. */
export const keyIn = ({ KeySchema }: Pick<TableDeclaration, 'KeySchema'>, row: Row): Row =>
  Object.fromEntries(KeySchema.map(({ AttributeName }) => [AttributeName, row[AttributeName]]));

export const hasIndex = (table: TableDeclaration | undefined, indexName: unknown): boolean =>
  table?.GlobalSecondaryIndexes?.some(({ IndexName }) => IndexName === indexName) ?? false;
