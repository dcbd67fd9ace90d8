import type { JSX } from 'preact';
import type { TryDocument } from '../../../api/index.ts';
import { Act } from '../../parts/act.tsx';

/** What goes wrong now and then, to be asked for with one click (docs/faults.md has the rest). */
const USUAL: readonly [name: string, change: object][] = [
  ['Three throttled starts', { healthLake: { failNext: [throttled('StartFHIRImportJob', 3)] } }],
  [
    'A start whose answer is lost',
    {
      healthLake: {
        failNext: [{ action: 'StartFHIRImportJob', error: 'InternalServerException', when: 'after' }],
      },
    },
  ],
  [
    'An arrival that comes twice',
    { events: { double: [{ detailType: 'Object Created', target: 'arrivals' }] } },
  ],
  ['An arrival that is lost', { events: { lose: [{ detailType: 'Object Created', target: 'arrivals' }] } }],
  [
    'start-imports dies at its start of a job',
    { functions: { crash: [{ function: 'start-imports', operation: 'StartFHIRImportJob', when: 'after' }] } },
  ],
  ['Indexes five seconds behind', { dynamoDb: { staleIndexMs: 5000 } }],
];

function throttled(action: string, times: number): object {
  return { action, error: 'ThrottlingException', times };
}

/** The faults of the local cloud: the usual ones by a click, each one by its value. */
export function Faults({ faults }: { faults: TryDocument['faults'] }): JSX.Element {
  return (
    <>
      <p class="actions">
        {USUAL.map(([name, change]) => (
          <Act key={name} action="faults" body={{ change }}>
            {name}
          </Act>
        ))}
        <Act action="faults-clear" body={{}}>
          No faults
        </Act>
      </p>
      {Object.entries(faults).map(([part, members]) => (
        <details key={part}>
          <summary>
            {part}
            {asked(members).map(([name]) => ` ${name}`)}
          </summary>
          <dl class="facts">
            {Object.entries(members).map(([name, value]) => (
              <Fault key={name} part={part} name={name} value={value} />
            ))}
          </dl>
        </details>
      ))}
    </>
  );
}

/** Faults that are on their way: lists that are not empty. */
const asked = (members: Record<string, unknown>): [string, unknown][] =>
  Object.entries(members).filter(([, value]) => Array.isArray(value) && value.length > 0);

function Fault({ part, name, value }: { part: string; name: string; value: unknown }): JSX.Element {
  const changed = (to: unknown): Record<string, unknown> => ({ change: { [part]: { [name]: to } } });
  return (
    <>
      <dt>
        <code>{name}</code>
      </dt>
      <dd>
        <code>{JSON.stringify(value)}</code>{' '}
        {typeof value === 'boolean' ? (
          <Act action="faults" about={name} body={changed(!value)}>
            {value ? 'Switch off' : 'Switch on'}
          </Act>
        ) : (
          <Act
            action="faults"
            about={name}
            asks={[{ member: 'value', label: `${name}, as JSON or a word`, given: textOf(value) }]}
            body={({ value: to }) => changed(valueIn(String(to)))}
          >
            Change
          </Act>
        )}
      </dd>
    </>
  );
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A person writes words without quotes. */
function valueIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
