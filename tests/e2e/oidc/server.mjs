// A real OAuth2 server: client_credentials, JWT access tokens, keys by discovery.
// Catalogs answer on /v1/oauth/tokens, so it does too. DuckDB sends its credentials
// as HTTP Basic, other clients in the body: both are taken.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider, errors } from 'oidc-provider';

const port = Number(process.env.FLOE_OAUTH2_PORT);
const scope = process.env.FLOE_OAUTH2_SCOPE;
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

// The library drops a scope that it doesn't know; a catalog refuses it.
function refuse_other_scopes(ctx) {
  const asked = ctx.oidc.params.scope ?? scope;
  if (asked !== scope) throw new errors.InvalidScope('requested scope is not allowed', asked);
  return {
    scope,
    audience: 'urn:floe:catalog',
    accessTokenTTL: 3600,
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: 'RS256' } },
  };
}

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: process.env.POLARIS_CLIENT_ID,
    client_secret: process.env.POLARIS_CLIENT_SECRET,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
    scope,
  }],
  scopes: [scope],
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'e2e' }] },
  routes: { token: '/v1/oauth/tokens' },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => 'urn:floe:catalog',
      useGrantedResource: () => true,
      getResourceServerInfo: refuse_other_scopes,
    },
  },
});

// Trino sends a token that it has beside its credentials in the body, which this server takes
// for two ways at once; catalogs don't.
const answer = provider.callback();
createServer((request, response) => {
  if (request.headers.authorization?.startsWith('Bearer ')) delete request.headers.authorization;
  answer(request, response);
}).listen(port, '127.0.0.1');
