/**
 * A client of Bulk Data Access, written from its IG alone ("Bulk Data Export Operation Request Flow"): kick-off, polling by what
 * Retry-After and the status say, complete status, files with a token where it is required.
 */
export interface BulkExport {
  /** Of the kick-off where it was refused, of the cancelling, or of the complete status. */
  status: number;
  types: Set<string>;
  resources: { resourceType: string; id: string }[];
  /** What the IG requires of a complete status and this one has not. */
  missing: string[];
}

interface Options {
  token: string;
  /** Lets the server's time pass, instead of waiting. */
  advance: () => Promise<unknown>;
  cancels?: boolean;
}

const NOTHING = { types: new Set<string>(), resources: [], missing: [] };

/** A client of the IG polls for as long as there is a 202; here it gives up. */
const MOST_POLLS = 500;

/** @throws Error where the server does not keep to the IG */
export async function bulkExport(kickOff: string, { token, advance, cancels }: Options): Promise<BulkExport> {
  const headers = { authorization: `Bearer ${token}` };
  const accepted = await fetch(kickOff, {
    headers: { ...headers, accept: 'application/fhir+json', prefer: 'respond-async' },
  });
  const location = accepted.headers.get('content-location');
  if (accepted.status !== 202 || location === null) return { ...NOTHING, status: accepted.status };
  if (cancels === true)
    return { ...NOTHING, status: (await fetch(location, { method: 'DELETE', headers })).status };
  for (let polls = 0; polls < MOST_POLLS; polls++) {
    const answer = await fetch(location, { headers: { ...headers, accept: 'application/json' } });
    if (answer.status === 200) return complete(answer, headers);
    if (answer.status !== 202) throw new Error(`polling was answered ${answer.status}`);
    await advance();
  }
  throw new Error('the export never ended');
}

interface Complete {
  transactionTime: string;
  request: string;
  requiresAccessToken: boolean;
  output: { type: string; url: string }[];
  error: unknown[];
}

async function complete(answer: Response, headers: Record<string, string>): Promise<BulkExport> {
  const status = (await answer.json()) as Complete;
  const members = ['transactionTime', 'request', 'requiresAccessToken', 'output', 'error'] as const;
  const resources: BulkExport['resources'] = [];
  for (const { type, url } of status.output) {
    const file = await fetch(url, {
      headers: { accept: 'application/fhir+ndjson', ...(status.requiresAccessToken && headers) },
    });
    if (file.headers.get('content-type') !== 'application/fhir+ndjson')
      throw new Error(`a file of ${type} is ${file.status} ${file.headers.get('content-type') ?? ''}`);
    const lines = (await file.text()).split('\n').filter((line) => line !== '');
    for (const line of lines) {
      const resource = JSON.parse(line) as BulkExport['resources'][number];
      if (resource.resourceType !== type) throw new Error(`a file of ${type} has a ${resource.resourceType}`);
      resources.push(resource);
    }
  }
  return {
    status: answer.status,
    types: new Set(status.output.map(({ type }) => type)),
    resources,
    missing: [
      ...members.filter((member) => !(member in status)),
      ...(answer.headers.get('content-type') === 'application/json' ? [] : ['content-type application/json']),
    ],
  };
}
