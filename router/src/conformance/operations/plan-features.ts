import type { Plan, PlanNode } from '../../planning/plan.ts';

/** What a plan is made of, by name: as `featuresOf` says it of operations. */
export function planFeaturesOf({ root, deferred = [] }: Plan): Set<string> {
  const found = new Set<string>();
  const visit = (node: PlanNode): void => {
    switch (node.kind) {
      case 'Sequence':
      case 'Parallel':
        node.nodes.forEach(visit);
        return;
      case 'Graph':
        for (const each of node.nodes) visit(each.node);
        return;
      case 'Entities':
        if (node.groups.length > 1) found.add('several groups in one request');
        if (node.groups.some(({ places }) => places.length > 1)) found.add('one group at several places');
    }
  };
  if (root) visit(root);
  for (const { node } of deferred) visit(node);
  return found;
}
