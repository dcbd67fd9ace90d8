import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ConsoleEvent, SchemasDocument } from '../../api/index.ts';
import { read } from '../api.ts';
import { useSession } from '../session.ts';

type Schema = SchemasDocument['schemas'][number];

/** Read when the first event is opened; they do not change while a console runs. */
let schemas: Promise<SchemasDocument> | undefined;

const schemaOf = async (detailType: string): Promise<Schema | undefined> => {
  schemas ??= read<SchemasDocument>('schemas');
  schemas.catch(() => (schemas = undefined));
  return (await schemas).schemas.find((schema) => schema.detailType === detailType);
};

/** One event: what it means by its schema, all of it, and the command that puts it on the bus once more. */
export function WholeEvent({ event: { envelope, detailType } }: { event: ConsoleEvent }): JSX.Element {
  const { busName } = useSession();
  const [schema, setSchema] = useState<Schema | undefined>();
  useEffect(() => {
    schemaOf(detailType).then(setSchema, () => undefined);
  }, [detailType]);
  const entry = {
    EventBusName: busName,
    Source: envelope.source,
    DetailType: detailType,
    Detail: JSON.stringify(envelope.detail),
  };
  return (
    <div class="whole">
      {schema && (
        <>
          <p>{schema.description}</p>
          <details>
            <summary>What its members mean</summary>
            <dl class="facts">
              {schema.members.map(({ name, description }) => (
                <>
                  <dt>{name}</dt>
                  <dd>{description}</dd>
                </>
              ))}
            </dl>
          </details>
        </>
      )}
      <pre>{JSON.stringify(envelope, null, 2)}</pre>
      <Copied
        name="Copy as put-events"
        text={`aws events put-events --entries '${JSON.stringify([entry]).replaceAll("'", `'\\''`)}'`}
      />
    </div>
  );
}

const choose = (area: HTMLTextAreaElement | null): void => {
  area?.focus();
  area?.select();
};

/** A button that copies a text; where the browser refuses its clipboard, the text stands there, chosen, to be copied by hand. */
function Copied({ name, text }: { name: string; text: string }): JSX.Element {
  const [state, setState] = useState<'copied' | 'refused' | null>(null);
  const copy = async (): Promise<void> => {
    try {
      // Undefined where the address is neither HTTPS nor loopback (Clipboard API: secure contexts only).
      const { clipboard } = navigator as { clipboard?: Clipboard };
      if (!clipboard) throw new Error('no clipboard');
      await clipboard.writeText(text);
      setState('copied');
    } catch {
      setState('refused');
    }
  };
  return (
    <>
      <button type="button" onClick={() => void copy()}>
        {name}
      </button>{' '}
      <span role="status">
        {state === 'copied' && 'copied'}
        {state === 'refused' && 'The browser refuses its clipboard: copy it from here.'}
      </span>
      {state === 'refused' && <textarea aria-label={name} readOnly rows={4} value={text} ref={choose} />}
    </>
  );
}
