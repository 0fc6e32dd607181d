import type { GraphQLSchemaModule } from '@apollo/subgraph/dist/schema-helper/index.js';
import type { AppError } from '@trivet/platform';
import { hashOf } from '@trivet/platform/testing';
import { type FieldModel, type Model, nameOf } from '../model/model.ts';
import { resolvesIn } from '../model/random-types.ts';
import { secret } from './faults.ts';
import { pickRequired } from './required.ts';
import { type Handle, identify, isHandle } from './values.ts';
import type { World } from './world.ts';

interface Context {
  readonly requestId: string;
}
type Parent = (Handle & Readonly<Record<string, unknown>>) | undefined;
type Resolver = (parent: Parent, args: unknown, context: Context) => unknown;

/**
 * Whether all fields answer at once, or some later, so that orders are mixed. graphql-js 16 forgets promises in lists in
 * which something fails at once, and the process ends with their rejections.
 */
export type Timing = 'at once' | 'mixed';

/** The resolvers of one subgraph. They know nothing of other subgraphs but what a representation brings. */
export function subgraphResolvers(world: World, subgraph: string, timing: Timing): GraphQLSchemaModule['resolvers'] {
  const { model } = world;
  const resolvers: Record<string, Record<string, unknown>> = {};
  for (const object of model.objects.values()) {
    if (!object.keys.has(subgraph)) continue;
    resolvers[object.name] = {
      ...fieldResolvers(world, object.fields.values(), subgraph, timing),
      ...(resolvesIn(object, subgraph) && { __resolveReference: referenceResolver(world, object.name, subgraph) }),
    };
  }
  for (const { name, objectIn, objectFields, home } of model.interfaces.values()) {
    const __resolveReference = referenceResolver(world, name, subgraph);
    if (home === subgraph) resolvers[name] = { __resolveReference };
    if (!objectIn.includes(subgraph)) continue;
    resolvers[name] = {
      id: (parent: Parent) => parent?.$id,
      ...fieldResolvers(world, objectFields.values(), subgraph, timing),
      __resolveReference,
    };
  }
  return resolvers as GraphQLSchemaModule['resolvers'];
}

function fieldResolvers(
  world: World,
  fields: Iterable<FieldModel>,
  subgraph: string,
  timing: Timing,
): Record<string, Resolver> {
  const resolvers: Record<string, Resolver> = {};
  for (const field of fields) {
    if (field.owners.includes(subgraph)) resolvers[field.name] = fieldResolver(world, field, subgraph, timing);
    if (field.overrides === subgraph) {
      resolvers[field.name] = () => {
        throw new Error(`${field.coordinate} has moved: "${subgraph}" must not be asked for it: ${secret}.`);
      };
    }
  }
  return resolvers;
}

function fieldResolver(world: World, field: FieldModel, subgraph: string, timing: Timing): Resolver {
  return (parent, args, context) => {
    const { requestId } = context;
    const id = parent?.$id ?? 'root';
    const resolve = () => {
      const { requires } = field;
      const inputs =
        requires === undefined ? undefined : complaining(world, () => pickRequiredOf(parent, requires, context));
      const value = world.resolve(field, id, args, requestId, inputs);
      return eachHandle(value, (handle) => provide(world, field, localise(world.model, handle, subgraph)));
    };
    return timing === 'mixed' && hashOf(`${field.coordinate}/${id}`) % 3 === 0
      ? Promise.resolve().then(resolve)
      : resolve();
  };
}

function referenceResolver(world: World, type: string, subgraph: string) {
  // Apollo's library takes what is thrown at once for a failure of all references of the request.
  return async (reference: Readonly<Record<string, unknown>>, { requestId }: Context): Promise<unknown> => {
    const $id = complaining(world, () => identify(reference));
    world.meet(keyFeature(world.model, type, reference));
    const missing: AppError | 'gone' | undefined = world.faults(requestId).reference(type, subgraph, $id);
    if (missing === 'gone') return null;
    if (missing) throw missing;
    // At its home an interface is the type that the id says.
    const __typename = world.model.interfaces.get(type)?.home === subgraph ? $id.split('-')[0] : type;
    return { ...reference, __typename, $id };
  };
}

/** Keys and required fields are there whole, or the subgraph is not asked. */
function complaining<Value>(world: World, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    world.complain(String(error));
    throw error;
  }
}

/** What a field requires is in the representation, or was brought along by the path. */
function pickRequiredOf(parent: Parent, requires: string, context: Context): unknown {
  const entries = Object.entries(parent ?? {}).map(([name, value]) => [
    name,
    typeof value === 'function' ? value({}, context) : value,
  ]);
  return pickRequired(requires, Object.fromEntries(entries));
}

function keyFeature(model: Model, type: string, reference: Readonly<Record<string, unknown>>): string {
  if (model.interfaces.has(type)) return 'reference to an interface';
  if ('org' in reference) return 'reference by a nested key';
  if ('region' in reference) return 'reference by a compound key';
  return 'code' in reference ? 'reference by another key' : 'reference by id';
}

function eachHandle(value: unknown, change: (handle: Handle) => Handle): unknown {
  if (Array.isArray(value)) return value.map((element) => eachHandle(element, change));
  return isHandle(value) ? change(value) : value;
}

/** A subgraph with an interface object knows none of the types behind it. */
function localise({ interfaces }: Model, handle: Handle, subgraph: string): Handle {
  const known = [...interfaces.values()].find(
    ({ objectIn, members }) => objectIn.includes(subgraph) && members.includes(handle.__typename),
  );
  return known ? { ...handle, __typename: known.name } : handle;
}

/** As they look in a representation, because a required field may be read from here. */
function asIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asIds);
  return typeof value === 'number' ? String(value) : value;
}

/** What the path brings along; without it nothing of this subgraph has these fields. */
function provide(world: World, { type, provides }: FieldModel, handle: Handle): Handle {
  if (provides === undefined) return handle;
  const fields = world.model.objects.get(nameOf(type))?.fields;
  const provided = provides.split(' ').map((name) => {
    const field = fields?.get(name);
    if (!field) throw new Error(`${type} has no field "${name}".`);
    // graphql-js calls what it finds in the place of a value.
    const read = (args: unknown, { requestId }: Context) => {
      const value = world.resolve(field, handle.$id, args, requestId);
      return nameOf(field.type) === 'ID' ? asIds(value) : value;
    };
    return [name, read];
  });
  return { ...handle, ...Object.fromEntries(provided) };
}
