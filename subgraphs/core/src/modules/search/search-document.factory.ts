import type { File } from '../files/file.model.ts';
import { isJsonObject } from '../resource-types/plain-json.ts';
import { namesOf } from '../resource-types/resource-field.ts';
import type { ResourceField } from '../resource-types/resource-type.model.ts';
import type { Resource } from '../resources/resource.model.ts';
import type { SearchDocument, SearchKind, SearchRemoval, SearchText } from './search-index.ts';

/** Of all texts of a document together; what is behind it is not found. */
const mostCharacters = 20_000;
/** What a thing is called is found whether its type says so or not. */
const titlePath = '/title';
/** Definitions of one version of a thing. */
const definitions = 2 ** 20;

/** What a search has to know of a type. */
export interface SearchedDefinition {
  readonly version: number;
  readonly fields: readonly Pick<ResourceField, 'path' | 'searchable'>[];
}

/**
 * A resource as it is found: by its title, its labels, and the fields that its type declares searchable. A later definition makes
 * another version of what is found, although the resource is the same.
 */
export function documentOfResource(resource: Resource, definition: SearchedDefinition | undefined): SearchDocument {
  const { id, accountId, type, version, labels } = resource;
  const data: unknown = JSON.parse(resource.data.text);
  const searchable = definition?.fields.filter((field) => field.searchable).map(({ path }) => path) ?? [];
  const paths = [titlePath, ...searchable.filter((path) => path !== titlePath)];
  const ofData = paths.flatMap((path): SearchText[] => {
    const text = textAt(data, path);
    return text === null ? [] : [{ field: path, text, weight: path === titlePath ? 'TITLE' : 'BODY' }];
  });
  const ofLabels = labels.map((label): SearchText => ({ field: 'labels', text: label, weight: 'LABEL' }));
  return {
    ...{ kind: 'RESOURCE', id, accountId, type },
    version: version * definitions + Math.min(definition?.version ?? 0, definitions - 1),
    texts: cut([...ofData.filter(isTitle), ...ofLabels, ...ofData.filter((text) => !isTitle(text))]),
  };
}

/** A file as it is found: by its name. */
export function documentOfFile({ id, accountId, type, name, version }: File): SearchDocument {
  const texts: SearchText[] = [{ field: 'name', text: name, weight: 'TITLE' }];
  return { kind: 'FILE', id, accountId, type, version: version * definitions, texts };
}

/** Of a thing that was gone when somebody looked because of an event that told of this version. */
export function removalOf(
  { kind, id, accountId }: Pick<SearchRemoval, 'id' | 'accountId'> & { readonly kind: SearchKind },
  version: number,
): SearchRemoval {
  return { kind, id, accountId, version: version * definitions + definitions - 1 };
}

function isTitle({ weight }: SearchText): boolean {
  return weight === 'TITLE';
}

/** Of objects only, as the definition checks it; what is no text is not found. */
function textAt(data: unknown, path: string): string | null {
  let found = data;
  for (const name of namesOf(path) ?? [])
    found = isJsonObject(found) && Object.hasOwn(found, name) ? found[name] : null;
  return typeof found === 'string' ? found : null;
}

function cut(texts: readonly SearchText[]): SearchText[] {
  let left = mostCharacters;
  return texts.flatMap((each) => {
    const text = each.text.slice(0, left).replace(/[\ud800-\udbff]$/, '');
    left -= text.length;
    return text === '' ? [] : [{ ...each, text }];
  });
}
