import { type Permission, permissionCatalogue } from '@trivet/identity';
import type { Operation } from '@trivet/subgraph';
import type { Member } from './account.model.ts';
import type { MemberRepository } from './member.repository.ts';
import type { MemberService } from './member.service.ts';
import type { RoleService, RoleView } from './role.service.ts';

export type AccessReason = 'ALLOWED_BY_ROLE' | 'NOT_ALLOWED_BY_ROLE' | 'NO_SUCH_PERMISSION';

export interface AccessExplanation {
  readonly permission: string;
  readonly granted: boolean;
  readonly reason: AccessReason;
  readonly message: string;
  readonly member: Member;
}

export interface AccessExplanationServiceDeps {
  readonly memberRepository: MemberRepository;
  readonly members: MemberService;
  readonly roles: RoleService;
}

const maxNameLength = 64;

/** Says why somebody may do something on an account, or why not. */
export class AccessExplanationService {
  readonly #deps: AccessExplanationServiceDeps;

  constructor(deps: AccessExplanationServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Of a member, or of the viewer himself where `memberId` is null; from the tables as they are now. Null where the viewer
   * may not see who belongs to the account, or there is no such member.
   */
  async explain(
    operation: Operation,
    { accountId, memberId, permission }: { accountId: string; memberId: string | null; permission: string },
  ): Promise<AccessExplanation | null> {
    const member = await this.#find(operation, accountId, memberId);
    if (!member) return null;
    const [role] = await this.#deps.roles.findHeld(operation, [member]);
    return { permission, member, ...verdictOn(permission, role ?? null) };
  }

  async #find(operation: Operation, accountId: string, memberId: string | null): Promise<Member | null> {
    const { viewer } = operation;
    if (memberId === null) {
      return viewer.kind === 'user' ? this.#deps.memberRepository.findOfPerson(viewer.userId, accountId) : null;
    }
    const [seen] = await this.#deps.members.findByIds(operation, [memberId]);
    const member =
      seen ?? (viewer.kind === 'user' ? await this.#deps.memberRepository.findOwn(viewer.userId, memberId) : null);
    return member?.accountId === accountId ? member : null;
  }
}

function verdictOn(
  permission: string,
  role: RoleView | null,
): Pick<AccessExplanation, 'granted' | 'reason' | 'message'> {
  const name = permission.slice(0, maxNameLength);
  if (!Object.hasOwn(permissionCatalogue, permission))
    return { granted: false, reason: 'NO_SUCH_PERMISSION', message: `There is no permission "${name}".` };
  return role?.permissions.includes(permission as Permission)
    ? { granted: true, reason: 'ALLOWED_BY_ROLE', message: `The role "${role.name}" allows "${name}".` }
    : {
        granted: false,
        reason: 'NOT_ALLOWED_BY_ROLE',
        message: `The role "${role?.name}" does not allow "${name}".`,
      };
}
