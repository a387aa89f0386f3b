/** What neither a phone shows nor XML can hold: control characters, and halves of characters. */
const unreadable = /[^\P{Cc}\t\n]|[\p{Cs}\ufffe\uffff]/gu;

/** A text as a phone can show it or read it out. */
export const readable = (text: string): string =>
  text.replaceAll(/\r\n?/g, '\n').replaceAll(unreadable, '').trim();
