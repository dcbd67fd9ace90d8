/** An attribute by its type: `{ S: 'text' }`. */
type Attribute = Readonly<Record<string, unknown>>;
type Item = Readonly<Record<string, Attribute | undefined>>;
interface Key {
  AttributeName: string;
}
interface Index {
  IndexName: string;
  KeySchema: readonly Key[];
  Projection: { ProjectionType: string; NonKeyAttributes?: readonly string[] };
}
interface Table {
  KeySchema: readonly Key[];
  GlobalSecondaryIndexes?: readonly Index[];
  LocalSecondaryIndexes?: readonly Index[];
}
/** A request as dynalite has read it; what begins with `_` are its expressions, parsed. */
interface Read {
  [member: string]: unknown;
  IndexName?: string;
  Select?: string;
  AttributesToGet?: readonly string[];
  ProjectionExpression?: string;
  KeyConditions?: Readonly<Record<string, { AttributeValueList?: readonly Attribute[] }>>;
  _projection?: { paths: readonly (readonly (string | number)[])[] };
}
interface Refusal extends Error {
  body: Record<string, unknown>;
}
type Done = (error: Refusal | null, answer?: unknown) => void;

/** The parts of dynalite that are extended: `dynalite/db` and a module of `dynalite/validations`. */
interface Db {
  isExtended?: true;
  validationError: (message: string) => Refusal;
  checkConditional: (request: Read, existing: Item | undefined) => Refusal | null | undefined;
  validateItem: (item: Item, table: Table) => Refusal | null | undefined;
  updateIndexes: (store: unknown, table: Table, old: Item | undefined, now: Item | null, done: Done) => void;
  queryTable: (
    store: unknown,
    table: Table,
    request: Read,
    range: unknown,
    isLocal: boolean,
    fromTable: boolean,
    startKeyNames: readonly string[],
    done: Done,
  ) => void;
}
interface Validation {
  types: Record<string, unknown>;
  custom: (request: Read, store: unknown) => string | undefined;
}

/**
 * Adds to dynalite what it lacks of parameters that are served: it drops what it does not know, in silence.
 * It is done at the joints at which its actions call its store, so that it holds under the lock of the row that is written.
 * This function is handed to the thread of the tables as its source text. So it may use nothing from outside itself but types.
 * @param load a require that finds dynalite
 */
