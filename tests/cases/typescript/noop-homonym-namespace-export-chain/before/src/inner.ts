export * as other from './other';
