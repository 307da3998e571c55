export * from './arithmetic.js';
export * from './serial-generator.js';
