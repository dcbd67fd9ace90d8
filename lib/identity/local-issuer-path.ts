/** Below the local cloud's endpoint: the `iss` of the tokens that it mints for developers. */
export const LOCAL_ISSUER_PATH = '/_inlet/issuer';
