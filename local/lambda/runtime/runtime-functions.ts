import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LambdaFunction } from '../../cloudformation/index.ts';
import type { Clock, Records } from '../../ground/index.ts';
import { AwsError, notImplemented } from '../../ground/index.ts';

/** A function that a caller made, beside those of the template. */
export interface RuntimeFunction {
  lambda: LambdaFunction;
  description: string;
  architectures: string[];
  tags: Record<string, string>;
  code: CodeOfFunction;
  /** Cloud time, epoch milliseconds. */
  lastModifiedMs: number;
  revisionId: string;
}

export interface CodeOfFunction {
  bytes: number;
  /** Base64. */
  sha256: string;
}

/** What callers say of a function; `revisionId` and times are made here. */
export type FunctionSettings = Omit<RuntimeFunction, 'code' | 'lastModifiedMs' | 'revisionId'>;

/** The functions that callers make beside the template's. They are kept in the cloud's database, their zips in the code folder. */
export interface RuntimeFunctions {
  /** Takes up what an earlier run was asked for; says which functions cannot be taken up any more. The template's own come first. */
  restore: () => string[];
  get: (name: string) => RuntimeFunction | undefined;
  /** @throws AwsError ResourceConflictException */
  create: (settings: FunctionSettings, zip: Buffer) => RuntimeFunction;
  /** @throws AwsError NotImplemented where it is the template's, ResourceNotFoundException, PreconditionFailedException */
  changeable: (name: string, revisionId?: string) => RuntimeFunction;
  changeCode: (of: RuntimeFunction, architectures: string[], zip: Buffer) => RuntimeFunction;
  changeSettings: (of: RuntimeFunction, settings: Partial<FunctionSettings>) => RuntimeFunction;
  remove: (of: RuntimeFunction) => void;
  clear: () => void;
}

export interface RuntimeFunctionsOptions {
  records: Records<RuntimeFunction>;
  clock: Clock;
  codeFolder: string;
  exists: (name: string) => boolean;
  /** Makes the function, or gives it other code and settings. @throws AwsError for what is wrong with it */
  declare: (lambda: LambdaFunction) => void;
  withdraw: (name: string) => void;
}

export function createRuntimeFunctions(options: RuntimeFunctionsOptions): RuntimeFunctions {
  const { records, clock, exists, declare, withdraw } = options;
  const uploads = join(options.codeFolder, 'uploads');

  /** Where the zip lies, also after the state folder was moved. */
  const fileOf = ({ sha256 }: CodeOfFunction): string =>
    join(uploads, `${Buffer.from(sha256, 'base64').toString('hex')}.zip`);
  const removeUnused = (code: CodeOfFunction): void => {
    if (!records.list().some((kept) => kept.code.sha256 === code.sha256))
      rmSync(fileOf(code), { force: true });
  };

  /** Declared before it is kept: what is refused leaves nothing behind. */
  const keep = (
    settings: FunctionSettings & Pick<RuntimeFunction, 'code'>,
    before?: RuntimeFunction,
  ): RuntimeFunction => {
    const lambda = { ...settings.lambda, artifact: fileOf(settings.code) };
    const kept = { ...settings, lambda, lastModifiedMs: clock.now(), revisionId: randomUUID() };
    try {
      declare(lambda);
      records.put(lambda.name, kept);
    } catch (error) {
      removeUnused(settings.code);
      throw error;
    }
    if (before) removeUnused(before.code);
    return kept;
  };

  const upload = (zip: Buffer): CodeOfFunction => {
    const sha256 = createHash('sha256').update(zip).digest('base64');
    const code = { bytes: zip.length, sha256 };
    mkdirSync(uploads, { recursive: true, mode: 0o700 });
    writeFileSync(fileOf(code), zip, { mode: 0o600 });
    return code;
  };

  return {
    restore: () =>
      records.list().flatMap(({ lambda, code }) => {
        try {
          if (exists(lambda.name)) records.remove(lambda.name);
          else declare({ ...lambda, artifact: fileOf(code) });
          return [];
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          records.remove(lambda.name);
          return [`The function ${lambda.name}, made in an earlier run, is gone: ${error.message}`];
        }
      }),
    get: records.get,
    create(settings, zip) {
      const { name } = settings.lambda;
      if (exists(name))
        throw new AwsError('ResourceConflictException', `Function already exist: ${name}`, 409);
      return keep({ ...settings, code: upload(zip) });
    },
    changeable(name, revisionId) {
      const kept = records.get(name);
      if (!kept)
        throw notImplemented(`changes at runtime of the function ${name}, which the template declares`);
      if (revisionId !== undefined && revisionId !== kept.revisionId)
        throw new AwsError(
          'PreconditionFailedException',
          'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
          412,
        );
      return kept;
    },
    changeCode: (of, architectures, zip) => keep({ ...of, architectures, code: upload(zip) }, of),
    changeSettings: (of, settings) => keep({ ...of, ...settings }, of),
    remove({ lambda, code }) {
      records.remove(lambda.name);
      withdraw(lambda.name);
      removeUnused(code);
    },
    clear() {
      for (const { lambda } of records.list()) withdraw(lambda.name);
      records.clear();
      rmSync(uploads, { recursive: true, force: true });
    },
  };
}
