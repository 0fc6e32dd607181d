import { Dice, hashOf } from '@trivet/platform/testing';
import { parse } from 'graphql';
import {
  type ArgumentModel,
  type FieldModel,
  fieldsOf,
  isNonNull,
  type Model,
  membersOf,
  nameOf,
  type TypeRef,
} from '../model/model.ts';
import { mergeable } from './mergeable.ts';
import { withNameClashes } from './name-clashes.ts';
import { randomJson, randomLiteral } from './random-value.ts';
import { withTwin } from './twins.ts';

export interface RandomOperation {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** An operation that is valid by the API schema, the same for the same seed. */
export function randomOperation(model: Model, seed: number): RandomOperation {
  const { query, variables: values, ...rest } = new OperationWriter(model, new Dice(seed)).write();
  const dice = new Dice(hashOf(`${seed}/varied`));
  const written = parse(query, { noLocation: true });
  const varied = dice.chance(40) ? withTwin(written, dice) : written;
  const { document, variables } = withNameClashes(varied, values, dice);
  return { ...rest, query: mergeable(model, document), variables };
}

type ApiField = Pick<FieldModel, 'name' | 'type' | 'args'>;

/** Short ones that come often; names that every object has; and names that planners use for themselves. */
const aliases = ['a', 'b', 'c', 'toString', '__proto__', 'constructor', 'k0', 'a__alias_0'];
const introspections = [
  '__schema { queryType { name } mutationType { kind name } subscriptionType { name } }',
  '__type(name: "E0") { kind name __typename }',
  't: __type(name: "Filter") { name inputFields { name defaultValue type { kind name } } }',
  'n: __type(name: "NoSuchType") { name }',
];

class OperationWriter {
  readonly #dice: Dice;
  readonly #model: Model;
  readonly #fragments = new Map<string, { readonly on: string; readonly body: string }>();
  readonly #declarations: string[] = [];
  readonly #declared = new Map<string, TypeRef>();
  readonly #variables: Record<string, unknown> = {};
  /** Selections that may still be made; when they are used up only what must be there is added. */
  #budget: number;
  #fragmentDepth = 0;
  #fragmentCount = 0;

  constructor(model: Model, dice: Dice) {
    this.#model = model;
    this.#dice = dice;
    this.#budget = dice.between(4, 26);
  }

