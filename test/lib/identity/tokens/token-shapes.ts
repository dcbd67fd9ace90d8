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
];
