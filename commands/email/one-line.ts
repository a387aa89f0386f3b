/**
 * A text as one line that a header may hold: every run of spaces, line breaks and control characters becomes a space.
 * What joins letters of one word or the parts of an emoji (U+200C, U+200D) stays.
 */
export const oneLine = (text: string): string => text.replace(/[\s\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').trim();
