export * from './arithmetic.js';
export * from './serial-generator.js';
export * from './units.js';
