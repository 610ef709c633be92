import { isObject } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import type { Warnings } from '../warning.js';
import { appendTo, mergeInto } from './merge-update.js';
import { invalid } from './overlay.js';
import type { Overlay, OverlayAction } from './overlay.js';
import { selectNodes } from './select-nodes.js';
import type { SelectedNode } from './select-nodes.js';

type Container = JsonObject | unknown[];

/**
 * Applies the actions of an overlay to a document as it is written, in place and one after the other. An action that selects nothing, or
 * something that it cannot change, is a warning. Throws DocumentError for a target that is no JSONPath.
 */
export function applyOverlay(root: JsonObject, overlay: Overlay, warnings: Warnings): void {
  for (const [index, action] of overlay.actions.entries()) {
    const warn = (message: string): void => warnings.add('OVERLAY', action.pointer, `Action ${index + 1} of the overlay ${overlay.name} ${message}.`, { file: overlay.name });
    const select = (query: string): SelectedNode[] => {
      try {
        return selectNodes(root, query);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw invalid(overlay.name, action.pointer, `has a wrong action ${index + 1}: ${JSON.stringify(query)} is not a JSONPath (RFC 9535): ${reason}`, error);
      }
    };
    const nodes = select(action.target);
    if (nodes.length === 0) warn(`changes nothing: ${action.target} selects nothing in the document`);
    else change(root, nodes, action, select, warn);
  }
}

function change(root: JsonObject, nodes: SelectedNode[], action: OverlayAction, select: (query: string) => SelectedNode[], warn: (message: string) => void): void {
  switch (action.change.kind) {
    case 'remove':
      remove(root, nodes, warn);
      return;
    case 'update':
      update(root, nodes, action.change.value, warn);
      return;
    case 'copy': {
      const sources = select(action.change.from);
      const [source] = sources;
      if (source === undefined || sources.length > 1) warn(`copies nothing: ${action.change.from} selects ${sources.length} nodes, expected one`);
      else update(root, nodes, structuredClone(source.value), warn);
    }
  }
}

function update(root: JsonObject, nodes: SelectedNode[], value: unknown, warn: (message: string) => void): void {
  for (const { value: node, location } of nodes) {
    if (Array.isArray(node)) appendTo(node, value);
    else if (isObject(node)) {
      if (isObject(value)) mergeInto(node, value);
      else warn(`cannot update an object with ${kindOf(value)}; "update" has to be an object there`);
    } else if (isObject(value) || Array.isArray(value)) warn(`cannot update ${kindOf(node)} with ${kindOf(value)}; select the object that contains it`);
    else set(root, location, value);
  }
}

function remove(root: JsonObject, nodes: SelectedNode[], warn: (message: string) => void): void {
  // All containers are looked up before anything goes, since what goes moves its neighbours in a list.
  const leaving = new Map<Container, Set<string | number>>();
  for (const { location } of nodes) {
    const key = location.at(-1);
    const container = key === undefined ? undefined : containerOf(root, location);
    if (key === undefined || container === undefined) warn('cannot remove the whole document');
    else leaving.set(container, (leaving.get(container) ?? new Set()).add(key));
  }
  for (const [container, keys] of leaving) {
    if (Array.isArray(container)) container.splice(0, container.length, ...container.filter((_, index) => !keys.has(index)));
    else for (const key of keys) delete container[key];
  }
}

function set(root: JsonObject, location: (string | number)[], value: unknown): void {
  const container = containerOf(root, location) as Record<string | number, unknown> | undefined;
  const key = location.at(-1);
  if (container !== undefined && key !== undefined) container[key] = value;
}

function containerOf(root: JsonObject, location: (string | number)[]): Container | undefined {
  let here: unknown = root;
  for (const key of location.slice(0, -1)) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Record<string | number, unknown>)[key];
  }
  return Array.isArray(here) || isObject(here) ? here : undefined;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
