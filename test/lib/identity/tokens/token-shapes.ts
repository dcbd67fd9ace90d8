import type { ClaimNames, Issuer } from '../../../../config/stage-config.generated.ts';
import type { Changes } from '../issuer.ts';
import { CLAIM_NAMES, NOW_SECONDS } from '../issuer.ts';

/** What an issuer of the field puts into its tokens, and how Inlet is configured for it. Made up, but for the form. */
export interface TokenShape {
  product: string;
  issuer: Pick<Issuer, 'issuer'> & Partial<Omit<Issuer, 'claims'>> & { claims?: Partial<ClaimNames> };
  accessToken: { header: Changes; claims: Changes };
  /** What it gives to an app about the user that logged in: by the same keys, for the same client. */
  idToken: { header: Changes; claims: Changes };
  /** What HealthLake is told. */
  expected: Changes;
}

const times = { iat: NOW_SECONDS - 60, exp: NOW_SECONDS + 3600 };
const jwt = { typ: 'JWT' };

export const claimNames = (names: Partial<ClaimNames> = {}): ClaimNames => ({ ...CLAIM_NAMES, ...names });

/** Each as the vendor's documentation of access tokens and ID tokens has it. */
export const TOKEN_SHAPES: readonly TokenShape[] = [
  {
    product: 'Amazon Cognito, client credentials: no aud; scopes are of a resource server named "system"',
    issuer: {
      issuer: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE',
      clients: ['1example23456789'],
    },
    accessToken: {
      header: { typ: undefined },
      claims: {
        ...times,
        sub: '1example23456789',
        token_use: 'access',
        scope: 'system/*.rs',
        auth_time: NOW_SECONDS - 60,
        version: 2,
        jti: 'b5a3',
        client_id: '1example23456789',
      },
    },
    idToken: {
      header: { typ: undefined },
      claims: {
        ...times,
        sub: 'aaaa-bbbb',
        aud: '1example23456789',
        token_use: 'id',
        auth_time: NOW_SECONDS,
        'cognito:username': 'jane',
        email: 'jane@example.com',
      },
    },
    expected: { scope: 'system/*.rs', uid: '1example23456789' },
  },
  {
    product: 'Microsoft Entra ID v2.0, application permissions: app roles instead of scopes',
    issuer: {
      issuer: 'https://login.microsoftonline.com/9122040d-6c67-4c5b-b112-36a304b66dad/v2.0',
      audience: ['api://healthlake'],
      clients: ['6e74172b-be56-4843-9ff4-e66a39bb12e3'],
      claims: { scope: ['scp', 'roles'], uid: ['oid'] },
    },
    accessToken: {
      header: jwt,
      claims: {
        ...times,
        nbf: NOW_SECONDS - 60,
        aud: 'api://healthlake',
        aio: 'E2Zg',
        azp: '6e74172b-be56-4843-9ff4-e66a39bb12e3',
        azpacr: '1',
        idtyp: 'app',
        oid: '690222be-ff1a-4d56-abd1-7e4f7d38e474',
        rh: '0.A',
        roles: ['system/Patient.rs', 'system/Observation.rs'],
        sub: '690222be-ff1a-4d56-abd1-7e4f7d38e474',
        tid: '9122040d-6c67-4c5b-b112-36a304b66dad',
        uti: 'x',
        ver: '2.0',
      },
    },
    idToken: {
      header: jwt,
      claims: {
        ...times,
        nbf: NOW_SECONDS - 60,
        aud: '6e74172b-be56-4843-9ff4-e66a39bb12e3',
        name: 'Jane',
        nonce: '12345',
        oid: 'b1',
        preferred_username: 'jane@example.com',
        sub: 'AAAA',
        tid: '9122040d-6c67-4c5b-b112-36a304b66dad',
        ver: '2.0',
      },
    },
    expected: {
      scope: 'system/Patient.rs system/Observation.rs',
      uid: '690222be-ff1a-4d56-abd1-7e4f7d38e474',
    },
  },
  {
    product: 'Okta, a custom authorization server: scp is a list, cid the client',
    issuer: {
      issuer: 'https://example.okta.com/oauth2/aus1example',
      audience: ['api://healthlake'],
      clients: ['0oa1example'],
      claims: { patient: ['patient', 'launch_response_patient'] },
    },
    accessToken: {
      header: { typ: undefined },
      claims: {
        ...times,
        ver: 1,
        jti: 'AT.1',
        aud: 'api://healthlake',
        cid: '0oa1example',
        uid: '00u1example',
        scp: ['patient/*.read', 'openid', 'launch/patient'],
        auth_time: NOW_SECONDS - 90,
        sub: 'jane@example.com',
        launch_response_patient: 'patient-7',
      },
    },
    idToken: {
      header: { typ: undefined },
      claims: {
        ...times,
        ver: 1,
        jti: 'ID.1',
        aud: '0oa1example',
        amr: ['pwd'],
        at_hash: 'x',
        auth_time: NOW_SECONDS - 90,
        idp: '00o1',
        nonce: 'n',
        sub: '00u1example',
        name: 'Jane',
      },
    },
    expected: { scope: 'patient/*.read openid launch/patient', uid: '00u1example', patient: 'patient-7' },
  },
  {
    product: 'Auth0: several audiences, azp, claims of one’s own under a namespace',
    issuer: {
      issuer: 'https://example.us.auth0.com/',
      audience: ['https://fhir.example'],
      clients: ['my-client'],
      claims: { patient: ['https://fhir.example/patient'], fhirUser: ['https://fhir.example/fhirUser'] },
    },
    accessToken: {
      header: { typ: 'at+jwt' },
      claims: {
        ...times,
        sub: 'auth0|1',
        aud: ['https://fhir.example', 'https://example.us.auth0.com/userinfo'],
        azp: 'my-client',
        scope: 'openid profile patient/Observation.rs',
        gty: 'password',
        'https://fhir.example/patient': 'patient-7',
        'https://fhir.example/fhirUser': 'Patient/patient-7',
      },
    },
    idToken: {
      header: jwt,
      claims: { ...times, sub: 'auth0|1', aud: 'my-client', nickname: 'jane', nonce: 'n', sid: 's' },
    },
    expected: {
      scope: 'patient/Observation.rs openid profile',
      uid: 'auth0|1',
      patient: 'patient-7',
      fhirUser: 'Patient/patient-7',
    },
  },
  {
    product: 'Keycloak: the kind of token is in the claim typ',
    issuer: {
      issuer: 'https://keycloak.example/realms/clinic',
      audience: ['healthlake'],
      clients: ['nightly-export'],
    },
    accessToken: {
      header: jwt,
      claims: {
        ...times,
        jti: 'trrtcc:1',
        aud: ['healthlake', 'account'],
        sub: 'f3c1',
        typ: 'Bearer',
        azp: 'nightly-export',
        acr: '1',
        'allowed-origins': ['/*'],
        realm_access: { roles: ['offline_access'] },
        scope: 'system/*.read email',
        email_verified: false,
        preferred_username: 'service-account-nightly-export',
      },
    },
    idToken: {
      header: jwt,
      claims: {
        ...times,
        jti: 'i',
        aud: 'nightly-export',
        sub: 'f3c1',
        typ: 'ID',
        azp: 'nightly-export',
        sid: 's',
      },
    },
    expected: { scope: 'system/*.read email', uid: 'f3c1' },
  },
  {
    product:
      'Keycloak, older or with its nonce mapper, an app with a user: the access token has the nonce as well',
    issuer: {
      issuer: 'https://keycloak.example/realms/clinic',
      audience: ['healthlake'],
      clients: ['chart-app'],
      claims: { scope: ['scope'], patient: ['launch.patient'] },
    },
    accessToken: {
      header: jwt,
      claims: {
        ...times,
        auth_time: NOW_SECONDS - 60,
        jti: 'onrtac:2',
        aud: 'healthlake',
        sub: 'f3c2',
        typ: 'Bearer',
        azp: 'chart-app',
        nonce: '7f8a',
        session_state: 's',
        acr: '1',
        scope: 'openid patient/*.read',
        launch: { patient: 'Patient/patient-7' },
      },
    },
    idToken: {
      header: jwt,
      claims: {
        ...times,
        jti: 'i',
        aud: 'chart-app',
        sub: 'f3c2',
        typ: 'ID',
        azp: 'chart-app',
        nonce: '7f8a',
        at_hash: 'x',
      },
    },
    expected: { scope: 'patient/*.read openid', uid: 'f3c2', patient: 'patient-7' },
  },
  {
    product: 'Ory Hydra, JWT access tokens: scp is a list, what the login app added is below ext',
    issuer: {
      issuer: 'https://hydra.example/',
      audience: ['healthlake'],
      clients: ['app-1'],
      claims: { patient: ['ext.patient'] },
    },
    accessToken: {
      header: jwt,
      claims: {
        ...times,
        aud: ['healthlake'],
        client_id: 'app-1',
        ext: { patient: 'patient-7' },
        jti: 'j',
        nbf: NOW_SECONDS - 60,
        scp: ['patient/*.rs', 'offline_access'],
        sub: 'jane',
      },
    },
    idToken: {
      header: jwt,
      claims: { ...times, aud: ['app-1'], at_hash: 'x', jti: 'i', nonce: 'n', sid: 's', sub: 'jane' },
    },
    expected: { scope: 'patient/*.rs offline_access', uid: 'jane', patient: 'patient-7' },
  },
  {
    product: 'PingAM, client-based tokens: scope is a list, tokenName says the kind, aud is the client',
    issuer: {
      issuer: 'https://am.example:443/am/oauth2/alpha',
      audience: ['nightly-export'],
      clients: ['nightly-export'],
    },
    accessToken: {
      header: jwt,
      claims: {
        ...times,
        sub: 'nightly-export',
        subname: 'nightly-export',
        cts: 'OAUTH2_STATELESS_GRANT',
        tokenName: 'access_token',
        token_type: 'Bearer',
        authGrantId: 'g',
        client_id: 'nightly-export',
        aud: 'nightly-export',
        nbf: NOW_SECONDS - 60,
        grant_type: 'client_credentials',
        scope: ['system/*.rs', 'profile'],
        auth_time: NOW_SECONDS - 60,
        realm: '/alpha',
        expires_in: 3660,
      },
    },
    idToken: {
      header: jwt,
      claims: {
        ...times,
        sub: 'jane',
        aud: 'nightly-export',
        azp: 'nightly-export',
        tokenName: 'id_token',
        tokenType: 'JWTToken',
        realm: '/alpha',
      },
    },
    expected: { scope: 'system/*.rs profile', uid: 'nightly-export' },
  },
  {
    product: 'a server that writes token_use as in its introspection answers',
    issuer: { issuer: 'urn:example:as', audience: ['healthlake'], clients: ['app-1'] },
    accessToken: {
      header: jwt,
      claims: {
        ...times,
        aud: 'healthlake',
        client_id: 'app-1',
        nonce: 'n',
        scope: 'system/*.rs',
        sub: 'app-1',
        token_use: 'access_token',
      },
    },
    idToken: {
      header: jwt,
      claims: { ...times, aud: 'app-1', sub: 'jane', token_use: 'id_token' },
    },
    expected: { scope: 'system/*.rs', uid: 'app-1' },
  },
  {
    product: 'AD FS: an issuer on http that is only compared; appid is the client',
    issuer: {
      issuer: 'http://adfs.example/adfs/services/trust',
      audience: ['microsoft:identityserver:healthlake'],
      clients: ['2ac0c1c8-example'],
    },
    accessToken: {
      header: { ...jwt, x5t: 'x' },
      claims: {
        ...times,
        aud: 'microsoft:identityserver:healthlake',
        apptype: 'Confidential',
        appid: '2ac0c1c8-example',
        authmethod: 'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password',
        auth_time: '2026-01-31T11:59:00.000Z',
        sub: '2ac0c1c8-example',
        ver: '1.0',
        scp: 'system/Patient.rs openid',
      },
    },
    idToken: {
      header: jwt,
      claims: { ...times, aud: '2ac0c1c8-example', sub: 'x', nonce: 'n', upn: 'jane@example.com' },
    },
    expected: { scope: 'system/Patient.rs openid', uid: '2ac0c1c8-example' },
  },
];
