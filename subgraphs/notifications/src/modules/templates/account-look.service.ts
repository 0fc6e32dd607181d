import type { AccountBrandingRepository } from './account-branding.repository.ts';
import type { AccountLook } from './account-look.model.ts';
import type { NotificationTemplateRepository } from './notification-template.repository.ts';
import { isAccountTemplateKind } from './template-kind.model.ts';

export interface AccountLookServiceDeps {
  readonly brandings: AccountBrandingRepository;
  readonly templates: NotificationTemplateRepository;
}

/** How accounts look in what is told in their names: for mails, which are made for nobody who asks. */
export class AccountLookService {
  readonly #deps: AccountLookServiceDeps;

  constructor(deps: AccountLookServiceDeps) {
    this.#deps = deps;
  }

  /**
   * @param account.name as its members know it.
   * @returns null for what is not told in an account's name.
   */
  async find(
    kind: string,
    { id, name }: { readonly id: string | null; readonly name: string | null },
  ): Promise<AccountLook | null> {
    if (id === null || name === null || !isAccountTemplateKind(kind)) return null;
    const { brandings, templates } = this.#deps;
    const [branding, written] = await Promise.all([brandings.find(id), templates.listOfKind(id, kind)]);
    return {
      name: branding?.name ?? name,
      color: branding?.color ?? null,
      logoUrl: branding?.logoUrl ?? null,
      footer: branding?.footer ?? null,
      locale: branding?.locale ?? null,
      templates: Object.fromEntries(written.map(({ locale, subject, body }) => [locale, { subject, body }])),
    };
  }
}
