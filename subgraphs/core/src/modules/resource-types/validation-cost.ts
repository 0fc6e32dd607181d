import { isJsonObject } from './plain-json.ts';
import type { SchemaNode } from './schema-node.ts';

/** So that the longest check of one value is some tens of milliseconds; an honest one takes some thousand steps. */
export const maxSteps = 200_000;
/** To look at a name of an object that has very many. */
const stepsOfName = 3;
/** What a branch that fails costs: it says why, though nobody reads it. */
const stepsOfBranch = 10;

type Entries = readonly (readonly [name: string, inner: unknown])[];

/**
 * The steps that checking the value by the schema may take, or something above `max` as soon as they exceed it. Every branch
 * counts, as if none decided. By this a schema may refer to itself: what it is applied to is finite.
 */
export function stepsOf(schema: SchemaNode, value: unknown, max = maxSteps): number {
  const walk = new Walk(max);
  walk.apply(schema, value);
  return walk.steps;
}

class Walk {
  steps = 0;
  readonly #max: number;
  /** Of each object once, however many schemas are applied to it. */
  readonly #entries = new Map<object, Entries>();

  constructor(max: number) {
    this.#max = max;
  }

  apply(node: SchemaNode, value: unknown): void {
    this.steps += node.weight;
    for (const applied of node.inPlace) {
      if (this.steps > this.#max) return;
      this.apply(applied, value);
    }
    for (const branch of node.branches) {
      if (this.steps > this.#max) return;
      this.steps += stepsOfBranch;
      this.apply(branch, value);
    }
    if (typeof value === 'string') this.#text(node.perCharacter, value);
    else if (Array.isArray(value)) this.#items(node, value);
    else if (isJsonObject(value)) this.#properties(node, value);
  }

  #text(perCharacter: number, text: string): void {
    this.steps += Math.ceil(perCharacter * text.length);
  }

  #items(node: SchemaNode, items: readonly unknown[]): void {
    if (node.uniqueItems) this.#size(items);
    const { prefixItems, items: others, each } = node;
    if (prefixItems.length === 0 && !others && each.length === 0) return;
    for (const [index, item] of items.entries()) {
      if (this.steps > this.#max) return;
      const applied = prefixItems[index] ?? others;
      if (applied) this.apply(applied, item);
      this.#each(each, item);
    }
  }

  #properties(node: SchemaNode, value: Readonly<Record<string, unknown>>): void {
    const { properties, patterns, additionalProperties, propertyNames, each, perName } = node;
    if (perName > 0) this.steps += perName * this.#entriesOf(value).length;
    const looksAtAll = patterns.length > 0 || additionalProperties || propertyNames || each.length > 0;
    if (!looksAtAll) {
      for (const [name, applied] of properties) {
        if (this.steps > this.#max) return;
        if (Object.hasOwn(value, name)) this.apply(applied, value[name]);
      }
      return;
    }
    const entries = this.#entriesOf(value);
    this.steps += stepsOfName * entries.length;
    for (const [name, inner] of entries) {
      if (this.steps > this.#max) return;
      const named = properties.get(name) ?? additionalProperties;
      if (named) this.apply(named, inner);
      for (const { perCharacter, node: applied } of patterns) {
        this.#text(perCharacter, name);
        this.apply(applied, inner);
      }
      if (propertyNames) this.apply(propertyNames, name);
      this.#each(each, inner);
    }
  }

  #each(nodes: readonly SchemaNode[], inner: unknown): void {
    for (const applied of nodes) {
      this.steps += stepsOfBranch;
      this.apply(applied, inner);
    }
  }

  /** What is written as text, to be compared. */
  #size(value: unknown): void {
    if (this.steps > this.#max) return;
    this.steps += typeof value === 'string' ? 8 + value.length / 16 : 8;
    if (Array.isArray(value)) for (const item of value) this.#size(item);
    else if (isJsonObject(value))
      for (const [name, inner] of this.#entriesOf(value)) {
        this.steps += name.length / 16;
        this.#size(inner);
      }
  }

  #entriesOf(value: object): Entries {
    const entries = this.#entries.get(value) ?? Object.entries(value);
    this.#entries.set(value, entries);
    return entries;
  }
}
