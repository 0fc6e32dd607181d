import type { LetterRenderer } from './rendering/letter-renderer.ts';
import { ownLocales } from './rendering/locales.ts';
import {
  type AccountTemplateKind,
  accountTemplateKinds,
  type TemplateKind,
  templateKinds,
} from './template-kind.model.ts';

/** What a template of an account can be made of. */
export interface TemplateForm {
  readonly kind: AccountTemplateKind;
  readonly variables: readonly { readonly path: string; readonly sample: string }[];
  readonly builtIn: readonly { readonly locale: string; readonly subject: string; readonly body: string }[];
}

/** What accounts can write, for who begins to. */
export class TemplateFormService {
  readonly #renderer: LetterRenderer;
  #forms: readonly TemplateForm[] | undefined;

  constructor({ renderer }: { readonly renderer: LetterRenderer }) {
    this.#renderer = renderer;
  }

  list(): TemplateForm[] {
    this.#forms ??= accountTemplateKinds.map((kind) => this.#formOf(kind));
    return [...this.#forms];
  }

  #formOf(kind: AccountTemplateKind): TemplateForm {
    const { variables }: TemplateKind = templateKinds[kind];
    return {
      kind,
      variables: Object.entries(variables).map(([path, { sample }]) => ({ path, sample: String(sample) })),
      builtIn: ownLocales.map((locale) => {
        const { subject, body } = this.#renderer.builtIn(kind, locale);
        return { locale, subject, body: body.trim() };
      }),
    };
  }
}
