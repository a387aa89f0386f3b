/** The Message-ID of the e-mail that a step sends: the same at every try, so that a repetition is recognised. */
export const messageIdOf = (stepKey: string): string => `<${stepKey}@leadline>`;
