import { lookupHash } from '@trivet/identity';
import { type ClientInfo, type Logger, RateLimitedError, UserFault } from '@trivet/platform';
import { type Counters, Limit, type Rate, type Window } from '@trivet/subgraph';
import { networkOf } from './network.ts';

/** How often what may be tried; each list holds as a whole. */
export interface ThrottlingLimits {
  /** Sign-ins that fail. */
  readonly signIn: {
    readonly all: readonly Rate[];
    readonly network: readonly Rate[];
    /** From all networks together but those from which the person has signed in of late. */
    readonly address: readonly Rate[];
    readonly addressAndNetwork: readonly Rate[];
  };
  /** Registrations, and attempts at an address that is taken. */
  readonly registration: { readonly network: readonly Rate[]; readonly address: readonly Rate[] };
  /** Refresh tokens that are no longer good. */
  readonly refresh: { readonly network: readonly Rate[] };
  /** Invitations that are sent, or sent again: of an account, and by one person. */
  readonly invitation: { readonly account: readonly Rate[]; readonly person: readonly Rate[] };
  /** Mails that somebody has sent to an address: his own, or one that he names. */
  readonly mail: { readonly network: readonly Rate[]; readonly address: readonly Rate[] };
  /** Codes of authenticators that are wrong: for a person from one network, and from all together where he is not at home. */
  readonly code: { readonly person: readonly Rate[] };
  /** Browsers that set out for a provider, each of which is kept in mind for a while; and bad codes of those that came back. */
  readonly provider: { readonly all: readonly Rate[]; readonly network: readonly Rate[] };
  /** Access tokens that a service identity gets; and assertions from one network that are not good. */
  readonly serviceToken: { readonly identity: readonly Rate[]; readonly network: readonly Rate[] };
}

/** From where somebody asks, and for which address: the keyed hash by which persons are found. */
export interface Attempt {
  readonly client: ClientInfo | undefined;
  readonly emailHash: Buffer;
  /** By which the log finds the request that it was part of. */
  readonly requestId?: string | undefined;
}

export interface ThrottlingServiceDeps {
  readonly counters: Counters;
  readonly limits: ThrottlingLimits;
  /** Hashes what is counted, so that the counters hold neither addresses nor networks. */
  readonly lookupKey: Buffer;
  readonly logger: Pick<Logger, 'info'>;
}

/** For so long a network is known as a person's after he last signed in or refreshed there. */
const knownSeconds = 30 * 24 * 60 * 60;

/** Whether what came of an attempt counts, and the request by which the log tells of it. */
interface Judgement<Result> extends Pick<Attempt, 'requestId'> {
  readonly counts: (outcome: { error: unknown } | { result: Result }) => boolean;
}

/** One of a limit's, for a key of it. */
interface Taking {
  readonly limit: Limit;
  readonly key: string;
}

/**
 * Keeps guessing slow. What is tried is counted before it is tried, or many at once would pass together, and given back when
 * it turns out well. No limit asks whether a person exists, so a refusal says nothing about him.
 */
export class ThrottlingService {
  readonly #lookupKey: Buffer;
  readonly #logger: Pick<Logger, 'info'>;
  readonly #limits: Readonly<Record<'all' | 'network' | 'address' | 'addressAndNetwork', Limit>>;
  readonly #registration: Readonly<Record<'network' | 'address', Limit>>;
  readonly #refresh: Limit;
  readonly #invitation: Readonly<Record<'account' | 'person', Limit>>;
  readonly #mail: Readonly<Record<'network' | 'address', Limit>>;
  readonly #code: Readonly<Record<'person' | 'personAndNetwork', Limit>>;
  readonly #provider: Readonly<Record<'all' | 'network', Limit>>;
  readonly #serviceToken: Readonly<Record<'identity' | 'network', Limit>>;
  readonly #known: Window;

