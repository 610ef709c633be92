import { KnownParameters } from '../operations/known-parameters.js';
import type { Parameter } from '../operations/parameter.js';
import type { ParameterBinding } from '../operations/operation-binding.js';
import type { Copy, SchemaCopier } from '../schema/schema-copier.js';
import type { Warnings } from '../warning.js';

/** What is made of parameters, once for all operations that have them in common. */
export class SharedParameters {
  readonly known = new KnownParameters();
  readonly #copies = new Map<SchemaCopier, Map<Parameter, Copy>>();
  readonly #bindings = new Map<Parameter, ParameterBinding>();

  /** The schema of a parameter, from `make` the first time. One that brings warnings is made at each place, for they say where it stands. */
  copy(parameter: Parameter, copier: SchemaCopier, warnings: Warnings, make: () => Copy): Copy {
    let copies = this.#copies.get(copier);
    if (copies === undefined) this.#copies.set(copier, (copies = new Map()));
    const before = copies.get(parameter);
    if (before !== undefined) return before;
    const { told } = warnings;
    const copy = make();
    if (warnings.told === told) copies.set(parameter, copy);
    else this.known.forget(parameter);
    return copy;
  }

  /** How a parameter is filled from an argument. */
  binding(argument: string, parameter: Parameter): ParameterBinding {
    const before = this.#bindings.get(parameter);
    if (before?.argument === argument) return before;
    const { schema: _schema, schemaPointer: _pointer, description: _description, deprecated: _deprecated, ...rest } = parameter;
    const binding = { argument, ...rest };
    this.#bindings.set(parameter, binding);
    return binding;
  }
}
