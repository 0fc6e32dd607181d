import {
  compileOperation,
  type OperationSource,
  type PreparedOperation,
  referenceOperation,
} from './compile-operation.ts';

/** Left to graphql-js the first time: what would be compiled costs more than it saves where it runs once. */
export function adaptiveOperation(source: OperationSource): PreparedOperation {
  const reference = referenceOperation(source);
  let compiled: PreparedOperation | undefined;
  let isKnown = false;
  return {
    execute(call) {
      if (isKnown) {
        compiled ??= compileOperation(source);
        return compiled.execute(call);
      }
      isKnown = true;
      return reference.execute(call);
    },
  };
}
