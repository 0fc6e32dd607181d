import type { Role } from '@trivet/identity';
import { parseGlobalId } from '@trivet/platform';
import type { RoleInput } from '../modules/accounts/role.service.ts';
import { MemberRole } from './schema.generated.ts';

const builtIn: Readonly<Record<Role, MemberRole>> = {
  owner: MemberRole.Owner,
  admin: MemberRole.Admin,
  member: MemberRole.Member,
  viewer: MemberRole.Viewer,
};

/** How the API names a built-in role, and all others. */
export function memberRoleOf({ role }: { readonly role: Role | null }): MemberRole {
  return role ? builtIn[role] : MemberRole.Custom;
}

/** Which role an input names, in whichever way. */
export function roleInputOf({
  role,
  roleId,
}: {
  readonly role?: MemberRole | null | undefined;
  readonly roleId?: string | null | undefined;
}): RoleInput {
  return { role: role ?? null, roleId: roleId == null ? null : parseGlobalId('rol', roleId) };
}
