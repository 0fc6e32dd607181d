/** What an account can subscribe to. Few and known, so they are code; subscriptions to them will be rows. */
export interface Plan {
  readonly id: string;
  readonly name: string;
}

export const freePlan: Plan = { id: 'free', name: 'Free' };

/** The smallest first. */
export const plans: readonly Plan[] = [freePlan];
