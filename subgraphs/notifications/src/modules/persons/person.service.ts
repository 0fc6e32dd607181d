import { newId } from '@trivet/database';
import {
  AppError,
  type Clock,
  type Graph,
  type GraphRequest,
  globalId,
  parseGlobalId,
  type UserViewer,
} from '@trivet/platform';

/** How a person is reached and wants to be shown things. Personal: asked for when it is needed, and kept nowhere. */
export interface Person {
  readonly address: string;
  readonly isVerified: boolean;
  /** Where he gets text messages (E.164); shown to be his. Null where he has none. */
  readonly phoneNumber: string | null;
  readonly name: string | null;
  /** BCP 47. */
  readonly locale: string;
  readonly timeZone: string;
  /** Of the account that was asked for, if he may see it. */
  readonly accountName: string | null;
}

interface PersonAnswer {
  readonly viewer: {
    readonly email: string | null;
    readonly emailVerified: boolean | null;
    readonly phoneNumber?: string | null;
    readonly displayName: string | null;
    readonly preferences: { readonly locale: string; readonly timeZone: string } | null;
  } | null;
  readonly account?: { readonly name: string } | null;
}

const person = /* GraphQL */ `
  query Recipient($accountId: ID!, $hasAccount: Boolean!) {
    viewer { email emailVerified phoneNumber displayName preferences { locale timeZone } }
    account(id: $accountId) @include(if: $hasAccount) { name }
  }
`;

interface LocaleAnswer {
  readonly viewer: { readonly preferences: { readonly locale: string } | null } | null;
}

const readerLocale = /* GraphQL */ `
  query LocaleOfReader {
    viewer { preferences { locale } }
  }
`;

interface AccountsAnswer {
  readonly nodes: readonly ({ readonly id: string; readonly name: string } | null)[];
}

const accounts = /* GraphQL */ `
  query AccountsOfRecipient($ids: [ID!]!) {
    nodes(ids: $ids) { id ... on Account { name } }
  }
`;

/** Persons, as the graph tells each of himself: by the same walls as ever, and by none that were made for us. */
export class PersonService {
  readonly #graph: Graph;
  readonly #clock: Clock;

  constructor({ graph, clock }: { readonly graph: Graph; readonly clock: Clock }) {
    this.#graph = graph;
    this.#clock = clock;
  }

  /**
   * Null where there is no such person, or no more.
   * @param accountId of which something is told him.
   * @throws {AppError} `SUBGRAPH_UNAVAILABLE` while the graph cannot tell.
   */
  async find(userId: string, requestId: string, accountId: string | null = null): Promise<Person | null> {
    const variables = {
      accountId: accountId === null ? '' : globalId('acc', accountId),
      hasAccount: accountId !== null,
    };
    const { viewer, account } = await this.#ask<PersonAnswer>(userId, { document: person, variables, requestId });
    if (!viewer || viewer.email === null) return null;
    const { locale = 'en', timeZone = 'UTC' } = viewer.preferences ?? {};
    return {
      address: viewer.email,
      isVerified: viewer.emailVerified === true,
      phoneNumber: viewer.phoneNumber ?? null,
      name: viewer.displayName,
      locale,
      timeZone,
      accountName: account?.name ?? null,
    };
  }

  /**
   * In which language he reads (BCP 47); null where there is no such person, or no more.
   * @throws {AppError} `SUBGRAPH_UNAVAILABLE` while the graph cannot tell.
   */
  async findLocale(userId: string, requestId: string): Promise<string | null> {
    const { viewer } = await this.#ask<LocaleAnswer>(userId, { document: readerLocale, requestId });
    return viewer?.preferences?.locale ?? null;
  }

  /**
   * How accounts are called, by their ids, as far as the person may see them; at most a hundred.
   * @throws {AppError} `SUBGRAPH_UNAVAILABLE` while the graph cannot tell.
   */
  async findAccountNames(
    userId: string,
    requestId: string,
    accountIds: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    const ids = [...new Set(accountIds)].slice(0, 100).map((id) => globalId('acc', id));
    if (ids.length === 0) return new Map();
    const { nodes } = await this.#ask<AccountsAnswer>(userId, { document: accounts, variables: { ids }, requestId });
    return new Map(nodes.flatMap((node) => (node ? [[parseGlobalId('acc', node.id), node.name] as const] : [])));
  }

  /** As the person himself. */
  async #ask<Answer>(
    userId: string,
    request: Pick<GraphRequest, 'document' | 'variables' | 'requestId'>,
  ): Promise<Answer> {
    const principal: UserViewer = { kind: 'user', userId, sessionId: newId(), authenticatedAt: this.#clock.now() };
    const { data, errors } = await this.#graph.execute<Answer>({ ...request, principal }).catch((cause: unknown) => {
      throw new AppError('SUBGRAPH_UNAVAILABLE', 'The graph cannot be reached.', { cause });
    });
    if (errors?.length || !data) throw new AppError('SUBGRAPH_UNAVAILABLE', 'The graph cannot tell.');
    return data;
  }
}
