export * as OldStore from './other';
