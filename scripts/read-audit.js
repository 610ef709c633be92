/** Advisories that do not concern what is built, by id (GHSA-…), each with its reason. */
export const EXPLAINED = new Map([]);

/** What `pnpm audit --json` came to. `unknown`: the registry answered nothing that could be read, so nobody knows. */
export function readAudit(output, explained = EXPLAINED) {
  const advisories = advisoriesIn(output);
  if (advisories === undefined) return { kind: 'unknown', said: output.trim().slice(-1_000) };
  const found = Object.values(advisories).map(({ module_name: name, severity, title, url, github_advisory_id: id, findings = [] }) => ({
    id: id ?? String(url ?? title),
    text: `${name}@${[...new Set(findings.map(({ version }) => version))].join(', ')}: ${severity}, ${title} (${url})`,
  }));
  return { kind: 'known', open: found.filter(({ id }) => !explained.has(id)).map(({ text }) => text), explained: found.filter(({ id }) => explained.has(id)).map(({ id, text }) => `${text}: ${explained.get(id)}`) };
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
