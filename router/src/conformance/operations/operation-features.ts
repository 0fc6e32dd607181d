import {
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isUnionType,
  Kind,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { isList, itemOf, type Model } from '../model/model.ts';
import { madeUpKeys, madeUpVariables } from './name-clashes.ts';
import type { RandomOperation } from './random-operation.ts';
import { twin } from './twins.ts';

/** What an operation is made of, by name: every feature that the round has to have met often enough. */
export function featuresOf(model: Model, schema: GraphQLSchema, operation: RandomOperation): Set<string> {
  const found = new Set<string>();
  const document = parse(operation.query, { noLocation: true });
  variableFeatures(document, operation, found);
  const typeInfo = new TypeInfo(schema);
  const spread = new Set<string>();
  let depth = 0;
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      OperationDefinition: ({ operation: kind, selectionSet }) => {
        if (kind === 'mutation') {
          found.add('mutation');
          if (selectionSet.selections.length > 1) found.add('mutation with several fields');
        }
      },
      Field: {
        enter: ({ name, alias, selectionSet, arguments: given = [] }) => {
          depth++;
          if (depth >= 5) found.add('five levels');
          if (alias) found.add('alias');
          if (alias?.value === '__typename') found.add('alias __typename');
          else if (madeUpKeys.includes(alias?.value ?? '')) found.add("alias that is the planner's");
          if (alias?.value === twin) found.add('object at two places with other arguments below');
          if (given.length > 0) found.add('arguments');
          const parent = typeInfo.getParentType();
          if (name.value === '__typename')
            found.add(parent?.name === 'Query' ? '__typename of the root' : '__typename');
          if (name.value === '__schema' || name.value === '__type') found.add('introspection');
          const type = typeInfo.getType();
          if (type && isListType(isNonNullType(type) ? type.ofType : type)) found.add('list');
          if (selectionSet && type) {
            const named = getNamedType(type);
            if (isInterfaceType(named)) found.add('interface');
            if (isUnionType(named)) found.add('union');
          }
          if (parent) fieldFeatures(model, parent.name, name.value, found);
        },
        leave: () => {
          depth--;
        },
      },
      InlineFragment: ({ typeCondition }) => {
        found.add('inline fragment');
        if (!typeCondition) found.add('fragment without a type');
        const type = typeInfo.getType();
        if (isInterfaceType(type)) found.add('fragment on an interface');
        if (isUnionType(type)) found.add('fragment on a union');
      },
      FragmentSpread: ({ name }) => {
        found.add('named fragment');
        if (spread.has(name.value)) found.add('fragment spread twice');
        spread.add(name.value);
      },
      Directive: ({ name, arguments: given = [] }) => {
        found.add(`@${name.value}`);
        found.add(given[0]?.value.kind === Kind.VARIABLE ? 'condition by variable' : 'condition by literal');
      },
      ListValue: () => {
        found.add('list literal');
      },
      ObjectValue: () => {
        found.add('object literal');
      },
      EnumValue: () => {
        found.add('enum literal');
      },
      NullValue: () => {
        found.add('null literal');
      },
    }),
  );
  return found;
}

function variableFeatures(document: DocumentNode, { variables }: RandomOperation, found: Set<string>): void {
  let inValue = 0;
  const enter = () => {
    inValue++;
  };
  const leave = () => {
    inValue--;
  };
  visit(document, {
    VariableDefinition: ({ variable, defaultValue }) => {
      const name = variable.name.value;
      if (madeUpVariables.includes(name)) found.add("variable that is the planner's");
      const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
      if (value === undefined) found.add(defaultValue ? 'variable by its default' : 'variable absent');
      else found.add(value === null ? 'variable null' : 'variable given');
      return false;
    },
    ObjectValue: { enter, leave },
    ListValue: { enter, leave },
    Variable: () => {
      if (inValue > 0) found.add('variable within a literal');
    },
  });
}

/** What a field takes of a federated graph. */
function fieldFeatures(model: Model, parent: string, name: string, found: Set<string>): void {
  const added = [...model.interfaces.values()]
    .find(({ objectFields }) => objectFields.has(name))
    ?.objectFields.get(name);
  const field = model.objects.get(parent)?.fields.get(name) ?? added;
  if (!field) return;
  if (field === added) found.add('field of an interface object');
  if (field.requires && /[\w)] \{/.test(field.requires)) found.add('@requires, nested');
  else if (field.requires) found.add('@requires');
  if (field.requires?.includes('(')) found.add('@requires with arguments');
  if (field.provides) found.add('@provides');
  if (field.overrides) found.add('@override');
  if (!field.isKey && field.owners.length > 1) found.add(sharedFeature(model, parent));
  if (field.strictIn) found.add('nullable in one subgraph only');
  if (isList(field.type) && isList(itemOf(field.type))) found.add('list of lists');
}

function sharedFeature(model: Model, parent: string): string {
  const object = model.objects.get(parent);
  if (object?.kind === 'root') return 'shared root field';
  if (object?.kind === 'entity') return '@shareable field of an entity';
  return object?.isSplit ? 'value type in pieces' : 'shared value type';
}
