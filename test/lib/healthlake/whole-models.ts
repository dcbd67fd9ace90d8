import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Shape } from '../../../lib/healthlake/model.ts';
import { sharedData } from '../../support/shared-data.ts';
import type { Table } from './model-differences.ts';

/** Models of the whole service that lie on some machines; undefined where one does not. */

/** A shape as both write it, more or less. */
interface Given {
  type: string;
  required?: string[];
  members?: Record<string, string | { shape: string }>;
  member?: string | { shape: string };
  [constraint: string]: unknown;
}

const nameOf = (reference: string | { shape: string } | undefined): string =>
  typeof reference === 'object' ? reference.shape : (reference ?? '');

/** The constraints that the table has, of the shape's type. */
function shapeOf({ type, required = [], members = {}, member, union, ...given }: Given): Shape {
  const limits = Object.fromEntries(
    ['min', 'max', 'pattern', 'enum'].flatMap((name) => (name in given ? [[name, given[name]]] : [])),
  );
  if (type === 'structure')
    return {
      type,
      required,
      members: Object.fromEntries(Object.entries(members).map(([name, of]) => [name, nameOf(of)])),
      ...(union === true && { union }),
    };
  return { type, ...limits, ...(type === 'list' && { member: nameOf(member) }) } as Shape;
}

/** Only what operations name: errors have shapes of their own, which the table has not. */
function tableOf(operations: Table['operations'], shapes: Record<string, Given>): Table {
  const named = new Set(Object.values(operations).flatMap(({ input, output }) => [input, output]));
  for (const name of named) {
    const { members = {}, member } = shapes[name] ?? { type: '' };
    for (const of of [...Object.values(members), ...(member === undefined ? [] : [member])])
      named.add(nameOf(of));
  }
  return {
    operations,
    shapes: Object.fromEntries([...named].map((name) => [name, shapeOf(shapes[name] ?? { type: '' })])),
  };
}

/** botocore's model, of the Python that is on the path. */
export function botocoreModel(): Table | undefined {
  const program =
    "import botocore.session as s, json; print(json.dumps(s.Session().get_component('data_loader').load_service_model('healthlake', 'service-2')))";
  const { status, stdout } = spawnSync('python3', ['-c', program], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 ** 2,
  });
  if (status !== 0) return undefined;
  const model = JSON.parse(stdout) as {
    operations: Record<
      string,
      { input: { shape: string }; output: { shape: string }; errors: { shape: string }[] }
    >;
    shapes: Record<string, Given>;
  };
  const operations = Object.fromEntries(
    Object.entries(model.operations).map(([name, { input, output, errors }]) => [
      name,
      { input: input.shape, output: output.shape, errors: errors.map(({ shape }) => shape) },
    ]),
  );
  return tableOf(operations, model.shapes);
}

/** The model that lies beside the project. */
export function referenceModel(): Table | undefined {
  const path = sharedData('../reference/healthlake-model.json');
  if (path === undefined) return undefined;
  const model = JSON.parse(readFileSync(path, 'utf8')) as {
    operations: Table['operations'];
    shapes: Record<string, Given>;
  };
  return tableOf(model.operations, model.shapes);
}
