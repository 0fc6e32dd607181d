import { newId } from '@trivet/database';
import { AppError, type Clock, type Graph, type UserViewer } from '@trivet/platform';

/** How a person is reached and wants to be shown things. Personal: asked for when it is needed, and kept nowhere. */
export interface Person {
  readonly address: string;
  readonly isVerified: boolean;
  readonly name: string | null;
  /** BCP 47. */
  readonly locale: string;
  readonly timeZone: string;
}

interface PersonAnswer {
  readonly viewer: {
    readonly email: string | null;
    readonly emailVerified: boolean | null;
    readonly displayName: string | null;
    readonly preferences: { readonly locale: string; readonly timeZone: string } | null;
  } | null;
}

const person = /* GraphQL */ `
  query Recipient {
    viewer { email emailVerified displayName preferences { locale timeZone } }
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
   * @throws {AppError} `SUBGRAPH_UNAVAILABLE` while the graph cannot tell.
   */
  async find(userId: string, requestId: string): Promise<Person | null> {
    const principal: UserViewer = { kind: 'user', userId, sessionId: newId(), authenticatedAt: this.#clock.now() };
    const { data, errors } = await this.#graph
      .execute<PersonAnswer>({ document: person, variables: {}, principal, requestId })
      .catch((cause: unknown) => {
        throw new AppError('SUBGRAPH_UNAVAILABLE', 'The graph cannot be reached.', { cause });
      });
    if (errors?.length || !data) throw new AppError('SUBGRAPH_UNAVAILABLE', 'The graph cannot tell.');
    const { viewer } = data;
    if (!viewer || viewer.email === null) return null;
    const { locale = 'en', timeZone = 'UTC' } = viewer.preferences ?? {};
    return {
      address: viewer.email,
      isVerified: viewer.emailVerified === true,
      name: viewer.displayName,
      locale,
      timeZone,
    };
  }
}
