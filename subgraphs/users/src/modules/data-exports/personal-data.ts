/** A page of what is known of a person. */
export interface PersonalDataPage {
  readonly records: readonly unknown[];
  /** Where the next page begins; null after the last. */
  readonly next: string | null;
}

/** Of whom, and for what. */
export interface PersonalDataRequest {
  readonly userId: string;
  readonly exportId: string;
  readonly requestedAt: Date;
  /** `next` of the page before; null for the first. */
  readonly after: string | null;
}

/** One kind of what is known of persons. */
export interface PersonalDataSection {
  readonly name: string;
  /** Throws where it cannot be told at the moment: it is asked again. */
  read(request: PersonalDataRequest): Promise<PersonalDataPage>;
}
