import type { Command } from '../terminal/index.ts';
import { environmentAt, localEndpoint, localEnvironment, shellLines } from '../stage/index.ts';

export const env: Command = {
  options: {
    json: { type: 'boolean', help: 'one JSON document with set and unset instead of lines for a shell' },
  },
  notes: [
    '`eval "$(npx inlet env)"` leads the AWS CLI, boto3 and the SDKs of this shell to the local cloud at AWS_ENDPOINT_URL (default http://127.0.0.1:4566), and sets INLET_DATASTORE_ID to its data store.',
    'Where none answers, the line fails, and leads them there all the same: what is typed next cannot reach AWS.',
  ],
  async run({ json }) {
    const url = localEndpoint();
    const environment = await localEnvironment(url).catch((error: unknown) => {
      // `eval` of nothing succeeds, and what is typed next would go to AWS with whatever credentials there are.
      if (json !== true)
        for (const line of [...shellLines(environmentAt(url, '')), 'false']) console.log(line);
      throw error;
    });
    if (json === true) console.log(JSON.stringify(environment, null, 2));
    else for (const line of shellLines(environment)) console.log(line);
    return 0;
  },
};
