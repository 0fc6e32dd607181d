import type { TextedMail } from '@trivet/subgraph';
import type { Delivery } from '../deliveries/delivery.model.ts';
import type { Person, PersonService } from '../persons/person.service.ts';
import type { LetterRenderer, ShortText } from '../templates/rendering/letter-renderer.ts';
import { letterOf, type TellingDelivery } from './told-letter.ts';

export interface ShortTextsDeps {
  readonly persons: PersonService;
  readonly renderer: LetterRenderer;
}

/** What is told in a few words, to each in his language: on devices, and in text messages. */
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
    const { id, userId, accountId, title } = delivery;
    if (userId === null || title === null) return null;
    const person = await this.#deps.persons.find(userId, `delivery-${id}`, accountId);
    return person && this.to(person, delivery);
  }

  /** What a delivery says, where its person is known. */
  to({ locale, accountName }: Pick<Person, 'locale' | 'accountName'>, delivery: TellingDelivery): ShortText {
    const { kind, facts } = letterOf(delivery, { url: null, accountName });
    return this.#deps.renderer.short(kind, facts, { locale });
  }

  /** What users fills. */
  ofUsers({ kind, recipient: { locale }, code }: TextedMail): ShortText {
    return this.#deps.renderer.short(kind, { code }, { locale });
  }
}
