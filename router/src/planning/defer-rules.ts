import {
  type ASTVisitor,
  type DirectiveNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
  visit,
} from 'graphql';

/** What graphql-js 16, which knows no `@defer`, does not check of it; by the draft of 2022-08-24. */
export const deferRules: readonly ValidationRule[] = [labelsAreDistinct, rootsAreWhole, subscriptionsAreWhole];

/** By its label a client tells a part from others at the same place. */
function labelsAreDistinct(context: ValidationContext): ASTVisitor {
  const known = new Map<string, DirectiveNode>();
  return {
    Directive(directive) {
      const label = isDefer(directive) ? argumentOf(directive, 'label') : undefined;
      if (!label || label.kind === Kind.NULL) return;
      if (label.kind !== Kind.STRING) {
        context.reportError(new GraphQLError('The label of @defer is a string in the document.', { nodes: directive }));
        return;
      }
      const other = known.get(label.value);
      if (other) {
        const message = `The label "${label.value.slice(0, 64)}" stands at two @defer.`;
        context.reportError(new GraphQLError(message, { nodes: [other, directive] }));
      }
      known.set(label.value, directive);
    },
  };
}

/** Fields of mutations are executed one after the other, and a subscription has one. */
function rootsAreWhole(context: ValidationContext): ASTVisitor {
  const roots = [context.getSchema().getMutationType(), context.getSchema().getSubscriptionType()];
  return {
    Directive(directive) {
      const parent = context.getParentType();
      if (!isDefer(directive) || !parent || !roots.some((root) => root === parent)) return;
      const message = `Fields of ${parent.name} take no @defer: only what is below them can come later.`;
      context.reportError(new GraphQLError(message, { nodes: directive }));
    },
  };
}

function subscriptionsAreWhole(context: ValidationContext): ASTVisitor {
  const check = (selectionSet: SelectionSetNode): void => {
    visit(selectionSet, {
      Directive(directive) {
        if (!isDefer(directive) || isOptional(directive)) return;
        const message = 'Events of subscriptions come whole: @defer there needs "if: false", or a variable.';
        context.reportError(new GraphQLError(message, { nodes: directive }));
      },
    });
  };
  return {
    OperationDefinition(operation) {
      if (operation.operation !== 'subscription') return;
      check(operation.selectionSet);
      for (const fragment of context.getRecursivelyReferencedFragments(operation)) check(fragment.selectionSet);
    },
  };
}

function isOptional(directive: DirectiveNode): boolean {
  const condition = argumentOf(directive, 'if');
  return condition !== undefined && !(condition.kind === Kind.BOOLEAN && condition.value);
}

function isDefer({ name }: DirectiveNode): boolean {
  return name.value === 'defer';
}

function argumentOf({ arguments: given = [] }: DirectiveNode, name: string) {
  return given.find((argument) => argument.name.value === name)?.value;
}