export function extendDynalite(load: (name: string) => unknown): void {
  const db = load('dynalite/db/index.js') as Db;
  if (db.isExtended) return;
  db.isExtended = true;
  const { checkConditional, validateItem, updateIndexes, queryTable, validationError } = db;

  // ReturnValuesOnConditionCheckFailure: the row as the condition saw it (API reference, "PutItem").
  db.checkConditional = (request, existing) => {
    const refusal = checkConditional(request, existing);
    if (refusal && existing && request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD')
      refusal.body.Item = existing;
    return refusal;
  };
  const validationOf = (operation: string): Validation =>
    load(`dynalite/validations/${operation}.js`) as Validation;
  for (const operation of ['putItem', 'updateItem', 'deleteItem'])
    validationOf(operation).types.ReturnValuesOnConditionCheckFailure = {
      type: 'String',
      enum: ['ALL_OLD', 'NONE'],
    };

  // Keys: none is empty, none too long (Developer Guide, "Constraints in DynamoDB"), those of indexes included.
  const indexesOf = (table: Table): Index[] =>
    [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])].sort((a, b) =>
      a.IndexName < b.IndexName ? -1 : 1,
    );
  const bytesOf = (attribute: Attribute | undefined): { length: number; what: string } | undefined => {
    if (typeof attribute?.S === 'string') return { length: Buffer.byteLength(attribute.S), what: 'string' };
    if (typeof attribute?.B === 'string')
      return { length: Buffer.from(attribute.B, 'base64').length, what: 'binary' };
    return undefined;
  };
  const emptyKey = (item: Item, keys: readonly Key[]): { name: string; what: string } | undefined => {
    for (const { AttributeName: name } of keys) {
      const bytes = bytesOf(item[name]);
      if (bytes?.length === 0) return { name, what: bytes.what };
    }
    return undefined;
  };
  const longKey = (item: Item, keys: readonly Key[]): string | undefined => {
    for (const [position, { AttributeName: name }] of keys.entries()) {
      const length = bytesOf(item[name])?.length ?? 0;
      if (position === 0 && length > 2048)
        return 'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes';
      if (position > 0 && length > 1024)
        return 'One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes';
    }
    return undefined;
  };
  const tooLong = (item: Item, table: Table): Refusal | undefined => {
    for (const { KeySchema } of [table, ...indexesOf(table)]) {
      const message = longKey(item, KeySchema);
      if (message !== undefined) return validationError(message);
    }
    return undefined;
  };
  db.validateItem = (item, table) => {
    const refusal = validateItem(item, table);
    if (refusal) return refusal;
    for (const { IndexName, KeySchema } of indexesOf(table)) {
      const empty = emptyKey(item, KeySchema);
      if (empty)
        return validationError(
          `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${empty.what} value. IndexName: ${IndexName}, IndexKey: ${empty.name}`,
        );
    }
    return tooLong(item, table);
  };
  // Only here an update has its outcome; a row that is put was judged before.
  db.updateIndexes = (store, table, old, now, done) => {
    const empty =
      now &&
      emptyKey(
        now,
        indexesOf(table).flatMap(({ KeySchema }) => KeySchema),
      );
    const refusal = empty
      ? validationError(
          `One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty ${empty.what} value.`,
        )
      : now && tooLong(now, table);
    if (refusal) done(refusal);
    else updateIndexes(store, table, old, now, done);
  };

  // Indexes: a global one has what it projects and nothing else; a local one fetches the rest from the table.
  db.queryTable = (store, table, request, range, isLocal, fromTable, startKeyNames, done) => {
    const conditions = Object.entries(request.KeyConditions ?? {});
    const empty = conditions.find(([, { AttributeValueList = [] }]) =>
      AttributeValueList.some((value) => bytesOf(value)?.length === 0),
    );
    if (empty) {
      const what = bytesOf(empty[1].AttributeValueList?.[0])?.what ?? 'string';
      done(
        validationError(
          `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${what} value. Key: ${empty[0]}`,
        ),
      );
      return;
    }
    const missing = notProjected(table, request);
    if (missing.length > 0 && !isLocal) {
      done(
        validationError(
          `One or more parameter values were invalid: Global secondary index ${request.IndexName ?? ''} does not project [${missing.join(', ')}]`,
        ),
      );
      return;
    }
    queryTable(store, table, request, range, isLocal, fromTable || missing.length > 0, startKeyNames, done);
  };
  const notProjected = (table: Table, request: Read): string[] => {
    const index = indexesOf(table).find(({ IndexName }) => IndexName === request.IndexName);
    if (!index || index.Projection.ProjectionType === 'ALL') return [];
    const asked = request._projection?.paths.map(([name]) => String(name)) ?? request.AttributesToGet ?? [];
    const has = new Set([
      ...[...index.KeySchema, ...table.KeySchema].map(({ AttributeName }) => AttributeName),
      ...(index.Projection.NonKeyAttributes ?? []),
    ]);
    return [...new Set(asked)].filter((name) => !has.has(name));
  };

  // Select (API reference, "Query" and "Scan").
  const refusedSelect = ({ Select, IndexName, ...request }: Read): string | undefined => {
    const list = ['ProjectionExpression', 'AttributesToGet'].find((name) => request[name] !== undefined);
    if (Select === 'SPECIFIC_ATTRIBUTES' && list === undefined)
      return 'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES';
    if (Select !== undefined && Select !== 'SPECIFIC_ATTRIBUTES' && list !== undefined)
      return `Cannot specify the ${list} when choosing to get ${Select === 'COUNT' ? 'only the Count' : Select}`;
    if (Select === 'ALL_PROJECTED_ATTRIBUTES' && IndexName === undefined)
      return 'ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName';
    return undefined;
  };
  for (const operation of ['query', 'scan']) {
    const validation = validationOf(operation);
    const { custom } = validation;
    validation.custom = (request, store) => custom(request, store) ?? refusedSelect(request);
  }
  validationOf('scan').types.ConsistentRead = 'Boolean';
}
