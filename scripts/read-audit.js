/** Advisories that do not concern what is built, by id (GHSA-…), each with its reason. */
export const EXPLAINED = new Map([]);

/** What `pnpm audit --json` came to. `unknown`: the registry answered nothing that could be read, so nobody knows. */
export function readAudit(output, explained = EXPLAINED) {
  const advisories = advisoriesIn(output);
  if (advisories === undefined) return { kind: 'unknown', said: output.trim().slice(-1_000) };
  const found = Object.values(advisories).map(({ module_name: name, severity, title, url, github_advisory_id: id, patched_versions: mended, findings = [] }) => ({
    id: id ?? String(url ?? title),
    text: `${name}@${[...new Set(findings.map(({ version }) => version))].join(', ')}: ${severity}, ${title} (${url}); ${wayTo(findings)}; ${remedyIn(mended)}`,
  }));
  return { kind: 'known', open: found.filter(({ id }) => !explained.has(id)).map(({ text }) => text), explained: found.filter(({ id }) => explained.has(id)).map(({ id, text }) => `${text}: ${explained.get(id)}`) };
}

/** The shortest way from one of our packages to it, and how many others there are. */
function wayTo(findings) {
  const ways = findings.flatMap(({ paths = [] }) => paths).toSorted((one, other) => one.split('>').length - other.split('>').length || one.localeCompare(other));
  if (ways.length === 0) return 'brought by nobody who is named';
  const others = ['', ' and in 1 other way'][ways.length - 1] ?? ` and in ${ways.length - 1} other ways`;
  return `brought by ${ways[0].replace('packages__', 'packages/').split('>').join(' > ')}${others}`;
}

function remedyIn(mended) {
  return typeof mended === 'string' && mended !== '' && mended !== '<0.0.0' ? `mended in ${mended}` : 'no version mends it yet: leave it out, or explain it in scripts/read-audit.js';
}

function advisoriesIn(output) {
  const begin = output.indexOf('{');
  if (begin === -1) return undefined;
  try {
    const { advisories } = JSON.parse(output.slice(begin));
    return typeof advisories === 'object' && advisories !== null ? advisories : undefined;
  } catch {
    return undefined;
  }
}
