export * from './legacy.js';
