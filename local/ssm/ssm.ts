import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Authorize, Clock, JsonObject, Service } from '../ground/index.ts';
import { AwsError, arnOf, createRecords, notImplemented } from '../ground/index.ts';
import type { AwsJsonAction } from '../http/index.ts';
import { awsJsonService, textListMember, textMember } from '../http/index.ts';

export interface SsmOptions {
  database: DatabaseSync;
  clock: Pick<Clock, 'now'>;
  authorize: Authorize;
}

export interface Ssm {
  service: Service;
  reset: () => void;
}

interface Parameter {
  name: string;
  type: string;
  description?: string;
  /** The versions so far; the last one is number `version`. */
  values: string[];
  version: number;
  changedMs: number;
}

/** API reference, PutParameter: characters of a value, older versions that are kept, parts of a name. */
const MOST_CHARACTERS = 4096;
const MOST_VERSIONS = 100;
const MOST_LEVELS = 15;
const NAME = /^\/?[\w.-]+(\/[\w.-]+)*$/;
const TYPES = ['String', 'StringList', 'SecureString'];
const PUT_MEMBERS = ['Name', 'Description', 'Value', 'Type', 'Overwrite', 'Tier', 'DataType'];

/** The parameters of the machine-local cloud. Lists come in one page. */
export function createSsm({ database, clock, authorize }: SsmOptions): Ssm {
  const parameters = createRecords<Parameter>(database, 'ssm_parameter');

  /** @param written a name or an ARN, with `:version` behind it or not */
  const find = (written: string): { parameter: Parameter; version: number; selector: string } | undefined => {
    const [name = '', selector = ''] = written
      .replace(/^arn:aws:ssm:[^:]*:\d*:parameter/, '')
      .split(/:(?=[^/]*$)/);
    const parameter = parameters.get(name) ?? parameters.get(name.replace(/^\//, ''));
    const version = selector === '' ? parameter?.version : Number(selector);
    if (Number.isNaN(version)) throw notImplemented(`labels of parameters (${selector})`);
    return parameter && version !== undefined ? { parameter, version, selector } : undefined;
  };
  const valueOf = ({ parameter, version }: { parameter: Parameter; version: number }): string | undefined =>
    parameter.values[version - 1 - (parameter.version - parameter.values.length)];
  const describe = (
    found: { parameter: Parameter; version: number; selector: string },
    decrypted: boolean,
  ): JsonObject | undefined => {
    const { name, type, changedMs } = found.parameter;
    const value = valueOf(found);
    return value === undefined
      ? undefined
      : {
          Name: name,
          Type: type,
          Value: type === 'SecureString' && !decrypted ? sealed(name, value) : value,
          Version: found.version,
          ...(found.selector !== '' && { Selector: `:${found.selector}` }),
          LastModifiedDate: changedMs / 1000,
          ARN: parameterArn(name),
          DataType: 'text',
        };
  };

  const actions: Record<string, AwsJsonAction> = {
    GetParameter(input, { caller }) {
      const name = textMember(input, 'Name') ?? '';
      authorize(caller, 'ssm:GetParameter', parameterArn(name));
      const found = find(name);
      if (!found) throw new AwsError('ParameterNotFound', `Parameter ${name} not found.`);
      const described = describe(found, input.WithDecryption === true);
      if (!described)
        throw new AwsError(
          'ParameterVersionNotFound',
          `Systems Manager could not find version ${found.selector} of ${name}.`,
        );
      return { Parameter: described };
    },
    GetParameters(input, { caller }) {
      const names = textListMember(input, 'Names') ?? [];
      for (const name of names) authorize(caller, 'ssm:GetParameters', parameterArn(name));
      const answers = names.map((name): [string, JsonObject | undefined] => {
        const found = find(name);
        return [name, found && describe(found, input.WithDecryption === true)];
      });
      return {
        Parameters: answers.flatMap(([, described]) => described ?? []),
        InvalidParameters: answers.filter(([, described]) => !described).map(([name]) => name),
      };
    },
    GetParametersByPath(input, { caller }) {
      const path = (textMember(input, 'Path') ?? '').replace(/\/$/, '');
      if (input.ParameterFilters !== undefined)
        throw notImplemented('ParameterFilters of GetParametersByPath');
      authorize(caller, 'ssm:GetParametersByPath', parameterArn(path));
      const below = ({ name }: Parameter): boolean =>
        name.startsWith(`${path}/`) &&
        (input.Recursive === true || !name.slice(path.length + 1).includes('/'));
      return {
        Parameters: parameters
          .list()
          .filter(below)
          .map((parameter) =>
            describe({ parameter, version: parameter.version, selector: '' }, input.WithDecryption === true),
          ),
      };
    },
    PutParameter(input, { caller }) {
      const name = textMember(input, 'Name') ?? '';
      authorize(caller, 'ssm:PutParameter', parameterArn(name));
      const other = Object.keys(input).find(
        (member) => input[member] !== undefined && !PUT_MEMBERS.includes(member),
      );
      if (other !== undefined) throw notImplemented(`${other} of PutParameter`);
      const value = textMember(input, 'Value') ?? '';
      const before = parameters.get(name);
      const type = textMember(input, 'Type') ?? before?.type;
      checkParameter(name, type, value);
      if (before && input.Overwrite !== true)
        throw new AwsError(
          'ParameterAlreadyExists',
          'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
        );
      const description = textMember(input, 'Description') ?? before?.description;
      const version = (before?.version ?? 0) + 1;
      parameters.put(name, {
        name,
        type,
        ...(description !== undefined && { description }),
        values: [...(before?.values ?? []), value].slice(-MOST_VERSIONS),
        version,
        changedMs: clock.now(),
      });
      return { Version: version, Tier: 'Standard' };
    },
    DeleteParameter(input, { caller }) {
      const name = textMember(input, 'Name') ?? '';
      authorize(caller, 'ssm:DeleteParameter', parameterArn(name));
      if (!parameters.get(name)) throw new AwsError('ParameterNotFound', `Parameter ${name} not found.`);
      parameters.remove(name);
    },
  };
  return {
    service: awsJsonService({ target: 'AmazonSSM', version: '1.1', actions }),
    reset: parameters.clear,
  };
}

/** @throws AwsError ValidationException */
function checkParameter(name: string, type: string | undefined, value: string): asserts type is string {
  if (!NAME.test(name) || /^\/?(aws|ssm)/i.test(name) || name.split('/').length > MOST_LEVELS + 1)
    throw invalid(
      'Parameter name: can only contain letters, digits, ".", "-", "_" and "/", and not begin with aws or ssm',
    );
  if (name.includes('/') && !name.startsWith('/'))
    throw invalid('Parameter name must be a fully qualified name: it begins with "/" where it has levels');
  if (type === undefined || !TYPES.includes(type)) throw invalid(`Type must be one of ${TYPES.join(', ')}`);
  if (value === '' || value.length > MOST_CHARACTERS)
    throw invalid(`Value must have 1 to ${MOST_CHARACTERS} characters: those of the standard tier`);
}

const invalid = (message: string): AwsError => new AwsError('ValidationException', message);

/** A name's own slash is the one between `parameter` and it. */
const parameterArn = (name: string): string =>
  name.startsWith('arn:')
    ? name
    : arnOf('ssm', `parameter/${name.replace(/^\//, '').replace(/:[^/]*$/, '')}`);

/** What a SecureString shows without decryption: a text that nobody can open, as on AWS. */
const sealed = (name: string, value: string): string =>
  createHash('sha512').update(`${name}\n${value}`).digest('base64');
