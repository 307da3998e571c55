/** The package's types are found for CommonJS only: its entry for ES modules has no declarations beside it. */
declare module 'binary-parser' {
  export { Parser } from 'binary-parser/dist/binary_parser.js';
}
