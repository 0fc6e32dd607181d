import { type AccessSource, type Grants, type Permission, type Role, rolePermissions } from '@trivet/identity';

/** Grants as a test gives and takes them, where there is no users subgraph that has them. */
export class TestAccessSource implements AccessSource {
  readonly questions: (readonly string[])[] = [];
  readonly #grants = new Map<string, Map<string, ReadonlySet<Permission>>>();

  grant(userId: string, accountId: string, role: Role | readonly Permission[]): void {
    const held = this.#grants.get(userId) ?? new Map();
    held.set(accountId, typeof role === 'string' ? rolePermissions[role] : new Set(role));
    this.#grants.set(userId, held);
  }

  revoke(userId: string, accountId: string): void {
    this.#grants.get(userId)?.delete(accountId);
  }

  async find(userIds: readonly string[]): Promise<Grants[]> {
    this.questions.push([...userIds]);
    return userIds.map((userId) => new Map(this.#grants.get(userId)));
  }
}
