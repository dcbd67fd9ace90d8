import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { findings } from '../console/page/support/axe.ts';
import { describeInBrowser, startBrowser } from '../console/page/support/browser.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { startCloud } from '../support/cloud.ts';
import { expectNoSecrets } from '../support/expect-no-secrets.ts';

/** An app as its makers write it: fhirclient's own bundle, unchanged, and what its documentation shows. */
const LAUNCH_PAGE = (clientId: string) => `<!doctype html><script src="/fhir-client.js"></script>
<script>
const asked = new URLSearchParams(location.search);
const scope = asked.has('launch')
  ? 'launch openid fhirUser patient/*.rs'
  : 'openid fhirUser launch/patient offline_access patient/*.rs';
FHIR.oauth2.authorize({ clientId: '${clientId}', scope, redirectUri: 'app.html', iss: asked.get('iss') });
</script>`;
const APP_PAGE = `<!doctype html><title>App</title><p id="shown"></p><script src="/fhir-client.js"></script>
<script>
const show = (value) => { document.getElementById('shown').textContent = JSON.stringify(value); };
FHIR.oauth2.ready().then(async (client) => {
  const patient = await client.patient.read();
  const observations = await client.request('Observation?patient=' + client.patient.id);
  const status = (error) => error.statusCode || error.status;
  // It asks for the CapabilityStatement first, without the token that it has.
  const bySearchParameter = await client.patient.request('Observation').then(() => 200, (error) => /metadata.*401/.test(error) ? 401 : String(error));
  const user = client.getFhirUser();
  const first = client.state.tokenResponse.access_token;
  const refreshed = client.state.tokenResponse.refresh_token
    ? (await client.refresh()).tokenResponse.access_token !== first
    : undefined;
  const other = await client.request('Patient/other').then(() => 200, status);
  const again = await client.patient.read({ noCache: true });
  show({ id: patient.id, again: again.id, observations: observations.entry.map(({ resource }) => resource.id), user, refreshed, other, bySearchParameter, tokens: client.state.tokenResponse });
}).catch((error) => show({ error: String(error) }));
</script>`;

const CLIENT_ID = 'growth-chart';
const SIGNED = 'AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/healthlake/aws4_request';
const RESOURCES = ['mine', 'other'].flatMap((id) => [
  { resourceType: 'Patient', id, name: [{ family: `Quackenbush-${id}`, given: ['Zelda'] }] },
  {
    resourceType: 'Observation',
    id: `of-${id}`,
    status: 'final',
    code: { text: 'Heart rate' },
    subject: { reference: `Patient/${id}` },
  },
]);

describeInBrowser('an app that is written with fhirclient', () => {
  let server: Server;
  let app: string;
  let cloud: CloudUnderTest;
  let endpoint: string;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const library = await readFile(createRequire(import.meta.url).resolve('fhirclient/build/fhir-client.js'));
    server = createServer((request, response) => {
      const [path] = (request.url ?? '').split('?');
      response.setHeader('content-type', path === '/fhir-client.js' ? 'text/javascript' : 'text/html');
      response.end(
        path === '/fhir-client.js' ? library : path === '/launch.html' ? LAUNCH_PAGE(CLIENT_ID) : APP_PAGE,
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // Another site than the cloud's, to a browser.
    app = `http://localhost:${(server.address() as AddressInfo).port}`;
    cloud = await startCloud({
      allowedOrigins: [app],
      smartApps: [{ clientId: CLIENT_ID, redirectUris: [`${app}/app.html`] }],
    });
    const [{ datastoreId } = { datastoreId: '' }] = (await cloud.state()).datastores;
    endpoint = `${cloud.url}/datastore/${datastoreId}/r4/`;
    for (const resource of RESOURCES)
      await fetch(`${endpoint}${resource.resourceType}/${resource.id}`, {
        method: 'PUT',
        headers: { authorization: SIGNED, 'content-type': 'application/fhir+json' },
        body: JSON.stringify(resource),
      });
    browser = await startBrowser();
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await cloud.end();
    server.closeAllConnections();
    server.close();
  });
  beforeEach(async () => {
    page = await browser.newPage();
  });
  afterEach(() => page.close());

  interface Shown {
    id?: string;
    error?: string;
    tokens?: Record<string, string>;
  }
  /** What the app shows once it is back. */
  const shown = async (): Promise<Shown> => {
    const text = page.locator('#shown').filter({ hasText: '{' });
    await text.waitFor();
    return JSON.parse((await text.textContent()) ?? '') as Shown;
  };
  const launch = (parameters: Record<string, string>) =>
    page.goto(`${app}/launch.html?${new URLSearchParams(parameters).toString()}`);

  test('is let in by a person who chooses a patient, and reads that one', async () => {
    await launch({ iss: endpoint });
    await page.getByRole('heading', { name: 'Let growth-chart in?' }).waitFor();
    expect(await findings(page)).toEqual([]);
    await page.getByLabel('Zelda Quackenbush-mine').check();
    await page.getByRole('button', { name: 'Allow' }).click();
    const { tokens = {}, ...seen } = await shown();
    expect(seen).toEqual({
      id: 'mine',
      again: 'mine',
      observations: ['of-mine'],
      user: 'Patient/mine',
      refreshed: true,
      other: 403,
      // The Developer Guide has metadata signed, as every other request; so it is here.
      bySearchParameter: 401,
    });
    const said = JSON.stringify([cloud.logs, cloud.troubles, cloud.events]);
    for (const secret of ['access_token', 'refresh_token', 'id_token'])
      expectNoSecrets(said, [tokens[secret] ?? 'there is none']);
  }, 180_000);

  test('is told that its user denies it', async () => {
    await launch({ iss: endpoint });
    await page.getByRole('button', { name: 'Deny' }).click();
    expect((await shown()).error).toMatch(/has not allowed it/);
  }, 180_000);

  test('is launched by an EHR for the patient that is open there', async () => {
    const made = await fetch(`${cloud.url}/_inlet/issuer/launches`, {
      method: 'POST',
      body: JSON.stringify({ iss: endpoint, patient: 'mine', fhirUser: `${endpoint}Practitioner/p` }),
    });
    await launch((await made.json()) as Record<string, string>);
    expect(await shown()).toMatchObject({ id: 'mine', user: 'Practitioner/p' });
  }, 180_000);
});
