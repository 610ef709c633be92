import { DocumentError } from '../document-error.js';
import { isObject, member, scalarText, textMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import { shown } from '../json/shown.js';

/** One change of an overlay; `update` and `copy` are ignored when it removes. */
export interface OverlayAction {
  /** A JSONPath query (RFC 9535). */
  target: string;
  pointer: string;
  change: { kind: 'remove' } | { kind: 'update'; value: unknown } | { kind: 'copy'; from: string };
}

/** A document that changes another one (OpenAPI Overlay Specification 1.0, and 1.1 with `copy`). */
export interface Overlay {
  /** The file or address that its messages name. */
  name: string;
  /** The address of the document that it is written for. */
  extends?: string;
  actions: OverlayAction[];
}

const MOST_ACTIONS = 10_000;

/** Reads a parsed overlay. Throws DocumentError that names the file and the place of what is wrong. */
export function readOverlay(value: unknown, name: string): Overlay {
  if (!isObject(value) || value['overlay'] === undefined) {
    throw invalid(name, '#', `is not an overlay: expected an object with "overlay", "info" and "actions"${isObject(value) && value['openapi'] !== undefined ? ', found an OpenAPI document' : ''}`);
  }
  // YAML without quotes gives the number 1 for 1.0.
  const version = scalarText(value['overlay']) ?? '';
  if (!/^1(\.\d+)*$/.test(version)) throw invalid(name, '#/overlay', `declares overlay ${JSON.stringify(version)}; known are 1.0 and 1.1`);
  const actions = value['actions'];
  if (!Array.isArray(actions) || actions.length === 0) throw invalid(name, '#/actions', 'has no actions: expected a list with at least one');
  if (actions.length > MOST_ACTIONS) throw invalid(name, '#/actions', `has ${actions.length} actions; at most ${MOST_ACTIONS} are taken`);
  const written = textMember(value, 'extends');
  return {
    name,
    ...(written === undefined ? {} : { extends: written }),
    actions: actions.map((action: unknown, index) => readAction(action, name, index)),
  };
}

function readAction(action: unknown, name: string, index: number): OverlayAction {
  const pointer = append('#/actions', index);
  const which = `has a wrong action ${index + 1}:`;
  if (!isObject(action)) throw invalid(name, pointer, `${which} expected an object with "target"`);
  const target = textMember(action, 'target');
  if (target === undefined) throw invalid(name, pointer, `${which} "target" is missing; expected a JSONPath such as $.paths['/pets'].get`);
  const remove = member(action, 'remove');
  if (remove !== undefined && typeof remove !== 'boolean') throw invalid(name, append(pointer, 'remove'), `${which} "remove" is ${shown(remove)}; expected true or false`);
  return { target, pointer, change: readChange(action, remove === true, name, pointer, which) };
}

function readChange(action: JsonObject, removes: boolean, name: string, pointer: string, which: string): OverlayAction['change'] {
  if (removes) return { kind: 'remove' };
  const copy = member(action, 'copy');
  const hasUpdate = Object.hasOwn(action, 'update');
  if (copy === undefined) {
    if (!hasUpdate) throw invalid(name, pointer, `${which} it changes nothing; expected "update", "copy" or "remove: true"`);
    return { kind: 'update', value: action['update'] };
  }
  if (typeof copy !== 'string') throw invalid(name, append(pointer, 'copy'), `${which} "copy" is ${shown(copy)}; expected a JSONPath`);
  if (hasUpdate) throw invalid(name, pointer, `${which} it has "update" and "copy"; expected one of them`);
  return { kind: 'copy', from: copy };
}

/** An error in an overlay, as a sentence about the file. */
export function invalid(name: string, pointer: string, message: string, cause?: unknown): DocumentError {
  return new DocumentError('OVERLAY_INVALID', `The overlay ${name} ${message}.`, { pointer, cause });
}
