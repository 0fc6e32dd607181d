import { type Complete, decodeGlobalId, type GlobalId, globalId } from '@trivet/platform';
import type { CoreContext } from '../../api/context.ts';
import type { AccountResolvers, PlanResolvers, Plan as PlanType, QueryResolvers } from '../../api/schema.generated.ts';
import { freePlan, type Plan as PlanModel, plans } from './plan.model.ts';

export const Plan: Complete<PlanResolvers, PlanType, PlanModel> = {
  // Plans are few and are named, in configurations too: `pln_` ids come with plans that an operator can add.
  id: ({ id }) => id as GlobalId,
};

export const planOfAccount = {
  plan: () => freePlan,
} satisfies AccountResolvers<CoreContext>;

export const planQueries = {
  plans: () => [...plans],
} satisfies QueryResolvers<CoreContext>;

export const accountReference = {
  // Tenant data: the planner may ask about an account that its owner would refuse.
  __resolveReference: async ({ id }, { operation }) => {
    const reference = decodeGlobalId(id);
    if (reference?.prefix !== 'acc') return null;
    return (await operation.access.find(reference.uuid, 'account:read')) && { id: reference.uuid };
  },
  id: ({ id }) => globalId('acc', id),
} satisfies AccountResolvers<CoreContext>;
