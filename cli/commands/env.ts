import type { Command } from '../terminal/index.ts';
import { NO_ENDPOINT, environmentAt, localEnvironment, shellLines } from '../stage/index.ts';

export const env: Command = {
  options: {
    json: { type: 'boolean', help: 'one JSON document with set and unset instead of lines for a shell' },
  },
  notes: [
    '`eval "$(npx inlet env)"` leads the AWS CLI, boto3 and the SDKs of this shell to the local cloud at AWS_ENDPOINT_URL, or else to the one that runs, and sets INLET_DATASTORE_ID to its data store.',
    'Where none answers, or several run, the line fails, and leads them away from AWS all the same: what is typed next cannot reach it.',
  ],
  async run({ json }) {
    const environment = await localEnvironment().catch((error: unknown) => {
      // `eval` of nothing succeeds, and what is typed next would go to AWS with whatever credentials there are.
      if (json !== true)
        for (const line of [...shellLines(environmentAt(NO_ENDPOINT, '')), 'false']) console.log(line);
      throw error;
    });
    if (json === true) console.log(JSON.stringify(environment, null, 2));
    else for (const line of shellLines(environment)) console.log(line);
    return 0;
  },
};
