import { loadStageConfig } from '../../config/index.ts';
import { configFolder } from '../../tools/build/index.ts';
import { RESOURCE_TYPES } from '../../fhir/index.ts';
import type { ExplainedStep } from '../../lib/identity/index.ts';
import { explainToken, identitySettings, storeOf } from '../../lib/identity/index.ts';
import { stageClock, stageEndpoint } from '../stage/index.ts';
import { facts } from '../terminal/index.ts';
import { UsageError } from '../../errors/index.ts';

/** Stands for the stack's own role, whose account is unknown offline. */
const OWN_ROLE = 'arn:aws:iam::000000000000:role/the-stack-s-own';

const MARKS: Readonly<Record<ExplainedStep['outcome'], string>> = { good: 'ok', unknown: '?', refused: 'no' };

/**
 * Explains how a stage's identity provider would answer a token: a line for each step, and the answer last.
 *
 * @param dataStore id of the data store that it is for; without it the stage's own
 * @param at the local cloud's endpoint, where its issuer's keys and its clock are; by itself the one where the stage is asked
 * @throws UsageError where the data store is not configured
 */
export async function checkToken(
  token: string,
  { stage, dataStore = 'own' }: { stage: string; dataStore?: string },
  at?: string,
): Promise<{ lines: string[]; isRefused: boolean }> {
  const endpoint = at ?? (await stageEndpoint(stage));
  const environment = { STAGE: stage, SMART_ROLE_ARN: OWN_ROLE, AWS_ENDPOINT_URL: endpoint };
  const settings = identitySettings(environment, loadStageConfig(stage, configFolder(stage)));
  const store = storeOf(settings, dataStore);
  if (!store)
    throw new UsageError(
      `config/${stage}.json has no data store ${dataStore === 'own' ? "of the stage's own" : dataStore} that takes tokens: every token is refused (data-store-unknown)`,
      { actual: dataStore, expected: settings.dataStores.map(({ datastoreId = 'own' }) => datastoreId) },
    );
  const now = await stageClock(endpoint);
  const steps = await explainToken(token, store, now(), (type) => RESOURCE_TYPES.includes(type));
  return {
    lines: [...facts(steps.map(factOf)), '', answerTo(steps)],
    isRefused: steps.some(({ outcome }) => outcome === 'refused'),
  };
}

const factOf = ({ step, outcome, text }: ExplainedStep): [name: string, text: string] => [
  `${MARKS[outcome].padEnd(3)} ${step}`,
  text.replace(OWN_ROLE, "the stack's own role"),
];

function answerTo(steps: readonly ExplainedStep[]): string {
  const refusal = steps.find(({ outcome }) => outcome === 'refused');
  if (refusal)
    return `It would be refused at "${refusal.step}"; the caller is not told why (docs/smart-on-fhir.md explains the code).`;
  return steps.some(({ outcome }) => outcome === 'unknown')
    ? 'It would be allowed if the issuer stands by it, for the operations above.'
    : 'It would be allowed, for the operations above.';
}
