export * as legacy from './legacy';
