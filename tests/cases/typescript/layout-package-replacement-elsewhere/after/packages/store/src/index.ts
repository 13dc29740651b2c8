export * from './new.js';
