import type { Storage as GraphiQLStorage } from '@graphiql/toolkit';

const NAMESPACE = 'graphiql:';
const PERSIST_HEADERS = `${NAMESPACE}shouldPersistHeaders`;
const SECRET = /password|secret|token/i;

/** Off unless somebody switched it on in the settings; GraphiQL itself forgets that on reload. */
export function persistsHeaders(storage: GraphiQLStorage): boolean {
  return storage.getItem(PERSIST_HEADERS) === 'true';
}

/**
 * The browser's storage without what must not lie around: headers (GraphiQL keeps them in its history even where it
 * promises not to) and variables with a telling name, such as the password of a sign-in.
 */
export function explorerStorage(): GraphiQLStorage {
  const store = openStore();
  const ownKeys = () => [...store.keys()].filter((key) => key.startsWith(NAMESPACE));
  const storage: GraphiQLStorage = {
    get length() {
      return ownKeys().length;
    },
    getItem: (key) => store.get(key) ?? null,
    setItem(key, value) {
      const keepsHeaders = key === PERSIST_HEADERS ? value === 'true' : persistsHeaders(storage);
      store.set(key, withoutSecrets(key, value, keepsHeaders));
      // Switched off: what was kept so far goes too.
      if (key === PERSIST_HEADERS) {
        for (const other of ownKeys()) store.set(other, withoutSecrets(other, store.get(other) ?? '', keepsHeaders));
      }
    },
    removeItem: (key) => store.delete(key),
    clear() {
      for (const key of ownKeys()) store.delete(key);
    },
  };
  return storage;
}

/** What a `Map` and the browser's storage have in common. */
interface Store {
  keys(): Iterable<string>;
  get(key: string): string | null | undefined;
  set(key: string, value: string): unknown;
  delete(key: string): void;
}

function openStore(): Store {
  try {
    const local = window.localStorage;
    return {
      keys: () => Object.keys(local),
      get: (key) => local.getItem(key),
      set: (key, value) => local.setItem(key, value),
      delete: (key) => local.removeItem(key),
    };
  } catch {
    return new Map<string, string>(); // forbidden in this browser: until the page is left
  }
}

function withoutSecrets(key: string, value: string, keepsHeaders: boolean): string {
  switch (key.slice(NAMESPACE.length)) {
    case 'headers':
      return keepsHeaders ? value : '';
    case 'variables':
      return blankSecrets(value);
    case 'tabState':
    case 'queries':
    case 'favorites':
      return JSON.stringify(
        JSON.parse(value, (name, content: unknown) => {
          if (name === 'headers') return keepsHeaders ? content : null;
          return name === 'variables' && typeof content === 'string' ? blankSecrets(content) : content;
        }),
      );
    default:
      return value;
  }
}

/** On the text, for it may be unfinished JSON with comments. */
function blankSecrets(variables: string): string {
  return variables.replace(/("(?:[^"\\]|\\.)*")(\s*:\s*)"(?:[^"\\]|\\.)*"?/g, (pair, name: string, colon: string) =>
    SECRET.test(name) ? `${name}${colon}""` : pair,
  );
}
