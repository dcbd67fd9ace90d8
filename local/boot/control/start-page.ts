import { createHash } from 'node:crypto';
import type { Service } from '../../ground/index.ts';
import type { LocalCloud } from '../cloud-api.ts';
import type { ServedService } from '../services.ts';

type Shown = Pick<LocalCloud, 'url' | 'names'> & { stackName: string; served: readonly ServedService[] };

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}pre{overflow:auto}';

/** Nothing but this page and its own style: no script, no picture, no frame, no form. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox`;

/** The page of somebody who opens the cloud's address in a browser: what runs here, and how to go on. */
export const startPage =
  (cloud: Shown): Service =>
  (request, response) => {
    request.resume();
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    response.end(pageOf(cloud));
    return Promise.resolve();
  };

const pageOf = ({ url, names, stackName, served }: Shown): string => {
  const drop = `eval "$(npx inlet env)"
aws s3 cp export/ s3://${names.inboxBucket}/export/ --recursive
npx inlet status --watch`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Inlet's local cloud</title>
<style>${STYLE}</style>
<h1>Inlet's local cloud</h1>
<p>The stack <b>${escaped(stackName)}</b> runs here, at ${escaped(url)}. It answers AWS's tools and SDKs; for a browser there is this page.</p>
<h2>Go on</h2>
<pre>${escaped(drop)}</pre>
<ul>
<li><a href="/_inlet/state">/_inlet/state</a>: data stores, imports, jobs, files that wait</li>
<li><a href="/_inlet/health">/_inlet/health</a>: whether it is ready, what it serves, what waits</li>
<li><a href="/_inlet/events?from=0">/_inlet/events?from=0</a>: every event, as it comes</li>
<li><a href="/_inlet/alarms">/_inlet/alarms</a>: the alarms of the stack</li>
<li><a href="/_inlet/faults">/_inlet/faults</a>: what goes wrong on request</li>
</ul>
<h2>What there is</h2>
<p>Results of jobs lie in s3://${escaped(names.resultsBucket)}, events are on the bus ${escaped(names.busName)}.</p>
<p>${served.map(({ name }) => escaped(name)).join(', ')}. What of each: docs/local-cloud.md. All else answers 501.</p>
</html>
`;
};

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
