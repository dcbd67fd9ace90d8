import type { ConfigProblem } from './config-error.ts';
import type { Issuer, Route, StageConfig } from './stage-config.generated.ts';

/** The rules of a configuration that JSON Schema cannot say. Empty when all hold. */
export function brokenRules(config: StageConfig): ConfigProblem[] {
  return [
    ...duplicates(config.routes, 'routes', 'name'),
    ...duplicates(config.routes, 'routes', 'prefix'),
    ...takesEveryKey(config.routes),
    ...config.routes.flatMap(closesInTime),
    ...duplicates(config.identity.issuers, 'identity.issuers', 'issuer'),
    ...config.identity.issuers.flatMap(hasItsKeys),
  ];
}

function duplicates<Member extends string>(
  items: readonly Record<Member, string>[],
  list: string,
  member: Member,
): ConfigProblem[] {
  return items.flatMap((item, index) => {
    const first = items.findIndex((other) => other[member] === item[member]);
    return first === index
      ? []
      : [
          {
            path: `${list}[${index}].${member}`,
            value: item[member],
            rule: `must not repeat ${list}[${first}].${member}`,
          },
        ];
  });
}

function takesEveryKey(routes: readonly Route[]): ConfigProblem[] {
  return routes.some(({ prefix }) => prefix === '')
    ? []
    : [{ path: 'routes', rule: 'must have one with the prefix "", for keys that no other route takes' }];
}

function closesInTime({ quietSeconds, maxAgeSeconds }: Route, index: number): ConfigProblem[] {
  return quietSeconds <= maxAgeSeconds
    ? []
    : [
        {
          path: `routes[${index}].quietSeconds`,
          value: quietSeconds,
          rule: `must not be more than maxAgeSeconds (${maxAgeSeconds}), which closes the drop before`,
        },
      ];
}

/** RFC 7518 chapter 6: the members of a JWK that only the owner of the private key may have. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

function hasItsKeys({ jwks, jwksUri }: Issuer, index: number): ConfigProblem[] {
  const path = `identity.issuers[${index}]`;
  const source: ConfigProblem[] =
    (jwks === undefined) === (jwksUri === undefined)
      ? [{ path, rule: 'must have either "jwksUri" or "jwks"' }]
      : [];
  const secrets = (jwks?.keys ?? []).flatMap((key, position) =>
    PRIVATE_MEMBERS.filter((member) => member in key).map((member) => ({
      path: `${path}.jwks.keys[${position}].${member}`,
      rule: 'is part of a private key and must not be here; treat that key as lost',
    })),
  );
  return [...source, ...secrets];
}
