import type { Delivery } from '../deliveries/delivery.model.ts';
import type { PersonService } from '../persons/person.service.ts';
import type { LetterRenderer, ShortText } from '../templates/rendering/letter-renderer.ts';
import { letterOf, type TellingDelivery } from './told-letter.ts';

export interface ShortTextsDeps {
  readonly persons: PersonService;
  readonly renderer: LetterRenderer;
}

/** What deliveries say in a few words, each in its person's language: on devices, and in text messages. */
export class ShortTexts {
  readonly #deps: ShortTextsDeps;

  constructor(deps: ShortTextsDeps) {
    this.#deps = deps;
  }

  /**
   * Null where there is no such person any more, or nothing to be said.
   * @throws {AppError} `SUBGRAPH_UNAVAILABLE` while nobody can tell in which language.
   */
  async of(delivery: TellingDelivery & Pick<Delivery, 'id' | 'userId' | 'accountId'>): Promise<ShortText | null> {
    const { persons, renderer } = this.#deps;
    const { id, userId, accountId, title } = delivery;
    if (userId === null || title === null) return null;
    const person = await persons.find(userId, `delivery-${id}`, accountId);
    if (!person) return null;
    const { kind, facts } = letterOf(delivery, { url: null, accountName: person.accountName });
    return renderer.short(kind, facts, person);
  }
}