  /** Fields under one key may still be such as do not merge. */
  write(): RandomOperation {
    const kind = this.#dice.chance(12) ? 'mutation' : 'query';
    const body = this.#selectionSet(kind === 'query' ? 'Query' : 'Mutation', 1);
    const declarations = this.#declarations.length > 0 ? `(${this.#declarations.join(', ')})` : '';
    const named = this.#dice.chance(30);
    const definitions = [`${kind}${named ? ' Named' : ''}${declarations} ${body}`];
    for (const [name, fragment] of this.#fragments)
      definitions.push(`fragment ${name} on ${fragment.on} ${fragment.body}`);
    if (named && this.#dice.chance(30)) definitions.unshift('query Other { __typename }');
    return {
      query: definitions.join('\n'),
      variables: this.#variables,
      ...(named && { operationName: 'Named' }),
    };
  }

  #selectionSet(type: string, depth: number): string {
    const dice = this.#dice;
    const selections: string[] = [];
    const wanted = dice.between(1, depth === 1 ? 3 : 4);
    while (selections.length === 0 || (selections.length < wanted && this.#budget > 0)) {
      const selection = this.#selection(type, depth);
      selections.push(selection);
      const [spread] = /^\.\.\.F\d+/.exec(selection) ?? [];
      if (spread && dice.chance(25)) selections.push(`${spread}${this.#condition(60)}`);
    }
    if (type === 'Query' && depth === 1 && dice.chance(5)) selections.push(dice.pick(introspections));
    return `{ ${selections.join(' ')} }`;
  }

  #selection(type: string, depth: number): string {
    this.#budget--;
    const fields = this.#selectable(type, depth);
    const isAbstract = this.#model.unions.has(type) || this.#model.interfaces.has(type);
    const mayNest = this.#fragmentDepth < 3 && this.#budget > 0;
    const kind = this.#dice.weighted({
      field: fields.length === 0 ? 0 : isAbstract ? 40 : 80,
      typename: mayNest || fields.length > 0 ? 6 : 1,
      inline: !mayNest ? 0 : isAbstract ? 45 : 9,
      named: !mayNest ? 0 : isAbstract ? 18 : 9,
    });
    switch (kind) {
      case 'field':
        return this.#field(type, this.#dice.pick(fields), depth);
      case 'typename':
        return `${this.#alias(10)}__typename${this.#condition()}`;
      case 'inline':
        return this.#inFragment(() => {
          if (this.#dice.chance(12)) return `...${this.#condition()} ${this.#selectionSet(type, depth)}`;
          const on = this.#fragmentType(type);
          return `... on ${on}${this.#condition()} ${this.#selectionSet(on, depth)}`;
        });
      case 'named':
        return this.#inFragment(() => `...${this.#namedFragment(type, depth)}${this.#condition()}`);
    }
  }

  #inFragment(write: () => string): string {
    this.#fragmentDepth++;
    const text = write();
    this.#fragmentDepth--;
    return text;
  }

  /** Objects only while there is room for what is in them, and rather they than leaves, which need one subgraph alone. */
  #selectable(type: string, depth: number): ApiField[] {
    const fields = this.#fields(type);
    if (depth >= 6 || this.#budget <= 0) return fields.filter((field) => this.#isLeaf(field));
    const objects = fields.filter((field) => !this.#isLeaf(field));
    return objects.length > 0 && this.#dice.chance(depth === 1 ? 80 : 25) ? objects : fields;
  }

  #field(type: string, field: ApiField, depth: number): string {
    const fragmentDepth = this.#fragmentDepth;
    this.#fragmentDepth = 0;
    const inner = this.#isLeaf(field) ? '' : ` ${this.#selectionSet(nameOf(field.type), depth + 1)}`;
    this.#fragmentDepth = fragmentDepth;
    return `${this.#alias(15, type)}${field.name}${this.#arguments(field.args)}${this.#condition()}${inner}`;
  }

  #isLeaf({ type }: ApiField): boolean {
    const name = nameOf(type);
    const { objects, interfaces, unions } = this.#model;
    return !objects.has(name) && !interfaces.has(name) && !unions.has(name);
  }

  #fields(type: string): ApiField[] {
    const object = this.#model.objects.get(type);
    if (object) return fieldsOf(this.#model, object).filter(({ inaccessible }) => !inaccessible);
    const abstract = this.#model.interfaces.get(type);
    if (!abstract) return [];
    return [...[...abstract.fields].map(([name, rest]) => ({ name, ...rest })), ...abstract.objectFields.values()];
  }

  /** Any type that objects of `type` can have too. */
  #fragmentType(type: string): string {
    const members = membersOf(this.#model, type);
    const others = [...this.#model.interfaces.keys(), ...this.#model.unions.keys()].filter((name) =>
      membersOf(this.#model, name).some((member) => members.includes(member)),
    );
    return this.#dice.chance(65) || others.length === 0 ? this.#dice.pick(members) : this.#dice.pick([type, ...others]);
  }

  #namedFragment(type: string, depth: number): string {
    const members = membersOf(this.#model, type);
    const known = [...this.#fragments].filter(([, { on }]) =>
      membersOf(this.#model, on).some((member) => members.includes(member)),
    );
    if (known.length > 0 && this.#dice.chance(45)) return this.#dice.pick(known)[0];
    const on = this.#fragmentType(type);
    const name = `F${this.#fragmentCount++}`;
    // Known only when it is complete, so that none spreads itself.
    this.#fragments.set(name, { on, body: this.#selectionSet(on, depth) });
    return name;
  }

  /** Often the name of another field, which a planner may want for itself. */
  #alias(percent: number, type?: string): string {
    if (!this.#dice.chance(percent)) return '';
    const others = type === undefined ? [] : this.#fields(type).map(({ name }) => name);
    return `${this.#dice.pick(others.length > 0 && this.#dice.chance(40) ? others : aliases)}: `;
  }

  #condition(percent = 11): string {
    if (!this.#dice.chance(percent)) return '';
    const one = () => `@${this.#dice.pick(['skip', 'include'])}(if: ${this.#conditionValue()})`;
    if (!this.#dice.chance(10)) return ` ${one()}`;
    return ` @skip(if: ${this.#conditionValue()}) @include(if: ${this.#conditionValue()})`;
  }

  #conditionValue(): string {
    if (this.#dice.chance(25)) return String(this.#dice.chance(50));
    return this.#variable('Boolean!', false) ?? 'true';
  }

  #arguments(args: readonly ArgumentModel[]): string {
    const given = args.flatMap(({ name, type, defaultValue }) => {
      const hasDefault = defaultValue !== undefined;
      if ((!isNonNull(type) || hasDefault) && this.#dice.chance(45)) return [];
      const variable = this.#dice.chance(45) ? this.#variable(type, hasDefault) : undefined;
      const variableFor = (inner: TypeRef, innerDefault: boolean) => this.#variable(inner, innerDefault);
      return [`${name}: ${variable ?? randomLiteral(this.#dice, this.#model, type, variableFor)}`];
    });
    return given.length > 0 ? `(${given.join(', ')})` : '';
  }

  /** A variable for a place of this type: an old one, or a new one that is given, null, absent, or has a default. */
  #variable(place: TypeRef, placeHasDefault: boolean): string | undefined {
    const dice = this.#dice;
    const fitting = [...this.#declared].filter(([, type]) => type === place);
    if (fitting.length > 0 && dice.chance(40)) return `$${dice.pick(fitting)[0]}`;
    const name = dice.chance(4) && !this.#declared.has('toString') ? 'toString' : `v${this.#declared.size}`;
    const loose = isNonNull(place) ? place.slice(0, -1) : place;
    // A nullable variable may stand for a non-null place that has a default, and a strict one for any.
    const type =
      isNonNull(place) && placeHasDefault && dice.chance(30)
        ? loose
        : !isNonNull(place) && dice.chance(25)
          ? `${place}!`
          : place;
    const ownDefault = dice.chance(25) ? randomLiteral(dice, this.#model, `${loose}!`, () => undefined) : undefined;
    this.#declared.set(name, type);
    this.#declarations.push(`$${name}: ${type}${ownDefault === undefined ? '' : ` = ${ownDefault}`}`);
    const optional = !isNonNull(type) || ownDefault !== undefined;
    if (optional && dice.chance(35)) return `$${name}`;
    // Null for a place that may not be null is refused when it runs, as it should be; there are tests for that.
    const given = isNonNull(place) ? `${loose}!` : type;
    const isNull = !isNonNull(given) && dice.chance(20);
    this.#variables[name] = isNull ? null : randomJson(dice, this.#model, given);
    return `$${name}`;
  }
}
