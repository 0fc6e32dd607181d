import { hash, verify } from '@node-rs/argon2';
import { RateLimitedError } from '@trivet/platform';

/** Argon2id as OWASP recommends it (19 MiB, two passes, one lane): about 20 ms of one core. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** No password of ours is longer: see `password-policy.ts`. */
const maxLength = 128;
/** Hashing is meant to be expensive, so it must not take the machine: this many at once, and this many in line. */
const maxConcurrent = 2;
const maxWaiting = 200;

/** Argon2id with bounded concurrency. */
export class PasswordHasher {
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  #decoy: Promise<string> | undefined;

  /** The password's hash with its parameters and a fresh salt. */
  async hash(password: string): Promise<string> {
    return this.#bounded(() => hash(password, parameters));
  }

  /** Whether `password` is the one behind `stored`. Without one to compare with, it takes as long and says no. */
  async matches(stored: string | null, password: string): Promise<boolean> {
    if ([...password].length > maxLength) return false;
    this.#decoy ??= hash('nobody has this password', parameters);
    const target = stored ?? (await this.#decoy);
    const same = await this.#bounded(() => verify(target, password));
    return same && stored !== null;
  }

  async #bounded<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running >= maxConcurrent) {
      if (this.#waiting.length >= maxWaiting)
        throw new RateLimitedError('Too many people are signing in. Try again in a moment.', 1);
      // Whoever finishes hands its place on, so `#running` stays as it is.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
