/** What an issuer of tokens tells of itself, so that others can check them. upstream: pkg/serviceaccount/openidmetadata.go */
export const tokenIssuer = 'https://kubernetes.default.svc.cluster.local';
export const issuerPath = '/.well-known/openid-configuration';
export const issuerKeysPath = '/openid/v1/jwks';

/** `address`: where those who ask reach the server. */
export function issuerConfiguration(address: string): object {
  return {
    issuer: tokenIssuer,
    jwks_uri: `https://${address}${issuerKeysPath}`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
}
