import type { Readable } from 'node:stream';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { ConsoleAction, TryDocument } from '../../../console/api/index.ts';
import { FixableError, UsageError, countOf } from '../../../errors/index.ts';
import { adviceOnRejection } from '../../../events/index.ts';
import { classify } from '../../../lib/arrivals/index.ts';
import { placeOf } from '../../../lib/routes/index.ts';
import { sendStream } from '../../../tools/upload/index.ts';
import type { StageResources } from '../../stage/index.ts';
import { checkToken, mintToken } from '../../token/index.ts';
import type { ConsoleContext } from '../console-context.ts';
import { fhirActions } from './fhir-actions.ts';
import { textIn } from '../stage-actions.ts';
import { judgeLines } from './judge-lines.ts';
import { mendAction } from './mend-action.ts';

/** A control route of the local cloud refused; its words say why. */
class ControlRefused extends FixableError {
  override name = 'ControlRefused';

  constructor(message: string) {
    super('ControlRefused', message);
  }
}

async function control(url: string, path: string, method: string, body?: object): Promise<unknown> {
  const response = await fetch(new URL(`/_inlet/${path}`, url), {
    method,
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as { message?: string; Message?: string };
  if (!response.ok)
    throw new ControlRefused(
      answer.message ?? answer.Message ?? `The local cloud answered ${response.status}.`,
    );
  return answer;
}

/** The clock and the faults of a local cloud, as its control routes show them. */
export async function localTries(url: string): Promise<Pick<TryDocument, 'clock' | 'faults'>> {
  const [clock, faults] = await Promise.all([control(url, 'clock', 'GET'), control(url, 'faults', 'GET')]);
  return { clock: clock as TryDocument['clock'], faults: faults as TryDocument['faults'] };
}

/** What a local cloud alone lets a person do. */
export const localActions = (
  context: ConsoleContext,
  url: string,
): Readonly<Record<string, ConsoleAction>> => ({
  async clock({ advanceSeconds }) {
    const result = (await control(url, 'clock', 'POST', { advanceSeconds })) as { now: string };
    return { text: `It is ${result.now} now.`, result };
  },
  async faults({ change }) {
    if (typeof change !== 'object' || change === null)
      throw new UsageError('change is missing: what to change, as POST /_inlet/faults takes it');
    return { text: 'The faults are changed.', result: await control(url, 'faults', 'POST', change) };
  },
  'faults-clear': async () => ({
    text: 'No faults are left.',
    result: await control(url, 'faults', 'DELETE'),
  }),
  async mint(request) {
    const { patient } = request;
    const minted = await mintToken(
      {
        scope: textIn(request, 'scope'),
        expiresSeconds: 3600,
        ...(typeof patient === 'string' && { patient }),
      },
      url,
    );
    return { text: ['Good for an hour, here only.', ...minted.notes].join('\n'), result: minted };
  },
  async explain(request) {
    const { lines, isRefused } = await checkToken(textIn(request, 'token').trim(), { stage: 'local' }, url);
    return { text: lines.join('\n'), result: { isRefused } };
  },
  async validate(request) {
    const result = await judgeLines(textIn(request, 'text'));
    return { text: `${countOf(result.lines, 'line')}, ${result.refused} of them refused.`, result };
  },
  'judge-names'({ keys }) {
    if (!Array.isArray(keys)) throw new UsageError('keys is missing: the keys that files would have');
    const result = keys.map((key) => objectionTo(String(key), context.stage));
    const count = result.filter((objection) => objection !== null).length;
    return Promise.resolve({ text: `${count} of ${keys.length} would not be imported.`, result });
  },
  mend: mendAction(context),
  ...fhirActions(url),
});

/** Why an object would not be imported for its key alone; null where it would. */
function objectionTo(key: string, { routes }: Pick<StageResources, 'routes'>): string | null {
  if (!placeOf(key, routes)) return 'No route takes it.';
  const found = classify(key, 1);
  if (found.kind === 'rejected') return adviceOnRejection(found.reason, key);
  if (found.kind === 'hidden') return 'It is left alone: its name, or a folder, begins with _ or a dot.';
  return null;
}

/** Puts one file into the inbox as it comes; memory holds what is on its way. */
export const dropInto =
  ({ s3, inboxBucket }: Pick<StageResources, 's3' | 'inboxBucket'>) =>
  async (key: string, bytes: number, body: Readable): Promise<void> => {
    await sendStream(body, (Body, abortSignal) =>
      s3.send(new PutObjectCommand({ Bucket: inboxBucket, Key: key, Body, ContentLength: bytes }), {
        abortSignal,
      }),
    );
  };