  constructor({ counters, limits, lookupKey, logger }: ThrottlingServiceDeps) {
    const limit = (name: string, rates: readonly Rate[]) => new Limit(counters, { name, rates });
    const { signIn, registration, refresh, invitation, mail, code, provider, serviceToken } = limits;
    this.#lookupKey = lookupKey;
    this.#logger = logger;
    this.#limits = {
      all: limit('sign-in.all', signIn.all),
      network: limit('sign-in.network', signIn.network),
      address: limit('sign-in.address', signIn.address),
      addressAndNetwork: limit('sign-in.address-network', signIn.addressAndNetwork),
    };
    this.#registration = {
      network: limit('registration.network', registration.network),
      address: limit('registration.address', registration.address),
    };
    this.#refresh = limit('refresh.network', refresh.network);
    this.#invitation = {
      account: limit('invitation.account', invitation.account),
      person: limit('invitation.person', invitation.person),
    };
    this.#mail = { network: limit('mail.network', mail.network), address: limit('mail.address', mail.address) };
    this.#code = {
      person: limit('code.person', code.person),
      personAndNetwork: limit('code.person-network', code.person),
    };
    this.#provider = { all: limit('provider.all', provider.all), network: limit('provider.network', provider.network) };
    this.#serviceToken = {
      identity: limit('service-token.identity', serviceToken.identity),
      network: limit('service-token.network', serviceToken.network),
    };
    this.#known = counters.window({ name: 'sign-in.known', seconds: knownSeconds });
  }

  /**
   * Does `work`, which signs somebody in or has him prove once more who he is, unless too much has failed. `isFailure` tells
   * what counts from faults of ours.
   * @throws {RateLimitedError}
   */
  async signIn<Result>(
    attempt: Attempt,
    work: () => Promise<Result>,
    isFailure: (error: unknown) => boolean,
  ): Promise<Result> {
    return this.#within(await this.#signInTakings(attempt), work, {
      requestId: attempt.requestId,
      counts: (outcome) => 'error' in outcome && isFailure(outcome.error),
    });
  }

  /**
   * Does `work`, which registers somebody. `isAttempt` tells failures that count too, beside every success.
   * @throws {RateLimitedError}
   */
  registration<Result>(
    { client, emailHash, requestId }: Attempt,
    work: () => Promise<Result>,
    isAttempt: (error: unknown) => boolean,
  ): Promise<Result> {
    const takings = [
      ...this.#ofNetwork(this.#registration.network, client),
      { limit: this.#registration.address, key: this.#key(emailHash) },
    ];
    return this.#within(takings, work, {
      requestId,
      counts: (outcome) => !('error' in outcome) || isAttempt(outcome.error),
    });
  }

  /**
   * Does `work`, which exchanges a refresh token. `isFailure` tells what counts from faults of ours.
   * @throws {RateLimitedError}
   */
  refresh<Result>(
    { client, requestId }: Omit<Attempt, 'emailHash'>,
    work: () => Promise<Result>,
    isFailure: (error: unknown) => boolean,
  ): Promise<Result> {
    return this.#within(this.#ofNetwork(this.#refresh, client), work, {
      requestId,
      counts: (outcome) => 'error' in outcome && isFailure(outcome.error),
    });
  }

  /**
   * Does `work`, which sends an invitation. What sends none counts for nothing.
   * @throws {RateLimitedError}
   */
  invitation<Result>(
    { accountId, userId }: { readonly accountId: string; readonly userId: string },
    work: () => Promise<Result>,
  ): Promise<Result> {
    const takings = [
      { limit: this.#invitation.person, key: this.#key(userId) },
      { limit: this.#invitation.account, key: this.#key(accountId) },
    ];
    return this.#within(takings, work, { counts: (outcome) => !('error' in outcome) });
  }

  /**
   * Does `work`, which has a mail sent to the address; what comes of it counts, but for faults of ours. Who uses up the mails
   * of another has sent them to him.
   * @throws {RateLimitedError}
   */
  mail<Result>({ client, emailHash, requestId }: Attempt, work: () => Promise<Result>): Promise<Result> {
    const takings = [
      ...this.#ofNetwork(this.#mail.network, client),
      { limit: this.#mail.address, key: this.#key(emailHash) },
    ];
    return this.#within(takings, work, {
      requestId,
      counts: (outcome) => !('error' in outcome) || outcome.error instanceof UserFault,
    });
  }

  /**
   * Does `work`, which looks at a code of somebody who has shown a first factor, and so may be who knows a password of
   * another. There are few codes, so a person's are limited from all networks together; but not those in which he is at home,
   * where others do not keep him waiting.
   * @throws {RateLimitedError}
   */
  async code<Result>(
    { client, emailHash, requestId }: Attempt,
    work: () => Promise<Result>,
    isFailure: (error: unknown) => boolean,
  ): Promise<Result> {
    const everywhere = { limit: this.#code.person, key: this.#key(emailHash) };
    const network = networkOf(client?.address);
    const own = network === null ? null : this.#key(emailHash, network);
    const here = own === null ? [] : [{ limit: this.#code.personAndNetwork, key: own }];
    const isAtHome = own !== null && (await this.#known.find(own)) !== null;
    return this.#within(isAtHome ? here : [everywhere, ...here], work, {
      requestId,
      counts: (outcome) => 'error' in outcome && isFailure(outcome.error),
    });
  }

  /**
   * Does `work`, which sends a browser to a provider. It counts, whatever comes of it.
   * @throws {RateLimitedError}
   */
  departure<Result>(client: ClientInfo | undefined, work: () => Promise<Result>): Promise<Result> {
    const { all, network } = this.#provider;
    const takings = [...this.#ofNetwork(network, client), { limit: all, key: 'all' }];
    return this.#within(takings, work, { counts: () => true });
  }

  /**
   * Does `work`, which takes the code that a browser brought back. `isFailure` tells what counts from faults of ours.
   * @throws {RateLimitedError}
   */
  providerCode<Result>(
    client: ClientInfo | undefined,
    work: () => Promise<Result>,
    isFailure: (error: unknown) => boolean,
  ): Promise<Result> {
    return this.#within(this.#ofNetwork(this.#provider.network, client), work, {
      counts: (outcome) => 'error' in outcome && isFailure(outcome.error),
    });
  }

  /**
   * Does `work`, which looks at what somebody says to be signed by a service identity. `isFailure` tells what counts from faults of ours.
   * Counted by network alone: who knows an identity's id cannot keep it waiting.
   * @throws {RateLimitedError}
   */
  clientAssertion<Result>(
    client: ClientInfo | undefined,
    work: () => Promise<Result>,
    isFailure: (error: unknown) => boolean,
  ): Promise<Result> {
    return this.#within(this.#ofNetwork(this.#serviceToken.network, client), work, {
      counts: (outcome) => 'error' in outcome && isFailure(outcome.error),
    });
  }

  /**
   * Does `work`, which gives a token to a service identity that has proved itself; what gives none counts for nothing.
   * @throws {RateLimitedError}
   */
  serviceToken<Result>(serviceIdentityId: string, work: () => Promise<Result>): Promise<Result> {
    return this.#within([{ limit: this.#serviceToken.identity, key: this.#key(serviceIdentityId) }], work, {
      counts: (outcome) => !('error' in outcome),
    });
  }

  /** The person is at home in this network: what others do elsewhere does not keep him out of it. */
  async remember({ client, emailHash }: Attempt): Promise<void> {
    const network = networkOf(client?.address);
    if (network !== null) await this.#known.restart(this.#key(emailHash, network));
  }

  /**
   * The network first, so that one that is refused takes nothing from others; what all share before what has a key of its
   * own for each address, so that the number of those is bounded.
   */
  async #signInTakings({ client, emailHash }: Attempt): Promise<Taking[]> {
    const { all, network, address, addressAndNetwork } = this.#limits;
    const shared = [
      { limit: all, key: 'all' },
      { limit: address, key: this.#key(emailHash) },
    ];
    const from = networkOf(client?.address);
    if (from === null) return shared;
    const own = { limit: addressAndNetwork, key: this.#key(emailHash, from) };
    if (await this.#known.find(own.key)) return [own];
    return [...this.#ofNetwork(network, client), ...shared, own];
  }

  #ofNetwork(limit: Limit, client: ClientInfo | undefined): Taking[] {
    const network = networkOf(client?.address);
    return network === null ? [] : [{ limit, key: this.#key(network) }];
  }

  async #within<Result>(
    takings: readonly Taking[],
    work: () => Promise<Result>,
    { counts, requestId }: Judgement<Result>,
  ): Promise<Result> {
    const refusal = await take(takings);
    if (refusal) {
      this.#logger.info('What was tried too often was refused', { requestId, limits: namesOf(takings) });
      throw refusal;
    }
    const outcome = await work().then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
    const isCounted = counts(outcome);
    if (!isCounted) await giveBack(takings);
    if (!('error' in outcome)) return outcome.result;
    if (isCounted) this.#logger.info('What was tried has failed', { requestId, limits: namesOf(takings) });
    throw outcome.error;
  }

  /** 128 bits are enough to tell keys apart. */
  #key(...parts: readonly (Buffer | string)[]): string {
    const text = parts.map((part) => (typeof part === 'string' ? part : part.toString('hex'))).join(' ');
    return lookupHash(this.#lookupKey, `throttling:${text}`).subarray(0, 16).toString('base64url');
  }
}

/** One of each, or the refusal and none of any. */
async function take(takings: readonly Taking[]): Promise<RateLimitedError | null> {
  const taken: Taking[] = [];
  for (const taking of takings) {
    const waitMs = await taking.limit.take(taking.key);
    if (waitMs > 0) {
      await giveBack(taken);
      return new RateLimitedError('This was tried too often. Try again later.', Math.ceil(waitMs / 1000));
    }
    taken.push(taking);
  }
  return null;
}

/** Keyed hashes by limit: the log tells what one place tries, or somebody at one address, and neither the place nor the address. */
function namesOf(takings: readonly Taking[]): Readonly<Record<string, string>> {
  return Object.fromEntries(takings.map(({ limit: { name }, key }) => [name, key]));
}

async function giveBack(takings: readonly Taking[]): Promise<void> {
  for (const { limit, key } of takings) await limit.giveBack(key);
}
