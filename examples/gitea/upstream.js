// Repositories and issues as a Gitea has them: lists come in pages, with the next one in the header Link.
const TOKEN = 'example-token';
const PAGE = 10;
const MOST_ISSUES = 1_000;

const ann = { id: 1, login: 'ann', full_name: 'Ann', email: 'ann@example.com', is_admin: false };
const repositories = ['kettle', 'teapot', 'cup'].map((name, index) => ({ id: index + 1, name, full_name: `ann/${name}`, owner: ann, private: false, description: `All about the ${name}`, default_branch: 'main' }));
const issues = new Map([['ann/teapot', Array.from({ length: 23 }, (_none, index) => issue(index + 1, `The teapot drips, part ${index + 1}`, 'On the table.'))]]);

/** The API, the port that it likes, and what its server needs in the environment. */
export const gitea = {
  port: 4102,
  environment: { GITEA_TOKEN: TOKEN },
  routes: {
    'GET /api/v1/version': () => ({ json: { version: 'example' } }),
    'GET /api/v1/user': guarded(() => ({ json: ann })),
    'GET /api/v1/repos/search': guarded(({ query }) => ({ json: { ok: true, data: repositories.filter(({ name }) => name.includes(query.get('q') ?? '')) } })),
    'GET /api/v1/repos/{owner}/{repo}': guarded(({ path }) => {
      const found = repositories.find(({ full_name }) => full_name === nameOf(path));
      return found === undefined ? missing() : { json: found };
    }),
    'GET /api/v1/repos/{owner}/{repo}/issues': guarded(({ path, query, url }) => pageOf(issues.get(nameOf(path)) ?? [], query, url)),
    'GET /api/v1/repos/{owner}/{repo}/issues/{index}': guarded(({ path }) => {
      const found = issues.get(nameOf(path))?.find(({ number }) => number === Number(path.index));
      return found === undefined ? missing() : { json: found };
    }),
    'POST /api/v1/repos/{owner}/{repo}/issues': guarded(async ({ path, json }) => {
      const name = nameOf(path);
      if (!repositories.some(({ full_name }) => full_name === name)) return missing();
      const { title, body = '' } = await json();
      const all = issues.get(name) ?? [];
      if (all.length >= MOST_ISSUES) return { status: 422, json: { message: `This example keeps ${MOST_ISSUES} issues.` } };
      const added = issue(all.length + 1, title, body);
      issues.set(name, [...all, added]);
      return { status: 201, json: added };
    }),
  },
};

function guarded(route) {
  return (request) => (request.headers.authorization === `token ${TOKEN}` ? route(request) : { status: 401, json: { message: 'token is required' } });
}

function missing() {
  return { status: 404, json: { message: 'The target could not be found.' } };
}

function nameOf({ owner, repo }) {
  return `${owner}/${repo}`;
}

function issue(number, title, body) {
  return { id: number, number, title, body, state: 'open', user: ann, created_at: '2026-11-21T12:00:00Z' };
}

function pageOf(items, query, url) {
  const page = Number(query.get('page') ?? 1);
  const limit = Math.min(Number(query.get('limit') ?? PAGE), 50);
  const next = new URL(url);
  next.search = new URLSearchParams({ ...Object.fromEntries(query), page: String(page + 1) }).toString();
  const hasMore = page * limit < items.length;
  return { headers: { 'X-Total-Count': String(items.length), ...(hasMore ? { Link: `<${next.href}>; rel="next"` } : {}) }, json: items.slice((page - 1) * limit, page * limit) };
}
