import { TYPED } from '../tools/build/index.ts';

/** Words that people type because other programs have such a command, and what does it here. */
const OTHER_WORDS: readonly (readonly [words: readonly string[], here: string])[] = [
  [['start', 'up', 'run', 'serve'], `\`${TYPED.start}\` starts the local cloud`],
  [['stop', 'down', 'kill'], 'the local cloud ends by Ctrl-C where it runs'],
  [['deploy'], `\`${TYPED.deploy} --stage <stage>\` deploys a stage`],
  [['remove', 'destroy', 'undeploy'], '`npx sls remove --stage <stage>` removes a stage'],
  [['ls', 'list', 'ps', 'jobs'], '`npx inlet status` says what is open and what has ended'],
  [
    ['logs', 'log', 'tail'],
    '`npx inlet trace <address or id>` shows the log lines about one file, import or job',
  ],
  [['drop', 'upload', 'put', 'cp'], '`aws s3 cp <file> s3://<inbox>/` drops a file'],
  [['retry', 'rerun', 'again'], '`npx inlet import --again <importId> --reason "..."` does an import again'],
  [['lint', 'check'], '`npx inlet validate <path>` checks files'],
];

/** ": `npx inlet status` ...", for a word that stands for a command of Inlet's. */
export function otherWord(typed: string): string | undefined {
  const [, here] = OTHER_WORDS.find(([words]) => words.includes(typed)) ?? [];
  return here === undefined ? undefined : `: ${here}`;
}
