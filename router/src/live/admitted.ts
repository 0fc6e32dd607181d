import { revocableOf, type Viewer } from '@trivet/platform';
import type { Beginnings, Sessions } from '../admission/sessions.ts';

/**
 * Why somebody has to go: his session, key or grant was ended (`ended`) or is over as far as his token knew (`expired`); or that it
 * was ended may have escaped us (`uncertain`). Only after the first it is of no use to come back.
 */
export type Farewell = 'ended' | 'expired' | 'uncertain';

export interface AdmittedDeps {
  readonly viewer: Viewer;
  /** As far as the end of his session or key was told when he was let in. */
  readonly toldSince: Beginnings | undefined;
  readonly sessions: Pick<Sessions, 'onEnded' | 'mayHaveMissed'> | undefined;
  /** Called once at most; at once, if he has to go already. */
  readonly onFarewell: (why: Farewell) => void;
}

/** Somebody who was let in and stays: as long as his session, whatever becomes of the token that he came with. */
export class Admitted {
  readonly viewer: Viewer;
  readonly #deps: AdmittedDeps;
  readonly #stopWatching: (() => void) | undefined;
  #isOver = false;

  constructor(deps: AdmittedDeps) {
    this.viewer = deps.viewer;
    this.#deps = deps;
    const credential = revocableOf(deps.viewer);
    if (credential !== null) this.#stopWatching = deps.sessions?.onEnded(credential, () => this.#dismiss('ended'));
  }

  /** To be called now and then: what ends by its time, nobody tells of, nor what ended while nobody was told. */
  check(now: Date): void {
    const { viewer, toldSince, sessions } = this.#deps;
    if (toldSince && sessions?.mayHaveMissed(viewer, toldSince)) this.#dismiss('uncertain');
    else if ('endsAt' in viewer && viewer.endsAt && viewer.endsAt <= now) {
      // Of a person so far as the token knew: a session that was refreshed since goes on, and he comes back with another token.
      this.#dismiss(viewer.kind === 'user' ? 'expired' : 'ended');
    }
  }

  /** He is gone by himself. */
  leave(): void {
    this.#isOver = true;
    this.#stopWatching?.();
  }

  #dismiss(why: Farewell): void {
    if (this.#isOver) return;
    this.leave();
    this.#deps.onFarewell(why);
  }
}
