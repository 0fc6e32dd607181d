import { requireUser } from '@trivet/identity';
import type { Clock } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import { ReauthenticationRequiredError } from './session.errors.ts';

export interface StepUpServiceDeps {
  readonly clock: Clock;
  /** For so long a proof of who somebody is counts as recent. */
  readonly recentSeconds: number;
}

/**
 * What outlives a session, or gives everything away, takes more than an access token: that its person has proved of late who
 * he is. So who comes upon a device that is signed in, or a token, cannot make himself at home.
 */
export class StepUpService {
  readonly #deps: StepUpServiceDeps;

  constructor(deps: StepUpServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Asks nobody: the access token says when.
   * @throws {ReauthenticationRequiredError}; {@link AppError} `UNAUTHENTICATED`, `FORBIDDEN` for who is no person.
   */
  require({ viewer }: Operation): void {
    const { clock, recentSeconds } = this.#deps;
    const ageMs = clock.now().getTime() - requireUser(viewer).authenticatedAt.getTime();
    if (ageMs > recentSeconds * 1000) throw new ReauthenticationRequiredError();
  }
}
