export * from './core';
export * from './legacy';
