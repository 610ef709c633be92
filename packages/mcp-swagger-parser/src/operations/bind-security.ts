import { isObject, member, objectMember, textMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import type { References } from '../json/references.js';
import type { Warnings } from '../warning.js';
import type { Operation } from './list-operations.js';
import type { RequiredScheme, SecurityScheme } from './operation-binding.js';

/** What an operation, or else the document, asks of callers: alternatives, each a list of schemes that all are needed. Undefined when neither says anything. */
export function bindSecurity(operation: Operation, references: References, warnings: Warnings): RequiredScheme[][] | undefined {
  const own = member(operation.value, 'security');
  // One that is no list says nothing, and least of all that nothing is asked.
  const isOwn = Array.isArray(own);
  const declared = isOwn ? own : member(references.root, 'security');
  if (!Array.isArray(declared)) return undefined;
  const pointer = !isOwn ? '#/security' : append(operation.pointer, 'security');
  const alternatives = (declared as unknown[]).filter(isObject).map((requirement) => bindRequirement(requirement, pointer, references, warnings));
  const usable = alternatives.filter((alternative) => alternative !== undefined);
  // Asking only for schemes that nobody declared is not the same as asking for none.
  return usable.length === 0 && declared.length > 0 ? undefined : usable;
}

function bindRequirement(requirement: JsonObject, pointer: string, references: References, warnings: Warnings): RequiredScheme[] | undefined {
  const schemes = objectMember(objectMember(references.root, 'components') ?? {}, 'securitySchemes') ?? {};
  const required: RequiredScheme[] = [];
  for (const [name, scopes] of Object.entries(requirement)) {
    // OpenAPI 3.2 lets a requirement name a scheme by its address.
    const declared = references.follow(member(schemes, name) ?? (name.startsWith('#/') ? { $ref: name } : undefined), pointer)?.value;
    if (declared === undefined) {
      warnings.add('SECURITY', pointer, `The security scheme ${JSON.stringify(name)} is not declared; what asks for it cannot be used.`);
      return undefined;
    }
    required.push({ name, scopes: Array.isArray(scopes) ? scopes.filter((scope) => typeof scope === 'string') : [], scheme: readScheme(declared) });
  }
  return required;
}

/** A declared security scheme; one that cannot be used is of kind `other`. */
function readScheme(declared: JsonObject): SecurityScheme {
  const type = textMember(declared, 'type') ?? 'nothing';
  switch (type.toLowerCase()) {
    case 'apikey': {
      const place = textMember(declared, 'in');
      const name = textMember(declared, 'name');
      if (name !== undefined && (place === 'header' || place === 'query' || place === 'cookie')) return { kind: 'apikey', in: place, name };
      return { kind: 'other', type };
    }
    case 'http':
      return { kind: 'http', scheme: (textMember(declared, 'scheme') ?? '').toLowerCase() };
    // How Swagger 2.0 says it; found in later documents too.
    case 'basic':
      return { kind: 'http', scheme: 'basic' };
    case 'oauth2': {
      const tokenUrl = tokenUrlOf(objectMember(declared, 'flows') ?? {});
      const metadataUrl = textMember(declared, 'oauth2MetadataUrl');
      return { kind: 'oauth2', ...(tokenUrl === undefined ? {} : { tokenUrl }), ...(metadataUrl === undefined ? {} : { metadataUrl }) };
    }
    case 'openidconnect': {
      const metadataUrl = textMember(declared, 'openIdConnectUrl');
      return { kind: 'oauth2', ...(metadataUrl === undefined ? {} : { metadataUrl }) };
    }
    default:
      return { kind: 'other', type };
  }
}

/** The token endpoint of the client credentials flow; documents that name only other flows mean the same endpoint. */
function tokenUrlOf(flows: JsonObject): string | undefined {
  for (const name of ['clientCredentials', 'authorizationCode', 'password', 'deviceAuthorization']) {
    const flow = objectMember(flows, name);
    const tokenUrl = flow && textMember(flow, 'tokenUrl');
    if (tokenUrl !== undefined && tokenUrl.trim() !== '') return tokenUrl.trim();
  }
  return undefined;
}
