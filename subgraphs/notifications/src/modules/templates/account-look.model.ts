import type { AccountTemplateKind } from './template-kind.model.ts';

/** As an account is shown in what is told in its name. */
export interface AccountLook {
  /** As its members know it. */
  readonly name: string;
  readonly color: string | null;
  readonly logoUrl: string | null;
  /** What stands below each letter. */
  readonly footer: string | null;
  /** Where a reader's own language is not to be had. */
  readonly locale: string | null;
  /** What it has written itself, by its languages. */
  readonly templates: Readonly<Record<string, { readonly subject: string; readonly body: string }>>;
}

/** Of an account that has said nothing. */
export const sampleLook: AccountLook = {
  ...{ name: 'Analytical Engines', color: null, logoUrl: null, footer: null, locale: null },
  templates: {},
};

/** What somebody has written, before it is kept. */
export interface TemplateDraft {
  readonly accountId: string;
  readonly kind: AccountTemplateKind;
  readonly locale: string;
  readonly subject: string;
  readonly body: string;
}
