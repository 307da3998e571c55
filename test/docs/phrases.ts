/**
 * Phrases that make comments, messages and documents hard to read, and what to write instead. Each is a regular expression
 * that the code and the documentation must not match.
 */
export const PHRASES: readonly { readonly pattern: RegExp; readonly instead: string }[] = [
  {
    pattern: /(?<!\b[Tt]here )\b[Ii]s no (?!longer|more than|less than|other )/,
    instead: '"is not an X" instead of "is no X"',
  },
  { pattern: /\bare no part of\b/, instead: '"X does not hold them"' },
  { pattern: /, as (it|they|this|that|there) (would|cannot|can't|needs?)\b/, instead: '"because", not "as"' },
  {
    pattern:
      /\b[Ww]hoever\b|\b[Ww]ho (is told|has|looks|takes|keeps|asks|wants|watches|receives|may|might)\b/,
    instead: 'the name of the part of the program, which is not a "who"',
  },
  { pattern: /\b(nobody|somebody|everybody|anybody)\b/i, instead: '"nothing", "no observer", a name' },
  {
    pattern: /\b(is|are|be|was|were|not|been|unless) told\b/,
    instead: '"reported", "called", "recognised by" or "given"',
  },
  { pattern: /\bgood until\b/, instead: '"valid until"' },
  { pattern: /\bin vain\b/, instead: '"timed out after N cycles"' },
  { pattern: /\banew\b/, instead: '"again"' },
  { pattern: /\b(what|how) (becomes?|became|comes?|came) of\b/i, instead: '"the result of"' },
  { pattern: /\bcome by\b/, instead: '"obtained"' },
  { pattern: /\b(is|are) to be\b/, instead: '"must be", or the plain statement' },
  { pattern: /\bdoes not belong into\b/, instead: '"must not have", "must not be in"' },
  {
    pattern: /^#+ .*\b(The way of a|that nothing happens in|What comes of)\b/,
    instead: 'a heading that names its subject',
  },
  { pattern: /\b(SAID|TOLD|KNOWN|KEPT)\b/, instead: 'a name that says what is said or known' },
  {
    pattern: /\b(attend|attended|hire|hired|strike|struck|brought)\b/,
    instead: 'the plain verb for what is done',
  },
];
