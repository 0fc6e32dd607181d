import { type Delivery, digestKind } from '../deliveries/delivery.model.ts';
import type { GatheringService } from '../deliveries/gathering.service.ts';
import type { PersonService } from '../persons/person.service.ts';
import {
  type DigestLetter,
  digestLetter,
  isTranslated,
  listedAtMost,
  type ShortRenderer,
  sayingIn,
} from './digest-letter.ts';

export interface DigestServiceDeps {
  readonly gathering: GatheringService;
  readonly persons: PersonService;
  readonly renderer: ShortRenderer;
  readonly linkTo: (target: string | null) => string | null;
}

/** What digests say: made when they are sent, of what was gathered until then. */
export class DigestService {
  readonly #deps: DigestServiceDeps;

  constructor(deps: DigestServiceDeps) {
    this.#deps = deps;
  }

  /**
   * As any other delivery says what it says, in a few lines and for every channel; as the one thing itself where there is only one, and
   * without a title where nothing is left to be told.
   * @throws {AppError} `SUBGRAPH_UNAVAILABLE` while nobody can tell in which language.
   */
  async fill(delivery: Delivery): Promise<Delivery> {
    const { id, kind, userId } = delivery;
    if (kind !== digestKind || userId === null) return delivery;
    const { gathering, persons, renderer, linkTo } = this.#deps;
    const gathered = await gathering.list(delivery, listedAtMost);
    const [only] = gathered.listed;
    if (gathered.count < 2) return { ...delivery, ...only };
    const person = await persons.find(userId, `delivery-${id}`);
    if (!person) return delivery;
    const { kind: letter, facts } = digestLetter(delivery, gathered, linkTo);
    return { ...delivery, ...renderer.short(letter, facts, { locale: person.locale }) };
  }

  /**
   * What a mail lists, in the language of who reads it; null for what is no digest.
   * @throws {AppError} `SUBGRAPH_UNAVAILABLE` while nobody can tell of which accounts.
   */
  async letterOf(delivery: Delivery, { locale }: { readonly locale: string }): Promise<DigestLetter | null> {
    const { gathering, persons, renderer, linkTo } = this.#deps;
    const { id, kind, userId } = delivery;
    if (kind !== digestKind || userId === null) return null;
    const gathered = await gathering.list(delivery, listedAtMost);
    if (!isTranslated(delivery, locale)) return digestLetter(delivery, gathered, linkTo);
    const accountIds = gathered.listed.flatMap(({ accountId }) => accountId ?? []);
    const accountNames = await persons.findAccountNames(userId, `delivery-${id}`, accountIds);
    return digestLetter(delivery, gathered, linkTo, sayingIn(renderer, { locale, accountNames }, delivery));
  }
}
