import type { RequiredScheme, Tool, Warning } from 'mcp-swagger-parser';
import type { Credentials } from './credentials.js';
import { describeScheme, isSupported } from './security-scheme.js';

const MOST_NAMED = 3;

/** What the operator should know before the first call: operations that ask for credentials that are not configured, or that cannot be. */
export function securityWarnings(tools: Tool[], credentials: Credentials): Warning[] {
  const unmet = tools.filter((tool) => !credentials.isMet(tool));
  const isPossible = (tool: Tool): boolean => (tool.operation.security ?? []).some((alternative) => alternative.every(({ scheme }) => isSupported(scheme)));
  const impossible = unmet.filter((tool) => !isPossible(tool));
  const missing = unmet.filter(isPossible);
  const warnings: Warning[] = [];
  if (impossible.length > 0) {
    const schemes = schemesOf(impossible).filter(({ scheme }) => !isSupported(scheme));
    const message = `${named(impossible)} for ${described(schemes)}. That is not supported, so they are called without and will most likely be refused; if the API takes a header instead, configure that header.`;
    warnings.push({ code: 'SECURITY_UNSUPPORTED', pointer: '#/components/securitySchemes', message });
  }
  if (missing.length > 0) {
    const message = `${named(missing)} for credentials that are not configured: ${described(schemesOf(missing).filter(({ scheme }) => isSupported(scheme)))}. They are called without.`;
    warnings.push({ code: 'SECURITY_UNCONFIGURED', pointer: '#/components/securitySchemes', message });
  }
  return warnings;
}

function named(tools: Tool[]): string {
  const names = tools.slice(0, MOST_NAMED).map(({ name }) => name);
  if (tools.length > names.length) names.push('…');
  return `${tools.length === 1 ? '1 tool asks' : `${tools.length} tools ask`} (${names.join(', ')})`;
}

function schemesOf(tools: Tool[]): RequiredScheme[] {
  return [...new Map(tools.flatMap(({ operation }) => (operation.security ?? []).flat()).map((required) => [required.name, required])).values()];
}

function described(schemes: RequiredScheme[]): string {
  return schemes.slice(0, 10).map(({ name, scheme }) => `${name} (${describeScheme(scheme)})`).join(', ');
}
