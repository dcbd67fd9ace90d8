import type { ConfigProblem } from './config-error.ts';
import { duplicates } from './duplicates.ts';
import type { Introspection, Issuer, SmartDataStore, StageConfig } from './stage-config.generated.ts';

/** The stage that runs on a developer's machine only: the one that may trust what is not on https. */
const LOCAL = 'local';

/** The rules of `identity` that JSON Schema cannot say. Empty when all hold. */
export function brokenIdentityRules({ identity }: StageConfig, stage: string): ConfigProblem[] {
  return [
    ...eachStoreOnce(identity.dataStores),
    ...identity.dataStores.flatMap((store, index) => brokenStoreRules(store, at(index), stage)),
  ];
}

const at = (index: number): string => `identity.dataStores[${index}]`;

function eachStoreOnce(stores: readonly SmartDataStore[]): ConfigProblem[] {
  const named = stores.map(({ dataStore = "the stage's own" }) => ({ dataStore }));
  return duplicates(named, 'identity.dataStores', 'dataStore');
}

function brokenStoreRules(store: SmartDataStore, path: string, stage: string): ConfigProblem[] {
  const { issuers, introspection } = store;
  return [
    ...duplicates(issuers, `${path}.issuers`, 'issuer'),
    ...issuers.flatMap((issuer, index) => brokenIssuerRules(issuer, `${path}.issuers[${index}]`, stage)),
    ...(introspection ? brokenIntrospectionRules(introspection, `${path}.introspection`, stage) : []),
    ...rolesThatCanMatch(store, path),
  ];
}

function brokenIssuerRules(issuer: Issuer, path: string, stage: string): ConfigProblem[] {
  return [
    ...hasAudience(issuer, path),
    ...httpsOnly(issuer.issuer, `${path}.issuer`, stage),
    ...httpsOnly(issuer.jwksUri, `${path}.jwksUri`, stage),
    ...oneSourceOfKeys(issuer, path),
    ...publicKeysOnly(issuer, path),
  ];
}

function brokenIntrospectionRules(asked: Introspection, path: string, stage: string): ConfigProblem[] {
  return [
    ...hasAudience(asked, path),
    ...httpsOnly(asked.issuer, `${path}.issuer`, stage),
    ...httpsOnly(asked.endpoint, `${path}.endpoint`, stage),
  ];
}

/** HealthLake gets the store's endpoint as `aud`: without this check any token of the issuer would pass. */
function hasAudience({ audience, clients }: Issuer | Introspection, path: string): ConfigProblem[] {
  return audience || clients
    ? []
    : [{ path, rule: 'must have "audience" or "clients": else every token of this issuer would pass' }];
}

function httpsOnly(value: string | undefined, path: string, stage: string): ConfigProblem[] {
  if (value === undefined || value.startsWith('https://')) return [];
  if (stage !== LOCAL)
    return [{ path, value, rule: 'must be an https URL: anything else is for stage local only' }];
  return value === LOCAL || /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?(?:\/|$)/.test(value)
    ? []
    : [{ path, value, rule: 'must be an https URL, or http on loopback' }];
}

function oneSourceOfKeys({ issuer, jwks, jwksUri }: Issuer, path: string): ConfigProblem[] {
  if (jwks && jwksUri !== undefined) return [{ path, rule: 'must not have both "jwksUri" and "jwks"' }];
  return issuer === LOCAL && (jwks || jwksUri !== undefined)
    ? [{ path, rule: 'must have neither "jwksUri" nor "jwks": the local cloud publishes its own' }]
    : [];
}

/** RFC 7518 chapter 6: the members of a JWK that only the owner of the private key may have. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

function publicKeysOnly({ jwks }: Issuer, path: string): ConfigProblem[] {
  return (jwks?.keys ?? []).flatMap((key, position) =>
    PRIVATE_MEMBERS.filter((member) => member in key).map((member) => ({
      path: `${path}.jwks.keys[${position}].${member}`,
      rule: 'is part of a private key and must not be here; treat that key as lost',
    })),
  );
}

/** A rule for an issuer or a client that no token can have is a typing error, and a missing role for someone. */
function rolesThatCanMatch({ issuers, introspection, roles }: SmartDataStore, path: string): ConfigProblem[] {
  const sources = [...issuers, ...(introspection ? [introspection] : [])];
  const clients = sources.every((source) => source.clients) ? sources.flatMap((s) => s.clients ?? []) : null;
  return roles.flatMap((role, index) => [
    ...(role.issuer === undefined || sources.some(({ issuer }) => issuer === role.issuer)
      ? []
      : [
          {
            path: `${path}.roles[${index}].issuer`,
            value: role.issuer,
            rule: 'must be an issuer that is configured for this data store',
          },
        ]),
    ...(role.clientId === undefined || clients === null || clients.includes(role.clientId)
      ? []
      : [
          {
            path: `${path}.roles[${index}].clientId`,
            value: role.clientId,
            rule: 'must be one of the clients that are configured for this data store',
          },
        ]),
  ]);
}
