/** The application's pages, to which notifications lead. */
export class NotificationLinks {
  readonly #template: string;

  /** @param template a URL with `{id}`. */
  constructor(template: string) {
    this.#template = template;
  }

  /** Of the id of a thing; a whole URL is one already. */
  to(target: string | null): string | null {
    if (target === null || target.startsWith('https://')) return target;
    return this.#template.replace('{id}', () => encodeURIComponent(target));
  }
}
