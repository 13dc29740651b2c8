export * from './legacy.js';
export * from './new.js';
