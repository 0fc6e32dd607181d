import {
  buildSchema,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  Kind,
  OverlappingFieldsCanBeMergedRule,
  print,
  validate,
  visit,
} from 'graphql';
import type { Model } from '../model/model.ts';
import { wholeSdl } from '../model/sdl.ts';

const schemas = new WeakMap<Model, GraphQLSchema>();

/** The document with other aliases where fields under one key would not merge. The rest of it stays as it was. */
export function mergeable(model: Model, source: DocumentNode): string {
  const schema = schemas.get(model) ?? buildSchema(wholeSdl(model, { hidden: false }));
  schemas.set(model, schema);
  let document = source;
  for (let attempt = 0; attempt < 200; attempt++) {
    const [conflict] = validate(schema, document, [OverlappingFieldsCanBeMergedRule], { maxErrors: 1 });
    const culprit = conflict?.nodes?.at(-1);
    if (!culprit) return print(document);
    document = visit(document, {
      Field: (node: FieldNode) =>
        node === culprit ? { ...node, alias: { kind: Kind.NAME, value: `other${attempt}` } } : undefined,
    });
  }
  throw new Error(`The fields of a document do not merge:\n${print(source)}`);
}
