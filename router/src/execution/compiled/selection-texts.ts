import { type GraphQLSchema, Kind } from 'graphql';
import type { PreparedOperation } from '../../planning/prepared-operation.ts';
import type { Execution, LocatedError } from '../execution.ts';
import type { Parents } from '../field-collector.ts';
import type { Projected, Selected } from '../project.ts';
import type { RuntimeType } from '../runtime-type.ts';
import type { TreeObject } from '../tree.ts';
import { compileSelection } from './compile-projection.ts';
import { misfit } from './leaf-text.ts';

type Text = (object: TreeObject) => string;

/** Parts of answers, written by generated code where nothing is amiss, and by the interpreter otherwise. */
export class SelectionTexts {
  readonly #schema: GraphQLSchema;
  /** Lives as long as the operation that selects. */
  readonly #texts = new WeakMap<Parents, Map<RuntimeType, Text>>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  project(execution: Execution, selected: Selected, errors: readonly LocatedError[]): Projected {
    if (!execution.isClean || errors.length > 0) return execution.projectSelection(selected, errors);
    try {
      const dataText = this.#textOf(execution.request.operation, selected)(selected.source);
      return { dataText, answered: undefined, errors: () => [] };
    } catch (error) {
      if (error !== misfit) throw error;
      return execution.projectSelection(selected, errors);
    }
  }

  #textOf(operation: PreparedOperation, selected: Selected): Text {
    const { type, parents } = selected;
    const byType = this.#texts.get(parents) ?? new Map<RuntimeType, Text>();
    this.#texts.set(parents, byType);
    const known = byType.get(type);
    if (known) return known;
    const text = asksAboutSchema(parents) ? interpreted : compileSelection(this.#schema, operation, selected);
    byType.set(type, text);
    return text;
  }
}

/** Introspection is graphql-js' matter. */
function asksAboutSchema(parents: Parents): boolean {
  return parents.some(({ selectionSet }) =>
    selectionSet?.selections.some((each) =>
      each.kind === Kind.INLINE_FRAGMENT
        ? asksAboutSchema([each])
        : each.name.value === '__schema' || each.name.value === '__type',
    ),
  );
}

function interpreted(): never {
  throw misfit;
}
