import { text } from 'node:stream/consumers';
import type { Command, OptionValues } from '../terminal/index.ts';
import { numberOf, tell } from '../terminal/index.ts';
import { UsageError } from '../../errors/index.ts';
import { checkToken, mintToken } from '../token/index.ts';
import { stageOf, stageOption } from '../stage/index.ts';

export const token: Command = {
  options: {
    scope: {
      type: 'string',
      not: ['check'],
      placeholder: '<scopes>',
      help: 'what the token grants, for instance "system/*.rs"',
    },
    patient: {
      type: 'string',
      needs: 'scope',
      placeholder: '<id>',
      help: 'the patient in context, for patient/ scopes',
    },
    'fhir-user': {
      type: 'string',
      needs: 'scope',
      placeholder: '<url>',
      help: 'the FHIR resource of whoever logged in',
    },
    expires: {
      type: 'string',
      needs: 'scope',
      placeholder: '<seconds>',
      number: { from: 1, to: 86_400 },
      help: 'how long it is good for (default 3600)',
    },
    check: {
      type: 'boolean',
      help: 'read a token from standard input instead, and explain offline what would be answered and why',
    },
    'data-store': {
      type: 'string',
      needs: 'check',
      placeholder: '<id>',
      help: "with --check: the data store that it is for (default: the stage's own)",
    },
    stage: { ...stageOption, needs: 'check', help: `with --check: ${stageOption.help}` },
  },
  notes: [
    'A token is minted by the local cloud at AWS_ENDPOINT_URL, or else by the one that runs, by its clock, and is good for that one only. --check asks nobody: it goes by this machine’s clock, or the local cloud’s where one runs.',
  ],
  examples: ['--scope "system/*.rs" > token.txt', '--check < token.txt'],
  judge: ({ scope, check }) =>
    scope === undefined && check !== true
      ? '--scope says what the token grants, for instance --scope "system/*.rs"'
      : undefined,
  run: (values) => (values.check === true ? check(values) : mint(values)),
};

async function mint(values: OptionValues): Promise<number> {
  const { scope } = values;
  const minted = await mintToken({
    scope: String(scope),
    expiresSeconds: numberOf(values, 'expires', 3600),
    ...(typeof values.patient === 'string' && { patient: values.patient }),
    ...(typeof values['fhir-user'] === 'string' && { fhirUser: values['fhir-user'] }),
  });
  tell(
    minted.notes.map((note) => `inlet token: ${note}`),
    'stderr',
  );
  console.log(minted.token);
  return 0;
}

async function check(values: OptionValues): Promise<number> {
  if (process.stdin.isTTY) throw new UsageError('--check reads the token from standard input: pipe it in');
  const dataStore = values['data-store'];
  const token = (await text(process.stdin)).trim();
  if (token === '') throw new UsageError('--check found nothing on standard input: pipe the token in');
  const { lines, isRefused } = await checkToken(token, {
    stage: stageOf(values),
    ...(typeof dataStore === 'string' && { dataStore }),
  });
  tell(lines);
  return isRefused ? 1 : 0;
}
