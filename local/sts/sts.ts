import type { Authorize, Caller, JsonObject, RoleCaller, Service } from '../ground/index.ts';
import {
  ACCOUNT_ID,
  AwsError,
  OWNER_ACCESS_KEY,
  SECRET_ACCESS_KEY,
  callerArn,
  iamArn,
  notImplemented,
  roleIdOf,
} from '../ground/index.ts';
import type { Role } from '../cloudformation/index.ts';
import { evaluate } from '../cloudformation/index.ts';
import type { AwsJsonAction } from '../http/index.ts';
import { awsQueryService, textMember } from '../http/index.ts';
import type { Sessions } from './sessions.ts';

export interface StsOptions {
  /** A role that is known here. */
  role: (roleArn: string) => Role | undefined;
  sessions: Pick<Sessions, 'begin'>;
  authorize: Authorize;
  /** The machine's time, epoch milliseconds: clients ask it whether their credentials have run out. */
  now?: () => number;
}

/** API reference, AssumeRole and GetSessionToken: seconds. */
const ROLE_SECONDS = { least: 900, most: 43_200, otherwise: 3600 };
const OWNER_SECONDS = { least: 900, most: 129_600, otherwise: 43_200 };

const ROLE_ARN = /^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/;
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;

/** What would make a session less than its role. */
const NARROWING = ['Policy', 'PolicyArns', 'ExternalId', 'SerialNumber', 'TokenCode', 'SourceIdentity'];

/** STS: GetCallerIdentity, AssumeRole, GetSessionToken. Credentials never run out: their Expiration only has clients renew them. */
export function createSts({ role: roleOf, sessions, authorize, now = Date.now }: StsOptions): Service {
  const credentials = (accessKeyId: string, token: string, seconds: number) => ({
    AccessKeyId: accessKeyId,
    SecretAccessKey: SECRET_ACCESS_KEY,
    SessionToken: token,
    Expiration: new Date(now() + seconds * 1000),
  });

  const actions: Record<string, AwsJsonAction> = {
    /** Needs no permission (API reference). */
    GetCallerIdentity: (_input, { caller }) => ({
      UserId: userIdOf(caller),
      Account: ACCOUNT_ID,
      Arn: callerArn(caller),
    }),
    AssumeRole(input, { caller }) {
      const roleArn = textMember(input, 'RoleArn') ?? '';
      const session = textMember(input, 'RoleSessionName') ?? '';
      if (!ROLE_ARN.test(roleArn)) throw invalid(`${roleArn} is not a role's ARN`);
      if (!SESSION_NAME.test(session))
        throw invalid(`RoleSessionName must be 2 to 64 of the characters of names, not "${session}"`);
      const narrowing = NARROWING.find((member) => input[member] !== undefined);
      if (narrowing !== undefined) throw notImplemented(`${narrowing} of AssumeRole`);
      const seconds = secondsOf(input, ROLE_SECONDS);
      const role = roleOf(roleArn);
      if (role) mustTrust(role, caller, authorize);
      const assumed = { kind: 'role', roleArn, session } as const;
      return {
        Credentials: credentials(sessions.begin(assumed), `inlet-role-${session}`, seconds),
        AssumedRoleUser: { AssumedRoleId: userIdOf(assumed), Arn: callerArn(assumed) },
      };
    },
    GetSessionToken(input, { caller }) {
      if (caller.kind === 'role')
        throw new AwsError('AccessDenied', 'Cannot call GetSessionToken with session credentials', 403);
      return {
        Credentials: credentials(OWNER_ACCESS_KEY, 'inlet-owner', secondsOf(input, OWNER_SECONDS)),
      };
    },
  };
  return awsQueryService({
    signingName: 'sts',
    namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    actions,
  });
}

/**
 * Whoever assumes a role must be trusted by it; by the account's root the role trusts whom the account's own policies let
 * (IAM user guide, "Policy evaluation logic", role trust policies). @throws AwsError AccessDenied
 */
function mustTrust(role: Role, caller: Caller, authorize: Authorize): void {
  const context = { 'aws:PrincipalArn': caller.kind === 'role' ? caller.roleArn : iamArn('root') };
  const trusts = (...names: string[]): boolean =>
    evaluate(
      role.trust.filter(({ principals = {} }) => principals.AWS?.some((name) => names.includes(name))),
      { action: 'sts:AssumeRole', resource: role.arn, context },
    ).allowed;
  if (caller.kind === 'role' && trusts(caller.roleArn)) return;
  if (!trusts(iamArn('root'), ACCOUNT_ID, '*'))
    throw new AwsError(
      'AccessDenied',
      `User: ${callerArn(caller)} is not authorized to perform: sts:AssumeRole on resource: ${role.arn}. ${role.logicalId} in the template trusts ${trustedBy(role)}; what the role may do, aws iam simulate-principal-policy tells.`,
      403,
    );
  authorize(caller, 'sts:AssumeRole', role.arn);
}

const trustedBy = ({ trust }: Role): string =>
  trust.flatMap(({ principals = {} }) => Object.values(principals).flat()).join(', ') || 'nobody';

const userIdOf = (caller: Caller): string =>
  caller.kind === 'account' ? ACCOUNT_ID : `${roleIdOf(caller.roleArn)}:${sessionOf(caller)}`;

const sessionOf = (caller: RoleCaller): string => callerArn(caller).split('/').at(-1) ?? '';

function secondsOf(input: JsonObject, { least, most, otherwise }: typeof ROLE_SECONDS): number {
  const seconds = Number(input.DurationSeconds ?? otherwise);
  if (!(seconds >= least && seconds <= most)) throw invalid(`DurationSeconds must be ${least} to ${most}`);
  return seconds;
}

const invalid = (message: string): AwsError => new AwsError('ValidationError', message);
