/** Routes that anyone may ask, who may not have signed in yet. A test holds this list against the routes that declare `public`. */
export const OPEN_ROUTES: readonly string[] = ['/health/live', '/health/ready', '/api/auth/login', '/api/auth/methods', '/api/auth/oidc/callback', '/api/auth/oidc/login'];

/** Everything under these is the API's; every other path is a file of the dashboard, which holds no secret and has the page to sign in. */
const GUARDED = ['/api', '/socket.io', '/mcp', '/metrics', '/health'];

/** Whether a path, without its query, may be asked without proof. Deny by default: what looks like the API's is, in any spelling. */
export function isOpenPath(path: string): boolean {
  if (OPEN_ROUTES.includes(path)) return true;
  const plain = path.toLowerCase();
  if (/%|\\|\/\//.test(plain)) return false;
  return !GUARDED.some((prefix) => plain === prefix || plain.startsWith(`${prefix}/`));
}
