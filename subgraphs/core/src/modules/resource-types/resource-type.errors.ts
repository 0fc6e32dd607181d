import { UserFault } from '@trivet/platform';
import type { Incompatibility } from './resource-type.model.ts';

export class ResourceTypeNameTakenError extends UserFault {
  override readonly name = 'ResourceTypeNameTakenError';

  constructor() {
    super('CONFLICT', 'RESOURCE_TYPE_NAME_TAKEN', 'The account has defined a type of this name already.', ['name']);
  }
}

export class TooManyResourceTypesError extends UserFault {
  override readonly name = 'TooManyResourceTypesError';

  constructor(max: number) {
    super('CONFLICT', 'TOO_MANY_RESOURCE_TYPES', `An account defines at most ${max} types.`);
  }
}

export class ResourceTypeInUseError extends UserFault {
  override readonly name = 'ResourceTypeInUseError';

  constructor() {
    super('CONFLICT', 'RESOURCE_TYPE_IN_USE', 'There are resources of this type.', ['id']);
  }
}

/** There is more data of the type than is checked within one request. */
export class TooManyResourcesError extends UserFault {
  override readonly name = 'TooManyResourcesError';

  constructor(message: string) {
    super('CONFLICT', 'TOO_MANY_RESOURCES', message, ['schema']);
  }
}

/** Resources that there are would not fit the definition. */
export class IncompatibleResourcesError extends UserFault {
  override readonly name = 'IncompatibleResourcesError';
  readonly incompatibility: Incompatibility;

  constructor(incompatibility: Incompatibility) {
    const { count } = incompatibility;
    const message = `${count} ${count === 1 ? 'resource' : 'resources'} that there ${count === 1 ? 'is' : 'are'} would not fit.`;
    super('CONFLICT', 'INCOMPATIBLE_RESOURCES', message, ['schema']);
    this.incompatibility = incompatibility;
  }
}
