import { OWNER_ACCESS_KEY, SECRET_ACCESS_KEY } from '../../local/ground/index.ts';
import type { Command } from '../terminal/index.ts';
import { SMART_APP, SMART_SERVICE } from './smart-apps.ts';

/** What `inlet local` may be told. */
export const LOCAL_OPTIONS: Command['options'] = {
  port: {
    type: 'string',
    placeholder: '<n>',
    number: { from: 0, to: 65_535 },
    help: 'port on loopback; 0 picks a free one (default 4566)',
  },
  host: {
    type: 'string',
    placeholder: '<name>',
    help: 'address to listen on instead of 127.0.0.1: others can then reach it',
  },
  'allow-functions': {
    type: 'boolean',
    needs: 'host',
    help: 'with --host: take code of functions all the same, which runs here as you, from whoever reaches it',
  },
  state: {
    type: 'string',
    placeholder: '<folder>',
    help: 'where everything is kept between runs (default .inlet)',
  },
  memory: { type: 'boolean', not: ['state'], help: 'keep nothing: a temporary folder, removed at the end' },
  reindex: {
    type: 'boolean',
    help: 'make the index of FHIR searches anew, of the resources that are stored',
  },
  drop: {
    type: 'string',
    multiple: true,
    placeholder: '<path>',
    help: 'upload a file or folder once it is ready; may be repeated',
  },
  'exit-when-idle': {
    type: 'boolean',
    help: 'end when no work is left; exit code 0 if every import is COMPLETED and nothing was rejected',
  },
  report: {
    type: 'string',
    placeholder: '<file>',
    needs: 'exit-when-idle',
    help: 'write what became of each file there instead of to standard error; as JSON where the name ends in .json',
  },
  'show-data': {
    type: 'boolean',
    needs: 'exit-when-idle',
    help: 'in that table also the values that were wrong: of patients, perhaps',
  },
  json: { type: 'boolean', help: 'write every bus event to stdout as one line of JSON, and nothing else' },
  'minute-ms': {
    type: 'string',
    placeholder: '<n>',
    number: { from: 10, to: 3_600_000 },
    help: "how long a schedule's minute lasts, in milliseconds (default 1000, and a real minute while the cloud has nothing to do)",
  },
  'strict-auth': {
    type: 'boolean',
    help: `verify signatures and their dates; then only access key ${OWNER_ACCESS_KEY} with secret ${SECRET_ACCESS_KEY} is let in`,
  },
  'identity-limit-ms': {
    type: 'string',
    placeholder: '<n>',
    number: { from: 1, to: 3_600_000 },
    help: 'how long the identity provider may take for a bearer token (default 5000; with --strict-auth 1000, its start included)',
  },
  'guide-only': {
    type: 'boolean',
    help: 'refuse with 501 what the FHIR endpoint has beyond the Developer Guide of HealthLake',
  },
  'smart-app': {
    type: 'string',
    multiple: true,
    placeholder: '<id>=<uri>',
    form: SMART_APP,
    help: 'an app that people can let in at the local issuer: its client id, for a confidential app :<secret> behind it, and where it may be sent back to; may be repeated',
  },
  'smart-service': {
    type: 'string',
    multiple: true,
    placeholder: '<id>=<keys>',
    form: SMART_SERVICE,
    help: 'a service, or a confidential app, that signs assertions at the local issuer (private_key_jwt): its client id, and the file or URL of its public keys (JWK Set); may be repeated',
  },
  'allow-origin': {
    type: 'string',
    multiple: true,
    placeholder: '<origin>',
    form: {
      takes: 'scheme, host and port as a browser names them, without a path: http://localhost:3000',
      fits: (origin) => /^[a-z][a-z\d+.-]*:\/\/[^/?#\s]+$/.test(origin),
    },
    help: 'an origin (http://localhost:3000) whose pages may call the FHIR endpoint and the local issuer; may be repeated',
  },
  throttling: { type: 'boolean', help: 'keep to the request rates of HealthLake' },
  package: {
    type: 'string',
    multiple: true,
    placeholder: '<file>',
    help: 'a FHIR package (.tgz) whose profiles imports at level strict check; may be repeated',
  },
  verbose: {
    type: 'boolean',
    help: 'show the functions’ own log lines too, and long keys and addresses whole',
  },
};
