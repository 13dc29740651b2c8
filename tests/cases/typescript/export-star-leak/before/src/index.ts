export * from './legacy.js';
export * from './other.js';
