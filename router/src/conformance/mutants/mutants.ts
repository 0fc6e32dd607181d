/** A named fault: `text`, which stands once in `file` (below `router/src`), becomes `replacement`. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly replacement: string;
}

/** Faults that somebody could make. Where both ways to execute share the code, only the graph in one piece can tell. */
export const mutants: readonly Mutant[] = [
  {
    name: 'representations are equal when the first part of their keys is',
    file: 'execution/representation.ts',
    text: 'JSON.stringify(representation)',
    replacement: 'JSON.stringify(Object.values(representation).slice(0, 2))',
  },
  {
    name: 'representations are not rewritten',
    file: 'execution/representation.ts',
    text: '    applyRewrites(schema, group.inputRewrites, representation);\n',
    replacement: '',
  },
  {
    name: 'the error of an entity stands at one of the objects that it stands for',
    file: 'execution/execution.ts',
    text: 'objects.flatMap(',
    replacement: 'objects.slice(0, 1).flatMap(',
  },
  {
    name: 'of several groups of entities in one request the last is forgotten (compiled)',
    file: 'execution/compiled/compile-plan.ts',
    text: 'groups.every((group, index) => group.write(represented[index] as Numbered, result.data));',
    replacement:
      'groups.slice(0, Math.max(1, groups.length - 1)).every((group, index) => group.write(represented[index] as Numbered, result.data));',
  },
  {
    name: 'an absent variable reaches subgraphs as null',
    file: 'execution/execution.ts',
    text: 'if (value !== undefined) write(variables, name, value);',
    replacement: 'write(variables, name, value ?? null);',
  },
  {
    name: 'an object replaces another instead of adding to it',
    file: 'execution/tree.ts',
    text: 'if (present === added) continue;\n    if (isTreeObject(present)) {\n      if (isTreeObject(added)) merge(present, added, interfaces);',
    replacement:
      'if (present === added) continue;\n    if (isTreeObject(present)) {\n      if (isTreeObject(added)) write(target, key, added);',
  },
  {
    name: 'a later fetch replaces what is there (compiled)',
    file: 'execution/compiled/merge-fields.ts',
    text: '] === undefined) t[',
    replacement: '] !== v) t[',
  },
  {
    name: 'null does not rise out of a list',
    file: 'execution/project.ts',
    text: 'if (completed === bubble) return null;\n      output[index] = completed;',
    replacement: 'output[index] = completed === bubble ? null : completed;',
  },
  {
    name: 'fragments on interfaces and unions fit every type',
    file: 'execution/field-collector.ts',
    text: 'return isAbstractType(abstract) && this.#schema.isSubType(abstract, type);',
    replacement: 'return isAbstractType(abstract);',
  },
  {
    name: 'a field that is selected twice stands where it was selected last',
    file: 'execution/field-collector.ts',
    text: 'if (nodes) nodes.push(selection);',
    replacement: 'if (nodes) fields.delete(key) && fields.set(key, [...nodes, selection]);',
  },
  {
    name: '__typename of the root is left out',
    file: 'execution/project.ts',
    text: 'write(output, key, type.name);',
    replacement: 'if (place) write(output, key, type.name);',
  },
  {
    name: 'mutations of several subgraphs are sent at once (compiled)',
    file: 'execution/compiled/compile-plan.ts',
    text: 'return inSequence(node.nodes.map((each) => compileStep(deps, each)));',
    replacement:
      "return (node.nodes.every(({ kind }) => kind === 'Fetch') ? inParallel : inSequence)(node.nodes.map((each) => compileStep(deps, each)));",
  },
  {
    name: 'plans are told apart by the first of their conditions',
    file: 'planning/planned-document.ts',
    text: "conditions.map((name) => (read(name) === true ? '1' : '0')).join('')",
    replacement: "conditions.slice(0, 1).map((name) => (read(name) === true ? '1' : '0')).join('')",
  },
  {
    name: 'of @skip and @include at one field, one is enough',
    file: 'planning/resolve-operation.ts',
    text: 'return directives.every((directive) => {',
    replacement: 'return directives.length === 0 || directives.some((directive) => {',
  },
  {
    name: 'a fragment that was left out counts as spread',
    file: 'planning/resolve-operation.ts',
    text: 'if (!this.#isIncluded(selection)) continue;\n',
    replacement:
      'if (!this.#isIncluded(selection)) {\n        if (selection.kind === Kind.FRAGMENT_SPREAD) spread.add(selection.name.value);\n        continue;\n      }\n',
  },
  {
    name: 'a key that was fetched under another name is read under its own',
    file: 'planning/client-keys.ts',
    text: '(this.#byAsked.get(askedText(field)) ?? key)',
    replacement: 'key',
  },
  {
    name: 'quotes and backslashes are written as they are (compiled)',
    file: 'execution/compiled/leaf-text.ts',
    text: 'if (text.length > 60 || special.test(text)) return',
    replacement: 'if (text.length > 60) return',
  },
  {
    name: 'what subgraphs say of their internal errors is passed on',
    file: 'execution/public-errors.ts',
    text: 'betweenUs.has(code)) return internalError;',
    replacement: "betweenUs.has(code)) return { message: String(message), code: 'INTERNAL_SERVER_ERROR' };",
  },
  {
    name: 'where one subgraph fails, nothing is answered',
    file: 'execution/project.ts',
    text: 'return errors.length > 0 ? { errors, data } : { data };',
    replacement: 'return errors.length > 0 ? { errors, data: executed.losses.isEmpty ? data : null } : { data };',
  },
  {
    name: 'what is missing is told of at the object that misses it',
    file: 'execution/project.ts',
    text: 'loss.reported = true;',
    replacement: 'loss.reported = true;\n    place = place.parent ?? place;',
  },
  {
    name: 'errors of fields that the client did not select are not told',
    file: 'execution/project.ts',
    text: 'if (!isFollowed && isToldElsewhere(error)) return [];',
    replacement: 'if (!isFollowed) return [];',
  },
];
